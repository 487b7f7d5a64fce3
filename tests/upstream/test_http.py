"""Retries, waits, refusals and their words, over real HTTP."""

from __future__ import annotations

import asyncio
import datetime as dt
import gzip
from email.utils import format_datetime

import httpx
import pytest

from theset_assets.errors import (
    CredentialsRefused,
    NotFound,
    QuotaExhausted,
    RateLimited,
    RequestRefused,
    SettingsError,
    TransientUpstreamError,
    UpstreamUnavailable,
)
from theset_assets.settings import read_settings
from theset_assets.upstream import http
from theset_assets.upstream.limits import LocalLimiter
from theset_assets.upstream.retry import clock, in_words, retry_after
from theset_assets.upstream.spotify import Spotify
from theset_assets.upstream.ticketmaster import Ticketmaster

ABBA = {"id": "K1", "name": "ABBA"}
PATH = "/tm/attractions/K1.json"
SPIKE = {"fault": {"faultstring": "Spike", "detail": {"errorcode": "policies.ratelimit.SpikeArrestViolation"}}}
QUOTA = {"fault": {"faultstring": "Quota", "detail": {"errorcode": "policies.ratelimit.QuotaViolation"}}}


async def ask(settings):
    async with Ticketmaster.from_settings(settings) as client:
        return await client.attraction("K1"), client.calls


@pytest.mark.parametrize(
    "trouble",
    [
        {"status": 500},
        {"status": 503, "headers": {"retry-after": "0"}},
        {"status": 408},
        {"body": ABBA, "cut": True},
        {"body": b'{"id": "K1", "na'},
        {"body": b"<html>maintenance</html>"},
        {"body": b""},
        {"body": b"[" * 5000},
        {"body": [ABBA]},
        {"body": b"not gzip", "headers": {"content-encoding": "gzip"}},
        {"status": 429, "body": SPIKE},
        {"status": 429, "body": {}, "headers": {"retry-after": "0"}},
        {"status": 429, "body": SPIKE, "headers": {"retry-after": "nonsense"}},
    ],
    ids=lambda trouble: str(trouble)[:50],
)
async def test_what_passes_is_asked_again(upstream, settings, reply, trouble):
    upstream.on(PATH, reply(**trouble), reply(ABBA))
    artist, calls = await ask(settings)
    assert artist.name == "ABBA"
    assert calls == 2


@pytest.mark.parametrize("trouble", [{"status": 502}, {"body": ABBA, "cut": True}, {"status": 429, "body": SPIKE}])
async def test_what_does_not_pass_ends_after_the_attempts_set(upstream, settings, reply, trouble):
    upstream.on(PATH, reply(**trouble))
    with pytest.raises(TransientUpstreamError) as caught:
        await ask(settings)
    assert len(upstream.seen) == settings.http_attempts
    assert caught.value.api == "ticketmaster"
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


async def test_a_time_out_is_asked_again_and_says_how_long(upstream, remade, reply):
    upstream.on(PATH, reply(ABBA, delay=0.5), reply(ABBA))
    artist, _ = await ask(remade(http_timeout_seconds=0.15))
    assert artist.id == "K1"
    upstream.on(PATH, reply(ABBA, delay=0.5))
    with pytest.raises(UpstreamUnavailable, match="did not answer within 1 s when asked for attraction 'K1'"):
        await ask(remade(http_timeout_seconds=0.15, http_attempts=1))


async def test_an_unreachable_server_names_the_host_and_the_setting(remade):
    with pytest.raises(UpstreamUnavailable, match=r"cannot be reached at 127\.0\.0\.1.*TICKETMASTER_BASE_URL"):
        await ask(remade(ticketmaster_base_url="http://127.0.0.1:1", http_attempts=2))


@pytest.mark.parametrize(
    ("status", "body", "error", "words"),
    [
        (
            401,
            {"fault": {"faultstring": "Invalid ApiKey", "detail": {"errorcode": "oauth.v2.InvalidApiKey"}}},
            CredentialsRefused,
            r"^Ticketmaster refused the API key \(401 oauth\.v2\.InvalidApiKey\)\. Check TICKETMASTER_API_KEY\.$",
        ),
        (403, {}, CredentialsRefused, r"\(403\)\. Check TICKETMASTER_API_KEY"),
        (
            404,
            {"errors": [{"code": "DIS1004", "detail": "Resource not found", "status": "404"}]},
            NotFound,
            r"^Ticketmaster knows no attraction 'K1' \(404 DIS1004\): Resource not found\.$",
        ),
        (400, {"errors": [{"code": "DIS1004", "detail": "x", "status": "400 BAD_REQUEST"}]}, NotFound, "DIS1004"),
        (400, {"errors": [{"code": "DIS1015", "detail": "bad date"}]}, RequestRefused, r"400 DIS1015\): bad date"),
        (410, b"gone", RequestRefused, r"\(410\)"),
    ],
)
async def test_a_permanent_refusal_is_never_asked_again(upstream, settings, reply, status, body, error, words):
    upstream.on(PATH, reply(body, status=status))
    with pytest.raises(error, match=words) as caught:
        await ask(settings)
    assert caught.value.status == status
    assert len(upstream.seen) == 1


async def test_a_redirect_is_not_followed(upstream, settings, reply):
    upstream.on(PATH, reply(status=302, headers={"location": "https://elsewhere.example/x?apikey=abcdef123"}))
    with pytest.raises(RequestRefused, match=r"redirect to elsewhere\.example \(302\)") as caught:
        await ask(settings)
    assert "abcdef123" not in str(caught.value)
    assert len(upstream.seen) == 1


async def test_a_body_without_end_is_given_up(upstream, settings, reply, monkeypatch):
    monkeypatch.setattr(http, "MAX_BODY_BYTES", 2**20)
    bomb = gzip.compress(b" " * 2**22)
    upstream.on(PATH, reply(bomb, headers={"content-encoding": "gzip"}))
    with pytest.raises(RequestRefused, match="larger than 1 MiB"):
        await ask(settings)
    assert len(upstream.seen) == 1


# --- waiting --------------------------------------------------------------------------------------------------------


async def test_a_short_retry_after_is_waited_out_by_all_calls(upstream, settings, reply):
    paused: list[float] = []

    class Recorder(LocalLimiter):
        async def pause(self, seconds: float) -> None:
            paused.append(seconds)

    upstream.on(PATH, reply(SPIKE, status=429, headers={"retry-after": "0.1"}), reply(ABBA))
    async with Ticketmaster.from_settings(settings, limiter=Recorder(0)) as client:
        begin = asyncio.get_running_loop().time()
        await client.attraction("K1")
        assert asyncio.get_running_loop().time() - begin >= 0.1
    assert paused == [0.1]


async def test_a_retry_after_beyond_the_bound_says_when_to_try_again(upstream, settings, reply):
    upstream.on(PATH, reply({}, status=429, headers={"retry-after": "79892"}))
    with pytest.raises(
        QuotaExhausted, match=r"pause of 22 h 12 min \(429\); a run sits out at most 30 s \(RETRY_AFTER"
    ) as caught:
        await ask(settings)
    assert len(upstream.seen) == 1
    assert caught.value.retry_at is not None
    away = caught.value.retry_at - dt.datetime.now(dt.UTC)
    assert dt.timedelta(seconds=79_800) < away <= dt.timedelta(seconds=79_892)
    assert clock(caught.value.retry_at) in str(caught.value)


async def test_an_http_date_is_a_retry_after_too(upstream, settings, reply):
    later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=3)
    upstream.on(PATH, reply({}, status=429, headers={"retry-after": format_datetime(later, usegmt=True)}))
    with pytest.raises(QuotaExhausted) as caught:
        await ask(settings)
    assert caught.value.retry_at is not None
    assert abs(caught.value.retry_at - later) < dt.timedelta(seconds=5)


async def test_a_503_that_wants_to_be_left_alone_for_long_is_not_asked_again(upstream, settings, reply):
    upstream.on(PATH, reply({}, status=503, headers={"retry-after": "7200"}))
    with pytest.raises(UpstreamUnavailable, match=r"left alone for 120 min|left alone for 2 h"):
        await ask(settings)
    assert len(upstream.seen) == 1


async def test_a_spent_day_waits_for_the_reset_that_is_named(upstream, settings, reply):
    reset = dt.datetime.now(dt.UTC).replace(microsecond=0) + dt.timedelta(hours=5)
    upstream.on(PATH, reply(QUOTA, status=429, headers={"rate-limit-reset": str(int(reset.timestamp() * 1000))}))
    with pytest.raises(QuotaExhausted, match="quota is spent") as caught:
        await ask(settings)
    assert caught.value.retry_at is not None
    assert abs(caught.value.retry_at - reset) < dt.timedelta(seconds=1)
    assert "guess" not in str(caught.value)


@pytest.mark.parametrize("header", [{}, {"rate-limit-reset": "soon"}, {"rate-limit-reset": "9" * 30}])
async def test_a_spent_day_without_a_sane_reset_ends_at_midnight_by_guess(upstream, settings, reply, header):
    upstream.on(PATH, reply(QUOTA, status=429, headers=header))
    with pytest.raises(QuotaExhausted, match=r"Try again after .* 00:00 UTC \(a guess") as caught:
        await ask(settings)
    assert len(upstream.seen) == 1
    assert caught.value.retry_at is not None
    assert caught.value.retry_at > dt.datetime.now(dt.UTC)


async def test_spotify_says_its_quota_is_spent(upstream, settings, reply):
    upstream.on("/token", reply({"access_token": "token-0123456789", "expires_in": 3600}))
    spent = {"error": {"status": 429, "message": "Too many requests", "reason": "QUOTA_EXCEEDED"}}
    upstream.on("/sp/artists/a", reply(spent, status=429))
    async with Spotify.from_settings(settings) as client:
        with pytest.raises(QuotaExhausted, match=r"Spotify's quota is spent \(429 QUOTA_EXCEEDED\)") as caught:
            await client.artist("a")
    assert caught.value.retry_at is None
    upstream.on("/sp/artists/a", reply(spent, status=429, headers={"retry-after": "86400"}))
    async with Spotify.from_settings(settings) as client:
        with pytest.raises(QuotaExhausted, match="Try again after") as caught:
            await client.artist("a")
    assert caught.value.retry_at is not None


async def test_spotify_without_retry_after_is_asked_again_then_given_up(upstream, settings, reply):
    upstream.on("/token", reply({"access_token": "token-0123456789", "expires_in": 3600}))
    upstream.on("/sp/artists/a", reply({"error": {"status": 429, "message": "API rate limit exceeded"}}, status=429))
    async with Spotify.from_settings(settings) as client:
        with pytest.raises(RateLimited, match="does not say for how long"):
            await client.artist("a")
        assert client.calls == 3


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("5", 5), ("0", 0), ("1.5", 1.5), ("", None), ("-3", None), ("nan", None), ("1e9", None), ("Someday", None)],
)
def test_reading_retry_after(value, seconds):
    assert retry_after(httpx.Headers({"retry-after": value}), dt.datetime.now(dt.UTC)) == seconds


def test_a_date_in_the_past_is_no_wait():
    now = dt.datetime.now(dt.UTC)
    past = httpx.Headers({"retry-after": format_datetime(now - dt.timedelta(hours=1), usegmt=True)})
    assert retry_after(past, now) == 0


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.2, "1 s"), (30, "30 s"), (180, "3 min"), (79_892, "22 h 12 min"), (86_400, "24 h")]
)
def test_waits_in_words(seconds, words):
    assert in_words(seconds) == words


# --- limits ---------------------------------------------------------------------------------------------------------


async def test_concurrency_is_bounded_and_calls_are_counted(upstream, remade, reply):
    upstream.on(PATH, reply(ABBA))
    under_way = most = 0

    class Counting(httpx.AsyncHTTPTransport):
        async def handle_async_request(self, request):
            nonlocal under_way, most
            under_way += 1
            most = max(most, under_way)
            await asyncio.sleep(0.01)
            try:
                return await super().handle_async_request(request)
            finally:
                under_way -= 1

    async with Ticketmaster.from_settings(remade(upstream_concurrency=3), transport=Counting()) as client:
        await asyncio.gather(*(client.attraction("K1") for _ in range(12)))
        assert client.calls == 12
        assert client.calls_by_path == {"/attractions/{id}.json": 12}
    assert most == 3


async def test_the_limiter_is_asked_before_every_try(upstream, settings, reply):
    acquired = 0

    class Counting(LocalLimiter):
        async def acquire(self) -> None:
            nonlocal acquired
            acquired += 1

    upstream.on(PATH, reply(status=500), reply(ABBA))
    async with Ticketmaster.from_settings(settings, limiter=Counting(0)) as client:
        await client.attraction("K1")
    assert acquired == 2


async def test_the_local_limiter_spaces_requests():
    limiter = LocalLimiter(100)
    loop = asyncio.get_running_loop()
    begin = loop.time()
    await asyncio.gather(*(limiter.acquire() for _ in range(4)))
    assert loop.time() - begin >= 0.029
    await limiter.pause(0.05)
    begin = loop.time()
    await limiter.acquire()
    assert loop.time() - begin >= 0.04


def test_the_real_apis_need_credentials():
    bare = read_settings(ticketmaster_api_key="", spotify_client_id="", spotify_client_secret="")
    with pytest.raises(SettingsError, match="TICKETMASTER_API_KEY"):
        Ticketmaster.from_settings(bare)
    with pytest.raises(SettingsError, match="SPOTIFY_CLIENT_ID"):
        Spotify.from_settings(bare)
