"""What the request sensor decides, without a database."""

from __future__ import annotations

import datetime as dt
from uuid import UUID, uuid4

import pytest

from theset_assets.automation.requests import decide, fresh_ids
from theset_assets.settings import read_settings
from theset_assets.store.known import KnownArtist
from theset_assets.store.requests import PendingRequest


def pending(*texts: str) -> list[PendingRequest]:
    return [PendingRequest(id=(key := uuid4()), asked_for=text, job_id=f"import-{key}", attempts=0) for text in texts]


def all_mean(requests: list[PendingRequest], attraction: str) -> dict[UUID, str]:
    return {request.id: attraction for request in requests}


def test_the_first_of_many_requests_starts_the_import_and_the_others_join_it() -> None:
    requests = pending("a", "A", "a")
    decisions = decide(requests, all_mean(requests, "K1"), open_jobs={}, fresh=set())
    assert [decision.outcome for decision in decisions] == ["started", "joined", "joined"]
    assert {decision.job_id for decision in decisions} == {requests[0].job_id}


def test_a_request_joins_the_job_under_way_even_if_its_artist_is_fresh() -> None:
    requests = pending("a")
    [decision] = decide(requests, all_mean(requests, "K1"), open_jobs={"K1": "import-x"}, fresh={"K1"})
    assert (decision.outcome, decision.job_id) == ("joined", "import-x")


def test_a_fresh_artist_needs_no_import_and_each_request_keeps_its_own_job() -> None:
    requests = pending("a", "b")
    decisions = decide(requests, all_mean(requests, "K1"), open_jobs={}, fresh={"K1"})
    assert [decision.outcome for decision in decisions] == ["fresh", "fresh"]
    assert [decision.job_id for decision in decisions] == [request.job_id for request in requests]


def test_a_request_that_led_nowhere_is_left_to_others() -> None:
    requests = pending("a", "nobody", "b")
    wanted = {requests[0].id: "K1", requests[2].id: "K2"}
    decisions = decide(requests, wanted, open_jobs={}, fresh=set())
    assert [(decision.id, decision.outcome) for decision in decisions] == [
        (requests[0].id, "started"),
        (requests[2].id, "started"),
    ]


@pytest.mark.parametrize(("secret", "fresh"), [(None, {"K1"}), ("secret", set())])
def test_songs_that_nobody_can_read_do_not_make_an_artist_stale(secret: str | None, fresh: set[str]) -> None:
    now = dt.datetime.now(dt.UTC)
    artist = KnownArtist(
        ticketmaster_id="K1",
        id=uuid4(),
        spotify_id=None,
        name="ABBA",
        last_synced_at=now,
        song_catalog_synced_at=None,
        last_full_sync_at=now,
        next_show=None,
        last_engagement=None,
    )
    settings = read_settings(spotify_client_id="id", spotify_client_secret=secret)
    assert fresh_ids([artist], settings) == fresh
