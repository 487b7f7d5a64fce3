"""Spotify's token endpoint: client credentials for a bearer token."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from theset_assets.sandbox.answers import json_answer, token_error
from theset_assets.sandbox.state import State


def routes(state: State) -> list[BaseRoute]:
    """The endpoint's route."""
    return [Route("/api/token", _endpoint(state), methods=["POST"])]


def _endpoint(state: State) -> Callable[[Request], Awaitable[Response]]:
    async def token(request: Request) -> Response:
        form = parse_qs((await request.body()).decode("latin-1"))
        client, secret = _credentials(request.headers.get("authorization", ""), form)
        if not client or not secret or client.startswith("bad") or secret.startswith("bad"):
            return token_error(400, "invalid_client", "Invalid client")
        if form.get("grant_type") != ["client_credentials"]:
            return token_error(400, "unsupported_grant_type")
        lifetime = state.config.token_lifetime_seconds
        return json_answer(
            {"access_token": state.tokens.issue(lifetime), "token_type": "Bearer", "expires_in": int(lifetime)}
        )

    return token


def _credentials(authorization: str, form: dict[str, list[str]]) -> tuple[str, str]:
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return form.get("client_id", [""])[0], form.get("client_secret", [""])[0]
    try:
        client, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return client, secret
