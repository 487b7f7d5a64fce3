"""Spotify's objects as JSON-ready dicts, in both quota modes. What is asked for is `spotify_api.py`'s business.

Shapes: spotify-openapi.yaml and recorded answers of 2025 and 2026. Development mode leaves fields out, see _ABSENT.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import msgspec

from theset_assets.sandbox import words
from theset_assets.sandbox.config import SpotifyMode
from theset_assets.sandbox.discography import discography, genres
from theset_assets.sandbox.ids import Kind, SpotifyKey
from theset_assets.sandbox.profiles import Profile
from theset_assets.sandbox.releases import Release, Track
from theset_assets.sandbox.seeds import between, chance, hex_digits, number, pick

Json = dict[str, Any]

TRACKS_IN_ALBUM = 50

_ABSENT = {
    "artist": ("followers", "popularity"),
    "album": ("popularity", "label", "available_markets", "album_group"),
    "track": ("popularity", "available_markets", "linked_from"),
}


@dataclass(frozen=True, slots=True)
class View:
    """How bodies are to be written: `base` is the API's address (…/v1), `market` the one asked for or ""."""

    base: str
    mode: SpotifyMode
    market: str = ""


def _common(kind: str, spotify_id: str, view: View) -> Json:
    return {
        "external_urls": {"spotify": f"https://open.spotify.com/{kind}/{spotify_id}"},
        "href": f"{view.base}/{kind}s/{spotify_id}",
        "id": spotify_id,
        "type": kind,
        "uri": f"spotify:{kind}:{spotify_id}",
    }


def _for_mode(kind: str, body: Json, view: View) -> Json:
    if view.mode == "development":
        for key in _ABSENT[kind]:
            body.pop(key, None)
    return body


def _images(sizes: tuple[int, ...], *seed: object) -> list[Json]:
    picture = hex_digits(24, "image", *seed)
    return [
        {"url": f"https://images.sandbox.example/{size}/{picture}.jpg", "height": size, "width": size} for size in sizes
    ]


def artist(profile: Profile, view: View) -> Json:
    """A full artist object."""
    popularity = between(5, 88, "artist popularity", profile.seed)
    body = _common("artist", profile.spotify_id or "", view) | {
        "followers": {"href": None, "total": popularity**3 * between(1, 9, "followers", profile.seed)},
        "genres": list(genres(profile)),
        "images": [] if chance(5, "no image", profile.seed) else _images((640, 320, 160), profile.seed),
        "name": profile.shown_name,
        "popularity": popularity,
    }
    return _for_mode("artist", body, view)


@lru_cache(maxsize=2048)
def _artist_ref(profile: Profile, view: View) -> msgspec.Raw:
    body = _common("artist", profile.spotify_id or "", view) | {"name": profile.shown_name}
    return msgspec.Raw(msgspec.json.encode(body))


def _refs(artists: tuple[Profile, ...], view: View) -> list[msgspec.Raw]:
    return [_artist_ref(one, view) for one in artists]


def _album_id(profile: Profile, release: Release) -> str:
    return SpotifyKey(Kind.ALBUM, profile.who or 0, profile.variant, release.index).encoded()


def track_id(profile: Profile, release: Release, track: Track, kind: Kind = Kind.TRACK) -> str:
    """A track's id; kind RELINKED is the other one, under which a market plays it."""
    return SpotifyKey(kind, profile.who or 0, profile.variant, release.index, track.index).encoded()


def simple_album(profile: Profile, release: Release, view: View, *, listed: bool = False) -> Json:
    """A simplified album; `listed` ones stand in an artist's own list and say why in `album_group`."""
    body = _common("album", _album_id(profile, release), view) | {
        "album_type": release.kind,
        "artists": _refs(release.artists, view),
        "available_markets": list(release.markets),
        "images": _images((640, 300, 64), profile.seed, release.index),
        "name": release.name,
        "release_date": _release_date(release),
        "release_date_precision": release.precision,
        "total_tracks": len(release.tracks),
    }
    if view.market:
        body["is_playable"] = view.market in release.markets
    if view.market and view.market not in release.markets:
        body["restrictions"] = {"reason": "market"}
    if listed:
        body["album_group"] = release.group
    return _for_mode("album", body, view)


def _release_date(release: Release) -> str:
    return release.date.isoformat()[: {"year": 4, "month": 7}.get(release.precision, 10)]


@lru_cache(maxsize=2048)
def full_album(profile: Profile, index: int, view: View) -> msgspec.Raw:
    """A full album, encoded, with its first TRACKS_IN_ALBUM tracks."""
    release = discography(profile)[index - 1]
    label = pick(words.LABELS, "label", profile.seed)
    body = simple_album(profile, release, view) | {
        "copyrights": [{"text": f"{release.date.year} {label}", "type": kind} for kind in ("C", "P")],
        "external_ids": {"upc": f"{number('upc', profile.seed, release.index) % 10**12:012d}"},
        "genres": [],
        "label": label,
        "popularity": release.popularity,
        "tracks": track_page(profile, release, view, limit=TRACKS_IN_ALBUM, offset=0),
    }
    return msgspec.Raw(msgspec.json.encode(_for_mode("album", body, view)))


def track_page(profile: Profile, release: Release, view: View, *, limit: int, offset: int) -> Json:
    """A paging object of an album's simplified tracks."""
    items = [simple_track(profile, release, track, view) for track in release.tracks[offset : offset + limit]]
    href = f"{view.base}/albums/{_album_id(profile, release)}/tracks"
    query = f"&market={view.market}" if view.market else ""
    return paging(href, items, len(release.tracks), limit=limit, offset=offset, query=query)


def paging(href: str, items: list[Any], total: int, *, limit: int, offset: int, query: str = "") -> Json:
    """A paging object. `query` ("&…") repeats the other parameters in each link."""

    def link(start: int) -> str:
        return f"{href}?offset={start}&limit={limit}{query}"

    return {
        "href": link(offset),
        "limit": limit,
        "next": link(offset + limit) if offset + limit < total else None,
        "offset": offset,
        "previous": link(max(offset - limit, 0)) if offset else None,
        "total": total,
        "items": items,
    }


def simple_track(profile: Profile, release: Release, track: Track, view: View, asked: Kind = Kind.TRACK) -> Json:
    """A simplified track. With a market, a relinked track goes by its other id and names this one in `linked_from`."""
    song = track.song
    relinked = bool(view.market) and track.relinked and asked is Kind.TRACK
    kind = Kind.RELINKED if relinked else asked
    body = _common("track", track_id(profile, release, track, kind), view) | {
        "artists": _refs(song.artists, view),
        "available_markets": list(release.markets) if track.playable else [],
        "disc_number": track.disc,
        "duration_ms": song.duration_ms,
        "explicit": song.explicit,
        "name": song.title,
        "preview_url": None,
        "track_number": track.number,
        "is_local": False,
    }
    if view.market:
        playable = track.playable and view.market in release.markets
        body["is_playable"] = playable
        if not playable:
            body["restrictions"] = {"reason": "market"}
    if relinked:
        body["linked_from"] = _common("track", track_id(profile, release, track), view)
    return _for_mode("track", body, view)


def full_track(profile: Profile, release: Release, track: Track, view: View, asked: Kind = Kind.TRACK) -> Json:
    """A full track with its album and ISRC."""
    body = simple_track(profile, release, track, view, asked) | {
        "album": simple_album(profile, release, view),
        "external_ids": {"isrc": track.song.isrc},
        "popularity": track.song.popularity,
    }
    return _for_mode("track", body, view)
