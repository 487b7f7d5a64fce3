"""A child process under its keeper: it runs, it is stopped, and it survives nobody."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import psutil
import pytest

from theset_assets.process import pids
from theset_assets.process.child import ChildProcess, Command, Ending

SLEEPER = "import time; print('up', flush=True); time.sleep(600)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(600)"
)
# Starts a grandchild in a session of its own, the hardest to catch, and says both ids.
FAMILY = textwrap.dedent(
    """
    import os, subprocess, sys, time
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
    print(os.getpid(), other.pid, flush=True)
    time.sleep(600)
    """
)


def command(tmp_path: Path, code: str, **options) -> Command:
    return Command(argv=[sys.executable, "-c", code], log=tmp_path / "logs" / "child.log", **options)


def printed_pids(log: Path) -> list[int]:
    return [int(word) for word in log.read_text().split() if word.isdigit()] if log.exists() else []


def test_output_goes_to_a_private_log_and_exit_status_is_known(tmp_path, eventually):
    child = ChildProcess(command(tmp_path, "print('hello'); raise SystemExit(7)"))
    eventually(lambda: not child.running)
    child.stop()
    assert child.exit_status == 7
    assert child.log_tail() == "hello"
    assert child.log.stat().st_mode & 0o077 == 0


def test_environment_and_directory_are_the_childs(tmp_path, eventually):
    code = "import os; print(os.environ['WORD'], os.getcwd(), os.environ.get('HOME'))"
    child = ChildProcess(command(tmp_path, code, env={"WORD": "here"}, cwd=tmp_path))
    eventually(lambda: not child.running)
    child.stop()
    assert child.log_tail() == f"here {tmp_path} None"


def test_stop_is_a_sigterm_and_can_be_said_twice(tmp_path, eventually):
    child = ChildProcess(command(tmp_path, SLEEPER))
    eventually(child.log_tail)
    child.stop()
    child.stop()
    assert child.exit_status == 128 + signal.SIGTERM


def test_one_that_ignores_sigterm_is_killed(tmp_path, eventually):
    child = ChildProcess(command(tmp_path, STUBBORN, ending=Ending(grace=0.1)))
    eventually(child.log_tail)
    child.stop()
    assert child.exit_status == 128 + signal.SIGKILL


def test_a_command_that_does_not_exist_says_so(tmp_path, eventually):
    child = ChildProcess(Command(argv=["/nowhere/program"], log=tmp_path / "child.log"))
    eventually(lambda: not child.running)
    child.stop()
    assert child.exit_status == 127
    assert child.log_tail() == "/nowhere/program cannot be run: No such file or directory"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can adopt descendants that left their group")
@pytest.mark.parametrize("how", ["stopped", "died"])
def test_descendants_end_with_it(tmp_path, eventually, how):
    child = ChildProcess(command(tmp_path, FAMILY))
    eventually(lambda: len(printed_pids(child.log)) == 2)
    family = printed_pids(child.log)
    if how == "died":
        os.kill(family[0], signal.SIGKILL)
        eventually(lambda: not child.running)
    child.stop()
    assert [pid for pid in family if pids.alive(pid)] == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can adopt descendants that left their group")
def test_descendants_that_ended_are_buried(tmp_path, eventually):
    orphan = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', ''])"
    code = (
        f"import subprocess, sys, time; [subprocess.run([sys.executable, '-c', {orphan!r}]) for _ in range(3)];"
        " print('up', flush=True); time.sleep(600)"
    )
    child = ChildProcess(command(tmp_path, code))
    eventually(child.log_tail)
    eventually(lambda: len(psutil.Process(child._keeper.pid).children()) == 1)
    child.stop()


def test_a_signal_that_was_ignored_before_stops_it_all_the_same(tmp_path, eventually):
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        child = ChildProcess(command(tmp_path, SLEEPER))
        eventually(child.log_tail)
        child.stop()
    finally:
        signal.signal(signal.SIGTERM, before)
    assert child.exit_status == 128 + signal.SIGTERM


def owner(tmp_path: Path, **more: str) -> subprocess.Popen[bytes]:
    """Another process that holds a child."""
    code = f"""
import sys, time
from pathlib import Path
from theset_assets.process.child import ChildProcess, Command
child = ChildProcess(Command(argv=[sys.executable, "-c", {FAMILY!r}], log=Path({str(tmp_path)!r}) / "child.log"))
print(child._keeper.pid, flush=True)
time.sleep(600)
"""
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_nothing_survives_its_owner(tmp_path, eventually, number):
    with owner(tmp_path) as process:
        eventually(lambda: len(printed_pids(tmp_path / "child.log")) == 2)
        keeper = int(process.stdout.readline())
        process.send_signal(number)
    everybody = [keeper, *printed_pids(tmp_path / "child.log")]
    eventually(lambda: not any(pids.alive(pid) for pid in everybody))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux signals a command whose keeper was killed")
def test_the_command_does_not_survive_its_keeper(tmp_path, eventually):
    child = ChildProcess(command(tmp_path, "import os, time; print(os.getpid(), flush=True); time.sleep(600)"))
    eventually(lambda: printed_pids(child.log))
    child._keeper.kill()
    (pid,) = printed_pids(child.log)
    eventually(lambda: not pids.alive(pid))
    child.stop()


def test_a_locked_one_runs_until_the_last_holder_lets_go(tmp_path, eventually):
    lock = tmp_path / "users"
    lock.touch()
    first, second = (os.open(lock, os.O_RDWR) for _ in range(2))
    for holder in (first, second):
        fcntl.flock(holder, fcntl.LOCK_SH)
    child = ChildProcess(command(tmp_path, SLEEPER), lock=lock)
    eventually(child.log_tail)
    os.close(first)
    assert not child.wait(0.2)
    os.close(second)
    eventually(lambda: not child.running)


def test_held_descriptors_stay_open_as_long_as_it_runs_but_not_in_it(tmp_path, eventually):
    path = tmp_path / "lock"
    ours = os.open(path, os.O_RDWR | os.O_CREAT)
    fcntl.flock(ours, fcntl.LOCK_EX)
    code = (
        f"import os, time; print([n for n in os.listdir('/dev/fd') if int(n) == {ours}], flush=True); time.sleep(600)"
    )
    child = ChildProcess(command(tmp_path, code), held=[ours])
    eventually(child.log_tail)
    os.close(ours)
    other = os.open(path, os.O_RDWR)
    with pytest.raises(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    child.stop()
    fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(other)
    assert child.log_tail() == "[]"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can start a process as somebody else")
def test_it_runs_as_another_user_and_still_ends_with_its_keeper(tmp_path, eventually):
    log = tmp_path / "child.log"
    child = ChildProcess(
        Command(argv=["/bin/sh", "-c", "id -u; echo $$; exec sleep 600"], log=log, user=(65534, 65534))
    )
    eventually(lambda: len(printed_pids(log)) == 2)
    uid, pid = printed_pids(log)
    assert uid == 65534
    child._keeper.kill()
    eventually(lambda: not pids.alive(pid))
    child.stop()


def test_a_log_that_grew_too_long_moves_away(tmp_path, eventually):
    log = tmp_path / "child.log"
    with log.open("wb") as file:
        file.truncate(11 * 1024 * 1024)
    child = ChildProcess(Command(argv=[sys.executable, "-c", "print('new')"], log=log))
    eventually(lambda: not child.running)
    child.stop()
    assert log.read_text() == "new\n"
    assert log.with_suffix(".old").exists()
