"""The three kinds of server that the schema has to work on, each with databases to try it in.

(a) `embedded`: the embedded server, without PostGIS. (b) `postgis`: Debian's PostgreSQL 15 with PostGIS.
(c) `supabase`: another of those, shaped like Supabase (`supabase.sql`): its roles, schemas and publication are there
and belong to others, and the role that migrates is no superuser.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from theset_assets.store.connection import connect

KINDS = ("embedded", "postgis", "supabase")
DEBIAN = Path("/usr/lib/postgresql/15/bin")
SUPABASE = Path(__file__).with_name("supabase.sql")
PASSWORD = "only-for-tests"


def has_postgis() -> bool:
    """Whether Debian's PostgreSQL 15 is installed with PostGIS."""
    return (DEBIAN / "postgres").exists() and Path("/usr/share/postgresql/15/extension/postgis.control").exists()


def in_database(server: str, name: str) -> str:
    """The URL of database `name` on `server`."""
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


@dataclass
class Server:
    """A running server of one kind. `url` is its superuser's."""

    kind: str
    url: str
    binaries: Path
    made: list[str] = field(default_factory=list)

    def create(self, template: str = "template0") -> str:
        """Create a database, empty or as a copy of `template`; the URL with which the engine would be given it."""
        url = self.create_bare(template)
        name = urlsplit(url).path.removeprefix("/")
        if self.kind != "supabase":
            return url
        if template == "template0":
            with connect(url) as admin:
                admin.execute(SUPABASE.read_text(encoding="utf-8").encode())
                admin.execute(sql.SQL("GRANT CREATE ON DATABASE {} TO postgres").format(sql.Identifier(name)))
        else:
            with connect(self.url) as admin:  # a copy has not its template's rights
                admin.execute(sql.SQL("GRANT CREATE ON DATABASE {} TO postgres").format(sql.Identifier(name)))
        return self.signed_in(url, "postgres")

    def create_bare(self, template: str = "template0") -> str:
        """Create a database with nothing in it but what `template` has; the superuser's URL."""
        name = f"theset_test_{uuid.uuid4().hex}"
        with connect(self.url) as admin:
            admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        self.made.append(name)
        return in_database(self.url, name)

    def admin(self, url: str) -> str:
        """The superuser's URL of the database at `url`."""
        return in_database(self.url, urlsplit(url).path.removeprefix("/"))

    def signed_in(self, url: str, role: str) -> str:
        """The URL of the database at `url` for `role` of the Supabase-shaped server."""
        parts = urlsplit(self.admin(url))
        return urlunsplit(parts._replace(netloc=f"{role}:{PASSWORD}@{parts.hostname}:{parts.port}"))

    def drop_all(self) -> None:
        """Drop every database made here."""
        with connect(self.url) as admin:
            for name in self.made:
                admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    @contextmanager
    def as_role(self, url: str, role: str, user: uuid.UUID | None = None) -> Iterator[psycopg.Connection[Any]]:
        """A connection as an API in front of the database has it: the role set, and the claims of the user's token."""
        door = self.signed_in(url, "authenticator") if self.kind == "supabase" else self.admin(url)
        claims = {"role": role} | ({"sub": str(user)} if user else {})
        with connect(door) as connection:
            connection.execute("SELECT set_config('request.jwt.claims', %s, false)", [json.dumps(claims)])
            connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(role)))
            yield connection
