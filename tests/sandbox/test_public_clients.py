"""Public clients, unmodified, read the sandbox over HTTP: spotipy for Spotify, ticketpy for Ticketmaster.

Only their addresses are set; neither has an option for every one of them.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import spotipy
import ticketpy
import ticketpy.client
from spotipy.cache_handler import MemoryCacheHandler
from spotipy.oauth2 import SpotifyClientCredentials

from theset_assets.sandbox import Sandbox, demo


@pytest.fixture
def spotify(sandbox: Sandbox) -> Iterator[spotipy.Spotify]:
    credentials = SpotifyClientCredentials("client", "secret", cache_handler=MemoryCacheHandler())
    credentials.OAUTH_TOKEN_URL = sandbox.token_url
    client = spotipy.Spotify(auth_manager=credentials, retries=0, status_retries=0)
    client.prefix = f"{sandbox.spotify_url}/"
    yield client
    client._session.close()
    credentials._session.close()


@pytest.fixture
def ticketmaster(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> ticketpy.ApiClient:
    monkeypatch.setattr(ticketpy.ApiClient, "root_url", sandbox.base_url)
    monkeypatch.setattr(ticketpy.ApiClient, "url", sandbox.ticketmaster_url)
    return ticketpy.ApiClient("key")


@pytest.fixture
def sixty(ask) -> str:
    return ask.spotify_id(demo.SIXTY.id)


@pytest.mark.filterwarnings("ignore:.*deprecated by Spotify:DeprecationWarning")
def test_spotipy_reads_an_artist_and_its_work(spotify: spotipy.Spotify, sixty: str) -> None:
    assert spotify.artist(sixty)["name"] == "Velvet Meridian"
    page = spotify.artist_albums(sixty, include_groups="album,single,compilation,appears_on", limit=50)
    albums = page["items"]
    while page["next"]:
        page = spotify.next(page)
        albums += page["items"]
    assert len(albums) == 60
    album = spotify.album(albums[0]["id"])
    assert spotify.album_tracks(album["id"], limit=50)["items"] == album["tracks"]["items"]
    ids = [one["id"] for one in albums[:20]]
    assert [one["id"] for one in spotify.albums(ids)["albums"]] == ids
    track = album["tracks"]["items"][0]["id"]
    assert spotify.track(track)["external_ids"]["isrc"] == spotify.tracks([track])["tracks"][0]["external_ids"]["isrc"]
    assert len(spotify.artist_top_tracks(sixty)["tracks"]) == 10
    assert spotify.artists([sixty])["artists"][0]["id"] == sixty


def test_spotipy_searches_and_pages(spotify: spotipy.Spotify) -> None:
    first = spotify.search("artist:Ashgrove", type="artist", limit=2)
    second = spotify.next(first["artists"])
    names = [one["name"] for one in first["artists"]["items"] + second["artists"]["items"]]
    assert names.count("Ashgrove") == 2


def test_spotipy_sees_the_errors(spotify: spotipy.Spotify, sandbox: Sandbox, sixty: str) -> None:
    with pytest.raises(spotipy.SpotifyException) as unknown:
        spotify.artist("4aawyAB9vmqN3uQ7FjRGTy")
    assert unknown.value.http_status == 404
    sandbox.fault(kind="rate_limited", retry_after=9)
    with pytest.raises(spotipy.SpotifyException) as limited:
        spotify.artist(sixty)
    assert limited.value.http_status == 429


def test_spotipy_in_development_mode(spotify: spotipy.Spotify, sandbox: Sandbox, sixty: str) -> None:
    sandbox.configure(spotify_mode="development")
    assert "popularity" not in spotify.artist(sixty)
    with pytest.raises(spotipy.SpotifyException):
        spotify.artist_albums(sixty, limit=50)
    assert len(spotify.artist_albums(sixty, limit=10)["items"]) == 10


def test_ticketpy_reads_attractions_events_and_venues(ticketmaster: ticketpy.ApiClient) -> None:
    attraction = ticketmaster.attractions.by_id(demo.SIXTY.id)
    assert attraction.name == "Velvet Meridian"
    found = [one.name for one in ticketmaster.attractions.find(keyword="ashgrove").one()]
    assert found.count("Ashgrove") == 2
    events = ticketmaster.events.find(attraction_id=demo.SIXTY.id, sort="date,asc", size=10).all()
    assert len({event.id for event in events}) == 24
    timed = next(event for event in events if event.utc_datetime)
    assert timed.local_start_date <= timed.utc_datetime.date().isoformat()
    venue = timed.venues[0]
    assert ticketmaster.venues.by_id(venue.id).city == venue.city
    assert ticketmaster.events.by_id(timed.id).name == timed.name


def test_ticketpy_sees_the_errors(ticketmaster: ticketpy.ApiClient) -> None:
    with pytest.raises(ticketpy.client.ApiException, match="DIS1036"):
        ticketmaster.events.find(attraction_id=demo.SIXTY.id, size=500)
    ticketmaster.api_key = "bad"
    with pytest.raises(ticketpy.client.ApiException, match="InvalidApiKey"):
        ticketmaster.events.find(attraction_id=demo.SIXTY.id)
