"""Giving new rows their slugs: the first of a row's candidates that is free. A slug once given is never changed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from psycopg import sql
from psycopg.rows import tuple_row

from theset_assets.store.bulk import Stage, advisory_lock
from theset_assets.store.values import clean_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from theset_assets.store.connection import AsyncConnection


async def assign_slugs(conn: AsyncConnection, staged: Stage, candidates: Mapping[str, Sequence[str]]) -> None:
    """Fill `slug` of the staged rows that their table does not have yet; `candidates` by the rows' key.

    Whoever adds rows to the table waits until this transaction ends, so that a slug found free stays free. Rows are
    served in the order in which they were staged: of two new rows of one name the first gets the plain slug.
    """
    if not await _new_keys(conn, staged):
        return
    await advisory_lock(conn, f"slugs of {staged.table}")
    new = await _new_keys(conn, staged)
    length = next(column.length for column in staged.columns if column.name == "slug") or 255
    cleaned = {clean_text(key): slugs for key, slugs in candidates.items()}
    wanted = {key: [_shortened(slug, length) for slug in cleaned[key] if slug] for key in new}
    taken = await _taken(conn, staged, {slug for slugs in wanted.values() for slug in slugs})
    slugs = choose(wanted, taken, length)
    await conn.execute(
        sql.SQL(
            "UPDATE {stage} n SET slug = given.slug"
            " FROM unnest(%s::text[], %s::text[]) AS given (key, slug) WHERE n.{key} = given.key"
        ).format(stage=staged.identifier, key=sql.Identifier(*staged.key)),
        (list(slugs), list(slugs.values())),
    )


def choose(wanted: Mapping[str, Sequence[str]], taken: Iterable[str], length: int) -> dict[str, str]:
    """A slug for each key of `wanted`: its first candidate that neither `taken` nor an earlier key has.

    A key whose candidates are all taken gets its last one with a tail made of the key; equal input, equal slugs.
    """
    used = set(taken)
    chosen: dict[str, str] = {}
    for key, candidates in wanted.items():
        slug = next((slug for slug in candidates if slug not in used), None)
        if slug is None:
            tail = hashlib.sha256(key.encode()).hexdigest()[:12]
            slug = f"{_shortened((candidates or ['item'])[-1], length - len(tail) - 1)}-{tail}"
        used.add(slug)
        chosen[key] = slug
    return chosen


def _shortened(slug: str, length: int) -> str:
    return clean_text(slug)[:length].rstrip("-") or "-"


async def _new_keys(conn: AsyncConnection, staged: Stage) -> list[str]:
    statement = sql.SQL(
        "SELECT n.{key} FROM {stage} n LEFT JOIN {table} t ON t.{key} = n.{key} WHERE t.id IS NULL ORDER BY n.ord"
    ).format(key=sql.Identifier(*staged.key), stage=staged.identifier, table=sql.Identifier("public", staged.table))
    async with conn.cursor(row_factory=tuple_row) as cursor:
        await cursor.execute(statement)
        return [key for (key,) in await cursor.fetchall()]


async def _taken(conn: AsyncConnection, staged: Stage, slugs: set[str]) -> set[str]:
    statement = sql.SQL("SELECT slug FROM {} WHERE slug = ANY(%s::text[])").format(
        sql.Identifier("public", staged.table)
    )
    async with conn.cursor(row_factory=tuple_row) as cursor:
        await cursor.execute(statement, (sorted(slugs),))
        return {slug for (slug,) in await cursor.fetchall()}
