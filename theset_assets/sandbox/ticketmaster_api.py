"""The Discovery API v2: routes, parameters, paging rules, key check, limits. Searching events is `event_search.py`'s.

Where docs and observation differ, observation wins: size 200 works though "must be less than 200"; TBA and TBD events
come only when asked for. Paging depth keeps the documented rule (size * page < 1,000); slightly more was seen to work.
"""

from __future__ import annotations

import math
import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from theset_assets.sandbox import ids, places, profiles, tours
from theset_assets.sandbox import ticketmaster_bodies as bodies
from theset_assets.sandbox.answers import discovery_error, gateway_fault, json_answer, quota_violation, spike_arrest
from theset_assets.sandbox.event_search import BadParameter, found_events
from theset_assets.sandbox.names import folded
from theset_assets.sandbox.shows import Event
from theset_assets.sandbox.state import State

Endpoint = Callable[[Request], Awaitable[Response]]

_DEFAULT_SIZE = 20
_MAX_SIZE = 200
_MAX_DEPTH = 1_000
_MAX_TOTAL = 10_000


def routes(state: State) -> list[BaseRoute]:
    """The API's routes, each with and without ".json"."""
    api = _TicketmasterApi(state)
    pairs: list[tuple[str, Callable[[Request], Response]]] = [
        ("/attractions", api.attractions),
        ("/attractions/{id}", api.attraction),
        ("/events", api.events),
        ("/events/{id}", api.event),
        ("/venues", api.venues),
        ("/venues/{id}", api.venue),
    ]
    return [
        Route(f"/discovery/v2{path}{suffix}", api.guarded(handler), methods=["GET"])
        for path, handler in pairs
        for suffix in (".json", "")
    ]


class _TicketmasterApi:
    def __init__(self, state: State) -> None:
        self._state = state

    def guarded(self, handler: Callable[[Request], Response]) -> Endpoint:
        """`handler` behind the key check and the limits. 400s count; 401s do not, they are nobody's."""

        async def endpoint(request: Request) -> Response:
            key = request.query_params.get("apikey", "")
            if refused := self._refused(key):
                return refused
            try:
                answer = handler(request)
            except BadParameter as wrong:
                return discovery_error(wrong.status, wrong.code, wrong.detail)
            if answer.status_code == 200:
                answer.headers.update(self._state.limits.ticketmaster.headers(key))
            return answer

        return endpoint

    def _refused(self, key: str) -> Response | None:
        if not key:
            text = "Failed to resolve API Key variable request.queryparam.apikey"
            return gateway_fault(401, text, "steps.oauth.v2.FailedToResolveAPIKey")
        if key.startswith("bad"):
            return gateway_fault(401, "Invalid ApiKey", "oauth.v2.InvalidApiKey")
        match self._state.limits.ticketmaster.take(key):
            case "quota":
                return quota_violation(key)
            case "spike":
                return spike_arrest(self._state.config.ticketmaster_rate)
            case _:
                return None

    # --- One thing ---------------------------------------------------------------------------------------------------

    def attraction(self, request: Request) -> Response:
        profile = self._state.by_attraction(request.path_params["id"])
        if profile is None:
            raise _not_found(request)
        return json_answer(bodies.attraction(profile))

    def event(self, request: Request) -> Response:
        event = tours.event(request.path_params["id"], self._state.anchor(), self._state.by_attraction)
        if event is None:
            raise _not_found(request)
        return json_answer(self._event_body(event))

    def venue(self, request: Request) -> Response:
        told = ids.read_venue_id(request.path_params["id"])
        place = places.place(told[0]) if told else None
        if told is None or place is None:
            raise _not_found(request)
        return json_answer(bodies.venue(place, told[1]))

    # --- Searches ----------------------------------------------------------------------------------------------------

    def attractions(self, request: Request) -> Response:
        size, page = _paging(request)
        query = request.query_params
        keyword, wanted = query.get("keyword", ""), query.get("id", "")
        if wanted:
            known = [self._state.by_attraction(one) for one in wanted.split(",")]
            found = [profile for profile in known if profile is not None]
        else:
            found = [self._state.current(profile) for profile in profiles.on_ticketmaster(keyword)]
        segment = query.get("segmentId")
        if segment and segment != bodies.MUSIC_SEGMENT_ID:
            found = []
        if query.get("sort", "").startswith("name"):
            found.sort(key=lambda one: one.name, reverse=query["sort"].endswith("desc"))
        shown = [bodies.attraction(profile) for profile in found[page * size : (page + 1) * size]]
        return self._listing(request, "attractions", shown, len(found), size, page)

    def venues(self, request: Request) -> Response:
        size, page = _paging(request)
        wanted = folded(request.query_params.get("keyword", ""))
        known = [place for place in map(places.place, range(places.COUNT)) if place is not None]
        found = [place for place in known if wanted in folded(f"{place.name} {place.city}")]
        shown = [bodies.venue(place, False) for place in found[page * size : (page + 1) * size]]
        return self._listing(request, "venues", shown, len(found), size, page)

    def events(self, request: Request) -> Response:
        size, page = _paging(request)
        found = found_events(self._state, request.query_params)
        start = page * size
        if page % 2 and not request.query_params.get("sort", "relevance").startswith(("date", "id", "name")):
            start -= 1  # the default sort shuffles between pages: one event comes twice, another never
        shown = [self._event_body(event) for event in found[start : start + size]]
        return self._listing(request, "events", shown, len(found), size, page)

    def _event_body(self, event: Event) -> bodies.Json:
        line_up = (self._state.by_attraction(one) for one in event.attractions)
        return bodies.event(event, [profile for profile in line_up if profile is not None])

    def _listing(
        self, request: Request, kind: str, shown: Sequence[object], total: int, size: int, page: int
    ) -> Response:
        total = min(total, _MAX_TOTAL)
        pages = math.ceil(total / size)
        body: dict[str, Any] = {"_embedded": {kind: shown}} if shown else {}
        body["_links"] = self._links(request, kind, size, page, pages)
        body["page"] = {"size": size, "totalElements": total, "totalPages": pages, "number": page}
        return json_answer(body)

    def _links(self, request: Request, kind: str, size: int, page: int, pages: int) -> dict[str, Any]:
        """Relative links that repeat the parameters without the key."""
        hidden = ("apikey", "page", "size")
        echoed = [(name, value) for name, value in request.query_params.multi_items() if name not in hidden]
        templated = self._state.config.templated_links

        def link(number: int) -> dict[str, Any]:
            query = urlencode([*echoed, ("page", number), ("size", size)], safe=",")
            href = f"/discovery/v2/{kind}.json?{query}"
            return {"href": href + "{&sort}", "templated": True} if templated else {"href": href}

        links = {"self": link(page)}
        if pages > 1:
            links = {"first": link(0), **links, "last": link(pages - 1)}
        if page > 0:
            links["prev"] = link(page - 1)
        if page + 1 < pages:
            links["next"] = link(page + 1)
        return links


def _paging(request: Request) -> tuple[int, int]:
    """Size and page. Raises BadParameter beyond the documented limits."""
    size = _number(request, "size", _DEFAULT_SIZE)
    page = _number(request, "page", 0)
    if size > _MAX_SIZE:
        raise BadParameter("DIS1036", 'Query param "size" must be less than 200')
    if size < 1 or page < 0:  # code and words are a guess
        raise BadParameter("DIS1018", 'Query params "size" and "page" must be positive')
    if size * page >= _MAX_DEPTH:
        text = "API Limits Exceeded: Max paging depth exceeded. (page * size) must be less than 1,000"
        raise BadParameter("DIS1035", text)
    return size, page


def _number(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name, "")
    if not text:
        return default
    if not re.fullmatch(r"-?[0-9]{1,9}", text):  # code and words are a guess
        raise BadParameter("DIS1018", f'Query param "{name}" must be a number')
    return int(text)


def _not_found(request: Request) -> BadParameter:
    wanted = request.path_params["id"]
    return BadParameter("DIS1004", f"Resource not found with provided criteria (locale=en-us, id={wanted})", 404)
