"""One stack a home: the lock that the running one holds, and what a second one is told."""

from __future__ import annotations

import fcntl
import json
import os
import time
from pathlib import Path
from typing import Any

from theset_assets.errors import StackError
from theset_assets.process import pids

# How long the processes of a killed stack may take to end; they hold the lock until then.
_LEFTOVERS_SECONDS = 30.0


class StackLock:
    """The lock on a home, held from the start until `close`. Raises StackError where another stack has it."""

    def __init__(self, home: Path) -> None:
        try:
            home.mkdir(parents=True, exist_ok=True)
            self.descriptor = os.open(home / "stack.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except PermissionError as refused:
            raise StackError(
                f"{refused.filename} belongs to another user. Run as that user, or set THESET_HOME elsewhere."
            ) from refused
        try:
            self._take(home)
            self.describe(url=None)
        except BaseException:
            self.close()
            raise

    def describe(self, url: str | None) -> None:
        """Leave word for others: who we are and where the UI is."""
        os.truncate(self.descriptor, 0)
        os.pwrite(self.descriptor, json.dumps({"pid": os.getpid(), "url": url}).encode(), 0)

    def close(self) -> None:
        """Give it up. Processes that were given the descriptor still hold it."""
        os.close(self.descriptor)

    def __enter__(self) -> StackLock:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: object) -> None:
        self.close()

    def _take(self, home: Path) -> None:
        give_up = time.monotonic() + _LEFTOVERS_SECONDS
        while not self._free():
            owner = self._owner()
            if "pid" in owner and pids.alive(owner["pid"]):
                where = f"at {owner['url']}" if owner.get("url") else "and is starting or stopping"
                raise StackError(f"The stack of {home} already runs {where} (process {owner['pid']}).")
            if time.monotonic() > give_up:
                raise StackError(f"Processes of an earlier stack of {home} do not end. See {home / 'logs'}.")
            time.sleep(0.1)

    def _free(self) -> bool:
        try:
            fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _owner(self) -> dict[str, Any]:
        try:
            return json.loads(os.pread(self.descriptor, 4096, 0))
        except ValueError:
            return {}
