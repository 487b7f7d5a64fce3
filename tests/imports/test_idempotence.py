"""An import done twice writes nothing the second time."""

from __future__ import annotations

import pytest

from tests.importing import Importer
from theset_assets.sandbox.demo import COPIES, EXTRAS, JAPANESE, SIXTY, SUPPORT, TOUR, VENUES

pytestmark = pytest.mark.postgres


@pytest.mark.parametrize("artist", [SIXTY, TOUR, EXTRAS, SUPPORT, VENUES, COPIES, JAPANESE], ids=lambda a: a.name)
def test_a_second_import_changes_no_row(importer: Importer, artist) -> None:
    first = importer.run(artist.id)
    assert (first["stage"], first["progress"], first["error"]) == ("completed", 100, None)
    before = importer.content()
    assert before["artists"] and before["shows"] and before["songs"] and before["setlists"]

    second = importer.run(artist.id)

    assert second["stage"] == "completed"
    assert importer.content() == before
