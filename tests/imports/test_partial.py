"""A read that breaks off half-way: what it got is kept, the import fails, and the next one ends in the same rows as if
nothing had happened, whatever the half catalogue looked like."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.importing import Importer
from tests.imports.conftest import Facts
from theset_assets.sandbox import Sandbox
from theset_assets.sandbox.demo import COPIES, LIVE, SIXTY, SMALL, THOUSAND, TOUR, DemoArtist

pytestmark = pytest.mark.postgres


@dataclass(frozen=True)
class Break:
    """Where the read of an artist breaks off, and of which table a part is there by then."""

    artist: DemoArtist
    table: str
    path: str
    after: int = 0
    options: dict[str, Any] = field(default_factory=dict[str, Any])


BREAKS = {
    "after the ordinary events": Break(TOUR, "shows", "/events.*includeTBA"),
    "before the ordinary events": Break(TOUR, "shows", "/events.*sort=date"),
    "after some pages of events": Break(THOUSAND, "shows", "/events.*sort=date", after=8),
    "after some releases": Break(SIXTY, "songs", r"/v1/albums\?", after=1),
    "after some releases, one by one": Break(
        SIXTY, "songs", r"/v1/albums/\w+\?", after=30, options={"spotify_mode": "development"}
    ),
    "before any ISRC is known": Break(COPIES, "songs", r"/v1/tracks\?"),
    "before a recording is known to be live": Break(LIVE, "songs", r"/v1/tracks\?"),
    "after some ISRCs": Break(SIXTY, "songs", r"/v1/tracks\?", after=1),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_part_is_kept_and_then_completed(
    name: str, importing: Callable[..., Importer], sandbox: Sandbox, clean: Callable[..., Facts]
) -> None:
    broken = BREAKS[name]
    expected = clean(broken.artist.id, **broken.options)
    sandbox.configure(**broken.options)
    sandbox.fault(kind="server_error", path=broken.path, after=broken.after)
    importer = importing()

    failed = importer.run(broken.artist.id)

    assert failed["stage"] == "failed" and "is out of order (500)" in failed["error"]
    kept = importer.facts()
    assert kept[broken.table] and kept["setlists"] == []
    assert kept[broken.table] != expected[broken.table]

    sandbox.state.faults.clear()
    assert importer.run(broken.artist.id)["stage"] == "completed"
    assert importer.facts() == expected


@pytest.mark.parametrize(
    "path", ["/events", r"/v1/artists/\w+$", r"/v1/artists/\w+/albums", r"/v1/albums", r"/v1/tracks"]
)
def test_a_failed_import_takes_nothing_from_an_artist_that_was_complete(
    path: str, importing: Callable[..., Importer], sandbox: Sandbox
) -> None:
    importer = importing()
    importer.run(SMALL.id)
    before = importer.facts()
    sandbox.fault(kind="wrong_types", path=path)

    assert importer.run(SMALL.id)["stage"] == "failed"

    after = importer.facts()
    ids = {
        table: [row.get("spotify_id") or row.get("ticketmaster_id") for row in rows] for table, rows in after.items()
    }
    assert ids == {
        table: [row.get("spotify_id") or row.get("ticketmaster_id") for row in rows] for table, rows in before.items()
    }
    for table in ("artists", "venues", "shows", "show_artists", "artist_songs", "setlists", "setlist_songs"):
        assert after[table] == before[table]
    sandbox.state.faults.clear()
    assert importer.run(SMALL.id)["stage"] == "completed"
    assert importer.facts() == before
