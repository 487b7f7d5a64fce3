"""Dagster's code server, with runs that start from a process in which everything is loaded already.

    python -m theset_assets.stack.code_server --host 127.0.0.1 --port 4000 --module-name theset_assets.definitions

Takes the arguments of `dagster api grpc`, which it is but for one thing: Dagster gives each run a new interpreter,
which loads Dagster, its Postgres storage and our definitions for more than a second before anything happens. Here a
run's process is forked from one that has loaded them (multiprocessing's `forkserver`) and begins at once.

This reaches into Dagster: `DagsterApiServer` asks the module `multiprocessing` for its "spawn" context, once, and is
given another. The version is pinned; where a later one asks differently, `main` refuses to start.
"""

from __future__ import annotations

import inspect
import multiprocessing
import sys
from multiprocessing import forkserver
from types import SimpleNamespace

from dagster._cli import cli
from dagster._grpc import server

PRELOADED = [
    "dagster",
    "dagster_postgres",
    "pandas",
    "theset_assets.definitions",
    "theset_assets.store.dagster_storage",
]
ASKS_FOR = 'multiprocessing.get_context("spawn")'


def main(arguments: list[str]) -> None:
    """Serve until stopped."""
    if ASKS_FOR not in inspect.getsource(server):
        raise SystemExit("This version of Dagster makes its runs' processes differently: see stack/code_server.py.")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    server.multiprocessing = SimpleNamespace(**vars(multiprocessing) | {"get_context": lambda _: context})  # pyright: ignore
    forkserver.ensure_running()  # now, not when the first fan waits
    cli(args=["api", "grpc", *arguments], auto_envvar_prefix="DAGSTER_CLI")


if __name__ == "__main__":
    main(sys.argv[1:])
