"""A run whose process is killed: the job goes on or says that it failed, and nothing is doubled or half linked."""

from __future__ import annotations

import os
import signal
import time
from typing import Any

import pytest

from tests.e2e.conftest import Site
from theset_assets.sandbox import Sandbox
from theset_assets.sandbox.demo import COPIES

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


def wait_for_stage(site: Site, job_id: str, stage: str) -> dict[str, Any]:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        [row] = site.rows("SELECT * FROM import_status WHERE job_id = %s", job_id)
        if row["stage"] == stage:
            return row
        time.sleep(0.02)
    raise AssertionError(f"{job_id} never reached {stage}: {row}")


def kill_run(site: Site, run_id: str) -> None:
    """SIGKILL for the process that executes a run, which the run's events name."""
    [found] = site.rows(
        "SELECT substring(event FROM 'Started process for run .pid: ([0-9]+)') AS pid FROM dagster.event_logs"
        " WHERE run_id = %s AND event LIKE '%%Started process for run%%'",
        run_id,
    )
    os.kill(int(found["pid"]), signal.SIGKILL)


def test_a_killed_run_is_tried_again_and_ends_whole(site: Site, sandbox: Sandbox) -> None:
    sandbox.configure(latency_ms=150)
    [request] = site.ask(COPIES.id)
    before = wait_for_stage(site, request["job_id"], "importing-songs")
    kill_run(site, before["run_id"])
    [interrupted] = site.rows("SELECT progress FROM import_status WHERE job_id = %s", request["job_id"])
    sandbox.configure(latency_ms=0)

    [job] = site.wait([request])

    assert (job["stage"], job["progress"], job["error"]) == ("completed", 100, None)
    assert interrupted["progress"] >= before["progress"]
    runs = site.ended_runs(request["job_id"])
    assert runs == [(before["run_id"], "FAILURE"), (job["run_id"], "SUCCESS")]
    assert_whole(site, COPIES.id)


def test_a_run_killed_for_the_last_time_fails_the_job_at_once(site: Site, sandbox: Sandbox) -> None:
    sandbox.configure(latency_ms=250)
    [request] = site.ask("A Band That Is Killed")
    job_id = request["job_id"]
    ended = None
    for _ in range(3):  # the run and its two retries
        run_id = started_run(site, job_id)
        kill_run(site, run_id)
        ended = wait_for_end(site, run_id)
    sandbox.configure(latency_ms=0)
    [job] = site.wait([request], limit=10)
    told_after = (job["completed_at"] - ended).total_seconds()

    assert job["stage"] == "failed"
    assert job["run_id"] in job["error"] and "Ask again" in job["error"]
    assert job["progress"] < 100
    assert told_after < 2, "the contract: within two seconds of the run's end"

    [again] = site.wait(site.ask("A Band That Is Killed"))
    assert (again["outcome"], again["stage"]) == ("started", "completed")
    assert_whole(site, again["attraction_id"])


def started_run(site: Site, job_id: str) -> str:
    """The run of the job that is executing now, once its process works on a step."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        found = site.rows(
            "SELECT r.run_id FROM dagster.runs AS r JOIN dagster.run_tags AS t ON t.run_id = r.run_id"
            " WHERE t.key = 'theset/job_id' AND t.value = %s AND r.status = 'STARTED'"
            " AND EXISTS (SELECT FROM dagster.event_logs AS e WHERE e.run_id = r.run_id"
            " AND e.dagster_event_type = 'STEP_START')",
            job_id,
        )
        if found:
            return found[0]["run_id"]
        time.sleep(0.05)
    raise AssertionError(f"no run of {job_id} started")


def wait_for_end(site: Site, run_id: str) -> Any:
    """When a run's failure was written (the database's clock)."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        found = site.rows("SELECT now() AS at FROM dagster.runs WHERE run_id = %s AND status = 'FAILURE'", run_id)
        if found:
            return found[0]["at"]
        time.sleep(0.02)
    raise AssertionError(f"run {run_id} was not marked failed")


def assert_whole(site: Site, attraction_id: str) -> None:
    """No duplicates, nothing half linked."""
    [artist] = site.rows("SELECT * FROM artists WHERE ticketmaster_id = %s", attraction_id)
    [songs] = site.rows(
        "SELECT count(*) AS linked, count(DISTINCT (s.title_key, s.duration_ms / 4000)) AS different"
        " FROM artist_songs AS l JOIN songs AS s ON s.id = l.song_id WHERE l.artist_id = %s",
        artist["id"],
    )
    assert songs["linked"] == artist["total_songs"] > 0
    [unlinked] = site.rows(
        "SELECT count(*) AS songs FROM songs AS s WHERE NOT EXISTS"
        " (SELECT FROM artist_songs AS l WHERE l.song_id = s.id)"
    )
    assert unlinked["songs"] == 0
    [shows] = site.rows(
        "SELECT count(*) AS shows, count(DISTINCT ticketmaster_id) AS events, count(b.show_id) AS billed"
        " FROM shows AS s"
        " LEFT JOIN show_artists AS b ON b.show_id = s.id AND b.artist_id = s.headliner_artist_id"
        " WHERE s.headliner_artist_id = %s",
        artist["id"],
    )
    assert shows["shows"] == shows["events"] == shows["billed"] > 0
    [setlists] = site.rows(
        "SELECT count(*) AS setlists, count(*) FILTER (WHERE songs = 0) AS empty FROM ("
        "SELECT l.id, count(x.id) AS songs FROM setlists AS l LEFT JOIN setlist_songs AS x ON x.setlist_id = l.id"
        " WHERE l.artist_id = %s GROUP BY l.id) AS counted",
        artist["id"],
    )
    assert setlists["setlists"] > 0 and setlists["empty"] == 0
