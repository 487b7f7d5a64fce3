"""`theset db push`, `shell` and `browse`, as they are typed, and what is below them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from theset_assets.errors import StoreError
from theset_assets.store import browse, migrate
from theset_assets.store.connection import connect
from theset_assets.store.psql import run_psql

pytestmark = pytest.mark.postgres


def theset_db(database: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `theset db …` in a process of its own, against `database`."""
    return subprocess.run(
        [sys.executable, "-c", "from theset_assets.cli import app; app()", "db", *arguments],
        env={**os.environ, "DATABASE_URL": database, "PYTHONPATH": str(migrate.ROOT), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_push_brings_a_database_to_what_the_models_say(own_database: str) -> None:
    with connect(own_database) as connection:
        connection.execute("ALTER TABLE songs DROP COLUMN preview_url; ALTER TABLE artists ADD COLUMN mood text")
        connection.execute("DROP INDEX idx_songs_isrc; CREATE TABLE of_the_site (id int PRIMARY KEY)")
        connection.execute(
            "CREATE OR REPLACE FUNCTION notify_import_status() RETURNS trigger LANGUAGE plpgsql AS"
            " 'BEGIN RETURN NULL; END'"
        )

    done = migrate.push(own_database)

    assert migrate.check(own_database) == []
    assert len(done) == 4
    assert migrate.push(own_database) == []
    with connect(own_database) as connection:
        assert connection.execute("SELECT count(*) FROM of_the_site").fetchone() == (0,)


def test_push_starts_from_nothing_too(empty_database: str) -> None:
    done = theset_db(empty_database, "push", "--yes")

    assert (done.returncode, done.stderr) == (0, "")
    assert migrate.check(empty_database) == []


def test_push_asks_before_it_changes_anything(database_copy: str) -> None:
    with connect(database_copy) as connection:
        connection.execute("ALTER TABLE artists ADD COLUMN mood text")

    refused = theset_db(database_copy, "push")  # nobody answers

    assert refused.returncode == 1
    assert "mood" in refused.stdout
    assert migrate.check(database_copy) != []


def test_the_shell_is_psql_on_the_database(database: str) -> None:
    with connect(database) as connection:
        connection.execute("INSERT INTO songs (title, artist) VALUES ('SOS', 'ABBA')")

    done = theset_db(database, "shell", "-X", "-A", "-t", "-c", "SELECT title, current_database() FROM songs")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip() == f"SOS|{database.rpartition('/')[2]}"
    assert theset_db(database, "shell", "-X", "-c", "SELECT nonsense").returncode == 1


def test_the_shell_gets_no_password_on_its_command_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    fake = tmp_path / "psql"
    fake.write_text('#!/bin/sh\necho "$*|$PGUSER|$PGPASSWORD|$PGHOST|$PGPORT|$PGDATABASE"\nexit 3\n')
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")

    assert run_psql("postgresql://me:s3cret@db.example:6543/site", ["-c", "x"]) == 3
    assert capfd.readouterr().out == "-c x|me|s3cret|db.example|6543|site\n"
    with pytest.raises(StoreError, match="keepalives"):
        run_psql("postgresql://db.example/site?keepalives=1")


def test_browse_lists_tables_and_shows_pages(database: str) -> None:
    with connect(database) as connection:
        connection.execute("INSERT INTO songs (title, artist) SELECT 'Song ' || i, 'ABBA' FROM generate_series(1, 5) i")
        page = browse.page(connection, "songs", columns=["title"], order="title DESC", limit=2, offset=2)
        last = browse.page(connection, "songs", columns=["title"], where="title LIKE '%5'")
        listed = {table.name: table for table in browse.tables(connection)}

    assert (page.columns, page.rows, page.more) == (["title"], [("Song 3",), ("Song 2",)], True)
    assert (last.rows, last.more) == ([("Song 5",)], False)
    assert (listed["songs"].kind, listed["songs"].policies) == ("table", 1)
    assert listed["trending_artists"].kind == "materialized view"
    assert "spatial_ref_sys" not in listed


def test_browse_shows_it_all_in_the_terminal(database: str) -> None:
    with connect(database) as connection:
        connection.execute(
            "INSERT INTO venues (name, slug, address, capacity) VALUES ('Red [bold]Rocks', 'r', repeat('x', 100), 9525)"
        )

    listed = theset_db(database, "browse")
    shown = theset_db(database, "browse", "venues", "-c", "name,capacity,address", "--where", "capacity > 9000")

    assert (listed.returncode, shown.returncode) == (0, 0), shown.stderr
    assert "user_profiles" in listed.stdout
    assert "Red [bold]Rocks" in shown.stdout
    assert "9525" in shown.stdout
    assert "x" * 41 not in shown.stdout


@pytest.mark.parametrize(
    ("table", "options", "reason"),
    [
        ("nowhere", {}, "no table nowhere"),
        ("songs; DROP TABLE songs", {}, "no table"),
        ("songs", {"where": "nonsense = 1"}, "nonsense"),
        ("songs", {"where": "cast_vote(id, 1) OR pg_notify('a', 'b') IS NULL OR setval('x', 1) > 0"}, "songs"),
        ("songs", {"where": "true; DELETE FROM songs; SELECT 1 WHERE true"}, "read-only"),
    ],
)
def test_browse_changes_nothing(database: str, table: str, options: dict[str, str], reason: str) -> None:
    with connect(database) as connection:
        connection.execute("INSERT INTO songs (title, artist) VALUES ('SOS', 'ABBA')")
        with pytest.raises(StoreError, match=reason):
            browse.page(connection, table, **options)
        assert connection.execute("SELECT count(*) FROM songs").fetchone() == (1,)
