"""What a title says about a recording: live, demo, remix, edition; and what of it identifies the song.

Everything is decided on words, and for track titles only on words that stand beside the song's name: in brackets or
after a dash ("Song (Live at Wembley)", "Song - 2011 Remaster"). The name itself may say "Live" as it likes.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property, lru_cache

from theset_assets.catalogue.names import TITLE_LENGTH, clean_text, fold
from theset_assets.catalogue.rows import Row

_OPENING = {"(": ")", "[": "]", "{": "}", "【": "】", "〔": "〕", "「": "」"}
_DASH = re.compile(r"\s+[-–—~]\s+|\s+[–—]|[–—]\s+|\s*\|\s*|\s+//\s+")
_WORDS = re.compile(r"[^\W_]+")


class Parts(Row, frozen=True):
    """A title taken apart: `pieces` in order, each with whether it stands beside the name (a qualifier)."""

    pieces: tuple[tuple[bool, str], ...]

    @property
    def name(self) -> str:
        """The song's own name."""
        return " ".join(text for beside, text in self.pieces if not beside)

    @property
    def qualifiers(self) -> tuple[str, ...]:
        """What stands beside the name, folded (see `names.fold`)."""
        return tuple(folded for beside, text in self.pieces if beside and (folded := fold(text)))


@lru_cache(maxsize=16384)
def parts_of(title: str) -> Parts:
    """`title` taken apart at its brackets and dashes."""
    pieces: list[tuple[bool, str]] = []
    after_dash = False
    text = clean_text(unicodedata.normalize("NFKC", title), TITLE_LENGTH).replace(" @ ", " at ")
    for bracketed, chunk in _split_brackets(text):
        if bracketed:
            pieces.append((True, chunk))
            continue
        for index, segment in enumerate(_DASH.split(chunk)):
            after_dash = after_dash or (index > 0 and bool(pieces))
            if segment.strip():
                pieces.append((after_dash, segment.strip()))
    if all(beside for beside, _ in pieces):
        # The whole title is in brackets: then that is the name.
        pieces = [(index > 0, text) for index, (_, text) in enumerate(pieces)]
    return Parts(pieces=tuple(pieces))


def _split_brackets(text: str) -> list[tuple[bool, str]]:
    """Runs of text outside and inside brackets; what is nested stays with the outer pair."""
    chunks: list[tuple[bool, str]] = []
    start, closers = 0, ""
    for index, character in enumerate(text):
        if character in _OPENING:
            if not closers:
                chunks.append((False, text[start:index]))
                start = index + 1
            closers += _OPENING[character]
        elif closers and character == closers[-1]:
            closers = closers[:-1]
            if not closers:
                chunks.append((True, text[start:index]))
                start = index + 1
    chunks.append((bool(closers), text[start:]))
    return [(bracketed, chunk) for bracketed, chunk in chunks if chunk.strip()]


class Pattern:
    """A regular expression that is compiled when it is first used.

    Together those below take a sixth of a second, and every process that loads the definitions would pay it.
    """

    def __init__(self, pattern: str, flags: re.RegexFlag = re.NOFLAG) -> None:
        self._pattern = pattern
        self._flags = flags

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The expression, ready to match."""
        return re.compile(self._pattern, self._flags)

    def search(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern.search`."""
        return self.compiled.search(text)

    def match(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern.match`."""
        return self.compiled.match(text)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern.fullmatch`."""
        return self.compiled.fullmatch(text)

    def sub(self, replacement: str, text: str) -> str:
        """As `re.Pattern.sub`."""
        return self.compiled.sub(replacement, text)


def _pattern(*alternatives: str) -> Pattern:
    return Pattern("|".join(f"(?:{alternative})" for alternative in alternatives))


# --- Live -----------------------------------------------------------------------------------------------------------

# The places radio and television sessions are known by. Real session names, not a complete list.
_SESSION = (
    r"(?:bbc|peel|radio|kexp|kcrw|maida vale|triple j|npr|tiny desk|mtv|vh1|aol|itunes|apple music|amazon|deezer|"
    r"vevo|spotify|wfuv|wxpn|kroq|sirius(?: ?xm)?|siriusxm|colors|audiotree|daytrotter|jools holland|snl|letterman)"
)
# "live" as a verb: what goes before it, and what it goes on with.
_VERB_BEFORE = (
    r"(?:i|we|you|u|they|who|that|people|to|and|or|not|never|don t|dont|can|cant|will|ll|would|could|should|shall|"
    r"must|may|might|let|lets|us|me|em|them|how|so|long|gonna|wanna|gotta|where|love|just|still|only|both|really|"
    r"did|do|does|than|as|alive|vida|viva|tonight s|always|wont|ill|youll|well|theyll|id|youd)"
)
_NO_PLACE = (
    r"(?:me|my|you|your|yours|u|us|our|him|his|her|it|its|them|their|this|that|these|those|peace|love|fear|hope|sin|"
    r"harmony|colou?r|dreams?|style|life|luxury|shame|truth|pain|faith|misery|a (?:dream|lie|world|box|house|fantasy|"
    r"bubble|memory|cage|hole)|the (?:moment|light|dark|darkness|past|now|present|sky|shadows?|future|world|sun|"
    r"city|dream|wild|fire|same|here)|without|no|so|sin|each|every|one|two)\b"
)
_EDITION_WORDS = (
    r"(?:live|versions?|edits?|sessions?|recordings?|mix|takes?|performances?|acoustic|bonus|tracks?|audio|video|"
    r"medley|remaster(?:ed)?|mono|stereo|solo|piano|full|band|official|lp|ep|album|only|performed|exclusive|"
    r"previously|unreleased|vinyl|cd|digital|disc|explicit|clean|instrumental|electric|extended|intro|outro|"
    r"jam|cover|pt|part|tour|new|original|the|a|in|studio|encore|bootleg|feat|\d+(?:st|nd|rd|th)?|[ivx]+)"
)
_LIVE = _pattern(
    rf"^(?:{_EDITION_WORDS} )*live(?: {_EDITION_WORDS})*$",
    r"\b(?:recorded|performed|taped|captured) live\b",
    r"^live (?:at|from|aus|im|dans|aux?|chez|bei|vom|desde|dal|en|au|alla|al|auf|w)\b",
    rf"^live in (?!{_NO_PLACE})",
    rf"^live (?:on|with|by) (?!{_NO_PLACE})\S",
    rf"^live (?:for|para) .*\b(?:{_SESSION}|radio|tv|fm|sessions?|lounge|show|broadcast)\b",
    rf"(?<!\S)(?<!i )(?<!we )(?<!to )(?<!you )(?<!they )live (?:at|from) (?!{_NO_PLACE})\S",
    r"(?<!long )(?<!to )(?<!we )(?<!i )\blive (?:versions?|sessions?|recordings?|performances?|takes?|acoustic|"
    r"album|ep|in concert|lounge|broadcasts?|"
    r"in studio|in the studio|on (?:tv|air|kexp|tour)|bootleg|medley|video|audio|tracks?|edit|mix|remaster(?:ed)?)\b",
    r"\b(?:acoustic|bbc|solo|full band|radio \d|encore) live\b",
    r"\b(?:en vivo|ao vivo|en directo|dal vivo|en concert|in concert|en concierto|em concerto|mtv unplugged)\b",
    r"\bunplugged (?:in|at|live)\b",
    rf"\b{_SESSION}(?: \S+){{0,3}} (?:sessions?|concert)\b",
    rf"^{_SESSION}(?: \S+)? live\b|^live {_SESSION}\b",
    r"^live a (?!life|lie|little|lot|dream|day|while|new|better|good|long|live)\S",
    rf"^(?!.*\b{_VERB_BEFORE} live$).*(?:\d|\b(?:tour|festival|arena|stadium|hall|club|theatre|theater|radio|acoustic|"
    r"session|concert|wembley|glastonbury|hyde park|tokyo|london|paris|new york|berlin|sydney)\b).* live$",
    r"^live (?:\d|.*\b(?:19|20)\d\d$)|\blive aid\b|ライブ|ライヴ|라이브",
    r"^live and (?:acoustic|loud|rare|unplugged|raw|direct|electric|alive)\b",
)
# "Live" set off by punctuation is a note, whatever follows; "Live, Laugh, Love" is not.
_SET_OFF_LIVE = Pattern(
    r"^\s*live\s*(?:[;:/|]|,(?!\s*(?:love|laugh|learn|die|let|drink|eat|dream|be)\b))", re.IGNORECASE
)
# After a dash a place alone is enough ("Song - Wembley Live"); in brackets "(Let Love Live)" is part of the name.
_DASH_LIVE = Pattern(rf"^(?!(?:where|how|what|why|when|the way)\b)(?!.*\b{_VERB_BEFORE} live$)\S.* live$")
# Without any bracket or dash only what cannot be meant otherwise.
_NAME_LIVE = _pattern(
    r"\S (?:live from the|recorded live|live in concert|live version|live acoustic)\b",
    r"\S (?:en vivo|ao vivo|en directo|dal vivo)\b",
    rf"^(?!.*\b{_VERB_BEFORE} live (?:at|from)\b).*\S live (?:at|from) (?!{_NO_PLACE})\S",
)

_ALBUM_LIVE = _pattern(
    r"^live$",
    r"^live (?:at|from|\d+|[ivx]+$|aus|im|desde|dal|album|albums|ep|sessions?|acoustic|unplugged|lounge|recordings?|"
    r"tracks|bootlegs?|anthology|collection|concerts?|versions?|tour|archives?|series|vol|volume|best of|hits|"
    r"and (?:acoustic|loud|rare|dangerous|unplugged|raw|direct|electric|kicking|in concert|plugged|uncut|alive))\b",
    rf"^live (?:in|on|with) (?!{_NO_PLACE})\S",
    # Live albums whose name says so only to those who know them.
    r"^live (?:rust|killers|evil|magic|seeds|dead|after death|baby live|undead|shit binge and purge|songs)$",
    rf"^(?!.*\b{_VERB_BEFORE} live$).*\S live$",
    rf"(?:^|\s)(?<!i )(?<!we )(?<!to )(?<!you )live (?:at|from) (?!{_NO_PLACE})\S",
    r"\S live (?:aus|dal|desde)\b|^itunes live\b",
    r"\S (?<!i )(?<!we )(?<!to )(?<!you )live in (?:[\w ]*\d{4}|concert|studio)",
    r"\b(?:the|complete|official|first|double|exclusive|recorded|in) live\b(?! (?:through|and|or|wire|forever))",
    r"\blive (?:album|albums|eps?|sessions?|recordings?|versions?|concerts?|in concert|lounge|bootlegs?|acoustic|"
    r"anthology|collection|broadcasts?|performances?|tour|on (?:tour|air|tv|kexp|radio))\b",
    r"\b(?:in concert|unplugged|en vivo|ao vivo|en directo|dal vivo|en concert|en concierto|tiny desk concert)\b",
    r"\b(?:bbc|peel|radio|kexp|maida vale) (?:\S+ ){0,2}sessions?\b|\bat the bbc\b",
    r"\bconcert (?:in|at|for|from|live)\b|^(?:the )?(?:\S+ ){1,4}concerts?$",
)
_MIXED = Pattern(
    r"\b(?:bonus|studio|plus|rare|rarities|with|including|incl|deluxe|expanded|edition|b sides|outtakes|unreleased)\b"
    r"|\b(?:and|plus) (?:live|demos?)\b|\bdemos? (?:and|plus)\b"
)

# --- Other kinds ----------------------------------------------------------------------------------------------------

_DEMO = Pattern(r"\bdemos?\b(?! (?:lition|n))|\bdemo(?:tape)?s?\b|\bvoice memos?\b|\bwork ?tapes?\b")
# What the studio left over: "Take 7", "Outtake With Drums".
_LEFTOVER = Pattern(r"\btake \d+\b|\bouttakes?\b|\b(?:alternate|alternative|unused|rehearsal) takes?\b")
_NAME_DEMO = Pattern(r"^(?!(?:the|my|your|a|this|our|no) demos?$)\S.* (?:demo|demos|demo version|demo tape)$")
_PLAIN_MIX = (
    r"(?:album|single|original|stereo|mono|lp|main|radio|explicit|clean|final|new|\d{4}|atmos|dolby|surround|"
    r"remaster(?:ed)?|us|uk|standard|full)"
)
_REMIX = _pattern(
    r"\b(?:remix(?:es|ed)?|rmx|re mix|remixado|mash ?up|rework(?:ed|ing)?|reworks|vip mix|bootleg mix|megamix)\b",
    rf"^(?!(?:{_PLAIN_MIX} )*mix(?: \d{{4}})?$)\S.* (?:mix|dub)\b",
    r"^(?:dub|club)$|\bdub (?:version|mix)\b|\bre ?edit\b",
)
_KARAOKE = Pattern(r"\b(?:karaoke|backing track|sing ?along version|in the style of|originally performed by)\b")
_SPOKEN = Pattern(
    r"\b(?:commentary|interview|track by track|spoken (?:word|introduction|intro)|audio ?book|podcast|voice note|"
    r"press conference|album notes|liner notes)\b"
)
_INSTRUMENTAL = Pattern(r"\binstrumentals?\b|\binst\b|\ba cappella\b|\bacappella\b|\bacapella\b")


def is_live(title: str, album: str = "") -> bool:
    """Whether the recording is of a performance before an audience or in a broadcast session.

    The track's title says so beside the song's name, or the album is a live album. An album that is live in part
    ("Deluxe Edition + Live Tracks") leaves it to its titles.
    """
    return _title_is_live(title) or is_live_album(album)


@lru_cache(maxsize=16384)
def _title_is_live(title: str) -> bool:
    parts = parts_of(title)
    if any(_LIVE.search(qualifier) for qualifier in parts.qualifiers):
        return True
    if any(beside and _SET_OFF_LIVE.search(text) for beside, text in parts.pieces):
        return True
    after_dash = parts.qualifiers and parts.pieces[-1][0] and title.rstrip()[-1:] not in _OPENING.values()
    if after_dash and _DASH_LIVE.search(parts.qualifiers[-1]):
        return True
    return bool(_NAME_LIVE.search(fold(parts.name)))


@lru_cache(maxsize=4096)
def is_live_album(album: str) -> bool:
    """Whether all of the album is live, as far as its name tells."""
    parts = parts_of(album)
    if any(_LIVE.search(qualifier) and not _MIXED.search(qualifier) for qualifier in parts.qualifiers):
        return not any("studio" in qualifier.split() for qualifier in parts.qualifiers)
    name = fold(parts.name)
    return bool(_ALBUM_LIVE.search(name)) and not re.search(r"\bstudio\b|\band live$|\bplus live$", name)


def is_demo(title: str, album: str = "") -> bool:
    """Whether the recording is a demo, another sketch (voice memo) or an outtake, by its title or its album's."""
    return _title_is_demo(title) or is_demo_album(album)


@lru_cache(maxsize=16384)
def _title_is_demo(title: str) -> bool:
    parts = parts_of(title)
    if any(_DEMO.search(qualifier) or _LEFTOVER.search(qualifier) for qualifier in parts.qualifiers):
        return True
    return bool(_NAME_DEMO.search(fold(parts.name)))


@lru_cache(maxsize=4096)
def is_demo_album(album: str) -> bool:
    """Whether all of the album is demos, as far as its name tells."""
    parts = parts_of(album)
    texts = (fold(parts.name), *parts.qualifiers)
    return any(_DEMO.search(text) and not _MIXED.search(text) for text in texts)


def is_remix(title: str) -> bool:
    """Whether the title names a remix, dub or rework. New mixes of the same tape ("2018 Mix", "Mono Mix") are none."""
    return any(_REMIX.search(qualifier) for qualifier in parts_of(title).qualifiers)


def is_instrumental(title: str) -> bool:
    """Whether the title names a version without the voice, or with nothing but it."""
    return any(_INSTRUMENTAL.search(qualifier) for qualifier in parts_of(title).qualifiers)


def is_karaoke(title: str, album: str = "") -> bool:
    """Whether it is a track to sing to."""
    return _says(_KARAOKE, title, album)


def is_spoken(title: str, album: str = "") -> bool:
    """Whether it is talk about the music: commentary, interview, podcast."""
    return _says(_SPOKEN, title, album)


def _says(pattern: Pattern, title: str, album: str) -> bool:
    beside = (*parts_of(title).qualifiers, *parts_of(album).qualifiers)
    return any(pattern.search(qualifier) for qualifier in beside)


# --- Identity -------------------------------------------------------------------------------------------------------

_NOISE_WORD = (
    r"(?:remaster(?:ed|s|ing|isation|ization)?|remasterizad[oa]|remasterise[d]?|digital(?:ly)?|new|versions?|edition|"
    r"mix|stereo|mono|original|album|single|lp|ep|explicit|clean|edited|censored|uncensored|dirty|deluxe|expanded|"
    r"bonus|tracks?|anniversary|radio|edit|special|super|standard|main|hd|hq|us|uk|international|disc|cd|reissue|"
    r"re issue|from|the|in|\d{4}|\d{1,3}(?:st|nd|rd|th)|years?)"
)
_STRONG_NOISE = (
    r"(?:remaster\w*|explicit|clean|edited|censored|uncensored|dirty|deluxe|expanded|bonus|anniversary|mono|stereo|"
    r"album|single|lp version|ep version|radio|edit|reissue|re issue|original (?:version|mix)|main version|"
    r"\d{4} (?:digital )?(?:mix|version)|special edition|standard)"
)
_NOISE = Pattern(rf"^(?=.*\b{_STRONG_NOISE}\b)(?:{_NOISE_WORD}(?: |$))+$")
_FEATURING = Pattern(rf"^(?:feat|ft|featuring)\b|^(?:with|w) (?!{_NO_PLACE}|the |a |all )\S")
_SOUNDTRACK = Pattern(
    r"^(?:music )?from (?:the )?.*\b(?:soundtrack|motion picture|film|movie|series|netflix|original score|musical)\b"
    r"|\b(?:original )?(?:motion picture )?soundtrack$"
)
_QUOTED_SOURCE = Pattern(r"^(?:(?:music )?from|(?:as )?featured in)\s+[\"“„«'‘]", re.IGNORECASE)
_INLINE_FEATURING = Pattern(r"(?<=\S)\s+(?:feat\.?|ft\.?|featuring)\s+\S.*$", re.IGNORECASE)


@lru_cache(maxsize=16384)
def title_key(title: str) -> str:
    """What of a title identifies the song among one artist's: its name without guests and edition notes.

    "Song (feat. X) - 2011 Remaster", "Song - Single Version" and "Song [Explicit]" are "song"; remixes, acoustic and
    re-recorded versions ("Taylor's Version") keep what sets them apart. Never "" for a title with a visible character.
    """
    kept = [text for beside, text in parts_of(title).pieces if not (beside and _is_noise(text))]
    kept = [_INLINE_FEATURING.sub("", text) for text in kept]
    return _key(" ".join(kept)) or _key(title)


@lru_cache(maxsize=16384)
def song_key(title: str) -> str:
    """The song's name alone: all versions of a song share it."""
    return _key(_INLINE_FEATURING.sub("", parts_of(title).name)) or title_key(title)


def _is_noise(qualifier: str) -> bool:
    folded = fold(qualifier)
    if _QUOTED_SOURCE.match(qualifier):
        return True
    return bool(_NOISE.match(folded) or _FEATURING.match(folded) or _SOUNDTRACK.search(folded))


def _key(text: str) -> str:
    return fold(text) or "".join(clean_text(text, TITLE_LENGTH).split()).casefold()
