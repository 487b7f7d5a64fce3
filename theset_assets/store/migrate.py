"""Bringing a database's schema up, down and to account, from any working directory.

The revisions stand in `migrations/`, Alembic's own commands work too (`alembic upgrade head` with DATABASE_URL set).
Two processes that migrate at once wait for each other; a migration that fails leaves nothing behind.
"""

from __future__ import annotations

import io
import logging
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alembic import command, op
from alembic.autogenerate import compare_metadata, produce_migrations
from alembic.config import Config
from alembic.operations import Operations
from alembic.operations.ops import MigrateOperation, OpContainer
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import DDL, Connection, create_engine, exc, text
from sqlalchemy.dialects.postgresql import base as postgresql
from sqlalchemy.pool import NullPool
from sqlalchemy.types import UserDefinedType

from theset_assets.errors import StoreError
from theset_assets.store.connection import APPLICATION, CONNECT_SECONDS, sqlalchemy_url, unavailable, unreadable
from theset_assets.store.drift import differing_functions, differing_objects, sql_object
from theset_assets.store.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Sequence

ROOT = Path(__file__).resolve().parents[2]

# Any number will do as long as nothing else in the database takes the same advisory lock: "theset" in ASCII.
LOCK = 0x746865736574


LOCATION = ("location", "idx_venues_location", "idx_venues_location_geography")


class Location(UserDefinedType[object]):
    """The types `venues.location` can have, whichever schema they are in, so that SQLAlchemy can read the table."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        return "cube"

    def __init__(self, *_: object) -> None:
        super().__init__()


for _schema in ("", "public.", "extensions."):
    for _type in ("cube", "geometry", "geography"):
        postgresql.ischema_names[_schema + _type] = Location  # pyright: ignore[reportArgumentType] (declared too narrowly)


def options() -> dict[str, Any]:
    """How Alembic compares a database with the models; `migrations/env.py` uses the same."""
    return {
        "target_metadata": metadata,
        "compare_type": True,
        "compare_server_default": True,
        "include_object": _is_compared,
    }


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database at `url` up to `revision`.

    Raises DatabaseUnavailable where no server answers, StoreError where the migration fails.
    """
    with _told_plainly(url), _quiet():
        command.upgrade(_config(url), revision)


def downgrade(url: str, revision: str) -> None:
    """Bring the database at `url` down to `revision` ("base": before the first). Raises as `upgrade` does."""
    with _told_plainly(url), _quiet():
        command.downgrade(_config(url), revision)


def upgrade_sql(revision: str = "head") -> str:
    """The SQL that would bring an empty database up to `revision`."""
    output = io.StringIO()
    with _quiet():
        command.upgrade(_config(None, output), revision, sql=True)
    return output.getvalue()


def current(url: str) -> str | None:
    """The revision the database at `url` is at, None for one that was never migrated. Raises as `upgrade` does."""
    with _connected(url) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def heads() -> tuple[str, ...]:
    """The newest revisions there are: one, unless two branches wait to be merged."""
    return tuple(ScriptDirectory.from_config(_config(None)).get_heads())


def check(url: str) -> list[str]:
    """Where the database at `url` differs from what this version of the program expects, a line each.

    Compared are the revision, tables, columns, types, defaults, keys and indexes (by Alembic), the bodies of functions,
    and the presence of triggers, views, policies and published tables. Raises as `upgrade` does.
    """
    with _connected(url) as connection, _quiet():
        context = MigrationContext.configure(connection, opts=options())
        at = context.get_current_revision()
        expected = heads()
        if (at,) != expected:
            return [f"The database is at revision {at or '(none)'}, this program needs {', '.join(expected)}."]
        return [*map(str, compare_metadata(context, metadata)), *differing_objects(connection)]


def push(url: str) -> list[str]:
    """Bring the database at `url` to what the models and `.sql` files say, without a revision; what was done, a line
    each. For trying things out: the newest revision first, then the differences in tables, columns, keys and indexes
    (what the models lack is dropped), and functions whose text differs.

    All in one transaction, after whoever is migrating now. Raises as `upgrade` does.
    """
    upgrade(url)
    with _connected(url) as connection, _quiet(), connection.begin():
        connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
        context = MigrationContext.configure(connection, opts=options())
        operations = Operations(context)
        done = [str(difference) for difference in compare_metadata(context, metadata)]
        wanted = produce_migrations(context, metadata).upgrade_ops
        for operation in _flat(wanted.ops if wanted else []):
            operations.invoke(operation)
        for name, statement in differing_functions(connection).items():
            connection.execute(DDL(statement.replace("%", "%%")))
            done.append(f"The function {name} is as its file says.")
    return done


def _flat(operations: Iterable[MigrateOperation]) -> Generator[MigrateOperation]:
    for operation in operations:
        if isinstance(operation, OpContainer):
            yield from _flat(operation.ops)
        else:
            yield operation


def new_revision(message: str, *, autogenerate: bool = True, url: str | None = None) -> Path:
    """Write a new file into `migrations/versions`. With `autogenerate` it holds what the models have and the
    database at `url` (or DATABASE_URL) lacks. Raises as `upgrade` does.
    """
    with _told_plainly(url or ""), _quiet():
        script = command.revision(_config(url), message, autogenerate=autogenerate)
    if script is None or isinstance(script, list):
        raise StoreError("Alembic wrote no revision.")
    return Path(script.path)


def run_file(name: str) -> None:
    """In a revision: run one file of `store/sql/` as it stands."""
    run(sql_object(name))


def run_statements(name: str) -> None:
    """In a revision: run one file of `store/sql/` that holds several statements, each ended by `;` and a line's end."""
    for statement in sql_object(name).split(";\n"):
        run(statement.removesuffix(";"))


def run_located(*, postgis: Sequence[str], cube: Sequence[str]) -> None:
    """In a revision: run the first files where PostGIS is installed, the second where it is not."""
    both = sql_object("schema/location")
    for variant, names in (("{postgis}", postgis), ("{cube}", cube)):
        both = both.replace(variant, ";\n".join(sql_object(name) for name in names))
    run(both)


def run(statement: str) -> None:
    """In a revision: run one statement as it stands."""
    # `text()` would look for parameters in it.
    op.execute(DDL(statement.replace("%", "%%")))


def _config(url: str | None, output: io.StringIO | None = None) -> Config:
    project = ROOT / "pyproject.toml"
    if not (ROOT / "migrations").is_dir() or not project.is_file():
        raise StoreError(f"There is no migrations/ in {ROOT}: migrate from a checkout of the project.")
    config = Config(toml_file=project, attributes={"url": url} if url else {})
    if output is not None:
        config.output_buffer = output
    return config


def _is_compared(item: object, name: str | None, kind: str, reflected: bool, model: object) -> bool:
    """Leave out what is not this program's (schema `auth`, the site's own tables, which nobody shall propose to drop)
    or not in the models (`venues.location` and its indexes).
    """
    if kind == "table":
        return getattr(item, "schema", None) is None and not (reflected and model is None)
    return not (reflected and name in LOCATION and _table_of(item) == "venues")


def _table_of(item: object) -> str:
    return str(getattr(getattr(item, "table", None), "name", ""))


@contextmanager
def _connected(url: str) -> Generator[Connection]:
    with _told_plainly(url):
        engine = create_engine(
            sqlalchemy_url(url),
            poolclass=NullPool,
            connect_args={"application_name": APPLICATION, "connect_timeout": CONNECT_SECONDS},
        )
        with engine.connect() as connection:
            yield connection


@contextmanager
def _told_plainly(url: str) -> Generator[None]:
    try:
        yield
    except exc.OperationalError as error:
        if error.connection_invalidated or error.statement is None:
            raise unavailable(url, error.orig or error) from None
        raise StoreError(f"The migration failed: {error.orig}") from error
    except exc.ArgumentError:
        raise unreadable() from None
    except exc.DBAPIError as error:
        raise StoreError(f"The migration failed: {error.orig}") from error
    except CommandError as error:
        raise StoreError(f"The migration cannot be done: {error}") from error


@contextmanager
def _quiet() -> Generator[None]:
    """Alembic tells each step at INFO, to whatever handler the host program has; its warnings still come through."""
    logger = logging.getLogger("alembic")
    before = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(before)
