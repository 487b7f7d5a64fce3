"""The request sensor: turns rows of `artist_requests` into runs.

A tick waits for a request inside itself (LISTEN) instead of polling, so that a request is picked up at once.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import dagster as dg

from theset_assets.assets.partitions import ARTISTS
from theset_assets.assets.session import Connections, import_session
from theset_assets.assets.step import JOB_TAG
from theset_assets.automation.jobs import FAN_PRIORITY, IMPORT_ARTIST
from theset_assets.automation.reconcile import attach_mirror, finish_dead_jobs
from theset_assets.automation.resolve import Resolved, Unresolved, resolve_all
from theset_assets.catalogue.freshness import Limits, is_active, needs_import
from theset_assets.errors import SettingsError
from theset_assets.settings import Settings
from theset_assets.store import requests
from theset_assets.store.known import KnownArtist, known_artists
from theset_assets.store.requests import Decision, PendingRequest

REQUEST_SENSORS = ("artist_requests", "artist_requests_relay", "artist_requests_second_relay")
"""They take turns: Dagster leaves up to 5 s between two ticks of one, and a tick ends with each request it answers."""

MAX_ATTEMPTS = 5
"""Look-ups of one request before it is given up for an upstream that does not answer."""


@dataclass(frozen=True)
class Launch:
    """A run to be started: the job it belongs to and the partition it imports."""

    job_id: str
    attraction_id: str


def request_sensor(name: str) -> dg.SensorDefinition:
    """One of the request sensors."""

    @dg.sensor(  # pyright: ignore[reportUnknownMemberType]
        name=name,
        job_name=IMPORT_ARTIST,
        minimum_interval_seconds=1,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description=(
            "Waits for rows in `artist_requests` and starts an import for each artist asked for. Requests for an "
            "artist being imported join that import; an artist that is up to date needs none."
        ),
    )
    def artist_requests(
        context: dg.SensorEvaluationContext, settings: dg.ResourceParam[Settings]
    ) -> dg.SensorResult | dg.SkipReason:
        attach_mirror(settings, context.log)
        try:
            with import_session(settings) as session:
                launches = session.run(answer_requests, session.connections)
                session.run(finish_dead_jobs, session.connections, context.instance)
        except SettingsError as missing:
            return dg.SkipReason(str(missing))
        if not launches:
            return dg.SkipReason("No artist was asked for.")
        keys = sorted({launch.attraction_id for launch in launches})
        context.instance.add_dynamic_partitions(str(ARTISTS.name), keys)
        context.log.info(f"Starting {len(launches)} imports")
        return dg.SensorResult(run_requests=[run_request(launch) for launch in launches])

    return artist_requests


def run_request(launch: Launch) -> dg.RunRequest:
    """The run of one import. The run key makes asking for it twice harmless."""
    return dg.RunRequest(
        run_key=launch.job_id,
        partition_key=launch.attraction_id,
        tags={JOB_TAG: launch.job_id, "dagster/priority": FAN_PRIORITY},
    )


async def answer_requests(to: Connections) -> list[Launch]:
    """Wait for requests, answer each on its row, and return the runs that must be started for them."""
    async with to.pool.connection() as conn:
        pending = await requests.wait_for_pending(conn, seconds=to.settings.request_wait_seconds)
    if pending:
        answers = await resolve_all(to, [request.asked_for for request in pending])
        await turn_away(to, pending, answers)
        await take_up(to, pending, answers)
    async with to.pool.connection() as conn:
        return [Launch(*job) for job in await requests.claim_launches(conn)]


async def turn_away(
    to: Connections, pending: Sequence[PendingRequest], answers: dict[str, Resolved | Unresolved]
) -> None:
    """Write the reason on each request that led to no attraction; one that may yet stays pending."""
    async with to.pool.connection() as conn:
        for request in pending:
            answer = answers[request.asked_for]
            if not isinstance(answer, Unresolved):
                continue
            if answer.final or request.attempts + 1 >= MAX_ATTEMPTS:
                await requests.reject(conn, request.id, answer.error)
            else:
                await requests.postpone(
                    conn, request.id, error=answer.error, message="Looking up the artist takes longer"
                )


async def take_up(
    to: Connections, pending: Sequence[PendingRequest], answers: dict[str, Resolved | Unresolved]
) -> None:
    """Decide for each resolved request: its own import, another's, or none because the artist is fresh."""
    wanted = {
        request.id: answer.attraction_id
        for request in pending
        if isinstance(answer := answers[request.asked_for], Resolved)
    }
    if not wanted:
        return
    ids = sorted(set(wanted.values()))
    async with to.pool.connection() as conn, conn.transaction():
        await requests.hold_requests(conn)
        open_jobs = await requests.open_jobs(conn, ids)
        known = await known_artists(conn, attraction_ids=ids)
        await requests.accept(conn, decide(pending, wanted, open_jobs, fresh_ids(known, to.settings)))


def decide(
    pending: Sequence[PendingRequest], wanted: dict[UUID, str], open_jobs: dict[str, str], fresh: set[str]
) -> list[Decision]:
    """The answer to each wanted request, oldest first. `open_jobs` maps attractions to the job under way."""
    jobs = dict(open_jobs)
    decisions: list[Decision] = []
    for request in pending:
        attraction_id = wanted.get(request.id)
        if attraction_id is None:
            continue
        outcome: requests.Outcome = "started"
        if attraction_id in jobs:
            outcome = "joined"
        elif attraction_id in fresh:
            outcome = "fresh"
        else:
            jobs[attraction_id] = request.job_id
        job_id = jobs.get(attraction_id, request.job_id)
        decisions.append(Decision(id=request.id, outcome=outcome, attraction_id=attraction_id, job_id=job_id))
    return decisions


def fresh_ids(known: Sequence[KnownArtist], settings: Settings) -> set[str]:
    """The attractions whose artist needs no import now. Songs that nobody has the credentials to read are no need."""
    now = dt.datetime.now(dt.UTC)
    has_spotify = settings.spotify_client_id is not None and settings.spotify_client_secret is not None
    limits = Limits.from_settings(settings)
    return {
        artist.ticketmaster_id
        for artist in known
        if not needs_import(
            now=now,
            limits=limits,
            identity_synced_at=artist.last_full_sync_at,
            shows_synced_at=artist.last_synced_at,
            songs_synced_at=artist.song_catalog_synced_at if has_spotify else now,
            active=is_active(now=now, next_show=artist.next_show, last_engagement=artist.last_engagement),
        )
    }
