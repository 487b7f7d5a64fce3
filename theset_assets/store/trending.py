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

COURSE_HOURS = 24
"""How far back an artist's course is shown."""

_BARS = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True, kw_only=True)
class TrendingArtist:
    """One artist's place in one hour.

    `moved` is places gained since the hour before, None where it had none. `course` is the score in each of the last
    hours, oldest first and this one last, None where the artist was not ranked.
    """

    rank: int
    name: str
    slug: str
    score: Decimal
    show_count: int
    follower_count: int
    moved: int | None
    course: list[Decimal | None]


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
        return cursor.execute(query("trending_hour"), {"hour": hour, "places": limit, "hours": COURSE_HOURS}).fetchall()


def is_latest(hour: dt.datetime, now: dt.datetime | None = None) -> bool:
    """Whether `hour` is the one under way or the one that ended last, so that the ranking of now goes with it."""
    return hour > (now or dt.datetime.now(dt.UTC)) - dt.timedelta(hours=2)


def as_markdown(top: Sequence[TrendingArtist]) -> str:
    """The places as a Markdown table, with each artist's course as a chart of one line."""
    if not top:
        return "No artist yet."
    highest = max((score for row in top for score in row.course if score is not None), default=Decimal(0))
    lines = [
        f"| # | artist | score | moved | last {COURSE_HOURS} h | shows | followers |",
        "| ---: | --- | ---: | ---: | --- | ---: | ---: |",
    ]
    for row in top:
        name = row.name.replace("\\", "\\\\").replace("|", "\\|")
        lines.append(
            f"| {row.rank} | {name} | {row.score} | {_moved(row.moved)} | `{sparkline(row.course, highest)}` "
            f"| {row.show_count} | {row.follower_count} |"
        )
    return "\n".join(lines)


def sparkline(scores: Sequence[Decimal | None], highest: Decimal) -> str:
    """One bar a score, as high as its part of `highest`; a dot where there is none."""
    if highest <= 0:
        return "".join("·" if score is None else _BARS[0] for score in scores)
    return "".join(
        "·" if score is None else _BARS[min(int(score / highest * len(_BARS)), len(_BARS) - 1)] for score in scores
    )


def _moved(places: int | None) -> str:
    if places is None:
        return "new"
    return "=" if places == 0 else f"▲ {places}" if places > 0 else f"▼ {-places}"
