"""Set-based writing: rows go by COPY into a temporary table and from there by one statement into their table.

`upsert` does both for any table with a unique key. Loaders that have to look something up in between (slugs, foreign
keys, the song a recording belongs to) call `stage`, run their own SQL on the staged rows, then `merge`. No statement
runs once per row.

Text is made fit for Postgres here and nowhere else: NUL characters and lone surrogates go, and text longer than its
column is cut (keys are not: a cut key is another key).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, LiteralString

import msgspec
from psycopg import sql
from psycopg.rows import tuple_row

from theset_assets.errors import StoreError
from theset_assets.store.connection import set_bulk_settings, told_plainly
from theset_assets.store.values import fit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    import pandas as pd
    from psycopg import AsyncCursor

    from theset_assets.store.connection import AsyncConnection


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """What a load did, in rows. `ids` are the rows' ids by their key, where they were asked for."""

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    ids: dict[str, UUID] = {}


class Column(msgspec.Struct, frozen=True):
    """A column of a table: its type as SQL writes it, the most characters it takes, its default as SQL."""

    name: str
    type: str
    length: int | None
    default: str | None


class Stage(msgspec.Struct, frozen=True):
    """Rows waiting in a temporary table for `merge`, until the transaction ends."""

    name: str
    table: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: int

    @property
    def identifier(self) -> sql.Identifier:
        """The temporary table's name, to be put into a statement."""
        return sql.Identifier("pg_temp", self.name)


async def upsert(
    conn: AsyncConnection,
    *,
    table: str,
    frame: pd.DataFrame,
    key: Sequence[str],
    insert_only: Sequence[str] = (),
    keep_if_null: Sequence[str] = (),
    want_ids: bool = False,
) -> Loaded:
    """Bring the rows of `frame` (columns named as in `table`) into `table`; `key` is a unique key of it.

    A row whose key is there already is updated where a column differs, else neither written nor locked. Columns in
    `insert_only` are written for new rows only; a None in a column of `keep_if_null` leaves what is there, and becomes
    the column's default in a new row. Of rows with equal keys the last one counts.

    The counts are true also where others write the same rows at the same time. Raises StoreError where a value does
    not fit, a key is None or a column does not exist.
    """
    with told_plainly(table):
        async with conn.transaction():
            await set_bulk_settings(conn)
            staged = await stage(conn, table=table, frame=frame, key=key, indexed=bool(keep_if_null))
            return await merge(conn, staged, insert_only=insert_only, keep_if_null=keep_if_null, want_ids=want_ids)


async def stage(
    conn: AsyncConnection,
    *,
    table: str,
    frame: pd.DataFrame,
    key: Sequence[str],
    name: str | None = None,
    more: Sequence[str] = (),
    extra: Mapping[str, LiteralString] | None = None,
    indexed: bool = False,
) -> Stage:
    """Copy `frame` into a temporary table shaped like `table`; a transaction must be open.

    `more` are columns of `table` that the loader will fill itself, `extra` columns (name to SQL type) that only the
    loader reads; both may be in `frame` or stay NULL. `name` is the temporary table's, for SQL that names it; the
    column `ord` numbers the rows in the order of `frame`. `indexed` puts a unique index on the key.
    """
    extra = extra or {}
    # Keys first: two that differ in a NUL character only are one.
    keys = {name: fit(frame[name].tolist(), "text", None) for name in key}
    unique = frame.assign(**keys).drop_duplicates(subset=list(key), keep="last")
    wanted = list(dict.fromkeys([*(c for c in map(str, frame.columns) if c not in extra), *more]))
    described = {column.name: column for column in await _describe(conn, table)}
    unknown = [column for column in wanted if column not in described]
    if unknown:
        raise StoreError(f"{table} has no column {', '.join(unknown)} that can be written.")
    columns = tuple(described[column] for column in wanted)
    everything = (*columns, *(Column(column, kind, None, None) for column, kind in extra.items()))
    staged = Stage(name or _stage_name(table, everything, indexed), table, columns, tuple(key), len(unique))
    await _create(conn, staged, everything, indexed)
    await _copy(conn, staged, [column for column in everything if column.name in frame.columns], unique)
    return staged


async def merge(
    conn: AsyncConnection,
    staged: Stage,
    *,
    insert_only: Sequence[str] = (),
    keep_if_null: Sequence[str] = (),
    want_ids: bool = False,
) -> Loaded:
    """Bring the staged rows into their table, as `upsert` says; the same transaction must be open.

    With `keep_if_null` the rows must have been staged with `indexed`.
    """
    if not staged.rows:
        return Loaded()
    async with conn.cursor(row_factory=tuple_row) as cursor:
        await cursor.execute(_merge_statement(staged, insert_only, keep_if_null))
        inserted, updated, remaining = await _one(cursor)
        ids = await _ids(cursor, staged) if want_ids else {}
    return Loaded(inserted=inserted, updated=updated, unchanged=remaining - inserted - updated, ids=ids)


async def advisory_lock(conn: AsyncConnection, what: str) -> None:
    """Wait until nobody else loads `what` ("slugs of venues"), and keep others waiting until the transaction ends."""
    await conn.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"theset: {what}",))


def _merge_statement(staged: Stage, insert_only: Sequence[str], keep_if_null: Sequence[str]) -> sql.Composed:
    columns = {column.name: column for column in staged.columns}
    compared = [name for name in columns if name not in staged.key and name not in insert_only]

    def inserted(name: str) -> sql.Composable:
        new, old = sql.Identifier("n", name), sql.Identifier("o", name)
        default = columns[name].default
        if name in keep_if_null and default is not None:
            return sql.SQL("coalesce({}, {})").format(new, sql.SQL(default))  # pyright: ignore[reportArgumentType]
        # Postgres checks NOT NULL before it notices the conflict: a proposed row needs a value it will not write.
        return sql.SQL("coalesce({}, {})").format(new, old) if name in insert_only else new

    def offered(name: str) -> sql.Composable:
        """What the prefilter compares: the staged value, or the old one where the staged value shall not count."""
        new, old = sql.Identifier("n", name), sql.Identifier("o", name)
        return sql.SQL("coalesce({}, {})").format(new, old) if name in keep_if_null else new

    def updated(name: str) -> sql.Composable:
        """What an update writes. `excluded` has the default in place of a None: only the staged row still knows."""
        if name not in keep_if_null:
            return sql.Identifier("excluded", name)
        probe = sql.SQL("SELECT n.{} FROM {} n WHERE {}").format(
            sql.Identifier(name), staged.identifier, _equal("n", "excluded", staged.key)
        )
        return sql.SQL("coalesce(({}), {})").format(probe, sql.Identifier("t", name))

    on_conflict = sql.SQL("DO NOTHING")
    changed = sql.SQL("false")
    if compared:
        changed = _distinct([sql.Identifier("o", name) for name in compared], [offered(name) for name in compared])
        on_conflict = sql.SQL("DO UPDATE SET {} WHERE {}").format(
            sql.SQL(", ").join(sql.SQL("{} = {}").format(sql.Identifier(name), updated(name)) for name in compared),
            _distinct([sql.Identifier("t", name) for name in compared], [updated(name) for name in compared]),
        )
    return sql.SQL(_MERGE).format(
        table=sql.Identifier("public", staged.table),
        stage=staged.identifier,
        columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
        values=sql.SQL(", ").join(map(inserted, columns)),
        matched=_equal("o", "n", staged.key),
        first_key=sql.Identifier("o", staged.key[0]),
        changed=changed,
        order=sql.SQL(", ").join(sql.Identifier("n", name) for name in staged.key),
        key=sql.SQL(", ").join(map(sql.Identifier, staged.key)),
        on_conflict=on_conflict,
    )


# Rows are written in the order of their key, so that two loads of the same rows wait for one another in one direction
# only. `xmax = 0`: the row was not there before; an updated row carries the lock of its update.
_MERGE = """
WITH written AS (
  INSERT INTO {table} AS t ({columns})
  SELECT {values}
  FROM {stage} n LEFT JOIN {table} o ON {matched}
  WHERE {first_key} IS NULL OR {changed}
  ORDER BY {order}
  ON CONFLICT ({key}) {on_conflict}
  RETURNING (xmax = 0) AS is_new
)
SELECT
  count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new), (SELECT count(*) FROM {stage})
FROM written
"""


def _equal(left: str, right: str, names: Sequence[str]) -> sql.Composed:
    return sql.SQL(" AND ").join(
        sql.SQL("{} = {}").format(sql.Identifier(left, name), sql.Identifier(right, name)) for name in names
    )


def _distinct(left: Sequence[sql.Composable], right: Sequence[sql.Composable]) -> sql.Composed:
    return sql.SQL("({}) IS DISTINCT FROM ({})").format(_row(left), _row(right))


def _row(values: Sequence[sql.Composable]) -> sql.Composed:
    return sql.SQL("ROW({})").format(sql.SQL(", ").join(values))


async def _ids(cursor: AsyncCursor[tuple[Any, ...]], staged: Stage) -> dict[str, UUID]:
    (key,) = staged.key
    await cursor.execute(
        sql.SQL("SELECT n.{key}, t.id FROM {stage} n JOIN {table} t ON {matched} ORDER BY n.ord").format(
            key=sql.Identifier(key),
            stage=staged.identifier,
            table=sql.Identifier("public", staged.table),
            matched=_equal("t", "n", staged.key),
        )
    )
    return dict(await cursor.fetchall())


async def _one(cursor: AsyncCursor[tuple[Any, ...]]) -> tuple[Any, ...]:
    row = await cursor.fetchone()
    assert row is not None  # an aggregate always gives a row
    return row


async def _describe(conn: AsyncConnection, table: str) -> list[Column]:
    """The columns of `table` that can be written: generated ones cannot."""
    async with conn.cursor(row_factory=tuple_row) as cursor:
        await cursor.execute(_DESCRIBE, (table,))
        return [Column(*row) for row in await cursor.fetchall()]


_DESCRIBE = """
SELECT
  a.attname, format_type(a.atttypid, a.atttypmod),
  CASE WHEN a.atttypid = 'varchar'::regtype AND a.atttypmod > 4 THEN a.atttypmod - 4 END,
  pg_get_expr(d.adbin, d.adrelid)
FROM pg_attribute a
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attrelid = to_regclass('public.' || quote_ident(%s)) AND a.attnum > 0
  AND NOT a.attisdropped AND a.attgenerated = ''
ORDER BY a.attnum
"""


def _stage_name(table: str, columns: Sequence[Column], indexed: bool) -> str:
    """One temporary table for each set of columns, kept as long as the connection lives."""
    shape = repr((columns, indexed)).encode()
    return f"staged_{table[:40]}_{hashlib.sha256(shape).hexdigest()[:12]}"


async def _create(conn: AsyncConnection, staged: Stage, columns: Sequence[Column], indexed: bool) -> None:
    """Make the temporary table, or empty it where this connection has it: creating one is dear."""
    parts = [
        sql.SQL("{} {}").format(sql.Identifier(column.name), sql.SQL(column.type))  # pyright: ignore[reportArgumentType]
        for column in columns
    ]
    if indexed:
        parts.append(sql.SQL("UNIQUE ({})").format(sql.SQL(", ").join(map(sql.Identifier, staged.key))))
    statement = "CREATE TEMPORARY TABLE IF NOT EXISTS {} (ord integer, {}) ON COMMIT DELETE ROWS; DELETE FROM {}"
    await conn.execute(
        sql.SQL(statement).format(sql.Identifier(staged.name), sql.SQL(", ").join(parts), staged.identifier)
    )


async def _copy(conn: AsyncConnection, staged: Stage, columns: Sequence[Column], frame: pd.DataFrame) -> None:
    values = [
        fit(frame[column.name].tolist(), column.type, None if column.name in staged.key else column.length)
        for column in columns
    ]
    for column, converted in zip(columns, values, strict=True):
        if column.name in staged.key and None in converted:
            raise StoreError(f"A row for {staged.table} has no {column.name}.")
    statement = sql.SQL("COPY {} (ord, {}) FROM STDIN").format(
        staged.identifier, sql.SQL(", ").join(sql.Identifier(column.name) for column in columns)
    )
    async with conn.cursor() as cursor, cursor.copy(statement) as copy:
        for row in zip(range(staged.rows), *values, strict=True):
            await copy.write_row(row)
