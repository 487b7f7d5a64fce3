"""All that Dagster loads, in one place: `dagster dev`, `dg`, the code server and `workspace.yaml` name this module."""

from collections.abc import Generator

import dagster as dg
from dagster import in_process_executor

from theset_assets.assets.artists import artists
from theset_assets.assets.session import ImportSession, import_session
from theset_assets.assets.setlists import setlists
from theset_assets.assets.shows import venues_and_shows
from theset_assets.assets.songs import songs
from theset_assets.assets.trending import trending_artists
from theset_assets.automation.jobs import import_artist_job, refresh_trending_job
from theset_assets.automation.requests import REQUEST_SENSORS, request_sensor
from theset_assets.automation.schedules import trending_hourly
from theset_assets.settings import Settings, get_settings


def build_defs(settings: Settings | None = None) -> dg.Definitions:
    """The definitions, with `settings` in place of the environment's where given (tests, other deployments)."""
    settings = settings or get_settings()

    @dg.resource(description="Database and upstream clients of one run, opened when its first step needs them.")
    def session(init: dg.InitResourceContext) -> Generator[ImportSession]:
        if init.instance is not None:
            # An import writes some 130 times to Dagster's storage, which opens a connection each time, unless told to
            # behave as in the webserver: that halves what a small import takes.
            init.instance.optimize_for_webserver(statement_timeout=60_000, pool_recycle=3600, max_overflow=10)
        with import_session(settings) as opened:
            yield opened

    return dg.Definitions(
        assets=[artists, venues_and_shows, songs, setlists, trending_artists],
        jobs=[import_artist_job(settings), refresh_trending_job()],
        sensors=[request_sensor(name) for name in REQUEST_SENSORS],
        schedules=[trending_hourly],
        resources={"session": session, "settings": settings},
        executor=in_process_executor,
    )


defs = build_defs()
