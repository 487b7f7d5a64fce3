"""Dagster's part of the local stack: its home directory, its three processes and how one knows that they are up."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx

import theset_assets
from theset_assets.errors import StackError
from theset_assets.process.child import Command, Ending
from theset_assets.stack.ports import HOST
from theset_assets.stack.processes import Probe, Service, listens

LOCATION = "theset_assets"
MODULE = "theset_assets.definitions"

# A sensor that waits in its tick keeps the daemon and the code server from ending; nothing is lost when it is cut off.
# The code server's time is also that of its runs, to say that they were interrupted.
_DAEMON_ENDING = Ending(grace=2.0)
_ENDING = Ending(grace=3.0)

_STATE = """{
  workspaceOrError { ... on Workspace { locationEntries { loadStatus locationOrLoadError {
    __typename ... on PythonError { message } } } } }
  instance { daemonHealth { allDaemonStatuses { required lastHeartbeatTime } } }
}"""


def make_instance(home: Path, instance_config: Path | None = None) -> None:
    """Make `home` a DAGSTER_HOME with the given instance configuration, the checkout's `dagster.yaml` by default."""
    config = instance_config or Path(theset_assets.__file__).parents[1] / "dagster.yaml"
    if not config.is_file():
        raise StackError(f"{config} is missing. Run from a checkout of the project.")
    home.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(config, home / "dagster.yaml")


def make_home(home: Path, instance_config: Path | None, code_port: int) -> None:
    """Fill DAGSTER_HOME: the instance's configuration, and a workspace that points at the code server."""
    make_instance(home, instance_config)
    server = {"grpc_server": {"host": HOST, "port": code_port, "location_name": LOCATION}}
    # JSON is YAML.
    (home / "workspace.yaml").write_text(json.dumps({"load_from": [server]}, indent=2) + "\n")


class Dagster:
    """The three processes: code server, webserver and daemon, with `env` (which names DAGSTER_HOME) around them."""

    def __init__(
        self, *, home: Path, logs: Path, env: dict[str, str], ports: tuple[int, int], secrets: Sequence[str]
    ) -> None:
        """`ports`: the code server's and the webserver's. `secrets`: see Command."""
        self._code_port, self._web_port = ports
        self.url = f"http://{HOST}:{self._web_port}"
        self._logs = logs
        self._env = env
        self._secrets = secrets
        self._workspace = str(home / "workspace.yaml")

    def code_server(self, module: str) -> Service:
        """Serves the definitions to the other two. Ready when they are loaded, or their error is.

        Ours rather than `dagster code-server start`: a run begins a second and a half sooner. The price: changed code
        needs a restart, the UI's Reload button loads nothing new. Loaded lazily, so that what does not load is served
        as the error it is instead of ending the server.
        """
        argv = ["theset_assets.stack.code_server", "--host", HOST, "--port", str(self._code_port)]
        argv += ["--module-name", module, "--lazy-load-user-code"]
        argv += ["--location-name", LOCATION, "--use-python-environment-entry-point"]
        return self._service("code server", argv, ready=listens(HOST, self._code_port))

    def webserver(self) -> Service:
        """Serves the UI. Ready when it is up and has the definitions."""
        argv = ["dagster_webserver", "--host", HOST, "--port", str(self._web_port), "--workspace", self._workspace]
        return self._service("Dagster webserver", argv, ready=self._has_definitions)

    def daemon(self, since: float) -> Service:
        """Runs sensors, schedules and the queue. Ready when each part has shown life after `since` (Unix time)."""
        argv = ["dagster._daemon", "run", "--workspace", self._workspace]
        return self._service("Dagster daemon", argv, ready=lambda: self._daemons_live(since), ending=_DAEMON_ENDING)

    def _service(self, name: str, argv: Sequence[str], ready: Probe, ending: Ending = _ENDING) -> Service:
        log = self._logs / f"{name.lower().replace(' ', '-')}.log"
        command = Command(
            argv=[sys.executable, "-m", *argv], log=log, env=self._env, ending=ending, secrets=self._secrets
        )
        return Service(name=name, command=command, ready=ready, ready_seconds=90.0)

    def _has_definitions(self) -> bool:
        state = self._state()
        if state is None:
            return False
        entries: list[dict[str, Any]] = state["workspaceOrError"].get("locationEntries", [])
        found = [entry["locationOrLoadError"] for entry in entries if entry["locationOrLoadError"]]
        for location in found:
            # Before the code server is up the webserver cannot reach it, and tries again.
            if location["__typename"] == "PythonError" and "UserCodeUnreachable" not in location["message"]:
                raise StackError(f"Dagster cannot load the definitions: {location['message'].strip()}")
        return bool(found) and all(location["__typename"] == "RepositoryLocation" for location in found)

    def _daemons_live(self, since: float) -> bool:
        state = self._state()
        if state is None:
            return False
        statuses: list[dict[str, Any]] = state["instance"]["daemonHealth"]["allDaemonStatuses"]
        return all((status["lastHeartbeatTime"] or 0) > since for status in statuses if status["required"])

    def _state(self) -> dict[str, Any] | None:
        try:
            answer = httpx.post(f"{self.url}/graphql", json={"query": _STATE}, timeout=20)
            answer.raise_for_status()
            return answer.json()["data"]
        except httpx.HTTPError:
            return None
