"""The rows that the rules produce and the store loads: one class a table, one field a column.

Foreign keys are named by the other row's upstream id (`headliner_key`, `venue_key`, …); the store turns them into
its own ids while loading. `slugs` are candidates, the wanted one first and the last one unique by construction; the
store gives a new row the first that is free and never changes it afterwards.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import msgspec


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all rows."""


class Rejection(Row, frozen=True, kw_only=True):
    """An upstream payload that becomes no row. `reason` is a stable slug ("upsell", "no-date"), `detail` prose."""

    kind: str
    id: str
    reason: str
    detail: str = ""


class ArtistRow(Row, frozen=True, kw_only=True):
    """One row of `artists`. `spotify_id`, `popularity` and `followers` of None leave what the database has."""

    ticketmaster_id: str
    name: str
    slugs: tuple[str, ...]
    spotify_id: str | None = None
    image_url: str | None = None
    small_image_url: str | None = None
    genres: tuple[str, ...] = ()
    popularity: int | None = None
    followers: int | None = None
    external_urls: dict[str, str] = {}
    verified: bool = False


class VenueRow(Row, frozen=True, kw_only=True):
    """One row of `venues`. Latitude and longitude in degrees (WGS 84), both or neither."""

    ticketmaster_id: str
    name: str
    slugs: tuple[str, ...]
    address: str | None = None
    city: str | None = None
    state: str | None = None
    country: str | None = None
    postal_code: str | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    timezone: str | None = None
    website: str | None = None


class ShowRow(Row, frozen=True, kw_only=True):
    """One row of `shows`. Date and time are the venue's; prices are in `currency` (ISO 4217).

    `date_status` ∈ confirmed, tba, tbd says how far `date` can be trusted.

    `line_up` names the artists on the bill by attraction id in billing order, the headliner first.
    """

    ticketmaster_id: str
    headliner_key: str
    venue_key: str | None
    name: str
    slugs: tuple[str, ...]
    date: dt.date
    date_status: str = "confirmed"
    start_time: dt.time | None = None
    status: str = "upcoming"
    ticket_url: str | None = None
    min_price: Decimal | None = None
    max_price: Decimal | None = None
    currency: str | None = None
    description: str | None = None
    age_restrictions: str | None = None
    line_up: tuple[str, ...] = ()


class SongRow(Row, frozen=True, kw_only=True):
    """One row of `songs` and its link in `artist_songs`.

    `isrc` is the recording's International Standard Recording Code where upstream gave it; `title_key` is the title
    reduced to what identifies it, for matching a copy of the same recording under another Spotify id; `release_count`
    says on how many of the artist's releases the recording is.
    """

    spotify_id: str
    title: str
    title_key: str
    artist: str
    album: str | None = None
    album_art_url: str | None = None
    release_date: dt.date | None = None
    duration_ms: int | None = None
    popularity: int | None = None
    preview_url: str | None = None
    isrc: str | None = None
    is_explicit: bool = False
    is_playable: bool = True
    is_live: bool = False
    is_demo: bool = False
    track_number: int | None = None
    disc_number: int = 1
    is_primary_artist: bool = True
    release_count: int = 1
