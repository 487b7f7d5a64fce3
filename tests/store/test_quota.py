"""The limiter across processes, against a real Postgres."""

from __future__ import annotations

import asyncio
import datetime as dt
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator

import psycopg
import pytest
from psycopg_pool import AsyncConnectionPool

from theset_assets.errors import DatabaseUnavailable, QuotaExhausted, StoreError
from theset_assets.settings import read_settings
from theset_assets.store.api_modes import recall_mode, remember_mode
from theset_assets.store.quota import PostgresLimiter
from theset_assets.upstream.spotify_web import SpotifyMode

pytestmark = pytest.mark.postgres

TABLE = """
CREATE TABLE IF NOT EXISTS upstream_apis (
    api text PRIMARY KEY, next_request_at timestamptz, day date, used_today int, state jsonb, updated_at timestamptz
)
"""


@pytest.fixture
def server(empty_database: str) -> str:
    """The URL of a database that has nothing but what these tests make."""
    return empty_database


@pytest.fixture
def database(server: str) -> Iterator[str]:
    """A schema with nothing but an empty `upstream_apis`; yields a URL that looks there first."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA quota_test")
    url = f"{server}{'&' if '?' in server else '?'}options=-csearch_path%3Dquota_test"
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(TABLE)
        yield url
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("DROP SCHEMA quota_test CASCADE")


@pytest.fixture
async def connection(database: str) -> AsyncIterator[psycopg.AsyncConnection]:
    async with await psycopg.AsyncConnection.connect(database, autocommit=True) as opened:
        yield opened


def limiter(connection: psycopg.AsyncConnection, **options: float) -> PostgresLimiter:
    async def connect() -> psycopg.AsyncConnection:
        return connection

    return PostgresLimiter("ticketmaster", connect, **{"rate": 1000.0, **options})  # type: ignore[arg-type]


WORKER = """
import asyncio, sys, time
import psycopg
from theset_assets.store.quota import PostgresLimiter

async def main(url, rate, seconds):
    limiter = PostgresLimiter("ticketmaster", lambda: psycopg.AsyncConnection.connect(url, autocommit=True), rate=rate)
    end = time.time() + seconds
    stamps = []
    async def ask():
        while time.time() < end:
            await limiter.acquire()
            stamps.append(time.time())
    await asyncio.gather(*(ask() for _ in range(4)))
    await limiter.aclose()
    print(*stamps)

asyncio.run(main(sys.argv[1], float(sys.argv[2]), float(sys.argv[3])))
"""


def test_four_processes_together_never_exceed_the_rate_in_any_second(database: str) -> None:
    rate = 50
    workers = [
        subprocess.Popen([sys.executable, "-c", WORKER, database, str(rate), "2"], stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    outputs = [worker.communicate(timeout=60)[0] for worker in workers]
    assert [worker.returncode for worker in workers] == [0] * 4
    stamps = sorted(float(stamp) for output in outputs for stamp in output.split())
    assert all(output for output in outputs), "every process had its share"
    assert len(stamps) > rate, "more than one second's worth: otherwise nothing was shown"
    busiest = max(sum(start <= stamp < start + 1 for stamp in stamps) for start in stamps)
    assert busiest <= rate


async def test_each_request_gets_a_moment_of_its_own(connection: psycopg.AsyncConnection) -> None:
    quota = limiter(connection, rate=100)
    stamps = []

    async def ask() -> None:
        await quota.acquire()
        stamps.append(asyncio.get_running_loop().time())

    await asyncio.gather(*(ask() for _ in range(6)))
    assert max(stamps) - min(stamps) >= 5 * 0.010, "six requests at 100/s span five intervals"
    assert (await quota.usage()).used_today >= 6


async def test_rate_zero_asks_no_database() -> None:
    async def connect() -> psycopg.AsyncConnection:
        raise AssertionError("no connection is needed")

    quota = PostgresLimiter("spotify", connect, rate=0)
    await quota.acquire()
    await quota.pause(5)


async def test_a_spent_day_says_when_the_next_begins(connection: psycopg.AsyncConnection) -> None:
    quota = limiter(connection, daily_quota=2)
    await quota.acquire()
    assert (await quota.usage()).remaining == 1
    await quota.acquire()
    with pytest.raises(QuotaExhausted, match=r"All 2 Ticketmaster requests of this day \(UTC\).*00:00 UTC") as caught:
        await quota.acquire()
    retry_at = caught.value.retry_at
    assert retry_at is not None
    assert retry_at.timetz() == dt.time(tzinfo=dt.UTC)
    assert dt.timedelta() < retry_at - dt.datetime.now(dt.UTC) <= dt.timedelta(days=1)
    usage = await quota.usage()
    assert (usage.used_today, usage.remaining) == (2, 0), "a refused request is not counted"


async def test_a_new_day_starts_from_zero(connection: psycopg.AsyncConnection) -> None:
    quota = limiter(connection, daily_quota=1)
    await quota.acquire()
    await connection.execute("UPDATE upstream_apis SET day = day - 1")
    assert (await quota.usage()).remaining == 1
    await quota.acquire()
    assert (await quota.usage()).used_today == 1


async def test_a_queue_that_is_too_long_is_said_at_once(connection: psycopg.AsyncConnection) -> None:
    quota = limiter(connection, rate=5, max_wait=60)
    await quota.pause(600)
    with pytest.raises(QuotaExhausted, match=r"next free moment is 10 min away, and a request waits 60 s at most"):
        await quota.acquire()
    assert (await quota.usage()).used_today == 0


async def test_a_pause_holds_for_everybody_and_never_shortens(connection: psycopg.AsyncConnection) -> None:
    await limiter(connection).pause(100)
    await limiter(connection).pause(1)
    assert (await limiter(connection).usage()).wait > 90


async def test_a_cancelled_waiter_loses_only_its_own_moment(connection: psycopg.AsyncConnection) -> None:
    quota = limiter(connection, rate=20)
    await quota.acquire()
    waiter = asyncio.create_task(quota.acquire())
    await asyncio.sleep(0.01)
    waiter.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiter
    await quota.acquire()
    assert (await quota.usage()).used_today >= 2


async def test_a_pool_serves_as_well(database: str) -> None:
    async with AsyncConnectionPool(database, min_size=1, max_size=2, open=False) as pool:
        quota = PostgresLimiter("spotify", pool, rate=1000)
        await asyncio.gather(*(quota.acquire() for _ in range(5)))
        assert (await quota.usage()).used_today >= 5
        assert (await quota.usage()).remaining is None


async def test_two_apis_do_not_wait_for_each_other(connection: psycopg.AsyncConnection) -> None:
    async def connect() -> psycopg.AsyncConnection:
        return connection

    settings = read_settings(ticketmaster_daily_quota=7)
    ticketmaster = PostgresLimiter.from_settings(settings, "ticketmaster", connect)
    spotify = PostgresLimiter.from_settings(settings, "spotify", connect)
    await ticketmaster.pause(1000)
    await spotify.acquire()
    assert (await ticketmaster.usage()).remaining == 7
    assert (await spotify.usage()).used_today == 1


async def test_a_missing_table_and_a_missing_server_are_told_apart(connection: psycopg.AsyncConnection) -> None:
    await connection.execute("DROP TABLE upstream_apis")
    with pytest.raises(StoreError, match="theset db upgrade") as missing:
        await limiter(connection).acquire()
    assert missing.value.__context__ is None
    await connection.close()

    async def connect() -> psycopg.AsyncConnection:
        return await psycopg.AsyncConnection.connect("postgresql://someone:hunter22@127.0.0.1:1/none")

    with pytest.raises(DatabaseUnavailable, match="Check DATABASE_URL") as refused:
        await PostgresLimiter("spotify", connect, rate=1).acquire()
    assert refused.value.__context__ is None


async def test_a_mode_is_remembered_for_others_and_for_a_while(connection: psycopg.AsyncConnection) -> None:
    assert await recall_mode(connection, "spotify") == SpotifyMode()
    mode = SpotifyMode(page_limit=10, batch=False, known=True)
    await remember_mode(connection, "spotify", mode)
    assert await recall_mode(connection, "spotify") == mode
    await connection.execute("""UPDATE upstream_apis SET state = state || '{"mode_since": "2020-01-01T00:00:00Z"}'""")
    assert await recall_mode(connection, "spotify") == SpotifyMode()


async def test_remembering_keeps_the_rest_of_the_state_and_the_count(connection: psycopg.AsyncConnection) -> None:
    quota = limiter(connection)
    await quota.acquire()
    await connection.execute("""UPDATE upstream_apis SET state = '{"other": 1}'""")
    await remember_mode(connection, "ticketmaster", SpotifyMode(known=True))
    cursor = await connection.execute("SELECT state ->> 'other', used_today FROM upstream_apis")
    assert await cursor.fetchone() == ("1", 1)
    await connection.execute("""UPDATE upstream_apis SET state = state || '{"mode": {"page_limit": "many"}}'""")
    assert await recall_mode(connection, "ticketmaster") == SpotifyMode()
