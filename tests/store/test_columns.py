"""The snapshot of the tables' columns."""

from __future__ import annotations

from pathlib import Path

import theset_assets.store.columns as columns


def test_the_snapshot_is_what_the_models_say() -> None:
    snapshot = Path(columns.__file__).with_name("columns.json").read_bytes()
    assert snapshot == columns.from_models(), "Run scripts/columns and commit theset_assets/store/columns.json."
