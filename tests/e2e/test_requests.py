"""From a row in `artist_requests` to an imported artist, with every component real."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.e2e.conftest import Site
from theset_assets.sandbox import Sandbox
from theset_assets.sandbox.demo import JAPANESE, LIVE, SIXTY, SMALL

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

STAGES = [
    "initializing",
    "syncing-identifiers",
    "importing-shows",
    "importing-songs",
    "creating-setlists",
    "completed",
]


def test_a_request_becomes_an_imported_artist(site: Site) -> None:
    [request] = site.ask(SIXTY.name)
    [seen_at_once] = site.rows("SELECT stage, progress FROM import_status WHERE job_id = %s", request["job_id"])
    assert seen_at_once == {"stage": "initializing", "progress": 0}

    [job] = site.wait([request])

    assert (job["outcome"], job["stage"], job["progress"], job["error"]) == ("started", "completed", 100, None)
    assert job["attraction_id"] == SIXTY.id
    assert site.ended_runs(request["job_id"]) == [(job["run_id"], "SUCCESS")]
    [artist] = site.rows("SELECT * FROM artists WHERE ticketmaster_id = %s", SIXTY.id)
    assert artist["name"] == SIXTY.name
    assert artist["total_songs"] == job["counts"]["songs"] > 50
    assert artist["last_synced_at"] and artist["song_catalog_synced_at"] and artist["last_full_sync_at"]
    [counts] = site.rows(
        "SELECT count(*) AS shows, count(l.id) AS setlists FROM shows AS s"
        " LEFT JOIN setlists AS l ON l.show_id = s.id WHERE s.headliner_artist_id = %s",
        artist["id"],
    )
    assert counts["shows"] == job["counts"]["shows"] > 0
    assert counts["setlists"] == job["counts"]["setlists"] > 0


def test_progress_only_grows_and_passes_every_stage(site: Site, sandbox: Sandbox) -> None:
    sandbox.configure(latency_ms=80)
    site.do(
        "CREATE TABLE seen (at serial, job_id text, stage text, progress int)",
        "CREATE FUNCTION note_seen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.seen"
        " (job_id, stage, progress) VALUES (NEW.job_id, NEW.stage, NEW.progress); RETURN NULL; END $$",
        "CREATE TRIGGER note_seen AFTER INSERT OR UPDATE ON import_status FOR EACH ROW EXECUTE FUNCTION note_seen()",
    )
    try:
        [request] = site.ask(LIVE.id)
        site.wait([request])
        seen = site.rows("SELECT stage, progress FROM seen WHERE job_id = %s ORDER BY at", request["job_id"])
    finally:
        site.do("DROP TRIGGER note_seen ON import_status", "DROP FUNCTION note_seen", "DROP TABLE seen")
    progress = [row["progress"] for row in seen]
    assert progress == sorted(progress)
    assert list(dict.fromkeys(row["stage"] for row in seen)) == STAGES
    inside = {row["progress"] for row in seen if row["stage"] in ("importing-shows", "importing-songs")}
    assert inside - {25, 70, 95}, "progress moves inside the stages too"


def test_fifty_requests_at_once_for_one_artist_start_one_run(site: Site) -> None:
    spellings = [SMALL.id, SMALL.name, SMALL.name.upper(), f"  {SMALL.name} ", f"tm:{SMALL.id}"]
    with ThreadPoolExecutor(10) as people:
        asked = list(people.map(lambda number: site.ask(spellings[number % len(spellings)])[0], range(50)))

    jobs = site.wait(asked)

    assert {job["stage"] for job in jobs} == {"completed"}
    assert len({job["run_id"] for job in jobs if job["run_id"]}) == 1
    [row] = site.rows("SELECT count(*) AS runs FROM dagster.runs WHERE partition = %s", SMALL.id)
    assert row["runs"] == 1
    assert {job["outcome"] for job in jobs} <= {"started", "joined", "fresh"}
    assert sum(job["outcome"] == "started" for job in jobs) == 1
    [left] = site.rows("SELECT count(*) AS open FROM import_status WHERE completed_at IS NULL")
    assert left["open"] == 0


def test_a_fresh_artist_is_answered_without_a_run(site: Site) -> None:
    site.wait(site.ask(JAPANESE.id))
    [again] = site.wait(site.ask(JAPANESE.name))
    assert (again["outcome"], again["stage"], again["progress"], again["run_id"]) == ("fresh", "completed", 100, None)
    [row] = site.rows("SELECT count(*) AS runs FROM dagster.runs WHERE partition = %s", JAPANESE.id)
    assert row["runs"] == 1


def test_bad_requests_say_why_and_hold_nobody_up(site: Site) -> None:
    asked = site.ask(
        "nobody at all",
        "https://open.spotify.com/track/11dFghVXANMlKmJXsNCbNl",
        "spotify:artist:0000000000000000000000",
        "https://www.ticketmaster.com/x/artist/806431",
        "A perfectly good band",
    )
    *bad, good = site.wait(asked)
    assert [job["outcome"] for job in bad] == ["rejected"] * 4
    for job in bad:
        assert job["stage"] == "failed"
        assert job["request_error"] and job["request_error"] == job["error"]
        assert not site.runs_of(job["job_id"])
    assert (good["outcome"], good["stage"]) == ("started", "completed")


def test_twenty_different_artists_all_finish(site: Site) -> None:
    jobs = site.wait(site.ask(*(f"Twenty Bands {number}" for number in range(20))), limit=240)
    assert [job["stage"] for job in jobs] == ["completed"] * 20
    assert len({job["attraction_id"] for job in jobs}) == 20
    assert all(len(site.runs_of(job["job_id"])) == 1 for job in jobs)
