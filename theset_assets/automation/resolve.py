"""From what a fan asked for to the attraction that is imported: upstream look-ups, no decisions about runs."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from theset_assets.assets.session import Connections
from theset_assets.catalogue.artists import choose_attraction, choose_attraction_for_spotify
from theset_assets.catalogue.references import AttractionId, Name, Reference, SpotifyId, parse_reference
from theset_assets.errors import ArtistNotFound, NotFound, RequestError, SettingsError, TheSetError
from theset_assets.store.known import known_artists

LOOKUP_SECONDS = 15.0
"""Limit for one look-up, its retries included: the tick that waits for it has other requests to answer."""


@dataclass(frozen=True)
class Resolved:
    """The attraction that a reference means."""

    attraction_id: str


@dataclass(frozen=True)
class Unresolved:
    """Why a reference leads to no attraction. `final`: asking again will not help."""

    error: str
    final: bool


async def resolve_all(to: Connections, asked: Sequence[str]) -> dict[str, Resolved | Unresolved]:
    """Resolve each text, all at once; one that fails never stops another."""
    texts = sorted(set(asked))
    answers = await asyncio.gather(*(_resolve_safely(to, text) for text in texts))
    return dict(zip(texts, answers, strict=True))


async def _resolve_safely(to: Connections, text: str) -> Resolved | Unresolved:
    try:
        async with asyncio.timeout(LOOKUP_SECONDS):
            return Resolved(await resolve(to, parse_reference(text)))
    except TimeoutError:
        return Unresolved(f"Looking up {text!r} took longer than {LOOKUP_SECONDS:.0f} seconds.", final=False)
    except (RequestError, NotFound, SettingsError) as error:
        return Unresolved(str(error), final=True)
    except TheSetError as error:
        return Unresolved(str(error), final=False)


async def resolve(to: Connections, reference: Reference) -> str:
    """The attraction id that a reference means.

    Raises ArtistNotFound where nothing upstream fits, SettingsError where a Spotify id is asked for without
    credentials, UpstreamError where an API does not answer.
    """
    match reference:
        case AttractionId(value):
            return value
        case SpotifyId(value):
            return await _by_spotify_id(to, value)
        case Name(value):
            found = choose_attraction(value, await to.ticketmaster.search_attractions(value))
            if found is None:
                raise ArtistNotFound(
                    f"Ticketmaster has no artist called {value!r}. Check the spelling, or ask by attraction id."
                )
            return found.id


async def _by_spotify_id(to: Connections, spotify_id: str) -> str:
    async with to.pool.connection() as conn:
        known = await known_artists(conn, spotify_ids=[spotify_id])
    if known:
        return known[0].ticketmaster_id
    if to.spotify is None:
        raise SettingsError("SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET are not set: ask by name or attraction id.")
    try:
        artist = await to.spotify.artist(spotify_id)
    except NotFound:
        raise ArtistNotFound(f"Spotify knows no artist with id {spotify_id}.") from None
    found = choose_attraction_for_spotify(artist, await to.ticketmaster.search_attractions(artist.name))
    if found is None:
        raise ArtistNotFound(
            f"Ticketmaster has no artist called {artist.name!r} (Spotify {spotify_id}): there are no shows to import."
        )
    return found.id
