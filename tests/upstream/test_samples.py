"""Every recorded body that fits a record, decoded: nothing malformed, and some fields checked against the body."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from theset_assets.upstream import spotify_bodies, ticketmaster_bodies
from theset_assets.upstream.records import Event, Malformed
from theset_assets.upstream.spotify import Spotify
from theset_assets.upstream.ticketmaster import Ticketmaster

SLIPKNOT = "ticketmaster/genewongs__LOCO-BROCO-Events__events_slipknot_2022.json"
EAGLES = "ticketmaster/tom-SFSDI__ACT_Now_Travel__events_eagles_2021.json"
DOCS = "ticketmaster/ticketmaster-api__ticketmaster-api.github.io__docs_"
RSPOTIFY = "spotify/guilhermesad__rspotify__"
PYTHON = "spotify/joostlek__python-spotify__"


@pytest.mark.parametrize(("name", "count"), [(SLIPKNOT, 20), (EAGLES, 20), (f"{DOCS}search_events.json", 1)])
def test_events(sample, name, count):
    body = sample(name)
    raw = body if isinstance(body, list) else body["_embedded"]["events"]
    events, malformed, items = ticketmaster_bodies.events({"_embedded": {"events": raw}})
    assert (len(events), malformed, items) == (count, (), count)
    for event, source in zip(events, raw, strict=True):
        start = source["dates"]["start"]
        assert event.id == source["id"]
        assert event.name == source["name"]
        assert (str(event.local_date) if event.local_date else None) == start.get("localDate")
        assert (str(event.local_time) if event.local_time else None) == start.get("localTime")
        assert [venue.id for venue in event.venues] == [v["id"] for v in source["_embedded"].get("venues", [])]
        line_up = source["_embedded"].get("attractions", [])
        assert [(artist.id, artist.name) for artist in event.attractions] == [(a["id"], a["name"]) for a in line_up]
        assert len(event.price_ranges) == len(source.get("priceRanges", []))


def test_an_event_of_slipknot(sample):
    record, _ = ticketmaster_bodies.event(sample(SLIPKNOT)[0])
    assert isinstance(record, Event)
    assert (record.id, record.status_code, record.timezone) == ("Z698xZu0Zaaxy", "rescheduled", "Europe/Prague")
    assert record.starts_at == dt.datetime(2022, 7, 28, 17, 30, tzinfo=dt.UTC)
    assert record.local_time == dt.time(19, 30)
    assert [(price.type, price.currency, price.min, price.max) for price in record.price_ranges] == [
        ("standard including fees", "CZK", Decimal(1290), Decimal(1790)),
        ("standard", "CZK", Decimal("1161.01"), Decimal("1611.01")),
    ]
    venue, band = record.venues[0], record.attractions[0]
    assert (venue.name, venue.city, venue.state, venue.latitude) == ("O2 Arena", "Praha 9", None, "50.10479")
    assert band.external_links["musicbrainz"] == ("a466c2a2-6517-42fb-a160-1087c3bafd9f",)
    assert "05fG473iIaoy82BF1aGhL8" in band.external_links["spotify"][0]


@pytest.mark.parametrize(
    ("name", "decode"),
    [
        (f"{DOCS}get_attraction.json", ticketmaster_bodies.attraction),
        (f"{DOCS}get_venue.json", ticketmaster_bodies.venue),
        (f"{DOCS}get_event.json", lambda body: ticketmaster_bodies.event(body)[0]),
        (f"{RSPOTIFY}artist_find_7Ln80lUS6He07XvHI8qqHH.json", spotify_bodies.artist),
        (f"{PYTHON}artist_2026.json", spotify_bodies.artist),
        (f"{PYTHON}album_2026.json", spotify_bodies.album),
        (f"{RSPOTIFY}album_find_2js3lkzAjWpD656NK7ZaJX.json", spotify_bodies.album),
        (f"{RSPOTIFY}album_find_5bU1XKYxHhEwukllT20xtk_1.json", spotify_bodies.album),
        (f"{RSPOTIFY}album_find_5bU1XKYxHhEwukllT20xtk_market_ES.json", spotify_bodies.album),
        (f"{RSPOTIFY}track_find_3jfr0TF6DQcOLat8gGn7E2_market_ES.json", spotify_bodies.track),
        (f"{RSPOTIFY}track_find_6fi8e1nv4QBqODf9puRcyX_market_ES.json", spotify_bodies.track),
    ],
)
def test_one_thing(sample, name, decode):
    body = sample(name)
    record = decode(body)
    assert not isinstance(record, Malformed)
    assert (record.id, record.name) == (body["id"], body["name"])


@pytest.mark.parametrize(
    ("name", "path", "decode"),
    [
        (f"{DOCS}search_attractions.json", ("_embedded", "attractions"), ticketmaster_bodies.attraction),
        (f"{DOCS}search_venues.json", ("_embedded", "venues"), ticketmaster_bodies.venue),
        (f"{RSPOTIFY}album_find_2agWNCZl5Ts9W05mij8EPh.json", ("albums",), spotify_bodies.album),
        (f"{RSPOTIFY}album_find_2agWNCZl5Ts9W05mij8EPh_market_ES.json", ("albums",), spotify_bodies.album),
        (f"{RSPOTIFY}album_find_3JquYMWj5wrzuZCNAvOYN9.json", ("albums",), spotify_bodies.album),
        (f"{PYTHON}several_albums_2025.json", ("albums",), spotify_bodies.album),
        (f"{PYTHON}artist_albums_2026.json", ("items",), spotify_bodies.album),
        (f"{RSPOTIFY}artist_7Ln80lUS6He07XvHI8qqHH_albums_limit_20_offset_0.json", ("items",), spotify_bodies.album),
        (f"{PYTHON}several_artists_2025.json", ("artists",), spotify_bodies.artist),
        (f"{RSPOTIFY}artist_search_Arctic.json", ("artists", "items"), spotify_bodies.artist),
        (f"{RSPOTIFY}artist_search_Arctic_offset_10.json", ("artists", "items"), spotify_bodies.artist),
        (f"{PYTHON}album_2026.json", ("tracks", "items"), spotify_bodies.track),
        (f"{PYTHON}album_tracks_2026.json", ("items",), spotify_bodies.track),
        (f"{RSPOTIFY}album_find_2js3lkzAjWpD656NK7ZaJX_tracks.json", ("items",), spotify_bodies.track),
        (f"{RSPOTIFY}album_find_2js3lkzAjWpD656NK7ZaJX_tracks_market_ES.json", ("items",), spotify_bodies.track),
        (f"{RSPOTIFY}track_find_4oI9kesyxHUr8fqiLd6uO9.json", ("tracks",), spotify_bodies.track),
        (f"{RSPOTIFY}track_find_4oI9kesyxHUr8fqiLd6uO9_market_ES.json", ("tracks",), spotify_bodies.track),
        (f"{RSPOTIFY}track_find_7D8BAYkrR9peCB9XSKCADc.json", ("tracks",), spotify_bodies.track),
        (f"{RSPOTIFY}track_search_Wanna_Know.json", ("tracks", "items"), spotify_bodies.track),
        (f"{RSPOTIFY}artist_7Ln80lUS6He07XvHI8qqHH_top_tracks_US.json", ("tracks",), spotify_bodies.track),
        (f"{PYTHON}artist_top_tracks_2025.json", ("tracks",), spotify_bodies.track),
        (f"{PYTHON}search_tracks_2026.json", ("tracks", "items"), spotify_bodies.track),
    ],
)
def test_several_things(sample, name, path, decode):
    items = sample(name)
    for key in path:
        items = items[key]
    good, bad = spotify_bodies.decode_all(items, decode)
    assert bad == ()
    assert [record.id for record in good] == [item["id"] for item in items if item is not None]
    assert good


async def test_the_eagles_replayed_whatever_is_asked(upstream, settings, reply, sample):
    """A replay that ignores every parameter: the read ends, each event comes once, and what is missing is told."""
    upstream.on("/tm/events.json", reply(sample(EAGLES)))
    async with Ticketmaster.from_settings(settings) as client:
        pages = [page async for page in client.events(["K8vZ9171ob7"])]
        assert client.calls < 15
    assert len({event.id for page in pages for event in page.events}) == 20
    assert pages[0].total_elements == 3 * 1112
    assert any(page.unreachable for page in pages)


async def test_a_recorded_album_with_its_second_page_of_tracks(upstream, settings, reply, sample):
    upstream.on("/token", reply(sample(f"{RSPOTIFY}authenticate_client.json")))
    id = "2js3lkzAjWpD656NK7ZaJX"
    upstream.on("/sp/albums", reply({"albums": [sample(f"{RSPOTIFY}album_find_{id}.json")]}))
    upstream.on(f"/sp/albums/{id}/tracks", reply(sample(f"{RSPOTIFY}album_find_{id}_tracks.json")))
    async with Spotify.from_settings(settings) as client:
        (batch,) = [batch async for batch in client.releases([id])]
    (release,) = batch.releases
    assert (release.album.name, release.album.total_tracks, len(release.tracks)) == ("69 Love Songs", 69, 69)
    assert (batch.malformed, batch.missing) == ((), ())


async def test_recorded_refusals(upstream, settings, reply, sample):
    upstream.on("/token", reply(sample(f"{RSPOTIFY}authenticate_client.json")))
    expired = reply(sample(f"{RSPOTIFY}album_find_5bU1XKYxHhEwukllT20xtk.json"), status=401)
    limited = reply(sample(f"{PYTHON}error_429.json"), status=429)
    upstream.on("/sp/artists/x", expired, limited, reply(sample(f"{PYTHON}artist_2026.json")))
    async with Spotify.from_settings(settings) as client:
        assert (await client.artist("x")).name == "Pitbull"
        assert client.calls == 3
