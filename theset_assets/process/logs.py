"""Reading back what a process wrote to its log, fit to be shown. Writing logs is the processes' own business."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

# Tails are for error messages; a line longer than this is a dump, not a message.
LONGEST_LINE = 500
TAIL_BYTES = 64 * 1024

_URL_PASSWORD = re.compile(r"(?<=://)([^\s:/@]*):[^\s/@]+@")
_HIDDEN = "api_?key|client_secret|password|passwd|access_token|token|authorization"
_NAMED_SECRET = re.compile(rf"(?i)((?:{_HIDDEN})[\"']?\s*[=:]\s*[\"']?(?:bearer |basic )?)[^\s\"'&,;]+")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """`text` without `secrets`, passwords in URLs and values whose name says that they are secret."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, "***")
    return _NAMED_SECRET.sub(r"\1***", _URL_PASSWORD.sub(r"\1:***@", text))


def tail(path: Path, *, lines: int = 15, start: int = 0, secrets: Iterable[str] = ()) -> str:
    """The last `lines` lines of a log from byte `start` on, redacted and without colours. "" where there is none."""
    try:
        with path.open("rb") as log:
            size = log.seek(0, 2)
            log.seek(max(start, size - TAIL_BYTES))
            text = log.read().decode("utf-8", "replace")
    except FileNotFoundError:
        return ""
    last = [line[:LONGEST_LINE] for line in redact(_COLOUR.sub("", text), secrets).splitlines() if line.strip()]
    return "\n".join(last[-lines:])
