"""The bulk upsert against a real server: what it writes, what it leaves alone, and two at once."""

from __future__ import annotations

import asyncio
import datetime as dt
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql

from tests.waiting import wait_for_a_lock
from theset_assets.errors import StoreError
from theset_assets.store.bulk import Loaded, stage, upsert
from theset_assets.store.connection import async_connect
from theset_assets.store.values import clean, clean_text, fit, is_missing

AsyncDb = psycopg.AsyncConnection[Any]


def artists(*rows: dict[str, object]) -> pd.DataFrame:
    """A frame of artists; name and slug are the key where a row does not say."""
    named = [{"name": row["ticketmaster_id"], "slug": row["ticketmaster_id"], **row} for row in rows]
    return pd.DataFrame(named, dtype=object)


async def load(db: AsyncDb, frame: pd.DataFrame, **options: Any) -> Loaded:
    return await upsert(db, table="artists", frame=frame, key=["ticketmaster_id"], **options)


async def rows(db: AsyncDb, statement: str) -> list[tuple[Any, ...]]:
    return await (await db.execute(statement)).fetchall()


def counts(loaded: Loaded) -> tuple[int, int, int]:
    return loaded.inserted, loaded.updated, loaded.unchanged


# --- Values, without a server ---------------------------------------------------------------------------------------


def test_text_loses_what_postgres_cannot_hold() -> None:
    assert clean_text("a\0b") == "ab"
    assert clean_text("ü\0\ud800x") == "üx"
    assert clean_text("\ud83d\ude00") == "😀"  # a pair that was cut in two and put together again
    assert clean({"k\0": ["v\0", ("\udfff",)], "n": 1}) == {"k": ["v", [""]], "n": 1}


@given(st.text(st.characters(exclude_categories=()), max_size=30))
def test_cleaned_text_can_be_encoded_and_cleaning_twice_is_cleaning_once(text: str) -> None:
    cleaned = clean_text(text)

    assert "\0" not in cleaned
    assert cleaned.encode().decode() == cleaned == clean_text(cleaned)


def test_what_is_missing_is_missing_in_every_disguise() -> None:
    disguises = [None, float("nan"), np.nan, pd.NA, pd.NaT, Decimal("NaN")]

    assert all(map(is_missing, disguises))
    assert not any(map(is_missing, [0, "", False, [], {}, Decimal(0), 0.0]))
    assert fit(disguises, "integer", None) == [None] * len(disguises)
    assert fit([None, {"a": float("nan")}], "jsonb", None) == [None, '{"a":null}']
    assert fit([5, "äöü", None], "character varying(2)", 2) == ["5", "äö", None]


# --- Against a server -----------------------------------------------------------------------------------------------

postgres = pytest.mark.postgres


@postgres
async def test_rows_are_inserted_updated_and_left_alone(adb: AsyncDb) -> None:
    first = await load(adb, artists({"ticketmaster_id": "a"}, {"ticketmaster_id": "b"}), want_ids=True)
    second = await load(
        adb,
        artists({"ticketmaster_id": "b", "name": "B"}, {"ticketmaster_id": "c"}, {"ticketmaster_id": "a"}),
        want_ids=True,
    )

    assert (counts(first), counts(second)) == ((2, 0, 0), (1, 1, 1))
    assert await rows(adb, "SELECT ticketmaster_id, name FROM artists ORDER BY 1") == [
        ("a", "a"),
        ("b", "B"),
        ("c", "c"),
    ]
    assert second.ids == dict(await rows(adb, "SELECT ticketmaster_id, id FROM artists"))
    assert {key: second.ids[key] for key in first.ids} == first.ids


@postgres
async def test_the_same_rows_again_write_nothing(adb: AsyncDb) -> None:
    frame = artists(
        {"ticketmaster_id": "a", "genres": ["Pop"], "external_urls": {"b": "1", "a": "2"}, "followers": 3},
        {"ticketmaster_id": "b", "genres": [], "external_urls": {}, "followers": None},
    )
    await load(adb, frame, keep_if_null=["followers"])
    before = await rows(adb, "SELECT xmin::text, xmax::text, ctid::text, artists.* FROM artists ORDER BY slug")

    again = await load(adb, frame, keep_if_null=["followers"])

    assert counts(again) == (0, 0, 2)
    assert await rows(adb, "SELECT xmin::text, xmax::text, ctid::text, artists.* FROM artists ORDER BY slug") == before


@postgres
async def test_insert_only_columns_and_nones_that_say_nothing(adb: AsyncDb) -> None:
    new = artists({"ticketmaster_id": "a", "slug": "a", "popularity": None, "image_url": None})
    await load(adb, new, insert_only=["slug"], keep_if_null=["popularity", "image_url"])
    assert await rows(adb, "SELECT popularity, image_url FROM artists") == [(0, None)]

    known = artists({"ticketmaster_id": "a", "slug": None, "popularity": 50, "image_url": "u"})
    assert (await load(adb, known, insert_only=["slug"], keep_if_null=["popularity", "image_url"])).updated == 1
    nothing = artists({"ticketmaster_id": "a", "slug": "x", "name": "A", "popularity": None, "image_url": None})
    assert (await load(adb, nothing, insert_only=["slug"], keep_if_null=["popularity", "image_url"])).updated == 1

    assert await rows(adb, "SELECT slug, name, popularity, image_url FROM artists") == [("a", "A", 50, "u")]
    zero = artists({"ticketmaster_id": "a", "name": "A", "popularity": 0, "image_url": None})
    await load(adb, zero, insert_only=["slug"], keep_if_null=["popularity", "image_url"])
    assert await rows(adb, "SELECT popularity FROM artists") == [(0,)]


@postgres
async def test_a_none_without_leave_to_keep_is_written(adb: AsyncDb) -> None:
    await load(adb, artists({"ticketmaster_id": "a", "image_url": "u"}))

    loaded = await load(adb, artists({"ticketmaster_id": "a", "image_url": None}))

    assert (loaded.updated, await rows(adb, "SELECT image_url FROM artists")) == (1, [(None,)])


@postgres
async def test_every_type_arrives_as_it_was(adb: AsyncDb) -> None:
    await load(adb, artists({"ticketmaster_id": "a"}))
    ((artist,),) = await rows(adb, "SELECT id FROM artists")
    show = {
        "ticketmaster_id": "s",
        "headliner_artist_id": artist,
        "name": "Tab\there, \\N and \\. and\nnewline",
        "slug": "s",
        "date": pd.Timestamp("2030-02-28").date(),
        "start_time": dt.time(19, 30),
        "min_price": Decimal("59.50"),
        "max_price": np.float64(120.25),
        "currency": "EUR",
        "description": "😀" * 3000,
        "venue_id": None,
    }

    loaded = await upsert(adb, table="shows", frame=pd.DataFrame([show], dtype=object), key=["ticketmaster_id"])
    again = await upsert(adb, table="shows", frame=pd.DataFrame([show], dtype=object), key=["ticketmaster_id"])

    assert (counts(loaded), counts(again)) == ((1, 0, 0), (0, 0, 1))
    found = await rows(
        adb, "SELECT name, date, start_time, min_price, max_price, currency, description, venue_id FROM shows"
    )
    assert found == [
        (
            "Tab\there, \\N and \\. and\nnewline",
            dt.date(2030, 2, 28),
            dt.time(19, 30),
            Decimal("59.50"),
            Decimal("120.25"),
            "EUR",
            "😀" * 3000,
            None,
        )
    ]


@postgres
async def test_a_key_of_two_columns_and_no_other_column(adb: AsyncDb) -> None:
    await load(adb, artists({"ticketmaster_id": "a"}))
    ((artist,),) = await rows(adb, "SELECT id FROM artists")
    hours = [dt.datetime(2030, 1, 1, hour, tzinfo=dt.UTC) for hour in range(3)]
    rest = {"score": 1.5, "rank": 1, "show_count": 0, "follower_count": 0}
    frame = pd.DataFrame([{"hour": hour, "artist_id": artist, **rest} for hour in hours], dtype=object)
    table: dict[str, Any] = {"table": "trending_artists_hourly", "key": ["hour", "artist_id"]}

    assert counts(await upsert(adb, frame=frame[:2], **table)) == (2, 0, 0)
    assert counts(await upsert(adb, frame=frame, **table)) == (1, 0, 2)
    assert counts(await upsert(adb, frame=frame, insert_only=list(rest), **table)) == (0, 0, 3)


@postgres
async def test_no_rows_are_no_trouble(adb: AsyncDb) -> None:
    empty = pd.DataFrame({"ticketmaster_id": [], "name": [], "slug": []}, dtype=object)

    assert await load(adb, empty, want_ids=True) == Loaded()


@postgres
async def test_of_equal_keys_the_last_row_counts(adb: AsyncDb) -> None:
    frame = artists({"ticketmaster_id": "a", "name": "old"}, {"ticketmaster_id": "a\0", "name": "new"})

    assert counts(await load(adb, frame)) == (1, 0, 0)
    assert await rows(adb, "SELECT name FROM artists") == [("new",)]


@postgres
async def test_text_too_long_for_its_column_is_cut_and_a_key_is_not(adb: AsyncDb) -> None:
    await load(adb, artists({"ticketmaster_id": "a", "name": "ü" * 300, "slug": "a"}))
    assert await rows(adb, "SELECT char_length(name) FROM artists") == [(255,)]

    with pytest.raises(StoreError, match="artists: value too long"):
        await load(adb, artists({"ticketmaster_id": "k" * 256}))


@postgres
@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"ticketmaster_id": None}, "A row for artists has no ticketmaster_id"),
        ({"ticketmaster_id": "a", "mood": "blue"}, "artists has no column mood"),
        ({"ticketmaster_id": "a", "followers": "many"}, "artists: invalid input syntax .*followers"),
        ({"ticketmaster_id": "a", "popularity": 101}, "artists_popularity_check"),
        ({"ticketmaster_id": "a", "genres": {}}, "artists_genres_check"),
    ],
)
async def test_what_does_not_fit_is_told_and_nothing_is_written(
    adb: AsyncDb, row: dict[str, Any], message: str
) -> None:
    with pytest.raises(StoreError, match=message):
        await load(adb, artists({"ticketmaster_id": "good"}, row))

    assert await rows(adb, "SELECT * FROM artists") == []
    assert (await load(adb, artists({"ticketmaster_id": "good"}))).inserted == 1  # the connection still serves


@postgres
async def test_generated_columns_and_unknown_tables_are_refused(adb: AsyncDb) -> None:
    venue = pd.DataFrame([{"ticketmaster_id": "v", "name": "V", "slug": "v", "location": "(0,0,0)"}], dtype=object)

    with pytest.raises(StoreError, match="venues has no column location"):
        await upsert(adb, table="venues", frame=venue, key=["ticketmaster_id"])
    with pytest.raises(StoreError, match="has no column"):
        await upsert(adb, table="nowhere; DROP TABLE artists", frame=venue, key=["ticketmaster_id"])


@postgres
async def test_the_callers_transaction_decides(adb: AsyncDb) -> None:
    class Changed(Exception):
        pass

    with pytest.raises(Changed):
        async with adb.transaction():
            await load(adb, artists({"ticketmaster_id": "a"}))
            await load(adb, artists({"ticketmaster_id": "b"}))  # the staging table again, in one transaction
            assert len(await rows(adb, "SELECT FROM artists")) == 2
            raise Changed

    assert await rows(adb, "SELECT FROM artists") == []


@postgres
async def test_the_staging_table_is_made_once_and_left_empty(adb: AsyncDb) -> None:
    tables = "SELECT oid, relname FROM pg_class WHERE relnamespace = pg_my_temp_schema() AND relkind = 'r'"
    await load(adb, artists({"ticketmaster_id": "a"}))
    made = await rows(adb, tables)
    await load(adb, artists({"ticketmaster_id": "b"}))

    assert await rows(adb, tables) == made
    assert len(made) == 1
    assert await rows(adb, f"SELECT FROM pg_temp.{made[0][1]}") == []


@postgres
async def test_staged_rows_keep_their_order(adb: AsyncDb) -> None:
    async with adb.transaction():
        frame = artists({"ticketmaster_id": "c"}, {"ticketmaster_id": "a"}, {"ticketmaster_id": "b"})
        staged = await stage(adb, table="artists", frame=frame, key=["ticketmaster_id"], extra={"note": "text"})
        found = await adb.execute(
            sql.SQL("SELECT ticketmaster_id, note FROM {} ORDER BY ord").format(staged.identifier)
        )

        assert await found.fetchall() == [("c", None), ("a", None), ("b", None)]


@postgres
async def test_two_loads_of_the_same_rows_at_once(adb: AsyncDb, database: str) -> None:
    """Half of the rows exist and differ; the two bring them in opposite order. Nobody fails, all counts are true."""
    await load(adb, artists(*({"ticketmaster_id": f"{i:04}", "name": "old"} for i in range(0, 1000, 2))))
    new = artists(*({"ticketmaster_id": f"{i:04}", "name": "new", "followers": i} for i in range(1000)))

    async def once(frame: pd.DataFrame) -> list[Loaded]:
        async with await async_connect(database) as own:
            return [await load(own, frame, keep_if_null=["followers"]) for _ in range(2)]

    results = await asyncio.gather(*(once(frame) for frame in (new, new[::-1], new.sample(frac=1, random_state=1))))
    loads = [loaded for result in results for loaded in result]

    assert sum(loaded.inserted for loaded in loads) == 500
    assert sum(loaded.updated for loaded in loads) == 500
    assert all(sum(counts(loaded)) == 1000 for loaded in loads)
    assert await rows(adb, "SELECT count(*), sum(followers) FROM artists WHERE name = 'new'") == [(1000, 499500)]


@postgres
async def test_a_row_that_appears_meanwhile_keeps_what_a_none_must_not_overwrite(adb: AsyncDb, database: str) -> None:
    async with await async_connect(database) as other:
        async with other.transaction():
            await load(other, artists({"ticketmaster_id": "a", "followers": 7}))
            waiting = asyncio.create_task(
                load(adb, artists({"ticketmaster_id": "a", "name": "A", "followers": None}), keep_if_null=["followers"])
            )
            await wait_for_a_lock(other, waiting)
        loaded = await waiting

    assert counts(loaded) == (0, 1, 0)
    assert await rows(adb, "SELECT name, followers FROM artists") == [("A", 7)]


@postgres
async def test_rows_are_written_in_the_order_of_their_key(adb: AsyncDb, database: str) -> None:
    """Somebody has written "a" and goes on to "b". Had we "b" already while we wait for "a", neither could go on."""
    insert = "INSERT INTO artists (ticketmaster_id, name, slug) VALUES (%s, 'theirs', %s)"
    async with await async_connect(database) as other:
        async with other.transaction():
            await other.execute(insert, ("a", "a"))
            ours = asyncio.create_task(load(adb, artists({"ticketmaster_id": "b"}, {"ticketmaster_id": "a"})))
            await wait_for_a_lock(other, ours)
            await other.execute(insert, ("b", "b"))
        loaded = await ours

    assert counts(loaded) == (0, 2, 0)


ANY_TEXT = st.text(st.characters(exclude_categories=()), min_size=1, max_size=40)


@postgres
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(ANY_TEXT, min_size=1, max_size=8), genre=ANY_TEXT)
def test_any_text_ends_in_its_row(database: str, names: list[str], genre: str) -> None:
    async def check() -> None:
        async with await async_connect(database) as db:
            await db.execute("TRUNCATE artists CASCADE")
            same = {"genres": [genre], "external_urls": {genre: names[0]}}
            frame = artists(*({"ticketmaster_id": f"{i}", "name": name, **same} for i, name in enumerate(names)))
            first, second = await load(db, frame), await load(db, frame)
            found = await rows(db, "SELECT name, genres, external_urls FROM artists ORDER BY slug")
        assert (first.inserted, second.unchanged) == (len(names), len(names))
        same_found = ([clean_text(genre)], {clean_text(genre): clean_text(names[0])})
        assert found == [(clean_text(name), *same_found) for name in names]

    asyncio.run(check())
