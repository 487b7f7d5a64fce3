"""Several listings of one show: resale twins, double entries, day tickets of a festival. Each show stays once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from theset_assets.catalogue.names import clean_text
from theset_assets.catalogue.rows import Rejection, Row
from theset_assets.catalogue.venues import same_place
from theset_assets.upstream.records import Event, Venue

# Two shows of one artist at one place cannot begin within an hour of each other; two listings of one show can (doors
# and stage time). A matinee and an evening are hours apart.
SAME_SHOW_MINUTES = 60


class Listing(Row, frozen=True):
    """An event that is a show, with its date and time at the venue. `end_date` is `date` unless it spans days."""

    event: Event
    date: dt.date
    time: dt.time | None
    end_date: dt.date

    @property
    def is_resale(self) -> bool:
        """Whether the id is of the kind that resale listings have; some primary sellers outside the US have it too."""
        return self.event.id.startswith("Z")

    @property
    def spans_days(self) -> bool:
        """Whether it takes more than one day."""
        return self.end_date > self.date

    @property
    def venue(self) -> Venue | None:
        """Where it is."""
        return self.event.venues[0] if self.event.venues else None


class Show(Row, frozen=True):
    """One show: the listing that describes it, the event id its row goes by, its start if any listing says."""

    listing: Listing
    id: str
    time: dt.time | None


def one_a_show(listings: Sequence[Listing], known_ids: frozenset[str]) -> tuple[list[Show], list[Rejection]]:
    """Each show once, and the listings that another one stands for.

    The listing that describes a show is the primary seller's before a resale twin's. A show that is already in the
    database under one of its listings' ids (`known_ids`) keeps that id, so that its row and slug stay.
    """
    shows: list[Show] = []
    rejections: list[Rejection] = []
    groups, passes = _festivals(_same_shows(listings))
    rejections += [_rejection(listing, "multi-day-pass", "its nights are listed each") for listing in passes]
    for group in groups:
        ordered = sorted(group, key=_preference)
        best = ordered[0]
        held = [listing.event.id for listing in ordered if listing.event.id in known_ids]
        same_day = [listing.time for listing in ordered if listing.time is not None and listing.date == best.date]
        shows.append(Show(listing=best, id=held[0] if held else best.event.id, time=next(iter(same_day), None)))
        rejections += [_folded(listing, best) for listing in ordered[1:]]
    return shows, rejections


def _preference(listing: Listing) -> tuple[object, ...]:
    event = listing.event
    return (
        not listing.spans_days,
        listing.is_resale,
        listing.time is None,
        not event.price_ranges,
        -len(event.attractions),
        event.id,
    )


def _folded(listing: Listing, best: Listing) -> Rejection:
    twin = listing.is_resale and not best.is_resale
    return _rejection(listing, "resale-twin" if twin else "duplicate", f"is {best.event.id}")


def _rejection(listing: Listing, reason: str, why: str) -> Rejection:
    detail = f"{clean_text(listing.event.name, 200)}: {why}"
    return Rejection(kind="event", id=listing.event.id, reason=reason, detail=detail)


def _same_shows(listings: Iterable[Listing]) -> list[list[Listing]]:
    """Listings of one day grouped by show. Only the first of a group is compared, so no chain can form."""
    by_day: dict[dt.date, list[Listing]] = defaultdict(list)
    for listing in listings:
        by_day[listing.date].append(listing)
    groups: list[list[Listing]] = []
    for day in sorted(by_day):
        todays: list[list[Listing]] = []
        # Those with a time first: a listing without one joins the earliest show of its day instead of joining two.
        ordered = sorted(
            by_day[day], key=lambda each: (each.time is None, each.is_resale, each.time or dt.time.max, each.event.id)
        )
        for listing in ordered:
            alike = [group for group in todays if _is_same(group[0], listing)]
            if alike:
                min(alike, key=lambda group: (group[0].time or dt.time.max, group[0].event.id)).append(listing)
            else:
                todays.append([listing])
        groups += todays
    return groups


def _is_same(one: Listing, other: Listing) -> bool:
    if not _times_agree(one.time, other.time) or not _same_bill(one.event, other.event):
        return False
    return same_place(one.venue, other.venue, reseller=one.is_resale != other.is_resale)


def _times_agree(one: dt.time | None, other: dt.time | None) -> bool:
    if one is None or other is None:
        return True
    return abs(one.hour * 60 + one.minute - other.hour * 60 - other.minute) < SAME_SHOW_MINUTES


def _same_bill(one: Event, other: Event) -> bool:
    """Whether each headliner is on the other's bill: twins may leave out support or turn a double bill around."""
    first, second = one.attractions[0].id, other.attractions[0].id
    if first == second:
        return True
    return any(entry.id == second for entry in one.attractions) and any(
        entry.id == first for entry in other.attractions
    )


def _festivals(groups: list[list[Listing]]) -> tuple[list[list[Listing]], list[Listing]]:
    """Groups with the day listings of a festival in the festival's, and the passes that are no show of their own.

    A festival spans days at one place. Where the same headliner plays on two of its days or more, it is no festival
    but a run of shows: each night is a show, and what spans them is a pass.
    """
    spanning = [group for group in groups if any(listing.spans_days for listing in group)]
    single = [group for group in groups if not any(listing.spans_days for listing in group)]
    festivals: list[list[Listing]] = []
    passes: list[Listing] = []
    for group in spanning:
        leader = min(group, key=_preference)
        within = [other for other in single if _is_within(other[0], leader)]
        nights = {other[0].date for other in within if _headliner(other[0]) == _headliner(leader)}
        if len(nights) > 1:
            passes += group
            continue
        festivals.append([*group, *(listing for other in within for listing in other)])
        absorbed = {id(other) for other in within}
        single = [other for other in single if id(other) not in absorbed]
    return [*festivals, *single], passes


def _headliner(listing: Listing) -> str:
    return listing.event.attractions[0].id


def _is_within(listing: Listing, festival: Listing) -> bool:
    on_bill = any(entry.id == _headliner(listing) for entry in festival.event.attractions)
    in_time = festival.date <= listing.date <= festival.end_date
    return on_bill and in_time and same_place(festival.venue, listing.venue, reseller=False)
