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


def sql_object(name: str) -> str:
    """The SQL of one object, e.g. "functions/cast_vote", from `store/sql/`."""
    return SQL.joinpath(f"{name}.sql").read_text(encoding="utf-8").strip()


def names(folder: str) -> Sequence[str]:
    """The objects of one folder of `store/sql/`."""
    return sorted(file.name.removesuffix(".sql") for file in (SQL / folder).iterdir())


def _functions(connection: Connection) -> list[str]:
    found: Mapping[str, str] = {row.name: row.body for row in connection.execute(text(query("functions_and_bodies")))}
    location = connection.execute(text(query("location_type"))).scalar_one_or_none()
    return [
        f"The function {name} {'differs from its file' if name in found else 'is missing'}."
        for name, body in _bodies("cube" if location == "cube" else "postgis").items()
        if found.get(name) != body
    ]


def _bodies(variant: str) -> dict[str, str]:
    """Each function's body; of those with variants (`venues_near__cube`) the one meant."""
    bodies: dict[str, str] = {}
    for file in names("functions"):
        name, _, of = file.partition("__")
        if of in ("", variant):
            bodies[name] = sql_object(f"functions/{file}").split("$$")[1]
    return bodies


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
