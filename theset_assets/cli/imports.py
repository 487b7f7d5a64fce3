"""Asking for imports and watching them, from the terminal."""

from __future__ import annotations

import asyncio
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from uuid import UUID

import typer

from theset_assets.cli.output import console, errors
from theset_assets.cli.watch import follow_requests, watch_jobs
from theset_assets.store import requests
from theset_assets.store.connection import async_connect


def file_requests(url: str, asked_for: Sequence[str]) -> list[tuple[str, UUID, str]]:
    """File one request a text; (text, request id, job id) each."""

    async def file_all() -> list[tuple[str, UUID, str]]:
        async with await async_connect(url) as conn:
            return [(text, *await requests.file_request(conn, text)) for text in asked_for]

    return asyncio.run(file_all())


@contextmanager
def left_running() -> Generator[None]:
    """Say at Ctrl-C that only the watching ends."""
    try:
        yield
    except KeyboardInterrupt:
        errors.print("The imports go on; `theset status` shows them.")
        raise typer.Exit(130) from None


def wait_for_requests(url: str, ids: Sequence[UUID], timeout: float, *, as_json: bool = False) -> int:
    """Follow requests to their end; the exit code: 0 when all were imported, 1 otherwise."""
    ended = follow_requests(url, ids, limit=timeout)
    if as_json:
        console.print_json(
            data=[
                {
                    "asked_for": request.asked_for,
                    "job_id": request.job_id,
                    "outcome": request.outcome,
                    "stage": job.stage if job else None,
                    "error": request.error or (job.error if job else None),
                    "counts": job.counts if job else {},
                }
                for request, job in ended
            ]
        )
    code = 0
    for request, job in ended:
        if job is None or not job.finished:
            errors.print(
                f"{request.asked_for}: not finished after {timeout:.0f} s. Is the stack running (`theset dev`)?"
            )
            code = 1
        elif job.stage == "failed":
            errors.print(f"[red]{request.asked_for}:[/] ", end="")
            errors.print(job.error or "failed", markup=False, highlight=False)
            code = 1
    return code


def watch_until_done(url: str, job_ids: Sequence[str], timeout: float) -> int:
    """Follow jobs to their end; the exit code: 0 when all completed, 1 otherwise."""
    jobs = watch_jobs(url, job_ids, limit=timeout)
    unknown = set(job_ids) - {job.job_id for job in jobs}
    for job_id in sorted(unknown):
        errors.print(f"There is no job {job_id}. `theset status` lists the latest ones.")
    for job in jobs:
        if job.stage == "failed":
            errors.print(f"[red]{job.job_id}:[/] ", end="")
            errors.print(job.error or "failed", markup=False, highlight=False)
    return 0 if not unknown and all(job.stage == "completed" for job in jobs) else 1
