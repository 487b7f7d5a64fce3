"""An API's "no" → one of this package's errors, with a message that says what to do about it.

Each API says no in its own words; `Traits` is what the general rules need to know of them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

import httpx

from theset_assets.errors import (
    CredentialsRefused,
    NotFound,
    QuotaExhausted,
    RateLimited,
    RequestRefused,
    UpstreamError,
)
from theset_assets.upstream.redaction import KNOWN_SECRETS
from theset_assets.upstream.retry import Unavailable, clock, in_words, retry_after
from theset_assets.upstream.values import JsonObject

# 5xx, and the two 4xx that say "not now": 408 Request Timeout and 425 Too Early.
_NOT_NOW = frozenset({408, 425})
_LONGEST_TEXT = 200
_LONGEST_PAUSE = 30 * 86_400.0  # beyond this a Retry-After is nonsense, and would overflow a date
_CONTROL = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")


@dataclass(frozen=True)
class Fault:
    """What an error body says: a `code` programs know, a `text` for people, and whether a whole quota is spent."""

    code: str = ""
    text: str = ""
    quota_spent: bool = False


@dataclass(frozen=True)
class Traits:
    """One API: its names, its credentials' names, and how it words a refusal.

    `quota_resets` gives the moment a spent quota is filled again, None where nobody knows, and whether that is a guess.
    """

    api: str
    title: str
    credentials: str
    credential_settings: str
    address_setting: str
    fault: Callable[[JsonObject], Fault]
    quota_resets: Callable[[httpx.Headers, dt.datetime], tuple[dt.datetime | None, bool]]


@dataclass(frozen=True)
class Refusal:
    """An answer of 300 or more. `about` names what was asked for, as a path without values of parameters."""

    status: int
    headers: httpx.Headers
    body: JsonObject
    about: str


def clean(value: str) -> str:
    """Text from outside, fit to be shown: no secrets, one line, not long."""
    line = _CONTROL.sub(" ", KNOWN_SECRETS(value)).strip()
    return line if len(line) <= _LONGEST_TEXT else f"{line[:_LONGEST_TEXT]}…"


def to_error(traits: Traits, refusal: Refusal, longest: float, now: dt.datetime) -> UpstreamError:
    """The error that `refusal` means. `longest` is how many seconds of Retry-After a run sits out."""
    status, title = refusal.status, traits.title
    fault = traits.fault(refusal.body)
    said = " ".join(filter(None, (str(status), clean(fault.code))))
    why = f": {text}" if (text := clean(fault.text)) else ""
    if status == 429:
        return _limited(traits, refusal, fault, longest, now)
    if status >= 500 or status in _NOT_NOW:
        pause = _pause(refusal.headers, now)
        later = f" It asks to be left alone for {in_words(pause)}." if pause else ""
        return Unavailable(f"{title} is out of order ({said}).{later}", api=traits.api, status=status, pause=pause)
    if status in (401, 403):
        told = why if status == 403 else ""  # a 401 says no more than its code; a 403 may, such as "not registered"
        return CredentialsRefused(
            f"{title} refused the {traits.credentials} ({said}){told}. Check {traits.credential_settings}.",
            api=traits.api,
            status=status,
        )
    if status == 404:
        return NotFound(f"{title} knows no {refusal.about} ({said}){why}.", api=traits.api, status=status)
    if status < 400:
        return RequestRefused(
            f"{title} answers with a redirect to {_host(refusal.headers)} ({said}), which is not followed. "
            f"Check {traits.address_setting}.",
            api=traits.api,
            status=status,
            code="redirect",
        )
    return RequestRefused(
        f"{title} does not take the request for {refusal.about} ({said}){why}.",
        api=traits.api,
        status=status,
        code=clean(fault.code) or clean(fault.text),
    )


def _limited(traits: Traits, refusal: Refusal, fault: Fault, longest: float, now: dt.datetime) -> UpstreamError:
    pause = _pause(refusal.headers, now)
    guessed = False
    if pause is None and fault.quota_spent:
        resets, guessed = traits.quota_resets(refusal.headers, now)
        if resets is None:
            return QuotaExhausted(
                f"{traits.title}'s quota is spent ({_said(fault)}) and it does not say until when. Try again tomorrow, "
                f"or set another {traits.credentials} ({traits.credential_settings}).",
                api=traits.api,
                retry_at=None,
            )
        pause = max(0.0, (resets - now).total_seconds())
    if pause is None or (pause <= longest and not guessed):
        told = "does not say for how long" if pause is None else f"asks for a pause of {in_words(pause)}"
        return RateLimited(
            f"{traits.title} limits requests ({_said(fault)}) and {told}.", api=traits.api, retry_after=pause
        )
    retry_at = now + dt.timedelta(seconds=pause)
    if fault.quota_spent:
        why = f"{traits.title}'s quota is spent ({_said(fault)})."
    else:
        why = (
            f"{traits.title} asks for a pause of {in_words(pause)} ({_said(fault)}); "
            f"a run sits out at most {in_words(longest)} (RETRY_AFTER_MAX_SECONDS)."
        )
    hedge = " (a guess: it did not say)" if guessed else ""
    return QuotaExhausted(f"{why} Try again after {clock(retry_at)}{hedge}.", api=traits.api, retry_at=retry_at)


def _said(fault: Fault) -> str:
    return " ".join(filter(None, ("429", clean(fault.code))))


def _pause(headers: httpx.Headers, now: dt.datetime) -> float | None:
    pause = retry_after(headers, now)
    return None if pause is None else min(pause, _LONGEST_PAUSE)


def _host(headers: httpx.Headers) -> str:
    try:
        return clean(httpx.URL(headers.get("location", "")).host) or "itself"
    except httpx.InvalidURL:
        return "nowhere"
