"""`calculate_trending_score`, the hourly ranking and `venues_near`, each against the same thing computed in Python."""

from __future__ import annotations

import datetime as dt
import math
import random
import uuid
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from psycopg import errors
from psycopg.rows import dict_row

from theset_assets.store.queries import query

if TYPE_CHECKING:
    from tests.servers import Server

pytestmark = pytest.mark.postgres

Db = psycopg.Connection[Any]
NOW = dt.datetime(2030, 3, 10, 12, tzinfo=dt.UTC)
RADIUS = 6371.0088


def seed_activity(db: Db, seed: int) -> dict[str, Any]:
    """Twelve artists (two not verified), their setlists, and 400 votes and follows over the last fortnight."""
    chance = random.Random(seed)
    db.execute("""
        INSERT INTO artists (ticketmaster_id, name, slug, verified, created_at)
        SELECT i, 'Artist ' || i, 'a' || i, i > 2, '2029-01-01' FROM generate_series(1, 12) i;
        INSERT INTO songs (spotify_id, title, artist) SELECT i, i, 'x' FROM generate_series(1, 5) i;
        INSERT INTO shows (headliner_artist_id, name, slug, date, created_at)
        SELECT id, name, slug || '-' || n, '2030-05-01', '2030-03-01'::timestamptz + n * interval '5 days'
        FROM artists, generate_series(1, 3) n WHERE slug < 'a7';
        INSERT INTO setlists (show_id, artist_id, name) SELECT id, headliner_artist_id, 'P' FROM shows;
        INSERT INTO setlist_songs (setlist_id, song_id, position)
        SELECT l.id, s.id, row_number() OVER (PARTITION BY l.id ORDER BY s.id) FROM setlists l, songs s;
        INSERT INTO auth.users SELECT FROM generate_series(1, 30);
        INSERT INTO user_profiles (id) SELECT id FROM auth.users;
    """)
    users = [row[0] for row in db.execute("SELECT id FROM user_profiles ORDER BY id")]
    entries = db.execute(
        "SELECT ss.id, s.artist_id FROM setlist_songs ss JOIN setlists s ON s.id = ss.setlist_id ORDER BY ss.id"
    ).fetchall()
    artists = [row[0] for row in db.execute("SELECT id FROM artists ORDER BY slug")]

    def moment() -> dt.datetime:
        # Whole hours, so that some fall exactly on the edge of a window.
        return NOW - dt.timedelta(hours=chance.randrange(0, 14 * 24))

    pairs = chance.sample([(entry, user) for entry in entries for user in users], 300)
    votes = [(entry, artist, user, chance.choice((-1, 1)), moment()) for (entry, artist), user in pairs]
    follows = [(u, a, moment()) for u, a in chance.sample([(u, a) for u in users for a in artists], 100)]
    with db.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO setlist_votes (setlist_song_id, user_id, direction, created_at) VALUES (%s, %s, %s, %s)",
            [(entry, user, direction, at) for entry, _, user, direction, at in votes],
        )
        cursor.executemany(
            "INSERT INTO user_follows_artists (user_id, artist_id, followed_at) VALUES (%s, %s, %s)", follows
        )
    return {"artists": artists, "votes": votes, "follows": follows}


def score(activity: dict[str, Any], artist: uuid.UUID, as_of: dt.datetime, days: int = 7) -> Decimal:
    since = as_of - dt.timedelta(days=days)
    votes = sum(of == artist and since <= at <= as_of for _, of, _, _, at in activity["votes"])
    follows = sum(of == artist and since <= at <= as_of for _, of, at in activity["follows"])
    return votes * Decimal("0.5") + follows * Decimal("0.3")


def write_hour(db: Db, hour: dt.datetime, places: int | None = None, days: int = 7) -> dict[str, Any]:
    with db.cursor(row_factory=dict_row) as cursor:
        cursor.execute(query("write_trending_hour"), {"hour": hour, "days_back": days, "places": places})
        row = cursor.fetchone()
    assert row is not None
    return row


@pytest.mark.parametrize("days", [0, 1, 7, 30])
def test_the_score_is_what_its_rows_say(each_db: Db, days: int) -> None:
    activity = seed_activity(each_db, seed=days)

    for as_of in (NOW, NOW - dt.timedelta(days=3)):
        for artist in activity["artists"]:
            found = each_db.execute("SELECT calculate_trending_score(%s, %s, %s)", (artist, days, as_of)).fetchone()
            assert found == (score(activity, artist, as_of, days),)


def test_now_and_a_week_are_what_is_meant_when_nothing_is_said(each_db: Db) -> None:
    seed_activity(each_db, seed=1)
    each_db.execute("UPDATE setlist_votes SET created_at = now() - interval '6 days'")
    each_db.execute("UPDATE user_follows_artists SET followed_at = now() - interval '8 days'")

    assert each_db.execute("SELECT sum(calculate_trending_score(id)) FROM artists").fetchone() == (Decimal(150),)


@pytest.mark.parametrize("days", [-1, 3651, None])
def test_days_without_sense_are_refused(each_db: Db, days: int | None) -> None:
    with pytest.raises(errors.InvalidParameterValue, match="between 0 and 3650"):
        each_db.execute("SELECT calculate_trending_score(gen_random_uuid(), %s)", (days,))


def test_rows_that_nobody_voted_on_do_not_score(each_db: Db) -> None:
    seed_activity(each_db, seed=1)
    each_db.execute("DELETE FROM setlist_votes; DELETE FROM user_follows_artists")

    assert each_db.execute("SELECT DISTINCT calculate_trending_score(id) FROM artists").fetchall() == [(Decimal(0),)]


def test_an_hour_is_ranked_as_it_stood_when_it_ended(each_db: Db) -> None:
    activity = seed_activity(each_db, seed=5)
    hour = NOW - dt.timedelta(days=4)
    as_of = hour + dt.timedelta(hours=1)

    wrote = write_hour(each_db, hour)

    found = each_db.execute(
        "SELECT artist_id, score, rank, show_count, follower_count FROM trending_artists_hourly WHERE hour = %s",
        (hour,),
    ).fetchall()
    verified = [row[0] for row in each_db.execute("SELECT id FROM artists WHERE verified")]
    scores = {artist: score(activity, artist, as_of) for artist in verified}
    followers = Counter(artist for _, artist, at in activity["follows"] if at <= as_of)
    shows: Counter[uuid.UUID] = Counter(
        row[0] for row in each_db.execute("SELECT headliner_artist_id FROM shows WHERE created_at <= %s", (as_of,))
    )
    assert {artist: rest for artist, *rest in found} == {
        artist: [own, 1 + sum(other > own for other in scores.values()), shows[artist], followers[artist]]
        for artist, own in scores.items()
    }
    assert wrote == {"inserted": 10, "updated": 0, "removed": 0, "rows": 10}


def test_an_hour_written_again_changes_only_what_changed(each_db: Db) -> None:
    activity = seed_activity(each_db, seed=6)
    write_hour(each_db, NOW)
    rows = "SELECT xmin::text, * FROM trending_artists_hourly ORDER BY artist_id"
    before = each_db.execute(rows).fetchall()

    assert write_hour(each_db, NOW) == {"inserted": 0, "updated": 0, "removed": 0, "rows": 10}
    assert each_db.execute(rows).fetchall() == before
    first = each_db.execute("SELECT artist_id FROM trending_artists_hourly WHERE rank = 1").fetchone()
    each_db.execute("UPDATE artists SET verified = false WHERE id = %s", first)
    again = write_hour(each_db, NOW)
    assert (again["inserted"], again["removed"], again["rows"]) == (0, 1, 9)
    assert write_hour(each_db, NOW, places=3)["rows"] == 3
    assert len(activity["artists"]) == 12


def test_the_first_places_and_how_they_moved(each_db: Db) -> None:
    seed_activity(each_db, seed=7)
    write_hour(each_db, NOW - dt.timedelta(hours=1))
    write_hour(each_db, NOW)
    each_db.execute("UPDATE trending_artists_hourly SET rank = rank + 2 WHERE hour < %s", (NOW,))

    top = each_db.execute(query("trending_hour"), {"hour": NOW, "places": 5, "hours": 24}).fetchall()
    ranks = [row[0] for row in top]

    assert len(top) == 5
    assert ranks == sorted(ranks)
    assert 2 in {row[-2] for row in top}
    assert [row[-1][-1] for row in top] == [row[3] for row in top]
    assert {tuple(row[-1][:22]) for row in top} == {(None,) * 22}
    assert None not in {row[-1][22] for row in top}
    assert (
        each_db.execute(
            query("trending_hour"), {"hour": NOW + dt.timedelta(hours=5), "places": 5, "hours": 24}
        ).fetchall()
        == []
    )


# --- Venues ---------------------------------------------------------------------------------------------------------


def distance(lat: float, lng: float, other_lat: float, other_lng: float) -> float:
    """Kilometres along a sphere (haversine)."""
    a, b = math.radians(lat), math.radians(other_lat)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(other_lng - lng) / 2) ** 2
    return 2 * RADIUS * math.asin(min(1, math.sqrt(half)))


def seed_venues(db: Db) -> list[tuple[str, float, float]]:
    chance = random.Random(1)
    places = [(f"v{i}", chance.uniform(-90, 90), chance.uniform(-180, 180)) for i in range(1500)]
    places += [
        (f"line{i}", chance.uniform(-20, -15), chance.choice((-1, 1)) * (180 - chance.random())) for i in range(200)
    ]
    places += [(f"pole{i}", 90 - chance.random(), chance.uniform(-180, 180)) for i in range(200)]
    places = [(name, round(lat, 7), round(lng, 7)) for name, lat, lng in places]
    with db.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO venues (name, slug, latitude, longitude) VALUES (%s, %s, %s, %s)",
            [(name, name, lat, lng) for name, lat, lng in places],
        )
    db.execute("INSERT INTO venues (name, slug) VALUES ('nowhere', 'nowhere')")
    db.execute("ANALYZE venues")
    return places


def test_the_nearest_venues_are_those_a_full_search_finds(each_db: Db) -> None:
    places = seed_venues(each_db)
    asked = [
        (51.5, -0.1, 2000.0),
        (-17.7, 179.99, 120.0),
        (89.9, 10.0, 60.0),
        (-90.0, 0.0, 3000.0),
        (0.0, 0.0, 30000.0),
    ]
    for lat, lng, radius in asked:
        true = sorted((distance(lat, lng, *place), name) for name, *place in places)
        within = [(name, km) for km, name in true if km <= radius][:20]

        found = each_db.execute(
            "SELECT name, distance_km FROM venues_near(%s, %s, %s, 20)", (lat, lng, radius)
        ).fetchall()

        assert [name for name, _ in found] == [name for name, _ in within]
        assert [km for _, km in found] == pytest.approx([km for _, km in within], abs=1e-5)
        assert found


def test_a_radius_of_nothing_and_no_limit(each_db: Db) -> None:
    seed_venues(each_db)
    each_db.execute("INSERT INTO venues (name, slug, latitude, longitude) VALUES ('here', 'here', 10.5, 20.25)")

    assert each_db.execute("SELECT name, distance_km FROM venues_near(10.5, 20.25, 0)").fetchall() == [("here", 0.0)]
    assert each_db.execute("SELECT count(*) FROM venues_near(10.5, 20.25, 21000, NULL)").fetchone() == (1901,)


@pytest.mark.parametrize("radius", [50.0, 20000.0])
def test_the_search_reads_few_rows_through_the_index(each_db: Db, radius: float) -> None:
    seed_venues(each_db)

    with each_db.transaction():
        each_db.execute("SELECT FROM venues_near(51.5, -0.1, %s, 10)", (radius,))
        read = each_db.execute(
            "SELECT seq_scan, idx_scan, idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'venues'"
        ).fetchone()

    assert read is not None
    assert read[:2] == (0, 1)
    assert read[2] <= 40


def test_a_venue_moves_with_its_coordinates(server: Server, each_db: Db) -> None:
    each_db.execute("INSERT INTO venues (name, slug, latitude, longitude) VALUES ('V', 'v', 0, 0)")
    written = f"({RADIUS}, 0, 0)" if server.kind == "embedded" else "0101000020E6100000" + "0" * 32
    assert each_db.execute("SELECT location::text FROM venues").fetchone() == (written,)

    each_db.execute("UPDATE venues SET latitude = NULL, longitude = NULL")

    assert each_db.execute("SELECT location FROM venues").fetchone() == (None,)


def test_the_documents_geometry_is_there_where_postgis_is(server: Server, each_db: Db) -> None:
    each_db.execute("INSERT INTO venues (name, slug, latitude, longitude) VALUES ('V', 'v', 1.5, -2.25)")
    if server.kind == "embedded":
        assert each_db.execute("SELECT count(*) FROM pg_extension WHERE extname = 'postgis'").fetchone() == (0,)
        return
    each_db.execute("SET search_path = public, extensions")
    assert each_db.execute("SELECT ST_AsText(location), ST_SRID(location) FROM venues").fetchone() == (
        "POINT(-2.25 1.5)",
        4326,
    )


def test_nobody_writes_a_venues_place(each_db: Db) -> None:
    with pytest.raises(errors.GeneratedAlways):
        each_db.execute("UPDATE venues SET location = location")
