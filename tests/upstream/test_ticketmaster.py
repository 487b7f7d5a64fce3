"""Attractions and the sweeps for all events, over real HTTP."""

from __future__ import annotations

import datetime as dt
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theset_assets.errors import CredentialsRefused, NotFound, UpstreamUnavailable
from theset_assets.upstream.ticketmaster import Ticketmaster
from theset_assets.upstream.windows import Window

EVENTS = "/tm/events.json"
START = dt.datetime(2026, 6, 1, 20, tzinfo=dt.UTC)


def event(number: int, moment: dt.datetime | None) -> dict:
    start = (
        {"dateTime": f"{moment:%Y-%m-%dT%H:%M:%SZ}", "localDate": f"{moment:%Y-%m-%d}"} if moment else {"dateTBA": True}
    )
    return {"id": f"E{number:05}", "name": f"Show {number}", "dates": {"start": start}}


class Discovery:
    """The event search as the documentation has it: parts, windows, paging and its depth."""

    def __init__(self, reply, ordinary=(), tba=(), tbd=(), **habits) -> None:
        self.reply = reply
        self.parts = {"ordinary": list(ordinary), "tba": list(tba), "tbd": list(tbd)}
        self.depth = habits.get("depth", 1000)
        self.inclusive = habits.get("inclusive", True)
        self.windows = habits.get("windows", True)
        self.total = habits.get("total")
        self.links = habits.get("links", True)

    def __call__(self, seen):
        query = seen.query
        tba, tbd = query.get("includeTBA") == "only", query.get("includeTBD") == "only"
        found = [] if tba and tbd else self.parts["tba" if tba else "tbd" if tbd else "ordinary"]
        if self.windows:
            found = [item for item in found if self._inside(item, query)]
        found = sorted(found, key=lambda item: (item["dates"]["start"].get("dateTime", ""), item["id"]))
        size, page = int(query["size"]), int(query["page"])
        if size > 199:
            return self.reply({"errors": [{"code": "DIS1036", "detail": "size"}]}, status=400)
        if size * page >= self.depth:
            return self.reply({"errors": [{"code": "DIS1035", "detail": "paging depth"}]}, status=400)
        items = found[size * page : size * (page + 1)]
        total = min(len(found), 10_000) if self.total is None else self.total
        pages = -(-total // size)
        body = {"page": {"size": size, "number": page, "totalElements": total, "totalPages": pages}}
        if self.links and page + 1 < pages:
            body["_links"] = {"next": {"href": "/discovery/v2/events.json?page=1{&sort}", "templated": True}}
        if items:
            body["_embedded"] = {"events": items}
        return self.reply(body)

    def _inside(self, item, query) -> bool:
        moment = item["dates"]["start"].get("dateTime")
        after, before = query.get("startDateTime"), query.get("endDateTime")
        if moment is None:
            return not after and not before
        if self.inclusive:
            return (not after or moment >= after) and (not before or moment <= before)
        return (not after or moment > after) and (not before or moment < before)


async def sweep(settings, ids=("K1",), **limits):
    async with Ticketmaster.from_settings(settings) as client:
        pages = [page async for page in client.events(ids, **limits)]
        return pages, client.calls


def ids_of(pages) -> list[str]:
    return [event.id for page in pages for event in page.events]


async def test_all_three_parts_are_read_with_what_the_api_takes(upstream, settings, reply):
    api = Discovery(reply, ordinary=[event(1, START)], tba=[event(2, None)], tbd=[event(3, None)])
    upstream.on(EVENTS, api)
    pages, calls = await sweep(settings, ["K1", "K2"], start=START - dt.timedelta(microseconds=1))
    assert ids_of(pages) == ["E00001", "E00002", "E00003"]
    assert [(page.part, page.number, page.total_pages, page.total_elements) for page in pages] == [
        ("ordinary", 1, 3, 3),
        ("tba", 2, 3, 3),
        ("tbd", 3, 3, 3),
    ]
    assert calls == 3
    for seen in upstream.seen:
        assert seen.query["attractionId"] == "K1,K2"
        assert seen.query["size"] == "199"
        assert not {"includeTBA", "includeTBD"} <= seen.query.keys()
    ordinary = next(seen for seen in upstream.seen if seen.query["sort"] == "date,asc")
    assert ordinary.query["startDateTime"] == "2026-06-01T19:59:59Z", "no fraction of a second"


async def test_nothing_at_all_is_one_empty_page(upstream, settings, reply):
    upstream.on(EVENTS, Discovery(reply))
    pages, _ = await sweep(settings)
    assert [(page.events, page.number, page.total_pages, page.unreachable) for page in pages] == [((), 1, 1, 0)]
    assert (await sweep(settings, []))[0] == []


async def test_pages_come_one_after_the_other_with_progress(upstream, settings, reply):
    upstream.on(EVENTS, Discovery(reply, [event(n, START + dt.timedelta(hours=n)) for n in range(500)]))
    pages, calls = await sweep(settings)
    assert len(ids_of(pages)) == 500
    assert [(page.number, page.total_pages) for page in pages] == [(1, 3), (2, 3), (3, 3)]
    assert calls == 5


@pytest.mark.parametrize("habits", [{}, {"inclusive": False}, {"depth": 400}, {"links": False}], ids=str)
async def test_past_the_paging_depth_nothing_is_lost_and_nothing_comes_twice(upstream, settings, reply, habits):
    moments = [START + dt.timedelta(minutes=7 * n) for n in range(2500)]
    upstream.on(EVENTS, Discovery(reply, [event(n, moment) for n, moment in enumerate(moments)], **habits))
    pages, calls = await sweep(settings)
    found = ids_of(pages)
    assert sorted(found) == [f"E{n:05}" for n in range(2500)]
    assert sum(page.unreachable for page in pages) == 0
    assert all(page.number <= page.total_pages for page in pages)
    assert calls < 60


async def test_more_than_the_api_counts_is_found_too(upstream, settings, reply):
    moments = [START + dt.timedelta(minutes=n) for n in range(10_600)]
    upstream.on(EVENTS, Discovery(reply, [event(n, moment) for n, moment in enumerate(moments)]))
    pages, _ = await sweep(settings)
    assert len(set(ids_of(pages))) == 10_600


async def test_events_at_one_instant_are_bounded_and_the_rest_is_told(upstream, settings, reply, caplog):
    upstream.on(EVENTS, Discovery(reply, [event(n, START) for n in range(1500)]))
    pages, calls = await sweep(settings)
    assert len(set(ids_of(pages))) == 1194
    assert [page.unreachable for page in pages if page.unreachable] == [306]
    assert "gave out 306 fewer" in caplog.text
    assert calls < 80


async def test_undated_events_past_the_depth_are_told(upstream, settings, reply, caplog):
    upstream.on(EVENTS, Discovery(reply, tba=[event(n, None) for n in range(1300)]))
    pages, _ = await sweep(settings)
    assert (len(ids_of(pages)), pages[-1].part, pages[-1].unreachable) == (1194, "tba", 106)
    assert "1300 tba events" in caplog.text


async def test_undated_ordinary_events_that_windows_miss_are_told(upstream, settings, reply):
    dated = [event(n, START + dt.timedelta(hours=n)) for n in range(1400)]
    upstream.on(EVENTS, Discovery(reply, [*dated, event(9999, None)]))
    pages, _ = await sweep(settings)
    assert pages[-1].unreachable == 1


async def test_an_api_that_ignores_windows_does_not_trap_the_read(upstream, settings, reply):
    moments = [START + dt.timedelta(hours=n) for n in range(1500)]
    upstream.on(EVENTS, Discovery(reply, [event(n, m) for n, m in enumerate(moments)], windows=False))
    pages, calls = await sweep(settings)
    assert len(ids_of(pages)) == 1194
    assert pages[-1].unreachable == 306
    assert calls < 15


@pytest.mark.parametrize("total", [10_000, 600, 0])
async def test_a_wrong_total_neither_traps_nor_cuts(upstream, settings, reply, total):
    moments = [START + dt.timedelta(hours=n) for n in range(150)]
    upstream.on(EVENTS, Discovery(reply, [event(n, m) for n, m in enumerate(moments)], total=total))
    pages, calls = await sweep(settings)
    assert len(ids_of(pages)) == 150
    assert calls < 140
    assert (pages[-1].unreachable > 0) == (total > 150)


async def test_a_page_that_repeats_ends_the_read(upstream, settings, reply, caplog):
    caplog.set_level(logging.WARNING)
    body = {
        "_embedded": {"events": [event(1, START)]},
        "_links": {"next": {"href": "/x"}},
        "page": {"size": 20, "totalElements": 900, "totalPages": 45},
    }
    upstream.on(EVENTS, reply(body))
    pages, calls = await sweep(settings)
    assert ids_of(pages) == ["E00001"]
    assert calls == 6
    assert "repeats a page" in caplog.text


async def test_a_bad_event_does_not_spoil_its_page(upstream, settings, reply):
    api = Discovery(reply, [event(1, START), {**event(2, START), "name": None}, {"dates": {"start": {}}, "id": ""}])
    upstream.on(EVENTS, api)
    pages, _ = await sweep(settings)
    assert ids_of(pages) == ["E00001"]
    assert {(item.id, item.reason) for item in pages[0].malformed} == {("E00002", "no name"), ("", "no id and no name")}
    assert pages[-1].unreachable == 0, "malformed is not unreachable"


async def test_an_error_in_the_middle_is_an_error_not_an_end(upstream, settings, reply):
    api = Discovery(reply, [event(n, START + dt.timedelta(hours=n)) for n in range(300)])

    def failing(seen):
        return reply(status=500) if seen.query["page"] == "1" else api(seen)

    upstream.on(EVENTS, failing)
    with pytest.raises(UpstreamUnavailable, match="500"):
        await sweep(settings)


async def test_a_refused_key_is_one_error_for_all_parts(upstream, settings, reply):
    upstream.on(EVENTS, reply({"fault": {"detail": {"errorcode": "oauth.v2.InvalidApiKey"}}}, status=401))
    with pytest.raises(CredentialsRefused):
        await sweep(settings)


async def test_attraction_ids_are_quoted_and_an_empty_one_is_not_asked_for(upstream, settings, reply):
    upstream.on("/tm/attractions/a/b?c.json", reply({"id": "a", "name": "A"}))
    async with Ticketmaster.from_settings(settings) as client:
        assert (await client.attraction("a/b?c")).name == "A"
        with pytest.raises(NotFound):
            await client.attraction(" ")
        assert client.calls == 1


async def test_an_attraction_without_a_name_is_unreadable(upstream, settings, reply):
    upstream.on("/tm/attractions/K1.json", reply({"id": "K1"}))
    async with Ticketmaster.from_settings(settings) as client:
        with pytest.raises(UpstreamUnavailable, match="no name"):
            await client.attraction("K1")


async def test_searching_attractions(upstream, settings, reply, caplog):
    found = {"_embedded": {"attractions": [{"id": "K1", "name": "ABBA"}, {"id": "K2"}, None]}}
    upstream.on("/tm/attractions.json", reply(found), reply({"page": {"totalElements": 0}}))
    async with Ticketmaster.from_settings(settings) as client:
        assert [item.id for item in await client.search_attractions("ABBA \x00& \ud83c Björk", size=5)] == ["K1"]
        assert await client.search_attractions("nobody") == ()
    assert upstream.seen[0].query["keyword"] == "ABBA &  Björk"
    assert upstream.seen[0].query["size"] == "5"
    assert "'K2' in a search is unreadable: no name" in caplog.text


@pytest.mark.parametrize(
    "body", [{}, {"_embedded": {"events": {}}}, {"_embedded": 7}, {"page": {"totalElements": "3"}}]
)
async def test_a_search_of_another_shape_is_asked_again_and_never_empty(upstream, settings, reply, body):
    found = {"_embedded": {"events": [event(1, None)]}, "page": {"totalElements": 1}}
    upstream.on("/tm/events.json", reply(body), reply(found))
    async with Ticketmaster.from_settings(settings) as client:
        assert ids_of([page async for page in client.events(["K1"])]) == ["E00001"]

    upstream.on("/tm/events.json", reply(body))
    async with Ticketmaster.from_settings(settings) as client:
        with pytest.raises(UpstreamUnavailable, match="unreadable"):
            await sweep(settings)


async def test_a_part_that_cannot_be_begun_leaves_the_others(upstream, settings, reply):
    found = {"_embedded": {"events": [event(1, None)]}, "page": {"totalElements": 1}}

    def answer(seen):
        return reply({}, status=500) if "includeTBA" in seen.query else reply(found)

    upstream.on("/tm/events.json", answer)
    pages = []
    async with Ticketmaster.from_settings(settings) as client:
        with pytest.raises(UpstreamUnavailable, match=r"out of order \(500\)"):
            async for page in client.events(["K1"]):
                pages.append(page)  # noqa: PERF401 (what came before the error is what counts)
    assert ids_of(pages) == ["E00001"]


moments = st.integers(0, 4 * 10**9).map(lambda seconds: dt.datetime.fromtimestamp(seconds, dt.UTC))


@given(st.none() | moments, st.none() | moments, moments, moments)
def test_halves_cover_the_whole_and_shrink(start, end, first, moment):
    whole = Window(start=start, end=end)
    halves = whole.halves(first)
    if halves is None:
        return

    def inside(window: Window, moment: dt.datetime) -> bool:
        after = window.start is None or window.start < moment
        return after and (window.end is None or moment < window.end)

    cut = halves[0].end
    assert cut is not None
    for instant in (moment, cut, cut - dt.timedelta(seconds=1), cut + dt.timedelta(seconds=1)):
        assert inside(whole, instant) == any(inside(half, instant) for half in halves)
    assert halves[0].start == start
    assert halves[1].end == end
    if start and end:
        assert all(half.end - half.start < end - start for half in halves)  # type: ignore[operator]
