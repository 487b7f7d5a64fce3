"""`theset status`: the latest imports, the tables' sizes, the quotas."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Any

from theset_assets.cli.output import console, table
from theset_assets.store import import_status, overview
from theset_assets.store.connection import async_connect, connect, redacted


def read_status(url: str, limit: int) -> dict[str, Any]:
    """All that `theset status` says, as plain data."""

    async def jobs() -> list[dict[str, Any]]:
        async with await async_connect(url) as conn:
            return [asdict(job) for job in await import_status.recent_jobs(conn, limit)]

    with connect(url) as conn:
        return {
            "database": redacted(url),
            "counts": overview.table_counts(conn),
            "quotas": overview.quota_use(conn),
            "imports": asyncio.run(jobs()),
        }


def show_status(found: dict[str, Any]) -> None:
    """Print it as tables."""
    console.print(f"Database [cyan]{found['database']}[/]", highlight=False)
    counts = [f"[bold]{count:,}[/] {name.replace('_', ' ')}" for name, count in found["counts"].items()]
    console.print(" · ".join(counts), highlight=False)
    if found["quotas"]:
        rows = [[quota["api"], quota["used_today"], quota["state"] or None] for quota in found["quotas"]]
        console.print(table("Upstream calls today (UTC)", ["api", "calls", "learned"], rows))
    columns = ["job_id", "artist", "stage", "progress", "message", "started_at"]
    rows = [
        [
            job["job_id"],
            job["artist"] or job["attraction_id"],
            job["stage"],
            job["progress"],
            job["error"] or job["message"],
            f"{job['started_at']:%Y-%m-%d %H:%M:%S}",
        ]
        for job in found["imports"]
    ]
    console.print(table("Latest imports", columns, rows))
