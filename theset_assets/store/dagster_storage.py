"""Dagster's storage, as `dagster.yaml` names it: Postgres, found the way the rest of the program finds its database.

Nothing has to be set for `dagster dev` or `dg` to work in a fresh checkout: without DAGSTER_POSTGRES_URL the storage is
a schema of DATABASE_URL's database, and without that one of the embedded server's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from dagster._serdes import ConfigurableClassData
from dagster_postgres import DagsterPostgresStorage

from theset_assets.settings import read_settings
from theset_assets.store.connection import connect
from theset_assets.store.dagster_schema import make_schema, storage_url
from theset_assets.store.locate import database_url


class PostgresStorage(DagsterPostgresStorage):
    """Runs, events and schedules in Postgres. Takes no configuration."""

    @classmethod
    def config_type(cls) -> dict[str, Any]:
        """No field: the settings say where the database is."""
        return {}

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]) -> Self:
        """The storage that the settings lead to, its tables made where they are missing."""
        settings = read_settings()
        if settings.dagster_postgres_url is not None:
            url = settings.dagster_postgres_url.get_secret_value()
        else:
            database = database_url(settings)
            make_schema(database)
            url = storage_url(database)
        with connect(url) as connection:
            # Two processes that both find no tables get in each other's way while they make them.
            connection.execute("SELECT pg_advisory_lock(hashtext('theset.dagster.tables'))")
            return cls(postgres_url=url, inst_data=inst_data)
