"""Python values made fit for a column of Postgres: missing ones become None, text is cleaned, JSON is written."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any, cast

import msgspec

TEXT = ("text", "character varying", "character", "citext")
MOST_CHARACTERS = 1 << 28  # a value of Postgres takes 1 GB


def clean_text(value: str) -> str:
    """`value` without what Postgres cannot hold: NUL characters and surrogates that belong to no pair."""
    if value.isascii():
        return value.replace("\0", "")
    try:
        value.encode()
    except UnicodeEncodeError:
        value = value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return value.replace("\0", "")


def clean(value: Any) -> Any:
    """`value` with every text in it cleaned, through lists, tuples and the keys and values of dicts."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, dict):
        return {clean(key): clean(item) for key, item in cast("dict[Any, Any]", value).items()}
    if isinstance(value, list | tuple):
        return [clean(item) for item in cast("list[Any]", value)]
    return value


def is_missing(value: Any) -> bool:
    """Whether `value` is what pandas or Python use for no value: None, NA, NaT, NaN."""
    # By name: pandas takes a third of a second to load, and who gives such a value has loaded it.
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    return (isinstance(value, float) and math.isnan(value)) or (isinstance(value, Decimal) and value.is_nan())


def fit(values: list[Any], column_type: str, length: int | None) -> list[Any]:
    """`values` made fit for a column of `column_type` (as SQL writes it) that takes `length` characters."""
    if column_type in ("json", "jsonb"):
        return [None if is_missing(value) else msgspec.json.encode(clean(value)).decode() for value in values]
    if column_type.endswith("[]"):
        return [None if is_missing(value) else clean(value) for value in values]
    if column_type.partition("(")[0] in TEXT:
        return _texts(values, MOST_CHARACTERS if length is None else length)
    return [None if is_missing(value) else value for value in values]


def _texts(values: list[Any], length: int) -> list[str | None]:
    """Most texts need nothing, and a bulk load is made of texts: those are let through in one expression."""
    return [
        value
        if value.__class__ is str and value.isascii() and "\0" not in value and len(value) <= length
        else None
        if is_missing(value)
        else clean_text(str(value))[:length]
        for value in values
    ]
