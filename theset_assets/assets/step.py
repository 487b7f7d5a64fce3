"""One step of an import: runs the asset's coroutine for its partition and turns what comes of it into Dagster's terms.

Every import asset goes through `run_step`: the job's row is opened, an error reaches that row in words before the run
fails, permanent errors are not retried, and what was loaded becomes the materialization's metadata.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import dagster as dg
import msgspec
import psycopg

from theset_assets.assets.progress import ImportProgress
from theset_assets.assets.session import Connections, ImportSession
from theset_assets.catalogue.rows import Rejection, Row
from theset_assets.errors import NotFound, QuotaExhausted, StoreError, TheSetError, TransientUpstreamError
from theset_assets.store import import_status
from theset_assets.store.bulk import Loaded
from theset_assets.store.known import KnownArtist, known_artists

JOB_TAG = "theset/job_id"
"""The run tag that names the job whose row in `import_status` the run moves."""

STEP_RETRIES = 1
"""Of a step, for what the clients' own retries did not outlast. A killed process is retried as a run instead."""


@dataclass(frozen=True, kw_only=True)
class Work:
    """What a step works on: one artist, by Ticketmaster attraction id, and with what."""

    attraction_id: str
    to: Connections
    progress: ImportProgress
    log: logging.Logger


@dataclass(frozen=True, kw_only=True)
class Materialized:
    """What one asset got from one step. `total` is the artist's rows of this asset now; `links` are shown in the UI."""

    loaded: Loaded
    rows: Sequence[Row] = ()
    rejections: Sequence[Rejection] = ()
    total: int | None = None
    links: dict[str, str] = field(default_factory=dict[str, str])
    facts: dict[str, int | float | str] = field(default_factory=dict[str, "int | float | str"])

    def metadata(self) -> dict[str, Any]:
        """Row counts, rejections by reason, a preview and links, as Dagster metadata."""
        reasons = Counter(rejection.reason for rejection in self.rejections)
        values: dict[str, Any] = {
            "inserted": self.loaded.inserted,
            "updated": self.loaded.updated,
            "unchanged": self.loaded.unchanged,
            "rejected": len(self.rejections),
            **self.facts,
        }
        if self.total is not None:
            values["dagster/partition_row_count"] = self.total
        if reasons:
            values["rejected by reason"] = dg.MetadataValue.json(dict(reasons.most_common()))
        if self.rows:
            values["preview"] = dg.MetadataValue.md(preview(self.rows))
        values.update({name: dg.MetadataValue.url(url) for name, url in self.links.items()})
        return values


def preview(rows: Sequence[Row], limit: int = 8) -> str:
    """The first rows as a Markdown table, without columns that only the loader needs and without long texts."""
    import pandas as pd  # noqa: PLC0415 (see assets.session)

    left_out = {"slugs", "genres", "external_urls", "line_up", "title_key", "description"}
    records = [
        {name: value for name, value in msgspec.structs.asdict(row).items() if name not in left_out}
        for row in rows[:limit]
    ]
    frame = pd.DataFrame(records, dtype=object).dropna(axis="columns", how="all")
    return frame.map(_cell).to_markdown(index=False)


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|")[:60]


def run_step(
    context: dg.AssetExecutionContext,
    session: ImportSession,
    step: Callable[[Work], Awaitable[dict[str, Materialized]]],
) -> dict[str, Materialized]:
    """Run `step` for the partition of `context`; the result is one `Materialized` an asset, by its name.

    Raises dagster.RetryRequested where asking again may help, after STEP_RETRY_DELAY_SECONDS; else dagster.Failure
    with the reason in words.
    """

    async def body() -> dict[str, Materialized]:
        to = session.connections
        async with to.pool.connection() as conn:
            job_id = await import_status.open_job(
                conn,
                job_id=context.run.tags.get(JOB_TAG) or f"run-{context.run.root_run_id or context.run.run_id}",
                attraction_id=context.partition_key,
                run_id=context.run.run_id,
            )
        progress = ImportProgress(to.pool, job_id, context.log)
        work = Work(attraction_id=context.partition_key, to=to, progress=progress, log=context.log)
        try:
            return await step(work)
        except Exception as error:
            failure = as_failure(error, last_try=context.retry_number >= STEP_RETRIES)
            if failure.allow_retries:
                await progress.note_retry(f"{failure.description} Trying again in a moment.")
                raise dg.RetryRequested(STEP_RETRIES, to.settings.step_retry_delay_seconds) from error
            await progress.note_error(failure.description or str(error), "The import failed")
            raise failure from error

    materialized = session.run(body)
    for outcome in materialized.values():
        log_rejections(context.log, outcome.rejections)
    return materialized


async def stored_artist(work: Work) -> KnownArtist:
    """The artist's row, which the asset `artists` wrote."""
    async with work.to.pool.connection() as conn:
        found = await known_artists(conn, attraction_ids=[work.attraction_id])
    if not found:
        raise StoreError(f"Artist {work.attraction_id} is not in the database yet: materialize `artists` first.")
    return found[0]


def as_failure(error: Exception, *, last_try: bool) -> dg.Failure:
    """The Dagster failure that stands for an error: what it says to an operator, and whether a retry may help."""
    if isinstance(error, TheSetError):
        transient = isinstance(error, TransientUpstreamError)
        metadata: dict[str, Any] = {"error": type(error).__name__}
        if isinstance(error, QuotaExhausted) and error.retry_at is not None:
            metadata["try again at"] = error.retry_at.isoformat(timespec="seconds")
        return dg.Failure(_in_words(error, last_try), metadata=metadata, allow_retries=transient and not last_try)
    if isinstance(error, psycopg.OperationalError):
        return dg.Failure(
            f"The database did not answer or ended the connection: {type(error).__name__}. "
            "If it stays so, check DATABASE_URL and the server.",
            allow_retries=not last_try,
        )
    return dg.Failure(
        f"A fault in the import itself ({type(error).__name__}): please report it with the run's log.",
        allow_retries=False,
    )


def _in_words(error: TheSetError, last_try: bool) -> str:
    """What an error says, and what to do about it where the error itself cannot know: what was tried stands here."""
    if isinstance(error, TransientUpstreamError) and last_try:
        return f"{error} It stayed so over several tries: ask for the artist again in a few minutes."
    if isinstance(error, NotFound):
        return f"{error} Check the id, or ask by name."
    return str(error)


def log_rejections(log: logging.Logger, rejections: Sequence[Rejection], limit: int = 50) -> None:
    """Name each payload that became no row, up to `limit`, with the reason."""
    for rejection in rejections[:limit]:
        log.info(f"Rejected {rejection.kind} {rejection.id}: {rejection.reason}. {rejection.detail}".rstrip(" ."))
    if len(rejections) > limit:
        log.info(f"… and {len(rejections) - limit} more rejected")
