"""What fans see: artists, venues, shows, songs, setlists and the trending ranking."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

from sqlalchemy import Index, Numeric, String, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from theset_assets.store.tables.base import (
    DATE_STATUSES,
    SETLIST_TYPES,
    SHOW_STATUSES,
    Base,
    Count,
    Id,
    LongText,
    Moment,
    No,
    Now,
    Str50,
    Str100,
    Str255,
    Str500,
    Yes,
    check,
    one_of,
    to,
)


class Artist(Base):
    """An artist. `ticketmaster_id` is the attraction id, `spotify:<id>` for an artist known only from Spotify."""

    __tablename__ = "artists"
    __table_args__ = (
        check("genres", "jsonb_typeof(genres) = 'array'"),
        check("external_urls", "jsonb_typeof(external_urls) = 'object'"),
        check("popularity", "popularity BETWEEN 0 AND 100"),
        check("counts", "followers >= 0 AND total_songs >= 0 AND total_albums >= 0"),
        Index("idx_artists_last_synced", "last_synced_at"),
    )

    id: Mapped[Id]
    spotify_id: Mapped[Str255 | None] = mapped_column(unique=True)
    ticketmaster_id: Mapped[Str255] = mapped_column(unique=True)
    name: Mapped[Str255]
    slug: Mapped[Str255] = mapped_column(unique=True)
    image_url: Mapped[LongText | None]
    small_image_url: Mapped[LongText | None]
    genres: Mapped[list[str]] = mapped_column(JSONB, server_default=text("'[]'::jsonb"))
    popularity: Mapped[Count]
    followers: Mapped[Count]
    external_urls: Mapped[dict[str, str]] = mapped_column(JSONB, server_default=text("'{}'::jsonb"))
    verified: Mapped[No]
    last_synced_at: Mapped[Moment | None]
    song_catalog_synced_at: Mapped[Moment | None]
    last_full_sync_at: Mapped[Moment | None]
    total_songs: Mapped[Count]
    total_albums: Mapped[Count]
    created_at: Mapped[Now]
    updated_at: Mapped[Now]


class Venue(Base):
    """A venue. `location` is not mapped: see the module's docstring."""

    __tablename__ = "venues"
    __table_args__ = (
        check("country", "country ~ '^[A-Z]{2}$'"),
        check("latitude", "latitude BETWEEN -90 AND 90"),
        check("longitude", "longitude BETWEEN -180 AND 180"),
        check("position", "(latitude IS NULL) = (longitude IS NULL)"),
        check("capacity", "capacity >= 0"),
        Index("idx_venues_city_state", "city", "state"),
    )

    id: Mapped[Id]
    ticketmaster_id: Mapped[Str255 | None] = mapped_column(unique=True)
    name: Mapped[Str255]
    slug: Mapped[Str255] = mapped_column(unique=True)
    address: Mapped[LongText | None]
    city: Mapped[Str100 | None]
    state: Mapped[Str50 | None]
    country: Mapped[str | None] = mapped_column(String(2))
    postal_code: Mapped[str | None] = mapped_column(String(20))
    latitude: Mapped[Decimal | None] = mapped_column(Numeric(10, 7))
    longitude: Mapped[Decimal | None] = mapped_column(Numeric(10, 7))
    timezone: Mapped[Str50 | None]
    capacity: Mapped[int | None]
    website: Mapped[LongText | None]
    created_at: Mapped[Now]
    updated_at: Mapped[Now]


class Show(Base):
    """A show. `date` and `start_time` are the venue's; `date_status` says how far the date can be trusted."""

    __tablename__ = "shows"
    __table_args__ = (
        one_of("status", SHOW_STATUSES),
        one_of("date_status", DATE_STATUSES),
        check("price", "min_price >= 0 AND max_price >= 0 AND min_price <= max_price"),
        check("currency", "currency ~ '^[A-Z]{3}$'"),
        Index("idx_shows_artist_id", "headliner_artist_id"),
        Index("idx_shows_venue_id", "venue_id"),
        Index("idx_shows_date", "date"),
        Index("idx_shows_status", "status"),
    )

    id: Mapped[Id]
    ticketmaster_id: Mapped[Str255 | None] = mapped_column(unique=True)
    headliner_artist_id: Mapped[uuid.UUID] = mapped_column(to("artists.id", "CASCADE"))
    venue_id: Mapped[uuid.UUID | None] = mapped_column(to("venues.id", "SET NULL"))
    name: Mapped[Str500]
    slug: Mapped[Str500] = mapped_column(unique=True)
    date: Mapped[dt.date]
    date_status: Mapped[str] = mapped_column(String(20), server_default=text("'confirmed'"))
    start_time: Mapped[dt.time | None]
    status: Mapped[Str50] = mapped_column(server_default=text("'upcoming'"))
    ticket_url: Mapped[LongText | None]
    min_price: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    max_price: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    currency: Mapped[str | None] = mapped_column(String(3), server_default=text("'USD'"))
    description: Mapped[LongText | None]
    age_restrictions: Mapped[Str100 | None]
    created_at: Mapped[Now]
    updated_at: Mapped[Now]


class ShowArtist(Base):
    """An artist on the bill of a show; the headliner has billing order 1."""

    __tablename__ = "show_artists"
    __table_args__ = (
        UniqueConstraint("show_id", "billing_order", deferrable=True, initially="DEFERRED"),
        check("billing_order", "billing_order >= 1"),
        Index("idx_show_artists_artist_id", "artist_id"),
    )

    show_id: Mapped[uuid.UUID] = mapped_column(to("shows.id", "CASCADE"), primary_key=True)
    artist_id: Mapped[uuid.UUID] = mapped_column(to("artists.id", "CASCADE"), primary_key=True)
    billing_order: Mapped[int]


class Song(Base):
    """A recording. Its identity is the ISRC, else the title key and the duration (±2 s); see `store.loaders_songs`.

    Indexed titles are shortened or hashed: an index entry takes 2,704 bytes, 500 characters can be 2,000.
    """

    __tablename__ = "songs"
    __table_args__ = (
        check("popularity", "popularity BETWEEN 0 AND 100"),
        check("duration_ms", "duration_ms >= 0"),
        check("track", "track_number >= 0 AND disc_number >= 0"),
        Index("idx_songs_title", "title"),
        Index("idx_songs_artist", "artist"),
        Index("idx_songs_popularity", text("popularity DESC")),
        Index("idx_songs_isrc", "isrc", postgresql_where=text("isrc IS NOT NULL")),
        Index("idx_songs_identity", func.lower(text("artist")), func.left(text("title_key"), text("200"))),
        Index(
            "songs_without_spotify_id_key",
            func.lower(text("artist")),
            func.md5(func.lower(text("title"))),
            unique=True,
            postgresql_where=text("spotify_id IS NULL"),
        ),
    )

    id: Mapped[Id]
    spotify_id: Mapped[Str255 | None] = mapped_column(unique=True)
    title: Mapped[Str500]
    artist: Mapped[Str255]
    album: Mapped[Str255 | None]
    album_art_url: Mapped[LongText | None]
    release_date: Mapped[dt.date | None]
    duration_ms: Mapped[int | None]
    popularity: Mapped[Count]
    preview_url: Mapped[LongText | None]
    is_explicit: Mapped[No]
    is_playable: Mapped[Yes]
    is_live: Mapped[No]
    is_demo: Mapped[No]
    track_number: Mapped[int | None]
    disc_number: Mapped[int] = mapped_column(server_default=text("1"))
    isrc: Mapped[str | None] = mapped_column(String(12))
    title_key: Mapped[LongText | None]
    created_at: Mapped[Now]
    updated_at: Mapped[Now]


class ArtistSong(Base):
    """An artist and a song of theirs; `is_primary_artist` is false for a guest.

    `release_count` says on how many of the artist's releases the recording is: how well it is known, where Spotify
    gives no popularity.
    """

    __tablename__ = "artist_songs"
    __table_args__ = (UniqueConstraint("artist_id", "song_id"), Index("idx_artist_songs_song_id", "song_id"))

    id: Mapped[Id]
    artist_id: Mapped[uuid.UUID] = mapped_column(to("artists.id", "CASCADE"))
    song_id: Mapped[uuid.UUID] = mapped_column(to("songs.id", "CASCADE"))
    is_primary_artist: Mapped[Yes]
    release_count: Mapped[int] = mapped_column(server_default=text("1"))
    created_at: Mapped[Now]


class Setlist(Base):
    """A setlist of a show; at most one predicted and one actual. `total_votes` is kept by trigger."""

    __tablename__ = "setlists"
    __table_args__ = (
        one_of("type", SETLIST_TYPES),
        check("total_votes", "total_votes >= 0"),
        Index("idx_setlists_show_id", "show_id"),
        Index("idx_setlists_artist_id", "artist_id"),
        Index(
            "setlists_show_id_type_key",
            "show_id",
            "type",
            unique=True,
            postgresql_where=text("type IN ('predicted', 'actual')"),
        ),
    )

    id: Mapped[Id]
    show_id: Mapped[uuid.UUID] = mapped_column(to("shows.id", "CASCADE"))
    artist_id: Mapped[uuid.UUID] = mapped_column(to("artists.id", "CASCADE"))
    type: Mapped[Str50] = mapped_column(server_default=text("'predicted'"))
    name: Mapped[Str255]
    order_index: Mapped[Count]
    is_locked: Mapped[No]
    total_votes: Mapped[Count]
    created_at: Mapped[Now]
    updated_at: Mapped[Now]


class SetlistSong(Base):
    """A song in a setlist. `upvotes` and `downvotes` are kept by trigger from `setlist_votes`."""

    __tablename__ = "setlist_songs"
    __table_args__ = (
        UniqueConstraint("setlist_id", "song_id"),
        UniqueConstraint("setlist_id", "position", deferrable=True, initially="DEFERRED"),
        check("position", "position >= 0"),
        check("votes", "upvotes >= 0 AND downvotes >= 0"),
        Index("idx_setlist_songs_song_id", "song_id"),
    )

    id: Mapped[Id]
    setlist_id: Mapped[uuid.UUID] = mapped_column(to("setlists.id", "CASCADE"))
    song_id: Mapped[uuid.UUID] = mapped_column(to("songs.id", "CASCADE"))
    position: Mapped[int]
    upvotes: Mapped[Count]
    downvotes: Mapped[Count]
    created_at: Mapped[Now]


class TrendingArtistHour(Base):
    """An artist's place in the ranking of one hour (UTC), as it stood when that hour ended."""

    __tablename__ = "trending_artists_hourly"
    __table_args__ = (
        check("hour", "mod(extract(epoch FROM hour), 3600) = 0"),
        check("rank", "rank >= 1"),
        Index("idx_trending_artists_hourly_rank", "hour", "rank"),
        Index("idx_trending_artists_hourly_artist_id", "artist_id"),
    )

    hour: Mapped[Moment] = mapped_column(primary_key=True)
    artist_id: Mapped[uuid.UUID] = mapped_column(to("artists.id", "CASCADE"), primary_key=True)
    score: Mapped[Decimal] = mapped_column(Numeric)
    rank: Mapped[int]
    show_count: Mapped[int]
    follower_count: Mapped[int]
