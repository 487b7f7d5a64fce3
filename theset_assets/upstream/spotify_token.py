"""Spotify's access token: fetched once, shared by concurrent calls, replaced before it expires and when it is refused.

Source: the client-credentials flow of https://accounts.spotify.com/api/token; its errors are OAuth's own
(`{"error": "invalid_client"}`), not the Web API's.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable
from time import monotonic

from theset_assets.errors import CredentialsRefused, RequestRefused
from theset_assets.upstream.http import ApiClient
from theset_assets.upstream.redaction import KNOWN_SECRETS
from theset_assets.upstream.spotify_faults import TRAITS
from theset_assets.upstream.values import JsonObject, filled, integer

_USUAL_LIFE = 3600
_MARGIN = 60.0
# What the accounts service answers to wrong credentials with a 400 instead of a 401.
_CREDENTIAL_CODES = frozenset({"invalid_client", "unauthorized_client"})


class TokenSource:
    """Gives out the current access token. `client` talks to the accounts service alone and is closed by `aclose`."""

    def __init__(
        self, client: ApiClient, client_id: str, client_secret: str, clock: Callable[[], float] = monotonic
    ) -> None:
        pair = base64.b64encode(f"{client_id}:{client_secret}".encode()).decode()
        KNOWN_SECRETS.add(pair)
        self._client = client
        self._authorization = f"Basic {pair}"
        self._clock = clock
        self._token = ""
        self._renew_at = 0.0
        self._lock = asyncio.Lock()

    async def aclose(self) -> None:
        """Close the connections to the accounts service."""
        await self._client.aclose()

    async def token(self) -> str:
        """The current token; fetched by the first of several callers, the others wait for it."""
        async with self._lock:
            if not self._token or self._clock() >= self._renew_at:
                await self._fetch()
            return self._token

    def refused(self, token: str) -> None:
        """Forget `token`, unless another caller has already replaced it."""
        if token == self._token:
            self._token = ""

    async def _fetch(self) -> None:
        try:
            answer = await self._client.post_form(
                {"grant_type": "client_credentials"},
                about="an access token",
                headers={"Authorization": self._authorization},
                shape=_fault,
            )
        except RequestRefused as refused:
            if refused.code not in _CREDENTIAL_CODES:
                raise
            raise CredentialsRefused(
                f"Spotify refused the {TRAITS.credentials} ({refused.status} {refused.code}). "
                f"Check {TRAITS.credential_settings}.",
                api=TRAITS.api,
                status=refused.status,
            ) from None
        token = _token(answer.body)
        life = integer(answer.body.get("expires_in"))
        life = _USUAL_LIFE if life is None or life <= 0 else life
        KNOWN_SECRETS.drop(self._token)
        KNOWN_SECRETS.add(token)
        self._token = token
        self._renew_at = self._clock() + max(life - _MARGIN, life / 2)


def _token(body: JsonObject) -> str:
    """The token of an answer, "" where it holds none that a header can carry."""
    token = filled(body.get("access_token")) or ""
    return token if token.isascii() and token.isprintable() else ""


def _fault(body: JsonObject) -> str:
    return "" if _token(body) else "it holds none"
