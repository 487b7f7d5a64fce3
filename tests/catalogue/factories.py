"""Upstream records with sensible defaults, for tests that care about one field at a time."""

from __future__ import annotations

import datetime as dt
from typing import Any

from theset_assets.upstream.records import (
    Album,
    ArtistRef,
    Attraction,
    Classification,
    Event,
    Release,
    SpotifyArtist,
    Track,
    Venue,
)

MUSIC = Classification(primary=True, segment_id="KZFzniwnSyZfZ7v7nJ", segment="Music", genre="Rock", subgenre="Pop")
SPORTS = Classification(primary=True, segment_id="KZFzniwnSyZfZ7v7nE", segment="Sports")
ARTIST_ID = "K8vZ9171Lz0"
SPOTIFY_ID = "05fG473iIaoy82BF1aGhL8"
SLIPKNOT = ArtistRef(id=SPOTIFY_ID, name="Slipknot")
OTHER = ArtistRef(id="6KImCVD70vtIoJWnq6nGn3", name="Somebody Else")
DATE = dt.date(2030, 6, 18)
EVENING = dt.time(19, 30)


def attraction(id: str = ARTIST_ID, name: str = "Slipknot", **fields: Any) -> Attraction:
    return Attraction(id=id, name=name, **{"classifications": (MUSIC,), **fields})


def venue(id: str = "KovZpZA7AAEA", name: str | None = "Madison Square Garden", **fields: Any) -> Venue:
    defaults = {
        "city": "New York",
        "state_code": "NY",
        "country_code": "US",
        "timezone": "America/New_York",
        "latitude": "40.7497062",
        "longitude": "-73.9916006",
    }
    return Venue(id=id, name=name, **{**defaults, **fields})


def event(id: str = "vvG1IZ9eMI7NI1", name: str = "Slipknot", **fields: Any) -> Event:
    defaults = {
        "local_date": DATE,
        "local_time": EVENING,
        "status_code": "onsale",
        "classifications": (MUSIC,),
        "venues": (venue(),),
        "attractions": (attraction(),),
    }
    return Event(id=id, name=name, **{**defaults, **fields})


def spotify_artist(id: str = SPOTIFY_ID, name: str = "Slipknot", **fields: Any) -> SpotifyArtist:
    return SpotifyArtist(id=id, name=name, **fields)


def track(id: str, name: str = "Song", **fields: Any) -> Track:
    return Track(id=id, name=name, **{"duration_ms": 200_000, "artists": (SLIPKNOT,), **fields})


def release(id: str, *tracks: Track, name: str = "Album", **fields: Any) -> Release:
    defaults = {
        "album_type": "album",
        "release_date": "2001-08-28",
        "release_date_precision": "day",
        "artists": (SLIPKNOT,),
    }
    return Release(album=Album(id=id, name=name, **{**defaults, **fields}), tracks=tracks)
