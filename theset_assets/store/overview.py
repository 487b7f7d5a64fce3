"""What is in the database, for a person to look at: counts, the quotas' use, and the first rows of each table."""

from __future__ import annotations

from typing import Any, Literal

from psycopg import Connection
from psycopg.rows import dict_row

from theset_assets.store.queries import query

Shown = Literal["artists", "venues", "shows", "songs", "setlists"]
SHOWN: tuple[Shown, ...] = ("artists", "venues", "shows", "songs", "setlists")


def table_counts(conn: Connection[Any]) -> dict[str, int]:
    """Rows by table, requests that wait and imports that run."""
    with conn.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query("table_counts")).fetchone() or {}


def quota_use(conn: Connection[Any]) -> list[dict[str, Any]]:
    """What each upstream API has been asked today, and what is known of it."""
    with conn.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query("quota_use")).fetchall()


def first_rows(conn: Connection[Any], shown: Shown, limit: int) -> list[dict[str, Any]]:
    """The rows of one table that a person would look at first."""
    with conn.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query(f"show_{shown}_table"), {"limit": limit}).fetchall()
