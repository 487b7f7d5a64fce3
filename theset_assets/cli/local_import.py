"""`theset import`: the job `import_artist`, run in this process. Needs no daemon, webserver or sensor."""

from __future__ import annotations

import os
import threading
import uuid
from collections.abc import Generator, Sequence
from contextlib import contextmanager

from theset_assets.cli.output import console, errors
from theset_assets.cli.watch import watch_jobs
from theset_assets.errors import TheSetError
from theset_assets.settings import Settings, read_settings
from theset_assets.store import migrate
from theset_assets.store.locate import database_url

LIMIT_SECONDS = 3600.0


def import_here(settings: Settings, artists: Sequence[str]) -> int:
    """Import artists one after the other; the exit code, 0 when all were imported."""
    with _with_stand_ins(settings) as used:
        url = database_url(used)
        migrate.upgrade(url)
        results = [_import_one(used, url, artist) for artist in artists]
    return 0 if all(results) else 1


@contextmanager
def _with_stand_ins(settings: Settings) -> Generator[Settings]:
    """The settings, pointing at stand-ins for the APIs that no key is set for."""
    if not (settings.ticketmaster_needs_sandbox or settings.spotify_needs_sandbox):
        yield settings
        return
    from theset_assets.sandbox import SandboxConfig, running
    from theset_assets.stack.environment import stand_in_environment

    with running(SandboxConfig()) as sandbox:
        console.print("[dim]No keys are set: stand-ins answer for Ticketmaster and Spotify.[/]")
        stand_ins = stand_in_environment(settings, sandbox.base_url)
        yield read_settings(**{name.lower(): value for name, value in stand_ins.items()})


def _import_one(settings: Settings, url: str, artist: str) -> bool:
    import dagster as dg

    from theset_assets.assets.session import import_session
    from theset_assets.automation.resolve import resolve
    from theset_assets.catalogue.references import parse_reference
    from theset_assets.local_run import run_import
    from theset_assets.stack import dagster
    from theset_assets.stack.environment import dagster_environment
    from theset_assets.store.dagster_schema import make_schema

    home = settings.home / "dagster"
    make_schema(url)
    dagster.make_instance(home)
    os.environ.update(dagster_environment(home, url))
    try:
        with import_session(settings) as session:
            key = session.run(resolve, session.connections, parse_reference(artist))
    except TheSetError as error:
        errors.print(f"[red]{artist}:[/] ", end="")
        errors.print(str(error), markup=False, highlight=False)
        return False
    job_id = f"import-{uuid.uuid4()}"
    over = threading.Event()
    watcher = threading.Thread(
        target=watch_jobs,
        args=(url, [job_id]),
        kwargs={"labels": {job_id: artist}, "limit": LIMIT_SECONDS, "stop": over.is_set},
    )
    with dg.DagsterInstance.get() as instance:
        watcher.start()
        result = run_import(settings, instance, key, job_id)
    over.set()
    watcher.join()
    return result.success
