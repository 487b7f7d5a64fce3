"""`theset demo`, the main job from nothing: three fans ask for an artist, imports run live, the tables are shown."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

import httpx

from theset_assets.assets.partitions import HOURS
from theset_assets.automation.jobs import REFRESH_TRENDING
from theset_assets.cli.imports import file_requests, wait_for_requests
from theset_assets.cli.output import console, table
from theset_assets.errors import StackError
from theset_assets.settings import Settings
from theset_assets.stack.local import LocalStack
from theset_assets.stack.processes import signals_end_it
from theset_assets.store import overview, trending
from theset_assets.store.connection import connect

REAL_ARTISTS = ("Radiohead", "Arctic Monkeys", "Slipknot")
IMPORT_LIMIT, TRENDING_LIMIT = 300.0, 60.0


def run_demo(settings: Settings) -> int:
    """Run the demo; the exit code, 0 when all three artists were imported."""
    began = time.monotonic()
    with signals_end_it():
        console.print("Starting database, migrations, stand-in APIs and Dagster …")
        with LocalStack(settings) as stack:
            console.print(f"All is up after {time.monotonic() - began:.1f} s: Dagster is at {stack.dagster_url}")
            code = _import_artists(stack)
            _refresh_trending(stack)
            _show_tables(stack.database_url)
            stack.check()
    console.print(f"Done in {time.monotonic() - began:.0f} s. [bold]make dev[/] leaves the same stack running.")
    return code


def _import_artists(stack: LocalStack) -> int:
    asked_for = demo_artists(stack)
    console.print("Three fans ask for an artist ([dim]INSERT INTO artist_requests[/]):")
    filed = file_requests(stack.database_url, asked_for)
    return wait_for_requests(stack.database_url, [key for _, key, _ in filed], IMPORT_LIMIT)


def demo_artists(stack: LocalStack) -> list[str]:
    """Whom the demo asks for: the stand-ins' own artists, or well-known ones where real keys are set."""
    if not stack.sandbox_url:
        return list(REAL_ARTISTS)
    from theset_assets.sandbox.demo import JAPANESE, SIXTY, TOUR

    return [SIXTY.name, TOUR.id, JAPANESE.name]


LAUNCH = """
mutation Launch($job: String!, $tags: [ExecutionTag!]!) {
  launchRun(executionParams: {
    selector: {jobName: $job, repositoryLocationName: "theset_assets", repositoryName: "__repository__"}
    executionMetadata: {tags: $tags}
  }) {
    __typename
    ... on LaunchRunSuccess { run { runId } }
    ... on PythonError { message }
  }
}
"""
RUN_STATUS = "query Status($id: ID!) { runOrError(runId: $id) { ... on Run { status } } }"


def _refresh_trending(stack: LocalStack) -> None:
    """Materialize the hour under way, as one would from the Dagster UI: through the webserver."""
    hour = current_hour().strftime(HOURS.fmt)
    with httpx.Client(base_url=stack.dagster_url, timeout=30) as client, console.status("Refreshing trending …"):
        tags = [{"key": "dagster/partition", "value": hour}]
        launched = _graphql(client, LAUNCH, {"job": REFRESH_TRENDING, "tags": tags})["launchRun"]
        if launched["__typename"] != "LaunchRunSuccess":
            raise StackError(f"Dagster did not launch {REFRESH_TRENDING}: {launched.get('message', launched)}")
        status = "not launched"
        until = time.monotonic() + TRENDING_LIMIT
        while time.monotonic() < until:
            status = _graphql(client, RUN_STATUS, {"id": launched["run"]["runId"]})["runOrError"].get("status")
            if status == "SUCCESS":
                return
            if status in ("FAILURE", "CANCELED"):
                break
            time.sleep(0.3)
        raise StackError(f"{REFRESH_TRENDING} ended as {status}: see run {launched['run']['runId']} in Dagster.")


def _graphql(client: httpx.Client, query: str, variables: dict[str, object]) -> dict[str, Any]:
    answer = client.post("/graphql", json={"query": query, "variables": variables}).raise_for_status().json()
    if "errors" in answer:
        raise StackError(f"Dagster's webserver refused a query: {answer['errors'][0]['message']}")
    return answer["data"]


def current_hour() -> dt.datetime:
    """The hour under way, in UTC."""
    return dt.datetime.now(dt.UTC).replace(minute=0, second=0, microsecond=0)


def _show_tables(url: str) -> None:
    with connect(url) as conn:
        counts = overview.table_counts(conn)
        for shown in overview.SHOWN:
            rows = overview.first_rows(conn, shown, limit=6)
            columns = list(rows[0]) if rows else ["(empty)"]
            console.print(table(f"{shown}: {counts[shown]} rows", columns, [list(row.values()) for row in rows]))
        top = trending.top_artists(conn, current_hour(), limit=5)
    places = [[row.rank, row.name, float(row.score), row.show_count, row.follower_count] for row in top]
    console.print(table("trending, this hour so far", ["rank", "name", "score", "shows", "followers"], places))
