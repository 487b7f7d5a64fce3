"""The asset `setlists`: a predicted setlist for each upcoming show that fans have not voted on yet."""

from typing import Any
from uuid import UUID

import dagster as dg

from theset_assets.assets.partitions import ARTISTS
from theset_assets.assets.session import ImportSession
from theset_assets.assets.songs import no_catalogue
from theset_assets.assets.specs import GROUP, OWNERS, table_metadata
from theset_assets.assets.step import Materialized, Work, run_step, stored_artist
from theset_assets.catalogue.setlists import predicted_order
from theset_assets.catalogue.stages import Stage
from theset_assets.store.bulk import Loaded
from theset_assets.store.known import songs_of_artist
from theset_assets.store.loaders import load_predicted_setlists, mark_synced


@dg.asset(
    partitions_def=ARTISTS,
    owners=OWNERS,
    group_name=GROUP,
    metadata=table_metadata("setlists"),
    deps=["shows", "songs"],
    kinds={"postgres"},
    description=(
        "Predicted setlists of the artist's upcoming shows: the best-known songs in a stable order, once per show, "
        "untouched as soon as fans have voted or the setlist is locked."
    ),
)
def setlists(context: dg.AssetExecutionContext, session: dg.ResourceParam[ImportSession]) -> dg.MaterializeResult[Any]:
    """Materialize one artist's predicted setlists."""
    return dg.MaterializeResult(metadata=run_step(context, session, create_setlists)["setlists"].metadata())


async def create_setlists(work: Work) -> dict[str, Materialized]:
    """The stage `creating-setlists`, the last of an import."""
    await work.progress.enter(Stage.CREATING_SETLISTS, "Predicting setlists")
    artist = await stored_artist(work)
    async with work.to.pool.connection() as conn, conn.transaction():
        songs = await songs_of_artist(conn, artist.id)
        order = predicted_order(songs, length=work.to.settings.setlist_songs)
        written = await load_predicted_setlists(
            conn, artist.id, [UUID(song) for song in order], length=work.to.settings.setlist_songs
        )
        await mark_synced(conn, artist.id, "all")
    total = written.created + written.refreshed + written.kept
    why = no_catalogue(work, artist)
    message = f"{artist.name} is imported" + (f", without songs: {why}" if why else "")
    await work.progress.complete(message, artist_id=artist.id, counts={"setlists": total})
    return {
        "setlists": Materialized(
            loaded=Loaded(inserted=written.created, updated=written.refreshed, unchanged=written.kept),
            total=total,
            facts={"songs in a setlist": len(order), "songs to choose from": len(songs)},
        )
    }
