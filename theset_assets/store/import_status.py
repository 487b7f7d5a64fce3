"""The row that tells a fan how far an import is: `import_status`, one row a job.

Written by the assets while they work (`advance`) and by the mirror of Dagster's run events (`store/mirror.py`) at a
run's start and end. Read by the `theset` command and the site.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from theset_assets.catalogue.stages import Stage
from theset_assets.store.queries import query

CHANNEL = "theset_import_status"
"""The channel that a change of `import_status` is announced on; the payload names the job, the row is read again."""

Connection = psycopg.AsyncConnection[Any]


@dataclass(frozen=True, kw_only=True)
class Job:
    """One import as the fan sees it. Times are UTC, `progress` percent, `estimated_time_remaining` seconds."""

    job_id: str
    stage: str
    progress: int
    message: str | None
    error: str | None
    estimated_time_remaining: int | None
    counts: dict[str, int]
    run_id: str | None
    attraction_id: str | None
    started_at: dt.datetime
    updated_at: dt.datetime
    completed_at: dt.datetime | None
    artist: str | None
    slug: str | None

    @property
    def finished(self) -> bool:
        """Whether the job has reached its last state."""
        return self.completed_at is not None


@dataclass(frozen=True, kw_only=True)
class Pace:
    """Seconds a job has run and what the median of the latest completed imports took, None where there is none."""

    elapsed: float
    typical: float | None


async def open_job(conn: Connection, *, job_id: str, attraction_id: str, run_id: str) -> str:
    """Attach a run to its job's row, making the row where there is none, and return the job's id.

    A job that was completed stays as it is: a run that does it again gets a job of its own.
    """
    values = {"job_id": job_id, "attraction_id": attraction_id, "run_id": run_id}
    if await (await conn.execute(query("open_job"), values)).fetchone() is not None:
        return job_id
    own = f"run-{run_id}"
    await conn.execute(query("open_job"), values | {"job_id": own})
    return own


async def advance(
    conn: Connection,
    *,
    job_id: str,
    stage: Stage,
    progress: int,
    message: str,
    estimated_time_remaining: int | None,
    artist_id: UUID | None = None,
    counts: Mapping[str, int] | None = None,
) -> None:
    """Move a job forward; never back, and never after its end."""
    values = {
        "job_id": job_id,
        "stage": stage.value,
        "progress": progress,
        "message": message,
        "estimated_time_remaining": estimated_time_remaining,
        "artist_id": artist_id,
        "counts": Jsonb(dict(counts or {})),
    }
    await conn.execute(query("advance_job"), values)


async def note_retry(conn: Connection, *, job_id: str, message: str) -> None:
    """Say what a job waits for before it tries again."""
    await conn.execute(query("note_retry"), {"job_id": job_id, "message": message})


async def note_error(conn: Connection, *, job_id: str, error: str, message: str) -> None:
    """Write down why a job is about to fail, behind other reasons where there are some.

    The end of its run makes it `failed`.
    """
    await conn.execute(query("note_error"), {"job_id": job_id, "error": error, "message": message})


async def complete(
    conn: Connection,
    *,
    job_id: str,
    message: str,
    artist_id: UUID | None = None,
    counts: Mapping[str, int] | None = None,
) -> None:
    """The job has done all its stages."""
    values = {"job_id": job_id, "message": message, "artist_id": artist_id, "counts": Jsonb(dict(counts or {}))}
    await conn.execute(query("complete_job"), values)


async def fail(conn: Connection, *, job_id: str, error: str, message: str = "The import failed") -> None:
    """The job ends here; a reason already noted is kept."""
    await conn.execute(query("fail_job"), {"job_id": job_id, "error": error, "message": message})


async def pace(conn: Connection, job_id: str) -> Pace:
    """How long the job has run and what earlier ones took."""
    async with conn.cursor(row_factory=class_row(Pace)) as cursor:
        found = await (await cursor.execute(query("job_pace"), {"job_id": job_id})).fetchone()
    return found or Pace(elapsed=0.0, typical=None)


async def read_jobs(conn: Connection, job_ids: Sequence[str]) -> dict[str, Job]:
    """The jobs that exist, by id."""
    async with conn.cursor(row_factory=class_row(Job)) as cursor:
        rows = await (await cursor.execute(query("read_jobs"), {"job_ids": list(job_ids)})).fetchall()
    return {row.job_id: row for row in rows}


async def recent_jobs(conn: Connection, limit: int = 20) -> list[Job]:
    """The latest jobs, newest first."""
    async with conn.cursor(row_factory=class_row(Job)) as cursor:
        return await (await cursor.execute(query("recent_jobs"), {"limit": limit})).fetchall()


async def unfinished_jobs(conn: Connection, *, older_than: float) -> list[tuple[str, str]]:
    """(job id, run id) of open jobs that have not moved for `older_than` seconds."""
    return await (await conn.execute(query("unfinished_jobs"), {"older_than": older_than})).fetchall()
