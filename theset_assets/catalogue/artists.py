"""Artists: a Ticketmaster attraction and its Spotify counterpart become one row of `artists`.

Identity is decided here: which Spotify artist an attraction is, which attraction a name or a Spotify artist is. What
is on a bill is in `shows.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal
from urllib.parse import urlsplit
from uuid import UUID

import msgspec

from theset_assets.catalogue.names import NAME_LENGTH, clean_text, fold, match_key, slug_candidates, slugify_name
from theset_assets.catalogue.references import spotify_artist_id
from theset_assets.catalogue.rows import ArtistRow, Row
from theset_assets.upstream.records import Attraction, Classification, Image, SpotifyArtist

MUSIC_SEGMENT_ID = "KZFzniwnSyZfZ7v7nJ"
MAX_URL = 2048
MAX_GENRES = 30

# Classification values that say nothing. "Miscellaneous" and "Music" are true of everybody who has them.
_EMPTY_GENRES = frozenset({"undefined", "other", "miscellaneous", "music", "unknown", "none"})
_EMPTY_GENRE_WORDS = frozenset({"and", "music", "other", "undefined"})

# Ticketmaster's stand-in pictures belong to a category, and their path says so: all 28 recorded images with
# `fallback: true` lie under /dam/c/, none of the 1,500 others does.
_FALLBACK_PATH = "/dam/c/"
_RATIOS = ("16_9", "3_2", "4_3", "1_1")
_SMALL_WIDTH = 200
_LARGE_WIDTH = 2048

# How far ahead the best known of several artists of one name must be to be meant without doubt. Guesses.
_FOLLOWER_LEAD = 10
_POPULARITY_LEAD = 20


class Match(Row, frozen=True):
    """The Spotify artist that an attraction is; `why` is a sentence for the import's message."""

    artist: SpotifyArtist
    why: str


class NoMatch(Row, frozen=True):
    """No Spotify artist is surely the attraction; `why` is a sentence for the import's message."""

    why: str


def artist_row(
    attraction: Attraction, spotify: SpotifyArtist | None = None, matched_by: Literal["link", "name"] | None = None
) -> ArtistRow:
    """The row of an attraction, with what its Spotify counterpart adds.

    `verified` means matched by a link. Without `spotify` the row is a stub, as for the others on a bill: its Spotify
    id stays open until that artist is imported itself.
    """
    name = clean_text(attraction.name, NAME_LENGTH) or (clean_text(spotify.name, NAME_LENGTH) if spotify else "")
    name = name or attraction.id
    large, small = best_images(attraction.images, spotify.images if spotify else ())
    return ArtistRow(
        ticketmaster_id=attraction.id,
        name=name,
        slugs=slug_candidates((slugify_name(name),), key=attraction.id),
        spotify_id=spotify.id if spotify else None,
        image_url=large,
        small_image_url=small,
        genres=genres_of(attraction, spotify),
        popularity=spotify.popularity if spotify else None,
        followers=spotify.followers if spotify else None,
        external_urls=_external_urls(attraction, spotify),
        verified=matched_by == "link" and spotify is not None,
    )


# --- What a row shows -----------------------------------------------------------------------------------------------


def http_url(text: str | None) -> str | None:
    """`text` if it is a usable http or https address, else None."""
    url = (text or "").strip()
    if len(url) > MAX_URL or not url.isprintable() or any(character.isspace() for character in url):
        return None
    try:
        parts = urlsplit(url)
        usable = parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return None
    return url if usable else None


def best_images(*sources: Sequence[Image]) -> tuple[str | None, str | None]:
    """The large and the small image's URL from the first source that has a picture of its own.

    Large is the widest (up to 2,048 pixels) of the best ratio, wide ratios before square; small is the narrowest of
    that ratio that is still 200 pixels wide. Pictures without a size come last: of those alone, the first is large and
    the last small, as Spotify orders them. A category's stand-in picture is never taken.
    """
    for source in sources:
        usable = [(image, url) for image in source if (url := http_url(image.url)) and _FALLBACK_PATH not in url]
        if usable:
            return _large_and_small(usable)
    return None, None


def _large_and_small(usable: list[tuple[Image, str]]) -> tuple[str, str]:
    sized = [(image, url) for image, url in usable if image.width]
    if not sized:
        return usable[0][1], usable[-1][1]
    ratio = min((_ratio_rank(image) for image, _ in sized))
    alike = [(image.width or 0, url) for image, url in sized if _ratio_rank(image) == ratio]
    large = max(alike, key=lambda choice: (choice[0] <= _LARGE_WIDTH, choice[0], choice[1]))
    small = min(alike, key=lambda choice: (choice[0] < _SMALL_WIDTH, abs(choice[0] - _SMALL_WIDTH), choice[1]))
    return large[1], small[1]


def _ratio_rank(image: Image) -> int:
    if image.ratio in _RATIOS:
        return _RATIOS.index(image.ratio)
    if image.width and image.height:
        return 0 if image.width / image.height > 1.6 else 1 if image.width / image.height > 1.2 else 3
    return len(_RATIOS)


def genres_of(attraction: Attraction, spotify: SpotifyArtist | None = None) -> tuple[str, ...]:
    """Genres and subgenres of the classifications, the primary one first, then Spotify's; each once."""
    ordered = sorted(attraction.classifications, key=lambda classification: not classification.primary)
    named = [name for classification in ordered for name in (classification.genre, classification.subgenre)]
    named += spotify.genres if spotify else ()
    kept: dict[str, str] = {}
    for name in named:
        genre = clean_text(name, 100)
        if genre and genre.casefold() not in _EMPTY_GENRES:
            kept.setdefault(genre.casefold(), genre)
    return tuple(kept.values())[:MAX_GENRES]


def _external_urls(attraction: Attraction, spotify: SpotifyArtist | None) -> dict[str, str]:
    urls: dict[str, str] = {}
    for service, links in sorted(attraction.external_links.items()):
        key = clean_text(service, 50).casefold()
        url = _musicbrainz_url(links) if key == "musicbrainz" else _first_url(links)
        if key and url and key != "spotify":
            urls[key] = url
    if url := http_url(attraction.url):
        urls["ticketmaster"] = url
    if spotify is not None:
        urls["spotify"] = http_url(spotify.url) or f"https://open.spotify.com/artist/{spotify.id}"
    elif spotify_id := spotify_id_from_links(attraction):
        urls["spotify"] = f"https://open.spotify.com/artist/{spotify_id}"
    return dict(sorted(urls.items()))


def _first_url(links: Iterable[str]) -> str | None:
    return next((url for link in links if (url := http_url(link))), None)


def _musicbrainz_url(links: Iterable[str]) -> str | None:
    for link in links:
        try:
            return f"https://musicbrainz.org/artist/{UUID(link.strip().rstrip('/').rpartition('/')[2])}"
        except ValueError:
            continue
    return None


def musicbrainz_id(attraction: Attraction) -> str | None:
    """The MusicBrainz artist id among an attraction's links, as a lower-case UUID."""
    url = _musicbrainz_url(attraction.external_links.get("musicbrainz", ()))
    return url.rpartition("/")[2] if url else None


# --- Who is who -----------------------------------------------------------------------------------------------------


def spotify_id_from_links(attraction: Attraction) -> str | None:
    """The Spotify artist id that the attraction itself links to; None where no link names an artist."""
    links = attraction.external_links.get("spotify", ())
    return next((spotify_id for link in links if (spotify_id := spotify_artist_id(link))), None)


def without_spotify_links(attraction: Attraction) -> Attraction:
    """The attraction as if it linked to nobody on Spotify."""
    others = {service: links for service, links in attraction.external_links.items() if service != "spotify"}
    return msgspec.structs.replace(attraction, external_links=others)


def choose_spotify_artist(attraction: Attraction, candidates: Sequence[SpotifyArtist]) -> Match | NoMatch:
    """The one of a name search's results that is surely the attraction. No match is better than a wrong one.

    Only artists of the same name count. Of several, the one that shares a genre; then one far ahead in followers or
    popularity. Where a leading "The" differs, a shared genre is asked for in any case.
    """
    name = clean_text(attraction.name, NAME_LENGTH)
    namesakes = _best_spelling(name, {candidate.id: candidate for candidate in candidates}.values())
    if not namesakes:
        return NoMatch(why=f"No artist on Spotify is called {name!r}.")
    if fold(namesakes[0].name) != fold(name):
        namesakes = [candidate for candidate in namesakes if _share_genre(attraction, candidate)]
        if not namesakes:
            return NoMatch(why=f"Spotify knows {name!r} only with another article and no genre in common.")
    if len(namesakes) == 1:
        return Match(artist=namesakes[0], why=f"The only artist called {name!r} on Spotify.")
    return _settle(name, attraction, namesakes)


def _settle(name: str, attraction: Attraction, namesakes: list[SpotifyArtist]) -> Match | NoMatch:
    count = len(namesakes)
    in_genre = [candidate for candidate in namesakes if _share_genre(attraction, candidate)]
    if len(in_genre) == 1:
        return Match(artist=in_genre[0], why=f"Of {count} artists called {name!r}, the one with a genre in common.")
    leader = _clear_leader(in_genre or namesakes)
    if leader is not None:
        return Match(artist=leader, why=f"Of {count} artists called {name!r}, by far the best known.")
    return NoMatch(why=f"Spotify has {count} artists called {name!r} and nothing tells which one is meant.")


def _clear_leader(candidates: list[SpotifyArtist]) -> SpotifyArtist | None:
    """The candidate far ahead of all others in followers, else in popularity, where Spotify still gives them."""
    by_followers = sorted(candidates, key=lambda artist: (-(artist.followers or 0), artist.id))
    if all(artist.followers is not None for artist in candidates):
        first, second = by_followers[0].followers or 0, by_followers[1].followers or 0
        if first > 0 and first >= second * _FOLLOWER_LEAD:
            return by_followers[0]
    by_popularity = sorted(candidates, key=lambda artist: (-(artist.popularity or 0), artist.id))
    if all(artist.popularity is not None for artist in candidates):
        first, second = by_popularity[0].popularity or 0, by_popularity[1].popularity or 0
        if first >= second + _POPULARITY_LEAD:
            return by_popularity[0]
    return None


def _best_spelling(name: str, candidates: Iterable[SpotifyArtist]) -> list[SpotifyArtist]:
    """Candidates of that name: those spelled exactly so, else those that differ in spelling, else in the article."""
    ordered = sorted(candidates, key=lambda candidate: candidate.id)
    same_key = [candidate for candidate in ordered if match_key(candidate.name) == match_key(name)]
    for spelling in (_as_written, fold):
        if alike := [candidate for candidate in same_key if spelling(candidate.name) == spelling(name)]:
            return alike
    return same_key


def _as_written(name: str) -> str:
    return clean_text(name, NAME_LENGTH).casefold()


def _share_genre(attraction: Attraction, candidate: SpotifyArtist) -> bool:
    return bool(_genre_words(genres_of(attraction)) & _genre_words(candidate.genres))


def _genre_words(genres: Iterable[str]) -> set[str]:
    return {word for genre in genres for word in fold(genre).split()} - _EMPTY_GENRE_WORDS


def choose_attraction(name: str, candidates: Sequence[Attraction]) -> Attraction | None:
    """The attraction that a fan who typed `name` means; `candidates` in upstream's order of relevance.

    Only the same name counts, spelled the same before spelled alike. Of several: music, with a Spotify link, with more
    links, then upstream's order; a fan's page may be the better known namesake's, a guess the fan can see.
    """
    wanted = [
        (index, attraction)
        for index, attraction in enumerate(candidates)
        if not attraction.test and match_key(attraction.name) == match_key(name)
    ]
    if not wanted:
        return None
    return min(wanted, key=lambda choice: (*_likeness(name, choice[1]), choice[0]))[1]


def _likeness(name: str, attraction: Attraction) -> tuple[int, ...]:
    return (
        is_music(attraction.classifications) is False,
        fold(attraction.name) != fold(name),
        _as_written(attraction.name) != _as_written(name),
        spotify_id_from_links(attraction) is None,
        -len(attraction.external_links),
    )


def choose_attraction_for_spotify(spotify: SpotifyArtist, candidates: Sequence[Attraction]) -> Attraction | None:
    """The attraction that is this Spotify artist: the one whose own link says so, else one of the same name.

    An attraction whose link names another Spotify artist is never it.
    """
    links = {attraction.id: spotify_id_from_links(attraction) for attraction in candidates}
    linked = [attraction for attraction in candidates if links[attraction.id] == spotify.id and not attraction.test]
    if linked:
        return choose_attraction(spotify.name, linked) or linked[0]
    return choose_attraction(spotify.name, [attraction for attraction in candidates if links[attraction.id] is None])


def is_music(classifications: Sequence[Classification]) -> bool | None:
    """Whether the primary classification is music; None where there is none or it is undefined."""
    if not classifications:
        return None
    primary = next((entry for entry in classifications if entry.primary), classifications[0])
    if primary.segment_id == MUSIC_SEGMENT_ID:
        return True
    segment = re.sub(r"\W+", " ", (primary.segment or "")).strip().casefold()
    if segment in ("", "undefined"):
        # An id that is neither music nor named is some other segment.
        return None if segment or not primary.segment_id else False
    return segment == "music"
