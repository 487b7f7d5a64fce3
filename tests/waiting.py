"""Waiting, in tests of what happens at the same time, until it does."""

from __future__ import annotations

import asyncio
from typing import Any

import psycopg


async def wait_for_a_lock(db: psycopg.AsyncConnection[Any], task: asyncio.Task[Any]) -> None:
    """Return once some session waits for a lock; `task` is what should come to wait, and ends it by ending itself."""
    waiting = "SELECT FROM pg_locks WHERE NOT granted"
    while not task.done() and not await (await db.execute(waiting)).fetchall():  # noqa: ASYNC110 (there is no event)
        await asyncio.sleep(0.01)
