"""Spotify's Web API: an artist, the releases of an artist with their tracks, and full tracks.

Tokens and quota modes are handled in `spotify_token` and `spotify_web`, bodies in `spotify_bodies`. Which release or
track counts is for the catalogue rules.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from functools import partial
from types import TracebackType
from typing import Self, TypeVar

import httpx

from theset_assets.errors import NotFound, RequestRefused, SettingsError, UpstreamUnavailable
from theset_assets.settings import SPOTIFY_URL, Settings
from theset_assets.upstream import spotify_bodies as bodies
from theset_assets.upstream.http import ApiClient, Params, Shape, default_transport, log
from theset_assets.upstream.limits import Limiter, LocalLimiter
from theset_assets.upstream.ordered import in_order
from theset_assets.upstream.records import Album, Malformed, Record, Release, SpotifyArtist, Track
from theset_assets.upstream.redaction import KNOWN_SECRETS
from theset_assets.upstream.refusals import clean
from theset_assets.upstream.spotify_faults import TOKEN_TRAITS, TRAITS
from theset_assets.upstream.spotify_token import TokenSource
from theset_assets.upstream.spotify_web import ModeChanged, SpotifyMode, SpotifyWeb
from theset_assets.upstream.values import JsonObject, dig, filled, objects, sequence, without_id

API = TRAITS.api
ALBUMS_A_BATCH = 20
TRACKS_A_BATCH = 50
TRACKS_A_PAGE = 50

# No catalogue is larger: an end for lists that would have none.
_MOST_ALBUMS = 20_000
_MOST_TRACKS = 5_000
_STAND_IN = "no-key"  # what a stand-in is sent where no credentials are set
_PAGES_AHEAD = 4
_CHUNKS_AHEAD = 2
# "invalid id", "Invalid base62 id": the wording is not recorded, so any 400 about an id counts as "no such thing".
_BAD_ID = re.compile(r"(?i)\bid\b")

_items = partial(bodies.list_fault, path=("items",))
_found = partial(bodies.list_fault, path=("artists", "items"))

T = TypeVar("T")


class AlbumPage(Record, frozen=True, kw_only=True):
    """Some releases of an artist, none of which an earlier page had; `total` as the API counts, None if it does not."""

    albums: tuple[Album, ...]
    malformed: tuple[Malformed, ...]
    offset: int
    total: int | None


class ReleaseBatch(Record, frozen=True, kw_only=True):
    """Releases in the order they were asked for, without those in `missing` (ids Spotify has nothing for)."""

    releases: tuple[Release, ...]
    malformed: tuple[Malformed, ...]
    missing: tuple[str, ...]


class Spotify:
    """A client of the Web API. Use as an async context manager, or call `aclose`.

    `mode` is what is known of the app's quota mode so far; hand it to the next client, or have `on_mode_change` store
    it. A remembered mode is used as it is: an app that was granted more is found out by forgetting the mode now and
    then, which costs two refused calls at most. A remembered mode that promises too much corrects itself.
    """

    def __init__(self, web: SpotifyWeb, market: str, concurrency: int) -> None:
        self._web = web
        self._market = market
        self._concurrency = concurrency

    @classmethod
    def from_settings(
        cls,
        settings: Settings,
        limiter: Limiter | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        mode: SpotifyMode = SpotifyMode(),  # noqa: B008 (frozen)
        on_mode_change: ModeChanged | None = None,
    ) -> Self:
        """A client as `settings` say. Without `limiter` the rate holds in this process only.

        Raises SettingsError where there are no credentials for the real API; a stand-in elsewhere needs none.
        """
        client_id = settings.spotify_client_id
        secret = settings.spotify_client_secret.get_secret_value() if settings.spotify_client_secret else None
        if settings.spotify_base_url == SPOTIFY_URL and not (client_id and secret):
            raise SettingsError(f"Spotify cannot be asked without credentials. Set {TRAITS.credential_settings}.")
        KNOWN_SECRETS.add(secret)
        shared = transport or default_transport(settings)
        # Tokens come from another service: they take nothing from the Web API's rate.
        accounts = ApiClient(TOKEN_TRAITS, settings.spotify_token_url, settings, LocalLimiter(0), shared)
        client = ApiClient(
            TRAITS, settings.spotify_base_url, settings, limiter or LocalLimiter(settings.spotify_rate), shared
        )
        tokens = TokenSource(accounts, client_id or _STAND_IN, secret or _STAND_IN)
        return cls(
            SpotifyWeb(client, tokens, mode, on_mode_change), settings.spotify_market, settings.upstream_concurrency
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close all connections."""
        await self._web.aclose()

    @property
    def mode(self) -> SpotifyMode:
        """The quota mode as far as it is known."""
        return self._web.mode

    @property
    def calls(self) -> int:
        """Requests sent to the Web API so far, tries included, tokens not."""
        return self._web.client.calls

    @property
    def calls_by_path(self) -> dict[str, int]:
        """Requests sent to the Web API so far by path template."""
        return dict(self._web.client.calls_by_path)

    async def artist(self, id: str) -> SpotifyArtist:
        """One artist; raises NotFound."""
        about = f"artist {clean(id)!r}"
        body = await self._one("/artists/{id}", about, id)
        record = None if body is None else bodies.artist(body)
        if record is None:
            raise NotFound(f"Spotify knows no {about}.", api=API, status=404)
        if isinstance(record, Malformed):
            raise UpstreamUnavailable(f"Spotify's answer about {about} is unreadable: {record.reason}.", api=API)
        return record

    async def search_artists(self, name: str) -> tuple[SpotifyArtist, ...]:
        """One page (50 or 10) of artists that Spotify finds for `name`, best first; near-misses are among them."""
        if not name.strip():
            return ()
        params = {"q": name, "type": "artist", "market": self._market}
        body, _ = await self._web.get_page("/search", params, about=f"artists like {clean(name)!r}", shape=_found)
        found, malformed = bodies.decode_all(bodies.page(body.get("artists")).items, bodies.artist)
        _log_malformed(malformed)
        return found

    async def albums(
        self, artist_id: str, groups: Sequence[str] = ("album", "single", "compilation")
    ) -> AsyncGenerator[AlbumPage]:
        """All releases of an artist in `groups`, simplified (without tracks), in Spotify's order."""
        params = {"include_groups": ",".join(groups), "market": self._market}
        about = f"albums of artist {clean(artist_id)!r}"
        seen: set[str] = set()

        def page(offset: int, raw: bodies.Page) -> AlbumPage:
            found, malformed = bodies.decode_all(raw.items, bodies.album)
            fresh = {album.id: album for album in found if album.id not in seen}
            seen.update(fresh)
            return AlbumPage(albums=tuple(fresh.values()), malformed=malformed, offset=offset, total=raw.total)

        body, limit = await self._web.get_page(
            "/artists/{id}/albums", {**params, "offset": 0}, about=about, shape=_items, id=artist_id
        )
        raw = bodies.page(body)
        yield page(0, raw)

        async def further(offset: int) -> tuple[int, bodies.Page]:
            asked = {**params, "limit": limit, "offset": offset}
            body = await self._web.get("/artists/{id}/albums", asked, about=about, shape=_items, id=artist_id)
            return offset, bodies.page(body)

        known = range(limit, min(raw.total or 0, _MOST_ALBUMS), limit)
        offset = 0
        async with aclosing(in_order(further, known, _PAGES_AHEAD)) as pages:
            async for offset, raw in pages:
                if not raw.items:
                    log.warning("Spotify counts %s %s and gave out %d.", raw.total, about, offset)
                    return
                yield page(offset, raw)
        # The total is a promise, the next link the truth: follow it where the list is longer than promised.
        while raw.more and raw.items and offset + limit < _MOST_ALBUMS:
            offset, raw = await further(offset + limit)
            if raw.items:
                yield page(offset, raw)

    async def releases(self, albums: Sequence[Album | str]) -> AsyncGenerator[ReleaseBatch]:
        """The albums with all their tracks, in input order, some at a time; ids given twice are read once.

        Tracks inside albums are simplified: no ISRC, no popularity.
        """
        ids = list(dict.fromkeys(album.id if isinstance(album, Album) else album for album in albums))

        async def read(chunk: tuple[str, ...]) -> ReleaseBatch:
            found = await self._several("albums", chunk)
            return await self._complete(chunk, found)

        async with aclosing(self._chunked(read, ids, ALBUMS_A_BATCH)) as batches:
            async for batch in batches:
                yield batch

    async def tracks(self, ids: Sequence[str]) -> tuple[Track, ...]:
        """Full tracks (ISRC, and popularity in extended mode) in input order, without those Spotify does not have.

        A track that is played under another id in this market carries the one asked for in `linked_from_id`.
        """

        async def read(chunk: tuple[str, ...]) -> tuple[Track, ...]:
            found = await self._several("tracks", chunk)
            tracks, malformed = bodies.decode_all([found.get(id) for id in chunk], bodies.track)
            _log_malformed(malformed)
            return tracks

        unique = list(dict.fromkeys(ids))
        return tuple([track async for batch in self._chunked(read, unique, TRACKS_A_BATCH) for track in batch])

    async def _chunked(
        self, read: Callable[[tuple[str, ...]], Awaitable[T]], ids: list[str], size: int
    ) -> AsyncGenerator[T]:
        """`read` on the ids in chunks, in order: full batches, or as many single calls as may be under way at once."""
        if ids and self.mode.batch and not self._web.batch_confirmed:
            # Alone, so that a removed endpoint is asked once and not by every chunk under way.
            yield await read(tuple(ids[:size]))
            ids = ids[size:]
        if not self.mode.batch:
            size = self._concurrency
        chunks = [tuple(ids[start : start + size]) for start in range(0, len(ids), size)]
        async with aclosing(in_order(read, chunks, _CHUNKS_AHEAD)) as batches:
            async for batch in batches:
                yield batch

    async def _several(self, plural: str, ids: tuple[str, ...]) -> dict[str, object]:
        """The bodies of several "albums" or "tracks" by the id they were asked for with; none for a missing one."""
        refusal = None
        if self.mode.batch:
            params = {"ids": ",".join(ids), "market": self._market}
            shape = partial(bodies.list_fault, path=(plural,))
            answer = await self._web.get_batch(f"/{plural}", params, about=plural, shape=shape)
            if isinstance(answer, dict):
                return _by_id(ids, sequence(answer.get(plural)))
            refusal = answer

        async def one(id: str) -> tuple[str, JsonObject | None]:
            about = f"{plural.removesuffix('s')} {clean(id)!r}"
            return id, await self._one(f"/{plural}/{{id}}", about, id, params={"market": self._market})

        found: dict[str, object] = {}
        async with aclosing(in_order(one, ids, self._concurrency)) as answers:
            async for id, body in answers:
                if body is None:
                    continue
                found[id] = body
                if refusal:
                    await self._web.batch_removed(refusal)
                    refusal = None
        return found

    async def _one(
        self, template: str, about: str, id: str, *, params: Params | None = None, shape: Shape = without_id
    ) -> JsonObject | None:
        """The body of one thing, None where Spotify has no such thing or the id is none."""
        if not id.strip():
            return None
        try:
            return await self._web.get(template, params, about=about, shape=shape, id=id)
        except NotFound:
            return None
        except RequestRefused as refused:
            if refused.status == 400 and _BAD_ID.search(refused.code):
                return None
            raise

    async def _complete(self, ids: tuple[str, ...], found: dict[str, object]) -> ReleaseBatch:
        releases: list[Release] = []
        malformed: list[Malformed] = []

        async def one(id: str) -> tuple[Release | None, tuple[Malformed, ...]]:
            return await self._release(found[id])

        async for release, faults in in_order(one, [id for id in ids if id in found], self._concurrency):
            malformed.extend(faults)
            if release:
                releases.append(release)
        missing = tuple(id for id in ids if id not in found)
        return ReleaseBatch(releases=tuple(releases), malformed=tuple(malformed), missing=missing)

    async def _release(self, body: object) -> tuple[Release | None, tuple[Malformed, ...]]:
        """An album with all its tracks: those inside its body, and the pages behind them."""
        album = bodies.album(body)
        if isinstance(album, Malformed):
            return None, (album,)
        page = bodies.page(dig(body, "tracks"))
        items = list(page.items)
        promised = page.total if page.total is not None else album.total_tracks or 0
        more = page.more or len(items) < promised
        while more and len(items) < _MOST_TRACKS:
            page = await self._tracks_page(album.id, len(items))
            items += page.items
            more = bool(page.items) and (page.more or len(items) < promised)
        tracks, malformed = bodies.decode_all(items, bodies.track)
        if len(items) < promised:
            reason = f"{len(items)} of {promised} tracks given out"
            malformed = (*malformed, Malformed(kind="Release", id=album.id, reason=reason))
        unique = {track.id: track for track in reversed(tracks)}  # of two copies the first stays
        return Release(album=album, tracks=tuple(reversed(unique.values()))), malformed

    async def _tracks_page(self, album_id: str, offset: int) -> bodies.Page:
        params = {"limit": TRACKS_A_PAGE, "offset": offset, "market": self._market}
        about = f"tracks of album {clean(album_id)!r}"
        return bodies.page(await self._one("/albums/{id}/tracks", about, album_id, params=params, shape=_items))


def _by_id(ids: tuple[str, ...], items: list[object]) -> dict[str, object]:
    """Batch answers by the id asked for: they come in that order, with null for what is missing."""
    if len(items) == len(ids):
        return {id: item for id, item in zip(ids, items, strict=True) if item is not None}
    wanted = set(ids)
    found: dict[str, object] = {}
    for item in objects(items):
        names = (filled(item.get("id")), filled(dig(item, "linked_from", "id")))
        for id in wanted.intersection(name for name in names if name):
            found[id] = item
    return found


def _log_malformed(malformed: tuple[Malformed, ...]) -> None:
    for item in malformed:
        log.warning("Spotify: %s %r is unreadable: %s.", item.kind, item.id, item.reason)
