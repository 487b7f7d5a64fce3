"""`theset demo`: from nothing to three imported artists, and nothing left afterwards."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

OURS = ("DAGSTER", "DATABASE_URL", "TICKETMASTER", "SPOTIFY", "THESET")


@pytest.fixture
def home() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="theset-demo-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


def start(home: Path, command: str) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    code = "from theset_assets.cli import app; app()"
    return subprocess.Popen(
        [sys.executable, "-c", code, command],
        env={**environment, "THESET_HOME": str(home), "COLUMNS": "140"},
        cwd=home,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def left_of(home: Path) -> list[str]:
    """Processes that still have to do with `home`, after a moment to end in."""
    until = time.monotonic() + 20
    while True:
        found = [
            " ".join(process.info["cmdline"] or [])
            for process in psutil.process_iter(["cmdline", "pid"])
            if str(home) in " ".join(process.info["cmdline"] or []) and process.info["pid"] != os.getpid()
        ]
        if not found or time.monotonic() > until:
            return found
        time.sleep(0.1)


def test_the_demo_imports_three_artists_and_leaves_nothing_behind(home: Path) -> None:
    demo = start(home, "demo")
    output, _ = demo.communicate(timeout=240)
    assert demo.returncode == 0, output
    for name in ("Velvet Meridian", "Northern Static", "夜の灯台"):
        assert f"{name} is imported" in output
    for table in ("artists:", "venues:", "shows:", "songs:", "setlists:", "trending"):
        assert table in output
    assert left_of(home) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_demo_stops_everything_when_it_is_stopped(home: Path, number: int) -> None:
    demo = start(home, "demo")
    assert demo.stdout is not None
    for line in demo.stdout:
        if "Three fans ask" in line:
            break
    demo.send_signal(number)
    output, _ = demo.communicate(timeout=60)
    assert demo.returncode in (130, 143), output
    assert "Traceback" not in output
    assert left_of(home) == []


def test_a_demo_that_cannot_start_says_why(home: Path) -> None:
    (home / ".env").write_text("DATABASE_URL=postgresql://theset:s3cret@127.0.0.1:1/theset\n")
    demo = start(home, "demo")
    output, _ = demo.communicate(timeout=60)
    assert demo.returncode == 1
    assert "No database answers" in output and "s3cret" not in output and "Traceback" not in output
    assert left_of(home) == []
