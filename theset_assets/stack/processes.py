"""Supervision of the local stack's processes: start, wait until ready, notice early deaths, stop in order.

Which processes those are stands in `local.py`; how one of them is tied to our life in `theset_assets.process`.
"""

from __future__ import annotations

import contextlib
import dataclasses
import signal
import socket
import time
import types
from collections.abc import Callable, Generator, Sequence

import httpx

from theset_assets.errors import StackError
from theset_assets.process.child import ChildProcess, Command

Probe = Callable[[], bool]

_POLL_SECONDS = 0.05
_PROBE_SECONDS = 5.0


@dataclasses.dataclass(frozen=True, kw_only=True)
class Service:
    """A process of the stack. It is ready when `ready` says so, and late after `ready_seconds`."""

    name: str
    command: Command
    ready: Probe
    ready_seconds: float = 60.0


class ManagedProcess:
    """A service that was started."""

    def __init__(self, service: Service, held: Sequence[int] = ()) -> None:
        self.service = service
        self._started = time.monotonic()
        self._child = ChildProcess(service.command, held=held)

    def check(self) -> None:
        """Raise StackError, with the end of its log, where it has died."""
        status = self._child.exit_status
        if status is not None:
            raise self._error(f"ended with exit status {status}")

    def is_ready(self) -> bool:
        """Whether it is ready. Raises StackError where it has died or takes too long."""
        self.check()
        if self.service.ready():
            return True
        if time.monotonic() - self._started > self.service.ready_seconds:
            raise self._error(f"is not ready after {self.service.ready_seconds:.0f} s")
        return False

    def release(self) -> None:
        """Begin to stop it."""
        self._child.release()

    def stop(self) -> None:
        """Stop it and wait for its end."""
        self._child.stop()

    def _error(self, what: str) -> StackError:
        tail = self._child.log_tail() or "(it wrote nothing)"
        return StackError(f"The {self.service.name} {what}. The end of {self._child.log}:\n{tail}")


class Supervisor:
    """Processes that start in order and stop in the opposite one. `held`: see ChildProcess.

    As a context manager it stops them at the end; where that is itself interrupted, their keepers do.
    """

    def __init__(self, *, held: Sequence[int] = ()) -> None:
        self._held = held
        self._processes: list[ManagedProcess] = []

    def start(self, service: Service) -> ManagedProcess:
        """Start a process; do not wait for it."""
        process = ManagedProcess(service, self._held)
        self._processes.append(process)
        return process

    def wait_ready(self, *processes: ManagedProcess) -> None:
        """Wait until all of these are ready (none named: all there are).

        Raises StackError as soon as any process of the stack has died or one of these takes too long.
        """
        waiting = list(processes or self._processes)
        while True:
            self.check()
            waiting = [process for process in waiting if not process.is_ready()]
            if not waiting:
                return
            time.sleep(_POLL_SECONDS)

    def check(self) -> None:
        """Raise StackError naming a process that has died, with the end of its log."""
        for process in self._processes:
            process.check()

    def stop(self) -> None:
        """Stop all, the last started first. Safe to call twice."""
        try:
            while self._processes:
                self._processes[-1].stop()
                self._processes.pop()
        finally:
            # Interrupted, by a second Ctrl-C perhaps: at least let go of all.
            for process in self._processes:
                process.release()

    def __enter__(self) -> Supervisor:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: object) -> None:
        self.stop()


def listens(host: str, port: int) -> Probe:
    """A probe: something accepts connections at this port."""

    def probe() -> bool:
        try:
            socket.create_connection((host, port), _PROBE_SECONDS).close()
        except OSError:
            return False
        return True

    return probe


def answers(url: str) -> Probe:
    """A probe: GET of this URL is answered, with anything but a server error."""

    def probe() -> bool:
        try:
            return not httpx.get(url, timeout=_PROBE_SECONDS).is_server_error
        except httpx.TransportError:
            return False

    return probe


@contextlib.contextmanager
def signals_end_it() -> Generator[None]:
    """Within: SIGTERM and SIGHUP raise SystemExit, as Ctrl-C raises KeyboardInterrupt, so that all is stopped in order.

    Main thread only, as all of Python's signal handling.
    """

    def end(number: int, _frame: types.FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
