"""The asset `artists`: who the artist is. One read of the attraction, one of the Spotify artist it links to."""

from typing import Any, Literal

import dagster as dg

from theset_assets.assets.partitions import ARTISTS
from theset_assets.assets.session import ImportSession
from theset_assets.assets.specs import GROUP, OWNERS, table_metadata
from theset_assets.assets.step import Materialized, Work, run_step
from theset_assets.catalogue.artists import (
    Match,
    artist_row,
    choose_spotify_artist,
    spotify_id_from_links,
    without_spotify_links,
)
from theset_assets.catalogue.stages import Stage
from theset_assets.errors import NotFound, UpstreamError
from theset_assets.store.loaders import load_artist_stubs, load_artists
from theset_assets.upstream.records import Attraction, SpotifyArtist
from theset_assets.upstream.spotify import Spotify


@dg.asset(
    partitions_def=ARTISTS,
    owners=OWNERS,
    group_name=GROUP,
    metadata=table_metadata("artists"),
    kinds={"ticketmaster", "spotify", "postgres"},
    description=(
        "Artists that fans asked for, one partition each (key: Ticketmaster attraction id): name, slug, images, "
        "genres, links, and the Spotify artist that the attraction links to or that bears exactly its name."
    ),
)
def artists(context: dg.AssetExecutionContext, session: dg.ResourceParam[ImportSession]) -> dg.MaterializeResult[Any]:
    """Materialize one artist's row in `artists`."""
    return dg.MaterializeResult(metadata=run_step(context, session, sync_identifiers)["artists"].metadata())


async def sync_identifiers(work: Work) -> dict[str, Materialized]:
    """The stage `syncing-identifiers`: after it the artist's page can be shown."""
    await work.progress.enter(Stage.SYNCING_IDENTIFIERS, "Looking up the artist")
    attraction = await work.to.ticketmaster.attraction(work.attraction_id)
    await work.progress.advance(0.4, f"Found {attraction.name}")
    try:
        spotify_artist, matched_by, explained = await find_spotify_artist(work.to.spotify, attraction)
    except UpstreamError:
        await keep_attraction(work, attraction)
        raise
    if spotify_artist is None and work.to.spotify is not None:
        attraction = without_spotify_links(attraction)  # followed and found dead: no fan should follow them
    row = artist_row(attraction, spotify_artist, matched_by)
    async with work.to.pool.connection() as conn:
        loaded = await load_artists(conn, [row])
    for shared in loaded.shared_spotify_ids:
        work.log.warning(
            f"Spotify artist {shared.spotify_id} belongs to attraction {shared.holder} already; "
            f"{shared.ticketmaster_id} goes without."
        )
    work.log.info(explained)
    await work.progress.leave(f"{row.name} is ready", artist_id=loaded.ids[row.ticketmaster_id], counts={"artists": 1})
    links = {"Ticketmaster": attraction.url, "Spotify": row.external_urls.get("spotify")}
    return {
        "artists": Materialized(
            loaded=loaded,
            rows=[row],
            total=1,
            links={name: url for name, url in links.items() if url},
            facts={"Spotify match": explained},
        )
    }


async def keep_attraction(work: Work, attraction: Attraction) -> None:
    """Store what Ticketmaster knows of an artist that Spotify failed to tell of; one that is there stays as it is."""
    async with work.to.pool.connection() as conn:
        await load_artist_stubs(conn, [artist_row(attraction)])


async def find_spotify_artist(
    spotify: Spotify | None, attraction: Attraction
) -> tuple[SpotifyArtist | None, Literal["link", "name"] | None, str]:
    """The attraction's Spotify artist, how it was matched ("link", "name" or None), and a sentence that says why."""
    if spotify is None:
        return None, None, "No Spotify credentials are set, so no Spotify artist was looked for."
    linked = spotify_id_from_links(attraction)
    if linked is not None:
        try:
            return await spotify.artist(linked), "link", f"Ticketmaster links to Spotify artist {linked}."
        except NotFound:
            dead_link = f"Ticketmaster links to Spotify artist {linked}, which does not exist. "
    else:
        dead_link = ""
    found = choose_spotify_artist(attraction, await spotify.search_artists(attraction.name))
    if isinstance(found, Match):
        return found.artist, "name", dead_link + found.why
    return None, None, dead_link + found.why
