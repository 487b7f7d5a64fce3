"""Alembic's environment: one transaction for all revisions, under a lock, with or without a database."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from theset_assets.errors import SettingsError
from theset_assets.settings import get_settings
from theset_assets.store import migrate
from theset_assets.store.connection import APPLICATION, CONNECT_SECONDS, sqlalchemy_url


def database_url() -> str:
    """The URL the caller gave, else DATABASE_URL."""
    given = context.config.attributes.get("url")
    if isinstance(given, str):
        return given
    setting = get_settings().database_url
    if setting is None:
        raise SettingsError("Set DATABASE_URL to say which database to migrate, or use `theset db upgrade`.")
    return setting.get_secret_value()


def run() -> None:
    """Run what the caller asked for, after whoever is migrating the same database now."""
    with context.begin_transaction():
        context.execute(f"SELECT pg_advisory_xact_lock({migrate.LOCK})")
        # From here on other sessions' locks are waited for: not for ever, readers queue up behind us.
        context.execute("SET LOCAL lock_timeout = '30s'")
        context.execute("SET LOCAL statement_timeout = '30min'")
        context.run_migrations()


if context.is_offline_mode():
    context.configure(
        dialect_name="postgresql", literal_binds=True, dialect_opts={"paramstyle": "named"}, **migrate.options()
    )
    run()
else:
    engine = create_engine(
        sqlalchemy_url(database_url()),
        poolclass=NullPool,
        connect_args={"application_name": f"{APPLICATION}-migrate", "connect_timeout": CONNECT_SECONDS},
    )
    with engine.connect() as connection:
        context.configure(connection=connection, **migrate.options())
        run()
