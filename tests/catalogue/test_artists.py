"""Who is who, and what an artist's row shows."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.catalogue.factories import ARTIST_ID, MUSIC, SPORTS, SPOTIFY_ID, attraction, spotify_artist
from theset_assets.catalogue.artists import (
    Match,
    NoMatch,
    artist_row,
    best_images,
    choose_attraction,
    choose_attraction_for_spotify,
    choose_spotify_artist,
    genres_of,
    http_url,
    is_music,
    musicbrainz_id,
    spotify_id_from_links,
    without_spotify_links,
)
from theset_assets.upstream.records import Classification, Image, SpotifyArtist

LINK = f"https://open.spotify.com/artist/{SPOTIFY_ID}?autoplay=true"
MBID = "a466c2a2-6517-42fb-a160-1087c3bafd9f"


def image(url: str, width: int | None = None, ratio: str | None = None, height: int | None = None) -> Image:
    return Image(url=f"https://i.example/{url}", ratio=ratio, width=width, height=height)


def test_a_dead_spotify_link_is_not_shown_and_the_others_are() -> None:
    known = attraction(external_links={"spotify": (LINK,), "homepage": ("https://slipknot1.com/",)})
    assert artist_row(known).external_urls["spotify"] == f"https://open.spotify.com/artist/{SPOTIFY_ID}"
    assert artist_row(without_spotify_links(known)).external_urls == {"homepage": "https://slipknot1.com/"}


def test_a_row_of_both_sources() -> None:
    row = artist_row(
        attraction(
            url="http://www.ticketmaster.cz/artist/6346",
            images=(image("l", 1024, "16_9"), image("s", 205, "16_9"), image("x", 305, "4_3")),
            external_links={
                "spotify": (LINK,),
                "musicbrainz": (MBID,),
                "homepage": ("javascript:alert(1)", "http://www.slipknot1.com/"),
                "twitter": ("not a url",),
            },
        ),
        spotify_artist(
            genres=("nu metal", "rock"), followers=10, popularity=80, url="https://open.spotify.com/artist/x"
        ),
        "link",
    )
    assert row.ticketmaster_id == ARTIST_ID
    assert row.name == "Slipknot"
    assert row.slugs[0] == "slipknot"
    assert row.slugs[-1].startswith("slipknot-")
    assert row.spotify_id == SPOTIFY_ID
    assert (row.image_url, row.small_image_url) == ("https://i.example/l", "https://i.example/s")
    assert row.genres == ("Rock", "Pop", "nu metal")
    assert (row.followers, row.popularity, row.verified) == (10, 80, True)
    assert row.external_urls == {
        "homepage": "http://www.slipknot1.com/",
        "musicbrainz": f"https://musicbrainz.org/artist/{MBID}",
        "spotify": "https://open.spotify.com/artist/x",
        "ticketmaster": "http://www.ticketmaster.cz/artist/6346",
    }


def test_only_a_link_verifies() -> None:
    assert not artist_row(attraction(), spotify_artist(), "name").verified
    assert artist_row(attraction(), spotify_artist(), "name").spotify_id == SPOTIFY_ID
    stub = artist_row(attraction(external_links={"spotify": (LINK,)}))
    assert (stub.spotify_id, stub.verified, stub.popularity, stub.followers) == (None, False, None, None)


def test_names_that_are_nothing() -> None:
    assert artist_row(attraction(name="\x00")).name == ARTIST_ID
    assert artist_row(attraction(name=" "), spotify_artist(name="Real"), "link").name == "Real"
    assert len(artist_row(attraction(name="ab " * 5000)).name) == 255


@pytest.mark.parametrize(
    ("images", "expected"),
    [
        ((), (None, None)),
        ((image("a"),), ("a", "a")),
        ((image("first"), image("mid"), image("last")), ("first", "last")),
        ((image("none"), image("sized", 640)), ("sized", "sized")),
        ((image("wide", 640, "16_9"), image("high", 2000, "4_3")), ("wide", "wide")),
        ((image("huge", 5000, "16_9"), image("large", 2048, "16_9"), image("tiny", 100, "16_9")), ("large", "large")),
        ((image("b", 640), image("m", 320), image("s", 64)), ("b", "m")),
        ((image("sq", 640, None, 640), image("wide", 600, None, 338)), ("wide", "wide")),
        (
            (Image(url="https://s1.ticketm.net/dam/c/x.jpg", ratio="16_9", width=2048), image("own", 305, "4_3")),
            ("own", "own"),
        ),
        ((Image(url="ftp://x/y"), Image(url="")), (None, None)),
    ],
)
def test_images(images: tuple[Image, ...], expected: tuple[str | None, str | None]) -> None:
    assert best_images(images) == tuple(name and f"https://i.example/{name}" for name in expected)


def test_spotify_pictures_stand_in_for_stand_ins() -> None:
    fallback = Image(url="https://s1.ticketm.net/dam/c/x.jpg", width=2048, ratio="16_9")
    assert best_images((fallback,), (image("b", 640), image("s", 300)))[0] == "https://i.example/b"


def test_genres_say_something_once() -> None:
    classifications = (
        Classification(genre="Other", subgenre="Undefined"),
        Classification(genre="Metal", subgenre="metal"),
        Classification(primary=True, genre="Rock", subgenre=" Heavy  Metal "),
    )
    found = genres_of(attraction(classifications=classifications), spotify_artist(genres=("ROCK", "nu metal", "")))
    assert found == ("Rock", "Heavy Metal", "Metal", "nu metal")


@pytest.mark.parametrize(
    ("links", "spotify_id"),
    [
        ((LINK,), SPOTIFY_ID),
        ((f"spotify:artist:{SPOTIFY_ID}",), SPOTIFY_ID),
        (("https://open.spotify.com/user/slipknot", LINK), SPOTIFY_ID),
        (("https://open.spotify.com/user/slipknot",), None),
        (("",), None),
        ((), None),
    ],
)
def test_the_link_to_spotify(links: tuple[str, ...], spotify_id: str | None) -> None:
    assert spotify_id_from_links(attraction(external_links={"spotify": links})) == spotify_id


def test_musicbrainz_ids() -> None:
    assert musicbrainz_id(attraction(external_links={"musicbrainz": ("junk", MBID.upper())})) == MBID
    assert musicbrainz_id(attraction()) is None


ROCK = {"genres": ("alternative rock",)}
JAZZ = {"genres": ("free jazz",)}


def artists(*fields: dict[str, Any]) -> list[SpotifyArtist]:
    return [spotify_artist(**{"id": f"id{index}", "name": "Ghost", **each}) for index, each in enumerate(fields)]


@pytest.mark.parametrize(
    ("fields", "chosen", "says"),
    [
        ([], None, "No artist"),
        ([{"name": "Ghosts"}, {"name": "Ghost Town"}], None, "No artist"),
        ([{}], "id0", "only artist"),
        ([{"name": "GHOST"}], "id0", "only artist"),
        ([JAZZ], "id0", "only artist"),
        ([{}, {"name": "Ghosts"}], "id0", "only artist"),
        ([JAZZ, ROCK], "id1", "genre in common"),
        ([{"followers": 9, **ROCK}, {"followers": 10, **ROCK}], None, "nothing tells"),
        ([{"followers": 10, **ROCK}, {"followers": 1000, **ROCK}], "id1", "best known"),
        ([{"followers": 10_000, **JAZZ}, {"followers": 10, **ROCK}], "id1", "genre in common"),
        ([{"followers": 0}, {"followers": 0}], None, "nothing tells"),
        ([{"popularity": 30}, {"popularity": 70}], "id1", "best known"),
        ([{"popularity": 60}, {"popularity": 70}], None, "nothing tells"),
        ([{"popularity": 60}, {}], None, "nothing tells"),
        ([{}, {}], None, "nothing tells"),
        ([{"name": "The Ghost"}], None, "another article"),
        ([{"name": "The Ghost", **ROCK}], "id0", "only artist"),
        ([{"name": "The Ghost", **ROCK}, {}], "id1", "only artist"),
        ([{}, {"id": "id0"}], "id0", "only artist"),
    ],
)
def test_a_spotify_artist_of_the_same_name(fields: list[dict[str, Any]], chosen: str | None, says: str) -> None:
    candidates = artists(*fields)
    for ordered in (candidates, candidates[::-1]):
        decision = choose_spotify_artist(attraction(name="Ghost"), ordered)
        assert says in decision.why
        if chosen is None:
            assert isinstance(decision, NoMatch)
        else:
            assert isinstance(decision, Match)
            assert decision.artist.id == chosen


def test_a_name_finds_its_attraction() -> None:
    rock = attraction("A", "ABBA")
    linked = attraction("B", "ABBA", external_links={"spotify": (LINK,)})
    sports = attraction("C", "ABBA", classifications=(SPORTS,), external_links={"spotify": (LINK,), "x": ("y",)})
    tribute = attraction("D", "ABBA Tribute")
    assert choose_attraction("abba", [tribute, sports, rock, linked]) == linked
    assert choose_attraction("abba", [tribute, sports, rock]) == rock
    assert choose_attraction("abba", [sports]) == sports
    assert choose_attraction("abba", [tribute, attraction("E", "ABBA", test=True)]) is None
    assert choose_attraction("Eagles", [attraction("F", "The Eagles"), attraction("G", "Eagles")]) == attraction(
        "G", "Eagles"
    )
    assert choose_attraction("Eagles", [attraction("F", "The Eagles")]) == attraction("F", "The Eagles")


def test_a_spotify_artist_finds_its_attraction() -> None:
    wrong = attraction(
        "A", "Slipknot", external_links={"spotify": ("https://open.spotify.com/artist/6KImCVD70vtIoJWnq6nGn3",)}
    )
    linked = attraction("B", "Slipknot (US)", external_links={"spotify": (LINK,)})
    unlinked = attraction("C", "Slipknot")
    spotify = spotify_artist()
    assert choose_attraction_for_spotify(spotify, [wrong, unlinked, linked]) == linked
    assert choose_attraction_for_spotify(spotify, [wrong, unlinked]) == unlinked
    assert choose_attraction_for_spotify(spotify, [wrong]) is None


@pytest.mark.parametrize(
    ("classifications", "expected"),
    [
        ((), None),
        ((MUSIC,), True),
        ((SPORTS,), False),
        ((Classification(segment="Music"),), True),
        ((Classification(segment_id="KZFzniwnSyZfZ7v7nJ"),), True),
        ((Classification(segment_id="KZFother"),), False),
        ((Classification(segment="Undefined", segment_id="x"),), None),
        ((Classification(genre="Rock"),), None),
        ((Classification(segment="Sports"), MUSIC), True),
    ],
)
def test_music(classifications: tuple[Classification, ...], expected: bool | None) -> None:
    assert is_music(classifications) is expected


@given(st.text(st.characters(), max_size=100), st.text(st.characters(), max_size=100))
def test_any_text_makes_a_row(name: str, link: str) -> None:
    links = {"spotify": (link,), "musicbrainz": (link,), name: (link,)}
    row = artist_row(attraction(name=name, url=link, external_links=links, images=(Image(url=link),)))
    assert row.name
    assert all(url.startswith(("http://", "https://", "HTTP")) for url in row.external_urls.values())


@pytest.mark.parametrize("text", ["https://x", "http://x/y?z"])
def test_urls(text: str) -> None:
    assert http_url(f" {text} ") == text


@pytest.mark.parametrize(
    "text", [None, "", "x", "ftp://x", "http://", "http://a b", "http://x\x00", "http://[", "https://x/" + "y" * 3000]
)
def test_no_urls(text: str | None) -> None:
    assert http_url(text) is None
