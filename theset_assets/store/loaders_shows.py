"""Loading shows and their bills. A show that upstream no longer lists is nobody's business here: it stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, LiteralString

from psycopg.rows import tuple_row

from theset_assets.store.bulk import Loaded, merge, stage
from theset_assets.store.connection import set_bulk_settings, told_plainly
from theset_assets.store.frames import frame_of
from theset_assets.store.loaders_slugs import assign_slugs
from theset_assets.store.queries import query

if TYPE_CHECKING:
    from collections.abc import Sequence

    from theset_assets.catalogue.rows import ShowRow
    from theset_assets.store.connection import AsyncConnection

COLUMNS = (
    "ticketmaster_id",
    "name",
    "date",
    "date_status",
    "start_time",
    "status",
    "ticket_url",
    "min_price",
    "max_price",
    "currency",
    "description",
    "age_restrictions",
    "headliner_key",
    "venue_key",
    "line_up",
)
EXTRA: dict[str, LiteralString] = {"headliner_key": "text", "venue_key": "text", "line_up": "text[]"}


class LoadedShows(Loaded, frozen=True, kw_only=True):
    """What a load of shows did. `ids` are by Ticketmaster id, of the shows that were loaded.

    `unresolved` names the shows that were not, because their headliner or venue is not in the database. `bills` is
    how many places on bills were added, moved or taken away.
    """

    unresolved: tuple[str, ...] = ()
    bills: int = 0


async def load_shows(conn: AsyncConnection, rows: Sequence[ShowRow]) -> LoadedShows:
    """Insert or update shows and replace the bills that differ. Artists and venues must have been loaded before.

    The headliner always stands first on its bill; artists of a bill that are not in the database are left out of it.
    """
    if not rows:
        return LoadedShows()
    frame = frame_of(rows, COLUMNS)
    with told_plainly("shows"):
        async with conn.transaction():
            await set_bulk_settings(conn)
            staged = await stage(
                conn,
                table="shows",
                frame=frame,
                key=("ticketmaster_id",),
                name="staged_shows",
                more=("slug", "headliner_artist_id", "venue_id"),
                extra=EXTRA,
            )
            unresolved = await _resolve(conn)
            await assign_slugs(conn, staged, {row.ticketmaster_id: row.slugs for row in rows})
            loaded = await merge(conn, staged, insert_only=("slug",), want_ids=True)
            bills = await _replace_bills(conn)
    return LoadedShows(
        inserted=loaded.inserted,
        updated=loaded.updated,
        unchanged=loaded.unchanged,
        ids=loaded.ids,
        unresolved=unresolved,
        bills=bills,
    )


async def _resolve(conn: AsyncConnection) -> tuple[str, ...]:
    async with conn.cursor(row_factory=tuple_row) as cursor:
        await cursor.execute(query("resolve_staged_shows"))
        await cursor.execute(query("drop_unresolved_shows"))
        return tuple(key for (key,) in await cursor.fetchall())


async def _replace_bills(conn: AsyncConnection) -> int:
    """Two imports may bring two bills for one show: the show's row is locked before either is compared again."""
    async with conn.cursor(row_factory=tuple_row) as cursor:
        await cursor.execute(query("lock_shows_with_other_bills"))
        if not cursor.rowcount:
            return 0
        await cursor.execute(query("replace_bills"))
        row = await cursor.fetchone()
    return row[0] if row else 0
