"""What Alembic does not compare: functions, triggers, views, policies and the publication, against their files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from theset_assets.store.queries import SQL, query

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PUBLISHED = ("import_status", "setlist_songs", "artist_requests")

_POLICY = re.compile(r'^CREATE POLICY "(.+?)" ON (\w+)', re.MULTILINE)


def differing_objects(connection: Connection) -> list[str]:
    """A line for each object that is missing or is not what its file says."""
    return [*_functions(connection), *_triggers(connection), *_policies(connection), *_publication(connection)]


def differing_functions(connection: Connection) -> dict[str, str]:
    """The functions whose text is not their file's, with the statement that would make it so."""
    found, files = _found_functions(connection), _function_files(connection)
    return {
        name: sql_object(file).replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)
        for name, file in files.items()
        if found.get(name) != _body(file)
    }


def sql_object(name: str) -> str:
    """The SQL of one object, e.g. "functions/cast_vote", from `store/sql/`."""
    return SQL.joinpath(f"{name}.sql").read_text(encoding="utf-8").strip()


def names(folder: str) -> Sequence[str]:
    """The objects of one folder of `store/sql/`."""
    return sorted(file.name.removesuffix(".sql") for file in (SQL / folder).iterdir())


def _functions(connection: Connection) -> list[str]:
    found = _found_functions(connection)
    return [
        f"The function {name} {'differs from its file' if name in found else 'is missing'}."
        for name in differing_functions(connection)
    ]


def _found_functions(connection: Connection) -> Mapping[str, str]:
    return {row.name: row.body for row in connection.execute(text(query("functions_and_bodies")))}


def _function_files(connection: Connection) -> dict[str, str]:
    """Each function's file; of those with variants (`venues_near__cube`) the one meant here."""
    location = connection.execute(text(query("location_type"))).scalar_one_or_none()
    here = "cube" if location == "cube" else "postgis"
    files: dict[str, str] = {}
    for file in names("functions"):
        name, _, variant = file.partition("__")
        if variant in ("", here):
            files[name] = f"functions/{file}"
    return files


def _body(file: str) -> str:
    return sql_object(file).split("$$")[1]


def _triggers(connection: Connection) -> list[str]:
    found = set(connection.execute(text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")).scalars())
    return [f"The trigger {name} is missing." for name in names("triggers") if name not in found]


def _policies(connection: Connection) -> list[str]:
    found = set(connection.execute(text(query("policies_and_views"))).scalars())
    wrong = [f"The view {name} is missing." for name in names("views") if name not in found]
    for table in names("policies"):
        if table not in found:
            wrong.append(f"Row level security is off on {table}.")
            continue
        policies = _POLICY.findall(sql_object(f"policies/{table}"))
        wrong += [f'{on} lacks the policy "{name}".' for name, on in policies if f"{on} {name}" not in found]
    return wrong


def _publication(connection: Connection) -> list[str]:
    found = set(connection.execute(text(query("published_tables"))).scalars())
    return [
        f"Realtime clients miss {table}: the owner of supabase_realtime has to run "
        f"ALTER PUBLICATION supabase_realtime ADD TABLE {table}."
        for table in PUBLISHED
        if table not in found
    ]
