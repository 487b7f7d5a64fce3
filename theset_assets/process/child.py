"""A command that runs under a keeper, seen from the process that holds on to it.

Which commands there are, when they count as ready and in which order they start and stop is the stack's business.
"""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from theset_assets.process import logs

_KEEPER = Path(__file__).with_name("keeper.py")
_LOG_LIMIT_BYTES = 10 * 1024 * 1024


@dataclasses.dataclass(frozen=True, kw_only=True)
class Ending:
    """How a command is made to stop: `stop_signal`, after `grace` seconds `quit_signal`, after as many SIGKILL."""

    stop_signal: signal.Signals = signal.SIGTERM
    quit_signal: signal.Signals = signal.SIGKILL
    grace: float = 5.0

    @property
    def longest(self) -> float:
        """Seconds after which a stopped command is gone, or something is badly wrong."""
        return 4 * self.grace + 2


@dataclasses.dataclass(frozen=True, kw_only=True)
class Command:
    """What to run. `log` takes its output; where it grew beyond 10 MB the earlier one moves to `.old`.

    `env` of None is this process's environment. `user` is the (uid, gid) to run as; only root can ask for another.
    `secrets` are words never to appear in `ChildProcess.log_tail`.
    """

    argv: Sequence[str]
    log: Path
    env: Mapping[str, str] | None = None
    cwd: Path | None = None
    ending: Ending = Ending()
    user: tuple[int, int] | None = None
    secrets: Sequence[str] = ()


class ChildProcess:
    """A running command that ends when this process does, whatever ends this process.

    `lock` names a file on which holders have a shared lock: the command then runs until the last of them lets go, and
    `stop` is not used. `held` are descriptors, of locks for instance, that stay open until nothing of the command is
    left, even where this process has gone before.
    """

    def __init__(self, command: Command, *, lock: Path | None = None, held: Sequence[int] = ()) -> None:
        self.log = command.log
        self._secrets = command.secrets
        self._ending = command.ending
        spec = {
            "argv": list(command.argv),
            "lock": str(lock) if lock else None,
            "held": list(held),
            "stop_signal": int(self._ending.stop_signal),
            "quit_signal": int(self._ending.quit_signal),
            "grace": self._ending.grace,
            "user": command.user,
        }
        log = command.log
        log.parent.mkdir(parents=True, exist_ok=True)
        if log.exists() and log.stat().st_size > _LOG_LIMIT_BYTES:
            log.rename(log.with_suffix(".old"))
        with log.open("ab") as output:
            os.fchmod(output.fileno(), 0o600)
            self._log_start = output.tell()
            # A session of its own: Ctrl-C in the terminal is for us alone, and we stop things in order.
            self._keeper = subprocess.Popen(  # noqa: S603 (the command is the caller's)
                [sys.executable, "-I", "-S", str(_KEEPER), json.dumps(spec)],
                stdin=subprocess.DEVNULL if lock else subprocess.PIPE,
                stdout=output,
                stderr=output,
                env=command.env,
                cwd=command.cwd,
                start_new_session=True,
                pass_fds=held,
            )

    @property
    def running(self) -> bool:
        """Whether the command still runs."""
        return self.exit_status is None

    @property
    def exit_status(self) -> int | None:
        """None while it runs; then its exit status, 128 + signal where a signal ended it."""
        return self._keeper.poll()

    def log_tail(self, lines: int = 15) -> str:
        """The last lines that this command wrote since its start, without secrets."""
        return logs.tail(self.log, lines=lines, start=self._log_start, secrets=self._secrets)

    def wait(self, seconds: float) -> bool:
        """Wait for its end. False where it still runs after `seconds`."""
        try:
            self._keeper.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def release(self) -> None:
        """Let go; the keeper stops the command while we do something else. Safe to call twice."""
        if self._keeper.stdin is not None:
            self._keeper.stdin.close()

    def stop(self) -> None:
        """Stop the command and everything it started, and wait for that. Safe to call twice; takes seconds at most."""
        self.release()
        if not self.wait(self._ending.longest):
            # Only a keeper that is itself stopped or stuck comes to this; on Linux the kernel then ends the command.
            self._keeper.kill()
            self._keeper.wait()
