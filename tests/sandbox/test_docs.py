"""docs/sandbox.md names every demonstration artist, option and fault there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from theset_assets.sandbox import DEMO_ARTISTS, DemoArtist, Fault, FaultKind, SandboxConfig
from theset_assets.sandbox.profiles import by_attraction

PAGE = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("artist", DEMO_ARTISTS, ids=lambda one: one.id)
def test_artists_stand_in_the_table_with_their_fixed_ids(artist: DemoArtist) -> None:
    profile = by_attraction(artist.id)
    assert profile is not None
    spotify_id = f"`{profile.spotify_id}`" if artist.on_spotify else "–"
    assert f"| `{artist.id}` | {spotify_id} | {artist.name} | {artist.shows} |" in PAGE


@pytest.mark.parametrize("name", [*SandboxConfig.model_fields, *Fault.model_fields, *FaultKind])
def test_options_and_faults_are_explained(name: str) -> None:
    assert f"`{name}`" in PAGE
