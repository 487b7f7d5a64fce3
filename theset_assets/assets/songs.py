"""The asset `songs`: the artist's studio catalogue from Spotify, one song a recording."""

from dataclasses import dataclass, field
from typing import Any

import dagster as dg

from theset_assets.assets.partitions import ARTISTS
from theset_assets.assets.session import ImportSession
from theset_assets.assets.specs import GROUP, OWNERS, table_metadata
from theset_assets.assets.step import Materialized, Work, run_step, stored_artist
from theset_assets.catalogue.rows import Rejection
from theset_assets.catalogue.songs import studio_songs, tracks_needing_isrc, with_full_tracks
from theset_assets.catalogue.stages import Stage
from theset_assets.errors import UpstreamError
from theset_assets.store.bulk import Loaded
from theset_assets.store.known import KnownArtist
from theset_assets.store.loaders import load_songs, mark_synced
from theset_assets.upstream.records import Album, Malformed, Release, Track
from theset_assets.upstream.spotify import Spotify

LISTING, RELEASES, TRACKS = 0.1, 0.65, 0.85
"""Shares of the stage at which the list of releases, the releases and the full tracks have been read."""


TRACKS_A_TURN = 200
"""Full tracks asked for between two moves of the progress bar: four calls in extended mode."""


@dg.asset(
    partitions_def=ARTISTS,
    owners=OWNERS,
    group_name=GROUP,
    metadata=table_metadata("songs"),
    op_tags={"dagster/priority": "1"},
    deps=["artists"],
    kinds={"spotify", "postgres"},
    description=(
        "The artist's studio catalogue: every recording once (by ISRC, else title and duration), live and demo "
        "recordings and other artists' tracks left out, linked to the artist in `artist_songs`."
    ),
)
def songs(context: dg.AssetExecutionContext, session: dg.ResourceParam[ImportSession]) -> dg.MaterializeResult[Any]:
    """Materialize one artist's rows in `songs` and `artist_songs`."""
    return dg.MaterializeResult(metadata=run_step(context, session, import_songs)["songs"].metadata())


@dataclass
class Catalogue:
    """What has been read of an artist's catalogue so far, and the error that ended the reading, if one did.

    `missing` are the ids of releases that Spotify lists and does not give out.
    """

    releases: list[Release] = field(default_factory=list[Release])
    malformed: list[Malformed] = field(default_factory=list[Malformed])
    missing: list[str] = field(default_factory=list[str])
    broken: UpstreamError | None = None


async def import_songs(work: Work) -> dict[str, Materialized]:
    """The stage `importing-songs`. What was read before an upstream failed is kept, and the stage fails even so."""
    await work.progress.enter(Stage.IMPORTING_SONGS, "Looking for songs")
    artist = await stored_artist(work)
    if (why := no_catalogue(work, artist)) is not None:
        return await leave_out(work, artist, why)
    assert work.to.spotify is not None and artist.spotify_id is not None
    catalogue = await read_catalogue(work, work.to.spotify, artist.spotify_id)
    return await store_songs(work, artist, artist.spotify_id, catalogue)


def no_catalogue(work: Work, artist: KnownArtist) -> str | None:
    """Why no songs of the artist can be read, None where they can."""
    if work.to.spotify is None:
        return "no Spotify credentials are set"
    return "no Spotify artist is known" if artist.spotify_id is None else None


async def leave_out(work: Work, artist: KnownArtist, why: str) -> dict[str, Materialized]:
    """The stage of an artist whose songs cannot be read; songs that an earlier import read stay."""
    await work.progress.leave(f"No songs for {artist.name}: {why}")
    if work.to.spotify is not None:  # without credentials nothing was learnt: once they are set, the songs are due
        async with work.to.pool.connection() as conn:
            await mark_synced(conn, artist.id, "songs", total_songs=0, total_albums=0)
    return {"songs": Materialized(loaded=Loaded(), facts={"left out": why})}


async def read_catalogue(work: Work, spotify: Spotify, spotify_id: str) -> Catalogue:
    """The artist's releases with their tracks, each full track that an ISRC is needed of read again in full."""
    catalogue = Catalogue()
    try:
        albums: list[Album] = []
        async for page in spotify.albums(spotify_id):
            albums += page.albums
            catalogue.malformed += page.malformed
            total = page.total or len(albums)
            share = len(albums) / max(total, 1)
            await work.progress.advance(LISTING * share, f"{len(albums)} of {total} releases found")
        async for batch in spotify.releases(albums):
            catalogue.releases += batch.releases
            catalogue.malformed += batch.malformed
            catalogue.missing += batch.missing
            share = len(catalogue.releases) / max(len(albums), 1)
            await work.progress.advance(
                LISTING + (RELEASES - LISTING) * share, f"{len(catalogue.releases)} of {len(albums)} releases read"
            )
        mode = "extended" if spotify.mode.batch else "development"
        wanted = tracks_needing_isrc(catalogue.releases, mode, artist_id=spotify_id)
        full: list[Track] = []
        for start in range(0, len(wanted), TRACKS_A_TURN):
            full += await spotify.tracks(wanted[start : start + TRACKS_A_TURN])
            share = min(start + TRACKS_A_TURN, len(wanted)) / len(wanted)
            await work.progress.advance(
                RELEASES + (TRACKS - RELEASES) * share, f"{len(full)} of {len(wanted)} recordings identified"
            )
        catalogue.releases = with_full_tracks(catalogue.releases, full)
    except UpstreamError as error:
        catalogue.broken = error
    return catalogue


async def store_songs(
    work: Work, artist: KnownArtist, spotify_id: str, catalogue: Catalogue
) -> dict[str, Materialized]:
    """Load what was read; a catalogue that is not whole does not count as read."""
    read = studio_songs(catalogue.releases, artist_id=spotify_id, artist_name=artist.name)
    await work.progress.advance(TRACKS, f"Storing {len(read.songs)} songs")
    async with work.to.pool.connection() as conn, conn.transaction():
        loaded = await load_songs(conn, artist.id, read.songs, complete=catalogue.broken is None)
        if catalogue.broken is None:
            await mark_synced(conn, artist.id, "songs", total_songs=loaded.total_songs, total_albums=read.total_albums)
    if catalogue.broken is not None:
        raise catalogue.broken
    malformed = [
        Rejection(kind=bad.kind.lower(), id=bad.id, reason="malformed", detail=bad.reason)
        for bad in catalogue.malformed
    ]
    missing = [
        Rejection(kind="release", id=id, reason="missing", detail="Spotify lists it and does not give it out")
        for id in catalogue.missing
    ]
    await work.progress.leave(
        f"{len(read.songs)} songs from {read.total_albums} releases",
        counts={"songs": len(read.songs), "albums": read.total_albums},
    )
    return {
        "songs": Materialized(
            loaded=loaded,
            rows=read.songs,
            total=len(read.songs),
            rejections=[*malformed, *missing, *read.rejections],
            links={"Spotify": f"https://open.spotify.com/artist/{spotify_id}"},
            facts={"releases read": len(catalogue.releases)},
        )
    }
