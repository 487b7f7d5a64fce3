"""What a Spotify search finds: artists by name, and the releases and tracks of the artists that the name fits.

Field filters (artist, album, track, year, isrc) narrow it. A search without an artist's name looks for its words as
one; there is no index of titles across all artists, since artists are made up on demand.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from theset_assets.sandbox import profiles
from theset_assets.sandbox import spotify_bodies as bodies
from theset_assets.sandbox.discography import discography
from theset_assets.sandbox.names import folded
from theset_assets.sandbox.profiles import Profile
from theset_assets.sandbox.releases import Release, Track
from theset_assets.sandbox.spotify_bodies import Json, View
from theset_assets.sandbox.state import State

TYPES = ("album", "artist", "playlist", "track", "show", "episode", "audiobook")

_FILTER = re.compile(r'\b(artist|album|track|year|isrc|upc|genre|tag):(?:"([^"]*)"|(\S+))')
_MOST = 1_000


def search_page(state: State, kind: str, query: str, view: View, *, limit: int, offset: int) -> Json:
    """The paging object of one kind (a member of TYPES)."""
    filters = {name: quoted or bare for name, quoted, bare in _FILTER.findall(query)}
    words = " ".join(_FILTER.sub(" ", query).replace('"', " ").split())
    keyword = filters.get("artist") or words
    artists = [state.current(one) for one in profiles.on_spotify(keyword)] if keyword else []
    found: list[Callable[[], Any]]
    match kind:
        case "artist":
            found = [_maker(bodies.artist, one, view) for one in artists]
        case "album":
            found = [_album(one, release, view) for one, release in _releases(artists, filters, view)]
        case "track":
            found = [
                _maker(bodies.full_track, one, release, track, view)
                for one, release in _releases(artists, filters, view)
                for track in release.tracks
                if _track_fits(track, filters)
            ]
        case _:
            found = []
    items = [make() for make in found[offset : offset + limit]]
    market = f"&market={view.market}" if view.market else ""
    total = min(len(found), _MOST)
    href = f"{view.base}/search"
    return bodies.paging(
        href, items, total, limit=limit, offset=offset, query=f"&query={quote(query, safe='')}&type={kind}{market}"
    )


def _maker(make: Callable[..., Json], *parts: object) -> Callable[[], Json]:
    """A body to be made when its turn on the page has come."""
    return lambda: make(*parts)


def _album(one: Profile, release: Release, view: View) -> Callable[[], Json | None]:
    return (lambda: None) if release.missing else _maker(bodies.simple_album, one, release, view)


def _releases(artists: list[Profile], filters: dict[str, str], view: View) -> list[tuple[Profile, Release]]:
    return [
        (one, release)
        for one in artists
        for release in discography(one)
        if _release_fits(release, filters) and (not view.market or view.market in release.markets)
    ]


def _release_fits(release: Release, filters: dict[str, str]) -> bool:
    if (album := filters.get("album")) and folded(album) not in folded(release.name):
        return False
    first, _, last = filters.get("year", "").partition("-")
    return not first.isdecimal() or int(first) <= release.date.year <= int(last if last.isdecimal() else first)


def _track_fits(track: Track, filters: dict[str, str]) -> bool:
    if (title := filters.get("track")) and folded(title) not in folded(track.song.title):
        return False
    return filters.get("isrc", track.song.isrc).upper() == track.song.isrc
