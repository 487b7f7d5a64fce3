"""The ASGI middleware that every API request passes: it counts, delays, and goes wrong where a fault is ordered."""

from __future__ import annotations

import asyncio
from typing import cast
from urllib.parse import parse_qs

import msgspec
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from theset_assets.sandbox import answers
from theset_assets.sandbox.faults import Api, Fault, FaultKind, wrong_types
from theset_assets.sandbox.state import State


def api_of(path: str) -> Api | None:
    """Which API a path belongs to; None: none, or the control interface."""
    if path.startswith("/discovery/"):
        return "ticketmaster"
    if path.startswith("/v1/"):
        return "spotify"
    return "token" if path == "/api/token" else None


class Gate:
    """Wraps the application."""

    def __init__(self, app: ASGIApp, state: State) -> None:
        self._app = app
        self._state = state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        api = api_of(scope["path"]) if scope["type"] == "http" else None
        if api is None:
            await self._app(scope, receive, send)
            return
        query = scope["query_string"].decode("latin-1")
        target = scope["path"] + (f"?{query}" if query else "")
        state = self._state
        state.stats.arrived(api)
        fault = state.faults.next(api, target)

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                kind = str(fault.kind) if fault else None
                state.stats.answered(api, scope["method"], target, message["status"], kind)
            await send(message)

        if state.config.latency_ms:
            await asyncio.sleep(state.config.latency_ms / 1000)
        if fault is None:
            await self._app(scope, receive, counted)
        else:
            await self._go_wrong(api, fault, scope, receive, counted)

    async def _go_wrong(self, api: Api, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        if fault.kind is FaultKind.SLOW:
            await asyncio.sleep(fault.seconds)
            await self._app(scope, receive, send)
        elif ready := self._ready_answer(api, fault, scope):
            await ready(scope, receive, send)
        else:
            await _spoilt(fault.kind, self._app, scope, receive, send)

    def _ready_answer(self, api: Api, fault: Fault, scope: Scope) -> Response | None:
        """The answer of a fault that needs no right answer first; None for the others."""
        match fault.kind:
            case FaultKind.RATE_LIMITED:
                answer = answers.rate_limited(api, fault.retry_after)
            case FaultKind.QUOTA_EXCEEDED:
                key = parse_qs(scope["query_string"].decode("latin-1")).get("apikey", [""])[0]
                answer = answers.quota_exceeded(api, key, fault.retry_after)
            case FaultKind.SERVER_ERROR | FaultKind.UNAVAILABLE:
                answer = answers.broken(api, 500 if fault.kind is FaultKind.SERVER_ERROR else 503)
            case FaultKind.EMPTY:
                answer = Response(b"", 200, media_type="application/json")
            case FaultKind.EXPIRED_TOKEN:
                self._state.tokens.revoke_all()
                answer = answers.spotify_error(401, "The access token expired")
            case _:
                answer = None
        return answer


async def _spoilt(kind: FaultKind, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """The right answer, spoilt: cut off, malformed, or of wrong types."""
    start, body = await _collected(app, scope, receive)
    if kind is FaultKind.WRONG_TYPES:
        spoilt = msgspec.json.encode(wrong_types(msgspec.json.decode(body)))
    else:
        spoilt = body[: len(body) // 2]
    length = len(body) if kind is FaultKind.CUT_OFF else len(spoilt)
    headers = [(name, value) for name, value in start["headers"] if name != b"content-length"]
    start["headers"] = [*headers, (b"content-length", str(length).encode())]
    await send(start)
    # A body that promises more to come and never sends it makes the server close the connection.
    await send({"type": "http.response.body", "body": spoilt, "more_body": kind is FaultKind.CUT_OFF})


async def _collected(app: ASGIApp, scope: Scope, receive: Receive) -> tuple[Message, bytes]:
    start: list[Message] = []
    parts: list[bytes] = []

    async def collect(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.append(message)
        else:
            parts.append(cast(bytes, message.get("body", b"")))

    await app(scope, receive, collect)
    return start[0], b"".join(parts)
