"""Loading songs and predicted setlists: a recording keeps its row, a setlist with votes is left alone."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from typing import Any

import msgspec
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.waiting import wait_for_a_lock
from theset_assets.catalogue.rows import ArtistRow, ShowRow, SongRow
from theset_assets.errors import StoreError
from theset_assets.store.connection import async_connect
from theset_assets.store.loaders import (
    LoadedSetlists,
    LoadedSongs,
    load_artists,
    load_predicted_setlists,
    load_shows,
    load_songs,
)

pytestmark = pytest.mark.postgres

AsyncDb = psycopg.AsyncConnection[Any]
TODAY = dt.date(2030, 1, 1)


def song(spotify_id: str, title: str = "SOS", **fields: Any) -> SongRow:
    row = {
        "title": title,
        "title_key": title.lower(),
        "artist": "ABBA",
        "album": "ABBA",
        "duration_ms": 200_000,
        **fields,
    }
    return SongRow(spotify_id=spotify_id, **row)


async def rows(db: AsyncDb, statement: str, *parameters: object) -> list[tuple[Any, ...]]:
    return await (await db.execute(statement, parameters)).fetchall()


async def add_artist(db: AsyncDb, key: str = "abba") -> uuid.UUID:
    return (await load_artists(db, [ArtistRow(ticketmaster_id=key, name=key.upper(), slugs=(key,))])).ids[key]


def counts(loaded: LoadedSongs) -> tuple[int, int, int]:
    return loaded.inserted, loaded.updated, loaded.unchanged


async def versions(db: AsyncDb) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    for table in ("songs", "artist_songs", "setlists", "setlist_songs"):
        found += await rows(db, f"SELECT xmin::text, xmax::text, t::text FROM {table} t ORDER BY 3")
    return found


@pytest.fixture
async def abba(adb: AsyncDb) -> uuid.UUID:
    return await add_artist(adb)


# --- Songs ----------------------------------------------------------------------------------------------------------


async def test_a_song_arrives_whole_and_linked(adb: AsyncDb, abba: uuid.UUID) -> None:
    row = song(
        "0",
        "Dancing Queen",
        album="Arrival",
        album_art_url="https://i/a",
        release_date=dt.date(1976, 10, 11),
        duration_ms=230_400,
        popularity=79,
        preview_url="https://p/a",
        isrc="SEAYD7601020",
        is_explicit=True,
        is_playable=False,
        track_number=2,
        disc_number=1,
    )

    loaded = await load_songs(adb, abba, [row, song("1", "Waterloo", is_primary_artist=False)])

    assert (counts(loaded), loaded.linked, loaded.total_songs, loaded.total_albums) == ((2, 0, 0), 2, 2, 1)
    columns = [field for field in msgspec.structs.asdict(row) if field not in ("is_primary_artist", "release_count")]
    found = await rows(adb, f"SELECT {', '.join(columns)} FROM songs WHERE id = %s", loaded.ids["0"])
    assert found == [tuple(getattr(row, column) for column in columns)]
    links = await rows(adb, "SELECT artist_id, song_id, is_primary_artist FROM artist_songs ORDER BY 3")
    assert links == [(abba, loaded.ids["1"], False), (abba, loaded.ids["0"], True)]


async def test_the_same_catalogue_again_changes_nothing(adb: AsyncDb, abba: uuid.UUID) -> None:
    catalogue = [
        song(f"{i}", f"Song {i}", isrc=f"SE{i:010}" if i % 2 else None, popularity=i or None) for i in range(60)
    ]
    first = await load_songs(adb, abba, catalogue)
    before = await versions(adb)

    second = await load_songs(adb, abba, catalogue[::-1])

    assert await versions(adb) == before
    assert (counts(first), counts(second), second.linked) == ((60, 0, 0), (0, 0, 60), 0)
    assert second.ids == first.ids
    assert (second.total_songs, second.total_albums) == (first.total_songs, first.total_albums) == (60, 1)


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ({}, {"spotify_id": "0", "title": "S.O.S.", "title_key": "other", "duration_ms": 1}, True),
        ({"isrc": "SE0"}, {"isrc": "SE0", "title_key": "other", "duration_ms": 1}, True),
        ({"isrc": "SE0"}, {"isrc": None, "duration_ms": 202_000}, True),
        ({"isrc": "SE0"}, {"isrc": "SE1", "duration_ms": 198_000}, True),
        ({}, {"artist": "Abba"}, True),
        ({}, {"artist": "ABBA feat. nobody"}, True),
        ({}, {"duration_ms": 202_001}, False),
        ({}, {"title_key": "sos remix"}, False),
        ({"duration_ms": None}, {"duration_ms": None}, False),
        ({"title_key": "x" * 300}, {"title_key": "x" * 299 + "y"}, False),
    ],
)
async def test_a_recording_is_recognised(
    adb: AsyncDb, abba: uuid.UUID, old: dict[str, Any], new: dict[str, Any], same: bool
) -> None:
    first = await load_songs(adb, abba, [song("0", **old)])

    second = await load_songs(adb, abba, [song(**{"spotify_id": "1", **new})])

    (spotify_id,) = second.ids
    assert (second.ids[spotify_id] == first.ids["0"]) is same
    assert counts(second) == ((0, 1, 0) if same else (1, 0, 0))
    assert await rows(adb, "SELECT spotify_id FROM songs WHERE id = %s", second.ids[spotify_id]) == [(spotify_id,)]
    assert counts(await load_songs(adb, abba, [song(**{"spotify_id": "1", **new})])) == (0, 0, 1)


async def test_what_upstream_no_longer_says_stays(adb: AsyncDb, abba: uuid.UUID) -> None:
    await load_songs(adb, abba, [song("0", isrc="SE0", popularity=70, album_art_url="u")])

    await load_songs(adb, abba, [song("0", "S.O.S.")])

    assert await rows(adb, "SELECT title, isrc, popularity, album_art_url FROM songs") == [("S.O.S.", "SE0", 70, None)]


async def test_of_two_candidates_each_song_is_taken_once(adb: AsyncDb, abba: uuid.UUID) -> None:
    """Two recordings of one title, three seconds apart; both come back as other copies, each a second off."""
    first = await load_songs(adb, abba, [song("0", duration_ms=200_000), song("1", duration_ms=203_000)])

    second = await load_songs(adb, abba, [song("3", duration_ms=202_500), song("2", duration_ms=200_600)])

    assert counts(second) == (0, 2, 0)
    assert (second.ids["2"], second.ids["3"]) == (first.ids["0"], first.ids["1"])


async def test_a_song_that_has_its_own_row_is_not_taken_for_another_copy(adb: AsyncDb, abba: uuid.UUID) -> None:
    first = await load_songs(adb, abba, [song("0")])

    second = await load_songs(adb, abba, [song("0"), song("1", isrc="SE1")])

    assert counts(second) == (1, 0, 1)
    assert second.ids["0"] == first.ids["0"] != second.ids["1"]


async def test_songs_that_left_the_catalogue_stay_linked(adb: AsyncDb, abba: uuid.UUID) -> None:
    await load_songs(adb, abba, [song("0"), song("1", "Waterloo", album="Waterloo")])

    loaded = await load_songs(adb, abba, [song("0")])

    assert (counts(loaded), loaded.total_songs, loaded.total_albums) == ((0, 0, 1), 2, 2)


async def test_the_next_artist_joins_the_song_and_does_not_rewrite_it(adb: AsyncDb, abba: uuid.UUID) -> None:
    guest = await add_artist(adb, "guest")
    first = await load_songs(adb, abba, [song("0", isrc="SE0")])
    before = await rows(adb, "SELECT xmin::text, t::text FROM songs t")

    joined = await load_songs(adb, guest, [song("9", isrc="SE0", album="Hits", is_primary_artist=False)])
    again = await load_songs(adb, guest, [song("9", isrc="SE0", album="Hits", is_primary_artist=False)])
    claimed = await load_songs(adb, guest, [song("9", isrc="SE0", album="Hits")])

    assert joined.ids == {"9": first.ids["0"]}
    assert (counts(joined), joined.linked, again.linked, claimed.linked) == ((0, 0, 1), 1, 0, 1)
    assert await rows(adb, "SELECT xmin::text, t::text FROM songs t") == before
    assert counts(await load_songs(adb, abba, [song("0", isrc="SE0", popularity=5)])) == (0, 1, 0)


async def test_a_guest_describes_a_song_until_its_own_artist_does(adb: AsyncDb, abba: uuid.UUID) -> None:
    guest = await add_artist(adb, "guest")
    await load_songs(adb, guest, [song("0", album="Hits", is_primary_artist=False)])

    loaded = await load_songs(adb, abba, [song("0", album="ABBA")])

    assert counts(loaded) == (0, 1, 0)
    assert counts(await load_songs(adb, guest, [song("0", album="Hits", is_primary_artist=False)])) == (0, 0, 1)
    assert await rows(adb, "SELECT album FROM songs") == [("ABBA",)]


async def test_two_artists_importing_the_same_new_recordings_at_once(adb: AsyncDb, database: str) -> None:
    """Each brings other Spotify ids of the same recordings, and each is imported twice at once."""
    artists = [await add_artist(adb, key) for key in ("a", "b")]

    async def once(artist: uuid.UUID, prefix: str) -> LoadedSongs:
        async with await async_connect(database) as own:
            return await load_songs(own, artist, [song(f"{prefix}{i}", f"Song {i}", isrc=f"SE{i}") for i in range(200)])

    loads = await asyncio.gather(
        *(once(artist, prefix) for artist, prefix in zip(artists, "xy", strict=True) for _ in "12")
    )

    assert sum(loaded.inserted for loaded in loads) == 200
    assert await rows(adb, "SELECT count(*), count(DISTINCT isrc) FROM songs") == [(200, 200)]
    assert await rows(adb, "SELECT artist_id, count(*) FROM artist_songs GROUP BY 1 ORDER BY 1") == sorted(
        (artist, 200) for artist in artists
    )


async def test_no_artist_no_songs(adb: AsyncDb) -> None:
    with pytest.raises(StoreError, match="artist_songs_artist_id_fkey"):
        await load_songs(adb, uuid.uuid4(), [song("0")])

    assert await rows(adb, "SELECT * FROM songs") == []


async def test_an_empty_catalogue(adb: AsyncDb, abba: uuid.UUID) -> None:
    assert await load_songs(adb, abba, []) == LoadedSongs()


async def test_text_of_any_length_and_script(adb: AsyncDb, abba: uuid.UUID) -> None:
    long = "😀" * 600
    row = song("0", long, artist=long, album=long, isrc="X" * 20)

    first, second = await load_songs(adb, abba, [row]), await load_songs(adb, abba, [row])

    assert (counts(first), counts(second)) == ((1, 0, 0), (0, 0, 1))
    found = await rows(adb, "SELECT char_length(title), char_length(artist), char_length(title_key), isrc FROM songs")
    assert found == [(500, 255, 600, None)]


RECORDINGS = st.lists(
    st.builds(
        song,
        spotify_id=st.sampled_from("abcdefgh"),
        title=st.sampled_from(["SOS", "Waterloo"]),
        isrc=st.sampled_from([None, "SE0", "SE1", "SE2"]),
        duration_ms=st.sampled_from([200_000, 201_500, 204_000, None]),
        popularity=st.sampled_from([None, 10, 20]),
    ),
    max_size=6,
    unique_by=lambda row: row.spotify_id,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(RECORDINGS, min_size=1, max_size=3))
def test_whatever_comes_twice_changes_nothing_and_no_row_is_shared(
    database: str, catalogues: list[list[SongRow]]
) -> None:
    async def check() -> None:
        async with await async_connect(database) as db:
            await db.execute("TRUNCATE artists, songs CASCADE")
            artist = await add_artist(db)
            for catalogue in catalogues:
                loaded = await load_songs(db, artist, catalogue)
                before = await versions(db)
                again = await load_songs(db, artist, catalogue)

                assert sum(counts(loaded)) == len(catalogue) == again.unchanged
                assert len(set(loaded.ids.values())) == len(catalogue)
                assert again.ids == loaded.ids
                assert await versions(db) == before

    asyncio.run(check())


# --- Predicted setlists ---------------------------------------------------------------------------------------------


async def add_shows(db: AsyncDb, **dates: Any) -> None:
    shows = [
        ShowRow(
            ticketmaster_id=key,
            headliner_key="abba",
            venue_key=None,
            name=key,
            slugs=(key,),
            date=TODAY + dt.timedelta(days=days),
            status=status,
        )
        for key, (days, status) in dates.items()
    ]
    await load_shows(db, shows)


async def add_songs(db: AsyncDb, artist: uuid.UUID, number: int = 5) -> list[uuid.UUID]:
    loaded = await load_songs(db, artist, [song(f"sp{i}", f"Song {i}") for i in range(number)])
    return [loaded.ids[f"sp{i}"] for i in range(number)]


async def setlists(db: AsyncDb) -> dict[str, list[uuid.UUID]]:
    found = await rows(
        db,
        "SELECT s.ticketmaster_id, array_agg(e.song_id ORDER BY e.position) FROM setlists l"
        " JOIN shows s ON s.id = l.show_id LEFT JOIN setlist_songs e ON e.setlist_id = l.id"
        " WHERE l.type = 'predicted' GROUP BY 1",
    )
    return dict(found)


async def cast_vote(db: AsyncDb, entry: uuid.UUID) -> None:
    ((user,),) = await rows(db, "INSERT INTO auth.users DEFAULT VALUES RETURNING id")
    await db.execute("INSERT INTO user_profiles (id) VALUES (%s)", (user,))
    await db.execute("INSERT INTO setlist_votes VALUES (%s, %s, -1)", (entry, user))


async def test_each_upcoming_show_gets_one(adb: AsyncDb, abba: uuid.UUID) -> None:
    await add_shows(
        adb,
        soon=(0, "upcoming"),
        moved=(3, "rescheduled"),
        put_off=(-30, "postponed"),
        past=(-1, "upcoming"),
        off=(5, "cancelled"),
        over=(5, "completed"),
    )
    ids = await add_songs(adb, abba)

    wanted: list[uuid.UUID | str] = [ids[2], "sp0", "unknown", uuid.uuid4(), "sp2", ids[4], ids[1]]
    made = await load_predicted_setlists(adb, abba, wanted, length=3, today=TODAY)
    before = await versions(adb)
    again = await load_predicted_setlists(adb, abba, wanted, length=3, today=TODAY)

    expected = [ids[2], ids[0], ids[4]]
    assert made == LoadedSetlists(created=3, refreshed=0, kept=0, songs=9)
    assert again == LoadedSetlists(created=0, refreshed=0, kept=3, songs=0)
    assert await setlists(adb) == {"soon": expected, "moved": expected, "put_off": expected}
    assert await versions(adb) == before
    assert await rows(adb, "SELECT DISTINCT name, artist_id FROM setlists") == [("Predicted setlist", abba)]
    assert await rows(adb, "SELECT min(position), max(position) FROM setlist_songs") == [(1, 3)]


async def test_a_new_order_refreshes_and_keeps_entries(adb: AsyncDb, abba: uuid.UUID) -> None:
    await add_shows(adb, night=(1, "upcoming"))
    ids = await add_songs(adb, abba)
    await load_predicted_setlists(adb, abba, ids[:4], today=TODAY)
    entries = dict(await rows(adb, "SELECT song_id, id FROM setlist_songs"))

    made = await load_predicted_setlists(adb, abba, [ids[4], ids[0], ids[2], ids[1]], today=TODAY)

    assert made == LoadedSetlists(created=0, refreshed=1, kept=0, songs=4)
    assert await setlists(adb) == {"night": [ids[4], ids[0], ids[2], ids[1]]}
    after = dict(await rows(adb, "SELECT song_id, id FROM setlist_songs"))
    assert {key: after[key] for key in ids[:3]} == {key: entries[key] for key in ids[:3]}


async def test_a_voted_or_locked_setlist_is_left_alone(adb: AsyncDb, abba: uuid.UUID) -> None:
    await add_shows(adb, voted=(1, "upcoming"), locked=(2, "upcoming"), free=(3, "upcoming"))
    ids = await add_songs(adb, abba)
    await load_predicted_setlists(adb, abba, ids[:3], today=TODAY)
    entry = "SELECT e.id FROM setlist_songs e JOIN setlists l ON l.id = e.setlist_id JOIN shows s ON s.id = l.show_id"
    await cast_vote(adb, (await rows(adb, f"{entry} WHERE s.slug = 'voted' AND e.position = 2"))[0][0])
    await adb.execute("UPDATE setlists SET is_locked = true FROM shows s WHERE s.id = show_id AND s.slug = 'locked'")

    made = await load_predicted_setlists(adb, abba, ids[::-1], today=TODAY)

    assert (made.created, made.refreshed, made.kept) == (0, 1, 2)
    assert await setlists(adb) == {"voted": ids[:3], "locked": ids[:3], "free": ids[::-1]}


async def test_without_songs_there_is_no_setlist(adb: AsyncDb, abba: uuid.UUID) -> None:
    await add_shows(adb, night=(1, "upcoming"))

    assert await load_predicted_setlists(adb, abba, [], today=TODAY) == LoadedSetlists()
    assert await load_predicted_setlists(adb, abba, ["unknown"], today=TODAY) == LoadedSetlists()
    assert await rows(adb, "SELECT * FROM setlists") == []


async def test_an_actual_setlist_is_none_of_its_business(adb: AsyncDb, abba: uuid.UUID) -> None:
    await add_shows(adb, night=(1, "upcoming"))
    ids = await add_songs(adb, abba)
    await adb.execute(
        "INSERT INTO setlists (show_id, artist_id, type, name) SELECT id, %s, 'actual', 'A' FROM shows", (abba,)
    )

    made = await load_predicted_setlists(adb, abba, ids, today=TODAY)

    assert made.created == 1
    assert await rows(adb, "SELECT type, count(e.id) FROM setlists l LEFT JOIN setlist_songs e ON e.setlist_id = l.id"
                           " GROUP BY 1 ORDER BY 1") == [("actual", 0), ("predicted", 5)]  # fmt: skip


async def test_imports_at_once_make_one_setlist_a_show(adb: AsyncDb, abba: uuid.UUID, database: str) -> None:
    await add_shows(adb, **{f"night{i}": (i, "upcoming") for i in range(30)})
    ids = await add_songs(adb, abba)

    async def once(order: list[uuid.UUID]) -> None:
        async with await async_connect(database) as own:
            await load_predicted_setlists(own, abba, order, today=TODAY)

    await asyncio.gather(*(once(order) for order in (ids, ids[::-1], ids[:3], ids)))

    found = await setlists(adb)
    assert len(found) == 30
    assert all(order in (ids, ids[::-1], ids[:3]) for order in found.values())


async def test_a_vote_that_comes_first_is_seen(adb: AsyncDb, abba: uuid.UUID, database: str) -> None:
    await add_shows(adb, night=(1, "upcoming"))
    ids = await add_songs(adb, abba)
    await load_predicted_setlists(adb, abba, ids, today=TODAY)
    ((entry,),) = await rows(adb, "SELECT id FROM setlist_songs WHERE position = 1")

    async with await async_connect(database) as voter:
        async with voter.transaction():
            await cast_vote(voter, entry)
            waiting = asyncio.create_task(load_predicted_setlists(adb, abba, ids[::-1], today=TODAY))
            await wait_for_a_lock(voter, waiting)
        made = await waiting

    assert (made.refreshed, made.kept) == (0, 1)
    assert await setlists(adb) == {"night": ids}
