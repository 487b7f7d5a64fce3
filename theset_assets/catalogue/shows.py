"""Shows: one artist's Ticketmaster events become rows of `shows`, each real show once.

Which listings are no shows at all is decided in `not_shows.py`, which of several mean one show in `listings.py`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from theset_assets.catalogue.artists import artist_row, http_url
from theset_assets.catalogue.listings import Listing, Show, one_a_show
from theset_assets.catalogue.names import TITLE_LENGTH, clean_text, slug_candidates, slugify_name
from theset_assets.catalogue.not_shows import not_a_show
from theset_assets.catalogue.rows import ArtistRow, Rejection, Row, ShowRow, VenueRow
from theset_assets.catalogue.venues import time_zone, venue_name, venue_row
from theset_assets.upstream.records import Attraction, Event, PriceRange

MAX_DESCRIPTION = 5000
_CENT = Decimal("0.01")
_PRICE_LIMIT = Decimal("99999999.99")
_CURRENCY = re.compile(r"[A-Z]{3}")
_PRICE_TYPES = ("standard", "standard including fees")
# Shows that still take place, or take place now: those fans vote on.
OPEN_STATUSES = frozenset({"upcoming", "rescheduled", "ongoing"})


class ShowsRead(Row, frozen=True):
    """An artist's shows as they are to be loaded, with the venues and other artists they name, and what was left out.

    `artists` are stubs for everybody on a bill but the artist itself: they make a row where there is none, and never
    overwrite one that an import of its own has filled.
    """

    shows: tuple[ShowRow, ...]
    venues: tuple[VenueRow, ...]
    artists: tuple[ArtistRow, ...]
    rejections: tuple[Rejection, ...]


def read_events(
    events: Iterable[Event], *, today: dt.date, artist_id: str, known_dates: Mapping[str, dt.date] | None = None
) -> ShowsRead:
    """The shows among `events`, of the artist with attraction id `artist_id`, as of `today`.

    `known_dates` gives the date of each show already in the database by its event id. With it a show keeps its row
    where a better listing of it appears, and its date where upstream has taken the date away. The result does not
    depend on the order of `events`.
    """
    known = known_dates or {}
    listings: list[Listing] = []
    rejections: list[Rejection] = []
    for event in _each_once(events):
        listing = _listing(event, artist_id, known)
        if isinstance(listing, Rejection):
            rejections.append(listing)
        else:
            listings.append(listing)
    shows, folded = one_a_show(listings, frozenset(known))
    rejections += folded
    venues, venue_rejections = _venues(shows)
    rows = [_show_row(show, today, venues) for show in shows]
    return ShowsRead(
        shows=tuple(sorted(rows, key=lambda row: (row.date, row.start_time or dt.time.max, row.ticketmaster_id))),
        venues=tuple(venues[key] for key in sorted(venues)),
        artists=_stubs(shows, artist_id),
        rejections=tuple(sorted(rejections + venue_rejections, key=lambda entry: (entry.kind, entry.reason, entry.id))),
    )


def _each_once(events: Iterable[Event]) -> list[Event]:
    """Events by id; where two pages tell of one differently, the same one is taken in any order."""
    once: dict[str, Event] = {}
    for event in events:
        known = once.setdefault(event.id, event)
        if known != event:
            once[event.id] = max(known, event, key=repr)
    return [once[event_id] for event_id in sorted(once)]


def _listing(event: Event, artist_id: str, known: Mapping[str, dt.date]) -> Listing | Rejection:
    reason = not_a_show(event)
    if reason is None and not event.attractions:
        reason = "no-attraction"
    if reason is None and all(attraction.id != artist_id for attraction in event.attractions):
        reason = "not-this-artist"
    date = show_date(event) or known.get(event.id)
    if reason is None and date is None:
        reason = "no-date"
    if reason is not None or date is None:
        return Rejection(kind="event", id=event.id, reason=reason or "no-date", detail=clean_text(event.name, 200))
    return Listing(event=event, date=date, time=show_time(event), end_date=_end_date(event, date))


# --- When -----------------------------------------------------------------------------------------------------------


def show_date(event: Event) -> dt.date | None:
    """The day of the show where it takes place.

    The venue's own date; else the UTC moment seen from the venue; else the date it had before it was moved, which a
    postponed show keeps until it has a new one. None where upstream has named no date yet: none is invented.
    """
    if event.local_date is not None:
        return event.local_date
    moment = _local_start(event)
    return moment.date() if moment is not None else event.initial_local_date


def show_time(event: Event) -> dt.time | None:
    """When the show starts on the venue's clock; None where that is not announced."""
    if event.time_tba or event.no_specific_time:
        return None
    if event.local_time is not None:
        return event.local_time.replace(tzinfo=None, microsecond=0)
    if event.local_date is None and (moment := _local_start(event)) is not None:
        return moment.time().replace(tzinfo=None, microsecond=0)
    moment = _local_start(event)
    # A moment that falls on another day than upstream's own local date is in the wrong zone.
    return moment.time().replace(microsecond=0) if moment is not None and moment.date() == event.local_date else None


def _local_start(event: Event) -> dt.datetime | None:
    zone = time_zone(event.timezone) or next(
        (zone for venue in event.venues if (zone := time_zone(venue.timezone))), None
    )
    if event.starts_at is None or zone is None:
        return None
    moment = event.starts_at if event.starts_at.tzinfo else event.starts_at.replace(tzinfo=dt.UTC)
    try:
        return moment.astimezone(ZoneInfo(zone))
    except OverflowError:
        return None


def _end_date(event: Event, date: dt.date) -> dt.date:
    """The last day. `dates.end` without `spanMultipleDays` is the end of a night, after midnight perhaps."""
    if event.spans_multiple_days and event.end_local_date is not None and event.end_local_date > date:
        return event.end_local_date
    return date


def show_status(code: str | None, *, date: dt.date, end_date: dt.date, today: dt.date) -> str:
    """The contract's status. "ongoing" is from the first day of a show to its last, "completed" after it."""
    code = (code or "").strip().lower()
    if code in ("cancelled", "canceled"):
        return "cancelled"
    if code == "postponed":
        return "postponed"
    if end_date < today:
        return "completed"
    if date <= today:
        return "ongoing"
    return "rescheduled" if code == "rescheduled" else "upcoming"


# --- The row --------------------------------------------------------------------------------------------------------


def _show_row(show: Show, today: dt.date, venues: Mapping[str, VenueRow]) -> ShowRow:
    listing, event = show.listing, show.listing.event
    headliner = event.attractions[0]
    venue = venues.get(event.venues[0].id) if event.venues else None
    low, high, currency = prices(event.price_ranges)
    return ShowRow(
        ticketmaster_id=show.id,
        headliner_key=headliner.id,
        venue_key=venue.ticketmaster_id if venue else None,
        name=clean_text(event.name, TITLE_LENGTH) or clean_text(headliner.name, TITLE_LENGTH) or event.id,
        slugs=_slugs(show, headliner),
        date=listing.date,
        start_time=show.time,
        status=show_status(event.status_code, date=listing.date, end_date=listing.end_date, today=today),
        ticket_url=http_url(event.url),
        min_price=low,
        max_price=high,
        currency=currency,
        description=_description(event),
        age_restrictions="Legal age enforced" if event.legal_age_enforced else None,
        line_up=tuple(dict.fromkeys(attraction.id for attraction in event.attractions)),
    )


def _slugs(show: Show, headliner: Attraction) -> tuple[str, ...]:
    artist = slugify_name(clean_text(headliner.name, TITLE_LENGTH) or headliner.id)
    venue = show.listing.event.venues[0] if show.listing.event.venues else None
    place = (venue_name(venue) or clean_text(venue.city, 100)) if venue else ""
    named = (artist, slugify_name(place)) if place else (artist,)
    day = show.listing.date.isoformat()
    wanted = [(*named, day)]
    if show.time is not None:
        wanted.append((*named, f"{day}-{show.time:%H%M}"))
    return slug_candidates(*wanted, key=show.id, max_length=TITLE_LENGTH)


def _description(event: Event) -> str | None:
    texts = [clean_text(text, MAX_DESCRIPTION, multiline=True) for text in (event.info, event.please_note)]
    return clean_text("\n\n".join(dict.fromkeys(filter(None, texts))), MAX_DESCRIPTION, multiline=True) or None


def prices(ranges: Sequence[PriceRange]) -> tuple[Decimal | None, Decimal | None, str | None]:
    """Lowest and highest price and their currency, or three times None.

    Only ranges of one kind and one currency are taken together: "standard" first, then the one with fees, then any
    other; of several currencies the first named. A price below zero is nonsense, and so is one of zero beside a real
    one: both are left out. A range without a currency says nothing.
    """
    for wanted in (*_PRICE_TYPES, None):
        alike = [entry for entry in ranges if wanted is None or (entry.type or "").strip().lower() == wanted]
        for currency in dict.fromkeys(_currency(entry.currency) for entry in alike):
            amounts = [
                amount
                for entry in alike
                if _currency(entry.currency) == currency
                for bound in (entry.min, entry.max)
                if (amount := _amount(bound)) is not None
            ]
            if currency is not None and amounts:
                return min(amounts), max(amounts), currency
    return None, None, None


def _amount(number: Decimal | None) -> Decimal | None:
    if number is None or not number.is_finite() or not 0 < number <= _PRICE_LIMIT:
        return None
    amount = number.quantize(_CENT, ROUND_HALF_UP)
    return amount if amount > 0 else None


def _currency(text: str | None) -> str | None:
    code = (text or "").strip().upper()
    return code if _CURRENCY.fullmatch(code) else None


# --- What shows name ------------------------------------------------------------------------------------------------


def _venues(shows: Iterable[Show]) -> tuple[dict[str, VenueRow], list[Rejection]]:
    rows: dict[str, VenueRow] = {}
    rejections: dict[str, Rejection] = {}
    for venue in (show.listing.event.venues[0] for show in shows if show.listing.event.venues):
        row = venue_row(venue)
        if isinstance(row, Rejection):
            rejections[venue.id] = row
        else:
            rows[venue.id] = max(rows.get(venue.id, row), row, key=_fullness)
    return rows, [entry for venue_id, entry in rejections.items() if venue_id not in rows]


def _fullness(row: VenueRow) -> tuple[int, str]:
    """How much a venue's row says; of equals, the same one is taken in any order."""
    return sum(getattr(row, field) is not None for field in row.__struct_fields__), repr(row)


def _stubs(shows: Iterable[Show], artist_id: str) -> tuple[ArtistRow, ...]:
    fullest: dict[str, Attraction] = {}
    for attraction in (entry for show in shows for entry in show.listing.event.attractions):
        if attraction.id != artist_id:
            known = fullest.get(attraction.id, attraction)
            fullest[attraction.id] = max(known, attraction, key=_detail)
    return tuple(artist_row(fullest[key]) for key in sorted(fullest))


def _detail(attraction: Attraction) -> tuple[int, int, str]:
    return len(attraction.external_links), len(attraction.images), repr(attraction)
