"""Reading one value out of a decoded JSON body without ever failing: the wrong type reads as None (or empty).

What a value means to an API stands in `ticketmaster_bodies` and `spotify_bodies`; what it means to TheSet, in the
catalogue rules.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import TypeAlias, cast

import msgspec

from theset_assets.upstream.records import Malformed

JsonObject: TypeAlias = dict[str, object]

# NUL cannot be stored by Postgres, and neither it nor half a surrogate pair (a title cut in the middle of an emoji)
# can be written as UTF-8. Everything else is kept as sent: cleaning is for the rules.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{2}:\d{2}(:\d{2})?(\.\d+)?")
_INT_LIMIT = 2**31 - 1  # the widest integer column
_DECIMAL_DIGITS = 12  # more digits before the point than any price has


class UnreadableBody(ValueError):
    """The bytes are no JSON object. The message says what they are instead, and quotes nothing of them."""


def decode_object(body: bytes) -> JsonObject:
    """The JSON object in `body`; raises UnreadableBody.

    Strict first; then once more with Python's own reader, which takes what the strict one refuses although the rest
    of the body is sound: bad UTF-8, half an emoji, control characters, numbers beyond 64 bits.
    """
    try:
        value = msgspec.json.decode(body)
    except (ValueError, RecursionError):
        value = _decode_leniently(body)
    if not isinstance(value, dict):
        raise UnreadableBody(f"a JSON {type(value).__name__} instead of an object")
    return cast(JsonObject, value)


def _decode_leniently(body: bytes) -> object:
    try:
        return json.loads(body.decode("utf-8-sig", "replace"), strict=False, parse_constant=lambda _: None)
    except RecursionError:
        fault = "JSON nested too deep"
    except ValueError:
        fault = "no JSON" if body else "an empty body"
    raise UnreadableBody(fault)


def mapping(value: object) -> JsonObject:
    """`value` where it is an object, else an empty one."""
    return cast(JsonObject, value) if isinstance(value, dict) else {}


def sequence(value: object) -> list[object]:
    """`value` where it is an array, else an empty one."""
    return cast(list[object], value) if isinstance(value, list) else []


def objects(value: object) -> Iterator[JsonObject]:
    """The objects in an array; anything else in it is passed over."""
    for item in sequence(value):
        if isinstance(item, dict):
            yield cast(JsonObject, item)


def dig(value: object, *path: str) -> object:
    """What stands at `path` in nested objects, None where a step is missing."""
    for key in path:
        value = mapping(value).get(key)
    return value


def text(value: object) -> str | None:
    """A string as sent, without the characters that nothing can store."""
    return _UNSTORABLE.sub("", value) if isinstance(value, str) else None


def filled(value: object) -> str | None:
    """A string as sent, None where it is empty."""
    return text(value) or None


def integer(value: object) -> int | None:
    """A whole number that fits a 32-bit column; 3.0 counts as one."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if -_INT_LIMIT <= value <= _INT_LIMIT else None


def flag(value: object) -> bool | None:
    """true or false; nothing else is either."""
    return value if isinstance(value, bool) else None


def decimal(value: object) -> Decimal | None:
    """A finite number, or a string of one, with the digits it was sent with."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, int) and abs(value) >= 10**_DECIMAL_DIGITS:
        return None  # str() of an int of thousands of digits raises
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and number.adjusted() < _DECIMAL_DIGITS else None


def date(value: object) -> dt.date | None:
    """The date of "2026-05-21", or of a date and time that starts with it."""
    found = _DATE.match(value) if isinstance(value, str) else None
    if not found:
        return None
    try:
        return dt.date.fromisoformat(found.group())
    except ValueError:
        return None


def time(value: object) -> dt.time | None:
    """The wall-clock time of "19:30:00", or of "2026-05-21T19:30:00Z"; any zone is dropped, not converted."""
    if not isinstance(value, str):
        return None
    found = _TIME.match(value.partition("T")[2] if "T" in value else value)
    if not found:
        return None
    try:
        return dt.time.fromisoformat(found.group()[:8])
    except ValueError:
        return None


def instant(value: object) -> dt.datetime | None:
    """The moment of "2026-05-21T19:30:00Z", in UTC; one without a zone counts as UTC."""
    if not isinstance(value, str):
        return None
    try:
        moment = dt.datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None


def without_id(body: JsonObject) -> str:
    """What is wrong with a body that should be one thing with an id; "" for nothing."""
    return "" if filled(body.get("id")) else "no id"


def lacking(kind: str, value: object, *required: str) -> Malformed:
    """What to say of a payload that is no object or lacks one of the `required` strings."""
    if not isinstance(value, dict):
        return Malformed(kind=kind, id="", reason="not an object")
    body = mapping(cast(object, value))
    missing = [key for key in required if (filled if key == "id" else text)(body.get(key)) is None]
    return Malformed(kind=kind, id=filled(body.get("id")) or "", reason=f"no {' and no '.join(missing)}")
