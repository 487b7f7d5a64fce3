"""The ranking against the same computed in Python, as of now and of past hours, and counters under concurrency."""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import dagster as dg
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from theset_assets.assets.trending import trending_artists
from theset_assets.settings import read_settings
from theset_assets.store import trending
from theset_assets.store.connection import connect
from theset_assets.store.queries import query

if TYPE_CHECKING:
    from tests.servers import Server

pytestmark = pytest.mark.postgres

Db = psycopg.Connection[Any]
USERS = 6
WEEK = dt.timedelta(days=7)
HOURS = st.integers(0, 24 * 20)

# Hours before now, each in the middle of an hour's half, so that no edge is decided by how long a test takes.
ARTISTS = st.lists(
    st.fixed_dictionaries({"verified": st.sampled_from([True, True, False]), "made": HOURS, "shows": st.lists(HOURS)}),
    min_size=1,
    max_size=5,
)
PEOPLE = st.integers(0, USERS - 1)
WHICH = st.integers(0, 4)
VOTES = st.dictionaries(st.tuples(WHICH, st.integers(0, 2), PEOPLE), st.tuples(st.sampled_from([-1, 1]), HOURS))
FOLLOWS = st.dictionaries(st.tuples(WHICH, PEOPLE), HOURS)

EMPTY = "TRUNCATE artists, songs, auth.users CASCADE"


@dataclass
class Past:
    """What happened: ids by artist, and every moment."""

    now: dt.datetime
    artists: list[tuple[uuid.UUID, dict[str, Any]]]
    votes: list[tuple[int, dt.datetime]]
    follows: list[tuple[int, dt.datetime]]

    def at(self, hours: int) -> dt.datetime:
        return self.now - dt.timedelta(hours=hours, minutes=20)

    def ranking(self, as_of: dt.datetime) -> dict[uuid.UUID, tuple[Decimal, int, int]]:
        """Score, shows and followers of every artist that is ranked as of a moment."""
        found = {}
        for number, (artist, made) in enumerate(self.artists):
            if not made["verified"] or self.at(made["made"]) > as_of:
                continue
            votes = sum(of == number and as_of - WEEK <= when <= as_of for of, when in self.votes)
            follows = [when for of, when in self.follows if of == number and when <= as_of]
            late = sum(when >= as_of - WEEK for when in follows)
            shows = sum(self.at(hours) <= as_of for hours in made["shows"])
            found[artist] = (votes * Decimal("0.5") + late * Decimal("0.3"), shows, len(follows))
        return found


def enact(db: Db, artists: list[dict[str, Any]], votes: dict[Any, Any], follows: dict[Any, int]) -> Past:
    """Write it all into the database."""
    row = db.execute("SELECT now()").fetchone()
    assert row is not None
    past = Past(row[0], [(uuid.uuid4(), made) for made in artists], [], [])
    users = [uuid.uuid4() for _ in range(USERS)]
    with db.transaction(), db.cursor() as cursor:
        cursor.executemany("INSERT INTO auth.users (id) VALUES (%s)", [(user,) for user in users])
        cursor.executemany("INSERT INTO user_profiles (id) VALUES (%s)", [(user,) for user in users])
        songs = [uuid.uuid4() for _ in range(3)]
        cursor.executemany("INSERT INTO songs (id, title, artist) VALUES (%s, %s, 'x')", [(s, str(s)) for s in songs])
        entries: dict[tuple[int, int], uuid.UUID] = {}
        for number, (artist, made) in enumerate(past.artists):
            cursor.execute(
                "INSERT INTO artists (id, ticketmaster_id, name, slug, verified, created_at)"
                " VALUES (%s, %s, 'A', %s, %s, %s)",
                (artist, str(artist), str(artist), made["verified"], past.at(made["made"])),
            )
            shows = [(uuid.uuid4(), artist, past.at(hours)) for hours in made["shows"]]
            cursor.executemany(
                "INSERT INTO shows (id, headliner_artist_id, name, slug, date, created_at)"
                " VALUES (%s, %s, 'S', gen_random_uuid()::text, '2030-01-01', %s)",
                shows,
            )
            if not shows:
                continue
            setlist = uuid.uuid4()
            cursor.execute(
                "INSERT INTO setlists (id, show_id, artist_id, name) VALUES (%s, %s, %s, 'P')",
                (setlist, shows[0][0], artist),
            )
            for position, song in enumerate(songs):
                entries[number, position] = uuid.uuid4()
                cursor.execute(
                    "INSERT INTO setlist_songs (id, setlist_id, song_id, position) VALUES (%s, %s, %s, %s)",
                    (entries[number, position], setlist, song, position),
                )
        for (which, position, user), (direction, hours) in votes.items():
            if (which, position) in entries:
                past.votes.append((which, past.at(hours)))
                cursor.execute(
                    "INSERT INTO setlist_votes (setlist_song_id, user_id, direction, created_at)"
                    " VALUES (%s, %s, %s, %s)",
                    (entries[which, position], users[user], direction, past.at(hours)),
                )
        for (which, user), hours in follows.items():
            if which < len(artists):
                past.follows.append((which, past.at(hours)))
                cursor.execute(
                    "INSERT INTO user_follows_artists (user_id, artist_id, followed_at) VALUES (%s, %s, %s)",
                    (users[user], past.artists[which][0], past.at(hours)),
                )
    return past


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(artists=ARTISTS, votes=VOTES, follows=FOLLOWS, ago=HOURS)
def test_the_ranking_is_what_python_computes(
    each_db: Db, artists: list[dict[str, Any]], votes: dict[Any, Any], follows: dict[Any, int], ago: int
) -> None:
    each_db.execute(EMPTY)
    past = enact(each_db, artists, votes, follows)

    trending.refresh(each_db)
    now = past.ranking(past.now)
    found = each_db.execute("SELECT id, trending_score, show_count, follower_count FROM trending_artists").fetchall()
    assert {artist: tuple(rest) for artist, *rest in found} == now

    hour = past.now.replace(minute=0, second=0, microsecond=0) - dt.timedelta(hours=ago + 1)
    as_of = hour + dt.timedelta(hours=1)
    then = past.ranking(as_of)
    assert trending.write_hour(each_db, hour) == len(then)
    found = each_db.execute(
        "SELECT artist_id, score, show_count, follower_count, rank FROM trending_artists_hourly"
    ).fetchall()
    scores = [score for score, _, _ in then.values()]
    assert {artist: tuple(rest) for artist, *rest in found} == {
        artist: (*rest, 1 + sum(other > rest[0] for other in scores)) for artist, rest in then.items()
    }
    for moment in (past.now, as_of):
        for artist, (score, _, _) in past.ranking(moment).items():
            statement = "SELECT calculate_trending_score(%s, 7, %s)"
            assert each_db.execute(statement, (artist, moment)).fetchone() == (score,)


def test_a_backfill_knows_nothing_of_what_came_later(each_db: Db) -> None:
    old = {"verified": True, "made": 100, "shows": [90, 1]}
    new = {"verified": True, "made": 2, "shows": [1]}
    past = enact(each_db, [old, new], {(0, 0, 0): (1, 60), (0, 0, 1): (1, 1), (1, 0, 0): (1, 1)}, {(0, 0): 1})
    hour = past.now.replace(minute=0, second=0, microsecond=0) - dt.timedelta(hours=50)

    trending.write_hour(each_db, hour)

    found = each_db.execute("SELECT artist_id, score, show_count, follower_count FROM trending_artists_hourly")
    assert found.fetchall() == [(past.artists[0][0], Decimal("0.5"), 1, 0)]


def test_readers_read_on_while_the_view_is_refreshed(each_database: str) -> None:
    with connect(each_database) as refreshing, connect(each_database) as reading, refreshing.transaction():
        refreshing.execute(query("refresh_trending_artists"))
        reading.execute("SET lock_timeout = '1s'")
        assert reading.execute("SELECT count(*) IS NOT NULL FROM trending_artists").fetchone() == (True,)


def test_votes_follow_a_setlist_to_another_artist(each_db: Db) -> None:
    made = {"verified": True, "made": 10, "shows": [9]}
    past = enact(each_db, [made, made], {(0, 0, 0): (1, 1), (0, 1, 1): (-1, 1), (1, 0, 0): (1, 1)}, {})
    (first, _), (second, _) = past.artists

    def by_artist() -> dict[uuid.UUID, int]:
        return dict(each_db.execute("SELECT artist_id, count(*) FROM setlist_votes GROUP BY 1").fetchall())

    assert by_artist() == {first: 2, second: 1}
    each_db.execute("UPDATE setlists SET is_locked = true")
    each_db.execute("UPDATE setlists SET artist_id = %s WHERE artist_id = %s", (second, first))
    assert by_artist() == {second: 3}
    statement = "SELECT id FROM setlists ORDER BY id = (SELECT setlist_id FROM setlist_songs WHERE id = %s)"
    entry = each_db.execute("SELECT setlist_song_id FROM setlist_votes LIMIT 1").fetchone()
    assert entry is not None
    other, own = (row[0] for row in each_db.execute(statement, entry))
    each_db.execute("UPDATE setlists SET artist_id = %s WHERE id = %s", (first, other))
    each_db.execute("DELETE FROM setlist_songs WHERE setlist_id = %s", [other])
    left = sum(by_artist().values())
    each_db.execute("UPDATE setlist_songs SET setlist_id = %s WHERE setlist_id = %s", (other, own))
    assert by_artist() == {first: left}


# --- As people see it -----------------------------------------------------------------------------------------------


def place(rank: int, name: str, moved: int | None, *course: str | None) -> trending.TrendingArtist:
    scores = [None if score is None else Decimal(score) for score in course]
    last = scores[-1]
    assert last is not None
    return trending.TrendingArtist(
        rank=rank, name=name, slug="s", score=last, show_count=2, follower_count=3, moved=moved, course=scores
    )


def test_the_top_is_shown_as_a_table_with_a_chart() -> None:
    top = [place(1, "A|B", 2, None, "0", "4.0"), place(2, "C", -1, "4.0", "2.0", "2.0"), place(3, "D", None, "0.5")]

    assert trending.as_markdown([*top, place(4, "E", 0, "0")]).splitlines()[2:] == [
        "| 1 | A\\|B | 4.0 | ▲ 2 | `·▁█` | 2 | 3 |",
        "| 2 | C | 2.0 | ▼ 1 | `█▅▅` | 2 | 3 |",
        "| 3 | D | 0.5 | new | `▂` | 2 | 3 |",
        "| 4 | E | 0 | = | `▁` | 2 | 3 |",
    ]
    assert trending.as_markdown([]) == "No artist yet."
    assert trending.sparkline([Decimal(0), None], Decimal(0)) == "▁·"


def test_the_hour_under_way_and_the_last_one_are_the_latest() -> None:
    now = dt.datetime(2030, 1, 1, 12, 10, tzinfo=dt.UTC)
    hours = [now.replace(minute=0) - dt.timedelta(hours=back) for back in range(4)]

    assert [trending.is_latest(hour, now) for hour in hours] == [True, True, False, False]


@pytest.mark.parametrize("back", [1, 30])
def test_the_asset_writes_its_hour_and_the_latest_refreshes_the_view(database: str, db: Db, back: int) -> None:
    made = {"verified": True, "made": 100, "shows": [90]}
    past = enact(db, [made], {(0, 0, 0): (1, 60)}, {})
    db.execute("REFRESH MATERIALIZED VIEW trending_artists; UPDATE artists SET name = 'Renamed'")
    hour = past.now.replace(minute=0, second=0, microsecond=0) - dt.timedelta(hours=back)

    done = dg.materialize(
        [trending_artists],
        partition_key=hour.strftime("%Y-%m-%d-%H:%M"),
        resources={"settings": read_settings(database_url=database)},
    )

    [event] = done.asset_materializations_for_node("trending_artists")
    assert event.metadata["dagster/partition_row_count"].value == 1
    assert event.metadata["view refreshed"].value is (back == 1)
    assert "| 1 | Renamed | 0.5 |" in str(event.metadata["top ten"].value)
    assert db.execute("SELECT name FROM trending_artists").fetchone() == ("Renamed" if back == 1 else "A",)
    assert db.execute("SELECT hour, trending_score FROM trending_artists_latest").fetchall() == [(hour, Decimal("0.5"))]


# --- Many at once ---------------------------------------------------------------------------------------------------


def test_64_voters_and_followers_at_once_are_counted_exactly(server: Server, each_database: str, each_db: Db) -> None:
    people = 64
    made = {"verified": True, "made": 10, "shows": [9]}
    past = enact(each_db, [made, made], {}, {})
    entries = [
        row[0]
        for row in each_db.execute("SELECT id FROM setlist_songs WHERE position < 2 ORDER BY setlist_id, position")
    ]
    users = [uuid.uuid4() for _ in range(people)]
    with each_db.cursor() as cursor:
        cursor.executemany("INSERT INTO auth.users (id) VALUES (%s)", [(user,) for user in users])
        cursor.executemany("INSERT INTO user_profiles (id) VALUES (%s)", [(user,) for user in users])
    failures: list[Exception] = []
    start = threading.Barrier(people)

    def act(user: uuid.UUID, turn: int) -> None:
        try:
            with server.as_role(each_database, "authenticated", user) as own:
                start.wait(60)
                for entry in entries if turn % 2 else entries[::-1]:
                    own.execute("SELECT cast_vote(%s, 1)", [entry])
                    own.execute("SELECT cast_vote(%s, 1)", [entry])
                own.execute("SELECT cast_vote(%s, -1)", [entries[turn % 4]])
                for artist, _ in past.artists if turn % 2 else past.artists[::-1]:
                    own.execute("INSERT INTO user_follows_artists (user_id, artist_id) VALUES (%s, %s)", (user, artist))
                own.execute("DELETE FROM user_follows_artists WHERE artist_id = %s", [past.artists[0][0]])
        except Exception as error:  # noqa: BLE001 (a thread's error would be lost)
            failures.append(error)

    threads = [threading.Thread(target=act, args=(user, turn)) for turn, user in enumerate(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    votes = each_db.execute("SELECT DISTINCT upvotes, downvotes FROM setlist_songs WHERE id = ANY(%s)", [entries])
    assert votes.fetchall() == [(people - people // 4, people // 4)]
    assert each_db.execute("SELECT DISTINCT total_votes FROM setlists").fetchall() == [(2 * people,)]
    profiles = each_db.execute(
        "SELECT DISTINCT total_votes, total_follows FROM user_profiles WHERE id = ANY(%s)", [users]
    )
    assert profiles.fetchall() == [(4, 1)]
    trending.refresh(each_db)
    found = dict(each_db.execute("SELECT id, trending_score FROM trending_artists").fetchall())
    assert found == {past.artists[0][0]: Decimal(people), past.artists[1][0]: people * Decimal("1.3")}
