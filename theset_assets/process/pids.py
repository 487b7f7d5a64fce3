"""What can be said about a process of which only the id is known. Nothing here ends one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def exists(pid: int) -> bool:
    """Whether the id is taken, be it by a process that has ended and that its parent has not asked after."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def alive(pid: int) -> bool:
    """Whether there is such a process and it has not ended. In many containers nobody clears away ended ones."""
    if sys.platform != "linux":
        return exists(pid)
    try:
        # The command's name stands in parentheses and may hold any of its own.
        state = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in (b"Z", b"X")


def command_line(pid: int) -> list[str]:
    """The program and its arguments, [] where there is no such process. Off Linux, arguments are cut at spaces."""
    if sys.platform == "linux":
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "surrogateescape").split("\0")[:-1]
        except (FileNotFoundError, ProcessLookupError):
            return []
    asked = subprocess.run(["/bin/ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False)  # noqa: S603
    return asked.stdout.split()
