"""`theset db`: the schema's migrations, and ways to look at the database."""

from __future__ import annotations

from typing import Annotated

import typer

from theset_assets.cli.output import console, readable_errors, table
from theset_assets.settings import get_settings

app = typer.Typer(no_args_is_help=True, help="The database: migrate its schema, look at what is in it.")

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
def push(
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Bring the database to what the models say, without writing a migration. For trying things out."""
    from theset_assets.store import migrate
    from theset_assets.store.connection import redacted

    url = _url()
    if migrate.current(url) is not None:
        for difference in migrate.check(url):
            console.print(f"[yellow]•[/] {difference}", highlight=False)
    if not yes:
        typer.confirm(f"Change {redacted(url)}? Columns that the models lack are dropped, with their data.", abort=True)
    done = migrate.push(url)
    for change in done:
        console.print(f"[green]•[/] {change}", highlight=False, markup=True)
    console.print("The database is as the models say." if done else "Nothing to do.")


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
@readable_errors
def shell(context: typer.Context) -> None:
    """Open psql on the database; what follows is passed on, as in `theset db shell -c "TABLE artists"`."""
    from theset_assets.store.psql import run_psql

    raise typer.Exit(run_psql(_url(), context.args))


@app.command()
@readable_errors
def browse(
    name: Annotated[str | None, typer.Argument(metavar="[TABLE]", help="A table or view; none: list them.")] = None,
    columns: Annotated[str, typer.Option("--columns", "-c", help="Columns to show, with commas between.")] = "",
    where: Annotated[str | None, typer.Option(help="Rows to show, as SQL: \"status = 'upcoming'\".")] = None,
    order: Annotated[str | None, typer.Option(help='Their order, as SQL: "date DESC".')] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Rows on a page.")] = 20,
    page: Annotated[int, typer.Option(min=1, help="Which page.")] = 1,
) -> None:
    """Look at tables and their rows. Nothing can be changed from here."""
    from theset_assets.store import browse as looking
    from theset_assets.store.connection import connect

    with connect(_url()) as conn:
        if name is None:
            found = looking.tables(conn)
            rows = [(each.name, each.kind, each.rows, each.size, each.policies) for each in found]
            console.print(table("tables", ["name", "kind", "rows (about)", "size", "policies"], rows))
            return
        chosen = [column.strip() for column in columns.split(",") if column.strip()]
        shown = looking.page(
            conn, name, columns=chosen, where=where, order=order, limit=limit, offset=(page - 1) * limit
        )
    console.print(table(f"{name}, page {page}", shown.columns, [_cells(row) for row in shown.rows]))
    if shown.more:
        console.print(f"More: --page {page + 1}")


def _cells(row: tuple[object, ...]) -> list[object]:
    """Values as they are shown: long ones cut."""
    texts = [value if value is None or isinstance(value, int | float) else str(value) for value in row]
    return [f"{value[:39]}…" if isinstance(value, str) and len(value) > 40 else value for value in texts]


@app.command()
@readable_errors
def url(
    show_password: Annotated[bool, typer.Option("--show-password", help="Print the password too.")] = False,
) -> None:
    """Print the database's URL, its password only when asked for."""
    from theset_assets.store.connection import redacted

    found = _url()
    typer.echo(found if show_password else redacted(found))
