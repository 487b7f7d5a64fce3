"""Chance that comes out the same in every process: everything drawn depends on the given parts and on nothing else."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def number(*parts: object) -> int:
    """A 64-bit number that depends on `parts` alone."""
    text = "\x1f".join(str(part) for part in parts).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big")


def dice(*parts: object) -> random.Random:
    """A random generator whose whole sequence depends on `parts` alone."""
    return random.Random(number(*parts))  # noqa: S311 (it makes up songs, not secrets)


def pick(choices: Sequence[T], *parts: object) -> T:
    """One of `choices`."""
    return choices[number(*parts) % len(choices)]


def between(low: int, high: int, *parts: object) -> int:
    """A whole number from `low` to `high`, both included."""
    return low + number(*parts) % (high - low + 1)


def chance(percent: int, *parts: object) -> bool:
    """True for `percent` of all `parts`."""
    return number(*parts) % 100 < percent


def hex_digits(length: int, *parts: object) -> str:
    """`length` hexadecimal digits."""
    text = "\x1f".join(str(part) for part in parts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, digest_size=(length + 1) // 2).hexdigest()[:length]
