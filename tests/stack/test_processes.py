"""Supervision: start, readiness, early death, order of stopping."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from theset_assets.errors import StackError
from theset_assets.process import pids
from theset_assets.process.child import Command
from theset_assets.stack.ports import HOST, open_ports
from theset_assets.stack.processes import Service, Supervisor, answers, listens, signals_end_it


@pytest.fixture
def port() -> int:
    with open_ports() as ports:
        return ports.take()


def service(tmp_path: Path, name: str, code: str, **options) -> Service:
    secrets = options.pop("secrets", ())
    command = Command(argv=[sys.executable, "-c", code], log=tmp_path / f"{name}.log", secrets=secrets)
    return Service(name=name, command=command, **{"ready": lambda: True, **options})


def web_server(tmp_path: Path, port: int, ready) -> Service:
    argv = [sys.executable, "-m", "http.server", "--bind", HOST, str(port)]
    return Service(name="web", command=Command(argv=argv, log=tmp_path / "web.log", cwd=tmp_path), ready=ready)


@pytest.mark.parametrize("kind", ["tcp", "http"])
def test_ready_means_that_it_answers(tmp_path, port, kind):
    probe = listens(HOST, port) if kind == "tcp" else answers(f"http://{HOST}:{port}/")
    assert not probe()
    with Supervisor() as supervisor:
        supervisor.start(web_server(tmp_path, port, probe))
        supervisor.wait_ready()
        assert httpx.get(f"http://{HOST}:{port}/").status_code == 200
    assert not probe()


def test_an_early_death_is_told_with_the_end_of_the_log(tmp_path):
    code = "import sys; print('GET /x?apikey=k1'); print('bad key hunter2', file=sys.stderr); sys.exit(3)"
    with Supervisor() as supervisor, pytest.raises(StackError) as told:
        supervisor.start(service(tmp_path, "code server", code, ready=lambda: False, secrets=["hunter2"]))
        supervisor.wait_ready()
    message = str(told.value)
    assert message.startswith("The code server ended with exit status 3. The end of ")
    assert "bad key ***" in message
    assert "hunter2" not in message
    assert "k1" not in message


def test_a_death_ends_the_wait_for_another(tmp_path):
    with Supervisor() as supervisor, pytest.raises(StackError, match="The frail ended"):
        slow = supervisor.start(service(tmp_path, "slow", "import time; time.sleep(600)", ready=lambda: False))
        supervisor.start(service(tmp_path, "frail", "raise SystemExit(1)"))
        supervisor.wait_ready(slow)


def test_one_that_is_never_ready_is_given_up(tmp_path):
    with (
        Supervisor() as supervisor,
        pytest.raises(StackError, match=r"is not ready after 0 s[^(]*\(it wrote nothing\)"),
    ):
        sleeper = "import time; time.sleep(600)"
        supervisor.start(service(tmp_path, "lazy", sleeper, ready=lambda: False, ready_seconds=0.1))
        supervisor.wait_ready()


def test_check_finds_one_that_died_later(tmp_path, eventually):
    with Supervisor() as supervisor:
        code = "import os, time; print(os.getpid(), flush=True); time.sleep(600)"
        process = supervisor.start(service(tmp_path, "victim", code))
        supervisor.wait_ready()
        supervisor.check()
        log = tmp_path / "victim.log"
        eventually(lambda: log.read_text().strip())
        os.kill(int(log.read_text()), signal.SIGKILL)
        eventually(lambda: process._child.exit_status is not None)
        with pytest.raises(StackError, match="The victim ended with exit status 137"):
            supervisor.check()


def test_the_last_started_is_stopped_first(tmp_path, eventually):
    said = tmp_path / "said"
    code = (
        "import signal, sys, time\n"
        f"def end(*_):\n    open({str(said)!r}, 'a').write('NAME '); sys.exit()\n"
        "signal.signal(signal.SIGTERM, end)\nprint('up', flush=True)\ntime.sleep(600)"
    )
    with Supervisor() as supervisor:
        for name in ("one", "two", "three"):
            supervisor.start(service(tmp_path, name, code.replace("NAME", name)))
            eventually(lambda name=name: (tmp_path / f"{name}.log").read_text())
    assert said.read_text() == "three two one "


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signals_end_a_program_in_order(tmp_path, eventually, number):
    program = f"""
import sys, time
from pathlib import Path
from theset_assets.process.child import Command
from theset_assets.stack.processes import Service, Supervisor, signals_end_it
code = "import os, time; print(os.getpid(), flush=True); time.sleep(600)"
command = Command(argv=[sys.executable, "-c", code], log=Path({str(tmp_path)!r}) / "x.log")
with signals_end_it(), Supervisor() as supervisor:
    supervisor.start(Service(name="x", command=command, ready=lambda: True))
    time.sleep(600)
"""
    log = tmp_path / "x.log"
    with subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.DEVNULL) as process:
        eventually(lambda: log.exists() and log.read_text().strip())
        process.send_signal(number)
    assert process.returncode == (-number if number == signal.SIGINT else 128 + number)
    assert not pids.alive(int(log.read_text()))


def test_signal_handlers_are_put_back():
    before = signal.getsignal(signal.SIGTERM)
    with signals_end_it():
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before
