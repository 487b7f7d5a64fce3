"""The rules against recorded bodies, where those are at hand (environment variable THESET_SAMPLES).

The bodies are read here as plain JSON, only as far as the rules need them: the real reading is the clients', which
have tests of their own. What is asserted was read from the recordings by eye.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from theset_assets.catalogue.artists import artist_row, is_music
from theset_assets.catalogue.shows import ShowsRead, read_events
from theset_assets.catalogue.songs import studio_songs
from theset_assets.catalogue.titles import is_demo, is_live, is_remix
from theset_assets.upstream.records import (
    Album,
    ArtistRef,
    Attraction,
    Classification,
    Event,
    Image,
    PriceRange,
    Release,
    Track,
    Venue,
)

ROOT = Path(__file__).parents[2]
SAMPLES = Path(os.environ.get("THESET_SAMPLES", ROOT.parent / "shared/upstream/samples"))
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"no recorded bodies at {SAMPLES} (set THESET_SAMPLES)")


def body(path: str) -> Any:
    return json.loads((SAMPLES / path).read_text("utf-8"))


def named(value: dict[str, Any] | None, key: str = "name") -> Any:
    return (value or {}).get(key)


def classifications(data: dict[str, Any]) -> tuple[Classification, ...]:
    return tuple(
        Classification(
            primary=entry.get("primary", False),
            segment_id=named(entry.get("segment"), "id"),
            segment=named(entry.get("segment")),
            genre=named(entry.get("genre")),
            subgenre=named(entry.get("subGenre")),
            type=named(entry.get("type")),
            subtype=named(entry.get("subType")),
        )
        for entry in data.get("classifications", [])
    )


def an_attraction(data: dict[str, Any]) -> Attraction:
    return Attraction(
        id=data["id"],
        name=data["name"],
        url=data.get("url"),
        images=tuple(
            Image(url=image["url"], ratio=image.get("ratio"), width=image.get("width"), height=image.get("height"))
            for image in data.get("images", [])
        ),
        classifications=classifications(data),
        external_links={
            service: tuple(link.get("url") or link.get("id") for link in links)
            for service, links in data.get("externalLinks", {}).items()
        },
    )


def a_venue(data: dict[str, Any]) -> Venue:
    return Venue(
        id=data["id"],
        name=data.get("name"),
        url=data.get("url"),
        address=named(data.get("address"), "line1"),
        city=named(data.get("city")),
        state_code=named(data.get("state"), "stateCode"),
        country_code=named(data.get("country"), "countryCode"),
        postal_code=data.get("postalCode"),
        timezone=data.get("timezone"),
        latitude=named(data.get("location"), "latitude"),
        longitude=named(data.get("location"), "longitude"),
    )


def an_event(data: dict[str, Any]) -> Event:
    dates, inside = data["dates"], data.get("_embedded", {})
    start = dates["start"]
    return Event(
        id=data["id"],
        name=data["name"],
        url=data.get("url"),
        test=data.get("test", False),
        local_date=dt.date.fromisoformat(start["localDate"]) if "localDate" in start else None,
        local_time=dt.time.fromisoformat(start["localTime"]) if "localTime" in start else None,
        starts_at=dt.datetime.fromisoformat(start["dateTime"]) if "dateTime" in start else None,
        timezone=dates.get("timezone"),
        status_code=named(dates.get("status"), "code"),
        price_ranges=tuple(
            PriceRange(
                type=entry["type"],
                currency=entry["currency"],
                min=Decimal(str(entry["min"])),
                max=Decimal(str(entry["max"])),
            )
            for entry in data.get("priceRanges", [])
        ),
        legal_age_enforced=named(data.get("ageRestrictions"), "legalAgeEnforced"),
        classifications=classifications(data),
        venues=tuple(a_venue(entry) for entry in inside.get("venues", [])),
        attractions=tuple(an_attraction(entry) for entry in inside.get("attractions", [])),
    )


def events(path: str) -> list[Event]:
    data = body(f"ticketmaster/{path}")
    return [an_event(entry) for entry in (data["_embedded"]["events"] if isinstance(data, dict) else data)]


@pytest.fixture(scope="module")
def slipknot() -> ShowsRead:
    recorded = events("genewongs__LOCO-BROCO-Events__events_slipknot_2022.json")
    return read_events(recorded, today=dt.date(2022, 4, 1), artist_id="K8vZ9171Lz0")


def test_slipknots_tour(slipknot: ShowsRead) -> None:
    rejected = {rejection.id: rejection.reason for rejection in slipknot.rejections}
    assert rejected == {"Z698xZu0ZaaN9": "vip-package", "Z7r9jZ1AduI7w": "resale-twin"}
    assert len(slipknot.shows) == 18
    assert {show.headliner_key for show in slipknot.shows} == {"K8vZ9171Lz0"}
    assert {artist.name for artist in slipknot.artists} == {"Cypress Hill", "Ho99o9", "Knotfest"}
    assert len({show.slugs[0] for show in slipknot.shows}) == 18


def test_a_show_field_by_field(slipknot: ShowsRead) -> None:
    show = next(show for show in slipknot.shows if show.ticketmaster_id == "Z698xZu0Zaaxy")
    assert show.name == "Slipknot"
    assert show.slugs[0] == "slipknot-o2-arena-2022-07-28"
    assert (show.date, show.start_time, show.status) == (dt.date(2022, 7, 28), dt.time(19, 30), "rescheduled")
    assert (show.min_price, show.max_price, show.currency) == (Decimal("1161.01"), Decimal("1611.01"), "CZK")
    assert show.ticket_url == "https://www.ticketmaster.cz/event/slipknot-tickets/39097?language=en-us"
    assert (show.line_up, show.age_restrictions) == (("K8vZ9171Lz0",), None)
    venue = next(venue for venue in slipknot.venues if venue.ticketmaster_id == show.venue_key)
    assert venue.name == "O2 Arena"
    assert venue.slugs[:2] == ("o2-arena", "o2-arena-praha-9")
    assert venue.address == "Českomoravská 2345/17a"
    assert (venue.city, venue.state, venue.country, venue.postal_code) == ("Praha 9", None, "CZ", "19000")
    assert (venue.latitude, venue.longitude) == (Decimal("50.1047900"), Decimal("14.4937700"))
    assert venue.timezone == "Europe/Prague"


def test_an_evening_show_in_the_west_stays_on_its_day(slipknot: ShowsRead) -> None:
    show = next(show for show in slipknot.shows if show.ticketmaster_id == "vvG1IZ9eMI7NI1")
    assert (show.date, show.start_time) == (dt.date(2022, 6, 18), dt.time(18, 30))
    venue = next(venue for venue in slipknot.venues if venue.ticketmaster_id == "KovZpZAJld6A")
    assert venue.name == "RV Inn Style Resorts Amphitheater"


def test_a_page_of_a_city_holds_three_shows_of_the_eagles() -> None:
    recorded = events("tom-SFSDI__ACT_Now_Travel__events_eagles_2021.json")
    found = read_events(recorded, today=dt.date(2021, 1, 1), artist_id="K8vZ9171ob7")
    assert [show.date.day for show in found.shows] == [15, 16, 19]
    assert {show.status for show in found.shows} == {"rescheduled"}
    assert {rejection.reason for rejection in found.rejections} == {"not-this-artist"}
    lady_a = read_events(recorded, today=dt.date(2021, 1, 1), artist_id="K8vZ917bKif")
    assert [show.headliner_key for show in lady_a.shows] == ["K8vZ917GFIf"]
    both = read_events(recorded, today=dt.date(2021, 1, 1), artist_id="K8vZ9174l1f")
    assert [show.ticketmaster_id for show in both.shows] == ["Z7r9jZ1Ad7V4F", "vvG10ZpIuvds4O", "vvG10ZpIUcisGz"]


def test_golf_is_no_music() -> None:
    (golf,) = events("ticketmaster-api__ticketmaster-api.github.io__docs_search_events.json")
    found = read_events([golf], today=dt.date(2016, 1, 1), artist_id="K8vZ917uc57")
    assert [rejection.reason for rejection in found.rejections] == ["non-music"]


def test_a_recorded_attraction() -> None:
    recorded = an_attraction(
        body("ticketmaster/ticketmaster-api__ticketmaster-api.github.io__docs_get_attraction.json")
    )
    row = artist_row(recorded)
    assert is_music(recorded.classifications)
    assert (row.name, row.slugs[0], row.genres) == ("!!!", "exclamation-mark-3", ("Rock", "Pop"))
    assert (row.image_url or "").endswith("_TABLET_LANDSCAPE_LARGE_16_9.jpg")
    assert (row.small_image_url or "").endswith("_EVENT_DETAIL_PAGE_16_9.jpg")


def albums() -> list[dict[str, Any]]:
    """Every recorded album that comes with its tracks' names."""
    found: dict[str, dict[str, Any]] = {}

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            items = value["tracks"].get("items", []) if isinstance(value.get("tracks"), dict) else []
            if value.get("name") and items and all("name" in item for item in items):
                found.setdefault(value["id"], value)
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    for path in sorted((SAMPLES / "spotify").glob("*.json")):
        walk(json.loads(path.read_text("utf-8")))
    return list(found.values())


def refs(data: dict[str, Any]) -> tuple[ArtistRef, ...]:
    return tuple(ArtistRef(id=artist["id"], name=artist["name"]) for artist in data.get("artists", []))


def a_release(data: dict[str, Any]) -> Release:
    tracks = tuple(
        Track(
            id=item["id"],
            name=item["name"],
            duration_ms=item.get("duration_ms"),
            explicit=item.get("explicit", False),
            is_playable=item.get("is_playable"),
            track_number=item.get("track_number"),
            disc_number=item.get("disc_number"),
            artists=refs(item),
        )
        for item in data["tracks"]["items"]
    )
    album = Album(
        id=data["id"],
        name=data["name"],
        album_type=data.get("album_type"),
        release_date=data.get("release_date"),
        images=tuple(Image(url=image["url"]) for image in data.get("images", [])),
        artists=refs(data),
    )
    return Release(album=album, tracks=tracks)


def test_no_recorded_title_is_taken_for_another_kind() -> None:
    titles = {(item["name"], album["name"]) for album in albums() for item in album["tracks"]["items"]}
    assert len(titles) > 150
    live = {title for title, album in titles if is_live(title, album)}
    demos = {title for title, album in titles if is_demo(title, album)}
    assert all(" - " in title and "Live" in title for title in live), live
    assert all("Demo" in title or "Take" in title or "Outtake" in title for title in demos), demos
    assert {"Wind Cheetah - Home Demo", "Lofty Skies - Home Demo With Guitars"} <= demos
    assert "Fist Heart Mighty Dawn Dart - BBC Live - Top Gear 17/11/69" in live
    assert is_remix("The Son of Flynn - Remixed by Moby")


def test_a_deluxe_edition_field_by_field() -> None:
    edition = next(album for album in albums() if album["name"] == "The Next Day Extra")
    release = a_release(edition)
    artist = release.album.artists[0]
    found = studio_songs([release], artist_id=artist.id, artist_name=artist.name)
    assert (found.total_songs, found.total_albums, found.merged, found.rejections) == (24, 1, 0, ())
    song = found.songs[0]
    assert (song.title, song.title_key, song.artist, song.album) == (
        "The Next Day",
        "the next day",
        "David Bowie",
        "The Next Day Extra",
    )
    assert (song.duration_ms, song.track_number, song.disc_number) == (206786, 1, 1)
    assert song.release_date == dt.date(2013, 11, 1)
    assert song.album_art_url == edition["images"][0]["url"]


def test_every_recorded_album_is_read() -> None:
    for data in albums():
        release = a_release(data)
        found = studio_songs([release], artist_id=release.album.artists[0].id, artist_name="")
        rejected = [rejection for rejection in found.rejections if rejection.kind == "track"]
        assert len(found.songs) + found.merged + len(rejected) == len({track.id for track in release.tracks}), data[
            "name"
        ]
