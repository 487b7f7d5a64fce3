"""What a fan may type to ask for an artist."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theset_assets.catalogue.references import (
    AttractionId,
    Name,
    Reference,
    SpotifyId,
    parse_reference,
    spotify_artist_id,
)
from theset_assets.errors import UnreadableReference

SID = "05fG473iIaoy82BF1aGhL8"


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("K8vZ9171Lz0", AttractionId(value="K8vZ9171Lz0")),
        (" K8vZ9171_N0\n", AttractionId(value="K8vZ9171_N0")),
        ("K8vZ9171o-f", AttractionId(value="K8vZ9171o-f")),
        ("K8vZ917_Qp0", AttractionId(value="K8vZ917_Qp0")),
        ("Z7r9jZadR1", AttractionId(value="Z7r9jZadR1")),
        ("ticketmaster:806431", AttractionId(value="806431")),
        ("tm:abc", AttractionId(value="abc")),
        (
            "https://app.ticketmaster.com/discovery/v2/attractions/K8vZ9171Lz0.json?apikey=x",
            AttractionId(value="K8vZ9171Lz0"),
        ),
        (SID, SpotifyId(value=SID)),
        (f"spotify:artist:{SID}", SpotifyId(value=SID)),
        (f"SPOTIFY:ARTIST:{SID}", SpotifyId(value=SID)),
        (f"https://open.spotify.com/artist/{SID}", SpotifyId(value=SID)),
        (f"https://open.spotify.com/artist/{SID}?autoplay=true", SpotifyId(value=SID)),
        (f"http://open.spotify.com/intl-de/artist/{SID}?si=abc#top", SpotifyId(value=SID)),
        (f"https://open.spotify.com/intl-pt-br/artist/{SID}/discography/all", SpotifyId(value=SID)),
        (f"https://open.spotify.com/embed/artist/{SID}", SpotifyId(value=SID)),
        (f"open.spotify.com/artist/{SID}", SpotifyId(value=SID)),
        (f"https://play.spotify.com/artist/{SID}/", SpotifyId(value=SID)),
        ("Slipknot", Name(value="Slipknot")),
        ("  The   Beatles ", Name(value="The Beatles")),
        ("blink-182", Name(value="blink-182")),
        ("Blink-182", Name(value="Blink-182")),
        ("deadmau5", Name(value="deadmau5")),
        ("UB40", Name(value="UB40")),
        ("1975", Name(value="1975")),
        ("!!!", Name(value="!!!")),
        ("k.d. lang", Name(value="k.d. lang")),
        ("宇多田ヒカル", Name(value="宇多田ヒカル")),
        ("Motörhead", Name(value="Motörhead")),
        ("MGMT", Name(value="MGMT")),
        ("Antidisestablishmentar", Name(value="Antidisestablishmentar")),
        ("will.i.am/feat", Name(value="will.i.am/feat")),
        ("Sunn O)))", Name(value="Sunn O)))")),
        ("K8v", Name(value="K8v")),
    ],
)
def test_references(text: str, reference: Reference) -> None:
    assert parse_reference(text) == reference


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        (" \x00\t", "empty"),
        ("x" * 300, "too long"),
        ("x" * 100_000, "too long"),
        (f"https://open.spotify.com/track/{SID}", "Spotify track"),
        (f"https://open.spotify.com/intl-fr/album/{SID}", "Spotify album"),
        (f"spotify:album:{SID}", "Spotify album"),
        (f"spotify:user:me:playlist:{SID}", "Spotify playlist"),
        ("spotify:", "cannot be read"),
        ("https://open.spotify.com/", "names no artist"),
        ("https://open.spotify.com/artist/short", "damaged"),
        ("https://spotify.link/abc", "shortened"),
        ("https://www.ticketmaster.com/slipknot-tickets/artist/806431", "806431"),
        ("http://www.ticketmaster.cz/artist/6346", "6346"),
        ("www.ticketmaster.co.uk/artist/6346", "6346"),
        ("https://www.ticketmaster.com/event/0E0050681F51BA4C", "names no artist"),
        ("https://example.com/artist/1?key=secret", "Only links"),
        ("ftp://open.spotify.com/artist/x", "Only http"),
        ("http://[broken", "cannot be read"),
    ],
)
def test_what_cannot_be_read_says_why(text: str, says: str) -> None:
    with pytest.raises(UnreadableReference, match=says) as caught:
        parse_reference(text)
    assert "secret" not in str(caught.value)
    assert len(str(caught.value)) < 300


@given(st.text(st.characters(), max_size=1500))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        reference = parse_reference(text)
    except UnreadableReference:
        return
    assert reference.value.strip()
    reference.value.encode("utf-8")


@pytest.mark.parametrize(
    ("link", "spotify_id"),
    [
        (f"https://open.spotify.com/artist/{SID}", SID),
        (f"spotify:artist:{SID}", SID),
        (SID, SID),
        (f"https://open.spotify.com/user/{SID}", None),
        ("Slipknot", None),
        ("", None),
    ],
)
def test_spotify_links(link: str, spotify_id: str | None) -> None:
    assert spotify_artist_id(link) == spotify_id
