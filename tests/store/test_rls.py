"""Who may do what: every role × table × operation, tried over real connections with the role set and a token's claims.

The roles are those an API in front of the database takes on: nobody signed in (anon), two users, and the service.
"""

from __future__ import annotations

import uuid
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from psycopg import errors

from theset_assets.store.connection import connect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers import Server

pytestmark = pytest.mark.postgres

CONTENT = ("artists", "venues", "shows", "show_artists", "songs", "artist_songs", "setlists", "setlist_songs")
ROLES = ("anon", "a", "b", "service")
DENIED = "denied"

# `a` has a private profile, one follow, one vote and one request; `b` has a public profile; `n` has none yet.
SEED = """
INSERT INTO user_profiles (id, username, public_profile) VALUES (%(a)s, 'a', false), (%(b)s, 'b', true);
INSERT INTO artists (id, ticketmaster_id, name, slug, verified) VALUES (%(artist)s, 'K1', 'ABBA', 'abba', true);
INSERT INTO venues (id, name, slug, latitude, longitude) VALUES (%(venue)s, 'V', 'v', 1, 1);
INSERT INTO shows (id, headliner_artist_id, venue_id, name, slug, date)
VALUES (%(show)s, %(artist)s, %(venue)s, 'S', 's', '2030-01-01');
INSERT INTO show_artists VALUES (%(show)s, %(artist)s, 1);
INSERT INTO songs (id, spotify_id, title, artist) VALUES (%(song)s, 's1', 'SOS', 'ABBA');
INSERT INTO artist_songs (artist_id, song_id) VALUES (%(artist)s, %(song)s);
INSERT INTO setlists (id, show_id, artist_id, name) VALUES (%(setlist)s, %(show)s, %(artist)s, 'P');
INSERT INTO setlist_songs (id, setlist_id, song_id, position) VALUES (%(entry)s, %(setlist)s, %(song)s, 1);
INSERT INTO setlist_votes (setlist_song_id, user_id, direction) VALUES (%(entry)s, %(a)s, 1);
INSERT INTO user_follows_artists (user_id, artist_id) VALUES (%(a)s, %(artist)s);
INSERT INTO artist_requests (asked_for, requested_by) VALUES ('Queen', %(a)s);
INSERT INTO upstream_apis (api) VALUES ('spotify');
INSERT INTO trending_artists_hourly VALUES ('2030-01-01 10:00Z', %(artist)s, 1, 1, 1, 1);
REFRESH MATERIALIZED VIEW trending_artists;
"""

INSERTS = {
    "artists": "(ticketmaster_id, name, slug) VALUES ('K2', 'X', 'x')",
    "venues": "(name, slug) VALUES ('W', 'w')",
    "shows": "(headliner_artist_id, name, slug, date) VALUES (%(artist)s, 'T', 't', '2030-01-02')",
    "show_artists": "VALUES (%(show)s, gen_random_uuid(), 2)",
    "songs": "(title, artist) VALUES ('Waterloo', 'ABBA')",
    "artist_songs": "(artist_id, song_id) VALUES (%(artist)s, gen_random_uuid())",
    "setlists": "(show_id, artist_id, type, name) VALUES (%(show)s, %(artist)s, 'user_created', 'Mine')",
    "setlist_songs": "(setlist_id, song_id, position) VALUES (%(setlist)s, gen_random_uuid(), 2)",
    "trending_artists_hourly": "VALUES ('2030-01-01 11:00Z', %(artist)s, 1, 1, 1, 1)",
    "import_status": "(job_id, stage) VALUES ('j', 'initializing')",
    "user_profiles": "(id) VALUES (%(n)s)",
    "user_follows_artists": "(user_id, artist_id) VALUES (%(a)s, gen_random_uuid())",
    "setlist_votes": "(setlist_song_id, user_id, direction) VALUES (%(entry)s, %(b)s, 1)",
    "artist_requests": "(asked_for) VALUES ('Genesis')",
    "upstream_apis": "(api) VALUES ('ticketmaster')",
    "alembic_version": "VALUES ('9999')",
    "trending_artists": "(id) VALUES (gen_random_uuid())",
    "trending_artists_latest": "(id) VALUES (gen_random_uuid())",
}
CHANGES = {
    "show_artists": "billing_order = 2",
    "artist_songs": "is_primary_artist = false",
    "setlists": "is_locked = true",
    "setlist_songs": "upvotes = 1000",
    "trending_artists_hourly": "score = 1000",
    "import_status": "message = 'm'",
    "user_profiles": "bio = 'Hej'",
    "user_follows_artists": "notifications_enabled = false",
    "setlist_votes": "direction = -1",
    "artist_requests": "error = 'e'",
    "upstream_apis": "used_today = 1",
    "alembic_version": "version_num = '9999'",
    "songs": "title = 'x'",
}

NAMED = "name = 'x'"

PUBLIC_READ = {
    "select": (1, 1, 1, 1),
    "insert": (DENIED, DENIED, DENIED, 1),
    "update": (DENIED, DENIED, DENIED, 1),
    "delete": (DENIED, DENIED, DENIED, 1),
}
# table → operation → what anon, a, b and the service get: so many rows, or no permission.
MATRIX: dict[str, dict[str, tuple[int | str, ...]]] = {
    **dict.fromkeys((*CONTENT, "trending_artists_hourly", "import_status"), PUBLIC_READ),
    "user_profiles": {
        "select": (1, 2, 1, 2),
        "insert": (DENIED, DENIED, DENIED, 1),
        "update": (DENIED, 1, 1, 2),
        "delete": (DENIED, DENIED, DENIED, 2),
    },
    "user_follows_artists": {
        "select": (DENIED, 1, 0, 1),
        "insert": (DENIED, 1, DENIED, 1),
        "update": (DENIED, 1, 0, 1),
        "delete": (DENIED, 1, 0, 1),
    },
    "setlist_votes": {
        "select": (DENIED, 1, 0, 1),
        "insert": (DENIED, DENIED, DENIED, 1),
        "update": (DENIED, DENIED, DENIED, 1),
        "delete": (DENIED, DENIED, DENIED, 1),
    },
    "artist_requests": {
        "select": (DENIED, 1, 0, 1),
        "insert": (DENIED, 1, 1, 1),
        "update": (DENIED, DENIED, DENIED, 1),
        "delete": (DENIED, DENIED, DENIED, 1),
    },
    "upstream_apis": {**PUBLIC_READ, "select": (DENIED, DENIED, DENIED, 1)},
    "alembic_version": dict.fromkeys(PUBLIC_READ, (DENIED, DENIED, DENIED, DENIED)),
    "trending_artists": {
        "select": (DENIED, DENIED, DENIED, 1),
        **dict.fromkeys(("insert", "update", "delete"), (DENIED, DENIED, DENIED, DENIED)),
    },
    "trending_artists_latest": {
        "select": (1, 1, 1, 1),
        **dict.fromkeys(("insert", "update", "delete"), (DENIED, DENIED, DENIED, DENIED)),
    },
}


@dataclass
class World:
    """The seeded database: the rows' ids, the engine's own connection, and one for each role."""

    url: str
    ids: dict[str, uuid.UUID]
    engine: psycopg.Connection[Any]
    roles: dict[str, psycopg.Connection[Any]]

    def outcome(self, role: str, statement: str) -> int | str:
        """How many rows `role` gets or writes by `statement`, which is taken back."""
        try:
            with self.roles[role].transaction(force_rollback=True):
                return self.roles[role].execute(statement, self.ids).rowcount
        except (errors.InsufficientPrivilege, errors.ObjectNotInPrerequisiteState, errors.WrongObjectType):
            return DENIED  # the last two: nobody writes into a view

    def value(self, role: str, statement: str) -> Any:
        """The one value that `role` gets by `statement`, which stays done only within `engine`'s transactions."""
        row = self.roles[role].execute(statement, self.ids).fetchone()
        assert row is not None
        return row[0]


@pytest.fixture(scope="module")
def world(server: Server, server_template: str) -> Iterator[World]:
    url = server.create(server_template)
    names = ("a", "b", "n", "artist", "venue", "show", "song", "setlist", "entry")
    ids = {name: uuid.uuid4() for name in names}
    with ExitStack() as stack:
        engine = stack.enter_context(connect(url))
        with connect(server.admin(url)) as admin:
            admin.execute("INSERT INTO auth.users (id) VALUES (%(a)s), (%(b)s), (%(n)s)", ids)
        for statement in SEED.split(";\n"):
            engine.execute(statement, ids if "%(" in statement else None)
        users = {"anon": ("anon", None), "service": ("service_role", None)} | {
            name: ("authenticated", ids[name]) for name in ("a", "b", "n")
        }
        roles = {name: stack.enter_context(server.as_role(url, role, user)) for name, (role, user) in users.items()}
        yield World(url, ids, engine, roles)


def statement_for(table: str, operation: str) -> str:
    """The statement that tries `operation`; rows to link to where the insert needs one are made up, and not looked at:
    a row that breaks a foreign key was let in by the policies.
    """
    return {
        "select": f"SELECT * FROM {table}",
        "insert": f"INSERT INTO {table} {INSERTS[table]}",
        "update": f"UPDATE {table} SET {CHANGES.get(table, NAMED)}",
        "delete": f"DELETE FROM {table}",
    }[operation]


@pytest.mark.parametrize("operation", ["select", "insert", "update", "delete"])
@pytest.mark.parametrize("table", MATRIX)
def test_every_role_can_do_what_is_meant_and_no_more(world: World, table: str, operation: str) -> None:
    statement = statement_for(table, operation)
    if "gen_random_uuid()" in statement and operation == "insert" and not table.startswith("trending"):
        # The other side of the link, so that the row is whole.
        other = "songs (title, artist) VALUES ('Other', 'X')"
        if table in ("show_artists", "user_follows_artists"):
            other = "artists (ticketmaster_id, name, slug) VALUES ('K3', 'Other', 'other')"
        with world.engine.transaction():
            made = world.engine.execute(f"INSERT INTO {other} RETURNING id").fetchone()
        assert made is not None
        world.ids["other"] = made[0]
        statement = statement.replace("gen_random_uuid()", "%(other)s")
    try:
        found = tuple(world.outcome(role, statement) for role in ROLES)
    finally:
        if "other" in world.ids:
            other = world.ids.pop("other")
            world.engine.execute("DELETE FROM artists WHERE id = %s", (other,))
            world.engine.execute("DELETE FROM songs WHERE id = %s", (other,))

    assert dict(zip(ROLES, found, strict=True)) == dict(zip(ROLES, MATRIX[table][operation], strict=True))


def test_the_matrix_has_every_table_and_view(world: World) -> None:
    found = world.engine.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'm', 'p')"
    )
    assert {name for (name,) in found} == set(MATRIX)


@pytest.mark.parametrize("table", MATRIX)
def test_nobody_empties_a_table(world: World, table: str) -> None:
    assert {world.outcome(role, f"TRUNCATE {table} CASCADE") for role in ("anon", "a", "b")} == {DENIED}


def test_a_newcomer_makes_a_profile_and_nobody_elses(world: World) -> None:
    assert world.outcome("n", "INSERT INTO user_profiles (id, username) VALUES (%(n)s, 'n')") == 1
    assert world.outcome("n", "INSERT INTO user_profiles (id) VALUES (gen_random_uuid())") == DENIED


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE user_profiles SET total_votes = 1000",
        "UPDATE user_profiles SET total_follows = 1000",
        "UPDATE user_profiles SET id = %(b)s",
        "UPDATE user_profiles SET created_at = '2020-01-01'",
        "UPDATE user_follows_artists SET followed_at = now()",
        "UPDATE user_follows_artists SET user_id = %(b)s",
        "INSERT INTO user_follows_artists (user_id, artist_id, followed_at) VALUES (%(a)s, %(artist)s, '2030-01-01')",
        "INSERT INTO artist_requests (asked_for, requested_by) VALUES ('x', %(b)s)",
        "INSERT INTO artist_requests (asked_for, job_id) VALUES ('x', 'import-of-another')",
        "SELECT trending_as_of(7, now())",
        "SELECT count_follows()",
        "REFRESH MATERIALIZED VIEW trending_artists",
        "SELECT id FROM auth.users",
    ],
)
def test_what_users_may_not_say(world: World, statement: str) -> None:
    assert world.outcome("a", statement) == DENIED


def test_a_request_is_filed_as_oneself_and_has_its_status_row_at_once(world: World) -> None:
    b = world.roles["b"]
    with b.transaction(force_rollback=True):
        b.execute("INSERT INTO artist_requests (asked_for) VALUES ('Yes')")
        assert b.execute("SELECT requested_by, outcome FROM artist_requests").fetchall() == [(world.ids["b"], None)]
        assert b.execute("SELECT count(*) FROM import_status").fetchone() == (2,)


def test_a_token_without_a_user_is_nobody(server: Server, world: World) -> None:
    with server.as_role(world.url, "authenticated") as nobody:
        assert nobody.execute("SELECT username FROM user_profiles").fetchall() == [("b",)]
        assert nobody.execute("SELECT FROM user_follows_artists").rowcount == 0
        for statement in (
            "INSERT INTO artist_requests (asked_for) VALUES ('x')",
            "SELECT cast_vote(gen_random_uuid(), 1)",
        ):
            with pytest.raises(errors.InsufficientPrivilege):
                nobody.execute(statement)


def test_everybody_gets_the_one_true_score(world: World) -> None:
    statement = "SELECT calculate_trending_score(%(artist)s)::float"
    assert {world.value(role, statement) for role in ROLES} == {0.8}


def test_everybody_finds_venues(world: World) -> None:
    assert {world.value(role, "SELECT name FROM venues_near(1, 1, 5)") for role in ROLES} == {"V"}


# --- Votes ----------------------------------------------------------------------------------------------------------


def counters(world: World) -> tuple[Any, ...]:
    row = world.engine.execute("""
        SELECT ss.upvotes, ss.downvotes, s.total_votes, (SELECT total_votes FROM user_profiles WHERE username = 'b')
        FROM setlist_songs ss JOIN setlists s ON s.id = ss.setlist_id
    """).fetchone()
    assert row is not None
    return row


def test_a_vote_counts_once_and_can_be_turned(world: World) -> None:
    try:
        assert world.value("b", "SELECT cast_vote(%(entry)s, 1)") is True
        assert counters(world) == (2, 0, 2, 1)
        assert world.value("b", "SELECT cast_vote(%(entry)s, 1)") is False
        assert counters(world) == (2, 0, 2, 1)
        assert world.value("b", "SELECT cast_vote(%(entry)s, -1)") is True
        assert counters(world) == (1, 1, 2, 1)
        assert world.value("b", "SELECT count(*) FROM setlist_votes") == 1
        found = world.engine.execute("SELECT DISTINCT artist_id FROM setlist_votes").fetchall()
        assert found == [(world.ids["artist"],)]
    finally:
        world.engine.execute("DELETE FROM setlist_votes WHERE user_id = %(b)s", world.ids)
    assert counters(world) == (1, 0, 1, 0)


def test_a_locked_setlist_takes_no_vote(world: World) -> None:
    world.engine.execute("UPDATE setlists SET is_locked = true")
    try:
        for direction in (1, -1):
            with pytest.raises(errors.ObjectNotInPrerequisiteState, match="locked"):
                world.value("b", f"SELECT cast_vote(%(entry)s, {direction})")
    finally:
        world.engine.execute("UPDATE setlists SET is_locked = false")
    assert counters(world) == (1, 0, 1, 0)


@pytest.mark.parametrize(
    ("role", "call", "refusal"),
    [
        ("anon", "cast_vote(%(entry)s, 1)", errors.InsufficientPrivilege),
        ("service", "cast_vote(%(entry)s, 1)", errors.InsufficientPrivilege),
        ("n", "cast_vote(%(entry)s, 1)", errors.NoDataFound),
        ("b", "cast_vote(gen_random_uuid(), 1)", errors.NoDataFound),
        ("b", "cast_vote(%(entry)s, 0)", errors.InvalidParameterValue),
        ("b", "cast_vote(%(entry)s, 100)", errors.InvalidParameterValue),
        ("b", "cast_vote(%(entry)s, NULL)", errors.InvalidParameterValue),
    ],
)
def test_a_vote_without_sense_is_refused(world: World, role: str, call: str, refusal: type[psycopg.Error]) -> None:
    with pytest.raises(refusal):
        world.value(role, f"SELECT {call}")
    assert counters(world) == (1, 0, 1, 0)


# --- How it is done -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "index"),
    [
        ("user_follows_artists", "user_follows_artists_user_id_artist_id_key"),
        ("setlist_votes", "idx_setlist_votes_user_id"),
        ("artist_requests", "idx_artist_requests_requested_by"),
    ],
)
def test_policies_ask_for_the_user_once_and_use_an_index(world: World, table: str, index: str) -> None:
    user = world.roles["a"]
    with user.transaction(force_rollback=True):
        user.execute("SET LOCAL enable_seqscan = off")
        plan = "\n".join(line for (line,) in user.execute(f"EXPLAIN SELECT * FROM {table}"))

    assert "InitPlan 1" in plan
    assert f"on {table}" in plan
    assert index in plan
