"""Who an artist is: found by attraction id, Spotify id or name. Its releases and shows are made elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from theset_assets.sandbox import ids, names
from theset_assets.sandbox.demo import DEMO_ARTISTS, DemoArtist
from theset_assets.sandbox.seeds import between, chance, number

UNKNOWN_PREFIX = "NOPE"  # attraction ids that start so are unknown
NOBODY = "nobody"  # keywords that start so find nobody

_DEMO_SLOTS = 1024  # numbers below stand for demonstration artists, the others for packed names


@dataclass(frozen=True, slots=True)
class Profile:
    """An artist.

    `who` and `variant` are its identity on Spotify (None: not there), `attraction_id` the one on Ticketmaster ("": not
    there). The last three fields are what an override adds: a new name, releases that came out since, days by which
    the first show moved.
    """

    name: str
    attraction_id: str
    who: int | None
    variant: int
    releases: int
    events: int
    discography: str = "generic"
    tour: str = "generic"
    guest_of: tuple[str, ...] = ()
    renamed: str = ""
    new_releases: int = 0
    moved_days: int = 0

    @property
    def shown_name(self) -> str:
        """The name that bodies carry."""
        return self.renamed or self.name

    @property
    def spotify_id(self) -> str | None:
        """The artist's Spotify id."""
        return None if self.who is None else ids.SpotifyKey(ids.Kind.ARTIST, self.who, self.variant).encoded()

    @property
    def seed(self) -> str:
        """What this artist's work is drawn from."""
        return f"{self.who}:{self.variant}"


def _demo_profile(at: int, demo: DemoArtist) -> Profile:
    return Profile(
        name=demo.name,
        attraction_id=demo.id,
        who=at if demo.on_spotify else None,
        variant=demo.variant,
        releases=demo.releases,
        events=demo.events,
        discography=demo.discography,
        tour=demo.tour,
        guest_of=demo.guest_of,
    )


_DEMOS = tuple(_demo_profile(at, demo) for at, demo in enumerate(DEMO_ARTISTS))
_DEMO_BY_ID = {demo.attraction_id: demo for demo in _DEMOS}


@lru_cache(maxsize=4096)
def by_attraction(attraction_id: str) -> Profile | None:
    """The artist behind an attraction id. None: malformed (see ids.ATTRACTION_ID), or starts with UNKNOWN_PREFIX."""
    if not ids.ATTRACTION_ID.fullmatch(attraction_id) or attraction_id.startswith(UNKNOWN_PREFIX):
        return None
    if demo := _DEMO_BY_ID.get(attraction_id):
        return demo
    carried = ids.name_in_attraction_id(attraction_id)
    name = names.unpack(carried) if isinstance(carried, int) else carried
    if not name or names.canonical(name) != name or _demos_named(name):
        name = names.invented("attraction", attraction_id)
    return _made_up(name, attraction_id, 0)


@lru_cache(maxsize=4096)
def by_name(name: str, variant: int = 0) -> Profile:
    """The made-up artist called `name`, a canonical name that is no demonstration artist's.

    Variants above 0 are namesakes that only Spotify knows.
    """
    return _made_up(name, ids.attraction_id(name, names.pack(name)) if variant == 0 else "", variant)


def _made_up(name: str, attraction_id: str, variant: int) -> Profile:
    packed = names.pack(name)
    return Profile(
        name=name,
        attraction_id=attraction_id,
        who=None if packed is None else packed + _DEMO_SLOTS,
        variant=variant,
        releases=between(4, 25, "releases", name, variant),
        events=between(3, 25, "events", attraction_id),
    )


@lru_cache(maxsize=4096)
def by_spotify(who: int, variant: int) -> Profile | None:
    """The artist that a Spotify id's `who` and `variant` stand for; None where there is no such artist."""
    if who < _DEMO_SLOTS:
        demo = _DEMOS[who] if who < len(_DEMOS) else None
        return demo if demo is not None and demo.who is not None and demo.variant == variant else None
    name = names.unpack(who - _DEMO_SLOTS) if who - _DEMO_SLOTS < names.PACKED_SPACE else None
    return by_name(name, variant) if name and not _demos_named(name) and variant <= _namesakes(name) else None


def _namesakes(name: str) -> int:
    """How many namesakes of a made-up artist only Spotify knows: one for every fourth name."""
    return 1 if chance(25, "namesake", name) else 0


def _demos_named(name: str) -> list[Profile]:
    wanted = names.folded(name)
    return [demo for demo in _DEMOS if names.folded(demo.name) == wanted]


@lru_cache(maxsize=1024)
def on_ticketmaster(keyword: str) -> tuple[Profile, ...]:
    """The attractions that a keyword finds: those of that name, demonstration artists with all its words, near-misses.

    In no particular order, as upstream: the right one need not come first.
    """
    name = _wanted(keyword)
    if name is None:
        return ()
    found = _demos_named(name) or [by_name(name)]
    found += [demo for demo in _demos_with(name) if demo not in found]
    found += [by_name(other) for other in names.near_misses(name) if not _demos_named(other)]
    return tuple(sorted(found, key=lambda one: number("ticketmaster order", keyword, one.attraction_id)))


@lru_cache(maxsize=1024)
def on_spotify(keyword: str) -> tuple[Profile, ...]:
    """The Spotify artists that a keyword finds, in no particular order."""
    name = _wanted(keyword)
    if name is None:
        return ()
    exact = _demos_named(name) or [by_name(name, variant) for variant in range(_namesakes(name) + 1)]
    others = [by_name(other) for other in names.near_misses(name) if not _demos_named(other)]
    found = [one for one in (*exact, *_demos_with(name), *others) if one.who is not None]
    return tuple(sorted(dict.fromkeys(found), key=lambda one: number("spotify order", keyword, one.who, one.variant)))


def _wanted(keyword: str) -> str | None:
    name = names.canonical(keyword)
    return None if not name or names.folded(name).startswith(NOBODY) else name


def _demos_with(name: str) -> list[Profile]:
    wanted = set(names.folded(name).split())
    if max(map(len, wanted), default=0) < 4:
        return []  # "the" alone finds nobody in particular
    return [demo for demo in _DEMOS if wanted < set(names.folded(demo.name).split())]
