"""One song a recording, whatever the order and however often it is listed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.catalogue.factories import OTHER, SLIPKNOT, SPOTIFY_ID, release, track
from theset_assets.catalogue.songs import CatalogueRead, parse_release_date, studio_songs, tracks_needing_isrc
from theset_assets.upstream.records import Image, Release


def read(*releases: Release) -> CatalogueRead:
    return studio_songs(releases, artist_id=SPOTIFY_ID, artist_name="Slipknot")


def ids(*releases: Release) -> list[str]:
    return [song.spotify_id for song in read(*releases).songs]


def reasons(*releases: Release) -> list[str]:
    return [rejection.reason for rejection in read(*releases).rejections]


def test_a_song_has_every_column() -> None:
    album = release(
        "al",
        track(
            "t1",
            " My  Song\x00",
            explicit=True,
            isrc="us-um7-16-09975",
            popularity=78,
            track_number=3,
            disc_number=2,
            preview_url="https://p.example/1",
            is_playable=False,
            artists=(SLIPKNOT, OTHER),
        ),
        name="Iowa",
        images=(Image(url="https://i.example/640"), Image(url="https://i.example/300")),
    )
    (song,) = read(album).songs
    assert song.spotify_id == "t1"
    assert song.title == "My Song"
    assert song.title_key == "my song"
    assert song.artist == "Slipknot"
    assert song.album == "Iowa"
    assert song.album_art_url == "https://i.example/640"
    assert song.release_date == dt.date(2001, 8, 28)
    assert song.duration_ms == 200_000
    assert song.popularity == 78
    assert song.preview_url == "https://p.example/1"
    assert song.isrc == "USUM71609975"
    assert (song.is_explicit, song.is_playable, song.is_live, song.is_demo) == (True, False, False, False)
    assert (song.track_number, song.disc_number, song.is_primary_artist) == (3, 2, True)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"album_type": "album", "release_date": "2002"}, {"album_type": "single", "release_date": "2001"}),
        ({"album_type": "single", "release_date": "2002"}, {"album_type": "compilation", "release_date": "2001"}),
        ({"release_date": "2001-08-28"}, {"release_date": "2003-01-01", "name": "Album (Deluxe)"}),
        ({"explicit": True, "release_date": "2003"}, {"explicit": False, "release_date": "2001"}),
        ({"is_playable": True, "release_date": "2003"}, {"is_playable": False, "release_date": "2001"}),
        ({"release_date": "2001"}, {"release_date": None}),
    ],
)
def test_the_copy_fans_know_stays(better: dict[str, Any], worse: dict[str, Any]) -> None:
    def made(key: str, fields: dict[str, Any]) -> Release:
        own = {name: fields[name] for name in ("explicit", "is_playable") if name in fields}
        of_album = {name: value for name, value in fields.items() if name not in own}
        return release(f"al-{key}", track(key, **own), **of_album)

    # The better copy has the larger id, so that no tie-break by id can pass for the rule.
    good, bad = made("t9", better), made("t1", worse)
    assert ids(good, bad) == ids(bad, good) == ["t9"]
    assert read(good, bad).merged == 1


def test_of_equal_copies_the_smallest_id_stays() -> None:
    assert ids(release("a", track("t2")), release("b", track("t1"))) == ["t1"]


@pytest.mark.parametrize(
    ("first", "second", "count"),
    [
        ({"duration_ms": 200_000}, {"duration_ms": 202_000}, 1),
        ({"duration_ms": 200_000}, {"duration_ms": 202_001}, 2),
        ({"duration_ms": 200_000, "isrc": "USUM71609975"}, {"duration_ms": 260_000, "isrc": "USUM71609975"}, 1),
        ({"name": "Song", "isrc": "USUM71609975"}, {"name": "Canción", "isrc": "us-um7-16-09975"}, 1),
        ({"isrc": "USUM71609975"}, {"isrc": "USUM71609976"}, 1),
        ({"isrc": "nonsense", "name": "A"}, {"isrc": "nonsense", "name": "B"}, 2),
        ({"name": "Song"}, {"name": "Song - 2011 Remaster"}, 1),
        ({"name": "Song"}, {"name": "Song (feat. X)"}, 1),
        ({"name": "Song"}, {"name": "Song (X Remix)"}, 2),
        ({"name": "Song"}, {"name": "Song - Acoustic"}, 2),
        ({"name": "Song"}, {"name": "Song (Taylor's Version)"}, 2),
        ({"duration_ms": None}, {"duration_ms": 200_000}, 1),
        ({"duration_ms": None}, {"duration_ms": None}, 1),
    ],
)
def test_what_is_one_recording(first: dict[str, Any], second: dict[str, Any], count: int) -> None:
    releases = release("a", track("t1", **first)), release("b", track("t2", **second))
    assert len(ids(*releases)) == count


def test_copies_do_not_chain() -> None:
    """Each is within two seconds of the next, the first and last are not: the best copy decides who belongs to it."""
    chain = [
        release(f"al{n}", track(f"t{n}", duration_ms=200_000 + n * 1_500), release_date=f"200{n}") for n in range(4)
    ]
    assert ids(*chain) == ["t0", "t2"]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"album_type": "compilation", "artists": (OTHER,)}, "compilation"),
        ({"album_type": "compilation", "artists": (OTHER, SLIPKNOT)}, "compilation"),
        ({"album_type": "compilation", "artists": (SLIPKNOT,)}, None),
        ({"album_group": "appears_on", "artists": (OTHER,)}, "appears-on"),
        ({"album_group": "appears_on", "artists": (SLIPKNOT, OTHER)}, None),
        ({"album_group": None, "artists": (OTHER,)}, "appears-on"),
        ({"album_type": "single", "artists": (OTHER, SLIPKNOT)}, None),
        ({"artists": ()}, None),
    ],
)
def test_which_releases_are_read(fields: dict[str, Any], reason: str | None) -> None:
    made = release("al", track("t1"), **fields)
    assert reasons(made) == ([reason] if reason else [])
    assert len(ids(made)) == (0 if reason else 1)


def test_other_artists_tracks_are_not_theirs() -> None:
    made = release("al", track("t1", artists=(OTHER,)), track("t2", "Two", artists=(OTHER, SLIPKNOT)))
    (song,) = read(made).songs
    assert (song.spotify_id, song.artist, song.is_primary_artist) == ("t2", "Somebody Else", False)
    assert reasons(made) == ["other-artist"]


def test_live_and_demo_recordings_are_counted_and_left_out() -> None:
    releases = (
        release("a", track("t1", "One"), track("t2", "Two - Live at Wembley"), track("t3", "Three (Demo)")),
        release("b", track("t4", "Four", duration_ms=1), name="Live at Leeds"),
        release("c", track("t5", "Five (Commentary)"), track("t6", "Six (Karaoke Version)"), track("t7", "\x00")),
    )
    assert ids(*releases) == ["t1"]
    assert sorted(reasons(*releases)) == ["demo", "karaoke", "live", "live", "no-title", "spoken"]


def test_a_live_recording_is_known_by_its_isrc_where_the_title_is_silent() -> None:
    releases = (
        release("a", track("t1", "Song - Live", isrc="USUM71609975")),
        release("b", track("t2", "Song", isrc="USUM71609975"), album_type="compilation"),
    )
    assert ids(*releases) == []
    assert reasons(*releases) == ["live", "live"]


def test_popularity_is_the_best_of_all_copies_and_never_chooses() -> None:
    known = release("a", track("t1", popularity=5)), release("b", track("t2", popularity=80), album_type="single")
    flipped = release("a", track("t1", popularity=80)), release("b", track("t2", popularity=5), album_type="single")
    assert read(*known) == read(*flipped)
    assert read(*known).songs[0].popularity == 80
    assert read(release("a", track("t1"))).songs[0].popularity is None


def test_totals() -> None:
    made = read(
        release("a", track("t1")),
        release("b", track("t2"), name="Album (Deluxe Edition)"),
        release("c", track("t3", "Other"), album_type="single", name="Other"),
        release("d", track("t4", "Song - Live"), name="Live"),
    )
    assert (made.total_songs, made.total_albums) == (2, 1)
    assert {song.spotify_id: song.release_count for song in made.songs} == {"t1": 2, "t3": 1}


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("1997", dt.date(1997, 1, 1)),
        ("1997-05", dt.date(1997, 5, 1)),
        ("1997-05-21", dt.date(1997, 5, 21)),
        ("0000", None),
        ("1997-13", None),
        ("1997-02-30", None),
        ("", None),
        (None, None),
        ("21.05.1997", None),
    ],
)
def test_release_dates(text: str | None, date: dt.date | None) -> None:
    assert parse_release_date(text) == date


def test_full_tracks_are_read_only_where_their_isrc_can_matter() -> None:
    releases = (
        release("a", track("t1"), track("t2", "Two"), track("t3", "Three"), track("t4", "Four - Live")),
        release("b", track("t5"), track("t6", "Two", duration_ms=206_000), track("t7", "Two", duration_ms=206_000)),
        release("d", track("u1", "Five"), track("u2", "Five", duration_ms=260_000)),
        release("c", track("t8", "Four - Live", duration_ms=1), track("t9", "Three", isrc="USUM71609975")),
    )
    assert tracks_needing_isrc(releases, "development", artist_id=SPOTIFY_ID) == ("t2", "t6")
    assert tracks_needing_isrc(releases, "extended", artist_id=SPOTIFY_ID) == (
        "t1",
        "t2",
        "t3",
        "t5",
        "t6",
        "t7",
        "u1",
        "u2",
    )


tracks = st.builds(
    track,
    id=st.integers(0, 30).map("t{}".format),
    name=st.sampled_from(
        ["Song", "Song - 2011 Remaster", "Song (X Remix)", "Other", "Song - Live", "Other (Demo)", "?"]
    ),
    duration_ms=st.one_of(st.none(), st.integers(195_000, 206_000)),
    explicit=st.booleans(),
    is_playable=st.sampled_from([None, True, False]),
    popularity=st.one_of(st.none(), st.integers(0, 100)),
    isrc=st.sampled_from([None, "USUM71609975", "USUM71609976", "bad"]),
    artists=st.sampled_from([(SLIPKNOT,), (OTHER, SLIPKNOT), (OTHER,)]),
)
releases = st.builds(
    lambda id, tracks, **fields: release(id, *tracks, **fields),
    id=st.integers(0, 8).map("al{}".format),
    tracks=st.lists(tracks, max_size=6),
    name=st.sampled_from(["Album", "Album (Deluxe)", "Live at Leeds", ""]),
    album_type=st.sampled_from(["album", "single", "compilation", None]),
    album_group=st.sampled_from([None, "album", "appears_on"]),
    release_date=st.sampled_from([None, "2001", "2002-05", "2001-08-28", "junk"]),
    artists=st.sampled_from([(SLIPKNOT,), (OTHER, SLIPKNOT), (OTHER,), ()]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(releases, max_size=8), st.randoms())
def test_the_order_of_the_input_does_not_matter(made: list[Release], random: Any) -> None:
    expected = read(*made)
    shuffled = list(made)
    random.shuffle(shuffled)
    assert read(*shuffled) == expected
    assert read(*made, *shuffled) == expected
    assert len({song.spotify_id for song in expected.songs}) == len(expected.songs)
    assert all(not song.is_live and not song.is_demo for song in expected.songs)


@settings(max_examples=100, deadline=None)
@given(st.lists(releases, max_size=8))
def test_every_track_is_a_song_a_copy_or_a_rejection(made: list[Release]) -> None:
    """No two songs left are one recording, and nothing is both loaded and rejected."""
    catalogue = read(*made)
    isrcs = [song.isrc for song in catalogue.songs if song.isrc]
    rejected = {rejection.id for rejection in catalogue.rejections if rejection.kind == "track"}
    assert len(isrcs) == len(set(isrcs))
    assert rejected.isdisjoint(song.spotify_id for song in catalogue.songs)
    seen = {each.id for entry in made for each in entry.tracks}
    assert {song.spotify_id for song in catalogue.songs} <= seen


def test_ten_thousand_tracks_are_read() -> None:
    """The size the project promises; also the worst cases for grouping: one title for all, each of its own length."""
    many = [release(f"al{n}", *(track(f"t{n}-{m}", f"Song {n * 7 % 900}-{m}") for m in range(10))) for n in range(1000)]
    assert len(ids(*many)) == 9000
    alike = release("al", *(track(f"t{n:05}", duration_ms=10_000 + 100 * n) for n in range(10_000)))
    assert 200 < len(ids(alike)) < 600
