"""The jobs: what is materialized together, and under which limits."""

from __future__ import annotations

import dagster as dg
from dagster import in_process_executor

from theset_assets.settings import Settings

IMPORT_ARTIST = "import_artist"
REFRESH_TRENDING = "refresh_trending"

FAN_PRIORITY = "10"
"""Place in the run queue of an import that somebody waits for; everything else has 0."""

RUN_RETRIES = "2"
"""How often a run whose process was killed is started again. A step that failed is not: it had its own retries."""


def import_artist_job(settings: Settings) -> dg.UnresolvedAssetJobDefinition:
    """One artist, all stages, in one process: starting processes costs more than an import does."""
    return dg.define_asset_job(  # pyright: ignore[reportUnknownMemberType]
        IMPORT_ARTIST,
        selection=dg.AssetSelection.assets("artists", "venues", "shows", "songs", "setlists"),
        executor_def=in_process_executor,
        description="Imports one artist: identity, venues and shows, songs, predicted setlists.",
        tags={"dagster/max_retries": RUN_RETRIES, "dagster/max_runtime": str(settings.import_max_runtime_seconds)},
    )


def refresh_trending_job() -> dg.UnresolvedAssetJobDefinition:
    """One hour of trending."""
    return dg.define_asset_job(  # pyright: ignore[reportUnknownMemberType]
        REFRESH_TRENDING,
        selection=dg.AssetSelection.assets("trending_artists"),
        executor_def=in_process_executor,
        description="Scores and ranks all artists as of the end of one hour.",
        tags={"dagster/max_retries": RUN_RETRIES, "dagster/max_runtime": "600"},
    )
