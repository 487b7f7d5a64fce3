"""Progress bars of running imports, fed by `import_status`: woken by NOTIFY, and looking again every second without."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from uuid import UUID

from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Column
from rich.text import Text

from theset_assets.cli.output import console
from theset_assets.store import import_status, requests
from theset_assets.store.connection import async_connect
from theset_assets.store.import_status import Job

HINT_AFTER = 10.0
"""Seconds without an answer after which it is worth asking whether the sensor runs."""

WIDE = 120
"""Columns of a terminal in which stage and time left find room."""

STYLES = {"completed": "green", "failed": "red"}
MARKS = {"completed": "[green]✓[/]", "failed": "[red]✗[/]"}


class TimeLeft(ProgressColumn):
    """The job's own estimate, not one made from the bar."""

    def render(self, task: Task) -> Text:
        """Seconds left, where the job knows."""
        left = task.fields.get("left")
        return Text(f"~{left} s left" if left else "", style="dim")


def watch_jobs(
    url: str,
    job_ids: Sequence[str],
    *,
    limit: float,
    labels: dict[str, str] | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> list[Job]:
    """Show a bar a job until all have ended, `limit` seconds have passed or `stop` says so; the jobs as last seen."""
    with _bars() as bars:
        return asyncio.run(_watch(url, list(dict.fromkeys(job_ids)), labels or {}, limit, stop, bars))


def follow_requests(
    url: str, request_ids: Sequence[UUID], *, limit: float
) -> list[tuple[requests.FiledRequest, Job | None]]:
    """Show a bar a request until each has ended; a request that joins another's import follows that one."""
    with _bars() as bars:
        return asyncio.run(_follow(url, list(request_ids), limit, bars))


def _bars() -> Progress:
    wide = console.width >= WIDE
    columns: list[ProgressColumn] = [
        TextColumn("{task.fields[mark]}"),
        TextColumn("[bold]{task.fields[label]}", table_column=_one_line(max_width=28)),
        BarColumn(bar_width=20, table_column=Column(min_width=12)),
        TextColumn("{task.percentage:>3.0f}%", table_column=Column(no_wrap=True)),
        *([TextColumn("{task.fields[stage]}", table_column=Column(no_wrap=True))] if wide else []),
        TextColumn("{task.fields[said]}", table_column=_one_line(ratio=1)),
        *([TimeLeft()] if wide else []),
        TimeElapsedColumn(table_column=Column(no_wrap=True)),
    ]
    return Progress(*columns, console=console, expand=True)


def _one_line(*, ratio: int | None = None, max_width: int | None = None) -> Column:
    return Column(no_wrap=True, overflow="ellipsis", min_width=12, ratio=ratio, max_width=max_width)


async def _watch(
    url: str, job_ids: list[str], labels: dict[str, str], limit: float, stop: Callable[[], bool], bars: Progress
) -> list[Job]:
    tasks: dict[str, TaskID] = {}
    until = time.monotonic() + limit
    jobs: dict[str, Job] = {}
    async with await async_connect(url) as conn:
        await conn.execute(f"LISTEN {import_status.CHANNEL}")
        while True:
            jobs = await import_status.read_jobs(conn, job_ids)
            for job_id, job in jobs.items():
                _show(bars, tasks, job_id, labels.get(job_id, job_id), job)
            if len(jobs) == len(job_ids) and all(job.finished for job in jobs.values()):
                break
            if time.monotonic() > until or stop():
                break
            async for _ in conn.notifies(timeout=1.0, stop_after=1):
                pass
    return [jobs[job_id] for job_id in job_ids if job_id in jobs]


async def _follow(
    url: str, request_ids: list[UUID], limit: float, bars: Progress
) -> list[tuple[requests.FiledRequest, Job | None]]:
    tasks: dict[str, TaskID] = {}
    began, hinted = time.monotonic(), False
    until = began + limit
    async with await async_connect(url) as conn:
        await conn.execute(f"LISTEN {import_status.CHANNEL}")
        while True:
            filed = await requests.read_requests(conn, request_ids)
            jobs = await import_status.read_jobs(conn, [request.job_id for request in filed.values()])
            pairs = [(filed[key], jobs.get(filed[key].job_id)) for key in request_ids if key in filed]
            for request, job in pairs:
                if job is not None:
                    _show(bars, tasks, str(request.id), request.asked_for, job)
            if all(job is not None and job.finished for _, job in pairs) or time.monotonic() > until:
                return pairs
            if (
                not hinted
                and time.monotonic() > began + HINT_AFTER
                and not all(request.outcome for request in filed.values())
            ):
                hinted = True
                console.print("Nobody has taken the request up yet. Is the stack running ([bold]theset dev[/])?")
            async for _ in conn.notifies(timeout=1.0, stop_after=1):
                pass


def _show(bars: Progress, tasks: dict[str, TaskID], key: str, label: str, job: Job) -> None:
    if key not in tasks:
        tasks[key] = bars.add_task("", total=100, mark="", label=label, stage="", said="", left=None)
    style = STYLES.get(job.stage, "cyan")
    said = job.error if job.stage == "failed" else job.message
    bars.update(
        tasks[key],
        completed=job.progress,
        mark=MARKS.get(job.stage, "[cyan]•[/]"),
        label=(job.artist or label)[:28].replace("[", "\\["),
        stage=f"[{style}]{job.stage}[/]",
        said=(said or "")[:200].replace("[", "\\["),
        left=None if job.finished else job.estimated_time_remaining,
    )
    if job.finished:
        bars.stop_task(tasks[key])
