"""No key, secret or token in a log line, an error or an exception's chain."""

from __future__ import annotations

import base64
import logging
import string
import traceback
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theset_assets.errors import UpstreamError
from theset_assets.upstream.redaction import KNOWN_SECRETS, Redactor, guard
from theset_assets.upstream.spotify import Spotify
from theset_assets.upstream.ticketmaster import Ticketmaster

KEY = "tmKey0123456789abcdefSECRET"
SECRET = "spotifySecret0123456789"
TOKEN = "BQtoken-0123456789-abcdefgh"
PAIR = base64.b64encode(f"client-id-0123456789:{SECRET}".encode()).decode()


def told(error: BaseException) -> str:
    """All that a traceback printer or an error tracker would show, chains included."""
    parts = ["".join(traceback.format_exception(error)), repr(error.__dict__)]
    link: BaseException | None = error
    while link is not None:
        parts += [
            repr(link),
            str(getattr(link, "request", "")),
            str(getattr(getattr(link, "request", None), "url", "")),
        ]
        link = link.__cause__ or link.__context__
    return "\n".join(parts)


ECHO = {
    "fault": {
        "faultstring": f"Rate limit quota violation. Quota limit exceeded. Identifier : {KEY}",
        "detail": {"errorcode": "policies.ratelimit.QuotaViolation"},
    }
}


@pytest.mark.parametrize(
    "trouble",
    [
        {"body": ECHO, "status": 429},
        {"body": {"errors": [{"code": KEY, "detail": f"see /x?apikey={KEY}"}]}, "status": 400},
        {"body": {"errors": [{"code": "X", "detail": KEY}]}, "status": 404},
        {"body": {"fault": {"faultstring": KEY, "detail": {"errorcode": KEY}}}, "status": 401},
        {"body": {}, "status": 302, "headers": {"location": f"http://{KEY}/?apikey={KEY}"}},
        {"body": {}, "status": 500, "headers": {"x-echo": KEY}},
        {"body": {"id": "K1"}, "cut": True},
        {"body": KEY.encode()},
        {"body": {"id": "K1", "name": "x"}, "delay": 0.4},
        {"body": {"id": "K1"}},
    ],
    ids=lambda trouble: str(trouble.get("status", "200")),
)
async def test_the_key_shows_nowhere(upstream, remade, reply, caplog, trouble):
    caplog.set_level(logging.DEBUG)
    upstream.on("/tm/attractions/K1.json", reply(**trouble))
    async with Ticketmaster.from_settings(remade(http_timeout_seconds=0.2, http_attempts=2)) as client:
        with pytest.raises(UpstreamError) as caught:
            await client.attraction("K1")
    assert upstream.seen[0].query["apikey"] == KEY, "the key was really sent"
    assert "HTTP Request: GET" in caplog.text or "delay" in trouble, "httpx's own line is there"
    assert KEY not in told(caught.value)
    assert KEY not in caplog.text
    assert all(KEY not in repr(record.__dict__) for record in caplog.records)


async def test_the_clients_secrets_and_tokens_show_nowhere(upstream, settings, reply, caplog):
    caplog.set_level(logging.DEBUG)
    upstream.on("/token", reply({"access_token": TOKEN, "expires_in": 3600}))
    echo = {"error": {"status": 403, "message": f"Bearer {TOKEN} and {SECRET} and {PAIR} may not"}}
    upstream.on("/sp/artists/a", reply(echo, status=403, headers={"x-token": TOKEN}))
    async with Spotify.from_settings(settings) as client:
        with pytest.raises(UpstreamError) as caught:
            await client.artist("a")
    assert upstream.asked("/token")[0].headers["authorization"] == f"Basic {PAIR}"
    assert upstream.asked("/sp/artists/a")[0].headers["authorization"] == f"Bearer {TOKEN}"
    for secret in (SECRET, TOKEN, PAIR):
        assert secret not in told(caught.value)
        assert secret not in caplog.text
    assert "httpcore" in {record.name.partition(".")[0] for record in caplog.records}


async def test_a_refused_secret_is_not_repeated(upstream, settings, reply):
    upstream.on("/token", reply({"error": "invalid_client", "error_description": f"{SECRET}?"}, status=401))
    async with Spotify.from_settings(settings) as client:
        with pytest.raises(UpstreamError) as caught:
            await client.artist("a")
    assert str(caught.value) == (
        "Spotify refused the client id or secret (401 invalid_client). "
        "Check SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET."
    )
    assert SECRET not in told(caught.value)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("GET https://x.example/events.json?apikey=abc&size=1 done", "GET https://x.example/events.json?*** done"),
        ("apikey=abc123&size=1", "apikey=***&size=1"),
        ('{"access_token":"BQabc", "x": 1}', '{"access_token":"***", "x": 1}'),
        ("Authorization: Bearer BQabcdefgh.ij-kl", "Authorization: Bearer ***"),
        ("postgresql://me:pw@host/db", "postgresql://***@host/db"),
        ("Identifier : abcdefgh12345678", "Identifier : ***"),
        ("nothing to hide, 42 of 118 albums read", "nothing to hide, 42 of 118 albums read"),
    ],
)
def test_what_looks_like_a_secret_is_cut_out_unknown(raw, clean):
    assert Redactor()(raw) == clean


secrets = st.text(string.ascii_letters + string.digits + "-_.~+/=%&? ", min_size=6, max_size=40)


@given(secrets, st.text(), st.text())
def test_a_known_secret_never_survives(secret, before, after):
    clean = Redactor(secret)(f"{before}\n{secret}\n{quote(secret, safe='')}\n{after}".replace("*", ""))
    assert secret not in clean
    assert quote(secret, safe="") not in clean


def test_a_short_placeholder_is_left_alone_and_an_expired_token_forgotten():
    redactor = Redactor("abc", None, "gone-gone-gone")
    redactor.drop("gone-gone-gone")
    assert redactor("abc gone-gone-gone") == "abc gone-gone-gone"


def test_guarding_twice_adds_one_filter(caplog):
    logger = logging.getLogger("tests.guarded")
    guard(logger)
    guard(logger)
    assert len(logger.filters) == 1
    KNOWN_SECRETS.add("a-secret-of-this-test")
    logger.warning("look: %s", "a-secret-of-this-test")
    assert "look: ***" in caplog.text
