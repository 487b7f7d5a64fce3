"""A small scripted upstream API over real HTTP on loopback, and clients that talk to it without waiting long."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
import uvicorn

from theset_assets.settings import Settings, read_settings

SAMPLES = Path(os.environ.get("THESET_SAMPLES", Path(__file__).parents[2] / "../shared/upstream/samples"))

KEY = "tmKey0123456789abcdefSECRET"
SECRET = "spotifySecret0123456789"


@dataclass(frozen=True)
class Seen:
    """One request as the server saw it."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply:
    """What to answer: `body` as JSON or as raw bytes; `cut` closes the connection in the middle of it."""

    body: Any = field(default_factory=dict)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    delay: float = 0.0

    @property
    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


Answer = Reply | Callable[[Seen], Reply]


class Upstream:
    """Answers each path with the replies given for it, one after the other; the last one stays."""

    def __init__(self) -> None:
        self.url = ""
        self.seen: list[Seen] = []
        self._answers: dict[str, list[Answer]] = defaultdict(list)

    def on(self, path: str, *answers: Answer) -> None:
        self._answers[path] = list(answers)

    def reset(self) -> None:
        self.seen.clear()
        self._answers.clear()

    def asked(self, path: str) -> list[Seen]:
        return [seen for seen in self.seen if seen.path == path]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body = b""
        while (message := await receive())["type"] == "http.request":
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        query = dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True))
        seen = Seen(scope["method"], scope["path"], query, headers, body)
        self.seen.append(seen)
        queue = self._answers.get(seen.path)
        if not queue:
            reply = Reply({"nothing": "scripted"}, status=418)
        else:
            answer = queue.pop(0) if len(queue) > 1 else queue[0]
            reply = answer if isinstance(answer, Reply) else answer(seen)
        await self._send(reply, send)

    @staticmethod
    async def _send(reply: Reply, send: Any) -> None:
        if reply.delay:
            await asyncio.sleep(reply.delay)
        content = reply.content
        headers = {"content-type": "application/json", "content-length": str(len(content)), **reply.headers}
        pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": reply.status, "headers": pairs})
        if reply.cut:
            await send({"type": "http.response.body", "body": content[: len(content) // 2], "more_body": True})
            return  # without the rest: uvicorn closes the connection
        await send({"type": "http.response.body", "body": content})


@pytest.fixture(scope="session")
def served() -> Iterator[Upstream]:
    app = Upstream()
    config = uvicorn.Config(app, port=0, log_config=None, lifespan="off", ws="none", http="h11")
    # The server's own access log does hold the key that it was sent; what is tested is the client's logs.
    logging.getLogger("uvicorn.access").disabled = True
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    app.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    yield app
    server.should_exit = True
    thread.join(5)


@pytest.fixture
def upstream(served: Upstream) -> Upstream:
    served.reset()
    return served


@pytest.fixture
def settings(upstream: Upstream) -> Settings:
    return settings_for(upstream)


def settings_for(upstream: Upstream, **overrides: object) -> Settings:
    return read_settings(
        **{
            "ticketmaster_base_url": f"{upstream.url}/tm",
            "ticketmaster_api_key": KEY,
            "ticketmaster_rate": 0,
            "spotify_base_url": f"{upstream.url}/sp",
            "spotify_token_url": f"{upstream.url}/token",
            "spotify_client_id": "client-id-0123456789",
            "spotify_client_secret": SECRET,
            "spotify_rate": 0,
            "http_attempts": 3,
            "http_backoff_seconds": 0,
            "http_timeout_seconds": 5,
            **overrides,
        }
    )


@pytest.fixture
def remade(upstream: Upstream) -> Callable[..., Settings]:
    """Settings for the scripted API with overrides."""

    def make(**overrides: object) -> Settings:
        return settings_for(upstream, **overrides)

    return make


@pytest.fixture
def reply() -> type[Reply]:
    return Reply


@pytest.fixture
def sample() -> Callable[[str], Any]:
    """A recorded body by its path below the samples; skips where there are none."""

    def read(name: str) -> Any:
        if not SAMPLES.is_dir():
            pytest.skip(f"no recorded bodies at {SAMPLES}: set THESET_SAMPLES")
        return json.loads((SAMPLES / name).read_bytes())

    return read
