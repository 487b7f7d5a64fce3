"""Loading artists, venues and shows: slugs, shared Spotify ids, bills, and the same rows twice."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.waiting import wait_for_a_lock
from theset_assets.catalogue.rows import ArtistRow, ShowRow, VenueRow
from theset_assets.errors import StoreError
from theset_assets.store.connection import async_connect
from theset_assets.store.loaders import (
    SharedSpotifyId,
    load_artist_stubs,
    load_artists,
    load_shows,
    load_venues,
    mark_synced,
)
from theset_assets.store.loaders_slugs import choose

AsyncDb = psycopg.AsyncConnection[Any]


def artist(key: str, name: str = "ABBA", **fields: Any) -> ArtistRow:
    slug = name.lower().replace(" ", "-")
    return ArtistRow(ticketmaster_id=key, name=name, **{"slugs": (slug, f"{slug}-{key}"), **fields})


def venue(key: str, name: str = "House of Blues", **fields: Any) -> VenueRow:
    return VenueRow(ticketmaster_id=key, name=name, slugs=("house-of-blues", f"house-of-blues-{key}"), **fields)


def show(key: str, headliner: str = "a", **fields: Any) -> ShowRow:
    row = {
        "venue_key": None,
        "name": "Night",
        "slugs": ("night", f"night-{key}"),
        "date": dt.date(2030, 5, 1),
        **fields,
    }
    return ShowRow(ticketmaster_id=key, headliner_key=headliner, **row)


async def rows(db: AsyncDb, statement: str, *parameters: object) -> list[tuple[Any, ...]]:
    return await (await db.execute(statement, parameters)).fetchall()


async def versions(db: AsyncDb) -> list[tuple[Any, ...]]:
    """Which version of each row of content there is: equal before and after means that nothing was written."""
    found: list[tuple[Any, ...]] = []
    for table in ("artists", "venues", "shows", "show_artists"):
        found += await rows(db, f"SELECT xmin::text, xmax::text, t::text FROM {table} t ORDER BY 3")
    return found


async def bill(db: AsyncDb, key: str = "s") -> list[str]:
    statement = """
        SELECT a.ticketmaster_id FROM show_artists l JOIN artists a ON a.id = l.artist_id
        JOIN shows s ON s.id = l.show_id WHERE s.ticketmaster_id = %s ORDER BY l.billing_order
    """
    return [row[0] for row in await rows(db, statement, key)]


# --- Slugs, without a server ----------------------------------------------------------------------------------------

SLUGS = st.text("ab-", min_size=1, max_size=4)


@given(
    wanted=st.dictionaries(st.text(max_size=3), st.lists(SLUGS, max_size=3), max_size=8),
    taken=st.sets(SLUGS, max_size=8),
)
def test_chosen_slugs_are_free_unique_and_the_first_possible(wanted: dict[str, list[str]], taken: set[str]) -> None:
    chosen = choose(wanted, taken, 60)

    assert chosen.keys() == wanted.keys()
    assert len(set(chosen.values())) == len(chosen)
    assert not taken & set(chosen.values())
    assert chosen == choose(wanted, taken, 60)
    before = set(taken)
    for key, candidates in wanted.items():
        free = [slug for slug in candidates if slug not in before]
        assert not free or chosen[key] == free[0]
        before.add(chosen[key])


def test_a_slug_made_for_want_of_another_fits_its_column() -> None:
    chosen = choose({"k": ["x" * 255]}, {"x" * 255}, 255)

    assert len(chosen["k"]) == 255
    assert chosen["k"].startswith("xxx")


# --- Artists --------------------------------------------------------------------------------------------------------

postgres = pytest.mark.postgres


@postgres
async def test_an_artist_arrives_whole(adb: AsyncDb) -> None:
    row = artist(
        "K1",
        "Björk",
        slugs=("bjork",),
        spotify_id="7w29UYBi0qsHi5RTcv3lmA",
        image_url="https://i/large",
        small_image_url="https://i/small",
        genres=("Art Pop", "Electronic"),
        popularity=64,
        followers=2_000_000,
        external_urls={"spotify": "https://open.spotify.com/artist/7w29UYBi0qsHi5RTcv3lmA"},
        verified=True,
    )

    loaded = await load_artists(adb, [row])

    assert (loaded.inserted, loaded.updated, loaded.unchanged, loaded.shared_spotify_ids) == (1, 0, 0, ())
    columns = "id, ticketmaster_id, spotify_id, name, slug, image_url, small_image_url, genres, popularity, followers"
    assert await rows(adb, f"SELECT {columns}, external_urls, verified FROM artists") == [
        (
            loaded.ids["K1"],
            "K1",
            "7w29UYBi0qsHi5RTcv3lmA",
            "Björk",
            "bjork",
            "https://i/large",
            "https://i/small",
            ["Art Pop", "Electronic"],
            64,
            2_000_000,
            {"spotify": "https://open.spotify.com/artist/7w29UYBi0qsHi5RTcv3lmA"},
            True,
        )
    ]


@postgres
async def test_what_spotify_no_longer_says_stays(adb: AsyncDb) -> None:
    await load_artists(
        adb, [artist("a", spotify_id="s", popularity=64, followers=9, image_url="l", small_image_url="m")]
    )

    loaded = await load_artists(adb, [artist("a", "Abba")])

    assert loaded.updated == 1
    assert await rows(
        adb, "SELECT name, spotify_id, popularity, followers, image_url, small_image_url FROM artists"
    ) == [("Abba", "s", 64, 9, "l", "m")]


@postgres
async def test_artists_of_one_name_get_slugs_of_their_own_and_keep_them(adb: AsyncDb) -> None:
    await load_artists(adb, [artist("a")])
    await load_artists(adb, [artist("b"), artist("c", slugs=("abba",)), artist("d", slugs=())])
    renamed = await load_artists(adb, [artist("b", "Björn Again"), artist("a")])

    found = dict(await rows(adb, "SELECT ticketmaster_id, slug FROM artists"))
    assert (found["a"], found["b"]) == ("abba", "abba-b")
    assert found["c"].startswith("abba-")
    assert found["d"].startswith("item-")
    assert (renamed.updated, renamed.unchanged) == (1, 1)


@postgres
async def test_a_stub_is_made_once_and_overwrites_nothing(adb: AsyncDb) -> None:
    await load_artists(adb, [artist("a", popularity=50, genres=("Pop",))])

    loaded = await load_artist_stubs(adb, [artist("a", "Not ABBA"), artist("b", "Support", spotify_id="s")])
    again = await load_artist_stubs(adb, [artist("b", "Other name"), artist("a", "Not ABBA")])

    assert (loaded.inserted, loaded.unchanged) == (1, 1)
    assert (again.inserted, again.updated, again.unchanged) == (0, 0, 2)
    assert loaded.ids == again.ids
    assert set(loaded.ids) == {"a", "b"}
    assert await rows(adb, "SELECT name, genres, popularity FROM artists ORDER BY ticketmaster_id") == [
        ("ABBA", ["Pop"], 50),
        ("Support", [], 0),
    ]


@postgres
async def test_the_first_of_two_attractions_keeps_the_spotify_id_they_share(adb: AsyncDb) -> None:
    await load_artists(adb, [artist("a", spotify_id="s")])

    later = await load_artists(adb, [artist("b", spotify_id="s"), artist("a", spotify_id="s")])
    together = await load_artists(adb, [artist("d", spotify_id="t"), artist("c", spotify_id="t")])

    assert later.shared_spotify_ids == (SharedSpotifyId("b", "s", "a"),)
    assert together.shared_spotify_ids == (SharedSpotifyId("c", "t", "d"),)
    found = await rows(adb, "SELECT ticketmaster_id, spotify_id FROM artists ORDER BY 1")
    assert found == [("a", "s"), ("b", None), ("c", None), ("d", "t")]


@postgres
async def test_two_imports_of_namesakes_at_once(adb: AsyncDb, database: str) -> None:
    """All claim one slug and one Spotify id: each gets its own slug, one the id, nobody an error."""

    async def once(key: str) -> None:
        async with await async_connect(database) as own:
            await load_artists(own, [artist(key, spotify_id="s"), artist("shared", spotify_id="t")])

    await asyncio.gather(*(once(f"k{i}") for i in range(8)))

    found = await rows(adb, "SELECT count(*), count(DISTINCT slug), count(spotify_id) FROM artists")
    assert found == [(9, 9, 2)]


@postgres
async def test_a_sync_is_noted(adb: AsyncDb) -> None:
    ids = (await load_artists(adb, [artist("a")])).ids
    times = "SELECT last_synced_at, song_catalog_synced_at, last_full_sync_at, total_songs, total_albums FROM artists"

    await mark_synced(adb, ids["a"], "shows")
    assert [value is None for value in (await rows(adb, times))[0]] == [False, True, True, False, False]
    await mark_synced(adb, ids["a"], "songs", total_songs=120, total_albums=9)
    await mark_synced(adb, ids["a"], "all")
    (found,) = await rows(adb, times)
    assert None not in found
    assert found[3:] == (120, 9)
    with pytest.raises(StoreError, match="no artist"):
        await mark_synced(adb, uuid.uuid4(), "all")


# --- Venues and shows -----------------------------------------------------------------------------------------------


@postgres
async def test_a_venue_arrives_whole_and_changes(adb: AsyncDb) -> None:
    row = venue(
        "v",
        address="329 N Dearborn St",
        city="Chicago",
        state="IL",
        country="US",
        postal_code="60654",
        latitude=Decimal("41.8878830"),
        longitude=Decimal("-87.6291400"),
        timezone="America/Chicago",
        website="https://www.ticketmaster.com/v",
    )
    first = await load_venues(adb, [row, venue("w")])
    second = await load_venues(adb, [venue("w", name="HOB"), row])

    assert (first.inserted, second.updated, second.unchanged) == (2, 1, 1)
    assert first.ids == second.ids == dict(await rows(adb, "SELECT ticketmaster_id, id FROM venues"))
    assert await rows(adb, "SELECT slug, name FROM venues ORDER BY slug") == [
        ("house-of-blues", "House of Blues"),
        ("house-of-blues-w", "HOB"),
    ]
    columns = "address, city, state, country, postal_code, latitude, longitude, timezone, website"
    assert await rows(adb, f"SELECT {columns} FROM venues WHERE ticketmaster_id = 'v'") == [
        (
            "329 N Dearborn St",
            "Chicago",
            "IL",
            "US",
            "60654",
            Decimal("41.8878830"),
            Decimal("-87.6291400"),
            "America/Chicago",
            "https://www.ticketmaster.com/v",
        )
    ]


@postgres
async def test_a_show_arrives_whole(adb: AsyncDb) -> None:
    artists = await load_artists(adb, [artist("a"), artist("b", "Blondie")])
    venues = await load_venues(adb, [venue("v")])
    row = show(
        "s",
        venue_key="v",
        name="ABBA with Blondie",
        slugs=("abba-chicago-2030-05-01",),
        date_status="tbd",
        start_time=dt.time(19, 30),
        status="rescheduled",
        ticket_url="https://www.ticketmaster.com/event/s",
        min_price=Decimal("59.50"),
        max_price=Decimal("250.00"),
        currency="CAD",
        description="Doors at six",
        age_restrictions="18+",
        line_up=("a", "b"),
    )

    loaded = await load_shows(adb, [row])

    assert (loaded.inserted, loaded.bills, loaded.unresolved) == (1, 2, ())
    columns = "id, headliner_artist_id, venue_id, name, slug, date, date_status, start_time, status, ticket_url"
    assert await rows(
        adb, f"SELECT {columns}, min_price, max_price, currency, description, age_restrictions FROM shows"
    ) == [
        (
            loaded.ids["s"],
            artists.ids["a"],
            venues.ids["v"],
            "ABBA with Blondie",
            "abba-chicago-2030-05-01",
            dt.date(2030, 5, 1),
            "tbd",
            dt.time(19, 30),
            "rescheduled",
            "https://www.ticketmaster.com/event/s",
            Decimal("59.50"),
            Decimal("250.00"),
            "CAD",
            "Doors at six",
            "18+",
        )
    ]
    assert await bill(adb) == ["a", "b"]


@postgres
async def test_a_show_moves_and_keeps_row_and_slug(adb: AsyncDb) -> None:
    await load_artists(adb, [artist("a")])
    first = await load_shows(adb, [show("s", min_price=Decimal(5), currency="EUR"), show("gone")])

    moved = await load_shows(adb, [show("s", date=dt.date(2031, 1, 1), status="postponed", slugs=("other",))])

    assert (moved.updated, moved.ids["s"]) == (1, first.ids["s"])
    assert await rows(adb, "SELECT slug, date, status, min_price, currency FROM shows ORDER BY slug") == [
        ("night", dt.date(2031, 1, 1), "postponed", None, None),
        ("night-gone", dt.date(2030, 5, 1), "upcoming", None, None),
    ]


@postgres
async def test_shows_that_name_what_is_not_there_are_named(adb: AsyncDb) -> None:
    await load_artists(adb, [artist("a")])

    loaded = await load_shows(adb, [show("s"), show("t", "nobody"), show("u", venue_key="nowhere")])

    assert (loaded.inserted, loaded.updated, loaded.unchanged) == (1, 0, 0)
    assert sorted(loaded.unresolved) == ["t", "u"]
    assert set(loaded.ids) == {"s"}


@postgres
@pytest.mark.parametrize(
    ("line_up", "expected", "changed"),
    [
        (("a", "b", "c"), ["a", "b", "c"], 0),
        (("a", "c", "b"), ["a", "c", "b"], 2),
        (("b", "c", "a"), ["a", "b", "c"], 0),
        (("a", "a", "d", "b", "d"), ["a", "d", "b"], 3),
        (("a", "unknown"), ["a"], 2),
        ((), ["a"], 2),
    ],
)
async def test_a_bill_is_replaced_where_it_differs(
    adb: AsyncDb, line_up: tuple[str, ...], expected: list[str], changed: int
) -> None:
    await load_artists(adb, [artist(key, key) for key in "abcd"])
    await load_shows(adb, [show("s", line_up=("a", "b", "c")), show("other", line_up=("a", "d"))])

    loaded = await load_shows(adb, [show("s", line_up=line_up)])

    assert await bill(adb) == expected
    assert await bill(adb, "other") == ["a", "d"]
    assert loaded.bills == changed


@postgres
async def test_loading_all_of_it_again_changes_nothing(adb: AsyncDb) -> None:
    artists = [artist("a", genres=("Pop",), popularity=1), artist("b", "Blondie", external_urls={"x": "y"})]
    venues = [venue("v", latitude=Decimal("1.5"), longitude=Decimal("2.25")), venue("w")]
    shows = [
        show(
            f"s{i}", venue_key="vw"[i % 2], date=dt.date(2030, 1, 1 + i), min_price=Decimal("9.90"), line_up=("a", "b")
        )
        for i in range(20)
    ]

    async def everything() -> list[Any]:
        return [await load_artists(adb, artists), await load_venues(adb, venues), await load_shows(adb, shows)]

    first = await everything()
    before = await versions(adb)
    second = await everything()

    assert await versions(adb) == before
    assert [loaded.inserted for loaded in first] == [loaded.unchanged for loaded in second] == [2, 2, 20]
    assert second[2].bills == 0


@postgres
async def test_two_imports_of_the_same_shows_at_once(adb: AsyncDb, database: str) -> None:
    """They bring two bills for each show, in opposite order: one of the two stands in the end, whole."""
    await load_artists(adb, [artist(key, key) for key in "abcd"])

    async def once(line_up: tuple[str, ...], step: int) -> None:
        async with await async_connect(database) as own:
            for _ in range(3):
                await load_shows(own, [show(f"s{i}", line_up=line_up) for i in range(40)][::step])

    await asyncio.gather(once(("a", "b", "c"), 1), once(("a", "d"), -1), once(("a", "c", "b", "d"), 1))

    assert await rows(adb, "SELECT count(*), count(DISTINCT slug) FROM shows") == [(40, 40)]
    for i in range(40):
        assert await bill(adb, f"s{i}") in (["a", "b", "c"], ["a", "d"], ["a", "c", "b", "d"])


@postgres
async def test_a_slug_about_to_be_given_is_waited_for(adb: AsyncDb, database: str) -> None:
    async with await async_connect(database) as other:
        async with other.transaction():
            await load_venues(other, [venue("v")])
            ours = asyncio.create_task(load_venues(adb, [venue("w")]))
            await wait_for_a_lock(other, ours)
        await ours

    assert await rows(adb, "SELECT slug FROM venues ORDER BY 1") == [("house-of-blues",), ("house-of-blues-w",)]


@postgres
async def test_a_bill_being_replaced_is_waited_for(adb: AsyncDb, database: str) -> None:
    await load_artists(adb, [artist(key, key) for key in "abc"])
    await load_shows(adb, [show("s")])
    async with await async_connect(database) as other:
        async with other.transaction():
            await load_shows(other, [show("s", line_up=("a", "b"))])
            ours = asyncio.create_task(load_shows(adb, [show("s", line_up=("a", "c"))]))
            await wait_for_a_lock(other, ours)
        await ours

    assert await bill(adb) == ["a", "c"]


@postgres
async def test_no_rows_at_all(adb: AsyncDb) -> None:
    assert (await load_artists(adb, [])).ids == {}
    assert (await load_artist_stubs(adb, [])).ids == {}
    assert (await load_venues(adb, [])).ids == {}
    assert (await load_shows(adb, [])).ids == {}


@postgres
async def test_weird_text_ends_in_its_row(adb: AsyncDb) -> None:
    weird = "\0\ud800 😀 'quoted\" \\N \t\n"
    row = artist(f"k{weird}", weird, slugs=(weird,), genres=(weird,), external_urls={weird: weird})

    await load_artists(adb, [row])
    await load_artists(adb, [row])
    loaded = await load_shows(
        adb, [show("s", f"k{weird}", name=weird, description=weird * 1000, line_up=(f"k{weird}",))]
    )

    clean = weird.replace("\0", "").replace("\ud800", "")
    assert await rows(adb, "SELECT name, genres, external_urls FROM artists") == [(clean, [clean], {clean: clean})]
    assert (loaded.inserted, await rows(adb, "SELECT name FROM shows")) == (1, [(clean,)])
    assert len(await bill(adb)) == 1
