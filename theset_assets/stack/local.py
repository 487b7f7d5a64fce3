"""The local stack as a whole: what `theset dev` and `theset demo` start, in which order, and how it ends.

    embedded Postgres ─▶ migrations ──────────┐
            └▶ code server ─▶ ────────────────┴▶ daemon
            └▶ webserver
    sandbox

Postgres only where DATABASE_URL is unset, the sandbox only where an upstream API has no key. All listen on 127.0.0.1.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from theset_assets.errors import StackError
from theset_assets.process.child import Command
from theset_assets.stack import dagster
from theset_assets.stack.environment import dagster_environment, stand_in_environment
from theset_assets.stack.lock import StackLock
from theset_assets.stack.ports import HOST, Ports, open_ports
from theset_assets.stack.processes import Service, Supervisor, answers
from theset_assets.store.dagster_schema import make_schema
from theset_assets.store.embedded import EmbeddedPostgres

if TYPE_CHECKING:
    from theset_assets.settings import Settings

UI_PORT = 3000
SANDBOX_PORT = 8900


class LocalStack:
    """Everything an import needs, on this machine, for as long as the context lasts.

    `home` is where data and logs go (default: the settings'). `sandbox` None starts it where an API has no key and
    sends that API's client there; True sends both. `module` holds the definitions, `instance_config` is Dagster's
    (default: the checkout's `dagster.yaml`), `migrate` brings the database at a URL up to date.
    """

    def __init__(
        self,
        settings: Settings,
        home: Path | None = None,
        *,
        sandbox: bool | None = None,
        module: str = dagster.MODULE,
        instance_config: Path | None = None,
        migrate: Callable[[str], None] | None = None,
    ) -> None:
        self.home = (home or settings.home).resolve()
        self.env: dict[str, str] = {}
        self.database_url = ""
        self.dagster_url = ""
        self.sandbox_url: str | None = None
        self._settings = settings
        self._wants_sandbox = sandbox
        self._module = module
        self._instance_config = instance_config
        self._migrate = migrate or _migrate
        self._held = contextlib.ExitStack()
        self._supervisor = Supervisor()
        self._postgres: EmbeddedPostgres | None = None

    def __enter__(self) -> LocalStack:
        """Start everything; all is up on return.

        Raises StackError where a process does not start, StoreError where the database cannot be used.
        """
        try:
            self._start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop everything, the last started first. Safe to call twice."""
        self._held.close()

    def check(self) -> None:
        """Raise StackError naming a process that has died, with the end of its log."""
        if self._postgres is not None and not self._postgres.running:
            raise StackError(f"The embedded PostgreSQL has ended. See {self._postgres.log}.")
        self._supervisor.check()

    def _start(self) -> None:
        lock = self._held.enter_context(StackLock(self.home))
        ports = self._held.enter_context(open_ports())
        ui_port, code_port = ports.take(UI_PORT), ports.take()
        sandbox = self._sandbox(ports)
        # Held by the processes too: where we are killed, the next stack waits until they are gone.
        self._supervisor = Supervisor(held=[lock.descriptor, *ports.descriptors])
        self.database_url = self._database()
        self._held.enter_context(self._supervisor)
        if sandbox is not None:
            self._supervisor.start(sandbox)
        dagster_home = self.home / "dagster"
        dagster.make_home(dagster_home, self._instance_config, code_port)
        make_schema(self.database_url)
        self.env = self._environment(dagster_home)
        parts = dagster.Dagster(
            home=dagster_home,
            logs=self.logs,
            env=self.env,
            ports=(code_port, ui_port),
            secrets=_secrets(self._settings),
        )
        self._start_dagster(parts)
        self.dagster_url = parts.url
        lock.describe(self.dagster_url)

    def _start_dagster(self, parts: dagster.Dagster) -> None:
        since = time.time()
        code_server = self._supervisor.start(parts.code_server(self._module))
        self._supervisor.start(parts.webserver())
        # While those two load: this process has nothing else to do.
        self._migrate(self.database_url)
        # A daemon that finds no code server, or sensors that find no tables, would look again only seconds later.
        self._supervisor.wait_ready(code_server)
        self._supervisor.start(parts.daemon(since))
        self._supervisor.wait_ready()

    def _database(self) -> str:
        if self._settings.database_url is not None:
            return self._settings.database_url.get_secret_value()
        self._postgres = self._held.enter_context(EmbeddedPostgres(self.home))
        return self._postgres.url

    def _sandbox(self, ports: Ports) -> Service | None:
        needed = self._settings.ticketmaster_needs_sandbox or self._settings.spotify_needs_sandbox
        if not (needed if self._wants_sandbox is None else self._wants_sandbox):
            return None
        port = ports.take(SANDBOX_PORT)
        self.sandbox_url = f"http://{HOST}:{port}"
        return Service(
            name="sandbox",
            command=Command(
                argv=[sys.executable, "-m", "theset_assets.sandbox", "--port", str(port)],
                log=self.logs / "sandbox.log",
            ),
            ready=answers(self.sandbox_url),
        )

    def _environment(self, dagster_home: Path) -> dict[str, str]:
        return {
            **os.environ,
            **self._stand_ins(),
            **dagster_environment(dagster_home, self.database_url),
            "THESET_HOME": str(self.home),
            # Three request sensors always wait in one thread each, and each run that starts holds one for seconds.
            "DAGSTER_GRPC_MAX_WORKERS": "32",
            "DAGSTER_CODE_SERVER_MAX_WORKERS": "32",
            "PYTHONUNBUFFERED": "1",
        }

    def _stand_ins(self) -> dict[str, str]:
        if self.sandbox_url is None:
            return {}
        return stand_in_environment(self._settings, self.sandbox_url, forced=self._wants_sandbox is True)

    @property
    def logs(self) -> Path:
        """The folder of the processes' logs."""
        return self.home / "logs"


def _migrate(url: str) -> None:
    # Alembic takes a while to import, and the processes started before it load meanwhile.
    from theset_assets.store.migrate import upgrade  # noqa: PLC0415

    upgrade(url)


def _secrets(settings: Settings) -> list[str]:
    given = (settings.ticketmaster_api_key, settings.spotify_client_secret)
    return [secret.get_secret_value() for secret in given if secret is not None]
