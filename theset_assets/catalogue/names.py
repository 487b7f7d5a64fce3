"""Names: cleaned text, slugs and the keys that say when two names are the same.

What belongs here: anything that turns a string into another string for display, address or comparison. What a song
title means (live, demo, edition) is in `titles.py`.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache
from itertools import groupby

from anyascii import anyascii
from slugify import slugify

NAME_LENGTH = 255
TITLE_LENGTH = 500
SLUG_LENGTH = 255
HASH_LENGTH = 10

# Characters that Postgres refuses (NUL, lone surrogates), that do nothing but harm (other controls, byte order marks,
# zero-width spaces) or that turn the text around them (bidirectional overrides). ZWJ and ZWNJ stay: emoji and Persian
# are written with them.
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
_SPACE = re.compile(r"\s+")
_LINE_SPACE = re.compile(r"[^\S\n]+")
_LINE_BREAKS = re.compile(r"\r\n?|[\u0085\u2028\u2029\x0b\x0c]")
_MANY_LINES = re.compile(r"\s*\n\s*\n\s*")

_APOSTROPHES = re.compile(r"['’‘ʼ`´ʻ′]")
_AND = re.compile(r"\s*&\s*|\s+\+\s+")
_ROCK_N_ROLL = re.compile(r"\s+['’]?n['’]\s+", re.IGNORECASE)
# "Ke$ha", "A$AP", "P!nk": a sign that stands for the letter it looks like, always between two letters.
_SIGN_LETTERS = (re.compile(r"(?<=[^\W\d_])\$(?=[^\W\d_])"), "s"), (re.compile(r"(?<=[^\W\d_])!(?=[^\W\d_])"), "i")
_NOT_WORD = re.compile(r"[\W_]+")
_LEADING_THE = re.compile(r"^the (?!the$)(?=\S)")

_MODIFIERS = range(0x1F3FB, 0x1F400)
_FLAGS = range(0x1F1E6, 0x1F200)
_LONGEST_CLUSTER = 32


def clean_text(text: str | None, max_length: int, *, multiline: bool = False) -> str:
    """`text` as it can be stored and shown: no control characters, no stray white space, bounded length.

    Text of more than `max_length` characters ends in "…", cut between characters as readers see them. `multiline`
    keeps line breaks. Returns "" where nothing is left.
    """
    if not text:
        return ""
    if text.isascii() and text.isprintable():
        kept = " ".join(text.split())
    else:
        kept = unicodedata.normalize("NFC", _UNWANTED.sub("", _LINE_BREAKS.sub("\n", text)))
        kept = _tidy_lines(kept) if multiline else _SPACE.sub(" ", kept).strip()
    return kept if len(kept) <= max_length else _truncate(kept, max_length)


def _tidy_lines(text: str) -> str:
    lines = "\n".join(line.strip() for line in _LINE_SPACE.sub(" ", text).split("\n"))
    return _MANY_LINES.sub("\n\n", lines).strip()


def _truncate(text: str, max_length: int) -> str:
    end = max_length - 1
    if end <= 0:
        return "…"[:max_length]
    # A cluster longer than this is no letter; cutting through it is right.
    for cut in range(end, max(end - _LONGEST_CLUSTER, 0), -1):
        if _starts_character(text, cut):
            end = cut
            break
    return text[:end].rstrip() + "…"


def _starts_character(text: str, index: int) -> bool:
    """Whether a reader would see a new character begin at `index`."""
    here, before = ord(text[index]), ord(text[index - 1])
    if unicodedata.combining(text[index]) or here == 0x200D or 0xFE00 <= here <= 0xFE0F or here in _MODIFIERS:
        return False
    if here in _FLAGS and before in _FLAGS:
        # Flags are pairs: a new one begins after an even number of halves.
        halves = next((n for n in range(1, index) if ord(text[index - 1 - n]) not in _FLAGS), index)
        return halves % 2 == 0
    return before != 0x200D


# --- Slugs ----------------------------------------------------------------------------------------------------------


def slugify_name(name: str) -> str:
    """The slug of a name: ASCII letters and digits joined by single hyphens, never empty.

    Letters are transliterated ("Björk" → "bjork"). A name without any ("!!!") is spelled out in the Unicode names of
    its characters ("exclamation-mark-3"); an empty one is "unnamed".
    """
    cleaned = clean_text(name, TITLE_LENGTH)
    readable = _APOSTROPHES.sub("", _AND.sub(" and ", _letters_for_signs(cleaned)))
    return slugify(anyascii(readable).replace("'", "")) or _spelled_out(cleaned) or "unnamed"


def _letters_for_signs(text: str) -> str:
    for sign, letter in _SIGN_LETTERS:
        text = sign.sub(letter, text)
    return text


def _spelled_out(text: str) -> str:
    words: list[str] = []
    for character, run in groupby(character for character in text if not character.isspace()):
        count = sum(1 for _ in run)
        words.append(slugify(unicodedata.name(character, f"u {ord(character):x}")))
        if count > 1:
            words.append(str(count))
    return "-".join(words)


def slug_candidates(*wanted: tuple[str, ...], key: str, max_length: int = SLUG_LENGTH) -> tuple[str, ...]:
    """Slugs for one row in the order they should be tried; the last is unique by construction.

    Each of `wanted` is a slug as its parts, the nicest first. The parts that name something are shortened where the
    slug would grow past `max_length`, the last part (a date, a time) never. `key` is the upstream id: a hash of it
    ends the last candidate.
    """
    suffix = short_hash(key)
    candidates = [_fit(parts, max_length) for parts in wanted]
    candidates.append(_fit((*wanted[0], suffix), max_length))
    return tuple(dict.fromkeys(candidate for candidate in candidates if candidate))


def short_hash(key: str) -> str:
    """Ten hexadecimal digits that stand for `key`, the same on every machine."""
    return hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=HASH_LENGTH // 2).hexdigest()


def _fit(parts: tuple[str, ...], max_length: int) -> str:
    kept = [part for part in parts if part]
    if not kept:
        return ""
    whole = "-".join(kept)
    if len(whole) <= max_length or len(kept) == 1:
        return _cut_slug(whole, max_length)
    tail = kept[-1]
    return f"{_cut_slug('-'.join(kept[:-1]), max_length - len(tail) - 1)}-{tail}"


def _cut_slug(slug: str, max_length: int) -> str:
    if len(slug) <= max_length:
        return slug
    cut = slug[:max_length]
    at_word = cut.rpartition("-")[0] if slug[max_length] != "-" else cut
    # One endless word has no good place to cut.
    return (at_word if len(at_word) > max_length // 2 else cut).rstrip("-")


# --- Comparison -----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """`text` without what spelling varies in: case, diacritics, punctuation, ways to write "and".

    Only Latin letters lose their diacritics; other scripts are compared as written, because words that differ in
    Chinese or Japanese can share one transliteration. Returns "" where nothing but punctuation is left.
    """
    text = _ROCK_N_ROLL.sub(" and ", _AND.sub(" and ", unicodedata.normalize("NFKC", text)))
    text = _APOSTROPHES.sub("", _letters_for_signs(text)).casefold()
    if not text.isascii():
        # Composed again at the end: a mark that belongs to another script's letter (が, й) must stay on it.
        text = unicodedata.normalize("NFC", "".join(map(_plain_latin, text)))
    return _NOT_WORD.sub(" ", text).strip()


@lru_cache(maxsize=4096)
def _plain_latin(character: str) -> str:
    if character.isascii():
        return character
    if unicodedata.name(character, "").startswith("LATIN "):
        return anyascii(character).casefold()
    return character


def match_key(name: str) -> str:
    """What two spellings of one name have in common: `fold` without a leading "The".

    "The Smashing Pumpkins" is "Smashing Pumpkins" to many listings. The price is that "The Used" and "Used" share a
    key, so whoever matches artists by it must ask for more than the key where the article differs (`artists.py`).
    A name of punctuation only ("!!!") is its own key.
    """
    folded = fold(name)
    if not folded:
        return "".join(clean_text(name, TITLE_LENGTH).split()).casefold()
    return _LEADING_THE.sub("", folded)
