"""An artist's releases become their studio catalogue: one song a recording.

What a title means is decided in `titles.py`; here copies of one recording find each other and the copy that fans know
is chosen. The result does not depend on the order of the input nor on popularity.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

import msgspec

from theset_assets.catalogue.artists import http_url
from theset_assets.catalogue.names import NAME_LENGTH, TITLE_LENGTH, clean_text
from theset_assets.catalogue.rows import Rejection, Row, SongRow
from theset_assets.catalogue.titles import is_demo, is_karaoke, is_live, is_spoken, title_key
from theset_assets.upstream.records import Album, Release, Track

SAME_DURATION_MS = 2000
# How much longer a copy of the same recording may be listed (silence, a fade-out). A guess.
MAYBE_SAME_MS = 10_000
_KIND_RANK = {"album": 0, "single": 1, "compilation": 2}
_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}\d{7}")
_DATE = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?")
_POSTGRES_INT = 2_147_483_647


class CatalogueRead(Row, frozen=True):
    """An artist's studio catalogue as it is to be loaded, and what was left out.

    `songs` are the rows to load, in order of release; none of them is live or a demo. `total_albums` counts the studio
    albums, all editions of one as one. `merged` counts the copies that another copy stands for.
    """

    songs: tuple[SongRow, ...]
    rejections: tuple[Rejection, ...]
    total_albums: int
    merged: int

    @property
    def total_songs(self) -> int:
        """How many songs there are."""
        return len(self.songs)


class _Copy(NamedTuple):
    """A track as found on one release, with what the rules ask of it."""

    rank: tuple[object, ...]
    track: Track
    album: Album
    key: str
    isrc: str | None


def studio_songs(releases: Sequence[Release], *, artist_id: str, artist_name: str) -> CatalogueRead:
    """The studio catalogue of the artist with Spotify id `artist_id` in `releases`, each recording once.

    Two copies are one recording when their ISRC is equal, or their title key is and they last equally long (±2 s). Of
    the copies stays: album before single before compilation, explicit before clean, playable before not, then the
    earliest release, then the smallest id. `artist_name` stands where upstream named no artist on a track.
    """
    copies, rejections = _own_copies(releases, artist_id)
    groups = _recordings(copies)
    rows = [(group, _song_row(group, artist_id, artist_name)) for group in groups]
    rows.sort(key=lambda entry: _shelf_order(entry[0][0]))
    return CatalogueRead(
        songs=tuple(row for _, row in rows),
        rejections=tuple(sorted(rejections, key=lambda rejection: (rejection.kind, rejection.reason, rejection.id))),
        total_albums=len(
            {title_key(copy.album.name) or copy.album.id for copy in copies if _kind(copy.album) == "album"}
        ),
        merged=len(copies) - len(groups),
    )


def tracks_needing_isrc(
    releases: Sequence[Release], mode: Literal["development", "extended"], *, artist_id: str
) -> tuple[str, ...]:
    """Ids of the tracks that must be read in full before `studio_songs` can tell recordings apart.

    In extended mode that is every studio track of the artist: they come fifty a call, with ISRC and popularity. In
    development mode each is a call of its own, and an ISRC can only matter where copies of one title last differently
    long, but not by much: equal ones are one song without it, other titles are other songs, and an edit that is much
    shorter has an ISRC of its own by the standard's rules. Of copies of equal title and length one is read.
    """
    copies = [copy for copy in _own_copies(releases, artist_id)[0] if copy.isrc is None]
    if mode == "extended":
        return tuple(sorted({copy.track.id for copy in copies}))
    by_title: dict[str, list[_Copy]] = defaultdict(list)
    for copy in copies:
        by_title[copy.key].append(copy)
    wanted: set[str] = set()
    for alike in by_title.values():
        first_of_length: dict[int | None, str] = {}
        for copy in sorted(_in_doubt(alike), key=lambda copy: copy.rank):
            first_of_length.setdefault(copy.track.duration_ms, copy.track.id)
        wanted.update(first_of_length.values())
    return tuple(sorted(wanted))


def with_full_tracks(releases: Sequence[Release], full: Iterable[Track]) -> list[Release]:
    """The releases with ISRC and popularity of the full tracks put on the simplified ones they were read for.

    All else stays as the release says: a full track that is played under another id carries that other's numbers.
    """
    known: dict[str, Track] = {}
    for track in full:
        known[track.id] = track
        if track.linked_from_id:
            known[track.linked_from_id] = track

    def completed(track: Track) -> Track:
        found = known.get(track.id)
        if found is None:
            return track
        return msgspec.structs.replace(track, isrc=found.isrc or track.isrc, popularity=found.popularity)

    return [Release(album=release.album, tracks=tuple(map(completed, release.tracks))) for release in releases]


def _in_doubt(alike: list[_Copy]) -> list[_Copy]:
    """Those of the copies of one title that are not one song by their length, but could be by their ISRC."""
    groups = [[alike[position] for position in group] for group in _same_length(alike)]
    groups.sort(key=lambda group: group[0].track.duration_ms or 0)
    doubtful: dict[int, list[_Copy]] = {}
    for index in range(1, len(groups)):
        shorter, longer = groups[index - 1], groups[index]
        if (longer[0].track.duration_ms or 0) - (shorter[0].track.duration_ms or 0) <= MAYBE_SAME_MS:
            doubtful[index - 1], doubtful[index] = shorter, longer
    return [copy for group in doubtful.values() for copy in group]


# --- Which tracks are the artist's studio recordings ----------------------------------------------------------------


def _own_copies(releases: Sequence[Release], artist_id: str) -> tuple[list[_Copy], list[Rejection]]:
    copies: dict[tuple[str, str], _Copy] = {}
    rejections: dict[tuple[str, str], Rejection] = {}
    live_isrcs: set[str] = set()
    for release in _each_once(releases):
        if (reason := _foreign_release(release.album, artist_id)) is not None:
            rejections["release", release.album.id] = _rejection(
                "release", release.album.id, reason, release.album.name
            )
            continue
        for track in release.tracks:
            isrc = _isrc(track.isrc)
            if (reason := _track_rejection(track, release.album, artist_id)) is not None:
                rejections["track", track.id] = _rejection("track", track.id, reason, track.name)
                if reason == "live" and isrc and is_live(track.name):
                    live_isrcs.add(isrc)
                continue
            copy = _copy(track, release.album, isrc)
            known = copies.get((track.id, release.album.id))
            copies[track.id, release.album.id] = min(known, copy, key=lambda each: each.rank) if known else copy
    # A copy whose title keeps silent is live all the same where another copy of the recording says so.
    unmasked = [copy for copy in copies.values() if copy.isrc in live_isrcs]
    for copy in unmasked:
        rejections["track", copy.track.id] = _rejection("track", copy.track.id, "live", copy.track.name)
    gone = {copy.track.id for copy in unmasked}
    kept = [copy for copy in copies.values() if copy.track.id not in gone]
    heard = {copy.track.id for copy in kept}
    return kept, [entry for (kind, key), entry in rejections.items() if kind == "release" or key not in heard]


def _each_once(releases: Iterable[Release]) -> list[Release]:
    """Releases by album id; of two versions of one (a page read twice) the one with more tracks, else either."""
    once: dict[str, Release] = {}
    for release in releases:
        known = once.get(release.album.id)
        if known is None:
            once[release.album.id] = release
        elif known != release:
            once[release.album.id] = max(known, release, key=lambda each: (len(each.tracks), repr(each)))
    return [once[album_id] for album_id in sorted(once)]


def _rejection(kind: str, upstream_id: str, reason: str, name: str) -> Rejection:
    return Rejection(kind=kind, id=upstream_id, reason=reason, detail=clean_text(name, 200))


def _foreign_release(album: Album, artist_id: str) -> str | None:
    """Why a release is not the artist's: a compilation or guest appearance led by somebody else."""
    by_artist = [artist.id for artist in album.artists]
    leads = by_artist[:1] == [artist_id]
    if "compilation" in (album.album_type, album.album_group):
        return None if leads else "compilation"
    # In development mode upstream does not say "appears_on"; an album that does not name the artist is one.
    if album.album_group == "appears_on" or (by_artist and artist_id not in by_artist):
        return None if leads else "appears-on"
    return None


def _track_rejection(track: Track, album: Album, artist_id: str) -> str | None:
    if not clean_text(track.name, TITLE_LENGTH):
        return "no-title"
    artists = track.artists or album.artists
    if all(artist.id != artist_id for artist in artists):
        return "other-artist"
    if is_live(track.name, album.name):
        return "live"
    if is_demo(track.name, album.name):
        return "demo"
    if is_karaoke(track.name, album.name):
        return "karaoke"
    return "spoken" if is_spoken(track.name, album.name) else None


# --- One song a recording -------------------------------------------------------------------------------------------


def _copy(track: Track, album: Album, isrc: str | None) -> _Copy:
    released = parse_release_date(album.release_date) or dt.date.max
    rank = (
        3 if album.album_group == "appears_on" else _KIND_RANK.get(_kind(album), 3),
        not track.explicit,
        track.is_playable is False,
        released,
        track.id,
        album.id,
        track.disc_number or 1,
        track.track_number or 0,
        track.name,
        track.duration_ms or 0,
        isrc or "",
    )
    return _Copy(rank=rank, track=track, album=album, key=title_key(track.name), isrc=isrc)


def _recordings(copies: list[_Copy]) -> list[list[_Copy]]:
    """Copies grouped into recordings, each group with the copy to keep first."""
    ordered = sorted(copies, key=lambda copy: copy.rank)
    parent = list(range(len(ordered)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    def join(first: int, second: int) -> None:
        a, b = sorted((root(first), root(second)))
        parent[b] = a

    by_id: dict[str, int] = {}
    by_isrc: dict[str, int] = {}
    by_title: dict[str, list[int]] = defaultdict(list)
    for index, copy in enumerate(ordered):
        join(by_id.setdefault(copy.track.id, index), index)
        if copy.isrc is not None:
            join(by_isrc.setdefault(copy.isrc, index), index)
        by_title[copy.key].append(index)
    for alike in by_title.values():
        for together in _same_length([ordered[index] for index in alike]):
            for position in together[1:]:
                join(alike[together[0]], alike[position])
    groups: dict[int, list[_Copy]] = defaultdict(list)
    for index, copy in enumerate(ordered):
        groups[root(index)].append(copy)
    return list(groups.values())


def _same_length(copies: list[_Copy]) -> list[list[int]]:
    """Positions of `copies` (of one title) that last equally long, best copy first.

    The best copy left gathers all within two seconds of itself, then the next best of the rest does. So no chain of
    copies, each a little longer than the last, can tie two recordings together. Copies without a duration go with the
    best copy of all.
    """
    ranked = sorted(range(len(copies)), key=lambda position: copies[position].rank)
    timed = sorted(
        (copies[position].track.duration_ms or 0, position) for position in ranked if _timed(copies[position])
    )
    taken: set[int] = set()
    groups: list[list[int]] = []
    for position in ranked:
        duration = copies[position].track.duration_ms
        if duration is None or position in taken:
            continue
        group = [position]
        at = bisect_left(timed, (duration - SAME_DURATION_MS, -1))
        while at < len(timed) and timed[at][0] <= duration + SAME_DURATION_MS:
            if (other := timed[at][1]) not in taken and other != position:
                group.append(other)
            at += 1
        taken.update(group)
        groups.append(group)
    untimed = [position for position in ranked if not _timed(copies[position])]
    if groups:
        groups[0].extend(untimed)
    elif untimed:
        groups.append(untimed)
    return groups


def _timed(copy: _Copy) -> bool:
    return copy.track.duration_ms is not None


def _song_row(group: list[_Copy], artist_id: str, artist_name: str) -> SongRow:
    best = group[0]
    track, album = best.track, best.album
    first_artist = track.artists[0] if track.artists else None
    popularities = [copy.track.popularity for copy in group if copy.track.popularity is not None]
    return SongRow(
        spotify_id=track.id,
        title=clean_text(track.name, TITLE_LENGTH),
        title_key=title_key(track.name),
        artist=clean_text(first_artist.name if first_artist else artist_name, NAME_LENGTH)
        or clean_text(artist_name, NAME_LENGTH),
        album=clean_text(album.name, NAME_LENGTH) or None,
        album_art_url=next((url for image in album.images if (url := http_url(image.url))), None),
        release_date=parse_release_date(album.release_date),
        duration_ms=_positive(track.duration_ms),
        popularity=max(popularities, default=None),
        preview_url=next((url for copy in group if (url := http_url(copy.track.preview_url))), None),
        isrc=next((copy.isrc for copy in group if copy.isrc), None),
        is_explicit=track.explicit,
        is_playable=track.is_playable is not False,
        track_number=_positive(track.track_number),
        disc_number=_positive(track.disc_number) or 1,
        is_primary_artist=first_artist is None or first_artist.id == artist_id,
        release_count=len({copy.album.id for copy in group}),
    )


def _shelf_order(best: _Copy) -> tuple[object, ...]:
    released = parse_release_date(best.album.release_date) or dt.date.max
    return (released, best.album.id, best.track.disc_number or 1, best.track.track_number or 0, best.track.id)


def _kind(album: Album) -> str:
    return "compilation" if album.album_group == "compilation" else album.album_type or album.album_group or ""


def _positive(number: int | None) -> int | None:
    return number if number is not None and 0 < number <= _POSTGRES_INT else None


def _isrc(text: str | None) -> str | None:
    """The ISRC without hyphens, in capitals; None where it has not the form of one."""
    code = (text or "").replace("-", "").strip().upper()
    return code if _ISRC.fullmatch(code) else None


def parse_release_date(text: str | None) -> dt.date | None:
    """The day of "1997", "1997-05" or "1997-05-21": what is not said is the first. None where it is no date."""
    parts = _DATE.fullmatch((text or "").strip())
    if parts is None:
        return None
    try:
        return dt.date(int(parts["year"]), int(parts["month"] or 1), int(parts["day"] or 1))
    except ValueError:
        return None
