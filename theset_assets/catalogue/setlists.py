"""The predicted setlist: which songs, in which order. Whether a show gets one at all is for the store to know."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from theset_assets.catalogue.rows import Row
from theset_assets.catalogue.titles import is_instrumental, is_remix, song_key

MIN_SONGS_FOR_ENCORE = 5


class SongFacts(Row, frozen=True):
    """What is known about one song of an artist. `id` is anything that names it, `popularity` is 0–100.

    `key` names it too, and is the same in every database. `plays` counts performances in actual setlists, `releases`
    the releases that carry the recording.
    """

    id: str
    title: str
    key: str = ""
    popularity: int | None = None
    plays: int = 0
    releases: int = 0
    is_primary_artist: bool = True
    is_playable: bool = True
    release_date: dt.date | None = None


def predicted_order(songs: Iterable[SongFacts], length: int = 15, *, encore: bool = True) -> tuple[str, ...]:
    """The ids of the `length` best-known songs, best known first.

    Best known: by popularity where Spotify gives one, else by how often it is played and on how many releases it is.
    Ties go to the older song, then by key and id, so that the order never depends on that of the input. A song is in it
    once, by its best-known version; remixes and instrumentals only fill up. With `encore` the second best known closes
    the set, because bands keep a hit for the end and fans look for the best known on top.
    """
    ordered: dict[str, str] = {}
    for song in sorted(songs, key=_renown):
        ordered.setdefault(song_key(song.title), song.id)
    chosen = list(ordered.values())[: max(length, 0)]
    if encore and len(chosen) >= MIN_SONGS_FOR_ENCORE:
        chosen.append(chosen.pop(1))
    return tuple(chosen)


def _renown(song: SongFacts) -> tuple[object, ...]:
    return (
        is_remix(song.title) or is_instrumental(song.title),
        not song.is_primary_artist,
        -(song.popularity or 0),
        -song.plays,
        -song.releases,
        not song.is_playable,
        song.release_date or dt.date.max,
        song.key,
        song.id,
    )
