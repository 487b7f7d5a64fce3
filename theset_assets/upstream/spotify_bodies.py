"""Spotify Web API bodies → records. Every item is decoded on its own, and nothing a body can hold raises.

`null` in a list is how Spotify says "no such thing": it is passed over, never malformed. Source: Spotify Web API in
both quota modes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from theset_assets.upstream.records import (
    Album,
    ArtistRef,
    Image,
    Malformed,
    Record,
    SpotifyArtist,
    Track,
)
from theset_assets.upstream.values import (
    JsonObject,
    dig,
    filled,
    flag,
    integer,
    lacking,
    mapping,
    objects,
    sequence,
    text,
)

R = TypeVar("R", bound=Record)


class Page(Record, frozen=True, kw_only=True):
    """A paging object: its raw items, `total` as the API counts (None where it does not say), `more` to come."""

    items: tuple[object, ...]
    total: int | None
    more: bool


def page(value: object) -> Page:
    """A paging object; anything else reads as an empty, last page."""
    body = mapping(value)
    return Page(
        items=tuple(sequence(body.get("items"))),
        total=integer(body.get("total")),
        more=filled(body.get("next")) is not None,
    )


def list_fault(body: JsonObject, path: tuple[str, ...]) -> str:
    """What is wrong with a body that should have a list at `path`; "" for nothing.

    Without this a body of other types reads as an empty list.
    """
    return "" if isinstance(dig(body, *path), list) else f"no list of {path[0]}"


def decode_all(
    values: tuple[object, ...] | list[object], decode: Callable[[object], R | Malformed]
) -> tuple[tuple[R, ...], tuple[Malformed, ...]]:
    """Each value but null, decoded on its own: the records, and what could not become one."""
    good: list[R] = []
    bad: list[Malformed] = []
    for value in values:
        if value is None:
            continue
        record = decode(value)
        if isinstance(record, Malformed):
            bad.append(record)
        else:
            good.append(record)
    return tuple(good), tuple(bad)


def artist(value: object) -> SpotifyArtist | Malformed:
    """A full artist object."""
    body = mapping(value)
    id_, name = filled(body.get("id")), text(body.get("name"))
    if id_ is None or name is None:
        return lacking("SpotifyArtist", value, "id", "name")
    return SpotifyArtist(
        id=id_,
        name=name,
        url=filled(dig(body, "external_urls", "spotify")),
        genres=tuple(genre for item in sequence(body.get("genres")) if (genre := filled(item))),
        images=_images(body.get("images")),
        followers=integer(dig(body, "followers", "total")),
        popularity=integer(body.get("popularity")),
    )


def album(value: object) -> Album | Malformed:
    """A full or simplified album object. The name may be empty: Spotify has such albums."""
    body = mapping(value)
    id_, name = filled(body.get("id")), text(body.get("name"))
    if id_ is None or name is None:
        return lacking("Album", value, "id", "name")
    total_tracks = integer(body.get("total_tracks"))
    return Album(
        id=id_,
        name=name,
        album_type=filled(body.get("album_type")),
        album_group=filled(body.get("album_group")),
        total_tracks=integer(dig(body, "tracks", "total")) if total_tracks is None else total_tracks,
        release_date=filled(body.get("release_date")),
        release_date_precision=filled(body.get("release_date_precision")),
        url=filled(dig(body, "external_urls", "spotify")),
        images=_images(body.get("images")),
        artists=_artist_refs(body.get("artists")),
    )


def track(value: object) -> Track | Malformed:
    """A full or simplified track object."""
    body = mapping(value)
    id_, name = filled(body.get("id")), text(body.get("name"))
    if id_ is None or name is None:
        return lacking("Track", value, "id", "name")
    return Track(
        id=id_,
        name=name,
        duration_ms=integer(body.get("duration_ms")),
        explicit=flag(body.get("explicit")) or False,
        is_playable=flag(body.get("is_playable")),
        track_number=integer(body.get("track_number")),
        disc_number=integer(body.get("disc_number")),
        artists=_artist_refs(body.get("artists")),
        popularity=integer(body.get("popularity")),
        preview_url=filled(body.get("preview_url")),
        isrc=filled(dig(body, "external_ids", "isrc")),
        linked_from_id=filled(dig(body, "linked_from", "id")),
    )


def _artist_refs(value: object) -> tuple[ArtistRef, ...]:
    """Artists without an id (on local files) name nobody and are passed over."""
    return tuple(
        ArtistRef(id=id_, name=name)
        for item in objects(value)
        if (id_ := filled(item.get("id"))) and (name := text(item.get("name"))) is not None
    )


def _images(value: object) -> tuple[Image, ...]:
    return tuple(
        Image(url=url, width=integer(item.get("width")), height=integer(item.get("height")))
        for item in objects(value)
        if (url := filled(item.get("url")))
    )
