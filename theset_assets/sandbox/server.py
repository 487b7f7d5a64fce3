"""Serving the sandbox over HTTP: blocking for a command, in a thread for tests, benchmarks and the demo."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Generator, Iterable
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import uvicorn

from theset_assets.errors import StackError
from theset_assets.sandbox.app import create_app
from theset_assets.sandbox.config import SandboxConfig
from theset_assets.sandbox.faults import Fault
from theset_assets.sandbox.state import Override, State

_START_SECONDS = 10.0
_STOP_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A running sandbox and where it is. `state` is its memory, for a caller in the same process."""

    host: str
    port: int
    state: State

    @property
    def base_url(self) -> str:
        """Where everything is."""
        return f"http://{self.host}:{self.port}"

    @property
    def ticketmaster_url(self) -> str:
        """The Discovery API's address."""
        return f"{self.base_url}/discovery/v2"

    @property
    def spotify_url(self) -> str:
        """The Web API's address."""
        return f"{self.base_url}/v1"

    @property
    def token_url(self) -> str:
        """The token endpoint's address."""
        return f"{self.base_url}/api/token"

    def env(self) -> dict[str, str]:
        """Environment variables that point the program here; the keys are good for nothing else."""
        return sandbox_env(self.host, self.port)

    def fault(self, **rule: Any) -> Fault:
        """Order a fault; `rule` holds the fields of Fault."""
        fault = Fault.model_validate(rule)
        self.state.faults.order(fault)
        return fault

    def override(self, **change: Any) -> Override:
        """Change an artist; `change` holds the fields of Override."""
        override = Override.model_validate(change)
        self.state.overrides[override.attraction_id] = override
        return override

    def configure(self, **options: Any) -> SandboxConfig:
        """Change options, given by their names in SandboxConfig."""
        return self.state.configure(options)

    def stats(self) -> dict[str, Any]:
        """What was asked so far, as `GET /_sandbox/stats` gives it."""
        return self.state.stats.report()

    def reset(self) -> None:
        """End faults and overrides, and forget the statistics; options stay."""
        self.state.faults.clear()
        self.state.overrides.clear()
        self.state.stats.reset()


def sandbox_env(host: str, port: int) -> dict[str, str]:
    """Environment variables that point the program at a sandbox on `host` and `port`."""
    base = f"http://{host}:{port}"
    return {
        "TICKETMASTER_BASE_URL": f"{base}/discovery/v2",
        "TICKETMASTER_API_KEY": "sandbox",
        "SPOTIFY_BASE_URL": f"{base}/v1",
        "SPOTIFY_TOKEN_URL": f"{base}/api/token",
        "SPOTIFY_CLIENT_ID": "sandbox",
        "SPOTIFY_CLIENT_SECRET": "sandbox",
    }


def serve(
    config: SandboxConfig | None = None,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    faults: Iterable[Fault] = (),
    log_level: str = "warning",
) -> None:
    """Serve until interrupted. Port 0 takes a free one; the address is printed once requests are accepted.

    Raises StackError where the port cannot be had.
    """
    app = create_app(config, faults=faults)
    with closing(_bound(host, port)) as bound:
        sandbox = Sandbox(host, bound.getsockname()[1], app.state.sandbox)
        server = _Announcing(_uvicorn_config(app, log_level), sandbox.base_url)
        with suppress(KeyboardInterrupt):  # the server has shut down in order by then
            server.run(sockets=[bound])


@contextmanager
def running(
    config: SandboxConfig | None = None,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    faults: Iterable[Fault] = (),
) -> Generator[Sandbox]:
    """A sandbox served from a thread for as long as the context lasts. Raises StackError where it does not start."""
    app = create_app(config, faults=faults)
    with served(app, host=host, port=port) as taken:
        yield Sandbox(host, taken, app.state.sandbox)


@contextmanager
def served(app: Any, *, host: str = "127.0.0.1", port: int = 0) -> Generator[int]:
    """The port on which `app` (ASGI) is served from a thread for as long as the context lasts.

    Raises StackError where it does not start.
    """
    with closing(_bound(host, port)) as bound:
        server = uvicorn.Server(_uvicorn_config(app, "critical"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, name="sandbox", daemon=True)
        thread.start()
        try:
            _wait_started(server, thread)
            yield bound.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(_STOP_SECONDS)


class _Announcing(uvicorn.Server):
    """Says where it is once it accepts requests."""

    def __init__(self, config: uvicorn.Config, address: str) -> None:
        super().__init__(config)
        self._address = address

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        print(f"Sandbox on {self._address}", flush=True)


def _uvicorn_config(app: Any, log_level: str) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        log_level=log_level,
        access_log=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=1,
        backlog=512,
        timeout_keep_alive=75,  # an idle client must not lose its connection just as it asks again
    )


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as refused:
        bound.close()
        raise StackError(f"The sandbox cannot listen on {host}:{port}: {refused.strerror}.") from refused
    return bound


def _wait_started(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise StackError("The sandbox did not start.")
        time.sleep(0.005)
