"""All events of a search: three sweeps, every page, and pieces of time where a sweep is deeper than the API pages.

Ordinary, TBA and TBD events come from three searches because the API leaves the latter two out unless asked for each
alone. How a window of time is cut stands in `windows`, how a body is read in `ticketmaster_bodies`.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import AsyncGenerator
from functools import partial
from typing import Literal, TypeAlias

from theset_assets.errors import RequestRefused, UpstreamError
from theset_assets.upstream import ticketmaster_bodies as bodies
from theset_assets.upstream.http import ApiClient, log
from theset_assets.upstream.ordered import in_order
from theset_assets.upstream.records import Event, Malformed, Record
from theset_assets.upstream.retry import utcnow
from theset_assets.upstream.values import dig, filled, integer
from theset_assets.upstream.windows import Window, whole_second

PAGE_SIZE = 199
"""Events a page: 200 and more are refused by the documentation (DIS1036), though seen to work."""

_DEPTH = 1000  # documented: size * page < 1000
_SATURATED = 10_000  # totalElements never says more
_TOO_DEEP = "DIS1035"
_MOST_WINDOWS = 64  # some 75,000 events; an artist has a few hundred

Part: TypeAlias = Literal["ordinary", "tba", "tbd"]
PARTS: tuple[Part, ...] = ("ordinary", "tba", "tbd")
_PARAMS: dict[Part, dict[str, str]] = {
    "ordinary": {"sort": "date,asc"},
    "tba": {"sort": "id,asc", "includeTBA": "only"},
    "tbd": {"sort": "id,asc", "includeTBD": "only"},
}


class EventPage(Record, frozen=True, kw_only=True):
    """One page of events, none of which an earlier page had.

    `number` counts the pages of the whole read from 1, of `total_pages` as far as is known; both grow where a sweep
    has to be cut into windows. `total_elements` is the API's count for all parts together (10,000 a part at most).
    `unreachable` counts events that the API knows of but did not give out; it is above 0 on the last page of a part
    only, and then the read is incomplete.
    """

    events: tuple[Event, ...]
    malformed: tuple[Malformed, ...]
    number: int
    total_pages: int
    total_elements: int
    part: Part
    unreachable: int = 0


class _Raw(Record, frozen=True, kw_only=True):
    """One decoded page as the API numbers it; `items` counts what it held, readable or not."""

    events: tuple[Event, ...]
    malformed: tuple[Malformed, ...]
    items: int
    index: int
    size: int
    total: int
    more: bool

    @property
    def reach(self) -> int:
        """How many pages the API gives out at this size."""
        return math.ceil(_DEPTH / self.size)

    @property
    def fits(self) -> bool:
        """Whether the search can be paged through to its end."""
        return self.total <= self.reach * self.size


class _TooDeep(Exception):
    """The API refuses a page for its depth."""


class Sweeps:
    """Reads all events that belong to a comma-separated list of attraction ids. For one read only."""

    def __init__(self, client: ApiClient, attraction_ids: str) -> None:
        self._client = client
        self._attraction_ids = attraction_ids
        self._seen: set[str] = set()
        self._lost = 0

    async def pages(self, start: dt.datetime | None, end: dt.datetime | None) -> AsyncGenerator[EventPage]:
        """The pages of all parts; one empty page where there is no event at all.

        A part that cannot be begun does not keep the others from being read; its error is raised after them.
        """
        windows = dict.fromkeys(PARTS, Window())
        windows["ordinary"] = Window(start=start and whole_second(start), end=end and whole_second(end))

        async def first_page(part: Part) -> _Raw | UpstreamError:
            try:
                return await self._fetch(part, windows[part], 0)
            except UpstreamError as error:
                return error

        asked = [first async for first in in_order(first_page, PARTS, len(PARTS))]
        firsts: dict[Part, _Raw] = {
            part: first for part, first in zip(PARTS, asked, strict=True) if isinstance(first, _Raw)
        }
        total = sum(raw.total for raw in firsts.values())
        expected = sum(math.ceil(raw.total / raw.size) for raw in firsts.values())
        number = 0

        def page(part: Part, raw: _Raw | None, unreachable: int = 0) -> EventPage:
            return EventPage(
                events=self._fresh(raw) if raw else (),
                malformed=raw.malformed if raw else (),
                number=max(number, 1),
                total_pages=max(expected, number, 1),
                total_elements=total,
                part=part,
                unreachable=unreachable,
            )

        for part, first in firsts.items():
            ids: set[str] = set()
            unreadable = self._lost = 0
            async for raw in self._part(part, windows[part], first):
                ids.update(event.id for event in raw.events)
                unreadable += raw.items - len(raw.events)
                number += 1
                yield page(part, raw)
            missing = max(first.total - len(ids) - unreadable, self._lost)
            if missing > 0:
                log.warning("Ticketmaster counts %d %s events and gave out %d fewer.", first.total, part, missing)
                yield page(part, None, missing)
        for first in asked:
            if isinstance(first, UpstreamError):
                raise first
        if not number:
            yield page("ordinary", None)

    def _fresh(self, raw: _Raw) -> tuple[Event, ...]:
        fresh = {event.id: event for event in raw.events if event.id not in self._seen}
        self._seen.update(fresh)
        return tuple(fresh.values())

    async def _part(self, part: Part, window: Window, first: _Raw) -> AsyncGenerator[_Raw]:
        """All pages of one sweep. Only ordinary events have a date, so only they can be cut into windows."""
        if part == "ordinary":
            async for raw in self._windowed(window, first):
                yield raw
            return
        try:
            async for raw in self._run(part, window, first):
                yield raw
        except _TooDeep:
            log.warning("Ticketmaster gives out no more %s events: they have no date to cut the search by.", part)

    async def _windowed(self, whole: Window, first: _Raw) -> AsyncGenerator[_Raw]:
        """The ordinary events of a window: read through where it fits, in halves where it does not."""
        earliest = min((event.starts_at for event in first.events if event.starts_at), default=utcnow())
        stack = [(whole, first)]
        asked = 1
        while stack:
            window, raw = stack.pop()
            try:
                if raw.fits:
                    async for page in self._run("ordinary", window, raw):
                        yield page
                    continue
            except _TooDeep:
                log.info("Ticketmaster pages less deep than documented; cutting the search.")
            halves = window.halves(whole_second(earliest)) if asked < _MOST_WINDOWS else None
            pieces = [(half, await self._fetch("ordinary", half, 0)) for half in halves or ()]
            asked += len(pieces)
            if pieces and not _ignored(raw, [piece for _, piece in pieces]):
                stack.extend(reversed(pieces))
                continue
            async for page in self._reachable(window, raw):
                yield page

    async def _reachable(self, window: Window, first: _Raw) -> AsyncGenerator[_Raw]:
        """What can be had of a window that cannot be cut any further."""
        self._lost += max(0, first.total - first.reach * first.size)
        try:
            async for raw in self._run("ordinary", window, first):
                yield raw
        except _TooDeep:
            self._lost += 1  # how many exactly shows in the count at the end of the part

    async def _run(self, part: Part, window: Window, first: _Raw) -> AsyncGenerator[_Raw]:
        """The pages of one search one after the other, to its end or as deep as the API goes."""
        raw = first
        ids = {event.id for event in first.events}
        while raw.items:
            yield raw
            if not raw.more or raw.index + 1 >= raw.reach:
                return
            wanted = raw.index + 1
            raw = await self._fetch(part, window, wanted)
            fresh = {event.id for event in raw.events} - ids
            if raw.index != wanted or (raw.events and not fresh):
                log.warning("Ticketmaster repeats a page instead of page %d; reading no further.", wanted)
                return
            ids |= fresh

    async def _fetch(self, part: Part, window: Window, index: int) -> _Raw:
        params = {
            "attractionId": self._attraction_ids,
            "size": PAGE_SIZE,
            "page": index,
            **_PARAMS[part],
            **window.params(),
        }
        try:
            answer = await self._client.get(
                "/events.json", params, about="events", shape=partial(bodies.search_fault, key="events")
            )
        except RequestRefused as refused:
            if refused.code == _TOO_DEEP and index:
                raise _TooDeep from None
            raise
        events, malformed, items = bodies.events(answer.body)
        page = answer.body.get("page")
        size = integer(dig(page, "size")) or PAGE_SIZE
        number = integer(dig(page, "number"))
        pages = integer(dig(page, "totalPages")) or 0
        return _Raw(
            events=events,
            malformed=malformed,
            items=items,
            index=index if number is None else number,
            size=size if size > 0 else PAGE_SIZE,
            total=max(integer(dig(page, "totalElements")) or 0, 0),
            # totalPages and the next link are each wrong now and then: either is reason enough to ask for one more.
            more=index + 1 < pages or filled(dig(answer.body, "_links", "next", "href")) is not None,
        )


def _ignored(whole: _Raw, pieces: list[_Raw]) -> bool:
    """Whether the API took no notice of the limits in time: each piece counts as much as the whole."""
    return whole.total < _SATURATED and all(piece.total >= whole.total for piece in pieces)
