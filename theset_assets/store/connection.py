"""Connections to Postgres: how they are opened, bounded and named, and what of a URL may be shown.

Every connection is in autocommit: who needs a transaction opens one. Limits are set with `SET` after connecting, not
with the `options` parameter, which connection poolers such as PgBouncer refuse.
"""

from __future__ import annotations

from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import psycopg
from psycopg import conninfo, sql
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from theset_assets.errors import DatabaseUnavailable, StoreError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator, Mapping

AsyncConnection = psycopg.AsyncConnection[Any]

APPLICATION = "theset"
CONNECT_SECONDS = 10

# A statement that runs longer than this has lost its plan; a lock waited for longer is held by somebody who is gone.
SESSION: Mapping[str, str] = {
    "statement_timeout": "120s",
    "lock_timeout": "30s",
    "idle_in_transaction_session_timeout": "120s",
    "timezone": "UTC",
    "temp_buffers": "32MB",  # the loader's staging tables; it can only be set before the first of them
}

# For the transaction of one bulk load. `synchronous_commit = off`: a crash of the server may lose the load's last
# moments but never a part of it, and a later synchronous commit (the import's progress) brings it to disk first.
BULK: Mapping[str, str] = {
    "work_mem": "64MB",
    "synchronous_commit": "off",
}


def driver_url(url: str) -> str:
    """`url` as libpq reads it: SQLAlchemy's `postgresql+psycopg://` and `postgres://` become `postgresql://`."""
    scheme, separator, rest = url.partition("://")
    return f"postgresql://{rest}" if separator and scheme.split("+")[0] in ("postgresql", "postgres") else url


def sqlalchemy_url(url: str) -> str:
    """`url` for SQLAlchemy with the psycopg 3 driver, whichever driver it names itself."""
    return driver_url(url).replace("postgresql://", "postgresql+psycopg://", 1)


def redacted(url: str) -> str:
    """Server, database and user of `url`, to be shown; never its password nor its other parameters."""
    try:
        parts = conninfo.conninfo_to_dict(driver_url(url))
    except psycopg.ProgrammingError:
        return "postgresql://(unreadable)"
    user = f"{quote(str(parts['user']))}@" if parts.get("user") else ""
    host = str(parts.get("host") or parts.get("hostaddr") or "localhost")
    shown_host = f"[{host}]" if ":" in host else host
    port = f":{parts['port']}" if parts.get("port") else ""
    return f"postgresql://{user}{shown_host}{port}/{quote(str(parts.get('dbname') or ''))}"


def connect(url: str, *, application: str = APPLICATION) -> psycopg.Connection[Any]:
    """A connection in autocommit.

    Raises DatabaseUnavailable where no server answers or lets us in, StoreError where `url` is none.
    """
    try:
        connection = psycopg.connect(driver_url(url), autocommit=True, **_parameters(application))
    except psycopg.OperationalError as error:
        raise unavailable(url, error) from None
    except psycopg.ProgrammingError:
        raise unreadable() from None
    with connection.cursor() as cursor:
        cursor.execute(_settings(SESSION, local=False))
    return connection


async def async_connect(url: str, *, application: str = APPLICATION) -> AsyncConnection:
    """An async connection in autocommit. Raises as `connect` does."""
    try:
        connection = await psycopg.AsyncConnection.connect(driver_url(url), autocommit=True, **_parameters(application))
    except psycopg.OperationalError as error:
        raise unavailable(url, error) from None
    except psycopg.ProgrammingError:
        raise unreadable() from None
    await _configure(connection)
    return connection


@asynccontextmanager
async def open_pool(
    url: str, min_size: int = 1, max_size: int = 4, *, application: str = APPLICATION
) -> AsyncGenerator[AsyncConnectionPool[AsyncConnection]]:
    """A pool of connections as `async_connect` gives them, closed at the end. Raises as `connect` does."""
    # The pool reports a server that refuses only as a time-out; one plain connection says at once what is wrong.
    await (await async_connect(url, application=application)).close()
    pool: AsyncConnectionPool[AsyncConnection] = AsyncConnectionPool(
        driver_url(url),
        min_size=min_size,
        max_size=max_size,
        kwargs={"autocommit": True, **_parameters(application)},
        configure=_configure,
        check=AsyncConnectionPool.check_connection,
        open=False,
    )
    try:
        await pool.open(wait=True, timeout=CONNECT_SECONDS)
    except PoolTimeout as error:
        await pool.close()
        raise unavailable(url, error) from None
    try:
        yield pool
    finally:
        await pool.close()


async def set_bulk_settings(connection: AsyncConnection) -> None:
    """Apply `BULK` to the transaction that is open on `connection`."""
    await connection.execute(_settings(BULK, local=True))


@contextmanager
def told_plainly(what: str) -> Generator[None]:
    """Turn what the driver raises into StoreError; `what` is what was being written or read ("shows")."""
    try:
        yield
    except psycopg.Error as error:
        place = error.diag.context or ""
        where = f" ({place.splitlines()[0]})" if place.startswith("COPY") else ""
        raise StoreError(f"{what}: {error.diag.message_primary or error}{where}") from error


def unavailable(url: str, error: BaseException) -> DatabaseUnavailable:
    """The error for a server that does not answer or does not let us in, without the URL's secrets."""
    reason = " ".join(str(error).split())
    password = _password(url)
    if password:
        reason = reason.replace(password, "…")
    return DatabaseUnavailable(f"No database answers at {redacted(url)}: {reason[:300]}")


def unreadable() -> StoreError:
    """The error for a URL that is none. The URL is not shown: what is wrong with it may be its password."""
    return StoreError("DATABASE_URL cannot be read. It must look like postgresql://user:password@host:port/name.")


def _password(url: str) -> str:
    try:
        return str(conninfo.conninfo_to_dict(driver_url(url)).get("password") or "")
    except psycopg.ProgrammingError:
        return ""


def _parameters(application: str) -> dict[str, Any]:
    return {"application_name": application, "connect_timeout": CONNECT_SECONDS}


async def _configure(connection: AsyncConnection) -> None:
    await connection.execute(_settings(SESSION, local=False))


def _settings(settings: Mapping[str, str], *, local: bool) -> sql.Composed:
    """One statement for all: each costs a round trip."""
    calls = [sql.SQL("set_config({}, {}, {})").format(name, value, local) for name, value in settings.items()]
    return sql.SQL("SELECT ") + sql.SQL(", ").join(calls)
