"""An artist's events. Dates hang on the first day of the current month, so that a tour stays put within a month and
always has shows ahead; ids and the tour's shape never change.

Ticketmaster's own lists lose past shows (a guess: no fact says so); here those of the running month stay, so that
counts are steady.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from theset_assets.sandbox import demo, ids, names, places, shows
from theset_assets.sandbox.profiles import Profile, by_attraction, by_name
from theset_assets.sandbox.seeds import chance, number, pick
from theset_assets.sandbox.shows import Event, Itinerary, usual_prices

_EVENING = dt.time(20)


def anchor(today: dt.date) -> dt.date:
    """The day that all dates are counted from."""
    return today.replace(day=1)


@lru_cache(maxsize=256)
def own_events(profile: Profile, start: dt.date) -> tuple[Event, ...]:
    """The events the artist headlines, in the order of their numbers. `start` is the anchor."""
    tour = Itinerary(profile, start)
    _SCRIPTS[profile.tour](tour)
    events = tour.events
    if profile.moved_days:
        events = _first_moved(events, profile.moved_days)
    return tuple(events)


def events_of(profile: Profile, start: dt.date, others: Callable[[str], Profile | None]) -> tuple[Event, ...]:
    """All events with the artist in the line-up, its own first. `others` finds a host by attraction id."""
    hosts = (host for host in map(others, profile.guest_of) if host is not None)
    guest = (event for host in hosts for event in own_events(host, start) if profile.attraction_id in event.attractions)
    return (*own_events(profile, start), *guest)


def _first_moved(events: list[Event], days: int) -> list[Event]:
    for at, event in enumerate(events):
        if event.local_date is not None and event.local_time is not None and event.status == "onsale":
            moved = replace(
                event,
                local_date=event.local_date + dt.timedelta(days=days),
                initial=(event.local_date, event.local_time),
                status="rescheduled",
            )
            return [*events[:at], moved, *events[at + 1 :]]
    return events


# --- Scripts --------------------------------------------------------------------------------------------------------


def _generic(tour: Itinerary) -> None:
    """Shows every few days from the anchor's second week on, with what every tour has: a few moved, a few extras."""
    day = 8
    spread = 80 // tour.profile.events  # so that the shortest tour too has shows left at the month's end
    while len(tour.events) < tour.profile.events:
        seed = (tour.profile.attraction_id, len(tour.events))
        support = by_name(names.invented("support", tour.profile.attraction_id, number("support", *seed) % 2))
        line_up = (tour.profile.attraction_id,)
        if chance(50, "supported", *seed):
            line_up = (*line_up, support.attraction_id)
        show = tour.show(day, attractions=line_up, **_usual_status(day, tour, seed))
        tour.events[-1] = replace(show, prices=usual_prices(show.venue, *seed))
        if chance(8, "vip", *seed) and len(tour.events) < tour.profile.events:
            tour.beside(show, "VIP Packages", status=show.status, date_tba=show.date_tba)
        day += 2 + spread + number("gap", *seed) % 6


def _usual_status(day: int, tour: Itinerary, seed: tuple[str, int]) -> dict[str, object]:
    before = tour.anchor + dt.timedelta(days=day - 150)
    draw = number("status", *seed) % 100
    if len(tour.events) == 0 or draw < 80:
        return {}
    if draw < 86:
        return {"status": "rescheduled", "initial": (before, _EVENING)}
    if draw < 90:
        return {"status": "cancelled"}
    if draw < 93:
        return _postponed(before)
    return {"status": "offsale"}


def _postponed(before: dt.date) -> dict[str, object]:
    return {
        "status": "postponed",
        "date_tba": True,
        "local_date": None,
        "local_time": None,
        "initial": (before, _EVENING),
    }


def _troubled(tour: Itinerary) -> None:
    """Every state a show can be in, each at least once; The Opening Hour supports the first eight."""
    me, support = tour.profile.attraction_id, demo.SUPPORT.id
    before = tour.anchor - dt.timedelta(days=90)
    for day in (10, 35, 37, 40):
        tour.show(day, attractions=(me, support))
    tour.show(42, attractions=(me, support), status="cancelled")
    tour.show(44, attractions=(me, support), status="cancelled")
    tour.show(46, attractions=(me, support), status="rescheduled", initial=(before, _EVENING))
    tour.show(48, attractions=(me, support), status="offsale")
    tour.show(50, **_postponed(before))
    tour.show(52, **(_postponed(before) | {"initial": None}))
    tour.show(54, status="postponed", initial=(before, _EVENING))
    tour.show(0, date_tba=True, local_date=None, local_time=None)
    tour.show(60, date_tbd=True, local_time=None)
    tour.show(62, local_time=None)
    tour.show(64, status=None)
    tour.show(120)


def _festival(tour: Itinerary) -> None:
    """Two weekends with many attractions, a day ticket beside each."""
    me = tour.profile.attraction_id
    line_up = (me, demo.EXTRAS.id, demo.SUPPORT.id, demo.VENUES.id, demo.JAPANESE.id, demo.SMALL.id)
    for day, city in ((75, "London"), (110, "Chicago")):
        first = tour.anchor + dt.timedelta(days=day)
        main = tour.show(
            day,
            attractions=line_up,
            venue=places.in_city(city, 6),
            end=first + dt.timedelta(days=2),
            local_time=dt.time(12),
        )
        tour.beside(main, "- Friday Day Ticket", attractions=line_up[:4])


def _extras(tour: Itinerary) -> None:
    """Real shows, and all that is sold beside them and is none."""
    shows_ = [tour.show(day, venue=places.in_city(city, 1)) for day, city in ((33, "New York"), (36, "Chicago"))]
    for show in shows_:
        tour.beside(show, "VIP Packages")
        tour.beside(show, "Parking", segment=shows.MISCELLANEOUS, sold_as="Parking")
        tour.beside(show, "Upgrade (Ticket Not Included)", segment=shows.MISCELLANEOUS, sold_as="Upsell")
        tour.beside(show, "", resale=True, name=show.name)
    first = shows_[0]
    tour.beside(first, "Restaurant Tickets")
    tour.beside(first, "Restaurant Tables")
    tour.beside(first, "- Fast Lane Access - Not a Concert Ticket")
    tour.beside(first, "- Group Deposits")
    matinee = tour.show(41, venue=places.in_city("Toronto", 2), local_time=dt.time(14))
    tour.beside(matinee, "", name=matinee.name, local_time=dt.time(20))
    tour.show(44)
    tour.show(47)


def _venues(tour: Itinerary) -> None:
    """A show in every odd venue, two in the same-named chain, one without a venue."""
    for at, oddity in enumerate(places.ODDITIES):
        tour.show(34 + 2 * at, venue=places.odd(oddity), zone_in_dates=True)
    tour.show(60, venue=places.in_city("Denver", 0))
    tour.show(62, venue=places.in_city("Seattle", 0))
    tour.show(64, venue=None, zone_in_dates=True)


def _prices(tour: Itinerary) -> None:
    """No price, one, two kinds, several currencies, one that is not the country's."""
    for at, (city, currency, kinds) in enumerate(
        (
            ("New York", "USD", ()),
            ("New York", "USD", ("standard",)),
            ("Chicago", "USD", ("standard", "standard including fees")),
            ("London", "GBP", ("standard",)),
            ("Praha 9", "CZK", ("standard including fees",)),
            ("Tokyo", "JPY", ("standard",)),
            ("Toronto", "USD", ("standard",)),
            ("Berlin", "EUR", ()),
        )
    ):
        prices = tuple(shows.price(kind, currency, kind, at) for kind in kinds)
        tour.show(33 + 3 * at, venue=places.in_city(city, 2), prices=prices)


def _oddities(tour: Itinerary) -> None:
    """Test events, other segments, long and hostile text."""
    tour.show(33)
    tour.show(36, test=True, name="TEST EVENT - DO NOT BUY")
    tour.show(39, segment=shows.ARTS)
    tour.show(42, segment=shows.MISCELLANEOUS, sold_as="Upsell")
    tour.show(
        45, name="Oddment " + "and Friends " * 50, info="Line one.\r\n\tLine two \u0000 with a NUL <b>and a tag</b>."
    )
    tour.show(48, info="Doors 6 pm. Rain or shine.")


def _residency(tour: Itinerary) -> None:
    """Twice a day, every day, in one house."""
    venue = places.in_city("Nashville", 4)
    for at in range(tour.profile.events):
        tour.show(3 + at // 2, venue=venue, local_time=dt.time(14) if at % 2 == 0 else _EVENING)


_SCRIPTS: dict[str, Callable[[Itinerary], None]] = {
    "generic": _generic,
    "troubled": _troubled,
    "festival": _festival,
    "extras": _extras,
    "venues": _venues,
    "prices": _prices,
    "oddities": _oddities,
    "residency": _residency,
}


# --- Lookups --------------------------------------------------------------------------------------------------------


def event(event_id: str, start: dt.date, artists: Callable[[str], Profile | None] = by_attraction) -> Event | None:
    """The event with this id; None where there is none."""
    told = ids.read_event_id(event_id)
    headliner = artists(told[0]) if told else None
    if told is None or headliner is None:
        return None
    events = own_events(headliner, start)
    found = events[told[1]] if told[1] < len(events) else None
    return found if found is not None and found.id == event_id else None


@lru_cache(maxsize=1024)
def promoter(attraction_id: str) -> tuple[str, str]:
    """Id and name of who puts the shows on."""
    return pick(
        (("653", "HARBOUR LIGHT LIVE"), ("494", "PROMOTED BY VENUE"), ("5774", "TIN ROOF CONCERTS")), attraction_id
    )
