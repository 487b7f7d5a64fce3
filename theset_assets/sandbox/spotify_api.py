"""The Spotify Web API: routes, parameters, quota modes, token check and limit. Searching is `spotify_search.py`'s.

Error messages that are not recorded are guesses; statuses are as documented. See docs/sandbox.md.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from theset_assets.sandbox import spotify_bodies as bodies
from theset_assets.sandbox.answers import json_answer, spotify_error
from theset_assets.sandbox.discography import discography, listed
from theset_assets.sandbox.ids import SPOTIFY_ID, Kind, SpotifyKey, read_spotify_id
from theset_assets.sandbox.profiles import Profile
from theset_assets.sandbox.releases import Release, Track
from theset_assets.sandbox.spotify_bodies import View
from theset_assets.sandbox.spotify_search import TYPES, search_page
from theset_assets.sandbox.state import State

Handler = Callable[[Request, View], Response]
Endpoint = Callable[[Request], Awaitable[Response]]

_GROUPS = ("album", "single", "compilation", "appears_on")
_MARKET = re.compile("[A-Z]{2}")
_MAX_ALBUMS, _MAX_TRACKS, _MAX_ARTISTS = 20, 50, 50
_TOP_TRACKS = 10
_MAX_OFFSET = 1_000


class Refused(Exception):
    """The request is refused with this status and message."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def routes(state: State) -> list[BaseRoute]:
    """The API's routes."""
    api = _SpotifyApi(state)
    kept: list[tuple[str, Handler]] = [
        ("/artists/{id}", api.artist),
        ("/artists/{id}/albums", api.artist_albums),
        ("/albums/{id}", api.album),
        ("/albums/{id}/tracks", api.album_tracks),
        ("/tracks/{id}", api.track),
        ("/search", api.search),
    ]
    removed: list[tuple[str, Handler]] = [
        ("/artists", api.artists),
        ("/albums", api.albums),
        ("/tracks", api.tracks),
        ("/artists/{id}/top-tracks", api.top_tracks),
        ("/audio-features", api.audio_features),
        ("/audio-features/{id}", api.audio_features),
    ]
    found: list[BaseRoute] = [Route(f"/v1{path}", api.guarded(handler), methods=["GET"]) for path, handler in kept]
    found += [Route(f"/v1{path}", api.guarded(handler, removed=True), methods=["GET"]) for path, handler in removed]
    return found


class _SpotifyApi:
    def __init__(self, state: State) -> None:
        self._state = state

    def guarded(self, handler: Handler, *, removed: bool = False) -> Endpoint:
        """`handler` behind the token check and the limit; `removed` ones are gone in development mode."""

        async def endpoint(request: Request) -> Response:
            if refused := self._refused(request):
                return refused
            config = self._state.config
            if removed and config.spotify_mode == "development":
                return spotify_error(config.removed_endpoint_status, "Resource not found")
            base = str(request.base_url).rstrip("/") + "/v1"
            try:
                return handler(request, View(base, config.spotify_mode, _market(request)))
            except Refused as refused:
                return spotify_error(refused.status, refused.message)

        return endpoint

    def _refused(self, request: Request) -> Response | None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if not scheme:
            return spotify_error(401, "No token provided")
        if scheme.lower() != "bearer":
            return spotify_error(400, "Only valid bearer authentication supported")
        match self._state.tokens.state(token):
            case "invalid":
                return spotify_error(401, "Invalid access token")
            case "expired":
                return spotify_error(401, "The access token expired")
            case _:
                pass
        limit = self._state.limits.spotify
        wait = limit.take(time.monotonic()) if limit else None
        if wait is None:
            return None
        return spotify_error(429, "API rate limit exceeded", {"Retry-After": str(max(1, math.ceil(wait)))})

    # --- One thing ---------------------------------------------------------------------------------------------------

    def artist(self, request: Request, view: View) -> Response:
        return json_answer(bodies.artist(self._artist(request), view))

    def album(self, request: Request, view: View) -> Response:
        profile, release = self._release(_key(request.path_params["id"]), Kind.ALBUM)
        return json_answer(bodies.full_album(profile, release.index, view))

    def album_tracks(self, request: Request, view: View) -> Response:
        profile, release = self._release(_key(request.path_params["id"]), Kind.ALBUM)
        limit, offset = _limit(request, 50, 20), _offset(request)
        return json_answer(bodies.track_page(profile, release, view, limit=limit, offset=offset))

    def track(self, request: Request, view: View) -> Response:
        key = _key(request.path_params["id"])
        profile, release, track = self._track(key)
        return json_answer(bodies.full_track(profile, release, track, view, key.kind if key else Kind.TRACK))

    # --- An artist's work --------------------------------------------------------------------------------------------

    def artist_albums(self, request: Request, view: View) -> Response:
        profile = self._artist(request)
        limit = _limit(request, *((50, 20) if view.mode == "extended" else (10, 5)))
        offset = _offset(request)
        asked = request.query_params.get("include_groups") or ",".join(_GROUPS)
        groups = asked.split(",")
        if not set(groups) <= set(_GROUPS):
            raise Refused(400, "Invalid include_groups")
        releases = [
            release
            for release in listed(profile)
            if release.group in groups and (not view.market or view.market in release.markets)
        ]
        items = [_listed_album(profile, release, view) for release in releases[offset : offset + limit]]
        query = f"&include_groups={asked}" + (f"&market={view.market}" if view.market else "")
        href = f"{view.base}/artists/{profile.spotify_id}/albums"
        return json_answer(bodies.paging(href, items, len(releases), limit=limit, offset=offset, query=query))

    def top_tracks(self, request: Request, view: View) -> Response:
        profile = self._artist(request)
        tracks = [(release, track) for release in discography(profile) for track in release.tracks]
        tracks = [(release, track) for release, track in tracks if profile in track.song.artists]
        tracks.sort(key=lambda pair: (-pair[1].song.popularity, pair[0].index, pair[1].index))
        by_title = {track.song.title: (release, track) for release, track in reversed(tracks)}
        best = sorted(by_title.values(), key=lambda pair: -pair[1].song.popularity)[:_TOP_TRACKS]
        return json_answer({"tracks": [bodies.full_track(profile, release, track, view) for release, track in best]})

    def search(self, request: Request, view: View) -> Response:
        asked = request.query_params
        query = (asked.get("q") or asked.get("query", "")).strip()  # links upstream say "query" and work
        types = asked.get("type", "").split(",")
        if not query:
            raise Refused(400, "No search query")
        if types == [""]:
            raise Refused(400, "Missing parameter type")
        if not set(types) <= set(TYPES):
            raise Refused(400, "Bad search type field")
        limit = _limit(request, *((50, 20) if view.mode == "extended" else (10, 5)))
        offset = _offset(request, _MAX_OFFSET)
        return json_answer(
            {f"{kind}s": search_page(self._state, kind, query, view, limit=limit, offset=offset) for kind in types}
        )

    # --- Batches: gone in development mode ---------------------------------------------------------------------------

    def artists(self, request: Request, view: View) -> Response:
        def body(key: SpotifyKey | None) -> bodies.Json:
            return bodies.artist(self._artist_of(key), view)

        return json_answer({"artists": self._batch(request, _MAX_ARTISTS, body)})

    def albums(self, request: Request, view: View) -> Response:
        def body(key: SpotifyKey | None) -> msgspec.Raw:
            profile, release = self._release(key, Kind.ALBUM)
            return bodies.full_album(profile, release.index, view)

        return json_answer({"albums": self._batch(request, _MAX_ALBUMS, body)})

    def tracks(self, request: Request, view: View) -> Response:
        def body(key: SpotifyKey | None) -> bodies.Json:
            return bodies.full_track(*self._track(key), view, key.kind if key else Kind.TRACK)

        return json_answer({"tracks": self._batch(request, _MAX_TRACKS, body)})

    def audio_features(self, request: Request, view: View) -> Response:
        """Closed to every app made after 2024-11-27."""
        raise Refused(403, "Forbidden")

    def _batch(self, request: Request, limit: int, body: Callable[[SpotifyKey | None], Any]) -> list[Any]:
        """One item an id in order, null for an unknown one; a malformed one refuses the whole batch."""
        wanted = request.query_params.get("ids", "")
        if not wanted:
            raise Refused(400, "Missing required field: ids")
        keys = [_key(text) for text in wanted.split(",")]
        if len(keys) > limit:
            raise Refused(400, "Too many ids requested")
        found: list[Any] = []
        for key in keys:
            try:
                found.append(body(key))
            except Refused:
                found.append(None)
        return found

    # --- Lookups -----------------------------------------------------------------------------------------------------

    def _artist(self, request: Request) -> Profile:
        return self._artist_of(_key(request.path_params["id"]))

    def _artist_of(self, key: SpotifyKey | None) -> Profile:
        profile = self._state.by_spotify(key.who, key.variant) if key and key.kind is Kind.ARTIST else None
        if profile is None:
            raise Refused(404, "Resource not found")
        return profile

    def _release(self, key: SpotifyKey | None, *kinds: Kind) -> tuple[Profile, Release]:
        profile = self._state.by_spotify(key.who, key.variant) if key and key.kind in kinds else None
        releases = discography(profile) if profile else ()
        release = releases[key.release - 1] if key and 0 < key.release <= len(releases) else None
        if profile is None or release is None or release.missing:
            raise Refused(404, "Resource not found")
        return profile, release

    def _track(self, key: SpotifyKey | None) -> tuple[Profile, Release, Track]:
        profile, release = self._release(key, Kind.TRACK, Kind.RELINKED)
        track = release.tracks[key.track - 1] if key and 0 < key.track <= len(release.tracks) else None
        if track is None or (key and key.kind is Kind.RELINKED and not track.relinked):
            raise Refused(404, "Resource not found")
        return profile, release, track


def _listed_album(profile: Profile, release: Release, view: View) -> bodies.Json | None:
    return None if release.missing else bodies.simple_album(profile, release, view, listed=True)


def _key(text: str) -> SpotifyKey | None:
    """What an id says; None where it is well formed and stands for nothing."""
    if not SPOTIFY_ID.fullmatch(text):
        raise Refused(400, "Invalid base62 id")
    return read_spotify_id(text)


def _market(request: Request) -> str:
    market = request.query_params.get("market", "")
    if market and not _MARKET.fullmatch(market):
        raise Refused(400, "Invalid market code")
    return market


def _limit(request: Request, most: int, default: int) -> int:
    text = request.query_params.get("limit", "")
    if not text:
        return default
    if not re.fullmatch("[0-9]{1,9}", text) or not 1 <= int(text) <= most:
        raise Refused(400, "Invalid limit")
    return int(text)


def _offset(request: Request, most: int = 1_000_000) -> int:
    text = request.query_params.get("offset", "")
    if not text:
        return 0
    if not re.fullmatch("[0-9]{1,9}", text) or int(text) > most:
        raise Refused(400, "Invalid offset")
    return int(text)
