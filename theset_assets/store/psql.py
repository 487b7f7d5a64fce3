"""PostgreSQL's own shell on the database: which `psql` is run, and how it is told where to connect."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Sequence

from psycopg import conninfo

from theset_assets.errors import StoreError
from theset_assets.store.connection import driver_url
from theset_assets.store.embedded_files import wheel_binaries

# libpq's names of the parameters and of the variables that stand for them. Variables, because what is on the command
# line is seen by every user of the machine.
_VARIABLES = {
    "host": "PGHOST",
    "hostaddr": "PGHOSTADDR",
    "port": "PGPORT",
    "dbname": "PGDATABASE",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "options": "PGOPTIONS",
}


def run_psql(url: str, arguments: Sequence[str] = ()) -> int:
    """Run `psql` on the database at `url` in this terminal, with `arguments`; its exit code.

    Raises StoreError where there is none, or the URL has a parameter that cannot be passed on.
    """
    program = shutil.which("psql") or str(wheel_binaries() / "psql")
    parameters = conninfo.conninfo_to_dict(driver_url(url))
    unknown = set(parameters) - set(_VARIABLES)
    if unknown:
        raise StoreError(f"The shell cannot be given {', '.join(sorted(unknown))} of DATABASE_URL. Run psql yourself.")
    environment = os.environ | {_VARIABLES[name]: str(value) for name, value in parameters.items()}
    # Ctrl-C is the shell's: it cancels a statement there, and must not end this process, which may hold the server.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return subprocess.run([program, *arguments], env=environment, check=False).returncode  # noqa: S603
    except FileNotFoundError:
        raise StoreError("There is no psql. Install PostgreSQL's client, or the project again.") from None
    finally:
        signal.signal(signal.SIGINT, before)
