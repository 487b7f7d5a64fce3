"""Loading venues."""

from __future__ import annotations

from typing import TYPE_CHECKING

from theset_assets.store.bulk import Loaded, merge, stage
from theset_assets.store.connection import set_bulk_settings, told_plainly
from theset_assets.store.frames import frame_of
from theset_assets.store.loaders_slugs import assign_slugs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from theset_assets.catalogue.rows import VenueRow
    from theset_assets.store.connection import AsyncConnection

COLUMNS = (
    "ticketmaster_id",
    "name",
    "address",
    "city",
    "state",
    "country",
    "postal_code",
    "latitude",
    "longitude",
    "timezone",
    "website",
)


async def load_venues(conn: AsyncConnection, rows: Sequence[VenueRow]) -> Loaded:
    """Insert or update venues; a venue's slug stays. `ids` are by Ticketmaster id, of all rows given."""
    if not rows:
        return Loaded()
    frame = frame_of(rows, COLUMNS)
    with told_plainly("venues"):
        async with conn.transaction():
            await set_bulk_settings(conn)
            staged = await stage(conn, table="venues", frame=frame, key=("ticketmaster_id",), more=("slug",))
            await assign_slugs(conn, staged, {row.ticketmaster_id: row.slugs for row in rows})
            return await merge(conn, staged, insert_only=("slug",), want_ids=True)
