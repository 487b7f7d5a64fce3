"""Named statements: found by name, and complete."""

from __future__ import annotations

import pytest

from theset_assets.store import queries


def test_statements_are_split_by_name() -> None:
    text = "-- a word about the file\n-- name: first\nSELECT 1;\n\n-- name: second\n-- why\nSELECT 2"

    assert queries.split(text) == {"first": "SELECT 1", "second": "-- why\nSELECT 2"}


@pytest.mark.parametrize("text", ["-- name: a\n\n-- name: b\nSELECT 1", "-- name: a\nSELECT 1\n-- name: a\nSELECT 2"])
def test_an_empty_or_repeated_statement_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="empty or occurs twice"):
        queries.split(text)


def test_a_name_that_no_file_has_is_refused() -> None:
    assert queries.query("write_trending_hour").startswith("--")
    with pytest.raises(KeyError):
        queries.query("nowhere")
