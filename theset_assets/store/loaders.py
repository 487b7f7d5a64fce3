"""Loading the rows of `catalogue.rows` into their tables, set by set; by entity in the modules named here.

Every loader opens its own transaction (a savepoint inside the caller's) and may be called with the same rows again:
then nothing is written. Locks of a loader last until the outermost transaction ends, so callers keep theirs short.
All raise StoreError where the database refuses the rows.
"""

from __future__ import annotations

from theset_assets.store.bulk import Loaded
from theset_assets.store.loaders_artists import (
    LoadedArtists,
    SharedSpotifyId,
    load_artist_stubs,
    load_artists,
    mark_synced,
)
from theset_assets.store.loaders_setlists import LoadedSetlists, load_predicted_setlists
from theset_assets.store.loaders_shows import LoadedShows, load_shows
from theset_assets.store.loaders_songs import LoadedSongs, load_songs
from theset_assets.store.loaders_venues import load_venues

__all__ = [
    "Loaded",
    "LoadedArtists",
    "LoadedSetlists",
    "LoadedShows",
    "LoadedSongs",
    "SharedSpotifyId",
    "load_artist_stubs",
    "load_artists",
    "load_predicted_setlists",
    "load_shows",
    "load_songs",
    "load_venues",
    "mark_synced",
]
