"""How long a fan waits: request → row, → artist's page, → completed, on a warm stack and the stand-in APIs.

    .venv/bin/python benchmarks/latency.py [--requests 5]

Medians over as many requests, one after the other, each for another artist of 60 releases' size (the sandbox's
benchmark artist first). The yardstick is the same import in this process, measured in the same run: what is above it is
the price of daemon, queue and process start. Rate limits are off; nothing is asserted.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
import uuid
from pathlib import Path

import dagster as dg
import psycopg

from theset_assets.local_run import run_import
from theset_assets.sandbox import SandboxConfig, running
from theset_assets.sandbox.demo import SIXTY
from theset_assets.settings import Settings, read_settings
from theset_assets.stack import dagster as stack_dagster
from theset_assets.stack.local import LocalStack
from theset_assets.store.dagster_schema import storage_url

GOALS = {"row visible": 0.5, "artist's page": 3.0, "completed": 6.0}
LIMIT = 120.0


def watch_request(conn: psycopg.Connection, asked_for: str) -> dict[str, float]:
    """Seconds from the INSERT until the row is visible, the artist's row complete, the job completed."""
    began = time.monotonic()
    row = conn.execute("INSERT INTO artist_requests (asked_for) VALUES (%s) RETURNING job_id", [asked_for]).fetchone()
    assert row is not None
    seen: dict[str, float] = {}
    while "completed" not in seen:
        status = conn.execute("SELECT stage, progress FROM import_status WHERE job_id = %s", row).fetchone()
        after = time.monotonic() - began
        if after > LIMIT or (status and status[0] == "failed"):
            raise SystemExit(f"{asked_for}: {status} after {after:.0f} s")
        if status:
            seen.setdefault("row visible", after)
            if status[1] >= 25:
                seen.setdefault("artist's page", after)
            if status[0] == "completed":
                seen["completed"] = after
        time.sleep(0.005)
    return seen


def in_process(settings: Settings, database_url: str, home: Path) -> float:
    """Seconds of the same import in this process, clients and pools opened anew as a run does."""
    stack_dagster.make_instance(home)
    os.environ["DAGSTER_POSTGRES_URL"] = storage_url(database_url)
    with dg.DagsterInstance.from_config(str(home)) as instance:
        run_import(settings, instance, "K8vZ917Sml0", f"import-{uuid.uuid4()}")  # warm: modules, mode, connections
        began = time.monotonic()
        run_import(settings, instance, SIXTY.id, f"import-{uuid.uuid4()}")
        return time.monotonic() - began


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=5)
    wanted = parser.parse_args().requests
    with tempfile.TemporaryDirectory(prefix="theset-bench-") as folder, running(SandboxConfig()) as sandbox:
        Path(folder).chmod(0o755)
        os.environ.update(sandbox.env() | {"TICKETMASTER_RATE": "0", "SPOTIFY_RATE": "0"})
        settings = read_settings(theset_home=Path(folder))
        with LocalStack(settings) as stack, psycopg.connect(stack.database_url, autocommit=True) as conn:
            watch_request(conn, "A Band To Warm Up With")
            measured = []
            for _ in range(wanted):
                measured.append(watch_request(conn, SIXTY.id))
                # As new: nothing of it is fresh, so that the next request imports it whole again.
                conn.execute("DELETE FROM artists WHERE ticketmaster_id = %s", [SIXTY.id])
                conn.execute("DELETE FROM songs AS s WHERE NOT EXISTS (SELECT FROM artist_songs WHERE song_id = s.id)")
            alone = in_process(
                read_settings(theset_home=Path(folder), database_url=stack.database_url),
                stack.database_url,
                Path(folder) / "alone",
            )
    print(f"{wanted} requests for {SIXTY.name} ({SIXTY.releases} releases), one after the other; seconds")
    print(f"{'':16}{'median':>8}{'min':>8}{'max':>8}{'goal':>8}{'÷ in process':>14}")
    for name, goal in GOALS.items():
        values = [seen[name] for seen in measured]
        median = statistics.median(values)
        print(f"{name:16}{median:8.2f}{min(values):8.2f}{max(values):8.2f}{goal:8.1f}{median / alone:14.2f}")
    print(f"the same import in this process: {alone:.2f} s")


if __name__ == "__main__":
    main()
