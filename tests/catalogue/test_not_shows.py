"""What is sold beside a show is no show; a show that only sounds so is one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.catalogue.factories import MUSIC, SPORTS, attraction, event, venue
from theset_assets.catalogue.not_shows import name_reason, not_a_show
from theset_assets.upstream.records import Classification, Event

NOT_SHOWS = [
    ("Slipknot I VIP Packages", "vip-package"),
    ("Slipknot - VIP Package", "vip-package"),
    ("Slipknot VIP Upgrade", "vip-package"),
    ("VIP Package: Slipknot", "vip-package"),
    ("Slipknot | VIP Tickets", "vip-package"),
    ("Slipknot - VIP Experience", "vip-package"),
    ("Slipknot (VIP)", "vip-package"),
    ("Slipknot - VIP Lounge", "vip-package"),
    ("Slipknot VIP Lounge Access", "vip-package"),
    ("Slipknot - Meet & Greet Package", "vip-package"),
    ("Slipknot - Meet and Greet", "vip-package"),
    ("Slipknot: Meet + Greet Upgrade", "vip-package"),
    ("Slipknot - Hospitality Packages", "vip-package"),
    ("Slipknot | VIP Pakete", "vip-package"),
    ("Slipknot - Gold Package", "vip-package"),
    ("Parking: Slipknot", "parking"),
    ("PARKING - Slipknot", "parking"),
    ("Slipknot - Parking", "parking"),
    ("Slipknot Parking", "parking"),
    ("Slipknot Parking Pass", "parking"),
    ("Slipknot (Parking Only)", "parking"),
    ("Premier Parking: Slipknot", "parking"),
    ("VIP Parking - Slipknot", "parking"),
    ("Parking Lot A - Slipknot", "parking"),
    ("Parking for Slipknot", "parking"),
    ("Slipknot - Valet", "parking"),
    ("Slipknot - Car Park", "parking"),
    ("Slipknot - Parkticket", "parking"),
    ("Slipknot - Estacionamiento", "parking"),
    ("Slipknot - Restaurant Tickets", "restaurant"),
    ("Slipknot - Restaurant Tables", "restaurant"),
    ("Slipknot (Restaurant Ticket)", "restaurant"),
    ("Restaurant - Slipknot", "restaurant"),
    ("Slipknot - Pre-Show Dinner", "restaurant"),
    ("Slipknot Table Reservations", "restaurant"),
    ("Slipknot - Group Deposits", "deposit"),
    ("Group Deposit: Slipknot", "deposit"),
    ("Slipknot (Deposit)", "deposit"),
    ("Slipknot Fast Lane Access - Not a Concert Ticket", "fast-lane"),
    ("Slipknot - Fast Lane", "fast-lane"),
    ("Slipknot: Fast Track Entry", "fast-lane"),
    ("Slipknot - Early Entry Upgrade", "fast-lane"),
    ("Slipknot - Priority Entry Tickets", "fast-lane"),
    ("Slipknot - Not A Concert Ticket", "upsell"),
    ("Lounge Add-On (Concert Ticket Not Included) Slipknot", "upsell"),
    ("Slipknot - Lawn Chair Rental", "upsell"),
    ("Slipknot - Ticket Upgrade", "upsell"),
    ("Slipknot - Camping", "camping"),
    ("Slipknot - Camping Pass", "camping"),
    ("Slipknot - Shuttle Bus", "transport"),
    ("Slipknot Shuttle Tickets", "transport"),
    ("Slipknot - Luxury Suite", "hospitality"),
    ("Suite Rental - Slipknot", "hospitality"),
    ("Gift Card", "voucher"),
    ("Parking Deck: Slipknot", "parking"),
    ("Slipknot - Premium Seating", "hospitality"),
    ("Slipknot - Club Access", "hospitality"),
    ("Slipknot VIP", "vip-package"),
    ("Jay Z & Beyoncé Parking", "parking"),
    ("Slipknot - Travel Package", "vip-package"),
    ("Park and Ride - Slipknot", "transport"),
    ("TEST EVENT - Slipknot", "test"),
    ("Slipknot - DO NOT PURCHASE", "test"),
]

SHOWS = """
Slipknot
Knotfest Roadshow
Slipknot - VIP Lounge Live
VIP Lounge Live
Parking Lot Social tour
The Parking Lot Social Tour
Slipknot at Restaurant Row
Alice's Restaurant 50th Anniversary Tour
Eagles: Life in the Fast Lane Tour
Life in the Fast Lane
Fast Lane Rockers
Fast Track to Hell Tour
The VIP Experience Tour
V.I.P.s of Soul Live
Safety Deposit Box Blues
The Nutcracker Suite
Suite: Judy Blue Eyes Tribute
Dinner & Show with Slipknot
The Dinner Party Tour
Dinner Party
Table Manners Live
Meet Me in Montauk
Campfire Sessions
Camping Trip Tour
Shuttle Launch Live
Gift of Song
Test of Time Tour
The Acid Test
The Upgrade Tour
Central Park Concert
Linkin Park
Parkway Drive
Theme Park Festival
Platinum Rock Legends
Gold Package Holiday
The Package Tour
The Package
Live to Rise
Meet the Parents Live
Hotel California Tour
Lounge Lizards
L.O.L. Surprise! Live
TOArts & Nederlander present L.O.L Surprise! Live
The Hella Mega Tour-Green Day/Fall Out Boy/Weezer
Mötley Crüe/Def Leppard/Poison/Joan Jett and the Blackhearts
Los Bukis - Una Historia Cantada
Lady A: What A Song Can Do Tour 2021
Harry Styles: Love On Tour
System of a Down
World Tour (18+)
Matinee - Slipknot
Slipknot - Night 2
Slipknot - SOLD OUT
Slipknot (Rescheduled from 2020)
Slipknot with support from The Valets
Access All Areas Tour
Backstage Pass Tour
3-Day Pass Festival
The Jimi Hendrix Experience
Bach: Cello Suites
Slipknot Afterparty
Gordon's Restaurant presents Slipknot
A Night at the VIP Room
""".strip().splitlines()


@pytest.mark.parametrize(("name", "reason"), NOT_SHOWS)
def test_not_shows(name: str, reason: str) -> None:
    assert not_a_show(event(name=name)) == reason


@pytest.mark.parametrize("name", SHOWS)
def test_shows(name: str) -> None:
    assert not_a_show(event(name=name)) is None


@pytest.mark.parametrize(
    "name", ["VIP", "Parking", "VIP Package", "The Restaurant", "Deposit", "Fast Lane", "Early Entry", "Upgrade"]
)
def test_an_artist_may_be_called_anything(name: str) -> None:
    assert not_a_show(event(name=name, attractions=(attraction(name=name),))) is None
    assert not_a_show(event(name=f"{name} - World Tour", attractions=(attraction(name=name),))) is None


def test_an_attraction_that_is_parking_gives_no_cover() -> None:
    parking = attraction(name="Parking: Slipknot")
    assert not_a_show(event(name="Parking: Slipknot", attractions=(parking,))) == "parking"
    passes = attraction(name="Premier Parking", classifications=(Classification(segment="Miscellaneous"),))
    assert not_a_show(event(name="Premier Parking", attractions=(passes,))) == "parking"


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (event(test=True), "test"),
        (event(venues=(venue(test=True),)), "test"),
        (event(attractions=(attraction(test=True),)), "test"),
        (event(classifications=(SPORTS,)), "non-music"),
        (event(classifications=(Classification(segment="Miscellaneous", type="Upsell"),)), "upsell"),
        (event(classifications=(Classification(segment="Music", subtype="UPSELL"),)), "upsell"),
        (event(classifications=(Classification(segment="Miscellaneous", genre="Parking"),)), "parking"),
        (event(classifications=()), None),
        (event(classifications=(), attractions=(attraction(classifications=(SPORTS,)),)), "non-music"),
        (event(classifications=(Classification(segment="Undefined"),)), None),
        (event(classifications=(Classification(segment="Undefined"), MUSIC)), None),
        (event(classifications=(), attractions=()), None),
        (event(venues=(venue(name="Restaurant Parking VIP Packages"),)), None),
        (event(venues=()), None),
    ],
)
def test_flags_and_classifications(made: Event, reason: str | None) -> None:
    assert not_a_show(made) == reason


@given(st.text(max_size=200), st.text(max_size=20))
def test_any_name_is_judged(name: str, artist: str) -> None:
    reason = not_a_show(event(name=name, attractions=(attraction(name=artist),)))
    assert reason is None or reason == reason.lower()


@pytest.mark.parametrize("name", ["vip " * 3000, "parking lot " * 1000, "( " * 5000, " - " * 3000, "meet & " * 2000])
def test_endless_names_are_judged(name: str) -> None:
    assert name_reason(name) is None or name_reason(name)
