"""Imports from the recorded bodies: into a database that a module shares, or into an empty one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from tests.importing import Importer, dagster_instance, settings_for
from tests.recorded.recorded_rows import MADE_UP
from tests.replay import SAMPLES, Recorded, Replay


@pytest.fixture(scope="session")
def recorded() -> Recorded:
    """All recorded bodies."""
    return Recorded(SAMPLES)


@pytest.fixture
def replay(recorded: Recorded) -> Replay:
    """The APIs as recorded, with the attractions that tests add."""
    return Replay(recorded, MADE_UP)


@pytest.fixture
def run_replayed(
    replay: Replay, database_copy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Importer]]:
    """Makes an importer into an empty database, with settings of its own."""
    with replay.running() as upstream, dagster_instance(database_copy, tmp_path / "dagster", monkeypatch) as instance:
        yield lambda **settings: Importer(settings_for(database_copy, upstream, **settings), instance, database_copy)


@pytest.fixture(scope="module")
def import_all(
    recorded: Recorded,
    create_database: Callable[..., str],
    migrated_template: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[..., AbstractContextManager[Importer]]:
    """Imports the artists named into a database of the module's own, and serves on while the context lasts."""

    @contextmanager
    def imported(*attraction_ids: str) -> Iterator[Importer]:
        database = create_database(migrated_template)
        home = tmp_path_factory.mktemp("recorded") / "dagster"
        with (
            pytest.MonkeyPatch.context() as monkeypatch,
            Replay(recorded, MADE_UP).running() as upstream,
            dagster_instance(database, home, monkeypatch) as instance,
        ):
            importer = Importer(settings_for(database, upstream), instance, database)
            for attraction_id in attraction_ids:
                job = importer.run(attraction_id)
                assert (job["stage"], job["progress"], job["error"]) == ("completed", 100, None), attraction_id
            yield importer

    return imported
