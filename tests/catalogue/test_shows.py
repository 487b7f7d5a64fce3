"""Events become shows: each once, on the venue's date, with what is known about it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.catalogue.factories import ARTIST_ID, DATE, EVENING, attraction, event, venue
from theset_assets.catalogue.rows import ShowRow
from theset_assets.catalogue.shows import ShowsRead, prices, read_events, show_status
from theset_assets.upstream.records import Event, PriceRange

TODAY = dt.date(2030, 1, 1)
SUPPORT = attraction("K8vZ9171580", "Cypress Hill")


def read(*events: Event, **known: Any) -> ShowsRead:
    return read_events(events, today=TODAY, artist_id=ARTIST_ID, **known)


def one(*events: Event, **known: Any) -> ShowRow:
    (show,) = read(*events, **known).shows
    return show


def ids(*events: Event, **known: Any) -> list[str]:
    return [show.ticketmaster_id for show in read(*events, **known).shows]


def reasons(*events: Event) -> dict[str, str]:
    return {rejection.id: rejection.reason for rejection in read(*events).rejections}


def test_a_show_has_every_column() -> None:
    result = read(
        event(
            name=" Knotfest\x00  Roadshow ",
            url="https://tm.example/e",
            info="Rain or shine",
            please_note="No bags",
            legal_age_enforced=True,
            price_ranges=(PriceRange(type="standard", currency="usd", min=Decimal("39.5"), max=Decimal("99.555")),),
            attractions=(attraction(), SUPPORT),
        )
    )
    (show,) = result.shows
    assert show.ticketmaster_id == "vvG1IZ9eMI7NI1"
    assert show.headliner_key == ARTIST_ID
    assert show.venue_key == "KovZpZA7AAEA"
    assert show.name == "Knotfest Roadshow"
    assert show.slugs[:2] == (
        "slipknot-madison-square-garden-2030-06-18",
        "slipknot-madison-square-garden-2030-06-18-1930",
    )
    assert (show.date, show.start_time, show.status) == (DATE, EVENING, "upcoming")
    assert show.ticket_url == "https://tm.example/e"
    assert (show.min_price, show.max_price, show.currency) == (Decimal("39.50"), Decimal("99.56"), "USD")
    assert show.description == "Rain or shine\n\nNo bags"
    assert show.age_restrictions == "Legal age enforced"
    assert show.line_up == (ARTIST_ID, "K8vZ9171580")
    assert [artist.ticketmaster_id for artist in result.artists] == ["K8vZ9171580"]
    assert [entry.ticketmaster_id for entry in result.venues] == ["KovZpZA7AAEA"]
    assert result.rejections == ()


def test_a_show_belongs_to_its_headliner() -> None:
    result = read(event(attractions=(SUPPORT, attraction())))
    assert result.shows[0].headliner_key == SUPPORT.id
    assert result.shows[0].slugs[0].startswith("cypress-hill-")
    assert [artist.name for artist in result.artists] == ["Cypress Hill"]


UTC_EVENING = dt.datetime(2030, 6, 19, 1, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("fields", "date", "time"),
    [
        ({"starts_at": UTC_EVENING, "timezone": "America/Los_Angeles"}, DATE, EVENING),
        (
            {"local_date": None, "local_time": None, "starts_at": UTC_EVENING, "timezone": "America/Los_Angeles"},
            DATE,
            dt.time(18, 30),
        ),
        ({"local_date": None, "local_time": None, "starts_at": UTC_EVENING}, DATE, dt.time(21, 30)),
        (
            {"local_date": None, "local_time": None, "starts_at": UTC_EVENING, "timezone": "Nowhere/Land"},
            DATE,
            dt.time(21, 30),
        ),
        ({"local_time": None, "starts_at": UTC_EVENING}, DATE, dt.time(21, 30)),
        ({"local_time": None, "starts_at": UTC_EVENING, "timezone": "UTC"}, DATE, None),
        ({"local_time": None}, DATE, None),
        ({"no_specific_time": True}, DATE, None),
        ({"time_tba": True}, DATE, None),
        (
            {"local_date": None, "local_time": None, "date_tba": True, "initial_local_date": dt.date(2029, 5, 1)},
            dt.date(2029, 5, 1),
            None,
        ),
    ],
)
def test_when_a_show_is(fields: dict[str, Any], date: dt.date, time: dt.time | None) -> None:
    show = one(event(**fields))
    assert (show.date, show.start_time) == (date, time)


def test_no_date_is_invented() -> None:
    tba = event(local_date=None, local_time=None, date_tba=True)
    assert reasons(tba) == {tba.id: "no-date"}
    no_zone = event(local_date=None, starts_at=UTC_EVENING, venues=())
    assert reasons(no_zone) == {no_zone.id: "no-date"}


def test_a_known_show_keeps_its_date_when_upstream_takes_it_away() -> None:
    tba = event(local_date=None, local_time=None, date_tba=True, status_code="postponed")
    show = one(tba, known_dates={tba.id: DATE})
    assert (show.date, show.status) == (DATE, "postponed")


@pytest.mark.parametrize(
    ("code", "days", "span", "status"),
    [
        ("onsale", 10, 0, "upcoming"),
        ("offsale", 10, 0, "upcoming"),
        (None, 10, 0, "upcoming"),
        ("unheard-of", 10, 0, "upcoming"),
        ("rescheduled", 10, 0, "rescheduled"),
        ("Rescheduled ", 10, 0, "rescheduled"),
        ("rescheduled", -1, 0, "completed"),
        ("onsale", 0, 0, "ongoing"),
        ("rescheduled", 0, 0, "ongoing"),
        ("onsale", -1, 0, "completed"),
        ("onsale", -1, 2, "ongoing"),
        ("onsale", -3, 2, "completed"),
        ("cancelled", 10, 0, "cancelled"),
        ("canceled", -10, 0, "cancelled"),
        ("postponed", 10, 0, "postponed"),
        ("postponed", -10, 0, "postponed"),
    ],
)
def test_status(code: str | None, days: int, span: int, status: str) -> None:
    date = TODAY + dt.timedelta(days=days)
    assert show_status(code, date=date, end_date=date + dt.timedelta(days=span), today=TODAY) == status


def price(type: str | None, low: str | None, high: str | None, currency: str | None = "CZK") -> PriceRange:
    return PriceRange(type=type, currency=currency, min=low and Decimal(low), max=high and Decimal(high))  # type: ignore[arg-type]


FEES = price("standard including fees", "1290", "1790")


@pytest.mark.parametrize(
    ("ranges", "expected"),
    [
        ((), (None, None, None)),
        ((FEES, price("standard", "1161.01", "1611.01")), ("1161.01", "1611.01", "CZK")),
        ((FEES,), ("1290.00", "1790.00", "CZK")),
        ((price(None, "10", "20"),), ("10.00", "20.00", "CZK")),
        ((price("standard", "10", "20"), price("standard", "5", "15")), ("5.00", "20.00", "CZK")),
        ((price("standard", "10", "20"), price("standard", "1", "2", "EUR")), ("10.00", "20.00", "CZK")),
        ((price("standard", "20", "10"),), ("10.00", "20.00", "CZK")),
        ((price("standard", "10", None),), ("10.00", "10.00", "CZK")),
        ((price("standard", "0", "0"),), (None, None, None)),
        ((price("standard", "0", "25"),), ("25.00", "25.00", "CZK")),
        ((price("standard", "-5", "25"),), ("25.00", "25.00", "CZK")),
        ((price("standard", "NaN", "Infinity"),), (None, None, None)),
        ((price("standard", "0.001", "1e12"),), (None, None, None)),
        ((price("standard", "10", "20", "Kč"),), (None, None, None)),
        ((price("standard", "10", "20", None),), (None, None, None)),
        ((price("standard", "0", "0"), FEES), ("1290.00", "1790.00", "CZK")),
    ],
)
def test_prices(ranges: tuple[PriceRange, ...], expected: tuple[str | None, ...]) -> None:
    low, high, currency = prices(ranges)
    assert (low and str(low), high and str(high), currency) == expected


def test_rejections_have_reasons() -> None:
    events = [
        event("e1", attractions=()),
        event("e2", attractions=(SUPPORT,)),
        event("e3", "Slipknot - Parking"),
        event("e4", local_date=None, local_time=None),
        event("e5", test=True),
    ]
    assert reasons(*events) == {
        "e1": "no-attraction",
        "e2": "not-this-artist",
        "e3": "parking",
        "e4": "no-date",
        "e5": "test",
    }
    assert all(rejection.kind == "event" and rejection.detail for rejection in read(*events).rejections)


PRIMARY = event("k7vGF9d1p4wjR", venues=(venue("KovZpakSbe", "Barclays Center", city="Brooklyn"),))
TWIN_VENUE = venue("ZFr9jZaF6k", "Barclays Center", city="Brooklyn", latitude="40.68", longitude="-73.97")


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (event("Z7r9jZ1AduI7w", venues=(TWIN_VENUE,)), "resale-twin"),
        (event("Z7r9jZ1AduI7w", venues=(TWIN_VENUE,), local_time=None), "resale-twin"),
        (event("Z7r9jZ1AduI7w", venues=(TWIN_VENUE,), local_time=dt.time(19, 0)), "resale-twin"),
        (event("Z7r9jZ1AduI7w", venues=(TWIN_VENUE,), attractions=(attraction(), SUPPORT)), "resale-twin"),
        (event("Z7r9jZ1AduI7w", venues=(venue("Z1", "Barclays Ctr.", city="Brooklyn"),)), "resale-twin"),
        (event("zzz", venues=PRIMARY.venues), "duplicate"),
        (event("zzz", venues=PRIMARY.venues, attractions=(attraction(), SUPPORT, attraction("X", "X"))), None),
    ],
)
def test_listings_of_one_show_are_one(other: Event, reason: str | None) -> None:
    for events in ((PRIMARY, other), (other, PRIMARY)):
        found = read(*events)
        assert len(found.shows) == 1
        if reason:
            assert found.shows[0].ticketmaster_id == PRIMARY.id
            assert [rejection.reason for rejection in found.rejections] == [reason]
            assert [entry.ticketmaster_id for entry in found.venues] == ["KovZpakSbe"]


@pytest.mark.parametrize(
    "fields",
    [
        {"local_time": dt.time(14, 0)},
        {"local_time": dt.time(20, 30)},
        {"local_date": dt.date(2030, 6, 19)},
        {"venues": (venue("Z1", "Garden", city="Boston", latitude="42.36", longitude="-71.06"),)},
        {"attractions": (SUPPORT, attraction())},
    ],
)
def test_other_shows_stay_apart(fields: dict[str, Any]) -> None:
    assert len(ids(PRIMARY, event("Z2", **{"venues": (TWIN_VENUE,), **fields}))) == 2


def test_a_double_bill_turned_around_is_one_show() -> None:
    assert (
        len(ids(event("e1", attractions=(attraction(), SUPPORT)), event("e2", attractions=(SUPPORT, attraction()))))
        == 1
    )


def test_matinee_and_evening_are_two_and_a_listing_without_time_joins_one() -> None:
    matinee, evening = event("e1", local_time=dt.time(14, 0)), event("e2")
    shows = read(event("e0", local_time=None), matinee, evening).shows
    assert [(show.ticketmaster_id, show.start_time) for show in shows] == [("e1", dt.time(14)), ("e2", EVENING)]
    assert shows[0].slugs[0] == shows[1].slugs[0]
    assert shows[0].slugs[1] != shows[1].slugs[1]


def test_only_a_resale_listing_is_a_show_too() -> None:
    assert ids(event("Z7r9jZ1Adk3fM")) == ["Z7r9jZ1Adk3fM"]


def test_a_time_only_a_twin_knows_is_the_shows() -> None:
    show = one(event("e1", local_time=None), event("Z1"))
    assert (show.ticketmaster_id, show.start_time) == ("e1", EVENING)


def test_a_known_show_keeps_its_row_when_a_better_listing_appears() -> None:
    twin, primary = event("Z1", url="https://resale.example"), event("e1", url="https://tm.example")
    show = one(primary, twin, known_dates={"Z1": DATE})
    assert (show.ticketmaster_id, show.ticket_url) == ("Z1", "https://tm.example")
    assert one(primary, twin).ticketmaster_id == "e1"


FRIDAY, SATURDAY, SUNDAY = (DATE + dt.timedelta(days=day) for day in range(3))
FESTIVAL = event("f", "Knotfest", attractions=(SUPPORT, attraction()), spans_multiple_days=True, end_local_date=SUNDAY)


def test_a_festival_is_one_show_with_its_line_up() -> None:
    day = event("d", "Knotfest - Saturday", local_date=SATURDAY)
    found = read(FESTIVAL, day)
    assert [(show.ticketmaster_id, show.date, show.line_up) for show in found.shows] == [
        ("f", FRIDAY, (SUPPORT.id, ARTIST_ID))
    ]
    assert reasons(FESTIVAL, day) == {"d": "duplicate"}
    assert len(ids(FESTIVAL, event("d", local_date=SUNDAY + dt.timedelta(days=1)))) == 2
    night_end = event("n", end_local_date=SATURDAY)
    assert len(ids(night_end, event("m", local_date=SATURDAY))) == 2


def test_a_pass_for_several_nights_gives_way_to_the_nights() -> None:
    nights = [event(f"n{index}", local_date=date) for index, date in enumerate((FRIDAY, SATURDAY, SUNDAY))]
    passes = event(
        "p", "Slipknot - 3 Day Pass", spans_multiple_days=True, end_local_date=SUNDAY, local_time=dt.time(12)
    )
    assert ids(passes, *nights) == ["n0", "n1", "n2"]
    assert reasons(passes, *nights) == {"p": "multi-day-pass"}


def test_a_show_without_a_usable_venue_stays() -> None:
    result = read(event(venues=(venue(name="Please do not use"),)))
    assert (result.shows[0].venue_key, result.venues) == (None, ())
    assert result.shows[0].slugs[0] == "slipknot-new-york-2030-06-18"
    assert [(rejection.kind, rejection.reason) for rejection in result.rejections] == [("venue", "no-name")]
    assert one(event(venues=())).slugs[0] == "slipknot-2030-06-18"


def test_endless_names_fit() -> None:
    long = "🎸" * 10_000
    show = one(event(name=long, attractions=(attraction(name=long),), info=long))
    assert len(show.name) == 500
    assert all(len(slug) <= 500 for slug in show.slugs)
    assert show.slugs[0].endswith("-2030-06-18")


words = st.one_of(
    st.sampled_from(["Slipknot", "Slipknot - Parking", "Night 2", "\x00", "🎸" * 600]),
    st.text(st.characters(), max_size=40),
)
events = st.builds(
    event,
    id=st.sampled_from(["e1", "e2", "e3", "Z1", "Z2", "\ud800"]),
    name=words,
    url=words,
    info=st.one_of(st.none(), words),
    local_date=st.one_of(st.none(), st.dates(dt.date(2029, 12, 31), dt.date(2030, 1, 2))),
    local_time=st.sampled_from([None, dt.time(14), dt.time(19), dt.time(19, 30), dt.time(23, 59)]),
    starts_at=st.one_of(st.none(), st.datetimes(timezones=st.just(dt.UTC)), st.datetimes()),
    timezone=st.sampled_from([None, "Europe/Prague", "Not/AZone", ""]),
    end_local_date=st.one_of(st.none(), st.dates(dt.date(2029, 12, 31), dt.date(2030, 1, 5))),
    spans_multiple_days=st.booleans(),
    status_code=st.sampled_from([None, "onsale", "postponed", "", "x"]),
    venues=st.lists(
        st.builds(venue, id=st.sampled_from(["A", "B", "Z"]), name=st.one_of(st.none(), words)), max_size=2
    ).map(tuple),
    attractions=st.lists(st.builds(attraction, id=st.sampled_from([ARTIST_ID, "X", "Y"]), name=words), max_size=3).map(
        tuple
    ),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(events, max_size=8), st.randoms())
def test_the_order_of_events_does_not_matter(made: list[Event], random: Any) -> None:
    expected = read(*made)
    random.shuffle(made)
    assert read(*made, *made) == expected
    shows = {show.ticketmaster_id for show in expected.shows}
    rejected = {rejection.id for rejection in expected.rejections if rejection.kind == "event"}
    assert shows | rejected == {entry.id for entry in made}
    assert shows.isdisjoint(rejected)
    known_artists = {artist.ticketmaster_id for artist in expected.artists} | {ARTIST_ID}
    venues = {entry.ticketmaster_id for entry in expected.venues} | {None}
    for show in expected.shows:
        assert set(show.line_up) <= known_artists
        assert show.headliner_key == show.line_up[0]
        assert show.venue_key in venues


@settings(max_examples=100, deadline=None)
@given(st.lists(events, max_size=8))
def test_a_second_import_finds_the_same_shows(made: list[Event]) -> None:
    first = read(*made)
    assert read(*made, known_dates={show.ticketmaster_id: show.date for show in first.shows}) == first
