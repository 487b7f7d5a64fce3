"""Loading predicted setlists: one for each upcoming show of an artist, until somebody votes on it or locks it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
from psycopg.rows import tuple_row

from theset_assets.store.connection import set_bulk_settings, told_plainly
from theset_assets.store.queries import query

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from theset_assets.store.connection import AsyncConnection

NAME = "Predicted setlist"


class LoadedSetlists(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the predicted setlists of an artist's upcoming shows.

    `kept` were left alone because they carry votes, are locked, or have these songs already. `songs` counts the
    entries that were added, moved or taken away.
    """

    created: int = 0
    refreshed: int = 0
    kept: int = 0
    songs: int = 0


async def load_predicted_setlists(
    conn: AsyncConnection,
    artist_id: UUID,
    songs: Sequence[UUID | str],
    *,
    length: int = 15,
    today: dt.date | None = None,
) -> LoadedSetlists:
    """Give each upcoming show that the artist headlines a predicted setlist of the first `length` of `songs`.

    `songs` are ids of ours or Spotify ids, in order; those that are not in the database are passed over. Without any
    song nothing is written. `today` is the first day that counts as upcoming; None: yesterday by UTC, because it can
    still be yesterday at the venue.
    """
    parameters = {
        "artist_id": artist_id,
        "name": NAME,
        "today": today,
        "length": length,
        "ids": [song if isinstance(song, UUID) else None for song in songs],
        "spotify_ids": [song if isinstance(song, str) else None for song in songs],
    }
    with told_plainly("setlists"):
        async with conn.transaction(), conn.cursor(row_factory=tuple_row) as cursor:
            await set_bulk_settings(conn)
            await cursor.execute(query("setlist_songs_wanted"), parameters)
            wanted = [song for (song,) in await cursor.fetchall()]
            if not wanted:
                return LoadedSetlists()
            await cursor.execute(query("create_predicted_setlists"), parameters)
            created = cursor.rowcount
            # Locked before they are compared and changed: a vote that comes now waits, one that was first is seen.
            await cursor.execute(query("lock_other_predicted_setlists"), {**parameters, "songs": wanted})
            setlists = [setlist for (setlist,) in await cursor.fetchall()]
            entries = 0
            if setlists:
                await cursor.execute(query("replace_setlist_songs"), {"setlists": setlists, "songs": wanted})
                row = await cursor.fetchone()
                entries = row[0] if row else 0
            await cursor.execute(query("count_predicted_setlists"), parameters)
            row = await cursor.fetchone()
            total = row[0] if row else 0
    return LoadedSetlists(created=created, refreshed=len(setlists) - created, kept=total - len(setlists), songs=entries)
