"""What the terminal sees: the consoles, tables of what is in the database, and errors as one readable line."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import ParamSpec, TypeVar

import typer
from rich.console import Console
from rich.table import Table

from theset_assets.errors import TheSetError

console = Console()
errors = Console(stderr=True)

P = ParamSpec("P")
R = TypeVar("R")


def readable_errors(command: Callable[P, R]) -> Callable[P, R]:
    """End a command with exit code 1 and the reason in words, where the reason is one this package knows.

    Ctrl-C ends it with 130 and no traceback.
    """

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except TheSetError as error:
            errors.print(f"[bold red]{type(error).__name__}[/] ", end="")
            errors.print(str(error), markup=False, highlight=False)
            raise typer.Exit(1) from None
        except KeyboardInterrupt:
            errors.print("Interrupted.")
            raise typer.Exit(130) from None

    return wrapped


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> Table:
    """A table whose cells are plain text; None is an empty cell, numbers stand right."""
    made = Table(title=title, title_justify="left", header_style="bold", expand=False)
    for number, column in enumerate(columns):
        numeric = any(isinstance(row[number], int | float) for row in rows)
        made.add_column(column, justify="right" if numeric else "left", overflow="ellipsis", no_wrap=numeric)
    for row in rows:
        made.add_row(*("" if cell is None else str(cell).replace("[", "\\[") for cell in row))
    return made
