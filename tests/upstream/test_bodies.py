"""Decoding: what each field becomes, and that nothing a body can hold raises."""

from __future__ import annotations

import copy
import datetime as dt
import json
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theset_assets.upstream import spotify_bodies, ticketmaster_bodies, values
from theset_assets.upstream.records import (
    Album,
    ArtistRef,
    Attraction,
    Classification,
    Event,
    Image,
    Malformed,
    PriceRange,
    Record,
    SpotifyArtist,
    Track,
    Venue,
)

EVENT: dict[str, Any] = {
    "id": "G5vYZ9",
    "name": "Some Band: The Tour",
    "url": "https://tickets.example/e/G5vYZ9",
    "test": False,
    "dates": {
        "start": {
            "localDate": "2026-05-21",
            "localTime": "19:30:00",
            "dateTime": "2026-05-22T02:30:00Z",
            "dateTBD": False,
            "dateTBA": False,
            "timeTBA": False,
            "noSpecificTime": False,
        },
        "initialStartDate": {"localDate": "2025-05-21"},
        "end": {"localDate": "2026-05-23"},
        "timezone": "America/Los_Angeles",
        "status": {"code": "rescheduled"},
        "spanMultipleDays": True,
    },
    "priceRanges": [{"type": "standard", "currency": "USD", "min": 49.5, "max": 1161.01}],
    "info": "Doors at 18",
    "pleaseNote": "No re-entry",
    "ageRestrictions": {"legalAgeEnforced": True},
    "classifications": [
        {
            "primary": True,
            "segment": {"id": "KZFzniwnSyZfZ7v7nJ", "name": "Music"},
            "genre": {"name": "Rock"},
            "subGenre": {"name": "Pop"},
            "type": {"name": "Undefined"},
            "subType": {"name": "Undefined"},
        }
    ],
    "_embedded": {
        "venues": [
            {
                "id": "KovZ1",
                "name": " The Hall ",
                "postalCode": "90305",
                "timezone": "America/Los_Angeles",
                "city": {"name": "Inglewood"},
                "state": {"name": "California", "stateCode": "CA"},
                "country": {"name": "United States Of America", "countryCode": "US"},
                "address": {"line1": "1 Street"},
                "location": {"longitude": "-118.341868", "latitude": "33.9583"},
            }
        ],
        "attractions": [
            {
                "id": "K8v1",
                "name": "Some Band",
                "externalLinks": {
                    "spotify": [{"url": "https://open.spotify.com/artist/05fG473iIaoy82BF1aGhL8?autoplay=true"}],
                    "musicbrainz": [{"id": "a466c2a2-6517-42fb-a160-1087c3bafd9f"}],
                    "twitter": [],
                },
                "images": [{"ratio": "16_9", "url": "https://i.example/1.jpg", "width": 1136, "height": 639}],
            },
            {"id": "K8v2", "name": "Support"},
        ],
    },
}

ALBUM: dict[str, Any] = {
    "id": "alb1",
    "name": "",
    "album_type": "album",
    "album_group": "appears_on",
    "total_tracks": 2,
    "release_date": "1997-05",
    "release_date_precision": "month",
    "external_urls": {"spotify": "https://open.spotify.com/album/alb1"},
    "images": [{"url": "https://i.example/640.jpg", "height": 640, "width": 640}],
    "artists": [{"id": "art1", "name": "Someone"}],
    "tracks": {"items": [], "total": 9},
}

TRACK: dict[str, Any] = {
    "id": "trk1",
    "name": "A Song",
    "duration_ms": 206786,
    "explicit": True,
    "is_playable": False,
    "track_number": 3,
    "disc_number": 2,
    "artists": [{"id": "art1", "name": "Someone"}, {"id": None, "name": "Local"}],
    "popularity": 53,
    "preview_url": None,
    "external_ids": {"isrc": "USRF31300001"},
    "linked_from": {"id": "trk0"},
}

ARTIST: dict[str, Any] = {
    "id": "art1",
    "name": "Someone",
    "followers": {"href": None, "total": 1469386},
    "genres": ["garage rock", None],
    "images": [{"url": "https://i.example/a.jpg", "height": 1333, "width": 1000}],
    "popularity": 73,
}


def test_an_event_field_by_field():
    record, malformed = ticketmaster_bodies.event(EVENT)
    assert malformed == ()
    assert record == Event(
        id="G5vYZ9",
        name="Some Band: The Tour",
        url="https://tickets.example/e/G5vYZ9",
        local_date=dt.date(2026, 5, 21),
        local_time=dt.time(19, 30),
        starts_at=dt.datetime(2026, 5, 22, 2, 30, tzinfo=dt.UTC),
        timezone="America/Los_Angeles",
        initial_local_date=dt.date(2025, 5, 21),
        end_local_date=dt.date(2026, 5, 23),
        spans_multiple_days=True,
        status_code="rescheduled",
        price_ranges=(PriceRange(type="standard", currency="USD", min=Decimal("49.5"), max=Decimal("1161.01")),),
        info="Doors at 18",
        please_note="No re-entry",
        legal_age_enforced=True,
        classifications=(
            Classification(
                primary=True,
                segment_id="KZFzniwnSyZfZ7v7nJ",
                segment="Music",
                genre="Rock",
                subgenre="Pop",
                type="Undefined",
                subtype="Undefined",
            ),
        ),
        venues=(
            Venue(
                id="KovZ1",
                name=" The Hall ",
                address="1 Street",
                city="Inglewood",
                state_code="CA",
                state="California",
                country_code="US",
                country="United States Of America",
                postal_code="90305",
                timezone="America/Los_Angeles",
                latitude="33.9583",
                longitude="-118.341868",
            ),
        ),
        attractions=(
            Attraction(
                id="K8v1",
                name="Some Band",
                images=(Image(url="https://i.example/1.jpg", ratio="16_9", width=1136, height=639),),
                external_links={
                    "spotify": ("https://open.spotify.com/artist/05fG473iIaoy82BF1aGhL8?autoplay=true",),
                    "musicbrainz": ("a466c2a2-6517-42fb-a160-1087c3bafd9f",),
                },
            ),
            Attraction(id="K8v2", name="Support"),
        ),
    )


def test_spotify_records_field_by_field():
    assert spotify_bodies.album(ALBUM) == Album(
        id="alb1",
        name="",
        album_type="album",
        album_group="appears_on",
        total_tracks=2,
        release_date="1997-05",
        release_date_precision="month",
        url="https://open.spotify.com/album/alb1",
        images=(Image(url="https://i.example/640.jpg", width=640, height=640),),
        artists=(ArtistRef(id="art1", name="Someone"),),
    )
    assert spotify_bodies.track(TRACK) == Track(
        id="trk1",
        name="A Song",
        duration_ms=206786,
        explicit=True,
        is_playable=False,
        track_number=3,
        disc_number=2,
        artists=(ArtistRef(id="art1", name="Someone"),),
        popularity=53,
        isrc="USRF31300001",
        linked_from_id="trk0",
    )
    assert spotify_bodies.artist(ARTIST) == SpotifyArtist(
        id="art1",
        name="Someone",
        genres=("garage rock",),
        images=(Image(url="https://i.example/a.jpg", width=1000, height=1333),),
        followers=1469386,
        popularity=73,
    )
    without_count = {key: value for key, value in ALBUM.items() if key != "total_tracks"}
    assert spotify_bodies.album(without_count).total_tracks == 9


@pytest.mark.parametrize(
    ("decode", "value", "expected"),
    [
        (
            ticketmaster_bodies.attraction,
            {"id": "K", "name": None},
            Malformed(kind="Attraction", id="K", reason="no name"),
        ),
        (ticketmaster_bodies.venue, {"name": "x"}, Malformed(kind="Venue", id="", reason="no id")),
        (ticketmaster_bodies.venue, {"id": "V"}, Venue(id="V")),
        (ticketmaster_bodies.attraction, None, Malformed(kind="Attraction", id="", reason="not an object")),
        (spotify_bodies.track, {"id": 5, "name": 6}, Malformed(kind="Track", id="", reason="no id and no name")),
        (spotify_bodies.album, "x", Malformed(kind="Album", id="", reason="not an object")),
        (spotify_bodies.artist, {"id": "\x00", "name": ""}, Malformed(kind="SpotifyArtist", id="", reason="no id")),
    ],
)
def test_what_lacks_an_id_or_a_name_is_malformed(decode, value, expected):
    assert decode(value) == expected


def test_an_unreadable_headliner_spoils_the_event_an_unreadable_support_does_not():
    event = copy.deepcopy(EVENT)
    event["_embedded"]["attractions"][1]["name"] = 7
    record, malformed = ticketmaster_bodies.event(event)
    assert isinstance(record, Event)
    assert [artist.id for artist in record.attractions] == ["K8v1"]
    assert malformed == (Malformed(kind="Attraction", id="K8v2", reason="no name"),)
    event["_embedded"]["attractions"][0]["id"] = ""
    record, malformed = ticketmaster_bodies.event(event)
    assert record == Malformed(kind="Event", id="G5vYZ9", reason="headliner: no id")


@pytest.mark.parametrize(
    ("read", "value", "expected"),
    [
        (values.date, "2026-02-30", None),
        (values.date, "2026-05-21T19:30:00Z", dt.date(2026, 5, 21)),
        (values.date, "21/05/2026", None),
        (values.date, 20260521, None),
        (values.time, "19:30", dt.time(19, 30)),
        (values.time, "2016-07-27T23:30:00Z", dt.time(23, 30)),
        (values.time, "19:30:00.123", dt.time(19, 30)),
        (values.time, "25:00:00", None),
        (values.time, "soon", None),
        (values.instant, "2026-05-21T19:30:00+02:00", dt.datetime(2026, 5, 21, 17, 30, tzinfo=dt.UTC)),
        (values.instant, "2026-05-21T19:30:00", dt.datetime(2026, 5, 21, 19, 30, tzinfo=dt.UTC)),
        (values.instant, "0001-01-01T00:00:00+14:00", None),
        (values.integer, 3.0, 3),
        (values.integer, 3.5, None),
        (values.integer, True, None),
        (values.integer, 2**31, None),
        (values.integer, float("inf"), None),
        (values.decimal, "49.90", Decimal("49.90")),
        (values.decimal, 0.1, Decimal("0.1")),
        (values.decimal, 1e300, None),
        (values.decimal, "NaN", None),
        (values.decimal, False, None),
        (values.decimal, "free", None),
        (values.flag, 1, None),
        (values.text, "a\x00b\ud83cc", "abc"),
        (values.filled, "", None),
        (values.mapping, [1], {}),
        (values.sequence, {"a": 1}, []),
    ],
)
def test_reading_one_value(read, value, expected):
    assert read(value) == expected


def test_a_number_of_thousands_of_digits_is_none():
    assert values.decimal(10**5000) is None
    assert values.integer(10**5000) is None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"a": "\\ud83c"}', {"a": "\ud83c"}),
        (b'{"a": "\xff"}', {"a": "\ufffd"}),
        (b'{"a": "\x01\\u0000"}', {"a": "\x01\x00"}),
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
        (b'{"a": 1e999}', {"a": float("inf")}),
        (b'{"a": NaN}', {"a": None}),
    ],
)
def test_a_sound_body_with_an_odd_value_is_read(body, expected):
    assert values.decode_object(body) == expected


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b'"x"', b"{", b'{"a":' * 100_000, b"<html>"])
def test_what_is_no_object_is_unreadable(body):
    with pytest.raises(values.UnreadableBody):
        values.decode_object(body)


# --- anything at all ------------------------------------------------------------------------------------------------

garbage = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from(
        [10**400, -(10**30), 2**31, 1e308, float("inf"), float("nan"), "\x00", "\ud800", "", "x" * 100_000]
    ),
    st.floats(),
    st.text(max_size=20),
    st.lists(st.none() | st.integers() | st.text(max_size=3), max_size=3),
    st.dictionaries(st.text(max_size=5), st.none() | st.text(max_size=3) | st.lists(st.none(), max_size=2), max_size=3),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths to everything inside `value`."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, item in pairs for found in places(item, (*path, key)))]


@st.composite
def mutations(draw: st.DrawFn, body: Any) -> Any:
    """`body` with one to four things in it replaced by garbage or removed."""
    for _ in range(draw(st.integers(1, 4))):
        paths = [path for path in places(body) if path]
        if not paths:
            return body
        path = draw(st.sampled_from(paths))
        body = copy.deepcopy(body)
        holder = body
        for key in path[:-1]:
            holder = holder[key]
        if isinstance(holder, dict) and draw(st.booleans()):
            del holder[path[-1]]
        else:
            holder[path[-1]] = draw(garbage)
    return body


def storable(record: Record) -> None:
    """Fails where a record cannot be written as UTF-8 JSON or holds a NUL, and so could not be stored."""
    assert b"\\u0000" not in msgspec.json.encode(record)


@settings(max_examples=400, deadline=None)
@given(mutations(EVENT))
def test_no_event_body_raises(body):
    record, malformed = ticketmaster_bodies.event(body)
    for item in (record, *malformed):
        storable(item)


@settings(max_examples=200, deadline=None)
@given(mutations({"_embedded": {"events": [EVENT], "attractions": EVENT["_embedded"]["attractions"]}}))
def test_no_search_body_raises(body):
    events, malformed, items = ticketmaster_bodies.events(body)
    assert len(events) <= items
    attractions, more = ticketmaster_bodies.attractions(body)
    for record in (*events, *malformed, *attractions, *more):
        storable(record)


@settings(max_examples=400, deadline=None)
@given(mutations([ALBUM, TRACK, ARTIST, {"items": [ALBUM], "total": 5, "next": "x"}]))
def test_no_spotify_body_raises(bodies):
    for body in bodies if isinstance(bodies, list) else [bodies]:
        page = spotify_bodies.page(body)
        for decode in (spotify_bodies.album, spotify_bodies.track, spotify_bodies.artist):
            good, bad = spotify_bodies.decode_all([body, *page.items], decode)
            for record in (*good, *bad):
                storable(record)


@given(garbage)
def test_no_value_raises_in_any_decoder(value):
    for decode in (
        ticketmaster_bodies.attraction,
        ticketmaster_bodies.venue,
        spotify_bodies.album,
        spotify_bodies.track,
    ):
        storable(decode(value))


@given(st.binary(max_size=200) | garbage.map(lambda value: json.dumps({"a": value}).encode()))
def test_no_bytes_raise_anything_but_unreadable(body):
    try:
        assert isinstance(values.decode_object(body), dict)
    except values.UnreadableBody as unreadable:
        assert str(unreadable)
