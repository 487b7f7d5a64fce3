"""Venue rows."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.catalogue.factories import venue
from theset_assets.catalogue.rows import Rejection, VenueRow
from theset_assets.catalogue.venues import country_code, same_place, venue_row
from theset_assets.upstream.records import Venue


def row(made: Venue) -> VenueRow:
    read = venue_row(made)
    assert isinstance(read, VenueRow)
    return read


def test_a_venue_has_every_column() -> None:
    read = row(
        venue(
            "KovZpZAJld6A",
            "RV Inn Style Resorts Amphitheater ",
            address=" 17200 NE Delfel Rd ",
            city="Ridgefield",
            state="Washington",
            state_code="WA",
            country="United States",
            postal_code="98642",
            timezone="America/Los_Angeles",
            latitude="45.73",
            longitude="-122.66",
            url="https://tm.example/venue",
        )
    )
    assert read.ticketmaster_id == "KovZpZAJld6A"
    assert read.name == "RV Inn Style Resorts Amphitheater"
    assert read.slugs[:2] == ("rv-inn-style-resorts-amphitheater", "rv-inn-style-resorts-amphitheater-ridgefield")
    assert len(read.slugs) == 3
    assert read.address == "17200 NE Delfel Rd"
    assert (read.city, read.state, read.country, read.postal_code) == ("Ridgefield", "WA", "US", "98642")
    assert (read.latitude, read.longitude) == (Decimal("45.7300000"), Decimal("-122.6600000"))
    assert read.timezone == "America/Los_Angeles"
    assert read.website == "https://tm.example/venue"


@pytest.mark.parametrize(
    ("latitude", "longitude", "kept"),
    [
        ("50.10479", "14.49377", True),
        (" 50.1 ", "-14", True),
        ("90", "180", True),
        ("0", "10.5", True),
        ("0", "0", False),
        ("0.0", "-0.000", False),
        ("90.1", "0", False),
        ("10", "180.0000001", False),
        ("999", "999", False),
        (None, "14.4", False),
        ("50.1", None, False),
        ("50,1", "14,4", False),
        ("NaN", "1", False),
        ("1e1", "1", False),
        ("Infinity", "1", False),
        ("", "", False),
        ("12.123456789012345678901234567890", "1", True),
        ("٣", "1", True),
    ],
)
def test_locations(latitude: str | None, longitude: str | None, kept: bool) -> None:
    read = row(venue(latitude=latitude, longitude=longitude))
    assert (read.latitude is not None, read.longitude is not None) == (kept, kept)


@pytest.mark.parametrize(
    ("text", "code"),
    [("US", "US"), (" gb ", "GB"), ("USA", None), ("", None), (None, None), ("U1", None), ("Ελ", None)],
)
def test_country_codes(text: str | None, code: str | None) -> None:
    assert country_code(text) == code


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", None, "../etc/passwd", "America", "EST5\x00", "x" * 60])
def test_unknown_time_zones_are_none(zone: str | None) -> None:
    assert row(venue(timezone=zone)).timezone is None


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("House of Blues - Please do not use", "House of Blues"),
        ("DO NOT USE - House of Blues", "House of Blues"),
        ("House of Blues (Do Not Use)", "House of Blues"),
        ("Don't Use: Old Arena", "Old Arena"),
        ("The Do", "The Do"),
        (
            "Fred Kavli Theatre- B of A Performing Arts Center,Thousand Oaks",
            "Fred Kavli Theatre- B of A Performing Arts Center,Thousand Oaks",
        ),
    ],
)
def test_retired_names(name: str, shown: str) -> None:
    assert row(venue(name=name)).name == shown


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (venue(name=None), "no-name"),
        (venue(name=" \x00"), "no-name"),
        (venue(name="Please do not use"), "no-name"),
        (venue(test=True), "test"),
    ],
)
def test_rejected_venues(made: Venue, reason: str) -> None:
    read = venue_row(made)
    assert isinstance(read, Rejection)
    assert (read.kind, read.reason) == ("venue", reason)


def test_states_and_repeated_names() -> None:
    assert row(venue(state_code=None, state="Lower Saxony")).state == "Lower Saxony"
    assert row(venue(state_code=None)).state is None
    one, other = row(venue("K1", "House of Blues")), row(venue("K2", "House of Blues"))
    assert one.slugs[0] == other.slugs[0]
    assert one.slugs[-1] != other.slugs[-1]
    assert row(venue(name="x" * 400, city="y" * 400)).slugs[-1].startswith("xxx")


NOWHERE = {"latitude": None, "longitude": None}


@pytest.mark.parametrize(
    ("one", "other", "reseller", "same"),
    [
        (venue("A"), venue("A", "Other", city="Elsewhere", **NOWHERE), False, True),
        (venue("A"), venue("B", "Other name"), False, True),
        (venue("A", **NOWHERE), venue("B", "madison square garden", **NOWHERE), False, True),
        (venue("A", **NOWHERE), venue("B", "Other", **NOWHERE), False, False),
        (venue("A", **NOWHERE), venue("B", "Other", **NOWHERE), True, True),
        (venue("A", **NOWHERE), venue("B", city="Boston", **NOWHERE), True, False),
        (venue("A", "STAPLES Center", city="Los Angeles"), venue("B", "Crypto.com Arena", city="LA"), False, True),
        (None, venue("A"), False, False),
        (None, venue("A"), True, True),
        (None, None, False, True),
        (venue("A", city=None, **NOWHERE), venue("B", "Other", city=None, **NOWHERE), True, False),
    ],
)
def test_same_place(one: Venue | None, other: Venue | None, reseller: bool, same: bool) -> None:
    assert same_place(one, other, reseller=reseller) is same
    assert same_place(other, one, reseller=reseller) is same


text = st.one_of(st.none(), st.text(st.characters(), max_size=60))


@given(text, text, text, text)
def test_any_text_is_a_row_or_a_rejection(
    name: str | None, city: str | None, number: str | None, zone: str | None
) -> None:
    made = venue(
        name=name,
        city=city,
        address=city,
        latitude=number,
        longitude=number,
        timezone=zone,
        url=zone,
        country_code=zone,
        postal_code=city,
    )
    read = venue_row(made)
    if isinstance(read, VenueRow):
        assert read.name
        assert len(read.city or "") <= 100
        assert len(read.postal_code or "") <= 20
