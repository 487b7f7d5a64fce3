"""The stages of one artist's import and the share of the progress bar that each has (the import contract)."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """Values of `import_status.stage`."""

    INITIALIZING = "initializing"
    SYNCING_IDENTIFIERS = "syncing-identifiers"
    IMPORTING_SHOWS = "importing-shows"
    IMPORTING_SONGS = "importing-songs"
    CREATING_SETLISTS = "creating-setlists"
    COMPLETED = "completed"
    FAILED = "failed"


SPANS: dict[Stage, tuple[int, int]] = {
    Stage.INITIALIZING: (0, 10),
    Stage.SYNCING_IDENTIFIERS: (10, 25),
    Stage.IMPORTING_SHOWS: (25, 70),
    Stage.IMPORTING_SONGS: (70, 95),
    Stage.CREATING_SETLISTS: (95, 100),
    Stage.COMPLETED: (100, 100),
}


def progress_at(stage: Stage, share: float) -> int:
    """Progress in percent when `share` (0–1) of a stage is done.

    A stage's end belongs to the next one: the last point of a stage is reached only when the whole stage is done.
    """
    start, end = SPANS[stage]
    return start + int((end - start) * min(max(share, 0.0), 1.0))
