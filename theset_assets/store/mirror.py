"""Mirrors Dagster's run events into `import_status` through triggers on Dagster's own tables.

Needs Dagster's storage in the same database (any schema). `docs/adr/0001-run-mirror.md` says why a trigger and what
else was considered; `sql/mirror/attach.sql` is the trigger.
"""

from __future__ import annotations

from typing import Any

from psycopg import Connection, sql

from theset_assets.errors import StoreError
from theset_assets.store.dagster_schema import SCHEMA
from theset_assets.store.queries import query, read_sql


def attach(conn: Connection[Any], schema: str = SCHEMA) -> bool:
    """Put the triggers on Dagster's tables in `schema`; True if they had to be made.

    Harmless when repeated. Raises StoreError where Dagster's tables are not in this database.
    """
    tables = conn.execute(query("mirror_state"), {"schema": schema}).fetchone()
    assert tables is not None
    if tables[0] is None or tables[1] is None:
        raise StoreError(
            f"Dagster's tables are not in schema {schema!r} of this database, so its runs cannot be mirrored. "
            "Point DAGSTER_POSTGRES_URL at the same database as DATABASE_URL (docs/settings.md)."
        )
    if tables[2] == 2:
        return False
    with conn.transaction():
        conn.execute("SET LOCAL lock_timeout = '10s'")
        conn.execute("SELECT pg_advisory_xact_lock(hashtext('theset.mirror'))")
        conn.execute(sql.SQL(read_sql("mirror/attach.sql")).format(schema=sql.Identifier(schema)))
    return True
