"""Which events a Discovery API search finds, and in what order."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping

from theset_assets.sandbox import profiles, tours
from theset_assets.sandbox import ticketmaster_bodies as bodies
from theset_assets.sandbox.demo import DEMO_ARTISTS
from theset_assets.sandbox.ids import venue_id
from theset_assets.sandbox.profiles import Profile
from theset_assets.sandbox.shows import Event
from theset_assets.sandbox.state import State

Query = Mapping[str, str]

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
_LATEST = dt.datetime.max.replace(tzinfo=dt.UTC)


class BadParameter(Exception):
    """The request is refused with this Discovery API error."""

    def __init__(self, code: str, detail: str, status: int = 400) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.status = status


def found_events(state: State, query: Query) -> list[Event]:
    """All events a query finds, in order. Raises BadParameter."""
    start, end = _moment(query, "startDateTime"), _moment(query, "endDateTime")
    events = {event.id: event for profile in _artists(state, query) for event in _events_of(state, profile)}
    found = [event for event in events.values() if _wanted(event, query) and _within(event, start, end)]
    return _ordered(found, query.get("sort") or "relevance,desc")


def _artists(state: State, query: Query) -> list[Profile]:
    """Whose events are searched: the attractions named, those the keyword finds, or the demonstration artists."""
    if named := query.get("attractionId"):
        candidates: Iterable[Profile | None] = (state.by_attraction(one) for one in named.split(","))
    elif keyword := query.get("keyword"):
        candidates = (state.current(profile) for profile in profiles.on_ticketmaster(keyword))
    elif event_id := query.get("id"):
        event = tours.event(event_id, state.anchor(), state.by_attraction)
        candidates = (state.by_attraction(one) for one in (event.attractions[:1] if event else ()))
    else:
        candidates = (state.by_attraction(demo.id) for demo in DEMO_ARTISTS if demo.events < 1_000)
    return [profile for profile in candidates if profile is not None]


def _events_of(state: State, profile: Profile) -> tuple[Event, ...]:
    return tours.events_of(profile, state.anchor(), state.by_attraction)


def _wanted(event: Event, query: Query) -> bool:
    return (
        _dates_wanted(event, query)
        and _test_wanted(event, query.get("includeTest"))
        and _matches(query.get("id"), event.id)
        and _matches(query.get("segmentId"), bodies.SEGMENT_IDS[event.segment])
        and _matches(query.get("segmentName"), event.segment)
        and _matches(query.get("classificationName"), event.segment)
        and _matches(query.get("venueId"), _venue_of(event))
        and _matches(query.get("countryCode"), event.place.country_code if event.place else "")
    )


def _matches(wanted: str | None, value: str) -> bool:
    return not wanted or value.lower() in wanted.lower().split(",")


def _venue_of(event: Event) -> str:
    return "" if event.venue is None else venue_id(event.venue, resale=event.resale)


def _dates_wanted(event: Event, query: Query) -> bool:
    """TBA and TBD events are left out unless asked for; asking for only the one and only the other finds nothing."""
    tba, tbd = query.get("includeTBA", "no"), query.get("includeTBD", "no")
    if "only" in (tba, tbd):
        return (tba != "only" or event.date_tba) and (tbd != "only" or event.date_tbd)
    return (not event.date_tba or tba == "yes") and (not event.date_tbd or tbd == "yes")


def _test_wanted(event: Event, include: str | None) -> bool:
    """The docs say that test events are left out by default; they do arrive, so here they leave only when told to."""
    return event.test if include == "only" else not event.test or include != "no"


def _moment(query: Query, name: str) -> dt.datetime | None:
    text = query.get(name)
    if not text:
        return None
    if not _MOMENT.fullmatch(text):
        example = "Query param with date must be of valid format YYYY-MM-DDTHH:mm:ssZ {example: 2020-08-01T14:00:00Z }"
        raise BadParameter("DIS1015", example)
    try:
        return dt.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC)
    except ValueError:
        raise BadParameter("DIS1015", "Query param with date is no date") from None


def _within(event: Event, start: dt.datetime | None, end: dt.datetime | None) -> bool:
    """Both edges belong to the window (not recorded: a guess); an event without a date is in none."""
    if start is None and end is None:
        return True
    moment = event.sort_time
    return moment is not None and (start is None or moment >= start) and (end is None or moment <= end)


def _ordered(events: list[Event], sort: str) -> list[Event]:
    field, _, direction = sort.rpartition(",")
    keys: dict[str, Callable[[Event], tuple[object, ...]]] = {
        "date": lambda event: (event.sort_time or _LATEST, event.id),
        "name": lambda event: (event.name, event.id),
        "id": lambda event: (event.id,),
        "name,date": lambda event: (event.name, event.sort_time or _LATEST, event.id),
        "date,name": lambda event: (event.sort_time or _LATEST, event.name, event.id),
    }
    key = keys.get(field, lambda event: (bodies.relevance(event.id),))
    return sorted(events, key=key, reverse=direction == "desc")  # pyright: ignore[reportCallIssue, reportArgumentType]
