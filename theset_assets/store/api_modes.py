"""Remembering in `upstream_apis.state` what a process found out about an API, for all others."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import psycopg
from psycopg.types.json import Jsonb

from theset_assets.upstream.spotify_web import SpotifyMode

MODE_MAX_AGE = dt.timedelta(days=7)
"""How long a mode is believed. An app that has been granted extended quota is found out after this time at the latest,
at the price of one or two refused calls a week for one that has not."""

_REMEMBER = """
INSERT INTO upstream_apis AS a (api, next_request_at, day, used_today, state, updated_at)
VALUES (%(api)s, clock_timestamp(), (clock_timestamp() AT TIME ZONE 'UTC')::date, 0,
        jsonb_build_object('mode', %(mode)s::jsonb, 'mode_since', clock_timestamp()), clock_timestamp())
ON CONFLICT (api) DO UPDATE SET
    state = coalesce(a.state, '{}') || excluded.state,
    updated_at = excluded.updated_at
"""

_RECALL = """
SELECT state -> 'mode' FROM upstream_apis
WHERE api = %(api)s AND (state ->> 'mode_since')::timestamptz > clock_timestamp() - %(max_age)s
"""


async def remember_mode(connection: psycopg.AsyncConnection[Any], api: str, state: SpotifyMode) -> None:
    """Write down the mode; commits only where the connection is in autocommit."""
    await connection.execute(_REMEMBER, {"api": api, "mode": Jsonb(msgspec.to_builtins(state))})


async def recall_mode(connection: psycopg.AsyncConnection[Any], api: str) -> SpotifyMode:
    """The mode written down in the last MODE_MAX_AGE, else the assumption to start from (`known` is False)."""
    cursor = await connection.execute(_RECALL, {"api": api, "max_age": MODE_MAX_AGE})
    row = await cursor.fetchone()
    try:
        return msgspec.convert(row[0], SpotifyMode) if row else SpotifyMode()
    except msgspec.ValidationError:
        return SpotifyMode()  # written by another version of the program
