"""Keeping keys, secrets and tokens out of logs, errors and anything else that people read.

The first line of defence is elsewhere: the Ticketmaster key is added to a URL below httpx (see `http.py`), so neither
httpx's request log nor its exceptions ever hold it. What stands here catches what comes back from outside, such as a
429 body that repeats the key, and whatever another library might log.
"""

from __future__ import annotations

import logging
import re
from urllib.parse import quote, quote_plus

REDACTED = "***"

_SHORTEST_SECRET = 6  # a shorter "secret" is a placeholder, and cutting it out would garble every message
_NAMED = re.compile(
    r"(?i)\b(apikey|api_key|api-key|access_token|refresh_token|client_secret|x-api-key)([\"']?\s*[=:]\s*|%3D)([\"']?)[^\s\"'&,;)\]]+"
)
_AUTHORIZATION = re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}")
_IDENTIFIER = re.compile(r"(?i)(identifier\s*:\s*)[\w-]{8,}")  # "Rate limit quota violation. … Identifier : <the key>"
_QUERY = re.compile(r"(https?://[^\s?\"'<>]+)\?[^\s\"'<>]*")
_USER_INFO = re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://)[^\s/@]+@")

# Their loggers, by name: a filter sees only what is logged on its own logger, not what passes up from children.
_FOREIGN_LOGGERS = (
    "httpx",
    "httpcore.connection",
    "httpcore.http11",
    "httpcore.http2",
    "httpcore.proxy",
    "httpcore.socks",
    "hpack",
    "stamina",
)


class Redactor:
    """Cuts known secrets, and whatever looks like one, out of text."""

    def __init__(self, *secrets: str | None) -> None:
        self._secrets: set[str] = set()
        self.add(*secrets)

    def add(self, *secrets: str | None) -> None:
        """Know more secrets: as they are and as a URL writes them. Those too short to be one are left alone."""
        for secret in secrets:
            if secret and len(secret) >= _SHORTEST_SECRET:
                self._secrets |= {secret, quote(secret, safe=""), quote_plus(secret)}

    def drop(self, secret: str) -> None:
        """Forget a secret that is worth nothing any more, such as an expired token."""
        self._secrets -= {secret, quote(secret, safe=""), quote_plus(secret)}

    def __call__(self, value: str) -> str:
        """`value` without secrets, URL queries and user:password parts."""
        for secret in sorted(self._secrets, key=len, reverse=True):
            value = value.replace(secret, REDACTED)
        value = _NAMED.sub(rf"\1\2\3{REDACTED}", value)
        value = _AUTHORIZATION.sub(rf"\1 {REDACTED}", value)
        value = _IDENTIFIER.sub(rf"\1{REDACTED}", value)
        value = _USER_INFO.sub(rf"\1{REDACTED}@", value)
        return _QUERY.sub(rf"\1?{REDACTED}", value)


class _RedactingFilter(logging.Filter):
    """Rewrites a record whose message holds a secret; never drops one."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        clean = self._redactor(message)
        if clean != message:
            record.msg, record.args = clean, ()
        return True


KNOWN_SECRETS = Redactor()
"""This process's secrets: every client adds its own, and every guarded logger is cleaned by it."""

_filter = _RedactingFilter(KNOWN_SECRETS)


def guard(*loggers: logging.Logger) -> None:
    """Clean what `loggers` and the HTTP libraries' own loggers write from now on. Calling it again changes nothing."""
    for logger in (*loggers, *(logging.getLogger(name) for name in _FOREIGN_LOGGERS)):
        logger.addFilter(_filter)  # adding the same filter twice is a no-op
