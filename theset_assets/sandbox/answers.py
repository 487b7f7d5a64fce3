"""Answers that both APIs share the making of: JSON responses, and each API's own error bodies."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.responses import Response

from theset_assets.sandbox.faults import Api


def json_answer(body: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """`body` as a JSON response."""
    return Response(msgspec.json.encode(body), status, headers, media_type="application/json")


# --- Ticketmaster ---------------------------------------------------------------------------------------------------


def gateway_fault(status: int, text: str, code: str, headers: Mapping[str, str] | None = None) -> Response:
    """What Ticketmaster's gateway says on 401 and 429."""
    return json_answer({"fault": {"faultstring": text, "detail": {"errorcode": code}}}, status, headers)


def spike_arrest(rate: float, headers: Mapping[str, str] | None = None) -> Response:
    """Too many requests a second. The wording in the brackets is Apigee's, not recorded from Ticketmaster: a guess."""
    allowed = (
        f"MessageRate{{messagesPerPeriod={math.ceil(rate)}, periodInMicroseconds=1000000, maxBurstMessageCount=1.0}}"
    )
    text = f"Spike arrest violation. Allowed rate : {allowed}"
    return gateway_fault(429, text, "policies.ratelimit.SpikeArrestViolation", headers)


def quota_violation(key: str, headers: Mapping[str, str] | None = None) -> Response:
    """The day's quota is spent. The text echoes the key, as the real one does."""
    text = f"Rate limit quota violation. Quota limit  exceeded. Identifier : {key}"
    return gateway_fault(429, text, "policies.ratelimit.QuotaViolation", headers)


def discovery_error(status: int, code: str, detail: str) -> Response:
    """What the Discovery API says on 400 and 404."""
    about = {"about": {"href": f"/discovery/v2/errors.html#{code}"}}
    text = "404" if status == 404 else "400 BAD_REQUEST"
    return json_answer({"errors": [{"_links": about, "code": code, "detail": detail, "status": text}]}, status)


# --- Spotify --------------------------------------------------------------------------------------------------------


def spotify_error(
    status: int, message: str, headers: Mapping[str, str] | None = None, reason: str | None = None
) -> Response:
    """What the Web API says on any error."""
    error: dict[str, Any] = {"status": status, "message": message}
    if reason:
        error["reason"] = reason
    return json_answer({"error": error}, status, headers)


def token_error(status: int, code: str, description: str | None = None) -> Response:
    """What the accounts service says on any error."""
    body = {"error": code} | ({"error_description": description} if description else {})
    return json_answer(body, status)


# --- Either ---------------------------------------------------------------------------------------------------------


def rate_limited(api: Api, retry_after: int | None) -> Response:
    """429 in the API's own words; Retry-After in seconds unless None."""
    headers = None if retry_after is None else {"Retry-After": str(retry_after)}
    if api == "ticketmaster":
        return spike_arrest(5, headers)
    return spotify_error(429, "API rate limit exceeded", headers)


def quota_exceeded(api: Api, key: str, retry_after: int | None) -> Response:
    """429 because the quota is spent."""
    headers = None if retry_after is None else {"Retry-After": str(retry_after)}
    if api == "ticketmaster":
        return quota_violation(key, headers)
    return spotify_error(429, "Too many requests", headers, reason="QUOTA_EXCEEDED")


def broken(api: Api, status: int) -> Response:
    """500 or 503. Ticketmaster's is a gateway's page, no JSON (a guess)."""
    text = "Internal Server Error" if status == 500 else "Service Unavailable"
    if api == "ticketmaster":
        return Response(f"<html><body><h1>{status} {text}</h1></body></html>", status, media_type="text/html")
    return spotify_error(status, text)
