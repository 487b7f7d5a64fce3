"""Ids that look like the real ones and say what they stand for, so that every process reads them the same way.

A Spotify id is 22 base-62 digits: whose work it is (`who`, a number from `profiles.py`), which namesake, which release,
which track, scrambled. A Ticketmaster id carries a name or another id in plain base 62 behind a common prefix.
"""

from __future__ import annotations

import base64
import binascii
import re
from enum import IntEnum
from typing import NamedTuple

from theset_assets.sandbox.seeds import number

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_VALUE = {digit: at for at, digit in enumerate(_DIGITS)}

ATTRACTION_ID = re.compile(r"[A-Za-z0-9_-]{3,120}")
SPOTIFY_ID = re.compile(r"[0-9A-Za-z]{22}")

_SPACE = 62**22
_MULTIPLIER = 0x5B1D_6E2F_9C83_A4D7_1F4E_29B5_C0D3_7A61  # odd and no multiple of 31: invertible below 62**22
_INVERSE = pow(_MULTIPLIER, -1, _SPACE)
_SHIFT = 0x2A91_44C7_E80B_5D36_F21C_9B07_63EE_5A18

MAX_VARIANT, MAX_RELEASES, MAX_TRACKS = 7, 2047, 127


class Kind(IntEnum):
    """What a Spotify id stands for. RELINKED is the other id under which a market plays the same track."""

    ARTIST = 0
    ALBUM = 1
    TRACK = 2
    RELINKED = 3


class SpotifyKey(NamedTuple):
    """What a Spotify id says. `release` and `track` count from 1; 0 where the kind has none."""

    kind: Kind
    who: int
    variant: int = 0
    release: int = 0
    track: int = 0

    def encoded(self) -> str:
        """The 22-digit id."""
        total = self.who
        for value, size in ((self.variant, 8), (self.release, 2048), (self.track, 128), (self.kind, 4)):
            total = total * size + value
        return to_base62((total * _MULTIPLIER + _SHIFT) % _SPACE, 22)


def read_spotify_id(text: str) -> SpotifyKey | None:
    """What a well-formed Spotify id says; whether there is such a thing is for the catalogue to tell."""
    rest = (from_base62(text) - _SHIFT) * _INVERSE % _SPACE
    rest, kind = divmod(rest, 4)
    rest, track = divmod(rest, 128)
    rest, release = divmod(rest, 2048)
    who, variant = divmod(rest, 8)
    needs = {Kind.ARTIST: (False, False), Kind.ALBUM: (True, False)}.get(Kind(kind), (True, True))
    return SpotifyKey(Kind(kind), who, variant, release, track) if needs == (release > 0, track > 0) else None


def to_base62(value: int, length: int = 1) -> str:
    """`value` in base 62 with at least `length` digits."""
    digits: list[str] = []
    while value or len(digits) < length:
        value, digit = divmod(value, 62)
        digits.append(_DIGITS[digit])
    return "".join(reversed(digits))


def from_base62(text: str) -> int:
    """The number that base-62 digits write."""
    total = 0
    for digit in text:
        total = total * 62 + _VALUE[digit]
    return total


def _is_base62(text: str) -> bool:
    return text.isascii() and text.isalnum()


def _check(length: int, *parts: object) -> str:
    return to_base62(number(*parts) % 62**length, length)


# --- Ticketmaster ---------------------------------------------------------------------------------------------------

_PACKED_PREFIX = "K8vZ917"
_SPELLED_PREFIX = "Z7r9jZ1A"
_EVENT_PREFIX = "vvG1"
_RESALE_EVENT_PREFIX = "Z7r9jZ1"
_VENUE_PREFIX = "KovZpZA"
_RESALE_VENUE_PREFIX = "ZFr9jZ"


def attraction_id(name: str, packed: int | None) -> str:
    """The attraction id that carries `name`."""
    if packed is not None:
        body = to_base62(packed)
        return _PACKED_PREFIX + body + _check(2, "attraction", body)
    body = base64.urlsafe_b64encode(name.encode()).decode().rstrip("=")
    return _SPELLED_PREFIX + body + _check(2, "attraction", body)


def name_in_attraction_id(text: str) -> int | str | None:
    """The packed or spelled-out name an attraction id carries; None for an id that carries none."""
    for prefix in (_PACKED_PREFIX, _SPELLED_PREFIX):
        body, check = text[len(prefix) : -2], text[-2:]
        if text.startswith(prefix) and body and check == _check(2, "attraction", body):
            return _carried(prefix, body)
    return None


def _carried(prefix: str, body: str) -> int | str | None:
    if prefix == _PACKED_PREFIX:
        return from_base62(body) if _is_base62(body) else None
    try:
        return base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None


def event_id(attraction: str, index: int, *, resale: bool = False) -> str:
    """The id of the headliner's event number `index` (from 0)."""
    body = attraction + to_base62(index, 3)
    return (_RESALE_EVENT_PREFIX if resale else _EVENT_PREFIX) + body + _check(2, "event", body)


def read_event_id(text: str) -> tuple[str, int] | None:
    """The headliner's attraction id and the event's number; None for an id that is no event's."""
    for prefix in (_RESALE_EVENT_PREFIX, _EVENT_PREFIX):
        body, check = text[len(prefix) : -2], text[-2:]
        if text.startswith(prefix) and len(body) > 3 and _is_base62(body[-3:]) and check == _check(2, "event", body):
            return body[:-3], from_base62(body[-3:])
    return None


def venue_id(index: int, *, resale: bool = False) -> str:
    """The id of venue number `index`; the resale market has another one for the same house."""
    body = to_base62(index, 3)
    return (_RESALE_VENUE_PREFIX if resale else _VENUE_PREFIX) + body + _check(1, "venue", body)


def read_venue_id(text: str) -> tuple[int, bool] | None:
    """The venue's number and whether the id is the resale market's; None for an id that is no venue's."""
    for prefix, resale in ((_RESALE_VENUE_PREFIX, True), (_VENUE_PREFIX, False)):
        body, check = text[len(prefix) : -1], text[-1:]
        if text.startswith(prefix) and len(body) == 3 and _is_base62(body) and check == _check(1, "venue", body):
            return from_base62(body), resale
    return None
