"""The Ticketmaster Discovery API v2: attractions, and all events of an attraction.

Bodies are decoded in `ticketmaster_bodies`; what counts as a show is for the catalogue rules.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from functools import partial
from types import TracebackType
from typing import Self

import httpx

from theset_assets.errors import NotFound, RequestRefused, SettingsError, UpstreamUnavailable
from theset_assets.settings import TICKETMASTER_URL, Settings
from theset_assets.upstream import ticketmaster_bodies as bodies
from theset_assets.upstream.http import ApiClient, SigningTransport, default_transport, log
from theset_assets.upstream.limits import Limiter, LocalLimiter
from theset_assets.upstream.records import Attraction, Malformed
from theset_assets.upstream.redaction import KNOWN_SECRETS
from theset_assets.upstream.refusals import Fault, Traits, clean
from theset_assets.upstream.ticketmaster_events import EventPage, Sweeps
from theset_assets.upstream.values import JsonObject, dig, objects, text, without_id

API = "ticketmaster"
_NO_KEY = "no-key"  # what a stand-in is sent where no key is set; too short a word to be cut out of messages


def fault(body: JsonObject) -> Fault:
    """What an error body says: Apigee's `fault` on 401 and 429, Discovery's own `errors` otherwise."""
    code = text(dig(body, "fault", "detail", "errorcode")) or ""
    if code:
        # The faultstring is left out: on a 429 it repeats the key.
        return Fault(code=code, quota_spent=code.endswith("QuotaViolation"))
    for error in objects(body.get("errors")):
        return Fault(code=text(error.get("code")) or "", text=text(error.get("detail")) or "")
    return Fault()


def quota_resets(headers: httpx.Headers, now: dt.datetime) -> tuple[dt.datetime | None, bool]:
    """When a spent quota is filled again, and whether that is a guess.

    `Rate-Limit-Reset` is epoch milliseconds, but recorded on 200s only. Without a sane one: the next midnight UTC, a
    guess, since nothing says in which zone Ticketmaster's day ends.
    """
    millis = integer_text(headers.get("rate-limit-reset", ""))
    if millis is not None and now.timestamp() <= millis / 1000 <= now.timestamp() + 2 * 86_400:
        return dt.datetime.fromtimestamp(millis / 1000, dt.UTC), False
    midnight = now.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + dt.timedelta(days=1), True


def integer_text(value: str) -> int | None:
    """A whole number of at most 18 digits."""
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 18 else None


TRAITS = Traits(
    api=API,
    title="Ticketmaster",
    credentials="API key",
    credential_settings="TICKETMASTER_API_KEY",
    address_setting="TICKETMASTER_BASE_URL",
    fault=fault,
    quota_resets=quota_resets,
)


class Ticketmaster:
    """A client of the Discovery API. Use as an async context manager, or call `aclose`."""

    def __init__(self, client: ApiClient) -> None:
        self._client = client

    @classmethod
    def from_settings(
        cls, settings: Settings, limiter: Limiter | None = None, transport: httpx.AsyncBaseTransport | None = None
    ) -> Self:
        """A client as `settings` say. Without `limiter` the rate holds in this process only.

        Raises SettingsError where there is no key for the real API; a stand-in at another address needs none.
        """
        if settings.ticketmaster_api_key is None and settings.ticketmaster_base_url == TICKETMASTER_URL:
            raise SettingsError("Ticketmaster cannot be asked without a key. Set TICKETMASTER_API_KEY.")
        key = settings.ticketmaster_api_key.get_secret_value() if settings.ticketmaster_api_key else _NO_KEY
        if key != _NO_KEY:
            KNOWN_SECRETS.add(key)

        def sign(request: httpx.Request) -> httpx.Request:
            url = request.url.copy_set_param("apikey", key)
            return httpx.Request(
                request.method, url, headers=request.headers, stream=request.stream, extensions=request.extensions
            )

        return cls(
            ApiClient(
                TRAITS,
                settings.ticketmaster_base_url,
                settings,
                limiter or LocalLimiter(settings.ticketmaster_rate),
                SigningTransport(transport or default_transport(settings), sign),
            )
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    @property
    def calls(self) -> int:
        """Requests sent so far, tries included."""
        return self._client.calls

    @property
    def calls_by_path(self) -> dict[str, int]:
        """Requests sent so far by path template."""
        return dict(self._client.calls_by_path)

    async def attraction(self, id: str) -> Attraction:
        """One attraction; raises NotFound."""
        about = f"attraction {clean(id)!r}"
        if not id.strip():
            raise NotFound("Ticketmaster knows no attraction without an id.", api=API)
        try:
            answer = await self._client.get("/attractions/{id}.json", about=about, id=id, shape=without_id)
        except RequestRefused as refused:
            if refused.code not in _NO_SUCH_ID:
                raise
            raise NotFound(f"Ticketmaster knows no {about} (400 {refused.code}).", api=API, status=400) from None
        record = bodies.attraction(answer.body)
        if isinstance(record, Malformed):
            raise UpstreamUnavailable(f"Ticketmaster's answer about {about} is unreadable: {record.reason}.", api=API)
        return record

    async def search_attractions(self, keyword: str, size: int = 20) -> tuple[Attraction, ...]:
        """The first `size` (≤ 199) attractions that fit `keyword`, best first; those that cannot be read are logged."""
        answer = await self._client.get(
            "/attractions.json",
            {"keyword": keyword, "size": size},
            about=f"attractions like {clean(keyword)!r}",
            shape=partial(bodies.search_fault, key="attractions"),
        )
        found, malformed = bodies.attractions(answer.body)
        for item in malformed:
            log.warning("Ticketmaster: %s %r in a search is unreadable: %s.", item.kind, item.id, item.reason)
        return found

    async def events(
        self,
        attraction_ids: Sequence[str],
        *,
        start: dt.datetime | None = None,
        end: dt.datetime | None = None,
    ) -> AsyncGenerator[EventPage]:
        """All events of the attractions, page by page, each event once: ordinary ones, then TBA, then TBD.

        `start` and `end` (aware) narrow the ordinary events; undated ones are always among the others. See EventPage
        for progress and for what the API counts but does not give out.
        """
        if not attraction_ids:
            return
        sweeps = Sweeps(self._client, ",".join(attraction_ids))
        async with aclosing(sweeps.pages(start, end)) as pages:
            async for page in pages:
                yield page


_NO_SUCH_ID = frozenset({"DIS1004"})
