"""The assets `venues` and `shows`: one read of the artist's Ticketmaster events feeds both."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import dagster as dg

from theset_assets.assets.partitions import ARTISTS
from theset_assets.assets.session import ImportSession
from theset_assets.assets.specs import GROUP, OWNERS, table_metadata
from theset_assets.assets.step import Materialized, Work, run_step, stored_artist
from theset_assets.catalogue.rows import Rejection
from theset_assets.catalogue.shows import read_events
from theset_assets.catalogue.stages import Stage
from theset_assets.errors import UpstreamError
from theset_assets.store.known import known_show_dates
from theset_assets.store.loaders import load_artist_stubs, load_shows, load_venues, mark_synced
from theset_assets.upstream.records import Event

LINKS = 3
"""Links shown in the UI: to the next shows' tickets, to venues' pages."""

FETCH_SHARE = 0.8
"""The part of the stage that reading takes; loading is the rest."""


@dg.multi_asset(
    specs=[
        dg.AssetSpec(
            "venues",
            deps=["artists"],
            description="Venues of the artist's events, with coordinates, time zone and address.",
            kinds={"ticketmaster", "postgres"},
            owners=OWNERS,
            group_name=GROUP,
            metadata=table_metadata("venues"),
        ),
        dg.AssetSpec(
            "shows",
            deps=["artists", "venues"],
            description=(
                "The artist's shows, past the paging depth and without a date yet included: local date and time, "
                "status, prices, line-up. What is sold beside a show (parking, VIP packages) is rejected and counted."
            ),
            kinds={"ticketmaster", "postgres"},
            owners=OWNERS,
            group_name=GROUP,
            metadata=table_metadata("shows"),
        ),
    ],
    name="venues_and_shows",
    partitions_def=ARTISTS,
    op_tags={"dagster/priority": "2"},
)
def venues_and_shows(
    context: dg.AssetExecutionContext, session: dg.ResourceParam[ImportSession]
) -> Iterator[dg.MaterializeResult[Any]]:
    """Materialize one artist's rows in `venues` and `shows`."""
    for asset, outcome in run_step(context, session, import_shows).items():
        yield dg.MaterializeResult(asset_key=asset, metadata=outcome.metadata())


async def import_shows(work: Work) -> dict[str, Materialized]:
    """The stage `importing-shows`. What was read before an upstream failed is kept, and the stage fails even so."""
    await work.progress.enter(Stage.IMPORTING_SHOWS, "Looking for shows")
    events: dict[str, Event] = {}
    malformed: list[Rejection] = []
    broken: UpstreamError | None = None
    try:
        async for page in work.to.ticketmaster.events([work.attraction_id]):
            events.update((event.id, event) for event in page.events)
            malformed += [
                Rejection(kind="event", id=bad.id, reason="malformed", detail=bad.reason) for bad in page.malformed
            ]
            if page.unreachable:
                work.log.warning(
                    f"Ticketmaster knows {page.unreachable} more events ({page.part}) and does not give them"
                )
            await work.progress.advance(FETCH_SHARE * page.number / page.total_pages, f"{len(events)} events read")
    except UpstreamError as error:
        broken = error
    outcome = await store_shows(work, list(events.values()), malformed, complete=broken is None)
    if broken is not None:
        raise broken
    venues, shows = outcome["venues"], outcome["shows"]
    await work.progress.leave(
        f"{shows.total} shows at {venues.total} venues",
        counts={"venues": venues.total or 0, "shows": shows.total or 0},
    )
    return outcome


async def store_shows(
    work: Work, events: list[Event], malformed: list[Rejection], *, complete: bool
) -> dict[str, Materialized]:
    """Venues, then artists on the bill, then shows, in one transaction."""
    artist = await stored_artist(work)
    async with work.to.pool.connection() as conn:
        known_dates = await known_show_dates(conn, [event.id for event in events])
    today = dt.datetime.now(dt.UTC).date()
    read = read_events(events, today=today, artist_id=work.attraction_id, known_dates=known_dates)
    await work.progress.advance(FETCH_SHARE, f"Storing {len(read.shows)} shows")
    async with work.to.pool.connection() as conn, conn.transaction():
        venues = await load_venues(conn, read.venues)
        await load_artist_stubs(conn, read.artists)
        shows = await load_shows(conn, read.shows)
        if complete:
            await mark_synced(conn, artist.id, "shows")
    rejected = [*malformed, *read.rejections]
    ahead = [row for row in read.shows if row.date >= today]
    return {
        "venues": Materialized(
            loaded=venues,
            rows=read.venues,
            total=len(read.venues),
            links={row.name: row.website for row in read.venues[:LINKS] if row.website},
            rejections=[rejection for rejection in rejected if rejection.kind == "venue"],
        ),
        "shows": Materialized(
            loaded=shows,
            rows=read.shows,
            total=len(read.shows),
            links={f"{row.date} {row.name}"[:60]: row.ticket_url for row in ahead[:LINKS] if row.ticket_url},
            rejections=[rejection for rejection in rejected if rejection.kind != "venue"],
            facts={"events read": len(events)},
        ),
    }
