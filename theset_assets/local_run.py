"""Running the import job in this process, without daemon or code server: for `theset import` and for tests."""

from __future__ import annotations

import logging

import dagster as dg

from theset_assets.assets.partitions import ARTISTS
from theset_assets.assets.step import JOB_TAG
from theset_assets.automation.jobs import IMPORT_ARTIST
from theset_assets.automation.reconcile import attach_mirror
from theset_assets.definitions import build_defs
from theset_assets.settings import Settings

log = logging.getLogger(__name__)


def run_import(
    settings: Settings, instance: dg.DagsterInstance, attraction_id: str, job_id: str
) -> dg.ExecuteInProcessResult:
    """Import one artist as the job `import_artist` does, with `job_id` as its row in `import_status`.

    A failed run is a result like any other; what failed stands in the row and in the run's events.
    """
    attach_mirror(settings, log)
    instance.add_dynamic_partitions(str(ARTISTS.name), [attraction_id])
    return (
        build_defs(settings)
        .resolve_job_def(IMPORT_ARTIST)
        .execute_in_process(
            partition_key=attraction_id,
            instance=instance,
            tags={JOB_TAG: job_id},
            raise_on_error=False,
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        )
    )
