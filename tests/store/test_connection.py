"""Connections and pools: settings, errors, and what of a URL is shown."""

from __future__ import annotations

import pytest

from theset_assets.errors import DatabaseUnavailable, StoreError
from theset_assets.store.connection import (
    BULK,
    async_connect,
    connect,
    driver_url,
    open_pool,
    redacted,
    set_bulk_settings,
    sqlalchemy_url,
    told_plainly,
)

NOBODY = "postgresql://theset:s3cr%20et@127.0.0.1:1/theset"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://u:secret@h:5433/db?sslmode=require&password=secret", "postgresql://u@h:5433/db"),
        ("postgresql+psycopg://u:secret@h/db", "postgresql://u@h/db"),
        ("host=/tmp/sock user=u password=secret dbname=db", "postgresql://u@/tmp/sock/db"),
        ("postgresql://u:secret@[::1]:5432/db", "postgresql://u@[::1]:5432/db"),
        ("postgresql://", "postgresql://localhost/"),
        ("secret", "postgresql://(unreadable)"),
    ],
)
def test_a_url_is_shown_without_its_password(url: str, shown: str) -> None:
    assert redacted(url) == shown


def test_drivers_are_named_for_who_reads_the_url() -> None:
    assert driver_url("postgresql+psycopg2://u@h/db") == driver_url("postgres://u@h/db") == "postgresql://u@h/db"
    assert sqlalchemy_url("postgres://u@h/db") == "postgresql+psycopg://u@h/db"
    assert driver_url("host=h") == "host=h"


async def test_nobody_answering_is_told_without_the_password() -> None:
    with pytest.raises(DatabaseUnavailable) as plain:
        connect(NOBODY)
    with pytest.raises(DatabaseUnavailable) as async_one:
        await async_connect(NOBODY)
    with pytest.raises(DatabaseUnavailable) as pooled:
        async with open_pool(NOBODY):
            pass

    for raised in (plain, async_one, pooled):
        assert "postgresql://theset@127.0.0.1:1/theset" in str(raised.value)
        assert "s3cr" not in str(raised.value)


async def test_what_is_no_url_is_told_without_showing_it() -> None:
    with pytest.raises(StoreError, match="cannot be read") as plain:
        connect("s3cret")
    with pytest.raises(StoreError, match="cannot be read") as async_one:
        await async_connect("s3cret")

    assert "s3cret" not in str(plain.value) + str(async_one.value)


@pytest.mark.postgres
def test_a_database_that_is_not_there_is_told(postgres_server: str) -> None:
    with pytest.raises(DatabaseUnavailable, match="does not exist"):
        connect(postgres_server.rpartition("/")[0] + "/nowhere")


@pytest.mark.postgres
async def test_connections_are_named_and_bounded(database: str) -> None:
    statement = (
        "SELECT current_setting('application_name'), current_setting('lock_timeout'), current_setting('timezone')"
    )
    with connect(database) as plain:
        assert plain.execute(statement).fetchone() == ("theset", "30s", "UTC")
        assert plain.autocommit
    async with open_pool(database, 1, 2, application="theset-test") as pool, pool.connection() as pooled:
        assert await (await pooled.execute(statement)).fetchone() == ("theset-test", "30s", "UTC")
        assert pooled.autocommit


@pytest.mark.postgres
async def test_settings_of_a_load_end_with_it(database: str) -> None:
    statement = "SELECT " + ", ".join(f"current_setting('{name}')" for name in BULK)
    async with await async_connect(database) as connection:
        before = await (await connection.execute(statement)).fetchone()
        async with connection.transaction():
            await set_bulk_settings(connection)
            during = await (await connection.execute(statement)).fetchone()
        after = await (await connection.execute(statement)).fetchone()

    assert during == tuple(BULK.values())
    assert before == after != during


@pytest.mark.postgres
def test_what_the_driver_raises_is_told_plainly(database: str) -> None:
    with connect(database) as connection:
        with pytest.raises(StoreError, match=r"^artists: relation .* does not exist"), told_plainly("artists"):
            connection.execute("SELECT FROM nowhere")
        connection.execute("SET statement_timeout = 50")
        with pytest.raises(StoreError, match=r"^sleep: canceling statement"), told_plainly("sleep"):
            connection.execute("SELECT pg_sleep(5)")
