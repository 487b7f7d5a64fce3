"""The sandbox's bodies have the shape of recorded ones: the same keys, of the same types, at the same depth.

The sandbox leaves some upstream keys out on purpose (box office hours, seat maps …); each stands in UNUSED. It may add
none that no recording has, but for the few in BEYOND, which the recordings' small number explains.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from theset_assets.sandbox import demo

UNUSED = {
    # events
    "presales", "access", "seatmap", "products", "accessibility", "ticketLimit", "code", "ticketing", "outlets",
    "doorsTimes", "attribution", "promoter.description", "promoters.description",
    # venues
    "venues.images", "markets", "boxOfficeInfo", "parkingDetail", "accessibleSeatingDetail", "generalInfo", "ada",
    "social", "venues.aliases", "line2",
    # attractions
    "youtube", "twitter", "itunes", "lastfm", "facebook", "instagram", "wiki",
}  # fmt: skip
BEYOND = {
    "end",  # of festivals: none among the recordings
    "approximate",
}
COUNTERS = ("tmr", "ticketweb", "mfx-")  # upcomingEvents, one a selling platform

Shape = dict[str, set[str]]


def _shape(value: object, path: str = "$", found: Shape | None = None) -> Shape:
    """Each path in a body (list items folded) and the types that stand there."""
    found = {} if found is None else found
    kind = {dict: "object", list: "list", str: "text", bool: "flag", int: "number", float: "number"}.get(type(value))
    found.setdefault(path, set()).add(kind or "null")
    if isinstance(value, dict):
        for key, inner in value.items():
            _shape(inner, f"{path}.{key}", found)
    elif isinstance(value, list):
        for inner in value:
            _shape(inner, path, found)
    return found


def _load(samples: Path, name: str) -> object:
    return json.loads(next((samples).rglob(f"*{name}.json")).read_text(encoding="utf-8"))


def _mentions(path: str, keys: set[str]) -> bool:
    parts = path.split(".")
    return any(key in parts or f".{key}" in path for key in keys) or parts[-1].startswith(COUNTERS)


def _compare(ours: Shape, recorded: Shape) -> None:
    missing = {path for path in recorded if path not in ours and not _mentions(path, UNUSED)}
    surplus = {path for path in ours if path not in recorded and not _mentions(path, BEYOND)}
    other = {path: (ours[path], recorded[path]) for path in ours.keys() & recorded.keys()}
    assert missing == set()
    assert surplus == set()
    assert {path: kinds for path, kinds in other.items() if not kinds[0] & kinds[1]} == {}


def test_events_with_venues_and_attractions(ask, samples: Path) -> None:
    recorded = _shape(_load(samples, "events_slipknot_2022"))
    _shape(_load(samples, "events_eagles_2021")["_embedded"]["events"], found=recorded)
    ours: Shape = {}
    for artist in (demo.SIXTY, demo.TOUR, demo.EXTRAS, demo.PRICES, demo.ODDITIES, demo.SUPPORT):
        _shape(ask.events(artist.id), found=ours)
    _compare(ours, recorded)


def test_an_event_listings_envelope(ask, samples: Path) -> None:
    recorded = _load(samples, "events_eagles_2021")
    ours = ask.tm("/events.json", attractionId=demo.SIXTY.id, size=5).json()
    assert set(ours) == set(recorded)
    assert (set(ours["page"]), set(ours["_links"])) == (set(recorded["page"]), set(recorded["_links"]))


def _development_fields(shape: Shape) -> Shape:
    gone = {"followers", "popularity", "label", "available_markets", "album_group", "linked_from"}
    return {path: kinds for path, kinds in shape.items() if not _mentions(path, gone)}


@pytest.mark.parametrize("mode", ["extended", "development"])
@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("artist_2026", "/artists/{artist}"),
        ("artist_albums_2026", "/artists/{artist}/albums?limit=10"),
        ("album_2026", "/albums/{album}"),
        ("album_tracks_2026", "/albums/{album}/tracks"),
        ("search_tracks_2026", "/search?q=velvet%20meridian&type=track&limit=5&market=US"),
        ("artist_top_tracks_2025", "/artists/{artist}/top-tracks?market=US"),
        ("several_artists_2025", "/artists?ids={artist}"),
    ],
)
def test_spotify_bodies(ask, samples: Path, name: str, path: str, mode: str) -> None:
    ask.sandbox.configure(spotify_mode=mode)
    artist = ask.spotify_id(demo.SIXTY.id)
    album = ask.albums(artist, limit=10)[0]["id"]
    answer = ask.sp(path.format(artist=artist, album=album))
    recorded = _shape(_load(samples, name))
    if mode == "development" and answer.status_code == 404:
        assert answer.json() == _load(samples, "error_404")
        return
    ours = _shape(answer.json())
    optional = {"restrictions", "linked_from", "genres"}  # depend on the track or artist
    ours = {key: kinds for key, kinds in ours.items() if not _mentions(key, optional)}
    recorded = {key: kinds for key, kinds in recorded.items() if not _mentions(key, optional)}
    _compare(ours, recorded if mode == "extended" else _development_fields(recorded))


def test_error_bodies(ask, samples: Path) -> None:
    artist = ask.spotify_id(demo.SMALL.id)
    ask.sandbox.fault(kind="rate_limited", api="spotify", count=1)
    assert ask.sp(f"/artists/{artist}").json() == _load(samples, "error_429")
    assert ask.sp("/artists/4aawyAB9vmqN3uQ7FjRGTy").json() == _load(samples, "error_404")
    ask.sandbox.fault(kind="expired_token", count=1)
    expired = _load(samples, "album_find_5bU1XKYxHhEwukllT20xtk")
    assert ask.sp(f"/artists/{artist}").json() == expired


def test_the_token(ask, samples: Path) -> None:
    recorded = _load(samples, "authenticate_client")
    answer = ask.http.post(
        ask.sandbox.token_url, data={"grant_type": "client_credentials"}, auth=("client", "secret")
    ).json()
    assert answer | {"access_token": "REDACTED"} == recorded
