"""What all steps of one run share: an event loop, a connection pool and the upstream clients.

Dagster's steps are synchronous and the imports are not; the session keeps one loop for the whole run, so that the
HTTP connections and Spotify's token outlive a step. Tests swap what it talks to through its settings.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar, TypeVarTuple

import stamina.instrumentation
from anyio.from_thread import BlockingPortal, start_blocking_portal
from psycopg_pool import AsyncConnectionPool

from theset_assets.errors import SettingsError
from theset_assets.settings import Settings
from theset_assets.store.api_modes import recall_mode, remember_mode
from theset_assets.store.connection import open_pool
from theset_assets.store.locate import database_url
from theset_assets.store.quota import PostgresLimiter
from theset_assets.upstream.spotify import Spotify, SpotifyMode
from theset_assets.upstream.ticketmaster import Ticketmaster

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


@dataclass(frozen=True)
class Connections:
    """Whom an import talks to. `spotify` is None where no credentials are set."""

    settings: Settings
    pool: AsyncConnectionPool[Any]
    ticketmaster: Ticketmaster
    spotify: Spotify | None


@dataclass(frozen=True)
class ImportSession:
    """Connections and the event loop they live on."""

    connections: Connections
    _portal: BlockingPortal

    def run(self, function: Callable[[*Ts], Awaitable[T]], *args: *Ts) -> T:
        """Run a coroutine function on the session's loop and wait for it."""
        return self._portal.call(function, *args)


@contextmanager
def import_session(settings: Settings) -> Generator[ImportSession]:
    """Open for the length of a run.

    Raises SettingsError where no Ticketmaster key is set, StoreError where the database cannot be used.
    """
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(connect(settings)) as connections:
        yield ImportSession(connections, portal)


@asynccontextmanager
async def connect(settings: Settings) -> AsyncGenerator[Connections]:
    """Open the pool, then the clients that count their calls through it."""
    if settings.ticketmaster_needs_sandbox:
        raise SettingsError(
            "TICKETMASTER_API_KEY is not set, so nothing can be imported. Set it (see docs/settings.md), or use "
            "`make dev`, which brings stand-ins for the APIs."
        )
        # The clients log their retries themselves, redacted; stamina would print each to the standard output as well.
    stamina.instrumentation.set_on_retry_hooks([])
    async with open_pool(database_url(settings)) as pool:
        limiter = PostgresLimiter.from_settings(settings, "ticketmaster", pool)
        async with Ticketmaster.from_settings(settings, limiter=limiter) as ticketmaster:
            spotify = await _spotify(settings, pool)
            if spotify is None:
                yield Connections(settings, pool, ticketmaster, None)
                return
            async with spotify:
                yield Connections(settings, pool, ticketmaster, spotify)


async def _spotify(settings: Settings, pool: AsyncConnectionPool[Any]) -> Spotify | None:
    """The Spotify client in the quota mode found earlier; the mode it finds is remembered for other processes."""
    if settings.spotify_client_secret is None or settings.spotify_client_id is None:
        return None

    async def remember(mode: SpotifyMode) -> None:
        async with pool.connection() as conn:
            await remember_mode(conn, "spotify", mode)

    async with pool.connection() as conn:
        mode = await recall_mode(conn, "spotify")
    limiter = PostgresLimiter.from_settings(settings, "spotify", pool)
    return Spotify.from_settings(settings, limiter=limiter, mode=mode, on_mode_change=remember)
