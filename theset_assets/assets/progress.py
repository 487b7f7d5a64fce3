"""How an import tells the fan where it is: stage, share, message and time left, written to `import_status`."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from psycopg_pool import AsyncConnectionPool

from theset_assets.catalogue.freshness import estimate_remaining
from theset_assets.catalogue.stages import Stage, progress_at
from theset_assets.store import import_status

MIN_SECONDS_BETWEEN_WRITES = 0.15
"""Inside a stage. A fan sees five or six moves a second as motion; every write costs a transaction and a NOTIFY."""


class ImportProgress:
    """The progress of one job within one run."""

    def __init__(self, pool: AsyncConnectionPool[Any], job_id: str, log: logging.Logger) -> None:
        self.job_id = job_id
        self._pool = pool
        self._log = log
        self._stage = Stage.INITIALIZING
        self._pace = import_status.Pace(elapsed=0.0, typical=None)
        self._paced_at = time.monotonic()
        self._written_at = 0.0
        self._written = -1

    async def enter(self, stage: Stage, message: str) -> None:
        """Begin a stage."""
        self._stage = stage
        async with self._pool.connection() as conn:
            self._pace = await import_status.pace(conn, self.job_id)
        self._paced_at = time.monotonic()
        await self._write(progress_at(stage, 0.0), message, log=True)

    async def advance(self, share: float, message: str) -> None:
        """`share` (0–1) of the stage is done. Moves that follow each other too fast are left out."""
        progress = progress_at(self._stage, share)
        due = time.monotonic() - self._written_at >= MIN_SECONDS_BETWEEN_WRITES
        if due and progress > self._written:
            await self._write(progress, message)

    async def leave(
        self, message: str, *, artist_id: UUID | None = None, counts: Mapping[str, int] | None = None
    ) -> None:
        """The stage is done and its rows are committed."""
        await self._write(progress_at(self._stage, 1.0), message, artist_id=artist_id, counts=counts, log=True)

    async def complete(self, message: str, *, artist_id: UUID, counts: Mapping[str, int]) -> None:
        """All stages are done."""
        self._log.info(message)
        async with self._pool.connection() as conn:
            await import_status.complete(conn, job_id=self.job_id, message=message, artist_id=artist_id, counts=counts)

    async def note_retry(self, message: str) -> None:
        """Say what the import waits for before it tries again."""
        self._log.warning(message)
        async with self._pool.connection() as conn:
            await import_status.note_retry(conn, job_id=self.job_id, message=message)

    async def note_error(self, error: str, message: str) -> None:
        """Say why the import is about to fail. Other steps may go on; what they say does not take the reason away."""
        async with self._pool.connection() as conn:
            await import_status.note_error(conn, job_id=self.job_id, error=error, message=message)

    async def _write(
        self,
        progress: int,
        message: str,
        *,
        artist_id: UUID | None = None,
        counts: Mapping[str, int] | None = None,
        log: bool = False,
    ) -> None:
        if log:
            self._log.info(message)
        elapsed = self._pace.elapsed + time.monotonic() - self._paced_at
        async with self._pool.connection() as conn:
            await import_status.advance(
                conn,
                job_id=self.job_id,
                stage=self._stage,
                progress=progress,
                message=message,
                estimated_time_remaining=estimate_remaining(elapsed, progress, self._pace.typical),
                artist_id=artist_id,
                counts=counts,
            )
        self._written_at = time.monotonic()
        self._written = progress
