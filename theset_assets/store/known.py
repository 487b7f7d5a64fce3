"""What the database knows already of artists and shows that are about to be read again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import class_row, kwargs_row

from theset_assets.catalogue.setlists import SongFacts
from theset_assets.store.queries import query


@dataclass(frozen=True, kw_only=True)
class KnownArtist:
    """An artist's identity and when its parts were read. Times are UTC, None for never."""

    ticketmaster_id: str
    id: UUID
    spotify_id: str | None
    name: str
    last_synced_at: dt.datetime | None
    song_catalog_synced_at: dt.datetime | None
    last_full_sync_at: dt.datetime | None
    next_show: dt.date | None
    last_engagement: dt.datetime | None


async def known_artists(
    conn: psycopg.AsyncConnection[Any], *, attraction_ids: Sequence[str] = (), spotify_ids: Sequence[str] = ()
) -> list[KnownArtist]:
    """The artists among these ids that the database has."""
    values = {"attraction_ids": list(attraction_ids), "spotify_ids": list(spotify_ids)}
    async with conn.cursor(row_factory=class_row(KnownArtist)) as cursor:
        return await (await cursor.execute(query("known_artists"), values)).fetchall()


async def songs_of_artist(conn: psycopg.AsyncConnection[Any], artist_id: UUID) -> list[SongFacts]:
    """The artist's studio songs, as the setlist rules see them; ids are ours."""
    async with conn.cursor(row_factory=kwargs_row(SongFacts)) as cursor:
        return await (await cursor.execute(query("songs_of_artist"), {"artist_id": artist_id})).fetchall()


async def known_show_dates(conn: psycopg.AsyncConnection[Any], event_ids: Sequence[str]) -> dict[str, dt.date]:
    """The dates of the shows among these event ids that the database has."""
    rows = await (await conn.execute(query("known_show_dates"), {"event_ids": list(event_ids)})).fetchall()
    return dict(rows)
