"""What can be said about a process of which only the id is known. Nothing here ends one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def alive(pid: int) -> bool:
    """Whether there is such a process, whoever's it is."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def command_line(pid: int) -> list[str]:
    """The program and its arguments, [] where there is no such process. Off Linux, arguments are cut at spaces."""
    if sys.platform == "linux":
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "surrogateescape").split("\0")[:-1]
        except (FileNotFoundError, ProcessLookupError):
            return []
    asked = subprocess.run(["/bin/ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False)  # noqa: S603
    return asked.stdout.split()
