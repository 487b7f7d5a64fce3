"""Recorded events of Ticketmaster through the real job: artists, venues and shows in the database, field by field.

What is expected was read from the recordings by eye; `tests/replay.py` says how they are served.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest

from tests.importing import Importer
from tests.recorded.recorded_rows import CDN, bill, one, rejected
from tests.replay import needs_samples

pytestmark = [pytest.mark.postgres, needs_samples]

SLIPKNOT, EAGLES, CARLY_PEARCE = "K8vZ9171Lz0", "K8vZ9171ob7", "K8vZ9172_40"


@pytest.fixture(scope="module")
def imported(import_all) -> Iterator[Importer]:
    with import_all(SLIPKNOT, EAGLES, CARLY_PEARCE) as importer:
        yield importer


def test_the_artist_slipknot(imported: Importer) -> None:
    # The Spotify artist it links to is not among the recordings (404): no id, and no link that leads nowhere.
    assert one(imported, "artists", SLIPKNOT) == {
        "ticketmaster_id": "K8vZ9171Lz0",
        "spotify_id": None,
        "name": "Slipknot",
        "slug": "slipknot",
        "image_url": f"{CDN}/df2/6367c3a3-c633-444c-a434-c2a5deffedf2_1394101_TABLET_LANDSCAPE_LARGE_16_9.jpg",
        "small_image_url": f"{CDN}/df2/6367c3a3-c633-444c-a434-c2a5deffedf2_1394101_EVENT_DETAIL_PAGE_16_9.jpg",
        "genres": ["Metal", "Heavy Metal"],
        "popularity": 0,
        "followers": 0,
        "external_urls": {
            "facebook": "https://www.facebook.com/slipknot",
            "homepage": "http://www.slipknot1.com/",
            "instagram": "https://www.instagram.com/slipknot/",
            "itunes": "https://music.apple.com/us/artist/slipknot/6907568",
            "lastfm": "https://www.last.fm/music/Slipknot",
            "musicbrainz": "https://musicbrainz.org/artist/a466c2a2-6517-42fb-a160-1087c3bafd9f",
            "ticketmaster": "http://www.ticketmaster.cz/artist/6346",
            "twitter": "https://twitter.com/slipknot",
            "youtube": "https://www.youtube.com/user/slipknot",
        },
        "verified": False,
        "total_songs": 0,
        "total_albums": 0,
    }


def test_a_venue_in_prague(imported: Importer) -> None:
    assert one(imported, "venues", "Z598xZu0Zdv61") == {
        "ticketmaster_id": "Z598xZu0Zdv61",
        "name": "O2 Arena",
        "slug": "o2-arena",
        "address": "Českomoravská 2345/17a",
        "city": "Praha 9",
        "state": None,
        "country": "CZ",
        "postal_code": "19000",
        "latitude": Decimal("50.1047900"),
        "longitude": Decimal("14.4937700"),
        "timezone": "Europe/Prague",
        "website": "https://www.ticketmaster.cz/venue/o2-arena-praha-9-vstupenky/o2arena/105",
    }


def test_a_venue_in_the_us_without_its_stray_space(imported: Importer) -> None:
    assert one(imported, "venues", "KovZpZAJld6A") == {
        "ticketmaster_id": "KovZpZAJld6A",
        "name": "RV Inn Style Resorts Amphitheater",
        "slug": "rv-inn-style-resorts-amphitheater",
        "address": "17200 NE Delfel Road",
        "city": "Ridgefield",
        "state": "WA",
        "country": "US",
        "postal_code": "98642",
        "latitude": Decimal("45.7506120"),
        "longitude": Decimal("-122.6744340"),
        "timezone": "America/Los_Angeles",
        "website": "https://www.ticketmaster.com/rv-inn-style-resorts-amphitheater-tickets-ridgefield/venue/123505",
    }


def test_coordinates_of_more_digits_and_postal_codes_of_letters_or_zeros(imported: Importer) -> None:
    chula_vista = one(imported, "venues", "KovZpa2WZe")  # upstream: 32.58830386, -117.00640802
    assert (chula_vista["latitude"], chula_vista["longitude"]) == (Decimal("32.5883039"), Decimal("-117.0064080"))
    assert one(imported, "venues", "KovZpZA6kvtA")["postal_code"] == "03101"
    montreal = one(imported, "venues", "KovZpauRJe")
    assert (montreal["city"], montreal["state"], montreal["postal_code"]) == ("Montreal", "QC", "H4B 5G0")
    assert one(imported, "venues", "KovZpZAEev1A")["city"] == "Québec"


def test_a_rescheduled_show_in_prague(imported: Importer) -> None:
    assert one(imported, "shows", "Z698xZu0Zaaxy") == {
        "ticketmaster_id": "Z698xZu0Zaaxy",
        "name": "Slipknot",
        "slug": "slipknot-o2-arena-2022-07-28",
        "date": dt.date(2022, 7, 28),
        "date_status": "confirmed",
        "start_time": dt.time(19, 30),
        "status": "completed",
        "ticket_url": "https://www.ticketmaster.cz/event/slipknot-tickets/39097?language=en-us",
        "min_price": Decimal("1161.01"),
        "max_price": Decimal("1611.01"),
        "currency": "CZK",
        "description": None,
        "age_restrictions": None,
    }
    assert bill(imported, "Z698xZu0Zaaxy") == ["Slipknot"]


def test_an_evening_in_california_that_is_the_next_day_in_utc(imported: Importer) -> None:
    show = one(imported, "shows", "vvG1IZ9eMI7NI1")
    description = show.pop("description")
    assert description.startswith("Rain or shine. Every ticket includes parking")
    assert show == {
        "ticketmaster_id": "vvG1IZ9eMI7NI1",
        "name": "Knotfest Roadshow",
        "slug": "slipknot-north-island-credit-union-amphitheatre-2022-06-18",
        "date": dt.date(2022, 6, 18),
        "date_status": "confirmed",
        "start_time": dt.time(18, 30),
        "status": "completed",
        "ticket_url": (
            "https://concerts.livenation.com/knotfest-roadshow-chula-vista-california-06-18-2022/event/0A005C2DE8123A0A"
        ),
        "min_price": Decimal("39.50"),
        "max_price": Decimal("99.50"),
        "currency": "USD",
        "age_restrictions": None,
    }
    # Upstream's bill, the festival brand at its end included.
    assert bill(imported, "vvG1IZ9eMI7NI1") == ["Slipknot", "Cypress Hill", "Ho99o9", "Knotfest"]


def test_a_show_in_canada(imported: Importer) -> None:
    show = one(imported, "shows", "G5d7Z9eBc9-1Q")
    assert (show["date"], show["start_time"], show["slug"]) == (
        dt.date(2022, 5, 26),
        dt.time(18, 30),
        "slipknot-centre-bell-2022-05-26",
    )
    assert (show["min_price"], show["max_price"], show["currency"]) == (Decimal("19.75"), Decimal("505.00"), "CAD")
    assert show["description"].startswith("L'organisateur de l'événement continue")


def test_all_of_slipknots_tour_is_there_and_nothing_else(imported: Importer) -> None:
    shows = imported.rows(
        "SELECT s.date, v.city FROM shows s JOIN venues v ON v.id = s.venue_id JOIN artists a "
        "ON a.id = s.headliner_artist_id WHERE a.ticketmaster_id = %s ORDER BY s.date",
        SLIPKNOT,
    )
    assert [(f"{show['date']:%m-%d}", show["city"]) for show in shows] == [
        ("05-18", "University Park"),
        ("05-20", "Brooklyn"),
        ("05-21", "Providence"),
        ("05-22", "Manchester"),
        ("05-26", "Montreal"),
        ("05-28", "Québec"),
        ("05-29", "Kanata"),
        ("06-01", "Cincinnati"),
        ("06-02", "Grand Rapids"),
        ("06-04", "East Troy"),
        ("06-05", "Moline"),
        ("06-09", "Colorado Springs"),
        ("06-11", "Nampa"),
        ("06-13", "Seattle"),
        ("06-14", "Ridgefield"),
        ("06-17", "Las Vegas"),
        ("06-18", "Chula Vista"),
        ("07-28", "Praha 9"),
    ]


def test_vip_packages_and_the_second_listing_of_brooklyn_are_left_out(imported: Importer) -> None:
    assert rejected(imported, "shows", SLIPKNOT) == {"vip-package": 1, "resale-twin": 1}
    assert imported.rows("SELECT id FROM shows WHERE ticketmaster_id IN ('Z698xZu0ZaaN9', 'Z7r9jZ1AduI7w')") == []
    brooklyn = one(imported, "shows", "k7vGF9d1p4wjR")
    assert (brooklyn["slug"], brooklyn["min_price"]) == ("slipknot-barclays-center-2022-05-20", None)
    [venue] = imported.rows("SELECT ticketmaster_id, address FROM venues WHERE name = 'Barclays Center'")
    assert venue == {"ticketmaster_id": "KovZpakSbe", "address": "620 Atlantic Ave"}


def test_a_stub_of_the_support(imported: Importer) -> None:
    picture = f"{CDN}/d60/6f8ae3bc-2531-4b0f-ac40-1b7041de5d60_1591891"
    assert one(imported, "artists", "K8vZ9171580") == {
        "ticketmaster_id": "K8vZ9171580",
        "spotify_id": None,
        "name": "Cypress Hill",
        "slug": "cypress-hill",
        "image_url": f"{picture}_TABLET_LANDSCAPE_LARGE_16_9.jpg",
        "small_image_url": f"{picture}_EVENT_DETAIL_PAGE_16_9.jpg",
        "genres": ["Hip-Hop/Rap", "Urban"],
        "popularity": 0,
        "followers": 0,
        "external_urls": {
            "facebook": "https://www.facebook.com/cypresshill",
            "homepage": "http://cypresshill.com/",
            "itunes": "https://itunes.apple.com/us/artist/id465802",
            "lastfm": "http://www.last.fm/music/Cypress+Hill",
            "musicbrainz": "https://musicbrainz.org/artist/51508c1f-8d07-4a00-9cf1-26c570fe7b78",
            "ticketmaster": "https://www.ticketmaster.com/cypress-hill-tickets/artist/702466",
            "twitter": "https://twitter.com/cypresshill",
            "youtube": "https://www.youtube.com/user/CypressHillVideo",
        },
        "verified": False,
        "total_songs": 0,
        "total_albums": 0,
    }


def test_the_eagles_rescheduled_nights(imported: Importer) -> None:
    rows = imported.rows(
        "SELECT s.* FROM shows s JOIN artists a ON a.id = s.headliner_artist_id WHERE a.name = 'Eagles' ORDER BY s.date"
    )
    assert [(row["ticketmaster_id"], row["date"], row["start_time"]) for row in rows] == [
        ("vv1AaZAqAGkdPWfSB", dt.date(2021, 10, 15), dt.time(20)),
        ("vv1AaZAqAGkdPXfSW", dt.date(2021, 10, 16), dt.time(20)),
        ("vv170Z4VGkwgxwp1", dt.date(2021, 10, 19), dt.time(20)),
    ]
    assert {(row["min_price"], row["max_price"], row["currency"], row["status"]) for row in rows} == {
        (Decimal("99.00"), Decimal("750.00"), "USD", "completed")
    }
    assert rows[0]["slug"] == "eagles-the-forum-2021-10-15"


def test_importing_a_support_act_brings_its_headliner(imported: Importer) -> None:
    show = one(imported, "shows", "vvG10Zpl1ch-0b")
    assert (show["name"], show["date"], show["start_time"]) == (
        "Lady A: What A Song Can Do Tour 2021",
        dt.date(2021, 9, 17),
        dt.time(19),
    )
    assert (show["slug"], show["min_price"], show["max_price"]) == (
        "lady-a-fivepoint-amphitheatre-2021-09-17",
        Decimal("63.25"),
        Decimal("128.50"),
    )
    assert bill(imported, "vvG10Zpl1ch-0b") == ["Lady A", "Carly Pearce", "Niko Moon", "Tenille Arts"]
    [headliner] = imported.rows(
        "SELECT a.ticketmaster_id, a.genres, a.last_synced_at FROM shows s JOIN artists a "
        "ON a.id = s.headliner_artist_id WHERE s.ticketmaster_id = 'vvG10Zpl1ch-0b'"
    )
    assert headliner == {"ticketmaster_id": "K8vZ917GFIf", "genres": ["Country"], "last_synced_at": None}
    # Niko Moon's only pictures are the category's stand-ins.
    assert one(imported, "artists", "K8vZ917bKif")["image_url"] is None


@pytest.mark.parametrize("attraction_id", [SLIPKNOT, CARLY_PEARCE])
def test_a_second_import_changes_no_row(imported: Importer, attraction_id: str) -> None:
    before = imported.content()
    assert imported.run(attraction_id)["stage"] == "completed"
    assert imported.content() == before


def test_an_attraction_nobody_knows_fails_and_says_so(run_replayed: Callable[..., Importer]) -> None:
    importer = run_replayed()
    job = importer.run("K8vZ917nobody")
    assert (job["stage"], job["error"]) == (
        "failed",
        "Ticketmaster knows no attraction 'K8vZ917nobody' (404 DIS1004): Resource not found with provided criteria."
        " Check the id, or ask by name.",
    )
    assert importer.rows("SELECT id FROM artists") == []
