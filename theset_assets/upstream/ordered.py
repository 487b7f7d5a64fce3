"""Doing several things at once and getting their results in order."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


async def in_order(work: Callable[[T], Awaitable[R]], items: Iterable[T], ahead: int) -> AsyncGenerator[R]:
    """`work` on each item, at most `ahead` (≥ 1) at once, results in the order of the items.

    The first failure in that order is raised. Whatever is still under way then, or when the reader stops reading, is
    cancelled: at once where the reader closes the generator (`contextlib.aclosing`), else when it is collected.
    """

    async def one(item: T) -> R:
        return await work(item)

    source = iter(items)
    tasks: deque[asyncio.Task[R]] = deque()
    try:
        while True:
            while len(tasks) < ahead:
                try:
                    item = next(source)
                except StopIteration:
                    break
                tasks.append(asyncio.create_task(one(item)))
            if not tasks:
                return
            yield await tasks[0]
            tasks.popleft()
    finally:
        for task in tasks:
            task.cancel()
        # Also fetches the errors of tasks that had failed behind the first one: asyncio complains of unseen errors.
        await asyncio.gather(*tasks, return_exceptions=True)
