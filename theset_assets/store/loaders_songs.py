"""Loading an artist's songs: a recording keeps its row, and so its votes, whatever copy of it upstream favours today.

A staged song is matched, each time among the songs that nothing before matched, with
1. the song that has its Spotify id;
2. a song that has its ISRC;
3. a song of the same artist with its title key and a duration within 2 s.
What matches nothing is inserted. A song that several artists share is described by the import of the artist whose
primary link is the oldest; the others only link to it. Otherwise two imports would overwrite each other for ever.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, LiteralString

from psycopg.rows import dict_row

from theset_assets.store.bulk import Loaded, advisory_lock, stage
from theset_assets.store.connection import set_bulk_settings, told_plainly
from theset_assets.store.frames import frame_of
from theset_assets.store.queries import query

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from theset_assets.catalogue.rows import SongRow
    from theset_assets.store.connection import AsyncConnection

COLUMNS = (
    "spotify_id",
    "title",
    "artist",
    "album",
    "album_art_url",
    "release_date",
    "duration_ms",
    "popularity",
    "preview_url",
    "is_explicit",
    "is_playable",
    "is_live",
    "is_demo",
    "track_number",
    "disc_number",
    "isrc",
    "title_key",
    "is_primary_artist",
    "release_count",
)
EXTRA: dict[str, LiteralString] = {
    "is_primary_artist": "boolean",
    "release_count": "integer",
    "song_id": "uuid",
    "is_new": "boolean",
}
ISRC_LENGTH = 12


class LoadedSongs(Loaded, frozen=True, kw_only=True):
    """What a load of songs did. `ids` are the songs' ids by the Spotify id of the row given.

    `linked` counts links to the artist added or changed. `total_songs` and `total_albums` are what the artist has in
    the database now: studio songs linked to it, and the albums those it leads are on.
    """

    linked: int = 0
    total_songs: int = 0
    total_albums: int = 0


async def load_songs(
    conn: AsyncConnection, artist_id: UUID, rows: Sequence[SongRow], *, complete: bool = False
) -> LoadedSongs:
    """Insert or update the songs of an artist and link them to it. Give the whole catalogue at once.

    Links to songs that are not among `rows` stay, but for one case: `complete` says that `rows` are the whole
    catalogue, and then what was linked since the last whole one (`song_catalog_synced_at`) goes. A read that broke off
    left it there, because without the rest it could not tell two copies to be one recording.
    Raises StoreError where there is no such artist.
    """
    parameters = {"artist_id": artist_id}
    with told_plainly("songs"):
        async with conn.transaction():
            await set_bulk_settings(conn)
            staged = await stage(
                conn,
                table="songs",
                frame=_frame(rows),
                key=("spotify_id",),
                name="staged_songs",
                extra=EXTRA,
            )
            await conn.execute(query("match_songs_by_spotify_id"))
            pending = await _row(conn, "songs_to_write", parameters)
            counts: dict[str, Any] = {"inserted": 0, "updated": 0, "linked": 0}
            if pending["rows"]:
                counts = await _write(conn, parameters)
            if complete and (await _row(conn, "unconfirmed_songs", parameters))["rows"]:
                await advisory_lock(conn, "songs")  # nobody is to link a song while it goes
                await conn.execute(query("drop_unconfirmed_songs"), parameters)
            ids = await _ids(conn)
            totals = await _row(conn, "artist_totals", parameters)
    return LoadedSongs(
        inserted=counts["inserted"],
        updated=counts["updated"],
        unchanged=staged.rows - counts["inserted"] - counts["updated"],
        linked=counts["linked"],
        ids=ids,
        total_songs=totals["songs"],
        total_albums=totals["albums"],
    )


async def _write(conn: AsyncConnection, parameters: dict[str, Any]) -> dict[str, Any]:
    """Match again and write, one import at a time: two artists may bring the same new recording."""
    await advisory_lock(conn, "songs")
    await conn.execute(query("match_songs_by_spotify_id"))
    await conn.execute(query("match_songs_by_isrc"), parameters)
    await conn.execute(query("match_songs_by_title"), parameters)
    await conn.execute(query("number_new_songs"))
    updated = await _row(conn, "update_songs", parameters)
    inserted = await _row(conn, "insert_songs", {})
    linked = await _row(conn, "link_songs", parameters)
    return {"inserted": inserted["rows"], "updated": updated["rows"], "linked": linked["rows"]}


def _frame(rows: Sequence[SongRow]) -> Any:
    frame = frame_of(rows, COLUMNS)
    # Cut to its column, what is too long for an ISRC would be another recording's.
    frame["isrc"] = [isrc if isrc and len(isrc) <= ISRC_LENGTH else None for isrc in frame["isrc"].tolist()]
    return frame.astype(object)


async def _row(conn: AsyncConnection, name: str, parameters: dict[str, Any]) -> dict[str, Any]:
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(query(name), parameters)
        row = await cursor.fetchone()
    assert row is not None  # each of these statements ends in an aggregate
    return row


async def _ids(conn: AsyncConnection) -> dict[str, UUID]:
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(query("staged_song_ids"))
        return {row["spotify_id"]: row["song_id"] for row in await cursor.fetchall()}
