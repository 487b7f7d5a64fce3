"""The errors this package raises on purpose.

    TheSetError
    ├── SettingsError                a setting is missing or makes no sense
    ├── UpstreamError                Ticketmaster or Spotify did not give what was asked for
    │   ├── TransientUpstreamError   asking again soon may help
    │   │   ├── UpstreamUnavailable  time-out, refused connection, 5xx, cut-off or unreadable body
    │   │   └── RateLimited          429 with a wait short enough to sit out
    │   ├── QuotaExhausted           429 with a wait too long to sit out, or the day's quota is spent
    │   └── PermanentUpstreamError   asking again will give the same answer
    │       ├── CredentialsRefused   401 or 403: the key or client secret is wrong
    │       ├── NotFound             404: no such artist, event or album
    │       └── RequestRefused       any other 4xx: the API does not take this request
    ├── StoreError                   the database is not what this program needs
    │   └── DatabaseUnavailable      no server answers at DATABASE_URL
    ├── RequestError                 what somebody asked for cannot be imported
    │   ├── UnreadableReference      neither an attraction id nor a Spotify id, URI, URL or name
    │   └── ArtistNotFound           no attraction upstream fits the reference
    └── StackError                   a process of the local stack did not start or died

Every message is written for the person who has to act on it and may be shown on a public page: no error carries
a key, a token or a URL with a query.
"""

from __future__ import annotations

import datetime as dt


class TheSetError(Exception):
    """Something in TheSet Assets went wrong."""


class SettingsError(TheSetError):
    """A setting is missing or makes no sense."""


class UpstreamError(TheSetError):
    """An upstream API did not give what was asked for.

    `api` is the API's name ("ticketmaster", "spotify"); `status` the HTTP status where there was one.
    """

    def __init__(self, message: str, *, api: str, status: int | None = None) -> None:
        super().__init__(message)
        self.api = api
        self.status = status


class TransientUpstreamError(UpstreamError):
    """Asking again soon may help."""


class UpstreamUnavailable(TransientUpstreamError):
    """Time-out, refused connection, 5xx, cut-off or unreadable body."""


class RateLimited(TransientUpstreamError):
    """429 with a wait short enough to sit out. `retry_after` is seconds, None where the API did not say."""

    def __init__(self, message: str, *, api: str, retry_after: float | None) -> None:
        super().__init__(message, api=api, status=429)
        self.retry_after = retry_after


class QuotaExhausted(UpstreamError):
    """The quota is spent for longer than a run may wait. `retry_at` (UTC) says when to try again."""

    def __init__(self, message: str, *, api: str, retry_at: dt.datetime | None) -> None:
        super().__init__(message, api=api, status=429)
        self.retry_at = retry_at


class PermanentUpstreamError(UpstreamError):
    """Asking again will give the same answer."""


class CredentialsRefused(PermanentUpstreamError):
    """The API does not accept the key or the client secret."""


class NotFound(PermanentUpstreamError):
    """The API knows no such thing."""


class RequestRefused(PermanentUpstreamError):
    """The API does not take this request. `code` is the API's own error code or message where it gave one."""

    def __init__(self, message: str, *, api: str, status: int | None, code: str = "") -> None:
        super().__init__(message, api=api, status=status)
        self.code = code


class StoreError(TheSetError):
    """The database is not what this program needs."""


class DatabaseUnavailable(StoreError):
    """No server answers at DATABASE_URL."""


class RequestError(TheSetError):
    """What somebody asked for cannot be imported."""


class UnreadableReference(RequestError):
    """Neither an attraction id nor a Spotify id, URI, URL or name."""


class ArtistNotFound(RequestError):
    """No attraction upstream fits the reference."""


class StackError(TheSetError):
    """A process of the local stack did not start or died."""
