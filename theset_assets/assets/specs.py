"""What the UI says of every asset in the same way: owner, group, columns, retries, tags."""

from __future__ import annotations

from typing import Any

import dagster as dg

from theset_assets.assets.step import RETRIES
from theset_assets.store.tables import Base

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
            for column in Base.metadata.tables[table].columns
        ]
    )


def table_metadata(table: str) -> dict[str, Any]:
    """Metadata that every table's asset carries on its definition."""
    return {"dagster/table_name": f"public.{table}", "dagster/column_schema": columns(table)}


def import_asset_options(table: str, *, priority: int = 0) -> dict[str, Any]:
    """Options of a single-table import asset. A higher priority runs earlier within an import."""
    return {
        "owners": OWNERS,
        "group_name": GROUP,
        "retry_policy": RETRIES,
        "op_tags": {"dagster/priority": str(priority)},
        "metadata": table_metadata(table),
    }
