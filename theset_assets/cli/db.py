"""`theset db`: the schema's migrations."""

from __future__ import annotations

from typing import Annotated

import typer

from theset_assets.cli.output import console, readable_errors
from theset_assets.settings import get_settings

app = typer.Typer(no_args_is_help=True, help="The database's schema: upgrade, downgrade, check.")

Revision = Annotated[str, typer.Argument(help="A revision, `head`, `base`, or relative like -1.")]


def _url() -> str:
    from theset_assets.store.locate import database_url

    return database_url(get_settings())


@app.command()
@readable_errors
def upgrade(revision: Revision = "head") -> None:
    """Bring the schema up to a revision."""
    from theset_assets.store import migrate

    url = _url()
    migrate.upgrade(url, revision)
    console.print(f"The schema is at [bold]{migrate.current(url)}[/].")


@app.command()
@readable_errors
def downgrade(revision: Revision) -> None:
    """Take the schema back to a revision; `base` removes all of it, with its data."""
    from theset_assets.store import migrate

    url = _url()
    migrate.downgrade(url, revision)
    console.print(f"The schema is at [bold]{migrate.current(url) or 'base'}[/].")


@app.command()
@readable_errors
def revision(message: Annotated[str, typer.Argument(help="What the migration does.")]) -> None:
    """Write a new migration from what the models have and the database has not."""
    from theset_assets.store import migrate

    console.print(f"Wrote {migrate.new_revision(message, url=_url())}")


@app.command()
@readable_errors
def check() -> None:
    """Compare the database with the models; exit code 1 where they differ."""
    from theset_assets.store import migrate

    drift = migrate.check(_url())
    for difference in drift:
        console.print(f"[yellow]•[/] {difference}", highlight=False)
    if drift:
        raise typer.Exit(1)
    console.print("The database is as the models say.")


@app.command()
@readable_errors
def url(
    show_password: Annotated[bool, typer.Option("--show-password", help="Print the password too.")] = False,
) -> None:
    """Print the database's URL, its password only when asked for."""
    from theset_assets.store.connection import redacted

    found = _url()
    typer.echo(found if show_password else redacted(found))
