"""What tests of imports that fail share: an instance for a whole module, settings with secrets, and clean imports."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from typing import Any

import dagster as dg
import psycopg
import pytest

from tests.conftest import EMPTY
from tests.importing import Importer, dagster_instance, settings_for
from theset_assets.sandbox import Sandbox, SandboxConfig
from theset_assets.sandbox.limits import Tokens

Facts = dict[str, list[dict[str, Any]]]

KEY = "tm5ecre7keyQ1w2E3r4"
CLIENT = "sp5ecre7clientZ9y8"
SECRET = "sp5ecre7secretX7c6"


@pytest.fixture(scope="session")
def import_database(create_database: Callable[..., str], migrated_template: str) -> str:
    """The URL of a database that carries Dagster's tables beside ours, which the tests of the store are not to see."""
    return create_database(migrated_template)


@pytest.fixture(scope="module")
def module_instance(import_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dg.DagsterInstance]:
    """One instance for all tests of a module: making one costs more than an import."""
    with (
        pytest.MonkeyPatch.context() as patch,
        dagster_instance(import_database, tmp_path_factory.mktemp("dagster"), patch) as instance,
    ):
        yield instance


def make_importer(database: str, sandbox: Sandbox, instance: dg.DagsterInstance, **overrides: Any) -> Importer:
    """Imports from the sandbox with credentials that can be told from any other text."""
    secrets = {"TICKETMASTER_API_KEY": KEY, "SPOTIFY_CLIENT_ID": CLIENT, "SPOTIFY_CLIENT_SECRET": SECRET}
    settings = settings_for(database, sandbox.env() | secrets, **{"http_attempts": 3, **overrides})
    return Importer(settings, instance, database)


@pytest.fixture
def importing(import_database: str, sandbox: Sandbox, module_instance: dg.DagsterInstance) -> Callable[..., Importer]:
    """Makes importers into the emptied database; arguments are settings."""
    with psycopg.connect(import_database, autocommit=True) as conn:
        conn.execute(EMPTY)

    def make(**overrides: Any) -> Importer:
        return make_importer(import_database, sandbox, module_instance, **overrides)

    return make


@pytest.fixture(scope="session")
def clean_database(create_database: Callable[..., str], migrated_template: str) -> str:
    """The URL of a database in which no import ever fails."""
    return create_database(migrated_template)


@pytest.fixture(scope="module")
def clean(
    clean_database: str, shared_sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Facts]]:
    """The rows that an import of an artist leaves which never failed, and nothing was imported before."""
    known: dict[tuple[str, str], Facts] = {}
    with (
        pytest.MonkeyPatch.context() as patch,
        dagster_instance(clean_database, tmp_path_factory.mktemp("clean"), patch) as instance,
    ):

        def facts(artist_id: str, **options: Any) -> Facts:
            key = artist_id, repr(options)
            if key not in known:
                shared_sandbox.reset()
                shared_sandbox.configure(**SandboxConfig(**options).model_dump())
                with psycopg.connect(clean_database, autocommit=True) as conn:
                    conn.execute(EMPTY)
                importer = make_importer(clean_database, shared_sandbox, instance)
                row = importer.run(artist_id)
                assert (row["stage"], row["error"]) == ("completed", None)
                known[key] = importer.facts()
            return known[key]

        yield facts


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All that must not be shown anywhere; tokens join as they are given out."""
    pair = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
    known = [KEY, SECRET, pair]
    issue = Tokens.issue

    def noted(self: Tokens, lifetime: float) -> str:
        known.append(token := issue(self, lifetime))
        return token

    monkeypatch.setattr(Tokens, "issue", noted)
    return known
