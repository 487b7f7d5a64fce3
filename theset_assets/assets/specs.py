"""What the UI says of every asset in the same way: owner, group, columns, retries, tags."""

from __future__ import annotations

from typing import Any

import dagster as dg

from theset_assets.store.tables import metadata

OWNERS = ["team:theset-data"]
GROUP = "imports"


def columns(table: str) -> dg.TableSchema:
    """A table's columns, types and comments as Dagster shows them."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                name=column.name,
                type=str(column.type).lower(),
                description=column.comment,
                constraints=dg.TableColumnConstraints(nullable=bool(column.nullable), unique=bool(column.unique)),
            )
            for column in metadata.tables[table].columns
        ]
    )


def table_metadata(table: str) -> dict[str, Any]:
    """Metadata that every table's asset carries on its definition."""
    return {"dagster/table_name": f"public.{table}", "dagster/column_schema": columns(table)}
