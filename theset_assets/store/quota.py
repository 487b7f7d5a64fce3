"""How often an upstream API may be asked, across all processes: table `upstream_apis`, one row an API.

    upstream_apis(api text primary key, next_request_at timestamptz, day date, used_today int, state jsonb,
                  updated_at timestamptz)

A request reserves its moment with one atomic statement and then sleeps until it: nobody polls, nobody holds a lock
while waiting, and the database's clock is the only one. What an API answered is read elsewhere (`upstream.refusals`).
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Literal, TypeAlias

import msgspec
import psycopg
from psycopg_pool import AsyncConnectionPool

from theset_assets.errors import DatabaseUnavailable, QuotaExhausted, StoreError
from theset_assets.settings import Settings
from theset_assets.upstream.retry import clock, in_words, utcnow

Connection: TypeAlias = psycopg.AsyncConnection[Any]
Connections: TypeAlias = AsyncConnectionPool[Connection] | Callable[[], Awaitable[Connection]]
Api: TypeAlias = Literal["ticketmaster", "spotify"]

# Requests are spaced a little wider than the rate asks for, so that a first one sent late and a last one sent in time
# still never put more than `rate` into a second: 40 ms of difference are absorbed, at the price of 4 % of the rate.
_SPACING = 1.04
# One that wakes up later than this after its moment gives it up and reserves another, so that the difference stays
# well inside those 40 ms even where the machine is overloaded.
_LATEST = 0.020
_MOST_RESERVATIONS = 20

DEFAULT_MAX_WAIT = 300.0
"""Seconds a caller waits for its turn behind others before it is told to come back later."""

_TODAY = "(clock_timestamp() AT TIME ZONE 'UTC')::date"

# The row is locked before clock_timestamp() is read, so two callers never get one moment. A limiter that loses its
# last reservations in a crash of the server does no harm: its commit need not wait for the disk, and set_config with
# `true` says so for this transaction only.
_RESERVE = f"""
INSERT INTO upstream_apis AS a (api, next_request_at, day, used_today, state, updated_at)
VALUES (%(api)s, clock_timestamp() + %(interval)s, {_TODAY}, 1, '{{}}', clock_timestamp())
ON CONFLICT (api) DO UPDATE SET
    next_request_at = greatest(a.next_request_at, clock_timestamp()) + %(interval)s,
    day = {_TODAY},
    used_today = CASE WHEN a.day = {_TODAY} THEN a.used_today + 1 ELSE 1 END,
    updated_at = clock_timestamp()
WHERE (a.next_request_at IS NULL OR a.next_request_at <= clock_timestamp() + %(max_wait)s)
  AND (%(quota)s = 0 OR a.day IS DISTINCT FROM {_TODAY} OR a.used_today < %(quota)s)
RETURNING extract(epoch FROM a.next_request_at - %(interval)s - clock_timestamp())::float8,
          set_config('synchronous_commit', 'off', true)
"""  # noqa: S608 (every part is a constant of this module)

_READ = f"""
SELECT greatest(0, extract(epoch FROM next_request_at - clock_timestamp()))::float8,
       CASE WHEN day = {_TODAY} THEN used_today ELSE 0 END
FROM upstream_apis WHERE api = %(api)s
"""  # noqa: S608

_PAUSE = """
INSERT INTO upstream_apis AS a (api, next_request_at, day, used_today, state, updated_at)
VALUES (%(api)s, clock_timestamp() + %(pause)s, (clock_timestamp() AT TIME ZONE 'UTC')::date, 0, '{}',
        clock_timestamp())
ON CONFLICT (api) DO UPDATE SET
    next_request_at = greatest(a.next_request_at, clock_timestamp() + %(pause)s),
    updated_at = clock_timestamp()
"""


class Usage(msgspec.Struct, frozen=True, kw_only=True):
    """Requests of this UTC day; `remaining` is None without a daily quota. `wait` is the queue's length in seconds."""

    used_today: int
    remaining: int | None
    wait: float


class PostgresLimiter:
    """Even spacing of one API's requests over all processes that use the same database (an `upstream.limits.Limiter`).

    `rate` is requests per second, 0 switches the limiter off (no database call at all, so nothing is counted either);
    `daily_quota` requests per UTC day, 0 for none; `max_wait` the longest a caller queues, in seconds. `connections`
    is a pool, or a function that opens an autocommit connection: it is called once, and again when that one broke.

    A caller that is cancelled while it waits loses its moment: it stays empty and counts towards the day.
    """

    def __init__(
        self,
        api: Api,
        connections: Connections,
        *,
        rate: float,
        daily_quota: int = 0,
        max_wait: float = DEFAULT_MAX_WAIT,
    ) -> None:
        self._api = api
        self._title = api.capitalize()
        self._connections = connections
        self._rate = rate
        self._quota = daily_quota
        self._max_wait = max_wait
        self._own: Connection | None = None
        self._opening = asyncio.Lock()

    @classmethod
    def from_settings(cls, settings: Settings, api: Api, connections: Connections) -> PostgresLimiter:
        """The limiter of `api` as `settings` say."""
        if api == "ticketmaster":
            return cls(api, connections, rate=settings.ticketmaster_rate, daily_quota=settings.ticketmaster_daily_quota)
        return cls(api, connections, rate=settings.spotify_rate)

    async def aclose(self) -> None:
        """Close the connection this limiter opened; a pool belongs to whoever made it."""
        if self._own:
            await self._own.close()

    async def acquire(self) -> None:
        """Return when one request may be sent.

        Raises QuotaExhausted where the day's quota is spent or the queue is longer than `max_wait`, StoreError where
        the database does not answer or has no such table.
        """
        if not self._rate:
            return
        for _ in range(_MOST_RESERVATIONS):
            wait = await self._reserve()
            loop = asyncio.get_running_loop()
            moment = loop.time() + wait
            await asyncio.sleep(max(0.0, wait))
            if loop.time() - moment <= _LATEST:
                return
        # So slow a machine sends far below the rate anyway.

    async def pause(self, seconds: float) -> None:
        """Let no process send for `seconds`. The moments that are reserved already stay as they are."""
        if self._rate:
            await self._execute(_PAUSE, {"pause": dt.timedelta(seconds=seconds)})

    async def usage(self) -> Usage:
        """What has been used today, and how long the queue is."""
        row = await self._execute(_READ, {})
        wait, used = (row[0] or 0.0, row[1] or 0) if row else (0.0, 0)
        return Usage(used_today=used, remaining=max(0, self._quota - used) if self._quota else None, wait=wait)

    async def _reserve(self) -> float:
        row = await self._execute(
            _RESERVE,
            {
                "interval": dt.timedelta(seconds=_SPACING / self._rate),
                "max_wait": dt.timedelta(seconds=self._max_wait),
                "quota": self._quota,
            },
        )
        if row is None:
            raise self._refusal(await self.usage())
        return row[0]

    def _refusal(self, usage: Usage) -> QuotaExhausted:
        now = utcnow()
        if usage.remaining == 0:
            midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + dt.timedelta(days=1)
            return QuotaExhausted(
                f"All {self._quota} {self._title} requests of this day (UTC) are used. Try again after "
                f"{clock(midnight)}, or raise {self._api.upper()}_DAILY_QUOTA where the key allows more.",
                api=self._api,
                retry_at=midnight,
            )
        retry_at = now + dt.timedelta(seconds=usage.wait)
        return QuotaExhausted(
            f"Other imports wait for {self._title} already: at {self._rate:g} requests a second the next free moment "
            f"is {in_words(usage.wait)} away, and a request waits {in_words(self._max_wait)} at most. "
            f"Try again after {clock(retry_at)}.",
            api=self._api,
            retry_at=retry_at,
        )

    async def _execute(self, query: str, params: dict[str, object]) -> tuple[Any, ...] | None:
        try:
            async with self._connection() as connection:
                cursor = await connection.execute(query.encode(), {"api": self._api, **params}, prepare=True)
                return await cursor.fetchone() if cursor.description else None
        except psycopg.errors.UndefinedTable:
            message = "The database has no table upstream_apis. Run `theset db upgrade`."
            failure = StoreError(message)
        except psycopg.OperationalError:
            failure = DatabaseUnavailable(
                f"The database that counts {self._title} requests does not answer. Check DATABASE_URL."
            )
        raise failure  # outside `except`: psycopg's errors may name the server and the user

    @asynccontextmanager
    async def _connection(self) -> AsyncGenerator[Connection]:
        source = self._connections
        if not callable(source):
            async with source.connection() as connection:
                yield connection
            return
        async with self._opening:
            if self._own is None or self._own.closed:
                self._own = await source()
                if not self._own.autocommit:
                    await self._own.set_autocommit(True)
        yield self._own
