"""One event: what it is, and the ways of making one. Which events a tour has is `tours.py`'s business."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from decimal import Decimal
from zoneinfo import ZoneInfo

from theset_assets.sandbox import ids
from theset_assets.sandbox.places import REGULAR, Place, place
from theset_assets.sandbox.profiles import Profile
from theset_assets.sandbox.seeds import between, chance, number, pick

MUSIC, MISCELLANEOUS, ARTS = "Music", "Miscellaneous", "Arts & Theatre"


@dataclass(frozen=True, slots=True)
class Price:
    """A price range in `currency`."""

    type: str
    currency: str
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Event:
    """An event of the Discovery API.

    `attractions` are ids, the headliner first. `local_date` and `local_time` are the venue's own; None: absent.
    `initial` is where a moved show began, `end` a festival's last day. `sold_as` names what is sold when it is no
    show ("Upsell", "Parking").
    """

    id: str
    name: str
    attractions: tuple[str, ...]
    venue: int | None
    local_date: dt.date | None
    local_time: dt.time | None
    resale: bool = False
    date_tba: bool = False
    date_tbd: bool = False
    initial: tuple[dt.date, dt.time] | None = None
    end: dt.date | None = None
    status: str | None = "onsale"
    prices: tuple[Price, ...] = ()
    segment: str = MUSIC
    sold_as: str = "Undefined"
    test: bool = False
    zone_in_dates: bool = True
    info: str | None = None

    @property
    def place(self) -> Place | None:
        """Where it happens."""
        return None if self.venue is None else place(self.venue)

    @property
    def no_specific_time(self) -> bool:
        """There is a date and no time."""
        return self.local_date is not None and self.local_time is None and not self.date_tba

    @property
    def starts_at(self) -> dt.datetime | None:
        """The moment in UTC, known only with date and time."""
        if self.local_date is None or self.local_time is None:
            return None
        return to_utc(self.local_date, self.local_time, self.zone)

    @property
    def zone(self) -> str:
        """The venue's time zone."""
        return self.place.timezone if self.place else "America/New_York"

    @property
    def sort_time(self) -> dt.datetime | None:
        """What windows and date sorts look at: the start, or midnight where there is a date alone."""
        if self.local_date is None:
            return None
        return to_utc(self.local_date, self.local_time or dt.time(), self.zone)


def to_utc(day: dt.date, time: dt.time, zone: str) -> dt.datetime:
    """A venue's date and time as a moment in UTC."""
    return dt.datetime.combine(day, time, ZoneInfo(zone)).astimezone(dt.UTC)


@dataclass(slots=True)
class Itinerary:
    """The events made so far; `anchor` is the day that all dates are counted from."""

    profile: Profile
    anchor: dt.date
    events: list[Event] = field(default_factory=list[Event])

    def show(self, day: int, **changes: object) -> Event:
        """Add an ordinary show `day` days after the anchor, with `changes` to its fields."""
        index = len(self.events)
        seed = (self.profile.attraction_id, index)
        event = Event(
            id=ids.event_id(self.profile.attraction_id, index, resale=bool(changes.get("resale"))),
            name=self.profile.name,
            attractions=(self.profile.attraction_id,),
            venue=number("venue", *seed) % REGULAR,
            local_date=self.anchor + dt.timedelta(days=day),
            local_time=pick((dt.time(19), dt.time(19, 30), dt.time(20), dt.time(20, 30)), "time", *seed),
            zone_in_dates=not chance(20, "zone", *seed),
        )
        event = replace(event, **changes)  # pyright: ignore[reportArgumentType]  (checked by the dataclass)
        self.events.append(event)
        return event

    def beside(self, show: Event, label: str, **changes: object) -> Event:
        """Add something sold beside a show: same day, house and line-up, another name and id."""
        copied: dict[str, object] = {
            "name": f"{show.name} {label}",
            "attractions": show.attractions,
            "venue": show.venue,
            "local_date": show.local_date,
            "local_time": show.local_time,
        }
        return self.show(0, **(copied | changes))


def price(kind: str, currency: str, *seed: object) -> Price:
    """A price range that depends on `seed`."""
    low = Decimal(between(1_500, 9_000, "low", *seed)) / 100
    return Price(kind, currency, low, low + Decimal(between(500, 25_000, "high", *seed)) / 100)


def usual_prices(venue: int | None, *seed: object) -> tuple[Price, ...]:
    """Mostly none, sometimes one, now and then two, in the currency of the venue's country."""
    if chance(70, "unpriced", *seed) or venue is None:
        return ()
    where = place(venue)
    currency = where.currency if where else "USD"
    kinds = ("standard", "standard including fees") if chance(30, "two prices", *seed) else ("standard",)
    return tuple(price(kind, currency, kind, *seed) for kind in kinds)
