"""Venues: made-up houses in real cities, and the oddities that real venue data has."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from theset_assets.sandbox.seeds import between, number, pick
from theset_assets.sandbox.words import words

# name, state, state code, country, country code, time zone, latitude, longitude, postal code, currency
_CITIES = """
New York|New York|NY|United States Of America|US|America/New_York|40.7497|-73.9916|10001|USD
Los Angeles|California|CA|United States Of America|US|America/Los_Angeles|34.0522|-118.2437|90012|USD
Chicago|Illinois|IL|United States Of America|US|America/Chicago|41.8781|-87.6298|60601|USD
Denver|Colorado|CO|United States Of America|US|America/Denver|39.7392|-104.9903|80202|USD
Phoenix|Arizona|AZ|United States Of America|US|America/Phoenix|33.4484|-112.0740|85001|USD
Honolulu|Hawaii|HI|United States Of America|US|Pacific/Honolulu|21.3069|-157.8583|96813|USD
Nashville|Tennessee|TN|United States Of America|US|America/Chicago|36.1627|-86.7816|37201|USD
Seattle|Washington|WA|United States Of America|US|America/Los_Angeles|47.6062|-122.3321|98101|USD
Toronto|Ontario|ON|Canada|CA|America/Toronto|43.6532|-79.3832|M5H 2N2|CAD
Montréal|Quebec|QC|Canada|CA|America/Toronto|45.5019|-73.5674|H2Y 1C6|CAD
Sydney|New South Wales|NSW|Australia|AU|Australia/Sydney|-33.8688|151.2093|2000|AUD
Melbourne|Victoria|VIC|Australia|AU|Australia/Melbourne|-37.8136|144.9631|3000|AUD
London|||Great Britain|GB|Europe/London|51.5072|-0.1276|SE1 8XX|GBP
Manchester|||Great Britain|GB|Europe/London|53.4808|-2.2426|M1 1AE|GBP
Dublin|||Ireland|IE|Europe/Dublin|53.3498|-6.2603|D02 X285|EUR
Berlin|||Germany|DE|Europe/Berlin|52.5200|13.4050|10115|EUR
München|||Germany|DE|Europe/Berlin|48.1351|11.5820|80331|EUR
Praha 9|||Czech Republic|CZ|Europe/Prague|50.1048|14.4938|19000|CZK
København|||Denmark|DK|Europe/Copenhagen|55.6761|12.5683|1050|DKK
Warszawa|||Poland|PL|Europe/Warsaw|52.2297|21.0122|00-001|PLN
Madrid|||Spain|ES|Europe/Madrid|40.4168|-3.7038|28001|EUR
México|||Mexico|MX|America/Mexico_City|19.4326|-99.1332|06000|MXN
Auckland|||New Zealand|NZ|Pacific/Auckland|-36.8509|174.7645|1010|NZD
Tokyo|||Japan|JP|Asia/Tokyo|35.6762|139.6503|100-0001|JPY
"""
_NAMES = (
    "House of Lanterns",  # the same in every city, as chains are
    "{city} Arena",
    "The {word} Theatre",
    "{word} Hall",
    "The {word} Room",
    "{word} Pavilion",
    "{word} Park Amphitheatre",
    "Club {word}",
)
_WORDS = words("Copper Granite Orchard Beacon Foundry Mariner Palisade Sycamore Juniper Telegraph Riverside Alabaster")


@dataclass(frozen=True, slots=True)
class Place:
    """A venue. Latitude and longitude are as upstream writes them (strings); None or "" is absent from the body."""

    index: int
    name: str | None
    city: str
    state: str
    state_code: str
    country: str
    country_code: str
    timezone: str
    latitude: str | None
    longitude: str | None
    postal_code: str | None
    address: str
    currency: str
    oddity: str = ""


CITIES = tuple(tuple(line.split("|")) for line in _CITIES.strip().splitlines())
REGULAR = len(CITIES) * len(_NAMES)
ODDITIES = (
    "zero location",
    "no location",
    "no state",
    "stray spaces",
    "please do not use",
    "no postal code",
    "no address",
    "no name",
    "no time zone",
)
COUNT = REGULAR + len(ODDITIES)


def odd(oddity: str) -> int:
    """The number of the venue that shows an oddity."""
    return REGULAR + ODDITIES.index(oddity)


def in_city(name: str, house: int) -> int:
    """The number of a city's venue number `house` (0–7; 0 is the House of Lanterns)."""
    at = next(at for at, city in enumerate(CITIES) if city[0] == name)
    return at * len(_NAMES) + house


@lru_cache(maxsize=COUNT)
def place(index: int) -> Place | None:
    """Venue number `index`; None beyond COUNT."""
    if not 0 <= index < COUNT:
        return None
    return _regular(index) if index < REGULAR else _odd(index)


def _regular(index: int) -> Place:
    at, house = divmod(index, len(_NAMES))
    city, state, state_code, country, country_code, zone, latitude, longitude, postal_code, currency = CITIES[at]
    shift = between(-400, 400, "venue", index) / 10_000
    return Place(
        index=index,
        name=_NAMES[house].format(city=city, word=pick(_WORDS, "venue", index)),
        city=city,
        state=state,
        state_code=state_code,
        country=country,
        country_code=country_code,
        timezone=zone,
        latitude=f"{float(latitude) + shift:.5f}",
        longitude=f"{float(longitude) + shift:.5f}",
        postal_code=postal_code,
        address=f"{1 + number('street', index) % 3900} {pick(_WORDS, 'street', index)} Street",
        currency=currency,
    )


def _odd(index: int) -> Place:
    oddity = ODDITIES[index - REGULAR]
    like = _regular(in_city("Chicago", 1 + (index - REGULAR) % 7))
    latitude, longitude = {"zero location": ("0", "0"), "no location": (None, None)}.get(
        oddity, (like.latitude, like.longitude)
    )
    name = {
        "stray spaces": "  The Copper  Hall ",
        "please do not use": "#1 Please do not use, left over from set up",
        "no name": None,
    }.get(oddity, like.name)
    return Place(
        index=index,
        name=name,
        city=" Long Beach" if oddity == "stray spaces" else like.city,
        state="" if oddity == "no state" else like.state,
        state_code="" if oddity == "no state" else like.state_code,
        country=like.country,
        country_code=like.country_code,
        timezone=like.timezone,
        latitude=latitude,
        longitude=longitude,
        postal_code=None if oddity == "no postal code" else like.postal_code,
        address="" if oddity == "no address" else like.address,
        currency=like.currency,
        oddity=oddity,
    )
