"""How each kind of release is made: its songs, its copies of other releases' songs, whose it is and when it came out.

A copy of a recording keeps its ISRC (deluxe, single, compilation) or keeps title and duration and changes the ISRC
(clean, remaster), as real catalogues do.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from theset_assets.sandbox import names, words
from theset_assets.sandbox.profiles import Profile, by_name
from theset_assets.sandbox.seeds import between, chance, number, pick

GENRES = words.SPOTIFY_GENRES
_LAST_DAY = dt.date(2026, 6, 26)


@dataclass(frozen=True, slots=True)
class Song:
    """A recording. `guests` are the artists it features, `duration_ms` its length, `popularity` 0–100."""

    title: str
    duration_ms: int
    explicit: bool
    isrc: str
    popularity: int
    artists: tuple[Profile, ...]


@dataclass(frozen=True, slots=True)
class Track:
    """A song's place on a release. `index` counts through the whole release from 1, `number` within its disc."""

    index: int
    disc: int
    number: int
    song: Song
    playable: bool
    relinked: bool


@dataclass(frozen=True, slots=True)
class Release:
    """A release. `index` counts from 1; `date` is written as `precision` (year, month, day) says.

    `missing` ones are null wherever a list would show them. `markets` are ISO 3166 codes.
    """

    index: int
    name: str
    kind: str
    group: str
    date: dt.date
    precision: str
    artists: tuple[Profile, ...]
    tracks: tuple[Track, ...]
    markets: tuple[str, ...]
    popularity: int
    missing: bool = False


@dataclass(slots=True)
class Shelf:
    """The releases made so far, for the next one to copy from."""

    profile: Profile
    releases: list[Release] = field(default_factory=list[Release])
    studio: list[Release] = field(default_factory=list[Release])
    singles: int = 0

    @property
    def index(self) -> int:
        """The next release's number."""
        return len(self.releases) + 1

    @property
    def seed(self) -> tuple[str, int]:
        """What the next release is drawn from."""
        return self.profile.seed, self.index

    def add(self, release: Release) -> None:
        """Put a release on the shelf."""
        self.releases.append(release)

    def source(self) -> Release:
        """The studio album that a copy copies: the latest."""
        return self.studio[-1]

    def date(self) -> dt.date:
        """When the next release comes out: a steady career up to _LAST_DAY, later for what an override adds."""
        planned = max(self.profile.releases, 1)
        first = _LAST_DAY - dt.timedelta(days=365 * between(6, 35, "career", self.profile.seed))
        share = min(self.index / planned, 1.0)
        late = max(self.index - planned, 0) * 14
        return first + dt.timedelta(days=int((_LAST_DAY - first).days * share) + late)


# --- Parts ----------------------------------------------------------------------------------------------------------


def _song(shelf: Shelf, at: int, title: str | None = None) -> Song:
    profile, seed = shelf.profile, (*shelf.seed, at)
    head, tail = pick(words.TITLE_HEADS, "head", *seed), pick(words.TITLE_TAILS, "tail", *seed)
    title = title or pick((f"{head} {tail}", tail, f"{head} {tail}", f"The {head} {tail}"), "title", *seed)
    artists = (profile,)
    if chance(8, "guest", *seed):
        guest = by_name(names.invented("guest", *seed))
        title, artists = f"{title} (feat. {guest.name})", (profile, guest)
    return Song(
        title=title,
        duration_ms=between(125_000, 330_000, "duration", *seed),
        explicit=chance(15, "explicit", *seed),
        isrc=_isrc(*seed),
        popularity=max(0, 70 - at * 3 - number("popularity", *seed) % 30),
        artists=artists,
    )


def _isrc(*seed: object) -> str:
    return f"QZ{number('isrc', *seed) % 10**10:010d}"


def _songs(shelf: Shelf, count: int) -> list[Song]:
    return [_song(shelf, at) for at in range(count)]


def _recorded_again(song: Song, suffix: str, shelf: Shelf, longer_ms: int = 0) -> Song:
    """The same song as another recording."""
    return replace(
        song,
        title=song.title + suffix,
        duration_ms=song.duration_ms + longer_ms,
        isrc=_isrc("again", *shelf.seed, song.isrc),
        popularity=song.popularity // 2,
    )


def _release(  # noqa: PLR0913 (a release has that many sides; all but two have defaults)
    shelf: Shelf,
    name: str,
    songs: Iterable[Song],
    *,
    kind: str = "album",
    group: str | None = None,
    artists: tuple[Profile, ...] = (),
    precision: str = "day",
    markets: tuple[str, ...] = words.MARKETS,
    discs_of: int = 200,
    missing: bool = False,
) -> Release:
    tracks = tuple(
        Track(
            index=at + 1,
            disc=at // discs_of + 1,
            number=at % discs_of + 1,
            song=song,
            playable=not chance(2, "unplayable", *shelf.seed, at),
            relinked=chance(3, "relinked", *shelf.seed, at),
        )
        for at, song in enumerate(songs)
    )
    return Release(
        index=shelf.index,
        name=name,
        kind=kind,
        group=group or kind,
        date=shelf.date(),
        precision=precision,
        artists=artists or (shelf.profile,),
        tracks=tracks,
        markets=markets,
        popularity=max((track.song.popularity for track in tracks), default=0),
        missing=missing,
    )


def _title(shelf: Shelf) -> str:
    return f"{pick(words.TITLE_HEADS, 'album', *shelf.seed)} {pick(words.TITLE_TAILS, 'album tail', *shelf.seed)}"


def _studio(shelf: Shelf, release: Release) -> Release:
    shelf.studio.append(release)
    return release


# --- Own work -------------------------------------------------------------------------------------------------------


def album(shelf: Shelf) -> Release:
    """A studio album of 8 to 12 songs."""
    return _studio(shelf, _release(shelf, _title(shelf), _songs(shelf, between(8, 12, "size", *shelf.seed))))


def album_with_traps(shelf: Shelf) -> Release:
    """A studio album whose titles hold "live" and "demo" without being either."""
    songs = [_song(shelf, at, title) for at, title in enumerate(words.TRAP_TITLES)]
    return _studio(shelf, _release(shelf, _title(shelf), songs))


def single(shelf: Shelf) -> Release:
    """A single: a song of the latest album (equal ISRC) or, every third time, a new one."""
    shelf.singles += 1
    tracks = shelf.source().tracks
    song = _song(shelf, 0) if shelf.singles % 3 == 0 else tracks[shelf.singles % len(tracks)].song
    return _release(shelf, song.title, [song], kind="single")


def ep(shelf: Shelf) -> Release:
    """Four new songs, which Spotify files under singles."""
    return _release(shelf, f"{_title(shelf)} EP", _songs(shelf, 4), kind="single")


def live_album(shelf: Shelf) -> Release:
    """A live album whose tracks never say live; only its own name does."""
    place = pick(words.BAND_NOUNS, "place", *shelf.seed).title()
    songs = [_recorded_again(track.song, "", shelf, 21_000) for track in shelf.source().tracks]
    return _release(shelf, f"Live at the {place} Hall", songs)


def live_album_that_says_so(shelf: Shelf) -> Release:
    """A live album whose every track says so."""
    songs = [_recorded_again(track.song, " - Live", shelf, 17_000) for track in shelf.source().tracks]
    return _release(shelf, f"{shelf.source().name} (Live)", songs)


def live_single(shelf: Shelf) -> Release:
    """A single recorded live."""
    song = _recorded_again(shelf.source().tracks[0].song, " (Live at North Pier)", shelf, 12_000)
    return _release(shelf, song.title, [song], kind="single")


def unplugged(shelf: Shelf) -> Release:
    """Acoustic versions."""
    songs = [_recorded_again(track.song, " - Acoustic", shelf, 4_000) for track in shelf.source().tracks[:5]]
    return _release(shelf, f"{shelf.source().name} Unplugged", songs, kind="single")


def demos(shelf: Shelf) -> Release:
    """Demo recordings; half of the tracks say so."""
    songs = [
        _recorded_again(track.song, " (Demo)" if at % 2 else "", shelf, -9_000)
        for at, track in enumerate(shelf.source().tracks[:6])
    ]
    return _release(shelf, f"{shelf.source().name}: The Demos", songs)


# --- Copies ---------------------------------------------------------------------------------------------------------


def deluxe(shelf: Shelf) -> Release:
    """The latest album with equal ISRCs and three songs more."""
    source = shelf.source()
    return _release(
        shelf, f"{source.name} (Deluxe Edition)", [*(track.song for track in source.tracks), *_songs(shelf, 3)]
    )


def clean_copy(shelf: Shelf) -> Release:
    """The latest album without its explicit words: equal titles and durations, other ISRCs."""
    source = shelf.source()
    songs = [replace(_recorded_again(track.song, "", shelf), explicit=False) for track in source.tracks]
    return _release(shelf, source.name, songs)


def remaster(shelf: Shelf) -> Release:
    """The latest album remastered: " - Remastered", a second's difference, other ISRCs."""
    songs = [_recorded_again(track.song, " - Remastered", shelf, 1_000) for track in shelf.source().tracks]
    return _release(shelf, f"{shelf.source().name} (Remastered)", songs)


def reupload(shelf: Shelf) -> Release:
    """The latest album again, for two markets only, with equal ISRCs."""
    source = shelf.source()
    return _release(shelf, source.name, [track.song for track in source.tracks], markets=("JP", "KR"))


def own_version(shelf: Shelf) -> Release:
    """The latest album recorded anew by the artist: no remix, though the titles are in brackets."""
    source = shelf.source()
    suffix = f" ({shelf.profile.name}'s Version)"
    songs = [_recorded_again(track.song, suffix, shelf, 6_000) for track in source.tracks]
    return _release(shelf, source.name + suffix, songs)


def remixes(shelf: Shelf) -> Release:
    """Remixes of one song."""
    song = shelf.source().tracks[0].song
    mixes = (" - Radio Edit", " - Extended Mix", " - Night Bus Remix")
    songs = [_recorded_again(song, mix, shelf, 30_000 * at) for at, mix in enumerate(mixes)]
    return _release(shelf, f"{song.title} (Remixes)", songs, kind="single")


def box_set(shelf: Shelf) -> Release:
    """62 tracks on three discs: more than an album body holds."""
    known = [track.song for release in shelf.studio for track in release.tracks]
    songs = [*known, *_songs(shelf, 62)][:62]
    return _release(shelf, "The Complete Sessions", songs, discs_of=24)


# --- Compilations ---------------------------------------------------------------------------------------------------


def best_of(shelf: Shelf) -> Release:
    """The artist's own compilation, with equal ISRCs."""
    songs = [track.song for release in shelf.studio[-4:] for track in release.tracks[:4]]
    return _release(shelf, f"The Best of {shelf.profile.name}", songs, kind="compilation")


def various(shelf: Shelf) -> Release:
    """A Various-Artists compilation with one of the artist's songs among 11 of others."""
    others = [_song_by(by_name(names.invented("various", *shelf.seed, at)), shelf, at) for at in range(11)]
    songs = [*others[:4], shelf.source().tracks[0].song, *others[4:]]
    owner = by_name("Various Artists")
    return _release(shelf, f"{_title(shelf)} Hits", songs, kind="compilation", group="appears_on", artists=(owner,))


def appearance(shelf: Shelf) -> Release:
    """Another artist's album on which the artist is a guest on one track."""
    owner = by_name(names.invented("owner", *shelf.seed))
    songs = [_song_by(owner, shelf, at) for at in range(9)]
    songs[2] = replace(songs[2], title=f"{songs[2].title} (feat. {shelf.profile.name})", artists=(owner, shelf.profile))
    return _release(shelf, _title(shelf), songs, group="appears_on", artists=(owner,))


def _song_by(owner: Profile, shelf: Shelf, at: int) -> Song:
    return replace(_song(shelf, at), artists=(owner,), title=f"{_song(shelf, at).title.split(' (feat.')[0]}")


# --- Oddities -------------------------------------------------------------------------------------------------------


def nameless(shelf: Shelf) -> Release:
    """An album with an empty name."""
    return _release(shelf, "", _songs(shelf, 3))


def album_of_a_year(shelf: Shelf) -> Release:
    """An album of which only the year is known."""
    return _release(shelf, _title(shelf), _songs(shelf, 8), precision="year")


def album_of_a_month(shelf: Shelf) -> Release:
    """An album of which year and month are known."""
    return _release(shelf, _title(shelf), _songs(shelf, 8), precision="month")


def long_title(shelf: Shelf) -> Release:
    """A single whose title is longer than 500 characters."""
    title = " ".join(f"{head} {tail}" for head, tail in zip(words.TITLE_HEADS, words.TITLE_TAILS, strict=False))
    return _release(shelf, title, [_song(shelf, 0, title)], kind="single")


def nul_in_title(shelf: Shelf) -> Release:
    """A single with a NUL character in its title, which JSON can carry and Postgres cannot."""
    return _release(shelf, "Zero\u0000Point", [_song(shelf, 0, "Zero\u0000Point")], kind="single")


def missing(shelf: Shelf) -> Release:
    """A release that lists show as null."""
    return _release(shelf, _title(shelf), _songs(shelf, 1), kind="single", missing=True)
