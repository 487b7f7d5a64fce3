"""The control interface under `/_sandbox`: options, faults, overrides, statistics, and who is who."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from theset_assets.errors import SettingsError
from theset_assets.sandbox.answers import json_answer
from theset_assets.sandbox.demo import DEMO_ARTISTS
from theset_assets.sandbox.faults import read_fault
from theset_assets.sandbox.profiles import by_attraction
from theset_assets.sandbox.state import State, read_override

Endpoint = Callable[[Request], Awaitable[Response]]


def routes(state: State) -> list[BaseRoute]:
    """The control interface's routes."""
    control = _Control(state)
    pairs: list[tuple[str, str, Endpoint]] = [
        ("GET", "health", control.health),
        ("GET", "artists", control.artists),
        ("GET", "config", control.config),
        ("PUT", "config", control.configure),
        ("GET", "faults", control.faults),
        ("POST", "faults", control.order_faults),
        ("DELETE", "faults", control.clear_faults),
        ("GET", "overrides", control.overrides),
        ("POST", "overrides", control.override),
        ("DELETE", "overrides", control.clear_overrides),
        ("GET", "stats", control.stats),
        ("DELETE", "stats", control.clear_stats),
    ]
    return [Route(f"/_sandbox/{path}", _refusing(handler), methods=[method]) for method, path, handler in pairs]


def _refusing(handler: Endpoint) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        try:
            return await handler(request)
        except SettingsError as wrong:
            return json_answer({"error": str(wrong)}, 400)

    return endpoint


async def _body(request: Request) -> object:
    try:
        return msgspec.json.decode(await request.body())
    except msgspec.DecodeError as wrong:
        raise SettingsError(f"The body is no JSON: {wrong}") from None


class _Control:
    def __init__(self, state: State) -> None:
        self._state = state

    async def health(self, request: Request) -> Response:
        return json_answer({"status": "ok"})

    async def artists(self, request: Request) -> Response:
        """The demonstration artists with their Spotify ids."""
        known = ((demo, by_attraction(demo.id)) for demo in DEMO_ARTISTS)
        return json_answer(
            {"artists": [asdict(demo) | {"spotify_id": one.spotify_id if one else None} for demo, one in known]}
        )

    async def config(self, request: Request) -> Response:
        return json_answer(self._state.config.model_dump(mode="json"))

    async def configure(self, request: Request) -> Response:
        return json_answer(self._state.configure(await _body(request)).model_dump(mode="json"))

    async def faults(self, request: Request) -> Response:
        return json_answer({"faults": self._state.faults.report()})

    async def order_faults(self, request: Request) -> Response:
        """One rule, or a list of them: all are taken or none."""
        body = await _body(request)
        rules: list[object] = list(body) if isinstance(body, list) else [body]  # pyright: ignore[reportUnknownArgumentType]
        for fault in [read_fault(rule) for rule in rules]:
            self._state.faults.order(fault)
        return json_answer({"faults": self._state.faults.report()}, 201)

    async def clear_faults(self, request: Request) -> Response:
        self._state.faults.clear()
        return Response(status_code=204)

    async def overrides(self, request: Request) -> Response:
        return json_answer({"overrides": [one.model_dump() for one in self._state.overrides.values()]})

    async def override(self, request: Request) -> Response:
        """One override; it replaces an earlier one of the same attraction."""
        override = read_override(await _body(request))
        self._state.overrides[override.attraction_id] = override
        return json_answer(override.model_dump(), 201)

    async def clear_overrides(self, request: Request) -> Response:
        self._state.overrides.clear()
        return Response(status_code=204)

    async def stats(self, request: Request) -> Response:
        return json_answer(self._state.stats.report())

    async def clear_stats(self, request: Request) -> Response:
        self._state.stats.reset()
        return Response(status_code=204)
