"""Each fault that can be ordered, as a client sees it, and which requests a rule hits."""

from __future__ import annotations

import json

import httpx
import pytest

from theset_assets.errors import SettingsError
from theset_assets.sandbox import FaultKind, SandboxConfig, create_app, demo, parse_fault, running
from theset_assets.sandbox.faults import Fault, FaultBook

PATH = f"/attractions/{demo.SMALL.id}.json"


@pytest.mark.parametrize("retry_after", [7, 86_400, None])
def test_429_with_and_without_retry_after(ask, retry_after: int | None) -> None:
    artist = ask.spotify_id(demo.SMALL.id)
    ask.sandbox.fault(kind="rate_limited", retry_after=retry_after)
    for answer in (ask.tm(PATH), ask.sp(f"/artists/{artist}")):
        assert answer.status_code == 429
        assert answer.headers.get("Retry-After") == (None if retry_after is None else str(retry_after))
    assert "SpikeArrest" in ask.tm(PATH).text
    assert ask.sp(f"/artists/{artist}").json()["error"]["message"] == "API rate limit exceeded"


def test_quota_exceeded(ask) -> None:
    artist = ask.spotify_id(demo.SMALL.id)
    ask.sandbox.fault(kind="quota_exceeded")
    assert ask.sp(f"/artists/{artist}").json() == {
        "error": {"status": 429, "message": "Too many requests", "reason": "QUOTA_EXCEEDED"}
    }
    assert ask.tm(PATH, apikey="my-key").json()["fault"]["faultstring"].endswith("Identifier : my-key")


@pytest.mark.parametrize(("kind", "status"), [("server_error", 500), ("unavailable", 503)])
def test_5xx(ask, kind: str, status: int) -> None:
    artist = ask.spotify_id(demo.SMALL.id)
    ask.sandbox.fault(kind=kind)
    assert (ask.tm(PATH).status_code, ask.sp(f"/artists/{artist}").status_code) == (status, status)


def test_a_slow_answer_is_the_right_one(ask) -> None:
    right = ask.tm(PATH).json()
    ask.sandbox.fault(kind="slow", seconds=0.3, count=1)
    with pytest.raises(httpx.ReadTimeout):
        ask.http.get(ask.sandbox.ticketmaster_url + PATH, params={"apikey": "k"}, timeout=0.05)
    ask.sandbox.fault(kind="slow", seconds=0.01)
    assert ask.tm(PATH).json() == right


def test_a_cut_off_body_ends_the_connection(ask) -> None:
    ask.sandbox.fault(kind="cut_off", count=1)
    with pytest.raises(httpx.RemoteProtocolError):
        ask.tm(PATH)
    assert ask.tm(PATH).status_code == 200


def test_malformed_json(ask) -> None:
    ask.sandbox.fault(kind="malformed")
    answer = ask.tm(PATH)
    assert answer.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        answer.json()


def test_wrong_types(ask) -> None:
    right = ask.tm(PATH).json()
    ask.sandbox.fault(kind="wrong_types")
    wrong = ask.tm(PATH).json()
    assert wrong.keys() == right.keys()
    assert all(type(wrong[key]) is not type(right[key]) for key in ("id", "test", "images"))


def test_an_empty_body(ask) -> None:
    ask.sandbox.fault(kind="empty")
    answer = ask.tm(PATH)
    assert (answer.status_code, answer.content) == (200, b"")


def test_a_token_that_expires_midway_stays_expired(ask) -> None:
    artist = ask.spotify_id(demo.SMALL.id)
    ask.sandbox.fault(kind="expired_token", after=1, count=1)
    statuses = [ask.sp(f"/artists/{artist}").status_code for _ in range(3)]
    assert statuses == [200, 401, 401]
    assert ask.tm(PATH).status_code == 200, "Ticketmaster has no tokens"
    ask.token = ask.new_token()
    assert ask.sp(f"/artists/{artist}").status_code == 200


def test_the_token_endpoint_can_fail_too(ask) -> None:
    ask.sandbox.fault(kind="server_error", api="token", count=1)
    refused = ask.http.post(ask.sandbox.token_url, data={"grant_type": "client_credentials"}, auth=("a", "b"))
    assert refused.status_code == 500
    assert ask.new_token()


def _hits(fault: Fault, requests: int, target: str = "/v1/albums/x") -> list[bool]:
    book = FaultBook()
    book.order(fault)
    return [book.next("spotify", target) is not None for _ in range(requests)]


def test_count_and_after() -> None:
    assert _hits(Fault(kind=FaultKind.SLOW, after=2, count=1), 5) == [False, False, True, False, False]


def test_a_rate_hits_the_same_requests_each_time() -> None:
    fault = Fault(kind=FaultKind.SLOW, rate=0.2)
    first = _hits(fault, 1_000)
    assert first == _hits(fault, 1_000)
    assert 150 < sum(first) < 250


def test_rules_choose_by_api_and_path() -> None:
    assert not any(_hits(Fault(kind=FaultKind.SLOW, api="ticketmaster"), 3))
    assert not any(_hits(Fault(kind=FaultKind.SLOW, path=r"/albums\?"), 3))
    assert all(_hits(Fault(kind=FaultKind.SLOW, path=r"/albums/\w+$"), 3))


def test_the_first_rule_that_hits_wins() -> None:
    book = FaultBook()
    book.order(Fault(kind=FaultKind.EMPTY, count=1))
    book.order(Fault(kind=FaultKind.SLOW))
    kinds = [found.kind for found in (book.next("spotify", "/v1/x") for _ in range(2)) if found]
    assert kinds == [FaultKind.EMPTY, FaultKind.SLOW]


def test_rules_from_a_command_line() -> None:
    fault = parse_fault("rate_limited api=spotify retry_after=5 count=3 path='/albums'")
    assert fault == Fault(kind=FaultKind.RATE_LIMITED, api="spotify", retry_after=5, count=3, path="/albums")


@pytest.mark.parametrize(
    "text", ["", "explode", "slow count=none-at-all", "slow path=(", "slow colour=red", "slow rate=2"]
)
def test_a_wrong_rule_is_refused_with_its_reason(text: str) -> None:
    with pytest.raises(SettingsError, match=r"kind|count|path|colour|rate"):
        parse_fault(text)


def test_faults_can_be_in_force_from_the_start() -> None:
    with running(SandboxConfig(), faults=[parse_fault("unavailable")]) as sandbox, httpx.Client() as http:
        assert http.get(sandbox.ticketmaster_url + PATH, params={"apikey": "k"}).status_code == 503
    assert create_app(faults=[parse_fault("slow")]).state.sandbox.faults.report()[0]["kind"] == "slow"
