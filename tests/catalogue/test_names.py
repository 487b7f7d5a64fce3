"""Cleaned text, slugs and match keys."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theset_assets.catalogue.names import clean_text, match_key, slug_candidates, slugify_name

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
ANY_TEXT = st.text(st.characters(), max_size=300)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Beyoncé", "beyonce"),
        ("Björk", "bjork"),
        ("Sigur Rós", "sigur-ros"),
        ("Mötley Crüe", "motley-crue"),
        ("!!!", "exclamation-mark-3"),
        ("AC/DC", "ac-dc"),
        ("Guns N' Roses", "guns-n-roses"),
        ("Destiny’s Child", "destinys-child"),
        ("Joan Jett & the Blackhearts", "joan-jett-and-the-blackhearts"),
        ("A$AP Rocky", "asap-rocky"),
        ("P!nk", "pink"),
        ("宇多田ヒカル", "yuduotianhikaru"),
        ("Мумий Тролль", "mumiy-troll"),
        ("∆", "increment"),
        ("❤️", "heart"),
        ("", "unnamed"),
        ("\x00\x01", "unnamed"),
        ("\ud800", "unnamed"),
    ],
)
def test_slugs(name: str, slug: str) -> None:
    assert slugify_name(name) == slug


@given(ANY_TEXT)
def test_any_name_has_a_slug(name: str) -> None:
    assert SLUG.fullmatch(slugify_name(name))


@given(
    st.text(st.characters(), max_size=600),
    st.text(st.characters(), min_size=1, max_size=40),
    st.sampled_from([40, 255, 500]),
)
def test_candidates_fit_and_end_in_one_of_their_own(name: str, key: str, length: int) -> None:
    slug = slugify_name(name)
    candidates = slug_candidates((slug, "2030-06-18"), (slug, "2030-06-18-1930"), key=key, max_length=length)
    assert all(len(candidate) <= length and SLUG.fullmatch(candidate) for candidate in candidates)
    assert len(set(candidates)) == len(candidates)
    assert candidates[0].endswith("2030-06-18")
    assert candidates[-1] != slug_candidates((slug, "2030-06-18"), key=f"{key}x", max_length=length)[-1]


def test_candidates_become_more_specific() -> None:
    wanted, with_city, unique = slug_candidates(("house-of-blues",), ("house-of-blues", "chicago"), key="KovZ1")
    assert (wanted, with_city) == ("house-of-blues", "house-of-blues-chicago")
    assert re.fullmatch(r"house-of-blues-[0-9a-f]{10}", unique)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Beyoncé", "BEYONCE"),
        ("Mötley Crüe", "Motley Crue"),
        ("Røyksopp", "Royksopp"),
        ("Florence + The Machine", "Florence and the Machine"),
        ("Joan Jett & The Blackhearts", "Joan Jett and the Blackhearts"),
        ("Guns N' Roses", "Guns N’ Roses"),
        ("Guns N' Roses", "Guns & Roses"),
        ("The Smashing Pumpkins", "Smashing Pumpkins"),
        ("AC/DC", "AC-DC"),
        ("P!nk", "Pink"),
        ("Ke$ha", "Kesha"),
        ("Panic! At The Disco", "Panic At The Disco"),
        ("Straße", "Strasse"),
        ("ＡＢＢＡ", "ABBA"),
        ("!!!", "!!!"),
    ],
)
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert match_key(one) == match_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("!!!", "???"),
        ("The The", "The"),
        ("ABBA", "ABBA Tribute"),
        ("林", "琳"),
        ("が", "か"),
        ("Sum 41", "Sum 42"),
        ("A", "B"),
    ],
)
def test_different_names(one: str, other: str) -> None:
    assert match_key(one) != match_key(other)


@pytest.mark.parametrize(
    ("text", "length", "clean"),
    [
        (None, 10, ""),
        ("  RV Inn  Amphitheater \t", 100, "RV Inn Amphitheater"),
        ("a\x00b\x07c", 100, "abc"),
        ("a\ud800b", 100, "ab"),
        ("a\u202eb\ufeffc\u200bd", 100, "abcd"),
        ("one\ntwo", 100, "one two"),
        ("e\u0301", 100, "é"),
        ("abcdef", 5, "abcd…"),
        ("abcde", 5, "abcde"),
        ("ab cdef", 4, "ab…"),
        ("ab👩‍👩‍👧cd", 5, "ab…"),
        ("ab🇩🇪🇫🇷", 5, "ab🇩🇪…"),
        ("ab👍🏽cd", 4, "ab…"),
        ("abc", 0, ""),
        ("شكرا", 100, "شكرا"),
    ],
)
def test_clean_text(text: str | None, length: int, clean: str) -> None:
    assert clean_text(text, length) == clean


def test_clean_text_keeps_paragraphs_where_asked() -> None:
    assert clean_text(" one \r\n\r\n\r\n two\n three\x00", 100, multiline=True) == "one\n\ntwo\nthree"


@given(ANY_TEXT, st.integers(1, 300), st.booleans())
def test_any_text_can_be_stored(text: str, length: int, multiline: bool) -> None:
    clean = clean_text(text, length, multiline=multiline)
    clean.encode("utf-8")
    assert len(clean) <= length
    assert "\x00" not in clean
    assert clean == clean.strip()
    if len(clean) < length:
        assert clean_text(clean, length, multiline=multiline) == clean
    match_key(text)
