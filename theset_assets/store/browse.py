"""Looking at what is in the database, table by table, without being able to change it. For people, not for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, LiteralString, cast

from psycopg import Connection, sql
from psycopg.rows import class_row

from theset_assets.errors import StoreError
from theset_assets.store.connection import told_plainly
from theset_assets.store.queries import query


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table or view of schema public. `rows` is the planner's estimate, None before the table was ever analyzed."""

    name: str
    kind: str
    rows: int | None
    size: str
    policies: int


@dataclass(frozen=True, kw_only=True)
class Page:
    """Rows of a table, as text would show them; `more` says whether there are further ones."""

    columns: list[str]
    rows: list[tuple[Any, ...]]
    more: bool


def tables(conn: Connection[Any]) -> list[Table]:
    """The tables and views there are, by name."""
    with conn.cursor(row_factory=class_row(Table)) as cursor:
        return cursor.execute(query("tables_to_browse")).fetchall()


def page(
    conn: Connection[Any],
    table: str,
    *,
    columns: Sequence[str] = (),
    where: str | None = None,
    order: str | None = None,
    limit: int = 20,
    offset: int = 0,
) -> Page:
    """Rows of `table`, in a read-only transaction. `where` and `order` are SQL, as after WHERE and ORDER BY.

    Raises StoreError where there is no such table or the SQL is wrong.
    """
    known = {entry.name for entry in tables(conn)}
    if table not in known:
        raise StoreError(f"There is no table {table}. There are: {', '.join(sorted(known))}.")
    statement = sql.SQL("SELECT {} FROM {}{}{} LIMIT {} OFFSET {}").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)) if columns else sql.SQL("*"),
        sql.Identifier("public", table),
        _typed(" WHERE ", where),
        _typed(" ORDER BY ", order),
        limit + 1,
        offset,
    )
    with told_plainly(table), conn.transaction():
        conn.execute("SET TRANSACTION READ ONLY")
        cursor = conn.execute(statement)
        found = cursor.fetchall()
    return Page(
        columns=[column.name for column in cursor.description or ()], rows=found[:limit], more=len(found) > limit
    )


def _typed(keyword: LiteralString, typed: str | None) -> sql.Composable:
    """What the person at the keyboard typed, as it is: it is their database, and the transaction is read-only."""
    return sql.SQL(keyword) + sql.SQL(cast("LiteralString", typed)) if typed else sql.SQL("")
