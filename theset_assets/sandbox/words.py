"""The vocabulary that names, titles and places are made of. All artists, songs and venues are made up."""

from __future__ import annotations


def words(text: str) -> tuple[str, ...]:
    """The words of a text."""
    return tuple(text.split())


ONSETS = words(
    """
    Al Ar Bel Bran Cal Cor Dar Del Dor El Er Fal Fen Gal Gar Hal Har Il Jor Kal Kel Lor Mal Mar Mel Mor Nar Nor Or
    Pel Quin Ral Ren Ros Sal Sel Tar Tel Vel Vor Wil Yar Zel
    """
)
MIDDLES = words(
    """
    a ae am an ar e el en er i ia il in ir o ol on or u um ar eth ith oth and end ind ond est ist
    """
)
ENDINGS = words(
    """
    bra da dine dor dra fax gan gard la len lin lo ma mar mere mora na nia quith ra rin ro rune sa ta than tis va
    ver wick wyn
    """
)
BAND_NOUNS = words(
    """
    harbour lantern parade orchard signal theory meridian mirror engine garden station window weather cinema river
    ladder archive summer winter shadow mountain valley arcade anthem carousel chapel circuit comet compass cottage
    current daughter desert echo ember falcon feather ferry field forest fountain ghost glacier hammer horizon hotel
    island journal kingdom letter lighthouse market morning mosaic museum needle night ocean palace paper pilot
    planet railway rebel season
    """
)
TITLE_HEADS = words(
    """
    Paper Silver Broken Golden Quiet Hollow Distant Burning Northern Electric Velvet Second Last First Empty Lonely
    Midnight Morning Winter Summer Crooked Borrowed Hidden Falling Rising Neon Copper Salt Glass Stone Blue Red
    Black White Open Secret Sudden Gentle Wild Wooden Bitter Sweet Slow Little Heavy Lost Faded Painted Restless
    Tender Marble Plastic Foreign Perfect Simple Strange Patient Careless Ordinary Electric
    """
)
TITLE_TAILS = words(
    """
    Hearts Rivers Letters Windows Mountains Lights Roads Machines Oceans Mirrors Gardens Shadows Engines Stations
    Bridges Flowers Signals Houses Birds Stars Rooms Tides Echoes Fires Wires Summers Strangers Promises Seasons
    Ghosts Trains Feathers Harbours Kingdoms Satellites Diamonds Corners Arrows Lanterns Ladders Islands Voices
    Horses Ribbons Towers Cities Daughters Brothers Soldiers Sailors Weekend Parade Weather Goodbye Avenue Motel
    Carnival Horizon Detour Telephone
    """
)
# Titles with "live" or "demo" in them that are neither: a filter on substrings drops them.
TRAP_TITLES = (
    "Oliver",
    "Great Deliverance",
    "Live and Let Grow",
    "Live Wire Avenue",
    "Alive Again",
    "Demolition Waltz",
    "Democracy of Birds",
    "The Olive Tree",
    "Long Live the Tide",
)
LABELS = ("Harbour Light Records", "Tin Roof Recordings", "Meridian Sound", "Paper Boat Music", "North Pier")
MARKETS = words(
    """
    AR AT AU BE BR CA CH CL CO CZ DE DK ES FI FR GB GR HU IE IN IS IT JP KR MX NL NO NZ PL PT SE SG TR US ZA
    """
)
SPOTIFY_GENRES = ("indie rock", "dream pop", "art rock", "synthpop", "folk rock", "post-punk", "chamber pop", "soul")
