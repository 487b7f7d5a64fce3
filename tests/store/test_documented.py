"""docs/schema.md says what a migrated database has: every column, constraint and index, on each kind of server."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from theset_assets.store.drift import names

if TYPE_CHECKING:
    from tests.servers import Server

pytestmark = pytest.mark.postgres

DOCS = Path(__file__).parents[2] / "docs" / "schema.md"
CATALOGUE = Path(__file__).with_name("catalogue.sql")

Row = tuple[str, ...]


def documented(heading: str, columns: int) -> set[Row]:
    """The rows of the table below `heading`, without the last column, which compares with the original document."""
    section = DOCS.read_text(encoding="utf-8").split(f"\n### {heading}\n")[1].split("\n#")[0]
    lines = [line for line in section.splitlines() if line.startswith("| `")]
    rows = [tuple(cell.strip().strip("`") for cell in line.strip("|").split(" | ")) for line in lines]
    assert {len(row) for row in rows} == {columns}
    return {row[:-1] for row in rows}


def live(db: psycopg.Connection[Any], kind: str) -> set[Row]:
    rows = db.execute(CATALOGUE.read_text(encoding="utf-8").encode()).fetchall()
    return {(name, *said) for found, name, said in rows if found == kind}


def test_every_column_is_documented(server: Server, each_db: psycopg.Connection[Any]) -> None:
    location = 1 if server.kind == "embedded" else 0

    def here(row: Row) -> Row:
        return row[0], row[1].split(" or ")[location] if " or " in row[1] else row[1], *row[2:]

    assert {here(row) for row in documented("Columns", 5)} == live(each_db, "column")


def test_every_constraint_is_documented(each_db: psycopg.Connection[Any]) -> None:
    assert documented("Constraints", 4) == live(each_db, "constraint")


def test_every_index_is_documented(server: Server, each_db: psycopg.Connection[Any]) -> None:
    rows = documented("Indexes", 4)
    if server.kind == "embedded":
        rows = {row for row in rows if row[0] != "idx_venues_location_geography"}
    assert rows == live(each_db, "index")


def test_every_object_of_the_documents_has_its_row() -> None:
    """Functions, views and policies by name; what stands in a file of ours is named on the page."""
    text = DOCS.read_text(encoding="utf-8")
    objects = {name.partition("__")[0] for folder in ("functions", "views", "policies") for name in names(folder)}

    assert {name for name in objects if not re.search(rf"`{name}[`(]", text)} == set()
