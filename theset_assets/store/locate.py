"""Which database this process uses: the one that DATABASE_URL names, else the embedded server of THESET_HOME."""

from __future__ import annotations

import atexit
from contextlib import ExitStack
from functools import lru_cache
from pathlib import Path

from theset_assets.settings import Settings
from theset_assets.store.embedded import ensure_server


def database_url(settings: Settings) -> str:
    """The Postgres URL, starting the embedded server if that is what is used and it does not run.

    A server started here lives as long as this process; one that runs already is used as it is.
    """
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    return _embedded_url(settings.home)


@lru_cache(maxsize=4)
def _embedded_url(home: Path) -> str:
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(ensure_server(home)).url
