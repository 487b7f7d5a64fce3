"""When to ask again: reading Retry-After, choosing a wait, and saying a wait in words.

Which answers are worth asking again is decided in `refusals.py`; the asking is done in `http.py`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import AsyncIterable, Callable
from email.utils import parsedate_to_datetime

import httpx
import stamina

from theset_assets.errors import RateLimited, TransientUpstreamError, UpstreamUnavailable
from theset_assets.settings import Settings

_SECONDS = re.compile(r"\d{1,9}(\.\d*)?")
# Without Retry-After a 429 is waited out four times longer than a time-out: with the default settings the waits add
# up to the 30 s over which Spotify counts. A guess: neither API says what to do.
_UNTOLD_FACTOR = 4


def utcnow() -> dt.datetime:
    """Now, in UTC."""
    return dt.datetime.now(dt.UTC)


def retry_after(headers: httpx.Headers, now: dt.datetime) -> float | None:
    """Retry-After in seconds, from seconds or an HTTP date; None where absent or unreadable, never below 0."""
    value = headers.get("retry-after", "").strip()
    if not value:
        return None
    if _SECONDS.fullmatch(value):
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return max(0.0, (moment - now).total_seconds())


def in_words(seconds: float) -> str:
    """A wait as people say it: "12 s", "3 min", "22 h 11 min"."""
    whole = max(1, round(seconds))
    if whole < 120:
        return f"{whole} s"
    minutes = round(whole / 60)
    if minutes < 120:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def clock(moment: dt.datetime) -> str:
    """A moment as messages give it: "2026-11-24 02:10 UTC", rounded up to the minute so that it is never too early."""
    moment = moment.astimezone(dt.UTC)
    if moment.second or moment.microsecond:
        moment = moment.replace(second=0, microsecond=0) + dt.timedelta(minutes=1)
    return f"{moment:%Y-%m-%d %H:%M} UTC"


class Unavailable(UpstreamUnavailable):
    """UpstreamUnavailable that knows how long the API asked to be left alone, None where it did not say."""

    def __init__(self, message: str, *, api: str, status: int | None = None, pause: float | None = None) -> None:
        super().__init__(message, api=api, status=status)
        self.pause = pause


def attempts(settings: Settings, log: Callable[[TransientUpstreamError, int], None]) -> AsyncIterable[stamina.Attempt]:
    """stamina's attempts for one request: transient errors only, Retry-After before the exponential wait.

    `log` is told each error that will be followed by another try, and the number of the try that failed.
    """
    initial, longest = settings.http_backoff_seconds, settings.retry_after_max_seconds
    tries = 0

    def again(error: Exception) -> bool | float:
        nonlocal tries
        tries += 1
        if not isinstance(error, TransientUpstreamError):
            return False
        if tries < settings.http_attempts:
            log(error, tries)
        told = error.pause if isinstance(error, Unavailable) else None
        if isinstance(error, RateLimited):
            told = error.retry_after
            if told is None:
                return min(longest, initial * _UNTOLD_FACTOR * 2 ** (tries - 1))
        if told is None:
            return True
        return max(told, initial) if told <= longest else False

    return stamina.retry_context(
        on=again,
        attempts=settings.http_attempts,
        timeout=None,  # attempts and the longest wait bound it
        wait_initial=initial,
        wait_max=longest,
        wait_jitter=initial,
    )
