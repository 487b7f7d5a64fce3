"""Dagster's own commands in a fresh checkout, with nothing started or set up before."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from theset_assets.process.child import ChildProcess, Command
from theset_assets.sandbox import Sandbox
from theset_assets.sandbox.demo import SMALL
from theset_assets.stack.ports import open_ports
from theset_assets.store.embedded import ensure_server

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

ROOT = Path(__file__).parents[2]


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder for the embedded server."""
    made = Path(tempfile.mkdtemp(prefix="theset-plain-"))
    made.chmod(0o755)
    yield made
    until = time.monotonic() + 30
    while list(made.glob("**/postmaster.pid")) and time.monotonic() < until:
        time.sleep(0.1)  # the server ends after the last of its users
    shutil.rmtree(made)


def environment(home: Path, sandbox: Sandbox) -> dict[str, str]:
    """Ours, without what would name an instance or a database."""
    mine = {name: value for name, value in os.environ.items() if name not in ("DAGSTER_HOME", "DATABASE_URL")}
    return {**mine, **sandbox.env(), "THESET_HOME": str(home), "DAGSTER_DISABLE_TELEMETRY": "yes"}


def test_dagster_dev_alone_imports_what_is_asked_for(home: Path, sandbox: Sandbox) -> None:
    with open_ports() as ports:
        port = ports.take()
        argv = [sys.executable, "-m", "dagster", "dev", "--host", "127.0.0.1", "--port", str(port)]
        command = Command(argv=argv, log=home / "dagster.log", env=environment(home, sandbox), cwd=ROOT)
        before = set(ROOT.glob(".tmp_dagster_home_*"))
        dagster = ChildProcess(command)
        try:
            with ensure_server(home) as server, psycopg.connect(server.url, autocommit=True) as conn:
                job_id = ask(conn, dagster)
                until = time.monotonic() + 120
                while True:
                    row = conn.execute("SELECT stage, error FROM import_status WHERE job_id = %s", [job_id]).fetchone()
                    if row and row[0] in ("completed", "failed"):
                        break
                    assert dagster.running and time.monotonic() < until, dagster.log_tail()
                    time.sleep(0.1)
        finally:
            dagster.stop()
            for left in set(ROOT.glob(".tmp_dagster_home_*")) - before:  # Dagster's instance for want of a DAGSTER_HOME
                shutil.rmtree(left)
    assert row == ("completed", None)


def ask(conn: psycopg.Connection, dagster: ChildProcess) -> str:
    """Ask for an artist as soon as the schema is there: whoever started the server first makes it."""
    until = time.monotonic() + 60
    while True:
        try:
            found = conn.execute(
                "INSERT INTO artist_requests (asked_for) VALUES (%s) RETURNING job_id", [SMALL.id]
            ).fetchone()
            assert found is not None
            return found[0]
        except psycopg.errors.UndefinedTable:
            assert dagster.running and time.monotonic() < until, dagster.log_tail()
            time.sleep(0.2)


def test_dg_loads_the_same_definitions(home: Path, sandbox: Sandbox) -> None:
    listed = subprocess.run(
        [sys.executable, "-m", "dagster_dg_cli.cli", "list", "defs", "--json"],
        cwd=ROOT,
        env=environment(home, sandbox),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert listed.returncode == 0, listed.stderr
    for name in ("artists", "venues", "shows", "songs", "setlists", "trending_artists", "import_artist"):
        assert f'"{name}"' in listed.stdout
