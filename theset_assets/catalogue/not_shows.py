"""Which listings are no shows: parking, packages, deposits and whatever else is sold beside a concert.

Decided on what upstream classifies and on words in the event's name, the names of the artists on the bill left out:
whoever is called "VIP" or "Parking Lot Social" may play. A venue's name is never looked at. Words that only *can* mean
a thing sold beside a show count where they end a part of the name ("Slipknot - Parking") or where more words say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from theset_assets.catalogue.artists import is_music
from theset_assets.catalogue.names import TITLE_LENGTH, clean_text
from theset_assets.upstream.records import Attraction, Classification, Event

# A capital I between spaces is a bar to some listers: "Slipknot I VIP Packages" (recorded).
_PART = re.compile(r"\s+[-–—/•·~]+\s+|\s*[|:;()\[\]{}*]+\s*|\s+I\s+(?=[A-Z])|\s+[-–—]|[-–—]\s+|\s*,\s+")
_SPACE = re.compile(r"\s+")

# What may follow a thing's name without making it part of a longer one: "Parking for Slipknot", "Parking Lot A".
_AFTER = r"(?=$|\s+(?:for|at|with|only|access|available|tickets?|pass(?:es)?|lots?\s+\w$|\d+)\b)"

_ANYWHERE: tuple[tuple[str, str], ...] = (
    (
        "fast-lane",
        r"\b(?:fast|express)[\s-]?(?:lane|track|pass)\s+(?:access|entry|pass(?:es)?|tickets?|upgrades?|admission)\b"
        r"|\b(?:early|priority|premier)\s+(?:entry|entrance)\s+(?:pass(?:es)?|upgrades?|tickets?|package)\b"
        r"|\bpriority\s+(?:pass(?:es)?|lane|queue)\b|\bqueue\s+jump(?:er)?\b",
    ),
    (
        "parking",
        r"\b(?:car\s*park|parking|valet)\s+(?:pass(?:es)?|permits?|tickets?|vouchers?|spaces?|spots?|reservations?|"
        r"upgrades?|packages?|only|garage|deck|structure|add[\s-]?on)\b"
        r"|\b(?:vip|premium|premier|preferred|general|valet|reserved|official|event|accessible|ada|rv|bus|oversized)"
        r"\s+(?:car\s+)?parking\b|\bpark(?:ticket|karte|schein|platz)s?\b|\bparkeer(?:ticket|kaart)(?:en)?\b",
    ),
    (
        "restaurant",
        r"\brestaurant\s+(?:tickets?|tables?|packages?|reservations?|bookings?|seats?|seating|dining|upgrades?|"
        r"access)\b"
        r"|\b(?:dining|dinner|buffet|brunch)\s+(?:packages?|reservations?|tickets?|upgrades?|add[\s-]?ons?)\b"
        r"|\btable\s+(?:reservations?|bookings?)\b"
        r"|\b(?:pre|post)[\s-]?(?:show|concert|event)\s+(?:dinner|dining|buffet|meal)\b",
    ),
    (
        "deposit",
        r"\bgroup\s+deposits?\b|\bdeposits?\s+(?:only|payments?|for\b)|\bgroup\s+(?:sales?|booking)\s+deposits?\b",
    ),
    (
        "vip-package",
        r"\b(?:vip|v\.i\.p\.?|hospitality|meet\s*(?:&|and|\+|n['’]?)\s*greet|m&g)"
        r"(?:\s+(?:&|and|\+)\s+\w+|\s+\w+)?\s+(?:packages?|pakete?n?|pack(?:s|et|ets)?|pakket(?:ten)?|paquetes?|"
        r"upgrades?|add[\s-]?ons?)\b"
        r"|\bvip\s+(?:\w+\s+)?(?:tickets?|access|admission|entry|pass(?:es)?)\b(?!\s+(?:tour|live))"
        r"|\bmeet\s*(?:&|and|\+)\s*greet\s+(?:tickets?|experiences?|pass(?:es)?|only)\b",
    ),
    (
        "hospitality",
        r"\b(?:hospitality|luxury|executive|private|corporate|vip)\s+(?:suites?|box(?:es)?)\b"
        r"|\b(?:suite|skybox|loge)\s+(?:rentals?|hire|pass(?:es)?|reservations?)\b",
    ),
    (
        "transport",
        r"\b(?:shuttle|coach|bus)\s+(?:pass(?:es)?|tickets?|transfers?|travel|transport|rides?)\b"
        r"|\bpark\s*(?:&|and)\s*ride\b",
    ),
    (
        "camping",
        r"\b(?:camping|campsite|rv|glamping|camper(?:van)?)\s+(?:pass(?:es)?|permits?|tickets?|spots?|"
        r"add[\s-]?ons?|upgrades?|only)\b"
        r"|\bhotel\s+packages?\b|\blocker\s+(?:rentals?|hire|pass(?:es)?)\b",
    ),
    (
        "voucher",
        r"\bgift\s+(?:cards?|certificates?|vouchers?)\b"
        r"|\b(?:drink|food|beverage|merch(?:andise)?)\s+(?:vouchers?|bundles?|packages?|credits?)\b",
    ),
    (
        "upsell",
        r"\bnot\s+an?\s+(?:concert|show|event|admission|entry)\s+tickets?\b"
        r"|\b(?:concert|show|event|admission)\s+tickets?\s+(?:is\s+|are\s+)?(?:not\s+included|sold\s+separately|required)\b"
        r"|\b(?:does|do)\s+not\s+include\s+(?:\w+\s+){0,3}(?:tickets?|admission|entry)\b"
        r"|\bticket\s+(?:upgrades?|insurance)\b"
        r"|\b(?:seat|lounge|club|pit|soundcheck|lawn\s+chair)\s+(?:upgrades?|add[\s-]?ons?|rentals?)\b"
        r"|\bupsell\b",
    ),
    ("test", r"\btest\s+event\b|\bdo\s+not\s+(?:use|buy|purchase|sell)\b"),
)
_AT_END: tuple[tuple[str, str], ...] = (
    ("fast-lane", rf"^(?:the\s+)?(?:fast[\s-]?(?:lane|track|pass)|early\s+entry|priority\s+entry){_AFTER}"),
    (
        "parking",
        rf"\b(?:parking|car\s*park|valet|estacionamiento|aparcamiento|stationnement|parkeren|parkplatz){_AFTER}",
    ),
    ("restaurant", rf"^(?:\w+\s+)?(?:restaurant|dinner|buffet){_AFTER}"),
    ("deposit", r"\bdeposits?$"),
    (
        "vip-package",
        r"^(?:(?:the|official|exclusive)\s+)?(?:vip|v\.i\.p\.?)(?:\s+(?:lounge|club|bar|box|area|deck|room|seating|"
        rf"experiences?|hospitality|meet\s*(?:&|and|\+)\s*greet))?{_AFTER}|^meet\s*(?:&|and|\+)\s*greet{_AFTER}"
        r"|\bvip\s+(?:experiences?|hospitality)$|^(?!the\s+packages?$)(?:\S+\s+){1,4}packages?$"
        r"|^hospitality$",
    ),
    ("hospitality", r"^(?:\w+\s+)?(?:box\s+seats?|premium\s+seat(?:s|ing)|suite\s+tickets?|(?:club|lounge)\s+access)$"),
    ("transport", rf"^(?:\w+\s+)?(?:shuttles?|shuttle\s*bus(?:es)?){_AFTER}"),
    ("camping", rf"^(?:\w+\s+)?(?:camping|campsites?|glamping|lockers?){_AFTER}"),
    ("upsell", r"\b(?:upgrades?|add[\s-]?ons?)$"),
    ("test", r"^test$"),
)


def _compiled(rules: Iterable[tuple[str, str]]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((reason, re.compile(pattern, re.IGNORECASE)) for reason, pattern in rules)


_ANYWHERE_RULES, _AT_END_RULES = _compiled(_ANYWHERE), _compiled(_AT_END)
# Classification values of what is sold beside a show. "Upsell" is recorded, the others are guesses of the same kind.
_SOLD_BESIDE = {
    "upsell": "upsell",
    "parking": "parking",
    "gift cards": "voucher",
    "special entry": "upsell",
    "non ticket": "upsell",
}


def not_a_show(event: Event) -> str | None:
    """Why `event` is no show of music, as a stable slug; None where it is one."""
    if (
        event.test
        or any(venue.test for venue in event.venues[:1])
        or any(entry.test for entry in event.attractions[:1])
    ):
        return "test"
    return (
        _classified_beside(event.classifications)
        or _named_beside(event.name, event.attractions)
        or _other_segment(event)
    )


def _classified_beside(classifications: Iterable[Classification]) -> str | None:
    for entry in classifications:
        for value in (entry.type, entry.subtype, entry.genre, entry.subgenre):
            if value and (reason := _SOLD_BESIDE.get(value.strip().casefold().replace("-", " "))):
                return reason
    return None


def _named_beside(name: str, attractions: Iterable[Attraction]) -> str | None:
    said = clean_text(name, TITLE_LENGTH)
    for attraction in sorted(attractions, key=lambda entry: -len(entry.name)):
        artist = clean_text(attraction.name, TITLE_LENGTH)
        # What is itself classified as no music ("Parking: Venue X" as an attraction) gives no cover.
        if artist and is_music(attraction.classifications) is not False and not _is_thing(artist):
            said = re.sub(rf"(?<!\w){re.escape(artist)}(?!\w)", " : ", said, flags=re.IGNORECASE)
    return name_reason(said)


def _is_thing(artist: str) -> bool:
    return ":" in artist and name_reason(artist) is not None


def name_reason(name: str) -> str | None:
    """Why an event of this name is no show, by its words alone."""
    plain = _SPACE.sub(" ", name).strip()
    for reason, pattern in _ANYWHERE_RULES:
        if pattern.search(plain):
            return reason
    for part in _PART.split(plain):
        for reason, pattern in _AT_END_RULES:
            if part and pattern.search(part.strip(" .!\"'“”")):
                return reason
    return None


def _other_segment(event: Event) -> str | None:
    music = is_music(event.classifications)
    if music is None and event.attractions:
        music = is_music(event.attractions[0].classifications)
    return "non-music" if music is False else None
