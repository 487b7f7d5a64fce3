"""One sandbox over real HTTP for all tests of this room, cleaned between tests, and a plain client for it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from theset_assets.sandbox import Sandbox, SandboxConfig, running

ROOT = Path(__file__).parents[2]


class Caller:
    """Asks both APIs."""

    def __init__(self, sandbox: Sandbox, http: httpx.Client) -> None:
        self.sandbox = sandbox
        self.http = http
        self.token = self.new_token()

    def new_token(self) -> str:
        answer = self.http.post(
            self.sandbox.token_url, data={"grant_type": "client_credentials"}, auth=("client", "secret")
        )
        return answer.json()["access_token"]

    def tm(self, path: str, **query: object) -> httpx.Response:
        return self.http.get(self.sandbox.ticketmaster_url + path, params={"apikey": "key", **query})

    def sp(self, path: str, **query: object) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"}
        return self.http.get(self.sandbox.spotify_url + path, params=query or None, headers=headers)

    def control(self, method: str, path: str, body: object = None) -> httpx.Response:
        return self.http.request(method, f"{self.sandbox.base_url}/_sandbox/{path}", json=body)

    def spotify_id(self, attraction_id: str) -> str:
        links = self.tm(f"/attractions/{attraction_id}.json").json()["externalLinks"]
        return links["spotify"][0]["url"].rpartition("/")[2].partition("?")[0]

    def events(self, attraction_id: str, **query: object) -> list[dict]:
        body = self.tm(
            "/events.json", **({"attractionId": attraction_id, "sort": "date,asc", "size": 100} | query)
        ).json()
        return body.get("_embedded", {}).get("events", [])

    def albums(self, spotify_id: str, **query: object) -> list[dict]:
        """All of an artist's releases, page by page."""
        found: list[dict] = []
        page = self.sp(f"/artists/{spotify_id}/albums", **query).json()
        found += page["items"]
        while page["next"]:
            page = self.http.get(page["next"], headers={"Authorization": f"Bearer {self.token}"}).json()
            found += page["items"]
        return found


@pytest.fixture(scope="session")
def served() -> Iterator[Sandbox]:
    with running() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(served: Sandbox) -> Iterator[Sandbox]:
    served.reset()
    served.state.configure(SandboxConfig().model_dump())
    yield served
    served.reset()


@pytest.fixture(scope="session")
def http() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=10) as client:
        yield client


@pytest.fixture
def ask(sandbox: Sandbox, http: httpx.Client) -> Caller:
    caller = Caller(sandbox, http)
    sandbox.state.stats.reset()
    return caller


@pytest.fixture(scope="session")
def samples() -> Path:
    """The recorded upstream answers."""
    found = Path(os.environ.get("THESET_SAMPLES") or ROOT / "../shared/upstream/samples").resolve()
    if not found.is_dir():
        pytest.skip(f"no recorded samples at {found}: set THESET_SAMPLES")
    return found
