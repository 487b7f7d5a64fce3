"""Which TCP ports the local stack listens on. All of them are on 127.0.0.1."""

from __future__ import annotations

import contextlib
import fcntl
import os
import socket
import tempfile
from collections.abc import Generator
from pathlib import Path

HOST = "127.0.0.1"


class Ports:
    """Gives out ports that nobody else uses, also not a stack that was started a moment ago and is not up yet.

    A preferred port is claimed by a lock on a file in the system's temporary directory for as long as this object is
    open (or a process that holds its `descriptors`).
    """

    def __init__(self) -> None:
        self.descriptors: list[int] = []

    def take(self, preferred: int | None = None) -> int:
        """`preferred` where it is free, else a port of the system's choice."""
        if preferred is not None and _is_free(preferred) and self._claim(preferred):
            return preferred
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            return probe.getsockname()[1]

    def close(self) -> None:
        """Give up the claims."""
        while self.descriptors:
            os.close(self.descriptors.pop())

    def _claim(self, port: int) -> bool:
        path = Path(tempfile.gettempdir()) / f"theset-port-{port}.lock"
        try:
            # Readable by all: a lock needs no more, and the file may be another user's.
            descriptor = os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
        except OSError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        self.descriptors.append(descriptor)
        return True


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As servers do: a port whose connections only linger is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


@contextlib.contextmanager
def open_ports() -> Generator[Ports]:
    """Ports that are given up at the end."""
    ports = Ports()
    try:
        yield ports
    finally:
        ports.close()
