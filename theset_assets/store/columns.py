"""The tables' columns, read from a snapshot of the models (`columns.json`).

The models themselves take a fifth of a second to load, which every run's process would pay for a description.
`scripts/columns` writes the snapshot; a test fails when it is not what the models say.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec


class Column(msgspec.Struct, frozen=True):
    """A column: its name, its type as SQL writes it, and whether it may be NULL and must be unique."""

    name: str
    type: str
    nullable: bool
    unique: bool


def table_columns(table: str) -> tuple[Column, ...]:
    """The columns of a table of ours, in order. Raises KeyError for any other table."""
    return _snapshot()[table]


@cache
def _snapshot() -> dict[str, tuple[Column, ...]]:
    text = files("theset_assets.store").joinpath("columns.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, tuple[Column, ...]])


def from_models() -> bytes:
    """The snapshot as the models would have it."""
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 (what the snapshot is there to spare)

    from theset_assets.store.tables import metadata  # noqa: PLC0415

    dialect = postgresql.dialect()

    tables = {
        table.name: tuple(
            Column(
                name=column.name,
                type=column.type.compile(dialect).lower(),
                nullable=bool(column.nullable),
                unique=bool(column.unique or column.primary_key),
            )
            for column in table.columns
        )
        for table in sorted(metadata.tables.values(), key=lambda table: table.name)
        if table.schema is None
    }
    return msgspec.json.format(msgspec.json.encode(tables), indent=1) + b"\n"
