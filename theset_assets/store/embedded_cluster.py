"""The embedded server's cluster: how its data directory is made, and with which settings it is served.

A cluster's directory holds `data`, the superuser's `password`, the last `port` and the `users` lock. Starting and
stopping the server is `embedded.py`'s.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

from theset_assets.errors import StoreError
from theset_assets.store import embedded_files as files

USER = "theset"

# The intent of the schema document's "Database Configuration", cut to a laptop with two cores and other work to do.
SERVER_SETTINGS = {
    # The sensor, the daemon, the webserver and every run open connections of their own.
    "max_connections": "200",
    # The document has 1 GB and 4 GB, for a server that does nothing else.
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    # The document has 256 MB, each sort of each connection. The loader raises it for its own transactions.
    "work_mem": "32MB",
    "maintenance_work_mem": "128MB",
    "max_parallel_workers_per_gather": "2",
    "max_parallel_workers": "4",
    # The document's 100 prepared transactions are two-phase commit's, which nothing here uses; they cost memory.
    "max_prepared_transactions": "0",
    # Realtime clients read the publication by logical decoding.
    "wal_level": "logical",
    # Bulk imports would otherwise force a checkpoint every few seconds.
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    # A crash of the machine may lose the last half second of commits, never consistency. Dagster commits each of
    # its events alone, and an import that lost its end is run again.
    "fsync": "on",
    "synchronous_commit": "off",
    "random_page_cost": "1.1",
    # Queries are short; compiling them costs more than it saves.
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
}

# Below this much of /dev/shm (containers have 64 MB) a parallel query may fail for want of shared memory.
_ENOUGH_SHARED_MEMORY = 512 * 1024 * 1024


def server_options(port: int) -> list[str]:
    """SERVER_SETTINGS and `port` as arguments of `postgres`."""
    settings = SERVER_SETTINGS | {"port": str(port)}
    if sys.platform == "linux" and not _roomy("/dev/shm"):  # noqa: S108 (asked for its size only)
        settings["dynamic_shared_memory_type"] = "mmap"
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


def ensure_data(cluster: Path, binaries: Path, user: files.RunAs | None) -> None:
    """Make the data of `cluster` where there are none. Raises StoreError where those that are there cannot be used."""
    data = cluster / "data"
    if (data / "PG_VERSION").exists():
        _check_data(cluster, binaries)
        return
    # Made beside its place and moved there whole: an interrupted initdb leaves nothing that looks like data.
    unfinished = cluster / "data.new"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    password = secrets.token_urlsafe(24)
    _write_private(cluster / "password", password)
    password_for_initdb = cluster / "initdb-password"
    _write_private(password_for_initdb, password)
    if user is not None:
        os.chown(unfinished, user.uid, user.gid)
        os.chown(password_for_initdb, user.uid, user.gid)
    try:
        _initdb(binaries, unfinished, password_for_initdb, user)
    finally:
        password_for_initdb.unlink()
    unfinished.rename(data)


def _check_data(cluster: Path, binaries: Path) -> None:
    has, needs = int((cluster / "data" / "PG_VERSION").read_text()), files.major_version(binaries)
    if has != needs:
        raise StoreError(
            f"The data in {cluster / 'data'} are PostgreSQL {has}'s, and this is PostgreSQL {needs}. Remove {cluster} "
            f"to start afresh, or dump them with PostgreSQL {has} first."
        )
    if not (cluster / "password").exists():
        raise StoreError(
            f"The password of {cluster / 'data'} is gone. Put {cluster / 'password'} back, or remove {cluster} to "
            "start afresh."
        )


def _initdb(binaries: Path, data: Path, password_file: Path, user: files.RunAs | None) -> None:
    options = [
        "--username", USER, "--auth=scram-sha-256", f"--pwfile={password_file}", "--encoding=UTF8", "--no-instructions",
    ]  # fmt: skip
    if files.major_version(binaries) >= 17:
        # Sorts and folds alike on every system. The password is long and random: iterating its hash adds nothing
        # but time to each of the many connections.
        options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--set=scram_iterations=1"]
    failure = ""
    for locale in ("C.UTF-8", "C"):  # Not every system has the first.
        made = subprocess.run(  # noqa: S603
            [binaries / "initdb", "-D", data, f"--locale={locale}", *options],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            user=user.uid if user else None,
            group=user.gid if user else None,
            extra_groups=[] if user else None,
        )
        if made.returncode == 0:
            return
        failure = failure or made.stderr.strip()
    raise StoreError(f"The embedded database cannot be made in {data}: {failure}")


def _roomy(directory: str) -> bool:
    try:
        space = os.statvfs(directory)
    except OSError:
        return False
    return space.f_bavail * space.f_frsize >= _ENOUGH_SHARED_MEMORY


def _write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
