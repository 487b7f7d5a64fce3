"""The way up and down, and what two of them at once, Alembic's own commands and an offline run make of it."""

from __future__ import annotations

import logging
import multiprocessing
import os
import subprocess
import sys
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg import errors
from sqlalchemy import create_engine, text

from theset_assets.errors import DatabaseUnavailable, StoreError
from theset_assets.store import migrate
from theset_assets.store.connection import connect, sqlalchemy_url
from theset_assets.store.tables import metadata

if TYPE_CHECKING:
    from tests.servers import Server

pytestmark = pytest.mark.postgres

# Everything of schema public that a migration makes, one line an object, as Postgres itself writes it.
CATALOGUE = """
SELECT concat_ws(' ', 'column', table_name || '.' || column_name, data_type, character_maximum_length,
  numeric_precision, numeric_scale, is_nullable, column_default)
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL
SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
UNION ALL
SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL
SELECT 'function ' || p.oid::regprocedure FROM pg_proc p LEFT JOIN pg_depend d ON d.objid = p.oid AND d.deptype = 'e'
WHERE pronamespace = 'public'::regnamespace AND d.objid IS NULL
UNION ALL
SELECT 'trigger ' || tgrelid::regclass || ' ' || tgname FROM pg_trigger WHERE NOT tgisinternal
UNION ALL
SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname IN ('auth', 'extensions')
UNION ALL
SELECT 'extension ' || extname FROM pg_extension
UNION ALL
SELECT concat_ws(' ', 'table', oid::regclass, relkind, relrowsecurity) FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'm')
UNION ALL
SELECT concat_ws(' ', 'policy', tablename, policyname, cmd, roles, qual, with_check) FROM pg_policies
UNION ALL
SELECT concat_ws(' ', 'view', viewname, definition) FROM pg_views WHERE schemaname = 'public'
UNION ALL
SELECT concat_ws(' ', 'view', matviewname, definition) FROM pg_matviews WHERE schemaname = 'public'
UNION ALL
SELECT concat_ws(' ', 'grant', c.oid::regclass, a.attname, x.grantee::regrole, x.privilege_type)
FROM pg_class c
LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attacl IS NOT NULL, aclexplode(coalesce(a.attacl, c.relacl)) x
WHERE c.relnamespace = 'public'::regnamespace AND x.grantee <> c.relowner
UNION ALL
SELECT concat_ws(' ', 'grant', p.oid::regprocedure, x.grantee::regrole) FROM pg_proc p, aclexplode(proacl) x
WHERE p.pronamespace = 'public'::regnamespace AND x.grantee <> p.proowner
UNION ALL
SELECT 'published ' || tablename FROM pg_publication_tables
UNION ALL
SELECT 'publication ' || pubname FROM pg_publication
"""
REVISIONS = ["0004", "0003", "0002", "0001"]


def catalogue(url: str) -> set[str]:
    with connect(url) as connection:
        return {line for (line,) in connection.execute(CATALOGUE)}


def test_up_down_and_up_again_is_the_same_schema(new_database: str) -> None:
    before = catalogue(new_database)
    migrate.upgrade(new_database)
    first = catalogue(new_database)
    migrate.downgrade(new_database, "base")
    left = {line for line in catalogue(new_database) if "alembic_version" not in line}
    migrate.upgrade(new_database)

    assert left == before
    assert catalogue(new_database) == first
    assert migrate.check(new_database) == []
    assert len(first) > 400


def test_each_revision_can_be_taken_back_and_done_again(own_database: str) -> None:
    newest = catalogue(own_database)
    for _ in REVISIONS:
        migrate.downgrade(own_database, "-1")
    for revision in reversed(REVISIONS):
        migrate.upgrade(own_database, revision)

    assert catalogue(own_database) == newest


def test_there_is_one_head() -> None:
    assert migrate.heads() == (REVISIONS[0],)


def test_the_newest_revision_is_one_and_is_where_an_upgrade_ends(each_database: str) -> None:
    assert (migrate.current(each_database),) == migrate.heads()


def test_nothing_drifts(each_database: str) -> None:
    assert migrate.check(each_database) == []


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ("ALTER TABLE artists ADD COLUMN mood text", "mood"),
        ("DROP INDEX idx_songs_isrc", "idx_songs_isrc"),
        ("ALTER TABLE artists ALTER COLUMN verified SET DEFAULT true", "verified"),
        ("DROP TRIGGER guard_import_status ON import_status", "guard_import_status"),
        ("CREATE OR REPLACE FUNCTION update_updated_at_column() RETURNS trigger LANGUAGE plpgsql AS "
         "$$ BEGIN RETURN NEW; END $$", "update_updated_at_column"),
        ("ALTER TABLE songs DISABLE ROW LEVEL SECURITY", "songs"),
        ('DROP POLICY "Users can follow" ON user_follows_artists', "Users can follow"),
        ("DROP VIEW trending_artists_latest", "trending_artists_latest"),
        ("ALTER PUBLICATION supabase_realtime DROP TABLE import_status", "import_status"),
    ],
)  # fmt: skip
def test_drift_is_found(database_copy: str, change: str, word: str) -> None:
    with connect(database_copy) as connection:
        connection.execute(change)

    assert any(word in line for line in migrate.check(database_copy))


def test_an_old_database_is_told_its_revision(empty_database: str) -> None:
    assert migrate.current(empty_database) is None
    assert migrate.check(empty_database) == [
        f"The database is at revision (none), this program needs {migrate.heads()[0]}."
    ]


def test_the_models_alone_make_the_same_tables(new_database: str, each_database: str) -> None:
    """Alembic compares no CHECKs; this does, and every default, key and index as Postgres writes them."""
    engine = create_engine(sqlalchemy_url(new_database))
    with engine.begin() as connection:
        connection.execute(text(migrate.sql_object("schema/auth")))
        metadata.create_all(connection)
    engine.dispose()
    in_the_models = ("column", "constraint", "index")

    def tables(url: str) -> set[str]:
        return {
            line
            for line in catalogue(url)
            if line.startswith(in_the_models)
            and "trending_artists_latest" not in line
            and " trending_artists_id_key " not in line
            and " idx_trending_artists_score " not in line
            and "alembic_version" not in line
            and "venues.location" not in line
            and "idx_venues_location" not in line
        }

    assert tables(new_database) == tables(each_database)


def _upgrade(url: str, start: multiprocessing.synchronize.Barrier, results: multiprocessing.Queue[str]) -> None:
    start.wait(30)
    try:
        migrate.upgrade(url)
        results.put("done")
    except Exception as error:  # noqa: BLE001 (whatever it is, the test shall show it)
        results.put(repr(error))


def test_two_processes_migrating_at_once_both_succeed(new_database: str) -> None:
    processes = multiprocessing.get_context("spawn")
    start, results = processes.Barrier(2), processes.Queue()
    both = [processes.Process(target=_upgrade, args=(new_database, start, results)) for _ in range(2)]
    for process in both:
        process.start()
    outcomes = [results.get(timeout=60) for _ in both]
    for process in both:
        process.join(30)

    assert outcomes == ["done", "done"]
    assert migrate.check(new_database) == []


def test_a_migration_waits_for_the_one_under_way(new_database: str) -> None:
    with connect(new_database) as other:
        other.execute("SELECT pg_advisory_lock(%s)", (migrate.LOCK,))
        waiting = subprocess.Popen(
            [sys.executable, "-c", "import sys; from theset_assets.store.migrate import upgrade; upgrade(sys.argv[1])",
             new_database]
        )  # fmt: skip
        try:
            query = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            while not other.execute(query).fetchone()[0]:
                assert waiting.poll() is None
            assert migrate.current(new_database) is None
            other.execute("SELECT pg_advisory_unlock(%s)", (migrate.LOCK,))
            assert waiting.wait(60) == 0
        finally:
            waiting.kill()
            waiting.wait()
    assert migrate.current(new_database) == migrate.heads()[0]


def test_a_migration_that_fails_leaves_nothing(new_database: str) -> None:
    with connect(new_database) as connection:
        connection.execute("CREATE TABLE upstream_apis (mine text)")
    before = catalogue(new_database)

    with pytest.raises(StoreError, match="upstream_apis"):
        migrate.upgrade(new_database)

    assert catalogue(new_database) == before


def test_the_offline_sql_makes_the_same_schema(new_database: str, each_database: str) -> None:
    with psycopg.connect(new_database, autocommit=True) as connection:
        connection.execute(migrate.upgrade_sql())

    assert catalogue(new_database) == catalogue(each_database)
    assert migrate.check(new_database) == []


def test_squawk_finds_nothing_but_what_is_explained(tmp_path: Path) -> None:
    written = tmp_path / "all.sql"
    written.write_text(migrate.upgrade_sql(), encoding="utf-8")
    excluded = ("prefer-bigint-over-int", "prefer-text-field", "require-concurrent-index-creation")
    squawk = Path(sys.executable).with_name("squawk")

    done = subprocess.run(
        [squawk, "--pg-version", "15", f"--exclude={','.join(excluded)}", written],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout
    explained = (migrate.ROOT / "docs" / "schema.md").read_text(encoding="utf-8")
    assert all(f"`{rule}`" in explained for rule in excluded)


@pytest.mark.parametrize("arguments", [["upgrade", "head"], ["check"], ["current"]])
def test_alembics_own_commands_work(database: str, arguments: list[str], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "alembic", "-c", str(migrate.ROOT / "pyproject.toml"), *arguments],
        env={**os.environ, "DATABASE_URL": database, "PYTHONPATH": str(migrate.ROOT)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_alembic_prints_the_sql_without_a_database(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-m", "alembic", "-c", str(migrate.ROOT / "pyproject.toml"), "upgrade", "head", "--sql"],
        env={**environment, "PYTHONPATH": str(migrate.ROOT)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "CREATE TABLE artists" in done.stdout


def test_it_works_from_any_directory(empty_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    migrate.upgrade(empty_database)

    assert migrate.check(empty_database) == []


def test_it_says_nothing_and_leaves_logging_alone(empty_database: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    handlers, level = list(logging.root.handlers), logging.getLogger("alembic").level

    migrate.upgrade(empty_database)

    assert [record for record in caplog.records if record.name.startswith("alembic")] == []
    assert (list(logging.root.handlers), logging.getLogger("alembic").level) == (handlers, level)


OTHERS = """
SELECT concat_ws(' ', nspname, nspowner::regrole, nspacl) FROM pg_namespace WHERE nspname IN ('auth', 'extensions')
UNION ALL
SELECT concat_ws(' ', proname, proowner::regrole, md5(prosrc), proacl) FROM pg_proc
WHERE pronamespace = 'auth'::regnamespace
UNION ALL
SELECT concat_ws(' ', relname, relowner::regrole, relacl, relrowsecurity) FROM pg_class
WHERE relnamespace = 'auth'::regnamespace
UNION ALL
SELECT concat_ws(' ', pubname, pubowner::regrole, puballtables) FROM pg_publication
UNION ALL
SELECT concat_ws(' ', rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolbypassrls, rolconfig)
FROM pg_roles WHERE rolname NOT LIKE 'pg\\_%'
UNION ALL
SELECT concat_ws(' ', roleid::regrole, member::regrole) FROM pg_auth_members
"""


@pytest.mark.parametrize("server", ["supabase"], indirect=True)
def test_what_is_supabases_stays_as_it_is(server: Server) -> None:
    url = server.create()

    def others() -> set[str]:
        with connect(server.admin(url)) as connection:
            return {line for (line,) in connection.execute(OTHERS)}

    before = others()
    migrate.upgrade(url)
    assert others() == before
    with connect(url) as connection:
        assert connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (False,)
    migrate.downgrade(url, "base")
    assert others() == before


@pytest.mark.parametrize("server", ["supabase"], indirect=True)
def test_a_publication_of_somebody_elses_is_left_to_them(server: Server) -> None:
    url = server.create()
    with connect(server.admin(url)) as admin:
        admin.execute("ALTER PUBLICATION supabase_realtime OWNER TO supabase_auth_admin")

    migrate.upgrade(url)

    assert [line for line in migrate.check(url) if "ALTER PUBLICATION" not in line] == []
    assert len(migrate.check(url)) == 3
    with connect(server.admin(url)) as admin:
        admin.execute(
            "ALTER PUBLICATION supabase_realtime ADD TABLE public.import_status, public.setlist_songs, artist_requests"
        )
    assert migrate.check(url) == []
    migrate.downgrade(url, "base")


def test_a_missing_role_that_may_not_be_made_is_told(postgres_server: str, empty_database: str) -> None:
    name = f"plain_{uuid.uuid4().hex}"
    with connect(empty_database) as admin:
        roles = {role for (role,) in admin.execute("SELECT rolname FROM pg_roles")}
        admin.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'only-for-tests'")
        try:
            with admin.transaction():
                admin.execute("ALTER ROLE anon RENAME TO anon_elsewhere") if "anon" in roles else None
                admin.execute(f"SET LOCAL ROLE {name}")
                with pytest.raises(errors.InsufficientPrivilege, match="The role anon is missing") as refused:
                    admin.execute(migrate.sql_object("schema/roles").encode())
                assert "CREATE ROLE anon" in (refused.value.diag.message_hint or "")
                raise psycopg.Rollback
        finally:
            admin.execute(f"DROP ROLE {name}")


def test_an_auth_schema_that_is_there_is_not_touched(empty_database: str) -> None:
    with connect(empty_database) as connection:
        connection.execute("CREATE SCHEMA auth")
        connection.execute("CREATE TABLE auth.users (id uuid PRIMARY KEY, email text)")
        connection.execute("CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid'")

    migrate.upgrade(empty_database)
    migrate.downgrade(empty_database, "base")

    with connect(empty_database) as connection:
        functions = connection.execute("SELECT proname FROM pg_proc WHERE pronamespace = 'auth'::regnamespace")
        assert functions.fetchall() == [("uid",)]
        assert connection.execute("SELECT count(email) FROM auth.users").fetchone() == (0,)


def test_a_new_revision_holds_what_the_models_have_more(
    database_copy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions = (migrate.ROOT / "migrations" / "versions").glob("*.py")
    for part in ("env.py", "script.py.mako", *(f"versions/{file.name}" for file in versions)):
        copy = tmp_path / "migrations" / part
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text((migrate.ROOT / "migrations" / part).read_text())
    (tmp_path / "pyproject.toml").write_text((migrate.ROOT / "pyproject.toml").read_text())
    monkeypatch.setattr(migrate, "ROOT", tmp_path)
    with connect(database_copy) as connection:
        connection.execute("ALTER TABLE songs DROP COLUMN preview_url")

    path = migrate.new_revision("Bring it back", url=database_copy)

    assert path.parent == tmp_path / "migrations" / "versions"
    assert "op.add_column('songs', sa.Column('preview_url'" in path.read_text()


def test_no_server_and_no_url_are_told_without_the_password() -> None:
    with pytest.raises(DatabaseUnavailable) as refused:
        migrate.upgrade("postgresql://theset:s3cret@127.0.0.1:1/theset")
    with pytest.raises(StoreError) as unreadable:
        migrate.current("not a url: s3cret")

    assert "postgresql://theset@127.0.0.1:1/theset" in str(refused.value)
    assert "s3cret" not in str(refused.value) + str(unreadable.value)


def test_an_unknown_revision_is_told(database: str) -> None:
    with pytest.raises(StoreError, match="nowhere"):
        migrate.upgrade(database, "nowhere")


def test_a_checkout_without_migrations_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "ROOT", tmp_path)

    with pytest.raises(StoreError, match="no migrations"):
        migrate.heads()


def test_a_dump_can_be_restored(server: Server, each_database: str, tmp_path: Path) -> None:
    """Generated columns, functions with a search path of their own and triggers are where dumps tend to break."""
    with connect(each_database) as connection:
        connection.execute(
            "INSERT INTO venues (name, slug, latitude, longitude) VALUES ('Red Rocks', 'r', 39.7, -105.2)"
        )
    other, dump = server.create_bare(), tmp_path / "dump.sql"
    programs = server.binaries
    subprocess.run([programs / "pg_dump", "-f", dump, server.admin(each_database)], check=True)
    subprocess.run(
        [programs / "psql", "-q", "-v", "ON_ERROR_STOP=1", "-f", dump, other], check=True, capture_output=True
    )

    def names(url: str) -> set[str]:
        # Read back from its own words, Postgres words conditions differently ("= ANY (ARRAY[…])").
        return {line.split(" CHECK ")[0].split(" WHERE ")[0] for line in catalogue(url)}

    assert names(other) == names(server.admin(each_database))
    with connect(other) as connection:
        assert connection.execute("SELECT name FROM venues_near(39.7, -105.2, 1)").fetchall() == [("Red Rocks",)]
