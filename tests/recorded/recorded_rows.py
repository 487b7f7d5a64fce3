"""The rows that imports of recorded bodies left, as tests compare them, and the attractions they add to the recordings.

Whoever has Spotify recordings and no Ticketmaster body gets the smallest attraction that links to them (MADE_UP).
"""

from __future__ import annotations

from typing import Any

import dagster as dg

from tests.importing import Importer

ARCTIC_MONKEYS, PITBULL, T_REX, DAFT_PUNK = "MadeUpMonkeys", "MadeUpPitbull", "MadeUpTRex", "MadeUpDaftPunk"
MAGNETIC_FIELDS, ARCTIC = "MadeUpFields", "MadeUpArctic"

CDN = "https://s1.ticketm.net/dam/a"
SPOTIFY_CDN = "https://i.scdn.co/image"

Row = dict[str, Any]


def made_up(id_: str, name: str, *spotify_ids: str) -> Row:
    """An attraction that nobody recorded: no more than a name and a link to a Spotify artist somebody did record."""
    links = [{"url": f"https://open.spotify.com/artist/{spotify_id}"} for spotify_id in spotify_ids]
    return {"id": id_, "name": name, "type": "attraction", "test": False, "externalLinks": {"spotify": links}}


MADE_UP = [
    made_up(ARCTIC_MONKEYS, "Arctic Monkeys", "7Ln80lUS6He07XvHI8qqHH"),
    made_up(PITBULL, "Pitbull", "0TnOYISbd1XYRBk9myaseg"),
    made_up(T_REX, "T. Rex", "3dBVyJ7JuOMt4GE9607Qin"),
    made_up(DAFT_PUNK, "Daft Punk", "4tZwfgrHOc3mvqYlEYSvVi"),
    made_up(MAGNETIC_FIELDS, "The Magnetic Fields", "6RWjTQqILL7a1tQ0VapyLK"),
    made_up(ARCTIC, "Arctic"),
]


def one(importer: Importer, table: str, ticketmaster_id: str) -> Row:
    """The row of `table`, without what the database itself made up: ids, times, the derived location."""
    [row] = importer.rows(f"SELECT * FROM {table} WHERE ticketmaster_id = %s", ticketmaster_id)
    own = {"id", "headliner_artist_id", "venue_id", "location", "capacity", "created_at", "updated_at"}
    return {name: value for name, value in row.items() if name not in own and "_sync" not in name}


def bill(importer: Importer, show: str) -> list[str]:
    rows = importer.rows(
        "SELECT a.name FROM shows s JOIN show_artists b ON b.show_id = s.id JOIN artists a ON a.id = b.artist_id "
        "WHERE s.ticketmaster_id = %s ORDER BY b.billing_order",
        show,
    )
    return [row["name"] for row in rows]


def songs_of(importer: Importer, attraction_id: str) -> list[Row]:
    """An artist's songs in order of disc and track, album by album."""
    return importer.rows(
        "SELECT s.*, l.is_primary_artist FROM songs s JOIN artist_songs l ON l.song_id = s.id "
        "JOIN artists a ON a.id = l.artist_id WHERE a.ticketmaster_id = %s "
        "ORDER BY s.release_date, s.album, s.disc_number, s.track_number",
        attraction_id,
    )


def rejected(importer: Importer, asset: str, attraction_id: str) -> dict[str, int]:
    """What the newest materialization of an artist says was left out, by reason."""
    wanted = dg.AssetRecordsFilter(asset_key=dg.AssetKey(asset), asset_partitions=[attraction_id])
    [record] = importer.instance.fetch_materializations(wanted, limit=1).records
    assert record.asset_materialization is not None
    metadata = record.asset_materialization.metadata
    reasons: Any = metadata["rejected by reason"].value if "rejected by reason" in metadata else {}
    assert metadata["rejected"].value == sum(reasons.values())
    return reasons
