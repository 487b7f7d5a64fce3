"""What a fan may write to ask for an artist, read into what it names.

Only the form is judged here; whether such an artist exists is for the one who asks upstream.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from theset_assets.catalogue.names import NAME_LENGTH, clean_text
from theset_assets.catalogue.rows import Row
from theset_assets.errors import UnreadableReference

MAX_REFERENCE = 1000

_SPOTIFY_ID = re.compile(r"[0-9A-Za-z]{22}")
_SPOTIFY_URI = re.compile(r"spotify:(?:user:[^:]+:)?(?P<kind>[a-z]+):(?P<id>[^:?/\s]+)", re.IGNORECASE)
_SPOTIFY_PATH = re.compile(
    r"/(?:intl-[a-z]{2}(?:-[a-z]{2})?/)?(?:embed/)?(?P<kind>[a-z-]+)/(?P<id>[^/]+)/?", re.IGNORECASE
)
_SPOTIFY_HOSTS = frozenset({"open.spotify.com", "play.spotify.com", "embed.spotify.com"})
_SPOTIFY_SHORT_HOSTS = frozenset({"spotify.link", "spoti.fi"})
_API_PATH = re.compile(r"/discovery/v2/attractions/(?P<id>[0-9A-Za-z_-]{5,64})(?:\.json)?/?")
_PAGE_PATH = re.compile(r"/artist/(?P<number>\d+)/?$")

_PREFIXED_ID = re.compile(r"(?:ticketmaster|tm):(?P<id>[0-9A-Za-z_-]{1,64})", re.IGNORECASE)
_KNOWN_PREFIX = re.compile(r"K8v[0-9A-Za-z_-]{4,61}")
_ID_LETTERS = re.compile(r"[0-9A-Za-z_-]{9,40}")
_CLASS_RUNS = re.compile(r"[A-Z]+|[a-z]+|[0-9]+")

_HAS_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_BARE_HOST = re.compile(
    r"(?:[a-z0-9-]+\.)*(?:spotify\.com|spotify\.link|spoti\.fi|ticketmaster\.[a-z.]+)/", re.IGNORECASE
)


class AttractionId(Row, frozen=True):
    """A Ticketmaster attraction id."""

    value: str


class SpotifyId(Row, frozen=True):
    """A Spotify artist id, 22 letters and digits."""

    value: str


class Name(Row, frozen=True):
    """An artist's name as typed, cleaned."""

    value: str


Reference = AttractionId | SpotifyId | Name


def parse_reference(text: str) -> Reference:
    """What `text` names: an attraction id, a Spotify artist id (bare, as URI or URL), else an artist's name.

    Raises UnreadableReference with a sentence for the person who asked; it never repeats a URL's query.
    """
    if len(text) > MAX_REFERENCE:
        raise UnreadableReference(f"A request of {len(text)} characters is too long; name one artist.")
    wanted = clean_text(text, MAX_REFERENCE)
    if not wanted:
        raise UnreadableReference("The request is empty; give an artist's name, attraction id or Spotify link.")
    reference = _from_link(wanted) or _from_id(wanted)
    if reference is not None:
        return reference
    if len(wanted) > NAME_LENGTH:
        raise UnreadableReference(f"A name of {len(wanted)} characters is too long; {NAME_LENGTH} is the limit.")
    return Name(value=wanted)


def _from_link(wanted: str) -> Reference | None:
    if _HAS_SCHEME.match(wanted):
        return _from_url(wanted)
    if _BARE_HOST.match(wanted):
        return _from_url(f"https://{wanted}")
    if wanted.lower().startswith("spotify:"):
        return _from_uri(wanted)
    return None


def _from_id(wanted: str) -> Reference | None:
    if prefixed := _PREFIXED_ID.fullmatch(wanted):
        return AttractionId(value=prefixed["id"])
    # A word of 22 letters could be a name; ids are random letters, and change case all the time.
    if is_spotify_id(wanted) and _mixed(wanted, changes=3):
        return SpotifyId(value=wanted)
    return AttractionId(value=wanted) if is_attraction_id(wanted) else None


def is_spotify_id(text: str) -> bool:
    """Whether `text` has the form of a Spotify id."""
    return _SPOTIFY_ID.fullmatch(text) is not None


def is_attraction_id(text: str) -> bool:
    """Whether `text` has the form of an attraction id rather than of a name.

    Every attraction recorded so far is "K8v…"; ids of other sources ("Z7r9jZadR1") are one word of letters and digits
    that changes between capitals, small letters and digits at least four times. No name known to us does:
    "blink-182" changes once, "Blink-182" twice. Any other id can be asked for as "ticketmaster:ID".
    """
    if _KNOWN_PREFIX.fullmatch(text):
        return True
    return _ID_LETTERS.fullmatch(text) is not None and _mixed(text, changes=4) and any(map(str.isdigit, text))


def _mixed(text: str, *, changes: int) -> bool:
    return len(_CLASS_RUNS.findall(text)) > changes


def spotify_artist_id(link: str) -> str | None:
    """The artist id in a Spotify URL, URI or bare id; None where it names no artist."""
    try:
        reference = parse_reference(link) if not is_spotify_id(link.strip()) else SpotifyId(value=link.strip())
    except UnreadableReference:
        return None
    return reference.value if isinstance(reference, SpotifyId) else None


def _from_uri(text: str) -> SpotifyId:
    uri = _SPOTIFY_URI.match(text)
    if uri is None:
        raise UnreadableReference("This Spotify URI cannot be read; an artist's looks like spotify:artist:… .")
    return _spotify_artist(uri["kind"], uri["id"])


def _from_url(text: str) -> Reference:
    try:
        url = urlsplit(text)
        host = (url.hostname or "").removeprefix("www.")
    except ValueError:
        raise UnreadableReference("This address cannot be read; give an artist's name instead.") from None
    path = unquote(url.path)
    if url.scheme.lower() not in ("http", "https"):
        raise UnreadableReference("Only http and https addresses can be read; give an artist's name instead.")
    if host in _SPOTIFY_HOSTS:
        return _from_spotify_path(path)
    if host in _SPOTIFY_SHORT_HOSTS:
        raise UnreadableReference("A shortened Spotify link does not say whom it names; give the full link.")
    if "ticketmaster" in host.split("."):
        return _from_ticketmaster_path(path)
    raise UnreadableReference("Only links to an artist on Spotify can be read; give an artist's name instead.")


def _from_spotify_path(path: str) -> SpotifyId:
    named = _SPOTIFY_PATH.match(path)
    if named is None:
        raise UnreadableReference("This Spotify link names no artist; give the link of the artist's page.")
    return _spotify_artist(named["kind"], named["id"])


def _spotify_artist(kind: str, spotify_id: str) -> SpotifyId:
    kind = kind.lower()
    if kind != "artist":
        raise UnreadableReference(f"This is a Spotify {kind}, not an artist; give the artist's link or name.")
    if not is_spotify_id(spotify_id):
        raise UnreadableReference("This Spotify link is damaged: an artist's id has 22 letters and digits.")
    return SpotifyId(value=spotify_id)


def _from_ticketmaster_path(path: str) -> AttractionId:
    if api := _API_PATH.fullmatch(path):
        return AttractionId(value=api["id"])
    if page := _PAGE_PATH.search(path):
        raise UnreadableReference(
            f"The number {page['number'][:20]} of a Ticketmaster page is no attraction id and cannot be looked up; "
            "give the artist's name."
        )
    raise UnreadableReference("This Ticketmaster page names no artist that can be looked up; give the artist's name.")
