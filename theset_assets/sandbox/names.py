"""Artists' names: one spelling for each, folding for searches, and packing into a number small enough for an id.

An id that carries its artist's name needs no memory: any process reads the name back. What the ids look like is
`ids.py`'s business.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from theset_assets.sandbox import words
from theset_assets.sandbox.seeds import number, pick

NAME_BYTES = 78  # longest name in UTF-8, so that an event id that carries it stays below 255 characters

_SINGLES = " abcdefghijklmnopqrstuvwxyz0123456789'-&.!,/+()"
# Two letters and more that are frequent in English names; "_" stands for a space.
_GROUPS = tuple(
    group.replace("_", " ")
    for group in words.words(
        """
        _the_ the_ _and_ ing er in an re on at en es or ar al te st ed le ou is it ra ri ro li la ll el th he nd nt ea
        io de se me ne ve ic as us ti to ta si so sh ch ck ow oo lo il ma mo mi co ca be ba bo pe pa po ho ha hi na no
        di do da s_ e_ d_ y_ t_ _s _b
        """
    )
)
_TOKENS = (*_SINGLES, *_GROUPS)
_INDEX = {token: at for at, token in enumerate(_TOKENS)}
_LONGEST = max(map(len, _TOKENS))
_MAX_TOKENS = 15
_MAX_BYTES = 13
_CODECS = ("latin-1", "cp1251", "cp1253", "shift_jis", "euc_kr", "gb18030", "utf-8")
_TOKEN_SPACE = (len(_TOKENS) ** (_MAX_TOKENS + 1) - 1) // (len(_TOKENS) - 1)
_BYTE_SPACE = (256 ** (_MAX_BYTES + 1) - 1) // 255
PACKED_SPACE = _TOKEN_SPACE + len(_CODECS) * _BYTE_SPACE


def canonical(text: str) -> str:
    """The one spelling of a name: NFC, single spaces, each word capitalized, at most NAME_BYTES long in UTF-8."""
    lowered = unicodedata.normalize("NFC", text).lower()
    spelled = " ".join(_capitalized(word) for word in lowered.split())
    spelled = unicodedata.normalize("NFC", spelled)
    return spelled.encode("utf-8", "ignore")[:NAME_BYTES].decode("utf-8", "ignore").strip()


def _capitalized(word: str) -> str:
    first = word[0].upper()
    return first + word[1:] if len(first) == 1 and first.lower() == word[0] else word


def folded(text: str) -> str:
    """`text` for comparing: without case, diacritics and surplus spaces."""
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(bare.casefold().replace("ø", "o").replace("æ", "ae").split())


def pack(name: str) -> int | None:
    """A canonical name as a number below PACKED_SPACE; None where it is too long for that."""
    tokens = _tokens(name.lower())
    if tokens is not None and len(tokens) <= _MAX_TOKENS and canonical(name.lower()) == name:
        return _joined(tokens, len(_TOKENS))
    for at, codec in enumerate(_CODECS):
        try:
            raw = name.encode(codec)
        except UnicodeEncodeError:
            continue
        if len(raw) <= _MAX_BYTES and raw.decode(codec) == name:
            return _TOKEN_SPACE + at * _BYTE_SPACE + _joined(list(raw), 256)
    return None


def unpack(packed: int) -> str | None:
    """The name that `pack` made this number of; None where there is none."""
    if packed < _TOKEN_SPACE:
        name = canonical("".join(_TOKENS[at] for at in _split(packed, len(_TOKENS))))
    else:
        codec, rest = divmod(packed - _TOKEN_SPACE, _BYTE_SPACE)
        if codec >= len(_CODECS):
            return None
        try:
            name = bytes(_split(rest, 256)).decode(_CODECS[codec])
        except UnicodeDecodeError:
            return None
    return name if name and canonical(name) == name and pack(name) == packed else None


def _tokens(text: str) -> list[int] | None:
    found: list[int] = []
    at = 0
    while at < len(text):
        for length in range(_LONGEST, 0, -1):
            token = text[at : at + length]
            if token in _INDEX:
                found.append(_INDEX[token])
                at += len(token)
                break
        else:
            return None
    return found


def _joined(digits: list[int], base: int) -> int:
    total = 0
    for digit in digits:
        total = total * base + digit + 1
    return total


def _split(total: int, base: int) -> list[int]:
    digits: list[int] = []
    while total:
        total, digit = divmod(total - 1, base)
        digits.append(digit)
    return digits[::-1]


@lru_cache(maxsize=4096)
def invented(*parts: object) -> str:
    """A made-up artist's name, short enough to pack, that depends on `parts` alone. Among 1,000 of them all differ,
    as a rule: half are bands of some ten million, half are people of over a billion."""
    attempt = 0
    while pack(name := _invented(attempt, *parts)) is None:
        attempt += 1
    return name


def _invented(*parts: object) -> str:
    word, surname = _word("first", *parts), _word("second", *parts)
    noun = pick(words.BAND_NOUNS, "noun", *parts)
    forms = (
        "{word} {noun}",
        "the {word} {noun}s",
        "{word} & the {noun}s",
        "{noun} of {word}",
        *("{word} {surname}",) * 4,
    )
    return canonical(pick(forms, "form", *parts).format(word=word, surname=surname, noun=noun))


def _word(*parts: object) -> str:
    syllables = (words.ONSETS, words.MIDDLES, words.ENDINGS)
    return "".join(pick(choices, at, *parts) for at, choices in enumerate(syllables))


@lru_cache(maxsize=4096)
def near_misses(name: str) -> tuple[str, ...]:
    """Names that a search for `name` finds besides it."""
    forms = ("the {name}", "{name} trio", "{name} tribute", "{name} & friends", "dj {name}", "the music of {name}")
    count = 2 + number("near", name) % 3
    start = number("first near", name) % len(forms)
    chosen = [forms[(start + step) % len(forms)] for step in range(count)]
    found = [canonical(form.format(name=name)) for form in chosen]
    return tuple(other for other in dict.fromkeys(found) if other != name)
