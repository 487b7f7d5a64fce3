"""Every Spotify body, in both modes, against the community's OpenAPI description.

Two relaxations, both from recorded facts that the description does not know: development mode leaves required fields
out (the description marks them deprecated), and since 2025 albums carry `is_playable` when a market is asked for.
"""

from __future__ import annotations

import copy
from typing import Any

import pytest
import yaml
from openapi_schema_validator import OAS30Validator

from theset_assets.sandbox import demo

ABSENT_IN_DEVELOPMENT = {"followers", "popularity", "label", "available_markets", "album_group", "linked_from"}
BEYOND_THE_DESCRIPTION = {"is_playable"}

Json = dict[str, Any]


@pytest.fixture(scope="session")
def description(samples) -> Json:
    path = samples.parent / "spotify-openapi.yaml"
    if not path.is_file():
        pytest.skip(f"no OpenAPI description at {path}")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)


class Checker:
    """Validates answers against the description of their path."""

    def __init__(self, description: Json, mode: str) -> None:
        self._description = copy.deepcopy(description)
        if mode == "development":
            for schema in self._schemas(self._description["components"]["schemas"]):
                if isinstance(schema.get("required"), list):
                    schema["required"] = [name for name in schema["required"] if name not in ABSENT_IN_DEVELOPMENT]

    def _schemas(self, node: object) -> list[Json]:
        if isinstance(node, dict):
            return [node, *(found for inner in node.values() for found in self._schemas(inner))]
        return [found for inner in node for found in self._schemas(inner)] if isinstance(node, list) else []

    def _resolved(self, node: Json) -> Json:
        while "$ref" in node:
            found: Any = self._description
            for part in node["$ref"].removeprefix("#/").split("/"):
                found = found[part]
            node = found
        return node

    def check(self, path: str, body: object) -> None:
        answer = self._resolved(self._description["paths"][path]["get"]["responses"]["200"])
        schema = self._resolved(answer["content"]["application/json"]["schema"])
        validator = OAS30Validator(schema | {"components": self._description["components"]})
        assert [f"{list(error.path)}: {error.message[:200]}" for error in validator.iter_errors(body)] == []
        assert self._unknown(schema, body) == set()

    def _properties(self, schema: Json) -> Json:
        schema = self._resolved(schema)
        found = dict(schema.get("properties", {}))
        for part in schema.get("allOf", []):
            found |= self._properties(part)
        return found

    def _unknown(self, schema: Json, value: object) -> set[str]:
        """The keys in `value` that the description does not know."""
        if isinstance(value, list):
            items = self._resolved(schema).get("items", {})
            return set().union(*(self._unknown(items, inner) for inner in value))
        if not isinstance(value, dict):
            return set()
        known = self._properties(schema)
        unknown = set(value) - set(known) - BEYOND_THE_DESCRIPTION
        return unknown.union(*(self._unknown(known[key], inner) for key, inner in value.items() if key in known))


@pytest.fixture(params=["extended", "development"])
def checker(request, ask, description) -> Checker:
    ask.sandbox.configure(spotify_mode=request.param)
    return Checker(description, request.param)


@pytest.mark.parametrize("artist", [demo.SIXTY, demo.COPIES, demo.JAPANESE], ids=lambda one: one.id)
@pytest.mark.parametrize("market", [{}, {"market": "US"}], ids=["anywhere", "US"])
def test_bodies_are_as_described(ask, checker: Checker, artist: demo.DemoArtist, market: dict[str, str]) -> None:
    artist_id = ask.spotify_id(artist.id)
    page = ask.sp(f"/artists/{artist_id}/albums", limit=10, **market).json()
    albums = [one["id"] for one in page["items"]]
    album = ask.sp(f"/albums/{albums[0]}", **market).json()
    tracks = [one["id"] for one in album["tracks"]["items"]]
    checker.check("/artists/{id}", ask.sp(f"/artists/{artist_id}").json())
    checker.check("/artists/{id}/albums", page)
    for one in albums:
        checker.check("/albums/{id}", ask.sp(f"/albums/{one}", **market).json())
        checker.check("/albums/{id}/tracks", ask.sp(f"/albums/{one}/tracks", limit=3, offset=1, **market).json())
    for one in tracks:
        checker.check("/tracks/{id}", ask.sp(f"/tracks/{one}", **market).json())
    found = ask.sp("/search", q=artist.name, type="artist,album,track,playlist", limit=10, **market)
    checker.check("/search", found.json())
    if ask.sandbox.state.config.spotify_mode == "extended":
        checker.check("/artists", ask.sp("/artists", ids=artist_id).json())
        checker.check("/albums", ask.sp("/albums", ids=",".join(albums), **market).json())
        checker.check("/tracks", ask.sp("/tracks", ids=",".join(tracks), **market).json())
        checker.check("/artists/{id}/top-tracks", ask.sp(f"/artists/{artist_id}/top-tracks", **market).json())


def test_errors_are_as_described(ask, description) -> None:
    validator = OAS30Validator(
        description["components"]["responses"]["NotFound"]["content"]["application/json"]["schema"]
        | {"components": description["components"]}
    )
    for answer in (ask.sp("/artists/short"), ask.sp("/artists/4aawyAB9vmqN3uQ7FjRGTy"), ask.sp("/nothing")):
        assert list(validator.iter_errors(answer.json())) == []


def test_the_check_can_fail(ask, description) -> None:
    checker = Checker(description, "extended")
    album = ask.sp(f"/albums/{ask.albums(ask.spotify_id(demo.SMALL.id))[0]['id']}").json()
    checker.check("/albums/{id}", album)
    with pytest.raises(AssertionError, match="popularity"):
        checker.check("/albums/{id}", album | {"popularity": "high"})
    with pytest.raises(AssertionError, match="colour"):
        checker.check("/albums/{id}", album | {"colour": "red"})
