"""The local stack as a whole, with real Postgres and real Dagster around a tiny code location."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from theset_assets.errors import SettingsError, StackError
from theset_assets.process import pids
from theset_assets.settings import Settings, read_settings
from theset_assets.stack.environment import stand_in_environment
from theset_assets.stack.local import LocalStack
from theset_assets.stack.lock import StackLock
from theset_assets.store.embedded import ensure_server

INSTANCE = """
storage:
  postgres:
    postgres_url: {env: DAGSTER_POSTGRES_URL}
telemetry: {enabled: false}
"""

OWNER = """
import sys, time
from pathlib import Path
from theset_assets.settings import read_settings
from theset_assets.stack.environment import stand_in_environment
from theset_assets.stack.local import LocalStack
home = Path(sys.argv[1])
options = {"sandbox": False, "module": "tiny_definitions", "instance_config": home / "instance.yaml"}
with LocalStack(read_settings(), home, migrate=lambda url: None, **options) as stack:
    print("up", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def homes(monkeypatch) -> Iterator[Callable[[str], Path]]:
    """Makes homes, each with an instance configuration; every user can enter them."""
    here = str(Path(__file__).parent)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [here, os.environ.get("PYTHONPATH")])))
    for name in ("DATABASE_URL", "TICKETMASTER_API_KEY", "SPOTIFY_CLIENT_ID", "SPOTIFY_CLIENT_SECRET"):
        monkeypatch.delenv(name, raising=False)
    with tempfile.TemporaryDirectory() as directory:
        Path(directory).chmod(0o755)

        def make(name: str) -> Path:
            home = Path(directory).resolve() / name
            home.mkdir()
            (home / "instance.yaml").write_text(INSTANCE)
            return home

        yield make


def settings(**given: object) -> Settings:
    return read_settings(_env_file=None, **given)


def stack(home: Path, module: str = "tiny_definitions", **options) -> LocalStack:
    given = {"sandbox": False, "migrate": lambda url: None, "instance_config": home / "instance.yaml", **options}
    return LocalStack(given.pop("settings", settings()), home, module=module, **given)


def processes_of(home: Path) -> dict[int, list[str]]:
    """The processes that have to do with this home, by their arguments or environment: pid and command line."""
    found: dict[int, list[str]] = {}
    for pid in [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]:
        line = pids.command_line(pid)
        with contextlib.suppress(OSError):
            if str(home) in " ".join(line) or str(home).encode() in Path(f"/proc/{pid}/environ").read_bytes():
                found[pid] = line
    return found


def webserver_of(home: Path) -> tuple[int, list[str]]:
    (found,) = [(pid, line) for pid, line in processes_of(home).items() if line[1:3] == ["-m", "dagster_webserver"]]
    return found


@pytest.mark.slow
@pytest.mark.postgres
def test_two_stacks_side_by_side_run_and_leave_nothing(homes, eventually):
    home, other = homes("one"), homes("two")
    migrated = []
    with stack(home, migrate=migrated.append) as one, stack(other) as two:
        one.check()
        assert migrated == [one.database_url]
        assert one.dagster_url != two.dagster_url
        assert one.database_url != two.database_url
        query = {"query": "{ assetNodes { assetKey { path } } }"}
        nodes = httpx.post(f"{one.dagster_url}/graphql", json=query).json()["data"]["assetNodes"]
        assert nodes == [{"assetKey": {"path": ["thing"]}}]
        with psycopg.connect(one.env["DAGSTER_POSTGRES_URL"]) as connection:
            eventually(lambda: connection.execute("SELECT count(*) FROM dagster.job_ticks").fetchone()[0])
            assert connection.execute("SELECT to_regclass('public.runs')").fetchone() == (None,)
        told = f"already runs at {one.dagster_url} \\(process {os.getpid()}\\)"
        with pytest.raises(StackError, match=told), stack(home):
            pass
    assert processes_of(home) | processes_of(other) == {}
    assert one.database_url.rpartition("@")[0] not in "".join(p.read_text() for p in (home / "logs").iterdir())


@pytest.mark.slow
@pytest.mark.postgres
def test_nothing_survives_a_kill_and_the_next_start_waits_for_the_rest(homes, eventually):
    home = homes("home")
    with subprocess.Popen([sys.executable, "-c", OWNER, str(home)], stdout=subprocess.PIPE) as owner:
        assert owner.stdout.readline() == b"up\n"
        assert len(processes_of(home)) > 4
        owner.send_signal(signal.SIGKILL)
        owner.wait()
    with stack(home) as after:
        _, web = webserver_of(home)
        assert web[web.index("--port") + 1] == after.dagster_url.rpartition(":")[2]
    eventually(lambda: processes_of(home) == {})


@pytest.mark.slow
@pytest.mark.postgres
def test_definitions_that_do_not_load_end_the_start_with_their_error(homes):
    home = homes("home")
    with pytest.raises(StackError, match=r"(?s)Dagster cannot load the definitions.*No module named 'no_such_module'"):
        stack(home, module="no_such_module").__enter__()
    assert processes_of(home) == {}


@pytest.mark.slow
@pytest.mark.postgres
def test_a_failed_migration_ends_the_start(homes):
    def fail(url: str) -> None:
        raise SettingsError("no way")

    home = homes("home")
    with pytest.raises(SettingsError, match="no way"):
        stack(home, migrate=fail).__enter__()
    assert processes_of(home) == {}


@pytest.mark.slow
@pytest.mark.postgres
def test_a_database_of_ones_own_is_used_and_a_dead_process_is_named(homes, eventually):
    home = homes("home")
    with ensure_server(homes("elsewhere")) as server:
        with stack(home, settings=settings(database_url=server.url)) as running:
            assert running.database_url == server.url
            assert not (home / "postgres").exists()
            os.kill(webserver_of(home)[0], signal.SIGKILL)

            def told() -> bool:
                try:
                    running.check()
                except StackError as death:
                    return str(death).startswith("The Dagster webserver ended with exit status 137. The end of ")
                return False

            eventually(told)
        assert server.running


def test_a_held_home_says_who_holds_it(tmp_path):
    with StackLock(tmp_path) as lock:
        with pytest.raises(StackError, match="already runs and is starting or stopping"):
            StackLock(tmp_path)
        lock.describe("http://127.0.0.1:3000")
        with pytest.raises(StackError, match=f"already runs at http://127.0.0.1:3000 .process {os.getpid()}"):
            StackLock(tmp_path)
    with StackLock(tmp_path):
        pass


@pytest.mark.parametrize(
    ("given", "forced", "sent"),
    [
        ({}, False, {"TICKETMASTER_BASE_URL", "SPOTIFY_BASE_URL", "SPOTIFY_TOKEN_URL"}),
        ({"ticketmaster_api_key": "k"}, False, {"SPOTIFY_BASE_URL", "SPOTIFY_TOKEN_URL"}),
        ({"spotify_client_id": "i", "spotify_client_secret": "s"}, False, {"TICKETMASTER_BASE_URL"}),
        ({"ticketmaster_base_url": "http://127.0.0.1:1"}, False, {"SPOTIFY_BASE_URL", "SPOTIFY_TOKEN_URL"}),
        ({"ticketmaster_api_key": "k"}, True, {"TICKETMASTER_BASE_URL", "SPOTIFY_BASE_URL", "SPOTIFY_TOKEN_URL"}),
    ],
)
def test_only_an_api_without_credentials_is_sent_to_the_sandbox(homes, given, forced, sent):
    environment = stand_in_environment(settings(**given), "http://127.0.0.1:9", forced=forced)
    assert {name for name in environment if name.endswith("_URL")} == sent
    assert all(value.startswith("http://127.0.0.1:9/") for name, value in environment.items() if name in sent)
    # What a child reads from it makes sense and needs no sandbox of its own.
    child = settings(**{name.lower(): value for name, value in environment.items()})
    assert child.ticketmaster_needs_sandbox == ("TICKETMASTER_BASE_URL" not in sent)
    assert child.spotify_needs_sandbox == ("SPOTIFY_BASE_URL" not in sent)
