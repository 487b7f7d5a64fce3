"""The `theset` command: what a data engineer types. Each command is thin; the work is done in the package's rooms."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from theset_assets.cli.db import app as db
from theset_assets.cli.output import console, readable_errors
from theset_assets.settings import get_settings

app = typer.Typer(
    name="theset",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="TheSet's data platform: import artists, venues, shows, songs and setlists into Postgres.",
)
app.add_typer(db, name="db")

Artists = Annotated[
    list[str],
    typer.Argument(
        metavar="ARTIST...", help="A Ticketmaster attraction id, a Spotify artist id, URI or URL, or a name."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]
WaitLimit = Annotated[float, typer.Option("--timeout", help="Seconds to wait at most.")]


@app.command()
@readable_errors
def dev() -> None:
    """Run the whole stack here (database, Dagster, stand-in APIs where no keys are set) until Ctrl-C."""
    from theset_assets.cli.dev import run_dev

    run_dev(get_settings())


@app.command()
@readable_errors
def demo() -> None:
    """Start the stack, import three artists the way a fan asks for them, show what is in the database, and stop."""
    from theset_assets.cli.demo import run_demo

    raise typer.Exit(run_demo(get_settings()))


@app.command()
@readable_errors
def request(
    artist: Artists,
    wait: Annotated[bool, typer.Option("--wait", help="Show the imports' progress until they end.")] = False,
    timeout: WaitLimit = 600.0,
    as_json: AsJson = False,
) -> None:
    """Ask for artists, as a fan does: the request sensor of the running stack starts the imports."""
    from theset_assets.cli.imports import file_requests, left_running, wait_for_requests
    from theset_assets.store.locate import database_url

    url = database_url(get_settings())
    filed = file_requests(url, artist)
    if as_json and not wait:
        console.print_json(
            data=[{"asked_for": text, "request_id": str(key), "job_id": job} for text, key, job in filed]
        )
        return
    for text, _, job in filed:
        console.print(f"Asked for [bold]{text}[/]: job [cyan]{job}[/]", highlight=False)
    if wait:
        with left_running():
            raise typer.Exit(wait_for_requests(url, [key for _, key, _ in filed], timeout, as_json=as_json))


@app.command()
@readable_errors
def watch(job: Annotated[list[str], typer.Argument(metavar="JOB...")], timeout: WaitLimit = 600.0) -> None:
    """Show the progress of imports until they end. Ctrl-C leaves them running."""
    from theset_assets.cli.imports import left_running, watch_until_done
    from theset_assets.store.locate import database_url

    with left_running():
        raise typer.Exit(watch_until_done(database_url(get_settings()), job, timeout))


@app.command()
@readable_errors
def status(as_json: AsJson = False, limit: Annotated[int, typer.Option(min=1, max=500)] = 15) -> None:
    """Show the latest imports, how many rows there are and what of the quotas is used."""
    from theset_assets.cli.status import read_status, show_status
    from theset_assets.store.locate import database_url

    found = read_status(database_url(get_settings()), limit)
    if as_json:
        typer.echo(json.dumps(found, indent=2, default=str))
    else:
        show_status(found)


@app.command("import")
@readable_errors
def import_(artist: Artists) -> None:
    """Import artists in this process, by the same job, without a daemon."""
    from theset_assets.cli.local_import import import_here

    raise typer.Exit(import_here(get_settings(), artist))


@app.command()
@readable_errors
def sandbox(
    port: Annotated[int, typer.Option(help="Port to serve on; 0 takes a free one.")] = 8055,
    host: Annotated[str, typer.Option(help="Address to serve on.")] = "127.0.0.1",
    development: Annotated[bool, typer.Option(help="Spotify's development mode instead of the extended one.")] = False,
) -> None:
    """Serve stand-ins for the Ticketmaster and Spotify APIs."""
    from theset_assets.sandbox import SandboxConfig, serve

    serve(SandboxConfig(spotify_mode="development" if development else "extended"), host=host, port=port)
