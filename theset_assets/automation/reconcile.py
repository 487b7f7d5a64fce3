"""Keeps `import_status` true to Dagster's runs: attaches the mirror, and ends what it cannot have told of."""

from __future__ import annotations

import asyncio
import logging

import dagster as dg
import psycopg
from dagster import DagsterRunStatus

from theset_assets.assets.session import Connections
from theset_assets.errors import StoreError
from theset_assets.settings import Settings
from theset_assets.store import import_status, mirror
from theset_assets.store.connection import connect
from theset_assets.store.locate import database_url

QUIET_SECONDS = 20.0
"""A job that has not moved for so long is looked up among Dagster's runs."""

OVER = {DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED}

_attached: set[str] = set()


def attach_mirror(settings: Settings, log: logging.Logger) -> None:
    """Attach the mirror once a process and database, where Dagster's tables and ours share one.

    Where they do not, jobs still end: `finish_dead_jobs` finds them, only later.
    """
    url = database_url(settings)
    if url in _attached:
        return
    with connect(url) as conn:
        try:
            if mirror.attach(conn):
                log.info("The mirror of runs into import_status was attached to Dagster's tables")
        except (StoreError, psycopg.errors.InsufficientPrivilege) as error:
            log.warning(f"Runs are not mirrored at once, only by look-up: {error}")
    _attached.add(url)


async def finish_dead_jobs(to: Connections, instance: dg.DagsterInstance) -> None:
    """End the jobs whose run is over and will not be retried, and that nobody has told so."""
    async with to.pool.connection() as conn:
        jobs = await import_status.unfinished_jobs(conn, older_than=QUIET_SECONDS)
    if not jobs:
        return
    run_ids = [run_id for _, run_id in jobs]
    records = await asyncio.to_thread(instance.get_run_records, dg.RunsFilter(run_ids=run_ids))
    over = {
        record.dagster_run.run_id
        for record in records
        if record.dagster_run.status in OVER and record.dagster_run.tags.get("dagster/will_retry") != "true"
    }
    over |= set(run_ids) - {record.dagster_run.run_id for record in records}
    async with to.pool.connection() as conn:
        for job_id, run_id in jobs:
            if run_id in over:
                await import_status.fail(
                    conn, job_id=job_id, error=f"Run {run_id} ended before the import was finished. Ask again."
                )
