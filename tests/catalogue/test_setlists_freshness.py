"""Predicted setlists, and what is old enough to be read again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theset_assets.catalogue.freshness import Limits, estimate_remaining, freshness, is_active, needs_import
from theset_assets.catalogue.setlists import SongFacts, predicted_order
from theset_assets.settings import Settings

NOW = dt.datetime(2030, 1, 1, 12, tzinfo=dt.UTC)
LIMITS = Limits.from_settings(Settings(_env_file=None))  # pyright: ignore[reportCallIssue]


def song(id: str, **fields: Any) -> SongFacts:
    return SongFacts(id=id, **{"title": f"Song {id}", **fields})


def test_equals_come_in_the_same_order_whatever_their_ids_here() -> None:
    here = [song("1", title="A", key="y"), song("2", title="B", key="x")]
    there = [song("4", title="A", key="y"), song("3", title="B", key="x")]
    assert predicted_order(here) == ("2", "1")
    assert predicted_order(there) == ("3", "4")


def test_best_known_first_and_a_hit_last() -> None:
    songs = [song(str(n), popularity=n) for n in range(30)]
    assert predicted_order(songs, encore=False) == tuple(str(n) for n in range(29, 14, -1))
    order = predicted_order(songs)
    assert (order[0], order[1], order[-1]) == ("29", "27", "28")
    assert len(order) == 15


def test_without_popularity_plays_and_releases_count() -> None:
    songs = [song("a"), song("b", releases=3), song("c", plays=1), song("d", release_date=dt.date(2000, 1, 1))]
    assert predicted_order(songs) == ("c", "b", "d", "a")


def test_a_song_is_in_it_once_by_its_best_known_version() -> None:
    songs = [
        song("a", title="Song (X Remix)", popularity=90),
        song("b", title="Song - Acoustic", popularity=10),
        song("c", title="Song", popularity=50),
        song("d", title="Other (X Remix)", popularity=99),
        song("e", title="Third", popularity=1),
    ]
    assert predicted_order(songs) == ("c", "e", "d")


def test_short_and_empty_lists() -> None:
    assert predicted_order([]) == ()
    assert predicted_order([song("a")]) == ("a",)
    assert predicted_order([song("a")], 0) == ()
    assert predicted_order([song("a")], -1) == ()


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), max_size=30), st.randoms())
def test_the_order_of_the_input_does_not_matter(facts: list[tuple[int, int]], random: Any) -> None:
    songs = [song(str(n), popularity=popularity, releases=found) for n, (popularity, found) in enumerate(facts)]
    expected = predicted_order(songs)
    random.shuffle(songs)
    assert predicted_order(songs) == expected
    assert len(set(expected)) == len(expected) == min(15, len(songs))


def hours(count: float) -> dt.datetime:
    return NOW - dt.timedelta(hours=count)


@pytest.mark.parametrize(
    ("identity", "shows", "songs", "active", "stale"),
    [
        (None, None, None, True, ("identity", "shows", "songs")),
        (hours(1), hours(1), hours(1), True, ()),
        (hours(23.9), hours(5.9), hours(23.9), True, ()),
        (hours(24), hours(6), hours(24), True, ("identity", "shows", "songs")),
        (hours(1), hours(6), hours(1), True, ("shows",)),
        (hours(1), hours(1), hours(100), False, ()),
        (hours(1), hours(1), hours(168), False, ("songs",)),
        (hours(-0.5), hours(-0.5), hours(-0.5), True, ()),
        (hours(-48), hours(1), hours(1), True, ("identity",)),
    ],
)
def test_what_is_stale(
    identity: dt.datetime | None,
    shows: dt.datetime | None,
    songs: dt.datetime | None,
    active: bool,
    stale: tuple[str, ...],
) -> None:
    times = {"identity_synced_at": identity, "shows_synced_at": shows, "songs_synced_at": songs}
    assert freshness(now=NOW, limits=LIMITS, active=active, **times).stale == stale
    assert needs_import(now=NOW, limits=LIMITS, active=active, **times) is bool(stale)


@pytest.mark.parametrize(
    ("days_ahead", "engaged_days_ago", "active"),
    [
        (0, None, True),
        (30, None, True),
        (31, None, False),
        (-1, None, False),
        (None, 7, True),
        (None, 8, False),
        (None, None, False),
    ],
)
def test_who_is_active(days_ahead: int | None, engaged_days_ago: int | None, active: bool) -> None:
    next_show = None if days_ahead is None else NOW.date() + dt.timedelta(days=days_ahead)
    engaged = None if engaged_days_ago is None else NOW - dt.timedelta(days=engaged_days_ago)
    assert is_active(now=NOW, next_show=next_show, last_engagement=engaged) is active


@pytest.mark.parametrize(
    ("elapsed", "progress", "typical", "seconds"),
    [
        (0, 0, None, None),
        (5, 0, None, None),
        (0, 0, 40, 40),
        (10, 50, None, 10),
        (10, 50, 40, 15),
        (10, 100, 40, 0),
        (10, 120, None, 0),
        (0.001, 99, None, 1),
        (-5, -5, None, None),
        (10, 50, 0, 10),
    ],
)
def test_remaining_time(elapsed: float, progress: float, typical: float | None, seconds: int | None) -> None:
    assert estimate_remaining(elapsed, progress, typical) == seconds


@given(st.floats(0, 1e6), st.floats(0, 100), st.one_of(st.none(), st.floats(0, 1e6)))
def test_remaining_time_is_never_negative(elapsed: float, progress: float, typical: float | None) -> None:
    remaining = estimate_remaining(elapsed, progress, typical)
    assert remaining is None or remaining >= 0
