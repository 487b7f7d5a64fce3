"""Trending: scores and ranks of artists, an hour at a time (`trending_artists_hourly`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row, dict_row

from theset_assets.store.queries import query

DAYS_BACK = 7
"""The window whose votes and follows count."""


@dataclass(frozen=True, kw_only=True)
class TrendingArtist:
    """One artist's place in one hour. `moved` is places gained since the hour before, None where it had none."""

    rank: int
    name: str
    slug: str
    score: Decimal
    show_count: int
    follower_count: int
    moved: int | None


def write_hour(conn: Connection[Any], hour: dt.datetime) -> int:
    """Score and rank all artists as of the end of `hour` (UTC), replacing what the hour had; the number of artists."""
    values = {"hour": hour, "days_back": DAYS_BACK, "places": None}
    with conn.cursor(row_factory=dict_row) as cursor:
        written = cursor.execute(query("write_trending_hour"), values).fetchone()
    assert written is not None
    return int(written["rows"])


def refresh(conn: Connection[Any]) -> None:
    """Bring the view `trending_artists` up to now, without blocking its readers. The owner of the view alone may."""
    conn.execute(query("refresh_trending_artists"))


def top_artists(conn: Connection[Any], hour: dt.datetime, limit: int = 10) -> list[TrendingArtist]:
    """The hour's best, first place first."""
    with conn.cursor(row_factory=class_row(TrendingArtist)) as cursor:
        return cursor.execute(query("trending_hour"), {"hour": hour, "places": limit}).fetchall()


def as_markdown(top: Sequence[TrendingArtist]) -> str:
    """The places as a Markdown table."""
    if not top:
        return "No artist yet."
    lines = ["| # | artist | score | moved | shows | followers |", "| --- | --- | --- | --- | --- | --- |"]
    for row in top:
        moved = "new" if row.moved is None else f"{row.moved:+d}" if row.moved else "="
        name = row.name.replace("|", "\\|")
        lines.append(f"| {row.rank} | {name} | {row.score} | {moved} | {row.show_count} | {row.follower_count} |")
    return "\n".join(lines)
