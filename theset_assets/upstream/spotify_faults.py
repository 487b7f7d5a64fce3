"""How Spotify says no: the Web API's error bodies, and the accounts service's."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import httpx

from theset_assets.upstream.refusals import Fault, Traits
from theset_assets.upstream.values import JsonObject, dig, text


def fault(body: JsonObject) -> Fault:
    """`{"error": {"status": 429, "message": "Too many requests", "reason": "QUOTA_EXCEEDED"}}`."""
    reason = text(dig(body, "error", "reason")) or ""
    return Fault(code=reason, text=text(dig(body, "error", "message")) or "", quota_spent=reason == "QUOTA_EXCEEDED")


def oauth_fault(body: JsonObject) -> Fault:
    """`{"error": "invalid_client", "error_description": "…"}`; a limit may be worded as the Web API words it."""
    if isinstance(body.get("error"), dict):
        return fault(body)
    return Fault(code=text(body.get("error")) or "", text=text(body.get("error_description")) or "")


def quota_resets(headers: httpx.Headers, now: dt.datetime) -> tuple[dt.datetime | None, bool]:
    """Nobody knows: Spotify says it in Retry-After or not at all."""
    return None, False


TRAITS = Traits(
    api="spotify",
    title="Spotify",
    credentials="client id or secret",
    credential_settings="SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET",
    address_setting="SPOTIFY_BASE_URL",
    fault=fault,
    quota_resets=quota_resets,
)
TOKEN_TRAITS = replace(TRAITS, fault=oauth_fault, address_setting="SPOTIFY_TOKEN_URL")
