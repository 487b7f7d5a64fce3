"""The recorded API bodies served over HTTP, as far as they go, for imports of real data.

Bodies are given out as they were recorded; only what is around them is made here: a page holds what was recorded of
it, a search what was recorded for those words, and what nobody recorded is refused with the recorded 404. What a test
adds on top (`made_up`, `Replay.refuse`) is its own invention and says so there.

The recordings are not part of the repository: THESET_SAMPLES names their folder.
"""

from __future__ import annotations

import json
import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from theset_assets.sandbox import sandbox_env, served

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = Path(os.environ.get("THESET_SAMPLES") or ROOT.parent / "shared/upstream/samples")
needs_samples = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason=f"no recorded API bodies at {SAMPLES}: set THESET_SAMPLES to their folder"
)

HOST = "127.0.0.1"
_MARKET = re.compile(r"_market_([A-Z]{2})$")
_ALBUM_TRACKS = re.compile(r"/albums/(\w+)/tracks$")
_ARTIST_ALBUMS = re.compile(r"/artists/(\w+)/albums$")

Json = dict[str, Any]


class Recorded:
    """All recorded bodies, found by what they are. Of two recordings of one thing the first in order of files counts.

    A Spotify body recorded for one market is kept under that market, all others under None.
    """

    def __init__(self, samples: Path) -> None:
        self._samples = samples
        self.events: dict[str, Json] = {}
        self.attractions: dict[str, Json] = {}
        self.artists: dict[str, Json] = {}
        self.named_artists: dict[str, Json] = {}
        self.albums: dict[tuple[str, str | None], Json] = {}
        self.tracks: dict[tuple[str, str | None], Json] = {}
        self.album_pages: dict[tuple[str, str | None, int], Json] = {}
        self.listings: dict[str, list[Json]] = {}
        self.searches: dict[str, Json] = {}
        for path in sorted(samples.glob("ticketmaster/*.json")):
            self._ticketmaster(json.loads(path.read_bytes()))
        for path in sorted(samples.glob("spotify/*.json")):
            market = _MARKET.search(path.stem)
            self._spotify(json.loads(path.read_bytes()), market.group(1) if market else None)

    def body(self, name: str) -> Json:
        """The recorded body of the one file whose name ends in `name`."""
        [path] = self._samples.rglob(f"*{name}.json")
        return json.loads(path.read_bytes())

    def _ticketmaster(self, body: Any) -> None:
        if isinstance(body, dict) and body.get("type") == "attraction":
            self.attractions.setdefault(body["id"], body)
        if isinstance(body, dict):
            body = [body] if body.get("type") == "event" else body.get("_embedded", {}).get("events", [])
        for event in body:
            self.events.setdefault(event["id"], event)
            for attraction in event["_embedded"].get("attractions", []):
                self.attractions.setdefault(attraction["id"], attraction)

    def _spotify(self, body: Any, market: str | None) -> None:
        if isinstance(body, list):
            for item in body:
                self._spotify(item, market)
            return
        if not isinstance(body, dict):
            return
        kind, id_ = body.get("type"), body.get("id")
        if kind == "artist":
            (self.artists if "followers" in body else self.named_artists).setdefault(id_, body)
        elif kind == "album" and body.get("tracks", {}).get("items"):
            self.albums.setdefault((id_, market), body)
        elif kind == "track" and "external_ids" in body:
            self.tracks.setdefault((id_, market), body)
            self.tracks.setdefault((body.get("linked_from", body)["id"], market), body)
        elif "items" in body and "href" in body:
            self._page(body, market)
        for value in body.values():
            self._spotify(value, market)

    def _page(self, body: Json, market: str | None) -> None:
        address = urlsplit(body["href"])
        query = {key: values[0] for key, values in parse_qs(address.query).items()}
        if of_album := _ALBUM_TRACKS.search(address.path):
            self.album_pages.setdefault((of_album.group(1), market, body["offset"]), body)
        elif of_artist := _ARTIST_ALBUMS.search(address.path):
            self.listings.setdefault(of_artist.group(1), body["items"])
        elif query.get("type") == "artist" and body["offset"] == 0:
            self.searches.setdefault(query["query"], body)

    def artist(self, id_: str) -> Json | None:
        """An artist; one whose own body was not recorded is what recorded albums and tracks say of it."""
        return self.artists.get(id_) or self.named_artists.get(id_)

    def album(self, id_: str, market: str | None) -> Json | None:
        """An album with its tracks: its own body, else its entry in a listing and the recorded page of its tracks."""
        found = self.albums.get((id_, market)) or self.albums.get((id_, None))
        page = self.album_page(id_, market, 0)
        if found or not page:
            return found
        listed = [album for albums in self.listings.values() for album in albums if album["id"] == id_]
        return {**listed[0], "tracks": page} if listed else None

    def album_page(self, id_: str, market: str | None, offset: int) -> Json | None:
        """The page of an album's tracks that was recorded at `offset`."""
        return self.album_pages.get((id_, market, offset)) or self.album_pages.get((id_, None, offset))

    def track(self, id_: str, market: str | None) -> Json | None:
        """A full track."""
        return self.tracks.get((id_, market)) or self.tracks.get((id_, None))

    def albums_of(self, artist_id: str) -> list[Json]:
        """The recorded listing of an artist's albums, else the recorded albums that name the artist."""
        if artist_id in self.listings:
            return self.listings[artist_id]
        own = {
            album["id"]: {key: value for key, value in album.items() if key != "tracks"}
            for (_, market), album in self.albums.items()
            if market is None and any(artist["id"] == artist_id for artist in album["artists"])
        }
        return list(own.values())


class Replay:
    """The two APIs as they were recorded, and attractions that a test made up. `asked` counts the requests by path."""

    def __init__(self, recorded: Recorded, made_up: Sequence[Json] = ()) -> None:
        self.recorded = recorded
        self.attractions = {attraction["id"]: attraction for attraction in made_up}
        self.asked: dict[str, int] = defaultdict(int)
        self._refusals: dict[str, list[tuple[int, Json]]] = defaultdict(list)
        self.app = Starlette(
            routes=[
                self._route("/discovery/v2/attractions/{id}.json", self._attraction),
                self._route("/discovery/v2/attractions.json", self._attractions),
                self._route("/discovery/v2/events.json", self._events),
                self._route("/v1/artists/{id}", self._artist),
                self._route("/v1/artists/{id}/albums", self._artist_albums),
                self._route("/v1/albums", self._several("albums", recorded.album)),
                self._route("/v1/albums/{id}", self._album),
                self._route("/v1/albums/{id}/tracks", self._album_tracks),
                self._route("/v1/tracks", self._several("tracks", recorded.track)),
                self._route("/v1/tracks/{id}", self._track),
                self._route("/v1/search", self._search),
                self._route("/api/token", self._token, methods=["POST"]),
            ]
        )

    @contextmanager
    def running(self) -> Iterator[dict[str, str]]:
        """Serve on loopback; the environment variables that point the program here."""
        with served(self.app, host=HOST) as port:
            yield sandbox_env(HOST, port)

    def refuse(self, path: str, status: int, body: Json, times: int = 1) -> None:
        """Answer the next requests for `path` with an error."""
        self._refusals[path] += [(status, body)] * times

    def _route(self, path: str, answer: Callable[[Request], Json | None], methods: list[str] | None = None) -> Route:
        async def endpoint(request: Request) -> JSONResponse:
            self.asked[request.url.path] += 1
            if self._refusals[request.url.path]:
                status, body = self._refusals[request.url.path].pop(0)
                return JSONResponse(body, status)
            found = answer(request)
            return JSONResponse(self._missing(request) if found is None else found, 404 if found is None else 200)

        return Route(path, endpoint, methods=methods)

    def _missing(self, request: Request) -> Json:
        if request.url.path.startswith("/v1/"):
            return self.recorded.body("error_404")
        # No 404 of Ticketmaster's was recorded; this is how the API describes it.
        return {"errors": [{"code": "DIS1004", "detail": "Resource not found with provided criteria", "status": "404"}]}

    # --- Ticketmaster -----------------------------------------------------------------------------------------------

    def _attraction(self, request: Request) -> Json | None:
        id_ = request.path_params["id"]
        return self.attractions.get(id_) or self.recorded.attractions.get(id_)

    def _attractions(self, request: Request) -> Json:
        words = request.query_params.get("keyword", "").casefold()
        known = {**self.recorded.attractions, **self.attractions}.values()
        return _found(request, "attractions", [each for each in known if words in each["name"].casefold()])

    def _events(self, request: Request) -> Json:
        wanted = set(request.query_params["attractionId"].split(","))
        only = {"includeTBA": "dateTBA", "includeTBD": "dateTBD"}
        flag = next((flag for name, flag in only.items() if request.query_params.get(name) == "only"), None)
        events = [
            event
            for event in self.recorded.events.values()
            if wanted & {each["id"] for each in event["_embedded"].get("attractions", [])}
            and (flag is None or event["dates"]["start"][flag])
        ]
        events.sort(key=lambda event: (event["dates"]["start"].get("dateTime", ""), event["id"]))
        return _found(request, "events", events)

    # --- Spotify ----------------------------------------------------------------------------------------------------

    def _artist(self, request: Request) -> Json | None:
        return self.recorded.artist(request.path_params["id"])

    def _artist_albums(self, request: Request) -> Json:
        groups = request.query_params["include_groups"].split(",")
        albums = self.recorded.albums_of(request.path_params["id"])
        return _page(request, [each for each in albums if each.get("album_group", each["album_type"]) in groups])

    def _album(self, request: Request) -> Json | None:
        return self.recorded.album(request.path_params["id"], request.query_params.get("market"))

    def _album_tracks(self, request: Request) -> Json | None:
        query = request.query_params
        return self.recorded.album_page(request.path_params["id"], query.get("market"), int(query["offset"]))

    def _track(self, request: Request) -> Json | None:
        return self.recorded.track(request.path_params["id"], request.query_params.get("market"))

    def _several(self, plural: str, find: Callable[[str, str | None], Json | None]) -> Callable[[Request], Json | None]:
        def answer(request: Request) -> Json:
            ids = request.query_params["ids"].split(",")
            return {plural: [find(id_, request.query_params.get("market")) for id_ in ids]}

        return answer

    def _search(self, request: Request) -> Json:
        return {"artists": self.recorded.searches.get(request.query_params["q"]) or _page(request, [])}

    def _token(self, _: Request) -> Json:
        return self.recorded.body("authenticate_client")


def _found(request: Request, what: str, items: list[Json]) -> Json:
    """One page of a Ticketmaster search; without results it has no `_embedded`."""
    size, number = int(request.query_params.get("size", 20)), int(request.query_params.get("page", 0))
    here = items[number * size : (number + 1) * size]
    page = {"size": size, "totalElements": len(items), "totalPages": -(-len(items) // size), "number": number}
    return {**({"_embedded": {what: here}} if here else {}), "_links": {}, "page": page}


def _page(request: Request, items: list[Json]) -> Json:
    """One page of a Spotify list."""
    limit, offset = int(request.query_params["limit"]), int(request.query_params.get("offset", 0))
    following = str(request.url.include_query_params(offset=offset + limit)) if offset + limit < len(items) else None
    return {
        "href": str(request.url),
        "items": items[offset : offset + limit],
        "limit": limit,
        "next": following,
        "offset": offset,
        "previous": None,
        "total": len(items),
    }
