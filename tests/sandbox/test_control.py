"""The control interface: faults, options, statistics and overrides over HTTP; and serving itself."""

from __future__ import annotations

import socket
import subprocess
import sys

import httpx
import pytest

from theset_assets.errors import StackError
from theset_assets.sandbox import DEMO_ARTISTS, SandboxConfig, demo, running
from theset_assets.settings import read_settings


def test_faults_are_ordered_listed_and_ended(ask) -> None:
    rules = [{"kind": "server_error", "api": "ticketmaster", "count": 1}, {"kind": "slow", "seconds": 0}]
    assert ask.control("POST", "faults", rules).status_code == 201
    assert ask.tm(f"/attractions/{demo.SMALL.id}").status_code == 500
    report = ask.control("GET", "faults").json()["faults"]
    assert [(one["kind"], one["hit"]) for one in report] == [("server_error", 1), ("slow", 0)]
    assert ask.control("DELETE", "faults").status_code == 204
    assert ask.control("GET", "faults").json() == {"faults": []}


@pytest.mark.parametrize("body", [{"kind": "explode"}, [{"kind": "slow"}, {"kind": "slow", "rate": 5}], "slow", {}])
def test_a_wrong_fault_changes_nothing(ask, body: object) -> None:
    answer = ask.control("POST", "faults", body)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert ask.control("GET", "faults").json() == {"faults": []}


def test_options_change_at_run_time(ask) -> None:
    changed = ask.control("PUT", "config", {"spotify_mode": "development", "latency_ms": 1}).json()
    assert (changed["spotify_mode"], changed["latency_ms"]) == ("development", 1)
    assert "followers" not in ask.sp(f"/artists/{ask.spotify_id(demo.SMALL.id)}").json()
    assert ask.control("GET", "config").json() == changed


@pytest.mark.parametrize("body", [{"spotify_mode": "free"}, {"colour": "red"}, [1], {"latency_ms": -1}])
def test_wrong_options_change_nothing(ask, body: object) -> None:
    before = ask.control("GET", "config").json()
    assert ask.control("PUT", "config", body).status_code == 400
    assert ask.control("GET", "config").json() == before


def test_a_body_that_is_no_json_is_refused(ask) -> None:
    answer = ask.http.put(f"{ask.sandbox.base_url}/_sandbox/config", content=b"{")
    assert answer.status_code == 400


def test_statistics_count_by_path_and_status_without_the_key(ask) -> None:
    for _ in range(3):
        ask.tm(f"/attractions/{demo.SMALL.id}.json", apikey="my-secret-key")
    ask.tm("/attractions/NOPE", apikey="my-secret-key")
    ask.sp("/albums/short")
    report = ask.control("GET", "stats")
    assert "my-secret-key" not in report.text
    body = report.json()
    ticketmaster = body["apis"]["ticketmaster"]
    assert ticketmaster["paths"] == {"/discovery/v2/attractions/{id}": {"200": 3, "404": 1}}
    assert ticketmaster["statuses"] == {"200": 3, "404": 1}
    assert 1 <= ticketmaster["max_in_one_second"] <= 4
    assert body["apis"]["spotify"]["paths"] == {"/v1/albums/{id}": {"400": 1}}
    assert body["total"] == len(body["recent"]) == 5
    assert body["recent"][0]["target"].endswith(".json?apikey=REDACTED")
    assert ask.control("DELETE", "stats").status_code == 204
    assert ask.control("GET", "stats").json()["total"] == 0


def test_artists_are_listed_with_their_spotify_ids(ask) -> None:
    listed = ask.control("GET", "artists").json()["artists"]
    assert [one["id"] for one in listed] == [one.id for one in DEMO_ARTISTS]
    sixty = next(one for one in listed if one["id"] == demo.SIXTY.id)
    assert sixty["spotify_id"] == ask.spotify_id(demo.SIXTY.id)
    assert ask.control("GET", "health").json() == {"status": "ok"}


def test_an_override_changes_one_artist_until_it_is_ended(ask) -> None:
    artist = ask.spotify_id(demo.SMALL.id)
    before = ask.tm(f"/attractions/{demo.SMALL.id}").json(), ask.albums(artist, limit=50), ask.events(demo.SMALL.id)
    change = {"attraction_id": demo.SMALL.id, "name": "Marlow Quayside", "new_releases": 1, "moved_days": 3}
    assert ask.control("POST", "overrides", change).status_code == 201
    assert ask.tm(f"/attractions/{demo.SMALL.id}").json()["name"] == "Marlow Quayside"
    assert ask.sp(f"/artists/{artist}").json()["name"] == "Marlow Quayside"
    releases = ask.albums(artist, limit=50)
    assert {one["id"] for one in before[1]} < {one["id"] for one in releases}
    assert len(releases) == len(before[1]) + 1
    moved = [
        (new["id"], new["dates"]["status"]["code"])
        for new, old in zip(
            ask.events(demo.SMALL.id, sort="id,asc"), sorted(before[2], key=lambda one: one["id"]), strict=True
        )
        if new["dates"] != old["dates"]
    ]
    assert [status for _, status in moved] == ["rescheduled"]
    assert len(ask.control("GET", "overrides").json()["overrides"]) == 1
    assert ask.control("DELETE", "overrides").status_code == 204
    after = ask.tm(f"/attractions/{demo.SMALL.id}").json(), ask.albums(artist, limit=50), ask.events(demo.SMALL.id)
    assert after == before


@pytest.mark.parametrize("body", [{}, {"attraction_id": "NOPE"}, {"attraction_id": demo.SMALL.id, "colour": "red"}])
def test_a_wrong_override_is_refused(ask, body: object) -> None:
    assert ask.control("POST", "overrides", body).status_code == 400


# --- Serving --------------------------------------------------------------------------------------------------------


def test_the_environment_points_the_programs_settings_here(sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in sandbox.env().items():
        monkeypatch.setenv(name, value)
    settings = read_settings(_env_file=None)
    assert settings.ticketmaster_base_url == sandbox.ticketmaster_url
    assert (settings.spotify_base_url, settings.spotify_token_url) == (sandbox.spotify_url, sandbox.token_url)
    assert not settings.ticketmaster_needs_sandbox
    assert not settings.spotify_needs_sandbox


def test_two_run_side_by_side_and_stop(sandbox) -> None:
    with running(SandboxConfig(spotify_mode="development")) as other, httpx.Client() as http:
        assert other.port != sandbox.port
        assert http.get(f"{other.base_url}/_sandbox/config").json()["spotify_mode"] == "development"
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{other.base_url}/_sandbox/health")


def test_a_taken_port_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(StackError, match=rf"127\.0\.0\.1:{port}"), running(port=port):
            pass


def test_serve_says_where_it_is_and_ends_on_sigterm() -> None:
    code = "from theset_assets.sandbox import serve; serve()"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().removeprefix("Sandbox on ").strip()
            assert httpx.get(f"{address}/_sandbox/health").json() == {"status": "ok"}
        finally:
            process.terminate()
            process.wait(10)
