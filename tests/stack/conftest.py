"""Help for tests with real processes."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest


@pytest.fixture
def eventually() -> Callable[[Callable[[], object]], None]:
    """Wait until a condition holds; a limit ends a test that would hang, and measures nothing."""

    def wait(condition: Callable[[], object], seconds: float = 60.0) -> None:
        give_up = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < give_up, "it never came true"
            time.sleep(0.02)

    return wait
