"""Named SQL: `query("name")` gives the text that stands after `-- name: name` in `store/sql/queries/*.sql`.

Statements longer than a line live in those files, where an editor and a database console can read them. Parameters
are psycopg's: `%(name)s`, and `%%` for a percent sign.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from typing import LiteralString

SQL = files("theset_assets.store") / "sql"
_HEADING = re.compile(r"^-- name: *(\S+) *$", re.MULTILINE)


def query(name: str) -> LiteralString:
    """The statement called `name`. Raises KeyError for a name that no file has."""
    return cast("LiteralString", _queries()[name])


def read_sql(path: str) -> LiteralString:
    """The text of one file below `store/sql`."""
    return cast("LiteralString", (SQL / path).read_text(encoding="utf-8"))


def names() -> frozenset[str]:
    """The names of all statements."""
    return frozenset(_queries())


@cache
def _queries() -> dict[str, str]:
    found: dict[str, str] = {}
    for file in sorted((SQL / "queries").iterdir(), key=lambda entry: entry.name):
        for name, statement in split(file.read_text(encoding="utf-8")).items():
            if name in found:
                raise ValueError(f"Two statements are called {name}; the second stands in {file.name}.")
            found[name] = statement
    return found


def split(text: str) -> dict[str, str]:
    """The statements of one file by name. Raises ValueError where one is empty or a name occurs twice."""
    parts = _HEADING.split(text)
    found: dict[str, str] = {}
    for name, body in zip(parts[1::2], parts[2::2], strict=True):
        statement = body.strip().removesuffix(";")
        if not statement or name in found:
            raise ValueError(f"The statement {name} is empty or occurs twice.")
        found[name] = statement
    return found
