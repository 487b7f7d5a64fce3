"""Venues: a Ticketmaster venue becomes one row of `venues`, and what it takes for two to be one place."""

from __future__ import annotations

import math
import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import available_timezones

from theset_assets.catalogue.artists import http_url
from theset_assets.catalogue.names import NAME_LENGTH, clean_text, match_key, slug_candidates, slugify_name
from theset_assets.catalogue.rows import Rejection, VenueRow
from theset_assets.upstream.records import Venue

_COUNTRY = re.compile(r"[A-Z]{2}")
_NUMBER = re.compile(r"[+-]?\d{1,3}(?:\.\d{1,30})?")
_SEVEN_PLACES = Decimal("0.0000001")
# Upstream marks a retired entry in its name: "Please do not use", "DO NOT USE - House of Blues".
_RETIRED = re.compile(
    r"[\s\-–—:*(\[]*\b(?:please\s+)?(?:do\s+not|don['’]?t)\s+use\b(?:\s+this(?:\s+venue)?)?[\s\-–—:*)\]!.]*",
    re.IGNORECASE,
)

NEAR_KM = 1.0
_EARTH_KM = 6371.0


def venue_row(venue: Venue) -> VenueRow | Rejection:
    """The row of a venue, or why there is none: a test entry, or no name that could be shown."""
    if venue.test:
        return Rejection(kind="venue", id=venue.id, reason="test", detail=clean_text(venue.name, 200))
    name = venue_name(venue)
    if not name:
        return Rejection(kind="venue", id=venue.id, reason="no-name", detail=clean_text(venue.name, 200))
    city = clean_text(venue.city, 100) or None
    state = clean_text(venue.state_code, 50) or clean_text(venue.state, 50) or None
    latitude, longitude = location_of(venue)
    slug = slugify_name(name)
    wanted: list[tuple[str, ...]] = [(slug,)]
    if city:
        wanted.append((slug, slugify_name(city)))
    return VenueRow(
        ticketmaster_id=venue.id,
        name=name,
        slugs=slug_candidates(*wanted, key=venue.id),
        address=clean_text(venue.address, 500) or None,
        city=city,
        state=state,
        country=country_code(venue.country_code),
        postal_code=clean_text(venue.postal_code, 20) or None,
        latitude=latitude,
        longitude=longitude,
        timezone=time_zone(venue.timezone),
        website=http_url(venue.url),
    )


def venue_name(venue: Venue) -> str:
    """The venue's name without the mark of a retired entry; "" where nothing is left."""
    return clean_text(_RETIRED.sub(" ", clean_text(venue.name, 2 * NAME_LENGTH)), NAME_LENGTH)


def country_code(text: str | None) -> str | None:
    """The ISO 3166 code of two letters in capitals; None for anything else."""
    code = (text or "").strip().upper()
    return code if _COUNTRY.fullmatch(code) else None


def time_zone(text: str | None) -> str | None:
    """The IANA time zone's name if there is such a zone (and the column of 50 characters holds it)."""
    name = (text or "").strip()
    return name if len(name) <= 50 and name in _zones() else None


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def location_of(venue: Venue) -> tuple[Decimal, Decimal] | tuple[None, None]:
    """Latitude and longitude in degrees, or neither: 0/0 is upstream's way of not knowing."""
    latitude, longitude = _degrees(venue.latitude, 90), _degrees(venue.longitude, 180)
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        return None, None
    return latitude, longitude


def _degrees(text: str | None, bound: int) -> Decimal | None:
    number = (text or "").strip()
    if _NUMBER.fullmatch(number) is None:
        return None
    try:
        degrees = Decimal(number).quantize(_SEVEN_PLACES)
    except InvalidOperation:
        return None
    return degrees if abs(degrees) <= bound else None


class _Place(NamedTuple):
    """What of a venue tells where it is; latitude and longitude in radians."""

    id: str
    name: str
    city: str
    position: tuple[float, float] | None


# Comparing many listings of one day asks for the same venues again and again.
@lru_cache(maxsize=8192)
def _place(venue: Venue) -> _Place:
    latitude, longitude = location_of(venue)
    position = None
    if latitude is not None and longitude is not None:
        position = math.radians(float(latitude)), math.radians(float(longitude))
    name = venue_name(venue)
    return _Place(
        id=venue.id,
        name=match_key(name) if name else "",
        city=match_key(venue.city) if venue.city else "",
        position=position,
    )


def same_place(one: Venue | None, other: Venue | None, *, reseller: bool) -> bool:
    """Whether two listings mean one place. `reseller`: one of them is a resale listing, which names venues its own way.

    The same id; coordinates within a kilometre; or the same name in the same city. A resale listing's city is enough,
    for an artist does not play twice in one city at one time.
    """
    if one is None or other is None:
        return one is other or reseller
    if one.id == other.id:
        return True
    here, there = _place(one), _place(other)
    if _near(here, there):
        return True
    if here.city and there.city and here.city != there.city:
        return False
    names_agree = bool(here.name) and here.name == there.name
    return names_agree or (reseller and bool(here.city and there.city))


def _near(one: _Place, other: _Place) -> bool:
    if one.position is None or other.position is None:
        return False
    (a, b), (c, d) = one.position, other.position
    half = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(min(1.0, half))) <= NEAR_KM
