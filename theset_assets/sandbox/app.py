"""The sandbox as one ASGI application: both APIs, the token endpoint and the control interface."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response

from theset_assets.sandbox import control, spotify_api, ticketmaster_api, token_api
from theset_assets.sandbox.answers import discovery_error, json_answer, spotify_error
from theset_assets.sandbox.config import SandboxConfig
from theset_assets.sandbox.faults import Fault
from theset_assets.sandbox.gate import Gate, api_of
from theset_assets.sandbox.state import State


def create_app(config: SandboxConfig | None = None, *, faults: Iterable[Fault] = ()) -> Starlette:
    """The application, with `faults` in force from the start. Its memory is `app.state.sandbox`, a State."""
    state = State.starting(config, faults)
    app = Starlette(
        routes=[
            *ticketmaster_api.routes(state),
            *spotify_api.routes(state),
            *token_api.routes(state),
            *control.routes(state),
        ],
        middleware=[Middleware(Gate, state)],
        exception_handlers={HTTPException: _no_such_path},
    )
    app.state.sandbox = state
    return app


async def _no_such_path(request: Request, error: Exception) -> Response:
    """A path or method that there is not, in the words of the API it belongs to (guesses)."""
    status = error.status_code if isinstance(error, HTTPException) else 404
    match api_of(request.url.path):
        case "ticketmaster":
            return discovery_error(status, "DIS1004", "Resource not found")
        case "spotify":
            return spotify_error(status, "Service not found")
        case _:
            return json_answer({"error": "no such path"}, status)
