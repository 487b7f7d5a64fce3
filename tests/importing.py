"""What tests of imports share: an instance whose storage is in the test's database, and rows to look at and compare."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
import psycopg
import pytest
from psycopg.rows import dict_row

from theset_assets.local_run import run_import
from theset_assets.settings import Settings, read_settings
from theset_assets.stack import dagster as stack
from theset_assets.store.dagster_schema import make_schema, storage_url


@contextmanager
def dagster_instance(database: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dg.DagsterInstance]:
    """A Dagster instance as `dagster.yaml` describes it, with its storage in `database`."""
    make_schema(database)
    stack.make_instance(home)
    monkeypatch.setenv("DAGSTER_POSTGRES_URL", storage_url(database))
    with dg.DagsterInstance.from_config(str(home)) as instance:
        yield instance


def settings_for(database: str, upstream: dict[str, str], **overrides: Any) -> Settings:
    """Settings of an import into `database` from `upstream` (environment variables), limiters off and impatient."""
    defaults = {
        "ticketmaster_rate": 0,
        "spotify_rate": 0,
        "http_backoff_seconds": 0.01,
        "http_timeout_seconds": 2,
        "step_retry_delay_seconds": 0,
    }
    named = {name.lower(): value for name, value in upstream.items()}
    return read_settings(**{"database_url": database, **defaults, **named, **overrides})


TABLES = ("artists", "venues", "shows", "show_artists", "songs", "artist_songs", "setlists", "setlist_songs")
"""All tables that imports write, each behind those it refers to."""

SYNCS = ("last_synced_at", "song_catalog_synced_at", "last_full_sync_at")
NATURAL_KEYS = {
    "artists": ("ticketmaster_id",),
    "venues": ("ticketmaster_id",),
    "shows": ("ticketmaster_id",),
    "songs": ("spotify_id",),
    "setlists": ("show_id", "type"),
}


class Importer:
    """Runs imports in this process and reads what they left."""

    def __init__(self, settings: Settings, instance: dg.DagsterInstance, database: str) -> None:
        self.settings = settings
        self.instance = instance
        self.database = database

    def run(self, attraction_id: str, job_id: str | None = None) -> dict[str, Any]:
        """Import one artist; the job's row in `import_status` afterwards."""
        job_id = job_id or f"import-{uuid.uuid4()}"
        run_import(self.settings, self.instance, attraction_id, job_id)
        [row] = self.rows("SELECT * FROM import_status WHERE job_id = %s", job_id)
        return row

    def rows(self, statement: str, *values: object) -> list[dict[str, Any]]:
        """The rows of a statement."""
        with psycopg.connect(self.database, row_factory=dict_row) as conn:
            return conn.execute(statement, values).fetchall()  # type: ignore[arg-type]

    def content(self) -> dict[str, list[dict[str, Any]]]:
        """All rows that imports write, without the times of syncs, each with the transaction that wrote it."""
        times = {*SYNCS, "updated_at"}
        found: dict[str, list[dict[str, Any]]] = {}
        for table in TABLES:
            writer = "NULL" if table == "artists" else "t.xmin::text"  # the artist's sync times are written each time
            rows = self.rows(f"SELECT t.*, {writer} AS written_by FROM {table} AS t ORDER BY t::text")
            found[table] = [{name: value for name, value in row.items() if name not in times} for row in rows]
        return found

    def facts(self) -> dict[str, list[dict[str, Any]]]:
        """All rows that imports write, so that two databases can be compared.

        Ids are replaced by natural keys; of the times of syncs only whether they are set is left; times of writing are
        left out.
        """
        names: dict[Any, str] = {}
        found: dict[str, list[dict[str, Any]]] = {}
        for table in TABLES:
            facts: list[dict[str, Any]] = []
            for row in self.rows(f"SELECT * FROM {table}"):
                own = row.pop("id", None)
                fact = {
                    name: names.get(value, value) if isinstance(value, uuid.UUID) else value
                    for name, value in row.items()
                    if name not in ("created_at", "updated_at")
                }
                fact |= {name: fact[name] is not None for name in SYNCS if name in fact}
                if table in NATURAL_KEYS:
                    names[own] = f"{table} " + " ".join(str(fact[key]) for key in NATURAL_KEYS[table])
                facts.append(fact)
            found[table] = sorted(facts, key=repr)
        return found
