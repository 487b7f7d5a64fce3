"""Ticketmaster's objects as JSON-ready dicts. What is asked for and found is `ticketmaster_api.py`'s business.

Shapes: recorded answers of the Discovery API v2. A key whose value upstream leaves out is left out here too.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

import msgspec

from theset_assets.sandbox import ids, shows, tours
from theset_assets.sandbox.places import Place
from theset_assets.sandbox.profiles import Profile
from theset_assets.sandbox.seeds import between, chance, hex_digits, number, pick
from theset_assets.sandbox.shows import Event

Json = dict[str, Any]

MUSIC_SEGMENT_ID = "KZFzniwnSyZfZ7v7nJ"
SEGMENT_IDS = {
    shows.MUSIC: MUSIC_SEGMENT_ID,
    shows.MISCELLANEOUS: "KZFzniwnSyZfZ7v7n1",
    shows.ARTS: "KZFzniwnSyZfZ7v7na",
}
_GENRES = (
    ("KnvZfZ7vAeA", "Rock", "KZazBEonSMnZfZ7v6F1", "Pop"),
    ("KnvZfZ7vAvt", "Metal", "KZazBEonSMnZfZ7vkFd", "Heavy Metal"),
    ("KnvZfZ7vAv6", "Country", "KZazBEonSMnZfZ7vAFa", "Country"),
    ("KnvZfZ7vAeA", "Rock", "KZazBEonSMnZfZ7v6dt", "Alternative Rock"),
    ("KnvZfZ7v7ll", "Undefined", "KZazBEonSMnZfZ7vAv1", "Undefined"),
)
_SOLD_AS_IDS = {"Undefined": "KZAyXgnZfZ7v7nI", "Upsell": "KZAyXgnZfZ7v7nJ", "Parking": "KZAyXgnZfZ7vAva"}
_IMAGE_SIZES = (
    ("16_9", "RETINA_LANDSCAPE_16_9", 1136, 639),
    ("16_9", "TABLET_LANDSCAPE_LARGE_16_9", 2048, 1152),
    ("3_2", "RETINA_PORTRAIT_3_2", 640, 427),
    ("3_2", "TABLET_LANDSCAPE_3_2", 1024, 683),
    ("16_9", "RECOMENDATION_16_9", 100, 56),
    ("16_9", "RETINA_PORTRAIT_16_9", 640, 360),
    ("3_2", "ARTIST_PAGE_3_2", 305, 203),
    ("16_9", "EVENT_DETAIL_PAGE_16_9", 205, 115),
    ("16_9", "TABLET_LANDSCAPE_16_9", 1024, 576),
    ("4_3", "CUSTOM", 305, 225),
)


def _self_link(kind: str, entity_id: str) -> Json:
    return {"href": f"/discovery/v2/{kind}/{entity_id}?locale=en-us"}


def _images(*seed: object) -> list[Json]:
    picture = hex_digits(12, "image", *seed)
    found: list[Json] = [
        {
            "ratio": ratio,
            "url": f"https://images.sandbox.example/{picture}_{label}.jpg",
            "width": width,
            "height": height,
            "fallback": False,
        }
        for ratio, label, width, height in _IMAGE_SIZES
    ]
    if chance(10, "bare image", *seed):  # some images have neither ratio nor size
        found.append({"url": f"https://images.sandbox.example/{picture}.jpg", "fallback": False})
    return found


def _classification(segment: str, sold_as: str, *seed: object) -> Json:
    genre_id, genre, subgenre_id, subgenre = pick(_GENRES, "genre", *seed) if segment == shows.MUSIC else _GENRES[-1]
    return {
        "primary": True,
        "segment": {"id": SEGMENT_IDS[segment], "name": segment},
        "genre": {"id": genre_id, "name": genre},
        "subGenre": {"id": subgenre_id, "name": subgenre},
        "type": {"id": _SOLD_AS_IDS[sold_as], "name": sold_as},
        "subType": {"id": "KZFzBErXgnZfZ7v7lJ", "name": "Undefined"},
        "family": False,
    }


@lru_cache(maxsize=2048)
def attraction(profile: Profile) -> msgspec.Raw:
    """An attraction, encoded."""
    seed = profile.attraction_id
    body: Json = {
        "name": profile.shown_name,
        "type": "attraction",
        "id": profile.attraction_id,
        "test": False,
        "url": f"https://tickets.sandbox.example/artist/{profile.attraction_id}",
        "locale": "en-us",
        "externalLinks": _external_links(profile),
        "images": _images(seed),
        "classifications": [_classification(shows.MUSIC, "Undefined", seed)],
        "upcomingEvents": {"_total": profile.events, "ticketmaster": profile.events, "_filtered": 0},
        "_links": {"self": _self_link("attractions", profile.attraction_id)},
    }
    if not body["externalLinks"]:
        del body["externalLinks"]
    if chance(20, "alias", seed):
        body["aliases"] = [profile.name.lower().replace(" ", "")]
    return msgspec.Raw(msgspec.json.encode(body))


def _external_links(profile: Profile) -> Json:
    seed = profile.attraction_id
    links: Json = {}
    if chance(80, "homepage", seed):
        links["homepage"] = [{"url": f"https://{hex_digits(8, 'homepage', seed)}.sandbox.example/"}]
    if spotify_id := profile.spotify_id:
        query = "?autoplay=true" if chance(20, "autoplay", seed) else ""
        links["spotify"] = [{"url": f"https://open.spotify.com/artist/{spotify_id}{query}"}]
    if chance(70, "musicbrainz", seed):
        digits = hex_digits(32, "musicbrainz", seed)
        mbid = "-".join((digits[:8], digits[8:12], "4" + digits[13:16], "8" + digits[17:20], digits[20:]))
        links["musicbrainz"] = [{"id": mbid}]
    return links


@lru_cache(maxsize=1024)
def venue(place: Place, resale: bool) -> msgspec.Raw:
    """A venue, encoded; `resale` gives the resale market's twin with an id of its own."""
    venue_id = ids.venue_id(place.index, resale=resale)
    body: Json = {
        "name": place.name,
        "type": "venue",
        "id": venue_id,
        "test": False,
        "url": f"https://tickets.sandbox.example/venue/{venue_id}",
        "locale": "en-us",
        "postalCode": place.postal_code,
        "timezone": None if place.oddity == "no time zone" else place.timezone,
        "city": {"name": place.city},
        "state": {"name": place.state, "stateCode": place.state_code} if place.state else None,
        "country": {"name": place.country, "countryCode": place.country_code},
        "address": {"line1": place.address} if place.address else None,
        "location": {"longitude": place.longitude, "latitude": place.latitude} if place.latitude else None,
        "dmas": [{"id": 200 + place.index % 300}],
        "upcomingEvents": {"_total": 25, "ticketmaster": 25, "_filtered": 0},
        "_links": {"self": _self_link("venues", venue_id)},
    }
    return msgspec.Raw(msgspec.json.encode({key: value for key, value in body.items() if value is not None}))


def event(one: Event, line_up: list[Profile]) -> Json:
    """An event with its venue and `line_up` inside."""
    seed = one.id
    place = one.place
    resale = one.resale
    body: Json = {
        "name": one.name,
        "type": "event",
        "id": one.id,
        "test": one.test,
        "url": f"https://tickets.sandbox.example/event/{hex_digits(16, 'event url', seed).upper()}",
        "locale": "en-us",
        "images": _images(one.attractions[0]),
        "sales": _sales(one),
        "dates": _dates(one),
        "classifications": [_classification(one.segment, one.sold_as, one.attractions[0])],
    }
    if one.info:
        body["info"] = one.info
    if chance(40, "please note", seed):
        body["pleaseNote"] = "Doors open one hour before the show. No re-entry."
    if chance(60, "age", seed):
        body["ageRestrictions"] = {"legalAgeEnforced": chance(20, "age enforced", seed)}
    if not resale:
        promoter_id, promoter = tours.promoter(one.attractions[0])
        body["promoter"] = {"id": promoter_id, "name": promoter}
        body["promoters"] = [body["promoter"]]
    if one.prices:
        body["priceRanges"] = [
            {"type": price.type, "currency": price.currency, "min": float(price.low), "max": float(price.high)}
            for price in one.prices
        ]
    links: Json = {"self": _self_link("events", one.id)}
    embedded: Json = {}
    if place is not None:
        links["venues"] = [_self_link("venues", ids.venue_id(place.index, resale=resale))]
        embedded["venues"] = [venue(place, resale)]
    links["attractions"] = [_self_link("attractions", profile.attraction_id) for profile in line_up]
    embedded["attractions"] = [attraction(profile) for profile in line_up]
    return body | {"_links": links, "_embedded": embedded}


def _sales(one: Event) -> Json:
    public: Json = {"startTBD": False, "startTBA": False}
    if chance(15, "no sale date", one.id):
        public["startDateTime"] = "1900-01-01T06:00:00Z"  # upstream's placeholder
    elif one.sort_time is not None:
        public["startDateTime"] = utc_text(one.sort_time - dt.timedelta(days=between(60, 240, "sale", one.id)))
    if one.starts_at is not None:
        public["endDateTime"] = utc_text(one.starts_at + dt.timedelta(hours=2))
    return {"public": public}


def _dates(one: Event) -> Json:
    start: Json = {}
    if one.local_date is not None:
        start["localDate"] = one.local_date.isoformat()
    if one.local_time is not None:
        start["localTime"] = one.local_time.isoformat()
    if one.starts_at is not None:
        start["dateTime"] = utc_text(one.starts_at)
    start |= {
        "dateTBD": one.date_tbd,
        "dateTBA": one.date_tba,
        "timeTBA": one.date_tba or one.date_tbd,
        "noSpecificTime": one.no_specific_time,
    }
    dates: Json = {"start": start}
    if one.end is not None:
        dates["end"] = {"localDate": one.end.isoformat(), "approximate": False, "noSpecificTime": True}
    if one.initial is not None:
        day, time = one.initial
        began = shows.to_utc(day, time, one.zone)
        dates["initialStartDate"] = {
            "localDate": day.isoformat(),
            "localTime": time.isoformat(),
            "dateTime": utc_text(began),
        }
    if one.zone_in_dates:
        dates["timezone"] = one.zone
    dates["status"] = {} if one.status is None else {"code": one.status}
    dates["spanMultipleDays"] = one.end is not None
    return dates


def utc_text(moment: dt.datetime) -> str:
    """A moment as the Discovery API writes it: YYYY-MM-DDTHH:mm:ssZ."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def relevance(event_id: str) -> int:
    """What the default sort goes by: nothing that anybody could predict."""
    return number("relevance", event_id)
