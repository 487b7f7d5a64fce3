"""Faults to order: what a rule says, which requests it hits, and which answer it gives instead.

A rule hits the requests of an API whose path and query match, from the (after + 1)th on, `count` times or for ever,
all of them or the share `rate` (the same ones each time). How answers get onto the wire is `gate.py`'s business.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from theset_assets.errors import SettingsError
from theset_assets.sandbox.config import faults_of
from theset_assets.sandbox.seeds import number

Api = Literal["ticketmaster", "spotify", "token"]


class FaultKind(StrEnum):
    """What goes wrong."""

    RATE_LIMITED = "rate_limited"  # 429, with Retry-After where retry_after is given
    QUOTA_EXCEEDED = "quota_exceeded"  # 429 that says the quota is spent
    SERVER_ERROR = "server_error"  # 500
    UNAVAILABLE = "unavailable"  # 503
    SLOW = "slow"  # the right answer, `seconds` late
    CUT_OFF = "cut_off"  # half of the body, then the connection closes
    MALFORMED = "malformed"  # half of the body as if it were all
    WRONG_TYPES = "wrong_types"  # JSON of another shape: numbers for strings, objects for lists
    EMPTY = "empty"  # 200 without a body
    EXPIRED_TOKEN = "expired_token"  # Spotify: 401, and every token given out so far is dead  # noqa: S105


class Fault(BaseModel):
    """A rule. `path` is a regular expression searched for in the path and query."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: FaultKind
    api: Literal["any", "ticketmaster", "spotify", "token"] = "any"
    path: str = ""
    count: int | None = Field(default=None, ge=1)
    rate: float | None = Field(default=None, gt=0, le=1)
    after: int = Field(default=0, ge=0)
    retry_after: int | None = Field(default=None, ge=0)
    seconds: float = Field(default=1.0, ge=0, le=600)

    @field_validator("path")
    @classmethod
    def _compiles(cls, value: str) -> str:
        try:
            re.compile(value)
        except re.error as wrong:
            raise ValueError(f"is no regular expression: {wrong}") from None
        return value


def read_fault(body: object) -> Fault:
    """A rule from decoded JSON. Raises SettingsError naming what is wrong."""
    try:
        return Fault.model_validate(body)
    except ValidationError as invalid:
        raise SettingsError(faults_of(invalid)) from None


def parse_fault(text: str) -> Fault:
    """A rule from a command line: "rate_limited api=spotify retry_after=5 count=3". Raises SettingsError."""
    words = shlex.split(text)
    body: dict[str, object] = {"kind": words[0] if words else ""}
    for word in words[1:]:
        name, _, value = word.partition("=")
        body[name] = None if value in ("", "none", "null") else value
    return read_fault(body)


@dataclass(slots=True)
class _Ordered:
    fault: Fault
    number: int
    matched: int = 0
    hit: int = 0

    def hits(self, api: Api, target: str) -> bool:
        fault = self.fault
        if fault.api not in ("any", api) or not re.search(fault.path, target):
            return False
        if fault.kind is FaultKind.EXPIRED_TOKEN and api != "spotify":
            return False
        if fault.count is not None and self.hit >= fault.count:
            return False
        self.matched += 1
        if self.matched <= fault.after:
            return False
        if fault.rate is not None and number("fault", self.number, self.matched) % 10_000 >= fault.rate * 10_000:
            return False
        self.hit += 1
        return True


@dataclass(slots=True)
class FaultBook:
    """The rules in force, oldest first."""

    _rules: list[_Ordered] = field(default_factory=list[_Ordered])
    _numbers: int = 0

    def order(self, fault: Fault) -> None:
        """Put a rule in force."""
        self._numbers += 1
        self._rules.append(_Ordered(fault, self._numbers))

    def clear(self) -> None:
        """End all rules."""
        self._rules.clear()
        self._numbers = 0

    def next(self, api: Api, target: str) -> Fault | None:
        """The first rule that hits this request; the hit is counted."""
        return next((rule.fault for rule in self._rules if rule.hits(api, target)), None)

    def report(self) -> list[dict[str, Any]]:
        """Every rule with how many requests it matched and hit."""
        return [rule.fault.model_dump(mode="json") | {"matched": rule.matched, "hit": rule.hit} for rule in self._rules]


def wrong_types(value: object) -> object:
    """`value` with each number, string and list replaced by something of another type; objects keep their keys."""
    match value:
        case dict():
            return {key: wrong_types(inner) for key, inner in cast(dict[str, object], value).items()}
        case list():
            return {"items": [wrong_types(inner) for inner in cast(list[object], value)]}
        case str():
            return 7
        case bool():
            return "yes"
        case int() | float():
            return ["many"]
        case _:
            return 0
