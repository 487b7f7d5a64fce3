"""How long the ranking takes, as ratios to two things measured in the same run on the same data.

- one sequential scan over the rows that the document's ranking reads, at `--artists` artists;
- the document's own form (a function call a row, joins that multiply), corrected only so far that it runs, on its own
  tables and indexes, at `--per-row-artists` artists.

Run it from the checkout: `python -m benchmarks.trending`. It starts a server of its own and removes it afterwards.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from theset_assets.store import migrate
from theset_assets.store.connection import driver_url
from theset_assets.store.embedded import ensure_server
from theset_assets.store.queries import query

Db = psycopg.Connection[Any]

# Triggers and foreign keys off: what is loaded is right already, and loading is not what is measured.
SEED: LiteralString = """
SET session_replication_role = replica;
INSERT INTO artists (id, ticketmaster_id, name, slug, verified, created_at)
SELECT md5('a' || i)::uuid, i, 'Artist ' || i, 'artist-' || i, true, now() - interval '1 year'
FROM generate_series(0, %(artists)s - 1) i;
INSERT INTO songs (id, spotify_id, title, artist)
SELECT md5('s' || i)::uuid, i, 'Song ' || i, 'x' FROM generate_series(0, 14) i;
INSERT INTO shows (id, headliner_artist_id, name, slug, date, created_at)
SELECT md5('h' || i)::uuid, md5('a' || i %% %(artists)s)::uuid, 'Show ' || i, 'show-' || i, current_date,
  now() - random() * interval '60 days'
FROM generate_series(0, %(songs)s / 15 - 1) i;
INSERT INTO setlists (id, show_id, artist_id, name)
SELECT md5('l' || i)::uuid, md5('h' || i)::uuid, md5('a' || i %% %(artists)s)::uuid, 'Predicted setlist'
FROM generate_series(0, %(songs)s / 15 - 1) i;
INSERT INTO setlist_songs (id, setlist_id, song_id, position, created_at)
SELECT md5('e' || i)::uuid, md5('l' || i / 15)::uuid, md5('s' || i %% 15)::uuid, i %% 15,
  now() - random() * interval '60 days'
FROM generate_series(0, %(songs)s / 15 * 15 - 1) i;
INSERT INTO auth.users (id) SELECT md5('u' || i)::uuid FROM generate_series(0, %(artists)s / 2) i;
INSERT INTO user_profiles (id) SELECT id FROM auth.users;
-- A few artists get most of the attention.
INSERT INTO user_follows_artists (user_id, artist_id, followed_at)
SELECT md5('u' || (random() * %(artists)s / 2)::int)::uuid,
  md5('a' || (power(random(), 3) * (%(artists)s - 1))::int)::uuid, now() - random() * interval '60 days'
FROM generate_series(1, %(follows)s) i
ON CONFLICT DO NOTHING;
INSERT INTO setlist_votes (setlist_song_id, user_id, direction, created_at, artist_id)
SELECT md5('e' || e)::uuid, md5('u' || (random() * %(artists)s / 2)::int)::uuid, 1,
  now() - random() * interval '60 days', md5('a' || e / 15 %% %(artists)s)::uuid
FROM (
  SELECT (power(random(), 3) * (%(songs)s / 15 * 15 - 1))::int AS e FROM generate_series(1, %(votes)s) OFFSET 0
) chosen
ON CONFLICT DO NOTHING;
RESET session_replication_role;
"""

READ = ("artists", "shows", "setlists", "setlist_songs", "setlist_votes", "user_follows_artists")

# The document's tables as far as its ranking reads them, with the document's keys and indexes and no more; its function
# and its view, with `make_interval` for the interval that is no SQL.
DOCUMENT: LiteralString = """
CREATE SCHEMA document;
CREATE TABLE document.artists AS TABLE public.artists;
CREATE TABLE document.shows AS TABLE public.shows;
CREATE TABLE document.setlists AS TABLE public.setlists;
CREATE TABLE document.setlist_songs AS TABLE public.setlist_songs;
CREATE TABLE document.user_follows_artists AS TABLE public.user_follows_artists;
ALTER TABLE document.artists ADD PRIMARY KEY (id);
ALTER TABLE document.shows ADD PRIMARY KEY (id);
CREATE INDEX ON document.shows (headliner_artist_id);
ALTER TABLE document.setlists ADD PRIMARY KEY (id);
ALTER TABLE document.setlist_songs ADD PRIMARY KEY (id), ADD UNIQUE (setlist_id, song_id),
  ADD UNIQUE (setlist_id, position);
ALTER TABLE document.user_follows_artists ADD PRIMARY KEY (id), ADD UNIQUE (user_id, artist_id);
ANALYZE document.artists, document.shows, document.setlists, document.setlist_songs, document.user_follows_artists;
CREATE FUNCTION document.calculate_trending_score(artist_id_param uuid, days_back integer DEFAULT 7)
RETURNS decimal LANGUAGE plpgsql AS $$
DECLARE
  vote_score decimal := 0;
  follow_score decimal := 0;
BEGIN
  SELECT coalesce(count(*) * 0.5, 0) INTO vote_score
  FROM document.setlist_songs ss JOIN document.setlists s ON ss.setlist_id = s.id
  WHERE s.artist_id = artist_id_param AND ss.created_at >= now() - make_interval(days => days_back);
  SELECT coalesce(count(*) * 0.3, 0) INTO follow_score
  FROM document.user_follows_artists
  WHERE artist_id = artist_id_param AND followed_at >= now() - make_interval(days => days_back);
  RETURN vote_score + follow_score;
END $$;
CREATE MATERIALIZED VIEW document.trending_artists AS
SELECT a.id, a.name, a.slug, a.image_url, document.calculate_trending_score(a.id) AS trending_score,
  count(DISTINCT s.id) AS show_count, count(DISTINCT ufa.user_id) AS follower_count
FROM document.artists a
LEFT JOIN document.shows s ON a.id = s.headliner_artist_id
LEFT JOIN document.user_follows_artists ufa ON a.id = ufa.artist_id
WHERE a.verified = true
GROUP BY a.id, a.name, a.slug, a.image_url
ORDER BY trending_score DESC
WITH NO DATA;
"""


def seconds(action: Callable[[], object], times: int) -> float:
    """The median of `times` runs."""
    taken: list[float] = []
    for _ in range(times):
        began = time.perf_counter()
        action()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def seeded(url: str, artists: int, songs: int, follows: int, votes: int) -> Db:
    """A migrated database with so many rows, analyzed."""
    migrate.upgrade(url)
    db = psycopg.connect(driver_url(url), autocommit=True, cursor_factory=psycopg.ClientCursor)
    db.execute(SEED, {"artists": artists, "songs": songs, "follows": follows, "votes": votes})
    db.execute("VACUUM ANALYZE")
    db.execute("CHECKPOINT")
    return db


def scan(db: Db) -> None:
    """Read every row of the tables once, in one process."""
    with db.transaction():
        db.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        db.execute("SET LOCAL enable_indexscan = off")
        db.execute("SET LOCAL enable_indexonlyscan = off")
        db.execute("SET LOCAL enable_bitmapscan = off")
        for table in READ:
            db.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))


def refresh(db: Db) -> None:
    db.execute(query("refresh_trending_artists"))


def activity(db: Db, share: float) -> None:
    """So many new votes, as an hour brings them: without it a refresh finds nothing to change."""
    db.execute(
        "UPDATE setlist_votes SET created_at = now() WHERE ctid = ANY("
        "  SELECT ctid FROM setlist_votes TABLESAMPLE SYSTEM (%(share)s))",
        {"share": share},
    )


def longest_read(url: str, during: Callable[[], object]) -> float:
    """The longest time that reading the first ten took while `during` ran."""
    longest, stop = 0.0, threading.Event()
    started = threading.Event()

    def read() -> None:
        nonlocal longest
        with psycopg.connect(driver_url(url), autocommit=True) as db:
            while not stop.is_set():
                began = time.perf_counter()
                db.execute("SELECT * FROM trending_artists ORDER BY trending_score DESC LIMIT 10").fetchall()
                longest = max(longest, time.perf_counter() - began)
                started.set()

    reader = threading.Thread(target=read)
    reader.start()
    started.wait()
    longest = 0.0
    during()
    stop.set()
    reader.join()
    return longest


def write_hour(db: Db, ago: int) -> None:
    """Write the hour that began so many hours ago."""
    row = db.execute("SELECT date_trunc('hour', now()) - make_interval(hours => %s)", [ago]).fetchone()
    assert row is not None
    db.execute(query("write_trending_hour"), {"hour": row[0], "days_back": 7, "places": None})


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--artists", type=int, default=100_000)
    options.add_argument("--setlist-songs", type=int, default=2_000_000)
    options.add_argument("--follows", type=int, default=1_000_000)
    options.add_argument("--votes", type=int, default=1_000_000)
    options.add_argument("--per-row-artists", type=int, default=10_000, help="0 leaves the document's form out")
    options.add_argument("--times", type=int, default=5)
    options.add_argument("--binaries", type=Path, help="another PostgreSQL's programs than the embedded ones")
    given = options.parse_args()

    with tempfile.TemporaryDirectory() as home:
        Path(home).chmod(0o755)
        with ensure_server(Path(home), binaries=given.binaries) as server:
            against_a_scan(server.url, given)
            if given.per_row_artists:
                other = server.url.rpartition("/")[0] + "/small"
                with psycopg.connect(driver_url(server.url), autocommit=True) as admin:
                    admin.execute("CREATE DATABASE small")
                against_the_document(other, given)


def against_a_scan(url: str, given: argparse.Namespace) -> None:
    with seeded(url, given.artists, given.setlist_songs, given.follows, given.votes) as db:
        rows = {
            table: db.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
            for table in READ
        }
        print("rows:", ", ".join(f"{table} {count[0]:,}" for table, count in rows.items() if count))
        refresh(db)
        one = seconds(lambda: scan(db), given.times)
        print(f"one sequential scan over them          {one * 1000:8.0f} ms")

        def report(what: str, taken: float) -> None:
            print(f"{what:38} {taken * 1000:8.0f} ms  {taken / one:5.2f} × the scan")

        ranking: LiteralString = "SELECT count(*) FROM trending_as_of(7, now())"
        blocking: LiteralString = "REFRESH MATERIALIZED VIEW trending_artists"
        report("the ranking computed", seconds(lambda: db.execute(ranking), given.times))
        report("view refreshed, nothing happened", seconds(lambda: refresh(db), given.times))
        busy: list[float] = []
        for _ in range(given.times):
            activity(db, 0.5)
            busy.append(seconds(lambda: refresh(db), 1))
        report("view refreshed after an hour's votes", statistics.median(busy))
        report("view refreshed, readers locked out", seconds(lambda: db.execute(blocking), given.times))
        hours = iter(range(1, 1000))
        report("an hour written", seconds(lambda: write_hour(db, next(hours)), given.times))
        report("the same hour written again", seconds(lambda: write_hour(db, 1), given.times))
        alone = longest_read(url, lambda: time.sleep(1))
        beside = longest_read(url, lambda: refresh(db))
        print(f"longest read of the first ten: {alone * 1000:.1f} ms alone, {beside * 1000:.1f} ms during a refresh")


def against_the_document(url: str, given: argparse.Namespace) -> None:
    share = given.per_row_artists / given.artists
    sizes = (int(given.setlist_songs * share), int(given.follows * share), int(given.votes * share))
    with seeded(url, given.per_row_artists, *sizes) as db:
        refresh(db)
        ours = seconds(lambda: refresh(db), given.times)
        db.execute(DOCUMENT)
        theirs = seconds(lambda: db.execute("REFRESH MATERIALIZED VIEW document.trending_artists"), 1)
        print(
            f"at {given.per_row_artists:,} artists: the document's form {theirs:.1f} s, ours {ours * 1000:.0f} ms:",
            end=" ",
        )
        print(f"{theirs / ours:.0f} × faster")


if __name__ == "__main__":
    main()
