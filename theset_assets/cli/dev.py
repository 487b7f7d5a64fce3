"""`theset dev`: the local stack, left running."""

from __future__ import annotations

import signal
import threading
from types import FrameType

from rich.panel import Panel

from theset_assets.cli.output import console
from theset_assets.settings import Settings
from theset_assets.stack.local import LocalStack
from theset_assets.store.connection import redacted

CHECK_SECONDS = 2.0


def run_dev(settings: Settings) -> None:
    """Start the stack, print where everything is, and keep it until Ctrl-C, SIGTERM or the death of a part.

    Raises StackError naming the part that did not start or has died, with the end of its log.
    """
    stop = threading.Event()

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, ask_to_stop)
    console.print("Starting the stack …")
    with LocalStack(settings) as stack:
        console.print(Panel(where(stack), title="TheSet is running", title_align="left", expand=False))
        while not stop.wait(CHECK_SECONDS):
            stack.check()
        console.print("Stopping …")


def where(stack: LocalStack) -> str:
    """Where the parts of a running stack are, and what to do next."""
    lines = [
        f"Dagster     [link={stack.dagster_url}]{stack.dagster_url}[/link]",
        f"Database    {redacted(stack.database_url)}  [dim](theset db url --show-password)[/]",
    ]
    if stack.sandbox_url:
        lines.append(
            f"Stand-ins   {stack.sandbox_url}  [dim](no keys are set: Ticketmaster and Spotify are stood in for)[/]"
        )
    lines += [
        f"Logs        {stack.logs}",
        "",
        'Ask for an artist:  [bold]theset request "Name, attraction id or Spotify link" --wait[/]',
        "Stop:               Ctrl-C",
    ]
    return "\n".join(lines)
