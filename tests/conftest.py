"""A Postgres server for the tests, a database of its own for each that wants one, and imports from the sandbox.

The server is THESET_TEST_DATABASE_URL where that is set, else a throw-away one. THESET_TEST_POSTGRES_BIN names the
folder of the binaries to start it from; unset, the embedded ones are used.
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import uuid
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.importing import Importer, dagster_instance, settings_for
from tests.servers import DEBIAN, KINDS, Server, has_postgis, in_database
from theset_assets.sandbox import SandboxConfig, running
from theset_assets.store import migrate
from theset_assets.store.connection import async_connect, connect
from theset_assets.store.embedded import ensure_server
from theset_assets.store.embedded_files import wheel_binaries

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from theset_assets.sandbox import Sandbox


EMPTY = """
DO $$ BEGIN EXECUTE (
  SELECT 'TRUNCATE ' || string_agg(format('%I.%I', schemaname, tablename), ', ')
  FROM pg_tables WHERE schemaname IN ('public', 'auth') AND tablename <> 'alembic_version'
); END $$
"""


def pytest_configure() -> None:
    """A shell lets what it runs in the background ignore SIGINT; Dagster then ignores SIGTERM as well, and so do all
    processes that tests start."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The whole stack runs to the session's end once it is started: it comes last, so that it slows nothing else."""
    items.sort(key=lambda item: "e2e" in item.path.parts)


@pytest.fixture(scope="session")
def binaries() -> Path:
    """The folder of Postgres's programs."""
    given = os.environ.get("THESET_TEST_POSTGRES_BIN")
    return Path(given) if given else wheel_binaries()


@pytest.fixture(scope="session")
def postgres_server(binaries: Path) -> Iterator[str]:
    """The URL of a server on which databases may be created."""
    given = os.environ.get("THESET_TEST_DATABASE_URL")
    if given:
        yield given
        return
    home = Path(tempfile.mkdtemp(prefix="theset-test-"))
    home.chmod(0o755)  # as root the server runs as somebody else, who has to get there
    try:
        with ensure_server(home, binaries=binaries) as server:
            yield server.url
    finally:
        shutil.rmtree(home)


@pytest.fixture(scope="session")
def create_database(postgres_server: str) -> Iterator[Callable[..., str]]:
    """Creates a database, empty or as a copy of `template`, and gives its URL. All are dropped at the end."""
    made: list[str] = []

    def create(template: str = "template0") -> str:
        name = f"theset_test_{uuid.uuid4().hex}"
        with connect(postgres_server) as admin:
            admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        made.append(name)
        return in_database(postgres_server, name)

    yield create
    with connect(postgres_server) as admin:
        for name in made:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def migrated_template(create_database: Callable[..., str]) -> str:
    """The name of a database at the newest revision, to be copied."""
    url = create_database()
    migrate.upgrade(url)
    return urlsplit(url).path.removeprefix("/")


@pytest.fixture
def empty_database(create_database: Callable[..., str]) -> str:
    """The URL of an empty database."""
    return create_database()


@pytest.fixture
def database_copy(create_database: Callable[..., str], migrated_template: str) -> str:
    """The URL of a database at the newest revision that the test may alter as it likes."""
    return create_database(migrated_template)


@pytest.fixture(scope="session")
def shared_database(create_database: Callable[..., str], migrated_template: str) -> str:
    """The URL of the database that all tests empty and use: emptying is several times faster than copying."""
    return create_database(migrated_template)


@pytest.fixture
def database(shared_database: str) -> str:
    """The URL of a database at the newest revision, with no rows. Its schema is not to be altered."""
    with connect(shared_database) as connection:
        connection.execute(EMPTY)
    return shared_database


@pytest.fixture
def db(database: str) -> Iterator[psycopg.Connection]:
    """A connection to `database`, in autocommit."""
    with connect(database) as connection:
        yield connection


@pytest.fixture
async def adb(database: str) -> AsyncIterator[psycopg.AsyncConnection]:
    """An async connection to `database`, in autocommit."""
    async with await async_connect(database) as connection:
        yield connection


@pytest.fixture(scope="session", params=KINDS)
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server of each of the three kinds; Debian's are left out where PostGIS is not installed."""
    if request.param == "embedded":
        url, programs = request.getfixturevalue("postgres_server"), request.getfixturevalue("binaries")
        running = Server("embedded", url, programs)
        yield running
        running.drop_all()
        return
    if not has_postgis():
        pytest.skip("Debian's PostGIS is not installed: apt-get install postgresql-15-postgis-3")
    home = Path(tempfile.mkdtemp(prefix="theset-test-"))
    home.chmod(0o755)
    try:
        with ensure_server(home, binaries=DEBIAN) as debian:
            yield Server(request.param, debian.url, DEBIAN)
    finally:
        shutil.rmtree(home)


@pytest.fixture(scope="session")
def server_template(server: Server) -> str:
    """The name of a database at the newest revision on each kind of server, to be copied."""
    url = server.create()
    migrate.upgrade(url)
    return urlsplit(url).path.removeprefix("/")


@pytest.fixture
def new_database(server: Server) -> str:
    """The engine's URL of an empty database on each kind of server."""
    return server.create()


@pytest.fixture
def own_database(server: Server, server_template: str) -> str:
    """The engine's URL of a database at the newest revision that the test may alter, on each kind of server."""
    return server.create(server_template)


@pytest.fixture(scope="session")
def one_database(server: Server, server_template: str) -> str:
    """The engine's URL of the database that all tests on this kind of server share."""
    return server.create(server_template)


@pytest.fixture
def each_database(server: Server, one_database: str) -> str:
    """The engine's URL of a database at the newest revision, with no rows, on each kind of server."""
    with connect(server.admin(one_database)) as connection:
        connection.execute(EMPTY)
    return one_database


@pytest.fixture
def each_db(each_database: str) -> Iterator[psycopg.Connection]:
    """The engine's connection to `each_database`, in autocommit."""
    with connect(each_database) as connection:
        yield connection


@pytest.fixture(scope="session")
def shared_sandbox() -> Iterator[Sandbox]:
    """One sandbox for all tests, its limits off."""
    with running(SandboxConfig()) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(shared_sandbox: Sandbox) -> Iterator[Sandbox]:
    """The sandbox as it comes: extended mode, no faults, no overrides, empty statistics."""
    shared_sandbox.reset()
    shared_sandbox.configure(**SandboxConfig().model_dump())
    yield shared_sandbox
    shared_sandbox.reset()


@pytest.fixture
def importer(
    database_copy: str, sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Importer]:
    """Imports from the sandbox into a database of the test's own, in this process."""
    with dagster_instance(database_copy, tmp_path / "dagster", monkeypatch) as instance:
        yield Importer(settings_for(database_copy, sandbox.env()), instance, database_copy)
