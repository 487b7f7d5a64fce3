"""How often an API may be asked: the protocol, and a limiter for one process.

The limiter that holds across processes needs a database and stands in `store.quota`.
"""

from __future__ import annotations

import asyncio
from typing import Protocol


class Limiter(Protocol):
    """Decides when the next request may be sent."""

    async def acquire(self) -> None:
        """Return when one request may be sent; raises QuotaExhausted where that is too far off."""
        ...

    async def pause(self, seconds: float) -> None:
        """Let nobody send for `seconds`: the API asked for it."""
        ...


class LocalLimiter:
    """Even spacing within this process only: `rate` requests per second, 0 for no limit."""

    def __init__(self, rate: float) -> None:
        self._interval = 1 / rate if rate else 0.0
        self._next = 0.0

    async def acquire(self) -> None:
        """Wait for the next free slot. A cancelled wait loses its slot, no more."""
        if not self._interval:
            return
        now = asyncio.get_running_loop().time()
        slot = max(self._next, now)
        self._next = slot + self._interval
        await asyncio.sleep(slot - now)

    async def pause(self, seconds: float) -> None:
        """Move the next slot at least `seconds` away."""
        if self._interval:
            self._next = max(self._next, asyncio.get_running_loop().time() + seconds)
