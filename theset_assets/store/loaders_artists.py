"""Loading artists: the imported one, the others on its bills, and when an artist was last synced."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec
from psycopg.rows import class_row, tuple_row

from theset_assets.errors import StoreError
from theset_assets.store.bulk import Loaded, Stage, advisory_lock, merge, stage
from theset_assets.store.connection import set_bulk_settings, told_plainly
from theset_assets.store.frames import frame_of
from theset_assets.store.loaders_slugs import assign_slugs
from theset_assets.store.queries import query
from theset_assets.store.values import clean_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from theset_assets.catalogue.rows import ArtistRow
    from theset_assets.store.connection import AsyncConnection

COLUMNS = (
    "ticketmaster_id",
    "spotify_id",
    "name",
    "image_url",
    "small_image_url",
    "genres",
    "popularity",
    "followers",
    "external_urls",
    "verified",
)
KEEP_IF_NULL = ("spotify_id", "popularity", "followers", "image_url", "small_image_url")
KEY = ("ticketmaster_id",)


class SharedSpotifyId(msgspec.Struct, frozen=True):
    """Two attractions claim one Spotify id: `holder` has it, `ticketmaster_id` went without."""

    ticketmaster_id: str
    spotify_id: str
    holder: str


class LoadedArtists(Loaded, frozen=True, kw_only=True):
    """What a load of artists did. `ids` are the artists' ids by attraction id, of all rows given."""

    shared_spotify_ids: tuple[SharedSpotifyId, ...] = ()


async def load_artists(conn: AsyncConnection, rows: Sequence[ArtistRow]) -> LoadedArtists:
    """Insert or update artists. The slug of an artist that is there stays."""
    return await _load(conn, rows, stubs=False)


async def load_artist_stubs(conn: AsyncConnection, rows: Sequence[ArtistRow]) -> LoadedArtists:
    """Insert artists that are only known from a bill. Those that are there already are left as they are."""
    return await _load(conn, rows, stubs=True)


async def mark_synced(
    conn: AsyncConnection,
    artist_id: UUID,
    what: Literal["shows", "songs", "all"],
    *,
    total_songs: int | None = None,
    total_albums: int | None = None,
) -> None:
    """Note that an artist's shows (`last_synced_at`), songs (`song_catalog_synced_at`) or everything
    (`last_full_sync_at`) were read just now. Totals of None leave what is there.

    Raises StoreError where there is no such artist.
    """
    with told_plainly("artists"):
        cursor = await conn.execute(
            query("mark_artist_synced"),
            {"artist_id": artist_id, "what": what, "total_songs": total_songs, "total_albums": total_albums},
        )
    if not cursor.rowcount:
        raise StoreError(f"There is no artist with the id {artist_id}.")


async def _load(conn: AsyncConnection, rows: Sequence[ArtistRow], *, stubs: bool) -> LoadedArtists:
    if not rows:
        return LoadedArtists()
    frame = frame_of(rows, COLUMNS)
    with told_plainly("artists"):
        async with conn.transaction():
            await set_bulk_settings(conn)
            staged = await stage(
                conn, table="artists", frame=frame, key=KEY, name="staged_artists", more=("slug",), indexed=True
            )
            # One at a time: a Spotify id found unclaimed has to stay so until the row that claims it is written.
            await advisory_lock(conn, "artists")
            if stubs:
                await conn.execute(query("drop_known_artists"))
            shared = await _settle_shared_spotify_ids(conn)
            await assign_slugs(conn, staged, {row.ticketmaster_id: row.slugs for row in rows})
            loaded = await merge(conn, staged, insert_only=("slug",), keep_if_null=KEEP_IF_NULL)
            ids = await _ids(conn, rows)
    return LoadedArtists(
        inserted=loaded.inserted,
        updated=loaded.updated,
        unchanged=_unchanged(staged, loaded),
        ids=ids,
        shared_spotify_ids=shared,
    )


def _unchanged(staged: Stage, loaded: Loaded) -> int:
    return staged.rows - loaded.inserted - loaded.updated


async def _settle_shared_spotify_ids(conn: AsyncConnection) -> tuple[SharedSpotifyId, ...]:
    async with conn.cursor(row_factory=class_row(SharedSpotifyId)) as cursor:
        await cursor.execute(query("settle_shared_spotify_ids"))
        return tuple(await cursor.fetchall())


async def _ids(conn: AsyncConnection, rows: Sequence[ArtistRow]) -> dict[str, UUID]:
    async with conn.cursor(row_factory=tuple_row) as cursor:
        keys = [clean_text(row.ticketmaster_id) for row in rows]
        await cursor.execute(query("artist_ids"), {"ticketmaster_ids": keys})
        return dict(await cursor.fetchall())
