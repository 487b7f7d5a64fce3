"""One HTTP client for every upstream API: bounded concurrency, limiter, retries, errors in words, no secret shown.

What the bodies mean stands in the APIs' own modules. Conditional requests belong into `ApiClient._exchange`, the one
place through which every request and its `Answer` with the headers (etag, last-modified) pass.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self, TypedDict, Unpack
from urllib.parse import quote

import httpx

from theset_assets.errors import RateLimited, RequestRefused, TransientUpstreamError, UpstreamError
from theset_assets.settings import Settings
from theset_assets.upstream.limits import Limiter
from theset_assets.upstream.redaction import guard
from theset_assets.upstream.refusals import Refusal, Traits, clean, to_error
from theset_assets.upstream.retry import Unavailable, attempts, in_words, utcnow
from theset_assets.upstream.values import JsonObject, UnreadableBody, decode_object, text

log = logging.getLogger("theset_assets.upstream")

MAX_BODY_BYTES = 32 * 2**20
"""The largest body that is read, decompressed; a page of 199 events with line-ups is about 5 MB."""

Params = Mapping[str, str | int]
Sign = Callable[[httpx.Request], httpx.Request]
Shape = Callable[[JsonObject], str]
"""Says what is wrong with the shape of a whole body, "" for nothing. Such an answer is asked for again."""


class Call(TypedDict, total=False):
    """What else a GET may carry: the `id` in its path, headers, and the shape its answer must have."""

    id: str
    headers: Mapping[str, str]
    shape: Shape


@dataclass(frozen=True)
class _Question:
    """A request, the template of its path for the counts, its name for messages, and the shape of its answer."""

    request: httpx.Request
    template: str
    about: str
    shape: Shape | None


@dataclass(frozen=True)
class Answer:
    """A 2xx answer: its headers and its body, a JSON object."""

    headers: httpx.Headers
    body: JsonObject


class SigningTransport(httpx.AsyncBaseTransport):
    """Adds credentials to a copy of each request, below the layer that httpx logs and puts into its exceptions."""

    def __init__(self, inner: httpx.AsyncBaseTransport, sign: Sign) -> None:
        self._inner = inner
        self._sign = sign

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the signed copy; the caller keeps the unsigned request."""
        return await self._inner.handle_async_request(self._sign(request))

    async def aclose(self) -> None:
        """Close the transport below."""
        await self._inner.aclose()


def default_transport(settings: Settings) -> httpx.AsyncBaseTransport:
    """Real connections, as many as may be under way at once. Proxies in the environment are not used."""
    limits = httpx.Limits(
        max_connections=settings.upstream_concurrency + 1, max_keepalive_connections=settings.upstream_concurrency + 1
    )
    return httpx.AsyncHTTPTransport(limits=limits)


class ApiClient:
    """Asks one API and returns `Answer`s, or raises what `theset_assets.errors` has for the case.

    `calls` counts the requests sent, tries included; `calls_by_path` the same by path template. The transport is the
    client's own from here on: `aclose` closes it.
    """

    def __init__(
        self, traits: Traits, base_url: str, settings: Settings, limiter: Limiter, transport: httpx.AsyncBaseTransport
    ) -> None:
        guard(log)
        self.traits = traits
        self.calls = 0
        self.calls_by_path: Counter[str] = Counter()
        self._base_url = base_url
        self._settings = settings
        self._limiter = limiter
        self._slots = asyncio.Semaphore(settings.upstream_concurrency)
        self._paused_until = 0.0
        # trust_env off: neither a .netrc nor a proxy variable may decide whom the program talks to, or as whom.
        self._http = httpx.AsyncClient(
            transport=transport,
            timeout=httpx.Timeout(settings.http_timeout_seconds),
            follow_redirects=False,
            trust_env=False,
            headers={"Accept": "application/json", "User-Agent": "theset-assets"},
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close all connections."""
        await self._http.aclose()

    async def get(self, template: str, params: Params | None = None, *, about: str, **call: Unpack[Call]) -> Answer:
        """GET `template` below the base URL with `{id}` filled in. `about` names the thing in messages."""
        path = template.replace("{id}", quote(text(call.get("id")) or "", safe=""))
        query = {key: text(value) or "" if isinstance(value, str) else value for key, value in (params or {}).items()}
        try:
            request = self._http.build_request(
                "GET", f"{self._base_url}{path}", params=query, headers=call.get("headers")
            )
        except httpx.InvalidURL:
            raise self._bad_address() from None
        return await self._ask(_Question(request, template, about, call.get("shape")))

    async def post_form(
        self, form: Mapping[str, str], *, about: str, headers: Mapping[str, str], shape: Shape | None = None
    ) -> Answer:
        """POST a form to the base URL itself."""
        try:
            request = self._http.build_request("POST", self._base_url, data=dict(form), headers=headers)
        except httpx.InvalidURL:
            raise self._bad_address() from None
        return await self._ask(_Question(request, about, about, shape))

    async def _ask(self, question: _Question) -> Answer:
        def report(error: TransientUpstreamError, tries: int) -> None:
            log.warning("%s Asking again (try %d of %d failed).", error, tries, self._settings.http_attempts)

        async for attempt in attempts(self._settings, report):
            with attempt:
                return await self._exchange(question)
        raise AssertionError("stamina either returns or raises")

    async def _exchange(self, question: _Question) -> Answer:
        """One try: wait for a slot and for the limiter, send, read, judge."""
        async with self._slots:
            await self._wait_out_pause()
            await self._limiter.acquire()
            self.calls += 1
            self.calls_by_path[question.template] += 1
            outcome = await self._send(question)
            if isinstance(outcome, RateLimited) and outcome.retry_after:
                self._paused_until = asyncio.get_running_loop().time() + outcome.retry_after
                await self._limiter.pause(outcome.retry_after)
        if isinstance(outcome, UpstreamError):
            raise outcome
        return outcome

    async def _wait_out_pause(self) -> None:
        # The pause may grow while it is waited out, and no event could tell of that any better than the clock.
        while (wait := self._paused_until - asyncio.get_running_loop().time()) > 0:  # noqa: ASYNC110
            await asyncio.sleep(wait)

    async def _send(self, question: _Question) -> Answer | UpstreamError:
        """The answer or the error it means.

        The error is returned, not raised: raised inside `except` it would carry httpx's exception, and with it the
        request, as its context.
        """
        title, limit = self.traits.title, self._settings.http_timeout_seconds
        request, about = question.request, question.about
        try:
            async with asyncio.timeout(limit):  # httpx's own limits are per read: a trickle would never end
                response = await self._http.send(request, stream=True)
                try:
                    body = await _read(response)
                finally:
                    await response.aclose()
        except (TimeoutError, httpx.TimeoutException):
            return self._unavailable(f"{title} did not answer within {in_words(limit)} when asked for {about}.")
        except httpx.ConnectError:
            return self._unavailable(
                f"{title} cannot be reached at {request.url.host}. Check the network and {self.traits.address_setting}."
            )
        except httpx.HTTPError as failure:
            kind = type(failure).__name__
            return self._unavailable(f"{title}'s answer about {about} broke off ({kind}): {clean(str(failure))}.")
        if body is None:
            return RequestRefused(
                f"{title}'s answer about {about} is larger than {MAX_BODY_BYTES // 2**20} MiB.",
                api=self.traits.api,
                status=response.status_code,
                code="body-too-large",
            )
        return self._judge(response, body, question)

    def _judge(self, response: httpx.Response, body: bytes, question: _Question) -> Answer | UpstreamError:
        fault = ""
        try:
            decoded = decode_object(body)
        except UnreadableBody as unreadable:
            decoded, fault = {}, str(unreadable)
        if not response.is_success:
            refusal = Refusal(response.status_code, response.headers, decoded, question.about)
            return to_error(self.traits, refusal, self._settings.retry_after_max_seconds, utcnow())
        if not fault and question.shape is not None:
            fault = question.shape(decoded)
        if fault:
            return self._unavailable(
                f"{self.traits.title}'s answer about {question.about} is unreadable: {fault}.", response.status_code
            )
        return Answer(headers=response.headers, body=decoded)

    def _bad_address(self) -> RequestRefused:
        return RequestRefused(
            f"{self.traits.title}'s address is no URL. Check {self.traits.address_setting}.",
            api=self.traits.api,
            status=None,
        )

    def _unavailable(self, message: str, status: int | None = None) -> Unavailable:
        return Unavailable(message, api=self.traits.api, status=status)


async def _read(response: httpx.Response) -> bytes | None:
    """The body, None where it is larger than MAX_BODY_BYTES."""
    parts: list[bytes] = []
    size = 0
    async for part in response.aiter_bytes():
        size += len(part)
        if size > MAX_BODY_BYTES:
            return None
        parts.append(part)
    return b"".join(parts)
