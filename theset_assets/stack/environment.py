"""Environment variables for the processes of the stack, and for this one where it does their work."""

from __future__ import annotations

from pathlib import Path

from theset_assets.settings import Settings
from theset_assets.store.dagster_schema import storage_url

STAND_IN_KEY = "sandbox"
"""What a stand-in takes for credentials: anything."""


def stand_in_environment(settings: Settings, sandbox_url: str, *, forced: bool = False) -> dict[str, str]:
    """The settings that send an API's client to the stand-in, for each API that has no key; `forced`: for both."""
    env: dict[str, str] = {}
    if forced or settings.ticketmaster_needs_sandbox:
        env["TICKETMASTER_BASE_URL"] = f"{sandbox_url}/discovery/v2"
        env["TICKETMASTER_API_KEY"] = STAND_IN_KEY
    if forced or settings.spotify_needs_sandbox:
        env["SPOTIFY_BASE_URL"] = f"{sandbox_url}/v1"
        env["SPOTIFY_TOKEN_URL"] = f"{sandbox_url}/api/token"
        env["SPOTIFY_CLIENT_ID"] = env["SPOTIFY_CLIENT_SECRET"] = STAND_IN_KEY
    return env


def dagster_environment(dagster_home: Path, database_url: str) -> dict[str, str]:
    """What Dagster's processes and our code inside them need to find their instance and the database."""
    return {
        "DATABASE_URL": database_url,
        "DAGSTER_POSTGRES_URL": storage_url(database_url),
        "DAGSTER_HOME": str(dagster_home),
        "DAGSTER_DISABLE_TELEMETRY": "yes",
    }
