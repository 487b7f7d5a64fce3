"""Whatever goes wrong upstream, an import ends in the right state and says what an operator can do about it.

Every kind of fault that the sandbox knows is ordered of every API: once, which nobody may notice, and for ever.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any

import dagster as dg
import pytest

from tests.importing import Importer
from tests.imports.conftest import Facts
from theset_assets.sandbox import Sandbox
from theset_assets.sandbox.demo import SMALL
from theset_assets.sandbox.faults import FaultKind

pytestmark = pytest.mark.postgres

# Each place where an import asks: the API, and the requests.
ATTRACTION = ("ticketmaster", "/attractions/")
EVENTS = ("ticketmaster", "/events")
TOKEN = ("token", "")
ARTIST = ("spotify", r"/v1/artists/\w+$")
LISTING = ("spotify", r"/v1/artists/\w+/albums")
RELEASES = ("spotify", r"/v1/albums\?")
TRACKS = ("spotify", r"/v1/tracks\?")
PLACES = (ATTRACTION, EVENTS, TOKEN, ARTIST, LISTING, RELEASES, TRACKS)

AGAIN = "ask for the artist again in a few minutes"
WORDS: dict[FaultKind, tuple[str, ...]] = {
    FaultKind.RATE_LIMITED: ("limits requests (429", "does not say for how long", AGAIN),
    FaultKind.QUOTA_EXCEEDED: ("quota is spent (429", "Try again"),
    FaultKind.SERVER_ERROR: ("is out of order (500)", AGAIN),
    FaultKind.UNAVAILABLE: ("is out of order (503)", AGAIN),
    FaultKind.SLOW: ("did not answer within", AGAIN),
    FaultKind.CUT_OFF: ("broke off", AGAIN),
    FaultKind.MALFORMED: ("is unreadable: no JSON", AGAIN),
    FaultKind.WRONG_TYPES: ("is unreadable: ", AGAIN),
    FaultKind.EMPTY: ("is unreadable: an empty body", AGAIN),
    FaultKind.EXPIRED_TOKEN: ("refused an access token", "Check SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET"),
}
"""What the error says of each kind: what happened, and what to do."""

IMPATIENT: dict[str, Any] = {"http_timeout_seconds": 0.5, "http_attempts": 2}
"""Settings of imports that wait for slow answers."""


def kinds_at(api: str) -> list[FaultKind]:
    """The kinds of fault that an API can have."""
    return [kind for kind in FaultKind if api == "spotify" or kind is not FaultKind.EXPIRED_TOKEN]


def titled(api: str) -> str:
    """How messages name an API."""
    return "Ticketmaster" if api == "ticketmaster" else "Spotify"


def hits(sandbox: Sandbox) -> list[int]:
    """How often each rule in force has hit."""
    return [rule["hit"] for rule in sandbox.state.faults.report()]


def assert_ended(row: dict[str, Any], *said: str) -> None:
    """The job is over, has failed, and its error says all of `said`."""
    assert (row["stage"], row["message"]) == ("failed", "The import failed")
    assert row["completed_at"] is not None and row["estimated_time_remaining"] is None
    for words in said:
        assert words in row["error"]


def assert_silent(
    secrets: list[str], importer: Importer, row: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    """No secret is in the job's row, in the run's events or in what was logged."""
    events = [dg.serialize_value(entry) for entry in importer.instance.all_logs(row["run_id"])]
    logged = [logging.Formatter("%(message)s").format(record) for record in caplog.records]
    assert events
    for text in (repr(row), *events, *logged):
        for secret in secrets:
            assert secret not in text


@pytest.mark.parametrize("kind", FaultKind)
def test_a_fault_that_passes_is_not_noticed(
    kind: FaultKind,
    importing: Callable[..., Importer],
    sandbox: Sandbox,
    clean: Callable[..., Facts],
    secrets: list[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Once at each place. A spent quota passes only where the API says that it will soon."""
    expected = clean(SMALL.id)
    places = [place for place in PLACES if kind in kinds_at(place[0])]
    for api, path in places:
        sandbox.fault(kind=kind, api=api, path=path, count=1, retry_after=0, seconds=1.5)
    importer = importing(**IMPATIENT | {"http_attempts": 3} if kind is FaultKind.SLOW else {})
    caplog.set_level(logging.DEBUG)

    row = importer.run(SMALL.id)

    assert (row["stage"], row["progress"], row["error"]) == ("completed", 100, None)
    assert hits(sandbox) == [1] * len(places)
    assert importer.facts() == expected
    assert_silent(secrets, importer, row, caplog)


@pytest.mark.parametrize(
    ("place", "kind"),
    [(place, kind) for place in (EVENTS, TOKEN, RELEASES) for kind in kinds_at(place[0])],
    ids=lambda value: value[0] if isinstance(value, tuple) else str(value),
)
def test_a_fault_that_stays_fails_the_import(
    place: tuple[str, str],
    kind: FaultKind,
    importing: Callable[..., Importer],
    sandbox: Sandbox,
    clean: Callable[..., Facts],
    secrets: list[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    expected = clean(SMALL.id)
    api, path = place
    sandbox.fault(kind=kind, api=api, path=path, seconds=1.5)
    importer = importing(**IMPATIENT if kind is FaultKind.SLOW else {})
    caplog.set_level(logging.DEBUG)

    row = importer.run(SMALL.id)

    assert_ended(row, titled(api), *WORDS[kind])
    assert_kept(place, row, importer.facts(), expected)
    assert_silent(secrets, importer, row, caplog)


@pytest.mark.parametrize(
    "place", PLACES, ids=["attraction", "events", "token", "artist", "listing", "releases", "tracks"]
)
def test_an_import_that_failed_ends_like_one_that_did_not_once_it_can(
    place: tuple[str, str], importing: Callable[..., Importer], sandbox: Sandbox, clean: Callable[..., Facts]
) -> None:
    expected = clean(SMALL.id)
    api, path = place
    sandbox.fault(kind=FaultKind.WRONG_TYPES, api=api, path=path)
    importer = importing()

    failed = importer.run(SMALL.id, "job")

    assert_ended(failed, titled(api), *WORDS[FaultKind.WRONG_TYPES])
    assert_kept(place, failed, importer.facts(), expected)

    sandbox.reset()
    again = importer.run(SMALL.id, "job")

    assert (again["stage"], again["progress"], again["error"]) == ("completed", 100, None)
    assert again["run_id"] != failed["run_id"]
    assert importer.facts() == expected


def assert_kept(place: tuple[str, str], row: dict[str, Any], kept: Facts, expected: Facts) -> None:
    """What was read before the fault, and beside it, is in the database; how far the import came is in its row."""
    artist = next((artist for artist in kept["artists"] if artist["ticketmaster_id"] == SMALL.id), None)
    shows_done = place in (LISTING, RELEASES, TRACKS)
    assert kept["setlists"] == []
    assert (artist is None) == (place is ATTRACTION)
    if artist is not None:
        assert not artist["last_full_sync_at"]
        assert (artist["spotify_id"] is None) == (place in (TOKEN, ARTIST))
        assert artist["last_synced_at"] == shows_done
        assert artist["song_catalog_synced_at"] == (place is EVENTS)
    for table in ("venues", "shows", "show_artists"):
        assert kept[table] == (expected[table] if shows_done else [])
    if place is EVENTS:
        assert kept["songs"] == expected["songs"]
    else:
        assert bool(kept["songs"]) == (place is TRACKS)
    lowest, highest = (10, 24) if place in (ATTRACTION, TOKEN, ARTIST) else (70, 95)
    assert lowest <= row["progress"] <= highest


def test_two_stages_that_fail_give_two_reasons(importing: Callable[..., Importer], sandbox: Sandbox) -> None:
    sandbox.fault(kind=FaultKind.SERVER_ERROR, api="ticketmaster", path="/events")
    sandbox.fault(kind=FaultKind.UNAVAILABLE, api="spotify", path="/albums")

    row = importing().run(SMALL.id)

    assert_ended(row, "Ticketmaster is out of order (500)", "Spotify is out of order (503)")
    assert row["error"].count(AGAIN) == 2


@pytest.mark.parametrize("place", [ATTRACTION, ARTIST, RELEASES], ids=["attraction", "artist", "releases"])
def test_what_the_clients_do_not_outlast_the_step_may(
    place: tuple[str, str], importing: Callable[..., Importer], sandbox: Sandbox, clean: Callable[..., Facts]
) -> None:
    expected = clean(SMALL.id)
    api, path = place
    importer = importing()
    sandbox.fault(kind=FaultKind.UNAVAILABLE, api=api, path=path, count=importer.settings.http_attempts)

    row = importer.run(SMALL.id)

    assert (row["stage"], row["progress"], row["error"]) == ("completed", 100, None)
    assert hits(sandbox) == [importer.settings.http_attempts]
    assert importer.facts() == expected


@pytest.mark.parametrize("place", [ATTRACTION, TOKEN, RELEASES], ids=["ticketmaster", "token", "spotify"])
def test_a_long_pause_ends_the_import_at_once_and_says_until_when(
    place: tuple[str, str], importing: Callable[..., Importer], sandbox: Sandbox
) -> None:
    api, path = place
    sandbox.fault(kind=FaultKind.RATE_LIMITED, api=api, path=path, retry_after=86_400)

    row = importing().run(SMALL.id)

    assert_ended(row, titled(api), "asks for a pause of 24 h")
    assert hits(sandbox) == [1]  # neither the client nor the step asked again
    [until] = re.findall(r"Try again after (\d{4}-\d\d-\d\d \d\d:\d\d UTC)", row["error"])
    assert f"{row['started_at']:%Y-%m-%d %H:%M UTC}" < until


@pytest.mark.parametrize("place", [ATTRACTION, TOKEN, ARTIST], ids=["ticketmaster", "token", "spotify"])
def test_a_spent_quota_is_asked_once(
    place: tuple[str, str], importing: Callable[..., Importer], sandbox: Sandbox
) -> None:
    sandbox.fault(kind=FaultKind.QUOTA_EXCEEDED, api=place[0], path=place[1])

    assert_ended(importing().run(SMALL.id), titled(place[0]), "quota is spent", "Try again")
    assert hits(sandbox) == [1]


def test_an_unknown_attraction(importing: Callable[..., Importer]) -> None:
    importer = importing()

    row = importer.run("NOPE123")

    assert_ended(row, "Ticketmaster knows no attraction 'NOPE123'", "Check the id")
    assert importer.facts()["artists"] == []


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("ticketmaster_api_key", "Ticketmaster refused the API key (401"),
        ("spotify_client_secret", "Spotify refused the client id or secret (400 invalid_client)"),
    ],
)
def test_refused_credentials(
    setting: str, said: str, importing: Callable[..., Importer], secrets: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    importer = importing(**{setting: "bad5ecre7Q1w2E3"})

    row = importer.run(SMALL.id)

    assert_ended(row, said, f"Check {'SPOTIFY_CLIENT_ID and ' if 'spotify' in setting else ''}{setting.upper()}.")
    assert_silent([*secrets, "bad5ecre7Q1w2E3"], importer, row, caplog)


def test_without_spotify_credentials_songs_are_left_out_and_said_so(
    importing: Callable[..., Importer], clean: Callable[..., Facts]
) -> None:
    expected = clean(SMALL.id)
    importer = importing(spotify_client_id=None, spotify_client_secret=None)

    row = importer.run(SMALL.id)

    assert (row["stage"], row["error"]) == ("completed", None)
    assert row["message"] == "Marlow Quay is imported, without songs: no Spotify credentials are set"
    facts = importer.facts()
    assert facts["shows"] == expected["shows"] and facts["songs"] == []
    [artist] = [artist for artist in facts["artists"] if artist["ticketmaster_id"] == SMALL.id]
    assert not artist["song_catalog_synced_at"]  # due as soon as there are credentials

    assert importing().run(SMALL.id)["stage"] == "completed"
    assert importer.facts() == expected


def test_songs_stay_when_the_credentials_go(importing: Callable[..., Importer], clean: Callable[..., Facts]) -> None:
    expected = clean(SMALL.id)
    importing().run(SMALL.id)

    importer = importing(spotify_client_id=None, spotify_client_secret=None)
    importer.run(SMALL.id)

    assert importer.facts()["songs"] == expected["songs"]
    [artist] = [artist for artist in importer.facts()["artists"] if artist["ticketmaster_id"] == SMALL.id]
    assert artist["total_songs"] == len(expected["artist_songs"])
