"""Cutting a stretch of time into pieces small enough to be paged through.

The Discovery API gives out only the first thousand or so results of a search; a search with more has to be asked for
in pieces of time. Pure arithmetic, no I/O.
"""

from __future__ import annotations

import datetime as dt

from theset_assets.upstream.records import Record

# How far ahead the first cut of an open end looks. A guess at how long before a show tickets are listed; a wrong one
# costs a call or two, because the outermost windows stay open.
_HORIZON = dt.timedelta(days=4 * 365)
# Whether the API's limits include the moment itself is not documented: neighbours overlap by a second, so that even
# with both limits excluded nothing falls between them; what comes twice is dropped by id.
_OVERLAP = dt.timedelta(seconds=1)
_SMALLEST = dt.timedelta(seconds=4)
_LATEST = dt.datetime(9000, 1, 1, tzinfo=dt.UTC)


class Window(Record, frozen=True, kw_only=True):
    """A stretch of time in UTC, whole seconds; an end of None is open."""

    start: dt.datetime | None = None
    end: dt.datetime | None = None

    def params(self) -> dict[str, str]:
        """The window as the API's query parameters, in the only form it takes: no fractions of a second."""
        limits = {"startDateTime": self.start, "endDateTime": self.end}
        return {name: f"{moment:%Y-%m-%dT%H:%M:%SZ}" for name, moment in limits.items() if moment}

    def halves(self, first: dt.datetime) -> tuple[Window, Window] | None:
        """Two overlapping windows that make up this one; None where it is too short to cut.

        `first` is the moment of the earliest event known, from where an open start is measured.
        """
        start = self.start or (min(first, self.end) if self.end else first)
        end = self.end or min(start + _HORIZON, _LATEST)
        if end - start < _SMALLEST:
            return None
        middle = (start + (end - start) / 2).replace(microsecond=0)
        return Window(start=self.start, end=middle), Window(start=middle - _OVERLAP, end=self.end)


def whole_second(moment: dt.datetime) -> dt.datetime:
    """`moment` in UTC, without its fraction."""
    return moment.astimezone(dt.UTC).replace(microsecond=0)
