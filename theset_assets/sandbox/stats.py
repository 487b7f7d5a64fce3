"""What was asked: counts by API, path and status, the busiest second, the last requests. No key is kept."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections import Counter, deque
from typing import Any

from theset_assets.sandbox.faults import Api

_SECRET = re.compile(r"(?i)\b(apikey|client_secret|access_token)=[^&]*")
_ID_IN_PATH = re.compile(
    r"^(/discovery/v2/(?:attractions|events|venues)|/v1/(?:artists|albums|tracks|audio-features))/[^/]+"
)
_BUSY_SECONDS = 1.0


def redacted(target: str) -> str:
    """A path and query without secrets."""
    return _SECRET.sub(r"\1=REDACTED", target)


def template(path: str) -> str:
    """A path with its id left out."""
    return _ID_IN_PATH.sub(r"\1/{id}", path).removesuffix(".json")


class Stats:
    """The statistics of one sandbox."""

    def __init__(self, recent: int) -> None:
        self._recent_size = recent
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        self._since = dt.datetime.now(dt.UTC)
        self._calls: dict[str, Counter[tuple[str, int]]] = {}
        self._recent: deque[dict[str, Any]] = deque(maxlen=self._recent_size)
        self._last_second: dict[str, deque[float]] = {}
        self._busiest: Counter[str] = Counter()

    def arrived(self, api: Api) -> None:
        """A request has come in."""
        now = time.monotonic()
        last = self._last_second.setdefault(api, deque())
        last.append(now)
        while last[0] <= now - _BUSY_SECONDS:
            last.popleft()
        self._busiest[api] = max(self._busiest[api], len(last))

    def answered(self, api: Api, method: str, target: str, status: int, fault: str | None) -> None:
        """A request is being answered with `status`; `fault` is the kind of the rule that hit it."""
        self._calls.setdefault(api, Counter())[(template(target.partition("?")[0]), status)] += 1
        self._recent.append(
            {"api": api, "method": method, "target": redacted(target), "status": status, "fault": fault}
        )

    def report(self) -> dict[str, Any]:
        """Everything as JSON-ready values; `calls` counts by API, path template and status."""
        return {
            "since": self._since.isoformat(),
            "total": sum(sum(calls.values()) for calls in self._calls.values()),
            "apis": {api: self._api_report(api, calls) for api, calls in sorted(self._calls.items())},
            "recent": list(self._recent),
        }

    def _api_report(self, api: str, calls: Counter[tuple[str, int]]) -> dict[str, Any]:
        by_path: dict[str, dict[str, int]] = {}
        by_status: Counter[str] = Counter()
        for (path, status), count in sorted(calls.items()):
            by_path.setdefault(path, {})[str(status)] = count
            by_status[str(status)] += count
        return {
            "total": sum(calls.values()),
            "statuses": dict(by_status),
            "paths": by_path,
            "max_in_one_second": self._busiest[api],
        }
