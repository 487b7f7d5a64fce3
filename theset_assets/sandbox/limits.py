"""Rate limits, quotas and tokens: what the stand-ins remember about their callers. Answers are built elsewhere."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field

from theset_assets.sandbox.config import SandboxConfig
from theset_assets.sandbox.ids import from_base62, to_base62
from theset_assets.sandbox.seeds import hex_digits

_DAY = 86_400.0
_SHOWN_QUOTA = 5_000  # what the headers say where no quota is enforced


@dataclass(slots=True)
class RollingWindow:
    """At most `limit` requests in any `seconds`."""

    limit: float
    seconds: float
    _taken: deque[float] = field(default_factory=deque[float])

    def take(self, now: float) -> float | None:
        """Count a request at `now` (seconds). None: allowed; otherwise the seconds to wait, and it is not counted."""
        while self._taken and self._taken[0] <= now - self.seconds:
            self._taken.popleft()
        if len(self._taken) < self.limit:
            self._taken.append(now)
            return None
        return self._taken[0] + self.seconds - now


@dataclass(slots=True)
class _Key:
    spikes: RollingWindow
    used: int = 0
    since: float = 0.0


@dataclass(slots=True)
class TicketmasterLimits:
    """Spike arrest and daily quota of each key. The day begins with a key's first request."""

    rate: float
    quota: int
    _keys: dict[str, _Key] = field(default_factory=dict[str, _Key])

    def take(self, key: str) -> str | None:
        """Count a request. None: allowed; otherwise "spike" or "quota"."""
        now = time.time()
        known = self._keys.setdefault(key, _Key(RollingWindow(max(self.rate, 1.0), max(1.0 / (self.rate or 1), 1.0))))
        if not known.since or now - known.since >= _DAY:
            known.since, known.used = now, 0
        if self.quota and known.used >= self.quota:
            return "quota"
        if self.rate and known.spikes.take(time.monotonic()) is not None:
            return "spike"
        known.used += 1
        return None

    def headers(self, key: str) -> dict[str, str]:
        """The Rate-Limit headers of an answer to `key`; Reset is epoch milliseconds."""
        known = self._keys.get(key)
        quota = self.quota or _SHOWN_QUOTA
        used = known.used if known and self.quota else 0
        since = known.since if known else time.time()
        return {
            "Rate-Limit": str(quota),
            "Rate-Limit-Available": str(max(quota - used, 0)),
            "Rate-Limit-Over": "0",
            "Rate-Limit-Reset": str(int((since + _DAY) * 1000)),
        }


@dataclass(slots=True)
class Limits:
    """All limits of one sandbox; made anew when its options change."""

    ticketmaster: TicketmasterLimits
    spotify: RollingWindow | None

    @classmethod
    def of(cls, config: SandboxConfig) -> Limits:
        """The limits that the options ask for."""
        spotify = RollingWindow(config.spotify_limit, config.spotify_window_seconds) if config.spotify_limit else None
        return cls(TicketmasterLimits(config.ticketmaster_rate, config.ticketmaster_daily_quota), spotify)


@dataclass(slots=True)
class Tokens:
    """Spotify tokens. A token says itself when it was made and when it ends; only revocation is remembered."""

    _revoked_ns: int = 0

    def issue(self, lifetime: float) -> str:
        """A token good for `lifetime` seconds."""
        made = max(time.time_ns(), self._revoked_ns)
        body = to_base62(made, 11) + to_base62(made + int(lifetime * 1e9), 11)
        return f"BQ{body}{hex_digits(32, 'token', body)}"

    def revoke_all(self) -> None:
        """Let every token given out so far be expired."""
        self._revoked_ns = time.time_ns() + 1

    def state(self, token: str) -> str:
        """ "good", "expired" or "invalid"."""
        body = token[2:24]
        if not body.isalnum() or token != f"BQ{body}{hex_digits(32, 'token', body)}":
            return "invalid"
        made, ends = from_base62(body[:11]), from_base62(body[11:])
        return "good" if made >= self._revoked_ns and time.time_ns() < ends else "expired"
