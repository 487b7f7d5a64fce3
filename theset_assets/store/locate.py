"""Which database this process uses: the one that DATABASE_URL names, else the embedded server of THESET_HOME."""

from __future__ import annotations

import atexit
from contextlib import ExitStack
from functools import lru_cache
from pathlib import Path

from theset_assets.settings import Settings
from theset_assets.store.connection import connect
from theset_assets.store.embedded import ensure_server


def database_url(settings: Settings) -> str:
    """The Postgres URL, starting the embedded server if that is what is used and it does not run.

    The embedded server lives as long as any process uses it; a new one gets its schema at once.
    """
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    return _embedded_url(settings.home)


@lru_cache(maxsize=4)
def _embedded_url(home: Path) -> str:
    stack = ExitStack()
    atexit.register(stack.close)
    url = stack.enter_context(ensure_server(home)).url
    with connect(url) as connection:
        new = connection.execute("SELECT to_regclass('public.alembic_version') IS NULL").fetchone() == (True,)
    if new:
        # Nobody else will give it its schema where Dagster was started without `theset`.
        from theset_assets.store.migrate import upgrade  # noqa: PLC0415 (Alembic takes a while to load)

        upgrade(url)
    return url
