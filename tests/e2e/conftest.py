"""The whole stack, as `theset dev` starts it: real daemon, code server, webserver, database and HTTP."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from theset_assets.sandbox import Sandbox
from theset_assets.settings import read_settings
from theset_assets.stack.local import LocalStack

LIMIT = 120.0


class Site:
    """What a site and its operator do with a running stack."""

    def __init__(self, stack: LocalStack) -> None:
        self.stack = stack
        self.url = stack.database_url

    def rows(self, statement: str, *values: object) -> list[dict[str, Any]]:
        """The rows of a statement, committed."""
        with psycopg.connect(self.url, row_factory=dict_row, autocommit=True) as conn:
            return conn.execute(statement, values).fetchall()  # type: ignore[arg-type]

    def do(self, *statements: str) -> None:
        """Execute statements that give no rows."""
        with psycopg.connect(self.url, autocommit=True) as conn:
            for statement in statements:
                conn.execute(statement)  # type: ignore[arg-type]

    def ask(self, *artists: str) -> list[dict[str, Any]]:
        """Ask for artists as the site does, in one statement; (id, job_id) each, in order."""
        return self.rows(
            "INSERT INTO artist_requests (asked_for) SELECT unnest(%s::text[]) RETURNING id, job_id, asked_for",
            list(artists),
        )

    def wait(self, requests: list[dict[str, Any]], limit: float = LIMIT) -> list[dict[str, Any]]:
        """The jobs of requests once all have ended, one row a request."""
        until = time.monotonic() + limit
        while True:
            found = self.rows(
                "SELECT r.id, r.asked_for, r.outcome, r.error AS request_error, s.* FROM artist_requests AS r"
                " LEFT JOIN import_status AS s ON s.job_id = r.job_id WHERE r.id = ANY(%s)"
                " ORDER BY array_position(%s, r.id)",
                *[[request["id"] for request in requests]] * 2,
            )
            if all(row["completed_at"] for row in found):
                return found
            self.stack.check()
            assert time.monotonic() < until, f"Not finished after {limit} s: {found}"
            time.sleep(0.05)

    def runs_of(self, job_id: str) -> list[dict[str, Any]]:
        """Dagster's runs of a job, oldest first."""
        return self.rows(
            "SELECT r.run_id, r.status FROM dagster.runs AS r JOIN dagster.run_tags AS t ON t.run_id = r.run_id"
            " WHERE t.key = 'theset/job_id' AND t.value = %s ORDER BY r.id",
            job_id,
        )

    def ended_runs(self, job_id: str) -> list[tuple[str, str]]:
        """(run id, status) of a job's runs, oldest first, once none is under way: a job ends just before its run."""
        until = time.monotonic() + 30
        while True:
            runs = [(run["run_id"], run["status"]) for run in self.runs_of(job_id)]
            if all(status in ("SUCCESS", "FAILURE", "CANCELED") for _, status in runs):
                return runs
            assert time.monotonic() < until, runs
            time.sleep(0.05)


@pytest.fixture(scope="session")
def stack(shared_sandbox: Sandbox) -> Iterator[LocalStack]:
    """The stack, talking to the tests' sandbox with its limiters off."""
    home = Path(tempfile.mkdtemp(prefix="theset-e2e-"))
    home.chmod(0o755)
    environment = {**shared_sandbox.env(), "TICKETMASTER_RATE": "0", "SPOTIFY_RATE": "0"}
    with ExitStack() as started:
        with pytest.MonkeyPatch.context() as patch:  # the stack's processes inherit it; no other test is to see it
            for name, value in environment.items():
                patch.setenv(name, value)
            running = started.enter_context(LocalStack(read_settings(theset_home=home)))
        yield running
    shutil.rmtree(home)


@pytest.fixture
def site(stack: LocalStack, sandbox: Sandbox) -> Site:
    """The stack with a sandbox that has no faults."""
    stack.check()
    return Site(stack)
