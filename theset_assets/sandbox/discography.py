"""An artist's releases: which kinds there are and in what order. How one is made is `releases.py`'s business."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import cycle, islice

from theset_assets.sandbox import releases
from theset_assets.sandbox.ids import MAX_RELEASES
from theset_assets.sandbox.profiles import Profile
from theset_assets.sandbox.releases import Release, Shelf
from theset_assets.sandbox.seeds import pick

Maker = Callable[[Shelf], Release]

_GENERIC: tuple[Maker, ...] = (
    releases.album,
    releases.single,
    releases.single,
    releases.ep,
    releases.deluxe,
    releases.live_album,
    releases.album,
    releases.single,
    releases.appearance,
    releases.best_of,
    releases.clean_copy,
    releases.single,
    releases.remaster,
    releases.various,
    releases.reupload,
    releases.demos,
    releases.single,
)
_HUGE: tuple[Maker, ...] = (
    releases.album,
    *(releases.single,) * 8,
    releases.ep,
    releases.appearance,
    releases.live_album,
    releases.best_of,
    *(releases.single,) * 4,
    releases.deluxe,
    releases.various,
)
# Every release in every market, so that a count is the same whatever market is asked for.
_EVERYWHERE = tuple(make for make in _GENERIC if make is not releases.reupload)
_SCRIPTS: dict[str, tuple[Maker, ...]] = {
    "generic": _GENERIC,
    "everywhere": _EVERYWHERE,
    "huge": (releases.album, releases.box_set, *_HUGE),
    "live": (
        releases.album_with_traps,
        releases.album,
        releases.live_album,
        releases.live_album,
        releases.live_album_that_says_so,
        releases.live_single,
        releases.single,
        releases.demos,
        releases.unplugged,
        releases.album,
    ),
    "copies": (
        releases.album,
        releases.single,
        releases.single,
        releases.deluxe,
        releases.clean_copy,
        releases.remaster,
        releases.reupload,
        releases.own_version,
        releases.remixes,
        releases.box_set,
        releases.album,
        releases.single,
        releases.deluxe,
        releases.best_of,
    ),
    "compilations": (
        releases.album,
        releases.best_of,
        releases.various,
        releases.various,
        releases.appearance,
        releases.appearance,
        releases.album,
        releases.best_of,
        releases.various,
        releases.appearance,
        releases.single,
        releases.single,
    ),
    "oddities": (
        releases.album,
        releases.nameless,
        releases.album_of_a_year,
        releases.album_of_a_month,
        releases.long_title,
        releases.nul_in_title,
        releases.missing,
        releases.single,
        releases.missing,
    ),
}

_GROUP_ORDER = {"album": 0, "single": 1, "compilation": 2, "appears_on": 3}


@lru_cache(maxsize=256)
def discography(profile: Profile) -> tuple[Release, ...]:
    """All releases of an artist, oldest first: release number n stands at n - 1. Empty for an artist not on Spotify."""
    if profile.who is None:
        return ()
    shelf = Shelf(profile)
    for make in islice(cycle(_SCRIPTS[profile.discography]), min(profile.releases, MAX_RELEASES)):
        shelf.add(make(shelf))
    for _ in range(profile.new_releases):
        shelf.add(releases.single(shelf))
    return tuple(shelf.releases)


@lru_cache(maxsize=256)
def listed(profile: Profile) -> tuple[Release, ...]:
    """The releases in the order in which Spotify lists them: by group, within a group the newest first."""
    newest_first = sorted(discography(profile), key=lambda release: release.index, reverse=True)
    return tuple(sorted(newest_first, key=lambda release: _GROUP_ORDER[release.group]))


@lru_cache(maxsize=256)
def genres(profile: Profile) -> tuple[str, ...]:
    """The artist's Spotify genres; a third of all artists has none."""
    first = pick((*releases.GENRES, "", "", "", ""), "genre", profile.seed)
    return (first,) if first else ()
