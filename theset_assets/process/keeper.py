"""The keeper: a small program that runs one command for as long as somebody holds on to it, and no longer.

Started by `child.py`, one keeper a command, with the interpreter's `-I -S` so that it takes milliseconds; it uses the
standard library alone and imports nothing of this package. Somebody holds on either by the other end of the keeper's
standard input (one holder) or by a shared lock on a file (any number of holders, in any process). Both end with the
holder's death, also by SIGKILL, on every Unix. Then the command is asked to stop, is given `grace` seconds, and is made
to stop. Nothing of it survives: on Linux the keeper adopts what the command leaves behind, and the kernel signals the
command should the keeper itself be killed. Elsewhere that last case is not covered, and neither are descendants that
left the command's process group.

A process of its own does this, rather than code between fork and exec in the holder: the holder has threads, and Linux
ties the parent's-death signal to the thread that forked.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import sys
import threading
import time
import types
import typing

LINUX = sys.platform == "linux"
PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
POLL_SECONDS = 0.02


class Spec(typing.TypedDict):
    """What to run and how to end it: signals by number, `grace` in seconds, `user` as (uid, gid) or None.

    `held` are descriptors that stay open, here and not in the command, until nothing of the command is left.
    """

    argv: list[str]
    lock: str | None
    held: list[int]
    stop_signal: int
    quit_signal: int
    grace: float
    user: tuple[int, int] | None


class Keeper:
    """One command, from its start to the end of its last descendant."""

    def __init__(self, spec: Spec) -> None:
        self._spec = spec
        self._pid = 0
        self._ended = threading.Event()
        self._stopping = threading.Lock()

    def run(self) -> int:
        """The command's exit status, as a shell gives it (128 + signal where a signal ended it)."""
        for descriptor in self._spec["held"]:
            os.set_inheritable(descriptor, False)
        _prctl(PR_SET_CHILD_SUBREAPER, 1)
        # Before any thread exists: after a fork a child may rely on nothing that another thread may have held.
        self._pid = self._start()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop_on_signal)
        threading.Thread(target=self._stop_when_released, daemon=True).start()
        pid, status = os.waitpid(-1, 0)
        while pid != self._pid:  # descendants that the command left to us: somebody has to bury them
            pid, status = os.waitpid(-1, 0)
        self._ended.set()
        self._sweep()
        code = os.waitstatus_to_exitcode(status)
        return code if code >= 0 else 128 - code

    def _start(self) -> int:
        keeper = os.getpid()
        pid = os.fork()
        if pid:
            # Both sides do it: whichever runs first, the group exists before anybody signals it.
            with contextlib.suppress(OSError):
                os.setpgid(pid, pid)
            return pid
        try:
            self._become_command(keeper)
        except OSError as failure:
            os.write(2, f"{self._spec['argv'][0]} cannot be run: {failure.strerror}\n".encode())
        finally:
            os._exit(127)

    def _become_command(self, keeper: int) -> None:
        os.setpgid(0, 0)
        # Whoever started us may ignore some of these (a shell does so in the background), and that is inherited: the
        # command could then not be stopped by them.
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        nowhere = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nowhere, 0)
        user = self._spec["user"]
        if user is not None:
            os.setgroups([])
            os.setgid(user[1])
            os.setuid(user[0])
        # After the change of user, which clears it.
        _prctl(PR_SET_PDEATHSIG, self._spec["stop_signal"])
        if os.getppid() != keeper:
            os._exit(0)
        os.execvp(self._spec["argv"][0], self._spec["argv"])  # noqa: S606 (the command is the holder's)

    def _stop_when_released(self) -> None:
        lock = self._spec["lock"]
        if lock is None:
            while os.read(0, 1024):
                pass
        else:
            # Held until this process ends: a newcomer then waits for the old command's end.
            fcntl.flock(os.open(lock, os.O_RDWR), fcntl.LOCK_EX)
        self._stop()

    def _stop_on_signal(self, _number: int, _frame: types.FrameType | None) -> None:
        threading.Thread(target=self._stop, daemon=True).start()

    def _stop(self) -> None:
        if not self._stopping.acquire(blocking=False):
            return
        for number in (self._spec["stop_signal"], self._spec["quit_signal"], signal.SIGKILL):
            if self._ended.is_set():
                return
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._pid, number)
            self._ended.wait(self._spec["grace"])

    def _sweep(self) -> None:
        """End what the command left behind."""
        if not LINUX:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._pid, signal.SIGKILL)
            return
        _signal_children(self._spec["stop_signal"])
        give_up = time.monotonic() + self._spec["grace"]
        while _has_children():
            if time.monotonic() > give_up:
                _signal_children(signal.SIGKILL)
            time.sleep(POLL_SECONDS)


def _has_children() -> bool:
    """Whether any child is left; the dead ones are cleared away."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return False
    return True


def _signal_children(number: int) -> None:
    # /proc/self/task/*/children would say it at once, but not every kernel has it.
    for entry in os.listdir("/proc"):  # noqa: PTH208 (pathlib would cost half of the start time)
        if entry.isdigit() and _parent(entry) == os.getpid():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(entry), number)


def _parent(pid: str) -> int | None:
    try:
        with open(f"/proc/{pid}/stat", "rb") as stat:  # noqa: PTH123
            # The command's name stands in parentheses and may hold any of its own.
            return int(stat.read().rpartition(b")")[2].split()[1])
    except OSError:
        return None


def _prctl(option: int, value: int) -> None:
    if LINUX:
        import ctypes  # noqa: PLC0415 (only Linux needs it)

        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


if __name__ == "__main__":
    os._exit(Keeper(json.loads(sys.argv[1])).run())
