"""The asset `trending_artists`: every artist's score and rank as of the end of an hour."""

import datetime as dt
from typing import Any

import dagster as dg

from theset_assets.assets.partitions import HOURS
from theset_assets.assets.specs import OWNERS, table_metadata
from theset_assets.settings import Settings
from theset_assets.store import trending
from theset_assets.store.connection import connect
from theset_assets.store.locate import database_url


@dg.asset(
    partitions_def=HOURS,
    deps=[dg.AssetDep(asset, partition_mapping=dg.AllPartitionMapping()) for asset in ("shows", "setlists")],
    group_name="trending",
    owners=OWNERS,
    kinds={"postgres"},
    metadata=table_metadata("trending_artists_hourly"),
    retry_policy=dg.RetryPolicy(max_retries=2, delay=10),
    description=(
        "Trending artists by the hour: votes cast in the 7 days before × 0.5 + follows × 0.3, as of the end of the "
        "hour. A past hour gives what it would have given then; the hour under way gives the score so far. The latest "
        "hour also refreshes the view `trending_artists`."
    ),
)
def trending_artists(
    context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings]
) -> dg.MaterializeResult[Any]:
    """Materialize one hour of `trending_artists_hourly`, and the view where it is the latest."""
    hour = dt.datetime.strptime(context.partition_key, HOURS.fmt).replace(tzinfo=dt.UTC)
    with connect(database_url(settings)) as conn:
        written = trending.write_hour(conn, hour)
        refreshed = trending.is_latest(hour)
        if refreshed:
            trending.refresh(conn)
        top = trending.top_artists(conn, hour, limit=10)
    context.log.info(f"{written} artists ranked as of {hour + dt.timedelta(hours=1):%Y-%m-%d %H:%M} UTC")
    return dg.MaterializeResult(
        metadata={
            "dagster/partition_row_count": written,
            "artists scored above 0": sum(1 for row in top if row.score > 0),
            "view refreshed": refreshed,
            "top ten": dg.MetadataValue.md(trending.as_markdown(top)),
        }
    )
