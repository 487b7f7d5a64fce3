"""What the upstream APIs say, as frozen typed records.

The clients fill these from JSON; nothing else in the package sees an API's own body. A field is None where the API
left it out or sent nothing usable; a body without what a record cannot do without (an id, a name) is not a record
but a `Malformed`, which names the payload and the reason so that it can be counted and logged.

Sources: Ticketmaster Discovery API v2; Spotify Web API in both quota modes.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import msgspec


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all records."""


class Malformed(Record, frozen=True, kw_only=True):
    """A payload that could not become a record. `kind` is the record's name, `id` the payload's id or ""."""

    kind: str
    id: str
    reason: str


# --- Ticketmaster ---------------------------------------------------------------------------------------------------


class Image(Record, frozen=True, kw_only=True):
    """An image's URL; `ratio` as "16_9" (Ticketmaster only), sizes in pixels."""

    url: str
    ratio: str | None = None
    width: int | None = None
    height: int | None = None


class Classification(Record, frozen=True, kw_only=True):
    """What kind of thing an attraction or event is. Names as upstream gives them, "Undefined" included."""

    primary: bool = False
    segment_id: str | None = None
    segment: str | None = None
    genre: str | None = None
    subgenre: str | None = None
    type: str | None = None
    subtype: str | None = None


class Attraction(Record, frozen=True, kw_only=True):
    """A Ticketmaster attraction: an artist, a band, a festival brand.

    `external_links` maps a service's name to what is linked there: URLs, for "musicbrainz" bare ids.
    """

    id: str
    name: str
    url: str | None = None
    test: bool = False
    images: tuple[Image, ...] = ()
    classifications: tuple[Classification, ...] = ()
    external_links: dict[str, tuple[str, ...]] = {}


class PriceRange(Record, frozen=True, kw_only=True):
    """A price range in `currency` (ISO 4217); `type` is "standard" or "standard including fees"."""

    type: str | None = None
    currency: str | None = None
    min: Decimal | None = None
    max: Decimal | None = None


class Venue(Record, frozen=True, kw_only=True):
    """A Ticketmaster venue. Latitude and longitude are decimal strings, exactly as upstream sent them."""

    id: str
    name: str | None = None
    url: str | None = None
    test: bool = False
    address: str | None = None
    city: str | None = None
    state_code: str | None = None
    state: str | None = None
    country_code: str | None = None
    country: str | None = None
    postal_code: str | None = None
    timezone: str | None = None
    latitude: str | None = None
    longitude: str | None = None


class Event(Record, frozen=True, kw_only=True):
    """A Ticketmaster event: a show, or something sold beside one.

    Dates and times named `local_…` are the venue's own; `starts_at` is the same moment in UTC. `attractions` is the
    line-up in upstream's order, the headliner first. `status_code` ∈ onsale, offsale, cancelled, postponed,
    rescheduled, or None.
    """

    id: str
    name: str
    url: str | None = None
    test: bool = False
    local_date: dt.date | None = None
    local_time: dt.time | None = None
    starts_at: dt.datetime | None = None
    timezone: str | None = None
    date_tba: bool = False
    date_tbd: bool = False
    time_tba: bool = False
    no_specific_time: bool = False
    initial_local_date: dt.date | None = None
    end_local_date: dt.date | None = None
    spans_multiple_days: bool = False
    status_code: str | None = None
    price_ranges: tuple[PriceRange, ...] = ()
    info: str | None = None
    please_note: str | None = None
    legal_age_enforced: bool | None = None
    classifications: tuple[Classification, ...] = ()
    venues: tuple[Venue, ...] = ()
    attractions: tuple[Attraction, ...] = ()


# --- Spotify --------------------------------------------------------------------------------------------------------


class ArtistRef(Record, frozen=True, kw_only=True):
    """An artist as named on an album or a track."""

    id: str
    name: str


class SpotifyArtist(Record, frozen=True, kw_only=True):
    """A Spotify artist. `followers` and `popularity` (0–100) are absent in development mode. Images largest first."""

    id: str
    name: str
    url: str | None = None
    genres: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    followers: int | None = None
    popularity: int | None = None


class Album(Record, frozen=True, kw_only=True):
    """A release. `album_type` ∈ album, single, compilation; `album_group` (extended mode only) adds appears_on.

    `release_date` is "1997", "1997-05" or "1997-05-21" as `release_date_precision` ∈ year, month, day says.
    """

    id: str
    name: str
    album_type: str | None = None
    album_group: str | None = None
    total_tracks: int | None = None
    release_date: str | None = None
    release_date_precision: str | None = None
    url: str | None = None
    images: tuple[Image, ...] = ()
    artists: tuple[ArtistRef, ...] = ()


class Track(Record, frozen=True, kw_only=True):
    """A track on an album. `popularity` (0–100) and `isrc` come with full tracks only, `is_playable` with a market."""

    id: str
    name: str
    duration_ms: int | None = None
    explicit: bool = False
    is_playable: bool | None = None
    track_number: int | None = None
    disc_number: int | None = None
    artists: tuple[ArtistRef, ...] = ()
    popularity: int | None = None
    preview_url: str | None = None
    isrc: str | None = None
    linked_from_id: str | None = None


class Release(Record, frozen=True, kw_only=True):
    """An album with its tracks in order."""

    album: Album
    tracks: tuple[Track, ...]
