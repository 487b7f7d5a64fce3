"""Recorded artists, albums and tracks of Spotify through the real job: songs in the database, field by field.

What is expected was read from the recordings by eye; `tests/replay.py` says how they are served.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest

from tests.importing import Importer
from tests.recorded.recorded_rows import (
    ARCTIC,
    ARCTIC_MONKEYS,
    DAFT_PUNK,
    MAGNETIC_FIELDS,
    PITBULL,
    SPOTIFY_CDN,
    T_REX,
    one,
    rejected,
    songs_of,
)
from tests.replay import Replay, needs_samples

pytestmark = [pytest.mark.postgres, needs_samples]


@pytest.fixture(scope="module")
def imported(import_all) -> Iterator[Importer]:
    with import_all(ARCTIC_MONKEYS, PITBULL, T_REX, DAFT_PUNK, MAGNETIC_FIELDS) as importer:
        yield importer


def test_an_artist_of_spotify(imported: Importer) -> None:
    assert one(imported, "artists", ARCTIC_MONKEYS) == {
        "ticketmaster_id": ARCTIC_MONKEYS,
        "spotify_id": "7Ln80lUS6He07XvHI8qqHH",
        "name": "Arctic Monkeys",
        "slug": "arctic-monkeys",
        "image_url": f"{SPOTIFY_CDN}/fa2e9ca1a27695ae7f8013350d9a53e11d523ece",
        "small_image_url": f"{SPOTIFY_CDN}/5bb0b86305a4a3c1efbdde0bcc281765218df85f",
        "genres": [],
        "popularity": 73,
        "followers": 1469386,
        "external_urls": {"spotify": "https://open.spotify.com/artist/7Ln80lUS6He07XvHI8qqHH"},
        "verified": True,
        "total_songs": 12,
        "total_albums": 1,
    }


AM = [  # title, milliseconds, popularity, ISRC; the two without were not recorded in full
    ("Do I Wanna Know?", 272394, 86, "GBCEL1300362"),
    ("R U Mine?", 201726, 81, "GBCEL1300363"),
    ("One For The Road", 206051, 75, "GBCEL1300364"),
    ("Arabella", 207356, 78, "GBCEL1300365"),
    ("I Want It All", 185406, 72, "GBCEL1300366"),
    ("No. 1 Party Anthem", 243131, 73, "GBCEL1300367"),
    ("Mad Sounds", 215011, 0, None),
    ("Fireside", 181049, 0, None),
    ("Why'd You Only Call Me When You're High?", 161123, 81, "GBCEL1300370"),
    ("Snap Out Of It", 193030, 77, "GBCEL1300371"),
    ("Knee Socks", 257563, 74, "GBCEL1300372"),
    ("I Wanna Be Yours", 183956, 74, "GBCEL1300373"),
]


def test_an_album_with_its_songs(imported: Importer) -> None:
    songs = songs_of(imported, ARCTIC_MONKEYS)
    described = [(song["title"], song["duration_ms"], song["popularity"], song["isrc"]) for song in songs]
    assert described == AM
    assert [song["track_number"] for song in songs] == list(range(1, 13))
    first = {name: value for name, value in songs[0].items() if not isinstance(value, dt.datetime) and name != "id"}
    assert first == {
        "spotify_id": "3jfr0TF6DQcOLat8gGn7E2",
        "title": "Do I Wanna Know?",
        "title_key": "do i wanna know",
        "artist": "Arctic Monkeys",
        "album": "AM",
        "album_art_url": f"{SPOTIFY_CDN}/486391b05384f2299a4c01b7bd8d5b855f20def9",
        "release_date": dt.date(2013, 9, 9),
        "duration_ms": 272394,
        "popularity": 86,
        "preview_url": None,
        "isrc": "GBCEL1300362",
        "is_explicit": False,
        "is_playable": True,
        "is_live": False,
        "is_demo": False,
        "track_number": 1,
        "disc_number": 1,
        "is_primary_artist": True,
    }


def test_releases_that_are_listed_and_not_given_out_are_counted(imported: Importer) -> None:
    assert rejected(imported, "songs", ARCTIC_MONKEYS) == {"missing": 19}
    assert rejected(imported, "songs", PITBULL) == {"missing": 47}


def test_an_album_of_many_guests(imported: Importer) -> None:
    artist = one(imported, "artists", PITBULL)
    assert (artist["popularity"], artist["followers"]) == (85, 12425030)
    assert artist["image_url"] == f"{SPOTIFY_CDN}/ab6761610000e5eb8d8ac7290d0fe2d12fb6e4d9"
    assert artist["small_image_url"] == f"{SPOTIFY_CDN}/ab676161000051748d8ac7290d0fe2d12fb6e4d9"
    assert (artist["total_songs"], artist["total_albums"]) == (18, 1)
    songs = songs_of(imported, PITBULL)
    assert {(song["album"], song["release_date"], song["artist"]) for song in songs} == {
        ("Global Warming", dt.date(2012, 11, 16), "Pitbull")
    }
    assert [song["track_number"] for song in songs if song["is_explicit"]] == [1, 6, 8, 9, 10, 11, 12, 14, 16]
    assert all(song["is_primary_artist"] for song in songs)
    assert (songs[3]["title"], songs[3]["title_key"]) == (
        'Back in Time - featured in "Men In Black 3"',
        "back in time",
    )
    assert (songs[2]["spotify_id"], songs[2]["duration_ms"], songs[2]["title_key"]) == (
        "4yOn1TEcfsKHUJCL2h1r8I",
        229506,
        "feel this moment",
    )


def test_an_album_of_sixty_nine_songs_that_takes_two_pages(imported: Importer) -> None:
    songs = songs_of(imported, MAGNETIC_FIELDS)
    assert [(song["disc_number"], song["track_number"]) for song in songs] == [
        (disc, track) for disc in (1, 2, 3) for track in range(1, 24)
    ]
    assert {(song["album"], song["release_date"]) for song in songs} == {("69 Love Songs", dt.date(1999, 9, 14))}
    assert [song["title"] for song in (songs[0], songs[49], songs[50], songs[68])] == [
        "Absolutely Cuckoo",
        "I'm Sorry I Love You",
        "Acoustic Guitar",
        "Zebra",
    ]


def test_what_the_studio_left_over_is_no_song(imported: Importer) -> None:
    songs = songs_of(imported, T_REX)
    assert {song["release_date"] for song in songs} == {dt.date(2014, 1, 1)}  # upstream: "2014"
    assert [song["title"] for song in songs if song["disc_number"] == 1][:3] == [
        "Prelude",
        "A Daye Laye",
        "Woodland Bop",
    ]
    assert [song["title"] for song in songs if song["disc_number"] == 2] == ["Dragons Ear - Part 1 & Part 2"]
    assert len(songs) == 16
    # Five broadcasts; sixteen demos, nine takes and an outtake.
    assert rejected(imported, "songs", T_REX) == {"live": 5, "demo": 26}


def test_three_albums_one_of_remixes_one_played_under_other_ids(imported: Importer) -> None:
    songs = songs_of(imported, DAFT_PUNK)
    albums = {song["album"]: song["release_date"] for song in songs}
    assert albums == {
        "Discovery": dt.date(2001, 3, 12),
        "Human After All": dt.date(2005, 3, 14),
        "TRON: Legacy Reconfigured": dt.date(2011, 1, 1),
    }
    assert [sum(song["album"] == album for song in songs) for album in albums] == [14, 10, 15]
    first = next(song for song in songs if song["album"] == "Human After All")
    assert (first["spotify_id"], first["title"]) == ("3aCKAkMx3yfaj3AO5Gz47e", "Human After All")
    assert one(imported, "artists", DAFT_PUNK)["total_albums"] == 3


def test_songs_are_linked_to_their_artist_and_no_other(imported: Importer) -> None:
    linked = imported.rows(
        "SELECT a.name, count(*) AS songs FROM artist_songs l JOIN artists a ON a.id = l.artist_id GROUP BY a.name"
    )
    assert {row["name"]: row["songs"] for row in linked} == {
        "Arctic Monkeys": 12,
        "Daft Punk": 39,
        "Pitbull": 18,
        "T. Rex": 16,
        "The Magnetic Fields": 69,
    }
    assert imported.rows("SELECT count(*) AS songs FROM songs") == [{"songs": 12 + 39 + 18 + 16 + 69}]


@pytest.mark.parametrize("attraction_id", [ARCTIC_MONKEYS, T_REX])
def test_a_second_import_changes_no_row(imported: Importer, attraction_id: str) -> None:
    before = imported.content()
    assert imported.run(attraction_id)["stage"] == "completed"
    assert imported.content() == before


def test_the_same_album_in_another_market_is_the_same_songs(run_replayed: Callable[..., Importer]) -> None:
    run_replayed(spotify_market="US").run(ARCTIC_MONKEYS)
    importer = run_replayed(spotify_market="ES")  # each track is played under another id there
    before = {song["title"]: song["id"] for song in songs_of(importer, ARCTIC_MONKEYS)}
    assert importer.run(ARCTIC_MONKEYS)["stage"] == "completed"
    after = songs_of(importer, ARCTIC_MONKEYS)
    assert {song["title"]: song["id"] for song in after} == before
    assert [song["title"] for song in after] == [title for title, *_ in AM]
    assert after[0]["isrc"] == "GBCEL1300362"


def test_an_artist_of_a_common_name_and_no_link_gets_no_spotify_artist(run_replayed: Callable[..., Importer]) -> None:
    importer = run_replayed()
    assert importer.run(ARCTIC)["stage"] == "completed"
    # The recorded search holds nine artists of exactly this name, none of them far ahead.
    artist = one(importer, "artists", ARCTIC)
    assert (artist["spotify_id"], artist["verified"], artist["external_urls"]) == (None, False, {})


def test_recorded_refusals_are_sat_out(run_replayed: Callable[..., Importer], replay: Replay) -> None:
    expired = replay.recorded.body("album_find_5bU1XKYxHhEwukllT20xtk")
    limited = replay.recorded.body("error_429")
    replay.refuse("/v1/albums", 401, expired)
    replay.refuse("/v1/artists/7Ln80lUS6He07XvHI8qqHH", 429, limited, times=2)
    importer = run_replayed()
    assert importer.run(ARCTIC_MONKEYS)["stage"] == "completed"
    assert len(songs_of(importer, ARCTIC_MONKEYS)) == 12
    assert (replay.asked["/api/token"], replay.asked["/v1/artists/7Ln80lUS6He07XvHI8qqHH"]) == (2, 3)
