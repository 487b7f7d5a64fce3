"""Discovery API bodies → records. Every item is decoded on its own, and nothing a body can hold raises.

No rule about what counts as a show or a name stands here. Source: Ticketmaster Discovery API v2.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from theset_assets.upstream.records import (
    Attraction,
    Classification,
    Event,
    Image,
    Malformed,
    PriceRange,
    Venue,
)
from theset_assets.upstream.values import (
    JsonObject,
    date,
    decimal,
    dig,
    filled,
    flag,
    instant,
    integer,
    lacking,
    mapping,
    objects,
    sequence,
    text,
    time,
)

R = TypeVar("R", Attraction, Event, Venue)


def attraction(value: object) -> Attraction | Malformed:
    """An attraction, on its own or embedded in an event."""
    body = mapping(value)
    id_, name = filled(body.get("id")), text(body.get("name"))
    if id_ is None or name is None:
        return lacking("Attraction", value, "id", "name")
    return Attraction(
        id=id_,
        name=name,
        url=filled(body.get("url")),
        test=flag(body.get("test")) or False,
        images=_images(body.get("images")),
        classifications=_classifications(body.get("classifications")),
        external_links=_external_links(body.get("externalLinks")),
    )


def venue(value: object) -> Venue | Malformed:
    """A venue, on its own or embedded in an event. Only the id is required: nameless venues exist."""
    body = mapping(value)
    id_ = filled(body.get("id"))
    if id_ is None:
        return lacking("Venue", value, "id")
    return Venue(
        id=id_,
        name=text(body.get("name")),
        url=filled(body.get("url")),
        test=flag(body.get("test")) or False,
        address=filled(dig(body, "address", "line1")),
        city=filled(dig(body, "city", "name")),
        state_code=filled(dig(body, "state", "stateCode")),
        state=filled(dig(body, "state", "name")),
        country_code=filled(dig(body, "country", "countryCode")),
        country=filled(dig(body, "country", "name")),
        postal_code=filled(body.get("postalCode")),
        timezone=filled(body.get("timezone")),
        latitude=_coordinate(dig(body, "location", "latitude")),
        longitude=_coordinate(dig(body, "location", "longitude")),
    )


def event(value: object) -> tuple[Event | Malformed, tuple[Malformed, ...]]:
    """An event, and what of its line-up and venues could not be read.

    An event whose first attraction cannot be read is malformed as a whole: without it the support act would become
    the headliner.
    """
    body = mapping(value)
    id_, name = filled(body.get("id")), text(body.get("name"))
    if id_ is None or name is None:
        return lacking("Event", value, "id", "name"), ()
    attractions, bad_attractions = _each(dig(body, "_embedded", "attractions"), attraction)
    if bad_attractions and bad_attractions[0][0] == 0:
        return Malformed(kind="Event", id=id_, reason=f"headliner: {bad_attractions[0][1].reason}"), ()
    venues, bad_venues = _each(dig(body, "_embedded", "venues"), venue)
    dates = mapping(body.get("dates"))
    start = mapping(dates.get("start"))
    record = Event(
        id=id_,
        name=name,
        url=filled(body.get("url")),
        test=flag(body.get("test")) or False,
        local_date=date(start.get("localDate")),
        local_time=time(start.get("localTime")),
        starts_at=instant(start.get("dateTime")),
        timezone=filled(dates.get("timezone")),
        date_tba=flag(start.get("dateTBA")) or False,
        date_tbd=flag(start.get("dateTBD")) or False,
        time_tba=flag(start.get("timeTBA")) or False,
        no_specific_time=flag(start.get("noSpecificTime")) or False,
        initial_local_date=date(dig(dates, "initialStartDate", "localDate")),
        end_local_date=date(dig(dates, "end", "localDate")),
        spans_multiple_days=flag(dates.get("spanMultipleDays")) or False,
        status_code=filled(dig(dates, "status", "code")),
        price_ranges=_price_ranges(body.get("priceRanges")),
        info=filled(body.get("info")),
        please_note=filled(body.get("pleaseNote")),
        legal_age_enforced=flag(dig(body, "ageRestrictions", "legalAgeEnforced")),
        classifications=_classifications(body.get("classifications")),
        venues=venues,
        attractions=attractions,
    )
    return record, tuple(fault for _, fault in (*bad_attractions, *bad_venues))


def events(body: JsonObject) -> tuple[tuple[Event, ...], tuple[Malformed, ...], int]:
    """The events of a search, what could not be read, and how many items the page held."""
    items = sequence(dig(body, "_embedded", "events"))
    good: list[Event] = []
    bad: list[Malformed] = []
    for item in items:
        record, faults = event(item)
        bad.extend(faults)
        if isinstance(record, Event):
            good.append(record)
        else:
            bad.append(record)
    return tuple(good), tuple(bad), len(items)


def search_fault(body: JsonObject, key: str) -> str:
    """What is wrong with the shape of a search's answer; "" for nothing.

    Without this a body of other types reads as a search that found nothing. A search that did leaves the list out and
    says so in its count.
    """
    if isinstance(dig(body, "_embedded", key), list):
        return ""
    if "_embedded" in body:
        return f"no list of {key}"
    return "" if integer(dig(body, "page", "totalElements")) is not None else "neither a list nor a count"


def attractions(body: JsonObject) -> tuple[tuple[Attraction, ...], tuple[Malformed, ...]]:
    """The attractions of a search, and what could not be read."""
    good, bad = _each(dig(body, "_embedded", "attractions"), attraction)
    return good, tuple(fault for _, fault in bad)


def _each(
    value: object, decode: Callable[[object], R | Malformed]
) -> tuple[tuple[R, ...], list[tuple[int, Malformed]]]:
    good: list[R] = []
    bad: list[tuple[int, Malformed]] = []
    for index, item in enumerate(sequence(value)):
        record = decode(item)
        if isinstance(record, Malformed):
            bad.append((index, record))
        else:
            good.append(record)
    return tuple(good), bad


def _images(value: object) -> tuple[Image, ...]:
    return tuple(
        Image(
            url=url,
            ratio=filled(image.get("ratio")),
            width=integer(image.get("width")),
            height=integer(image.get("height")),
        )
        for image in objects(value)
        if (url := filled(image.get("url")))
    )


def _classifications(value: object) -> tuple[Classification, ...]:
    return tuple(
        Classification(
            primary=flag(item.get("primary")) or False,
            segment_id=filled(dig(item, "segment", "id")),
            segment=filled(dig(item, "segment", "name")),
            genre=filled(dig(item, "genre", "name")),
            subgenre=filled(dig(item, "subGenre", "name")),
            type=filled(dig(item, "type", "name")),
            subtype=filled(dig(item, "subType", "name")),
        )
        for item in objects(value)
    )


def _external_links(value: object) -> dict[str, tuple[str, ...]]:
    links: dict[str, tuple[str, ...]] = {}
    for service, entries in mapping(value).items():
        key = "id" if service == "musicbrainz" else "url"
        found = tuple(link for entry in objects(entries) if (link := filled(entry.get(key))))
        name = text(service)
        if name and found:
            links[name] = found
    return links


def _price_ranges(value: object) -> tuple[PriceRange, ...]:
    return tuple(
        PriceRange(
            type=filled(item.get("type")),
            currency=filled(item.get("currency")),
            min=decimal(item.get("min")),
            max=decimal(item.get("max")),
        )
        for item in objects(value)
    )


def _coordinate(value: object) -> str | None:
    """Documented as a string; a number is tolerated and written out."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = decimal(value)
        return None if number is None else str(number)
    return filled(value)
