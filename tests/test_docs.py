"""The documents say what the program does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from theset_assets.settings import Settings

ROOT = Path(__file__).parents[1]
ROW = re.compile(r"^\| `([A-Z_]+)` \| (.+?) \|", re.MULTILINE)


def documented() -> dict[str, str]:
    return dict(ROW.findall((ROOT / "docs/settings.md").read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented_with_its_default(name: str) -> None:
    default = Settings.model_fields[name].default
    if default is None:
        shown = "unset"
    elif isinstance(default, float) and default.is_integer():
        shown = f"`{default:.0f}`"
    else:
        shown = f"`{default}`"
    assert documented().get(name.upper()) == shown


def test_nothing_is_documented_that_is_not_read() -> None:
    assert set(documented()) == {name.upper() for name in Settings.model_fields}
