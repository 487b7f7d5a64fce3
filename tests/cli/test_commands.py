"""The `theset` command, as it is typed."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner, Result

from theset_assets.cli import app
from theset_assets.settings import get_settings
from theset_assets.store import migrate

pytestmark = pytest.mark.postgres


@pytest.fixture
def theset(database_copy: str, monkeypatch: pytest.MonkeyPatch):
    """Runs the command with DATABASE_URL set to a database of the test's own."""
    monkeypatch.setenv("DATABASE_URL", database_copy)
    get_settings.cache_clear()
    yield lambda *words: CliRunner().invoke(app, list(words))
    get_settings.cache_clear()


def said(result: Result) -> str:
    return " ".join((result.stdout + result.stderr).split())


def test_help_lists_every_command(theset) -> None:
    shown = theset("--help")
    assert shown.exit_code == 0
    for command in ("dev", "demo", "request", "watch", "status", "import", "sandbox", "db"):
        assert command in shown.stdout


def test_a_request_is_filed_and_shown_as_json(theset) -> None:
    filed = json.loads(theset("request", "Some Band", "K8vZ9171Lz0", "--json").stdout)
    assert [request["asked_for"] for request in filed] == ["Some Band", "K8vZ9171Lz0"]
    status = json.loads(theset("status", "--json").stdout)
    assert status["counts"]["pending_requests"] == 2
    assert {job["job_id"] for job in status["imports"]} == {request["job_id"] for request in filed}
    assert all((job["stage"], job["progress"]) == ("initializing", 0) for job in status["imports"])


def test_status_is_readable_with_and_without_imports(theset) -> None:
    assert "artists" in said(theset("status"))
    theset("request", "[bold]Markup[/] & Söns")
    assert theset("status").exit_code == 0


def test_waiting_for_nobody_ends_and_asks_whether_the_stack_runs(theset) -> None:
    waited = theset("request", "Some Band", "--wait", "--timeout", "0.2")
    assert waited.exit_code == 1
    assert "Is the stack running" in said(waited)


def test_a_job_that_does_not_exist_is_told(theset) -> None:
    watched = theset("watch", "import-nowhere", "--timeout", "0.2")
    assert watched.exit_code == 1
    assert "There is no job import-nowhere" in said(watched)


def test_the_schema_goes_down_and_up_again(theset, database_copy: str) -> None:
    assert "as the models say" in said(theset("db", "check"))
    assert theset("db", "downgrade", "base").exit_code == 0
    assert migrate.current(database_copy) is None
    drift = theset("db", "check")
    assert drift.exit_code == 1
    assert "head" in said(theset("db", "upgrade")) or migrate.current(database_copy) == migrate.heads()[0]


def test_the_url_is_shown_without_its_password(theset, database_copy: str) -> None:
    password = database_copy.split("@", maxsplit=1)[0].rsplit(":", 1)[1]
    shown = theset("db", "url")
    assert password not in shown.stdout
    assert theset("db", "url", "--show-password").stdout.strip() == database_copy


def test_errors_are_one_readable_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://theset:s3cret@127.0.0.1:1/theset")
    get_settings.cache_clear()
    failed = CliRunner().invoke(app, ["status"])
    get_settings.cache_clear()
    assert failed.exit_code == 1
    assert "No database answers at postgresql://theset@127.0.0.1:1/theset" in said(failed)
    assert "s3cret" not in said(failed) and "Traceback" not in said(failed)


def test_a_wrong_setting_is_named_without_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPOTIFY_MARKET", "s3cret")
    get_settings.cache_clear()
    failed = CliRunner().invoke(app, ["status"])
    get_settings.cache_clear()
    assert failed.exit_code == 1
    assert "SPOTIFY_MARKET" in said(failed) and "s3cret" not in said(failed)
