"""What the UI says of every asset in the same way: owner, group, columns, retries, tags."""

from __future__ import annotations

from typing import Any

import dagster as dg

from theset_assets.store.columns import table_columns

OWNERS = ["team:theset-data"]
GROUP = "imports"


def columns(table: str) -> dg.TableSchema:
    """A table's columns and types as Dagster shows them."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                name=column.name,
                type=column.type,
                constraints=dg.TableColumnConstraints(nullable=column.nullable, unique=column.unique),
            )
            for column in table_columns(table)
        ]
    )


def table_metadata(table: str) -> dict[str, Any]:
    """Metadata that every table's asset carries on its definition."""
    return {"dagster/table_name": f"public.{table}", "dagster/column_schema": columns(table)}
