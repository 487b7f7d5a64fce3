"""Where Dagster keeps its own tables: a schema of the same database, so that our triggers can sit on them."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from theset_assets.store.connection import connect, driver_url

SCHEMA = "dagster"


def storage_url(database_url: str) -> str:
    """`database_url` with Dagster's schema as search path, as its storages take it."""
    parts = urlsplit(driver_url(database_url))
    query = [(name, value) for name, value in parse_qsl(parts.query) if name != "options"]
    query.append(("options", f"-csearch_path={SCHEMA}"))
    return urlunsplit(parts._replace(query=urlencode(query, quote_via=quote)))


def make_schema(database_url: str) -> None:
    """Create the schema where it is missing."""
    with connect(database_url) as connection:
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
