"""The demonstration artists: fixed ids, each there to show one thing. `docs/sandbox.md` lists them for people."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoArtist:
    """A demonstration artist.

    `id` is its attraction id, `shows` says what it is there for. `releases` and `events` are how many it has;
    `discography` and `tour` name the scripts that make them. `variant` tells namesakes apart. `guest_of` names the
    attractions on whose tours it also plays.
    """

    id: str
    name: str
    shows: str
    releases: int = 8
    events: int = 6
    discography: str = "generic"
    tour: str = "generic"
    variant: int = 0
    on_spotify: bool = True
    guest_of: tuple[str, ...] = ()


SMALL = DemoArtist("K8vZ917Sml0", "Marlow Quay", "A small artist: 4 releases, 3 shows", releases=4, events=3)
SIXTY = DemoArtist(
    "K8vZ917Sxt0",
    "Velvet Meridian",
    "The benchmark artist: exactly 60 releases in every market, 24 shows",
    releases=60,
    events=24,
    discography="everywhere",
)
NINE_HUNDRED = DemoArtist(
    "K8vZ917Nhd0", "Ottoline Wray", "900 releases in every market", releases=900, events=12, discography="huge"
)
NO_SPOTIFY = DemoArtist("K8vZ917Nsp0", "Harbour Wall Choir", "No Spotify link and no Spotify artist", on_spotify=False)
NAMESAKE_A = DemoArtist("K8vZ917Twa0", "Ashgrove", "One of two artists of that name; Spotify has both and near-misses")
NAMESAKE_B = DemoArtist(
    "K8vZ917Twb0", "Ashgrove", "The other one: own Spotify id, own catalogue and shows", releases=5, variant=1
)
JAPANESE = DemoArtist("K8vZ917Jpn0", "夜の灯台", "A Japanese name")
CYRILLIC = DemoArtist("K8vZ917Cyr0", "Полярная Станция", "A Cyrillic name")
DIACRITICS = DemoArtist("K8vZ917Dia0", "Sørén Æbelø", "Diacritics: found as “soren aebelo” too")
PUNCTUATION = DemoArtist("K8vZ917Pnc0", "¿?!", "A name without a letter or digit")
LIVE = DemoArtist(
    "K8vZ917Liv0",
    "Ember & Tide",
    "Live albums whose tracks never say live, demos, and studio titles such as “Oliver” and “Live Wire Avenue”",
    releases=10,
    discography="live",
)
COPIES = DemoArtist(
    "K8vZ917Cpy0",
    "Paper Lantern Union",
    "Deluxe, single, clean, explicit and remaster copies (equal ISRC, or equal title and duration), a box set of 62",
    releases=14,
    discography="copies",
)
COMPILATIONS = DemoArtist(
    "K8vZ917Cmp0",
    "Glasshouse Theory",
    "Compilations, Various-Artists albums and appearances among other artists' tracks",
    releases=12,
    discography="compilations",
)
TOUR = DemoArtist(
    "K8vZ917Tou0",
    "Northern Static",
    "A tour with cancelled, postponed, rescheduled, TBA and TBD dates, one without a time, one without a status",
    events=16,
    tour="troubled",
)
FESTIVAL = DemoArtist(
    "K8vZ917Fes0",
    "Saltmarsh Weekender",
    "A festival brand: multi-day events with many attractions, day tickets beside them; nothing on Spotify",
    events=4,
    tour="festival",
    on_spotify=False,
)
EXTRAS = DemoArtist(
    "K8vZ917Ups0",
    "Cinder Parade",
    "VIP, parking, restaurant, upsell and fast-lane twins, resale twins, matinee and evening shows",
    events=18,
    tour="extras",
    guest_of=(FESTIVAL.id,),
)
SUPPORT = DemoArtist(
    "K8vZ917Sup0",
    "The Opening Hour",
    "Support on Northern Static's tour, two shows of its own, and a festival",
    events=2,
    guest_of=(TOUR.id, FESTIVAL.id),
)
VENUES = DemoArtist(
    "K8vZ917Ven0",
    "Copper Atlas",
    "Venue oddities: 0/0 and missing location, missing state, stray spaces, repeated names, no venue at all",
    events=12,
    tour="venues",
)
PRICES = DemoArtist(
    "K8vZ917Prc0", "Penny Orchard", "Price ranges: none, one, two, other currencies", events=8, tour="prices"
)
ODDITIES = DemoArtist(
    "K8vZ917Odd0",
    "Oddment",
    "Test events, another segment, a title over 500 characters, an empty album name, a NUL, null list items, "
    "release dates of a year or a month",
    releases=9,
    events=6,
    discography="oddities",
    tour="oddities",
)
THOUSAND = DemoArtist(
    "K8vZ917Thd0", "Perpetual Motion Revue", "1,300 events: deeper than paging goes", events=1_300, tour="residency"
)
TEN_THOUSAND = DemoArtist(
    "K8vZ917Tth0",
    "The Endless Matinee",
    "10,400 events: totalElements stops at 10,000",
    events=10_400,
    tour="residency",
)

# New ones go to the end: the position is part of a demo artist's Spotify ids.
DEMO_ARTISTS: tuple[DemoArtist, ...] = (
    SMALL,
    SIXTY,
    NINE_HUNDRED,
    NO_SPOTIFY,
    NAMESAKE_A,
    NAMESAKE_B,
    JAPANESE,
    CYRILLIC,
    DIACRITICS,
    PUNCTUATION,
    LIVE,
    COPIES,
    COMPILATIONS,
    TOUR,
    FESTIVAL,
    EXTRAS,
    SUPPORT,
    VENUES,
    PRICES,
    ODDITIES,
    THOUSAND,
    TEN_THOUSAND,
)
