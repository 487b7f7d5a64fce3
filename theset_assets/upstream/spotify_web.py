"""Asking the Spotify Web API with a token, in whichever quota mode the app turns out to be.

What is asked for stands in `spotify.py`. A mode is found out by being refused: the statuses with which Spotify turns
down a removed endpoint are not recorded, so all that could mean it are taken as such where it was a batch that was
refused and a single call is then accepted.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import msgspec

from theset_assets.errors import CredentialsRefused, NotFound, PermanentUpstreamError, RequestRefused
from theset_assets.upstream.http import Answer, ApiClient, Params, Shape
from theset_assets.upstream.records import Record
from theset_assets.upstream.spotify_faults import TRAITS
from theset_assets.upstream.spotify_token import TokenSource
from theset_assets.upstream.values import JsonObject

EXTENDED_PAGE = 50
DEVELOPMENT_PAGE = 10
_REMOVED = frozenset({403, 404, 405, 410})  # a guess, see above


class SpotifyMode(Record, frozen=True, kw_only=True):
    """What the app may do. `known` is False until an answer has confirmed or corrected the assumption.

    `page_limit` (50 or 10) is the largest page of a search and of an artist's albums; `batch` whether several albums
    or tracks can be asked for at once.
    """

    page_limit: int = EXTENDED_PAGE
    batch: bool = True
    known: bool = False


ModeChanged = Callable[[SpotifyMode], Awaitable[None]]


class SpotifyWeb:
    """The Web API behind a token and a mode. `on_mode_change` is awaited with each new mode."""

    def __init__(
        self, client: ApiClient, tokens: TokenSource, mode: SpotifyMode, on_mode_change: ModeChanged | None
    ) -> None:
        self.client = client
        self.mode = mode
        self.batch_confirmed = False
        self._tokens = tokens
        self._on_mode_change = on_mode_change

    async def aclose(self) -> None:
        """Close all connections."""
        await self.client.aclose()
        await self._tokens.aclose()

    async def get(
        self, template: str, params: Params | None = None, *, about: str, shape: Shape, id: str = ""
    ) -> JsonObject:
        """GET with the current token, and once more with a new one where that is refused."""

        async def ask(token: str) -> Answer:
            headers = {"Authorization": f"Bearer {token}"}
            return await self.client.get(template, params, about=about, id=id, headers=headers, shape=shape)

        token = await self._tokens.token()
        try:
            return (await ask(token)).body
        except CredentialsRefused as refused:
            if refused.status != 401:
                raise
        # "The access token expired", or a token that was revoked early: either way a new one settles it.
        self._tokens.refused(token)
        token = await self._tokens.token()
        try:
            return (await ask(token)).body
        except CredentialsRefused as refused:
            if refused.status != 401:
                raise
        self._tokens.refused(token)
        raise CredentialsRefused(
            f"{TRAITS.title} refused an access token right after giving it out (401). Check "
            f"{TRAITS.credential_settings}; if they are right, try again later.",
            api=TRAITS.api,
            status=401,
        )

    async def get_page(
        self, template: str, params: Params, *, about: str, shape: Shape, id: str = ""
    ) -> tuple[JsonObject, int]:
        """GET with the largest `limit` the mode allows; the body, and the limit it was asked for with.

        A refused limit ("Invalid limit") is tried once more with the small one, which is remembered once accepted.
        """
        limit = self.mode.page_limit
        try:
            body = await self.get(template, {**params, "limit": limit}, about=about, shape=shape, id=id)
        except RequestRefused as refused:
            if limit == DEVELOPMENT_PAGE or not _is_limit_refusal(refused):
                raise
        else:
            await self._learn(page_limit=limit)
            return body, limit
        body = await self.get(template, {**params, "limit": DEVELOPMENT_PAGE}, about=about, shape=shape, id=id)
        await self._learn(page_limit=DEVELOPMENT_PAGE)
        return body, DEVELOPMENT_PAGE

    async def get_batch(
        self, template: str, params: Params, *, about: str, shape: Shape
    ) -> JsonObject | PermanentUpstreamError:
        """GET several things at once; what refused it where they may still be had one by one.

        Tell `batch_removed` if one by one does work.
        """
        try:
            body = await self.get(template, params, about=about, shape=shape)
        except (CredentialsRefused, NotFound, RequestRefused) as refused:
            if refused.status in _REMOVED or refused.status == 400:
                return refused
            raise
        self.batch_confirmed = True
        await self._learn(batch=True)
        return body

    async def batch_removed(self, refusal: PermanentUpstreamError) -> None:
        """A single call was accepted after `refusal` of a batch. A 400 only means that one of its ids was bad."""
        if refusal.status in _REMOVED:
            await self._learn(batch=False)

    async def _learn(self, *, page_limit: int | None = None, batch: bool | None = None) -> None:
        mode = msgspec.structs.replace(
            self.mode,
            page_limit=self.mode.page_limit if page_limit is None else page_limit,
            batch=self.mode.batch if batch is None else batch,
            known=True,
        )
        if mode == self.mode:
            return
        self.mode = mode
        if self._on_mode_change:
            await self._on_mode_change(mode)


def _is_limit_refusal(refused: RequestRefused) -> bool:
    return refused.status == 400 and "limit" in refused.code.lower()
