"""What the database itself keeps true: constraints, counters, times, progress and notifications."""

from __future__ import annotations

import json
import threading
import uuid
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from psycopg import errors

from theset_assets.store.connection import connect

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.postgres

Db = psycopg.Connection[Any]


def one(db: Db, statement: str, *parameters: object) -> Any:
    """The first column of the only row."""
    rows = db.execute(statement, parameters).fetchall()
    assert len(rows) == 1
    return rows[0][0]


def artist(db: Db, name: str = "abba") -> uuid.UUID:
    return one(
        db, "INSERT INTO artists (ticketmaster_id, name, slug) VALUES (%s, %s, %s) RETURNING id", name, name, name
    )


def show(db: Db, headliner: uuid.UUID, slug: str = "show") -> uuid.UUID:
    statement = (
        "INSERT INTO shows (headliner_artist_id, name, slug, date) VALUES (%s, 'S', %s, '2030-01-01') RETURNING id"
    )
    return one(db, statement, headliner, slug)


def song(db: Db, title: str = "SOS") -> uuid.UUID:
    return one(db, "INSERT INTO songs (spotify_id, title, artist) VALUES (%s, %s, 'A') RETURNING id", title, title)


def user(db: Db) -> uuid.UUID:
    user_id = one(db, "INSERT INTO auth.users DEFAULT VALUES RETURNING id")
    db.execute("INSERT INTO user_profiles (id) VALUES (%s)", (user_id,))
    return user_id


def inserted(what: str) -> Callable[[Db], object]:
    return lambda db: db.execute(f"INSERT INTO {what}")


@pytest.fixture
def entry(db: Db) -> uuid.UUID:
    """A song in a predicted setlist of ABBA's only show."""
    abba = artist(db)
    statement = "INSERT INTO setlists (show_id, artist_id, name) VALUES (%s, %s, 'P') RETURNING id"
    setlist = one(db, statement, show(db, abba), abba)
    statement = "INSERT INTO setlist_songs (setlist_id, song_id, position) VALUES (%s, %s, 1) RETURNING id"
    return one(db, statement, setlist, song(db))


def vote(db: Db, entry: uuid.UUID, voter: uuid.UUID, direction: int = 1) -> None:
    db.execute(
        "INSERT INTO setlist_votes (setlist_song_id, user_id, direction) VALUES (%s, %s, %s)", (entry, voter, direction)
    )


def counters(db: Db) -> tuple[int, int, int, list[int]]:
    up, down = db.execute("SELECT upvotes, downvotes FROM setlist_songs").fetchone() or (None, None)
    profiles = [votes for (votes,) in db.execute("SELECT total_votes FROM user_profiles ORDER BY total_votes")]
    return up, down, one(db, "SELECT total_votes FROM setlists"), profiles


# --- Constraints ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE artists SET genres = '{}'",
        "UPDATE artists SET external_urls = '[]'",
        "UPDATE artists SET popularity = 101",
        "UPDATE artists SET followers = -1",
        "INSERT INTO venues (name, slug, latitude, longitude) VALUES ('V', 'v', 90.1, 0)",
        "INSERT INTO venues (name, slug, latitude, longitude) VALUES ('V', 'v', 999, 0)",
        "INSERT INTO venues (name, slug, latitude, longitude) VALUES ('V', 'v', 0, -180.1)",
        "INSERT INTO venues (name, slug, latitude) VALUES ('V', 'v', 1)",
        "INSERT INTO venues (name, slug, country) VALUES ('V', 'v', 'us')",
        "UPDATE shows SET status = 'sold out'",
        "UPDATE shows SET date_status = 'perhaps'",
        "UPDATE shows SET min_price = 20, max_price = 10",
        "UPDATE shows SET min_price = -1",
        "UPDATE shows SET currency = ''",
        "UPDATE songs SET duration_ms = -1",
        "UPDATE setlists SET type = 'dream'",
        "UPDATE setlist_songs SET upvotes = -1",
        "INSERT INTO import_status (job_id, stage, progress) VALUES ('j', 'initializing', -5)",
        "INSERT INTO import_status (job_id, stage, progress) VALUES ('j', 'initializing', 101)",
        "INSERT INTO import_status (job_id, stage) VALUES ('j', 'sleeping')",
        "INSERT INTO import_status (job_id, stage, progress) VALUES ('j', 'completed', 99)",
        "INSERT INTO artist_requests (asked_for) VALUES ('')",
        "INSERT INTO artist_requests (asked_for) VALUES (repeat('x', 501))",
        "INSERT INTO artist_requests (asked_for, outcome) VALUES ('x', 'maybe')",
        "INSERT INTO trending_artists_hourly SELECT '2030-01-01 10:30Z', id, 1, 1, 0, 0 FROM artists",
        "INSERT INTO setlist_votes SELECT id, gen_random_uuid(), 2 FROM setlist_songs",
    ],
)
@pytest.mark.usefixtures("entry")
def test_what_makes_no_sense_is_refused(db: Db, statement: str) -> None:
    with pytest.raises(errors.CheckViolation):
        db.execute(statement)


@pytest.mark.usefixtures("entry")
def test_what_must_be_unique_is_unique(db: Db) -> None:
    for statement in (
        "INSERT INTO setlists (show_id, artist_id, name) SELECT show_id, artist_id, 'Another' FROM setlists",
        "INSERT INTO setlist_songs (setlist_id, song_id, position) SELECT setlist_id, song_id, 2 FROM setlist_songs",
        "INSERT INTO songs (title, artist) VALUES ('Fernando', 'ABBA'), ('FERNANDO', 'Abba')",
    ):
        with pytest.raises(errors.UniqueViolation):
            db.execute(statement)
    db.execute(
        "INSERT INTO setlists (show_id, artist_id, type, name)"
        " SELECT show_id, artist_id, 'user_created', 'Mine' FROM setlists, generate_series(1, 2)"
    )


def test_setlists_and_bills_can_be_reordered(db: Db, entry: uuid.UUID) -> None:
    setlist = one(db, "SELECT setlist_id FROM setlist_songs WHERE id = %s", entry)
    statement = "INSERT INTO setlist_songs (setlist_id, song_id, position) VALUES (%s, %s, 2)"
    db.execute(statement, (setlist, song(db, "Waterloo")))
    first, second = artist(db, "first"), artist(db, "second")
    night = show(db, first, "night")
    db.execute("INSERT INTO show_artists VALUES (%s, %s, 1), (%s, %s, 2)", (night, first, night, second))

    db.execute("UPDATE setlist_songs SET position = 3 - position")
    db.execute("UPDATE show_artists SET billing_order = 3 - billing_order")

    assert one(db, "SELECT position FROM setlist_songs WHERE id = %s", entry) == 2
    assert one(db, "SELECT billing_order FROM show_artists WHERE artist_id = %s", first) == 2


def test_deleting_an_artist_takes_its_shows_and_keeps_what_happened(db: Db, entry: uuid.UUID) -> None:
    vote(db, entry, user(db))
    abba = one(db, "SELECT id FROM artists")
    db.execute("INSERT INTO import_status (job_id, artist_id, stage) VALUES ('j', %s, 'initializing')", (abba,))
    db.execute("INSERT INTO artist_requests (asked_for, artist_id) VALUES ('abba', %s)", (abba,))

    db.execute("DELETE FROM artists")

    for table in ("shows", "setlists", "setlist_songs", "setlist_votes"):
        assert one(db, f"SELECT count(*) FROM {table}") == 0
    assert one(db, "SELECT count(*) FROM songs") == 1
    assert one(db, "SELECT total_votes FROM user_profiles") == 0
    assert db.execute("SELECT DISTINCT artist_id FROM import_status").fetchall() == [(None,)]
    assert one(db, "SELECT artist_id FROM artist_requests") is None


def test_deleting_a_venue_keeps_its_shows(db: Db) -> None:
    venue = one(db, "INSERT INTO venues (name, slug) VALUES ('V', 'v') RETURNING id")
    night = show(db, artist(db))
    db.execute("UPDATE shows SET venue_id = %s", (venue,))

    db.execute("DELETE FROM venues")

    assert db.execute("SELECT id, venue_id FROM shows").fetchall() == [(night, None)]


def test_every_foreign_key_has_an_index_and_no_index_repeats_another(db: Db) -> None:
    unindexed = db.execute("""
        SELECT conrelid::regclass || ' ' || conname FROM pg_constraint c
        WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND NOT EXISTS (
          SELECT FROM pg_index i WHERE i.indrelid = c.conrelid AND i.indpred IS NULL
            AND (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey)
    """).fetchall()
    repeated = db.execute("""
        SELECT a.indexrelid::regclass, b.indexrelid::regclass FROM pg_index a
        JOIN pg_index b ON a.indrelid = b.indrelid AND a.indexrelid <> b.indexrelid
        JOIN pg_class c ON c.oid = a.indrelid AND c.relnamespace = 'public'::regnamespace
        WHERE a.indpred IS NULL AND b.indpred IS NULL AND a.indexprs IS NULL AND b.indexprs IS NULL
          AND NOT a.indisunique AND (b.indkey::text || ' ') LIKE (a.indkey::text || ' %')
    """).fetchall()

    assert (unindexed, repeated) == ([], [])


def test_every_function_has_a_fixed_search_path(db: Db) -> None:
    open_ones = db.execute("""
        SELECT p.oid::regprocedure FROM pg_proc p
        LEFT JOIN pg_depend d ON d.objid = p.oid AND d.deptype = 'e'
        WHERE pronamespace IN ('public'::regnamespace, 'auth'::regnamespace) AND d.objid IS NULL
          AND NOT coalesce(array_to_string(proconfig, ','), '') LIKE '%search_path=%'
    """).fetchall()

    assert open_ones == []


# --- Times ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "table", "change"),
    [
        (artist, "artists", "name = 'Abba'"),
        (lambda db: show(db, artist(db)), "shows", "status = 'cancelled'"),
        (song, "songs", "title = 'S.O.S.'"),
        (inserted("venues (name, slug) VALUES ('V', 'v')"), "venues", "latitude = 1, longitude = 1"),
        (user, "user_profiles", "bio = 'Hej'"),
        (inserted("upstream_apis (api) VALUES ('spotify')"), "upstream_apis", "used_today = 1"),
        (inserted("import_status (job_id, stage) VALUES ('j', 'initializing')"), "import_status", "message = 'm'"),
    ],
)
def test_updated_at_moves_when_something_changed_and_only_then(
    db: Db, make: Callable[[Db], object], table: str, change: str
) -> None:
    make(db)
    before = one(db, f"SELECT updated_at FROM {table}")

    db.execute(f"UPDATE {table} SET updated_at = updated_at")
    unchanged = one(db, f"SELECT updated_at FROM {table}")
    db.execute(f"UPDATE {table} SET {change}")
    changed = one(db, f"SELECT updated_at FROM {table}")
    db.execute(f"UPDATE {table} SET {change}")
    same_again = one(db, f"SELECT updated_at FROM {table}")

    assert before == unchanged < changed == same_again


def test_every_table_with_updated_at_has_its_trigger(db: Db) -> None:
    without = db.execute("""
        SELECT table_name FROM information_schema.columns
        WHERE table_schema = 'public' AND column_name = 'updated_at'
        EXCEPT
        SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'update_' || tgrelid::regclass || '_updated_at'
    """).fetchall()

    assert without == []


@pytest.mark.parametrize(
    ("table", "left_out"),
    [("artists", ["last_synced_at", "song_catalog_synced_at", "last_full_sync_at"]), ("venues", ["location"])],
)
def test_triggers_that_name_columns_name_them_all(db: Db, table: str, left_out: list[str]) -> None:
    """A column added later and forgotten there would never move `updated_at`."""
    trigger = f"update_{table}_updated_at"
    definition = one(db, "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = %s", trigger)
    columns = db.execute("SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0", (table,))

    assert [name for (name,) in columns if f"old.{name}" not in definition] == left_out


def test_a_sync_that_found_nothing_new_is_no_update(db: Db) -> None:
    artist(db)
    before = one(db, "SELECT updated_at FROM artists")

    db.execute("UPDATE artists SET last_synced_at = now(), song_catalog_synced_at = now(), last_full_sync_at = now()")

    assert one(db, "SELECT updated_at FROM artists") == before


# --- Votes and follows ----------------------------------------------------------------------------------------------


def test_votes_are_counted_where_they_show(db: Db, entry: uuid.UUID) -> None:
    first, second = user(db), user(db)

    vote(db, entry, first)
    vote(db, entry, second, -1)
    assert counters(db) == (1, 1, 2, [1, 1])
    db.execute("UPDATE setlist_votes SET direction = 1")
    assert counters(db) == (2, 0, 2, [1, 1])
    with pytest.raises(errors.UniqueViolation):
        vote(db, entry, first)
    db.execute("DELETE FROM auth.users WHERE id = %s", (first,))
    assert counters(db) == (1, 0, 1, [1])
    db.execute("DELETE FROM setlist_songs")
    assert (one(db, "SELECT total_votes FROM setlists"), one(db, "SELECT total_votes FROM user_profiles")) == (0, 0)


def test_a_locked_setlist_takes_no_votes(db: Db, entry: uuid.UUID) -> None:
    voter = user(db)
    vote(db, entry, voter)
    db.execute("UPDATE setlists SET is_locked = true")

    with pytest.raises(errors.ObjectNotInPrerequisiteState, match="locked"):
        vote(db, entry, user(db))
    with pytest.raises(errors.ObjectNotInPrerequisiteState, match="locked"):
        db.execute("UPDATE setlist_votes SET direction = -1")
    assert one(db, "SELECT total_votes FROM setlists") == 1


def test_follows_are_counted(db: Db) -> None:
    abba, fan = artist(db), user(db)

    db.execute("INSERT INTO user_follows_artists (user_id, artist_id) VALUES (%s, %s)", (fan, abba))
    assert one(db, "SELECT total_follows FROM user_profiles") == 1
    db.execute("DELETE FROM artists")
    assert one(db, "SELECT total_follows FROM user_profiles") == 0


def test_counters_are_exact_after_many_at_once(db: Db, database: str, entry: uuid.UUID) -> None:
    setlist = one(db, "SELECT setlist_id FROM setlist_songs")
    statement = "INSERT INTO setlist_songs (setlist_id, song_id, position) VALUES (%s, %s, 2) RETURNING id"
    entries = [entry, one(db, statement, setlist, song(db, "Waterloo"))]
    voters = [user(db) for _ in range(16)]
    failures: list[Exception] = []

    def act(voter: uuid.UUID, turn: int) -> None:
        try:
            with connect(database) as own:
                for target in entries if turn % 2 else entries[::-1]:
                    vote(own, target, voter, 1 if turn % 3 else -1)
                own.execute("DELETE FROM setlist_votes WHERE user_id = %s AND setlist_song_id = %s", (voter, entry))
                vote(own, entry, voter)
        except Exception as error:  # noqa: BLE001 (a thread's error would be lost)
            failures.append(error)

    threads = [threading.Thread(target=act, args=(voter, turn)) for turn, voter in enumerate(voters)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert one(db, "SELECT total_votes FROM setlists") == 32
    assert one(db, "SELECT upvotes FROM setlist_songs WHERE id = %s", entry) == 16
    assert db.execute("SELECT DISTINCT total_votes FROM user_profiles").fetchall() == [(2,)]


# --- Requests and import status -------------------------------------------------------------------------------------


def test_asking_for_an_artist_is_enough(db: Db, database: str) -> None:
    with connect(database) as listener:
        listener.execute("LISTEN theset_artist_requests")
        request = one(db, "INSERT INTO artist_requests (asked_for) VALUES ('ABBA') RETURNING id")
        heard = next(listener.notifies(timeout=10, stop_after=1))

    assert heard.payload == str(request)
    assert db.execute("SELECT job_id, stage, progress, message, completed_at FROM import_status").fetchall() == [
        (f"import-{request}", "initializing", 0, "Waiting to start", None)
    ]
    assert db.execute("SELECT job_id, attempts, requested_by FROM artist_requests").fetchall() == [
        (f"import-{request}", 0, None)
    ]


def test_a_request_that_names_a_job_joins_it(db: Db) -> None:
    db.execute("INSERT INTO import_status (job_id, stage, progress) VALUES ('mine', 'importing-shows', 30)")

    db.execute("INSERT INTO artist_requests (asked_for, job_id) VALUES ('ABBA', 'mine')")

    assert db.execute("SELECT job_id, progress FROM import_status").fetchall() == [("mine", 30)]


def test_a_request_knows_who_asked(db: Db) -> None:
    fan = user(db)
    with db.transaction():
        db.execute("SELECT set_config('request.jwt.claims', %s, true)", (json.dumps({"sub": str(fan), "role": "x"}),))
        db.execute("INSERT INTO artist_requests (asked_for) VALUES ('ABBA')")
        assert one(db, "SELECT auth.role()") == "x"

    assert one(db, "SELECT requested_by FROM artist_requests") == fan


def test_progress_never_goes_down_and_the_end_has_its_time(db: Db) -> None:
    db.execute("INSERT INTO import_status (job_id, stage, progress) VALUES ('j', 'importing-shows', 60)")

    def after(change: str) -> tuple[Any, ...]:
        row = db.execute(
            f"UPDATE import_status SET {change} RETURNING stage, progress, completed_at IS NOT NULL"
        ).fetchone()
        assert row is not None
        return row

    assert after("progress = 40") == ("importing-shows", 60, False)
    assert after("stage = 'failed', error = 'No answer'") == ("failed", 60, True)
    assert after("stage = 'initializing', progress = 0, error = NULL") == ("initializing", 60, False)
    assert after("stage = 'completed', progress = 100") == ("completed", 100, True)
    assert after("message = 'Done'") == ("completed", 100, True)
    assert one(db, "SELECT completed_at >= started_at FROM import_status")


def test_listeners_hear_each_change_once_and_shortly(db: Db, database: str) -> None:
    job = "ü" * 255
    with connect(database) as listener:
        listener.execute("LISTEN theset_import_status")
        db.execute("INSERT INTO import_status (job_id, stage) VALUES (%s, 'initializing')", (job,))
        db.execute("UPDATE import_status SET progress = 0")  # no change, no word
        db.execute("UPDATE import_status SET stage = 'importing-shows', progress = 25, message = repeat('x', 100000)")
        db.execute("UPDATE import_status SET progress = 10")  # refused, so no change either
        db.execute("UPDATE import_status SET stage = 'failed'")
        heard = [json.loads(note.payload) for note in listener.notifies(timeout=10, stop_after=3)]
        more = list(listener.notifies(timeout=0.2))

    assert [(note["stage"], note["progress"]) for note in heard] == [
        ("initializing", 0),
        ("importing-shows", 25),
        ("failed", 25),
    ]
    assert {note["job_id"] for note in heard} == {job}
    assert more == []
