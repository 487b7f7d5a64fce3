"""Whatever a client sends, the sandbox answers in the API's own words: nothing it is sent breaks it."""

from __future__ import annotations

import httpx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from theset_assets.sandbox import Sandbox

VALUES = st.one_of(
    st.text(max_size=20), st.sampled_from(["--5", "²", "0", "-1", "٣", "1e9", "9" * 30, "only", "date,"])
)
TICKETMASTER = st.sampled_from(["/attractions", "/events", "/venues", "/attractions/{}", "/events/{}", "/venues/{}"])
SPOTIFY = st.sampled_from(
    ["/search", "/albums", "/artists/e8IFFtM5GdTYyCw0JWHwVy/albums", "/artists/{}", "/albums/{}", "/tracks/{}/x"]
)
NAMES = ["size", "page", "sort", "keyword", "attractionId", "startDateTime", "includeTBA", "id", "segmentId", "venueId"]
OPTIONS = ["limit", "offset", "market", "ids", "q", "type", "include_groups"]

relaxed = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])


@relaxed
@given(path=TICKETMASTER, entity=VALUES, query=st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=4))
def test_ticketmaster(served: Sandbox, http: httpx.Client, path: str, entity: str, query: dict[str, str]) -> None:
    answer = http.get(served.ticketmaster_url + path.format(_segment(entity)), params={"apikey": "k"} | query)
    assert answer.status_code in (200, 400, 404)
    body = answer.json()
    assert ("errors" in body) == (answer.status_code != 200)


@relaxed
@given(path=SPOTIFY, entity=VALUES, query=st.dictionaries(st.sampled_from(OPTIONS), VALUES, max_size=4))
def test_spotify(served: Sandbox, http: httpx.Client, path: str, entity: str, query: dict[str, str]) -> None:
    headers = {"Authorization": f"Bearer {served.state.tokens.issue(3_600)}"}
    answer = http.get(served.spotify_url + path.format(_segment(entity)), params=query, headers=headers)
    assert answer.status_code in (200, 400, 404)
    assert ("error" in answer.json()) == (answer.status_code != 200)


@relaxed
@given(text=st.text(min_size=1, max_size=30))
def test_tokens_and_credentials(served: Sandbox, http: httpx.Client, text: str) -> None:
    raw = text.encode()
    answer = http.get(f"{served.spotify_url}/artists/x", headers={"Authorization": b"Bearer " + raw.hex().encode()})
    assert answer.status_code in (400, 401)
    refused = http.post(served.token_url, content=raw, headers={"Authorization": b"Basic " + raw.hex().encode()})
    assert refused.status_code == 400


def _segment(text: str) -> str:
    """`text` as one path segment."""
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "ignore")) or "x"
