"""Every setting, typed, read from the environment and from `.env`; `docs/settings.md` explains each to its user.

Nothing else in the package reads the environment. Only these settings decide whom the program talks to.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, PositiveFloat, PositiveInt, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from theset_assets.errors import SettingsError

TICKETMASTER_URL = "https://app.ticketmaster.com/discovery/v2"
SPOTIFY_URL = "https://api.spotify.com/v1"
SPOTIFY_TOKEN_URL = "https://accounts.spotify.com/api/token"  # noqa: S105 (an address, not a password)

Rate = Annotated[float, Field(ge=0)]


class Settings(BaseSettings):
    """The program's settings; field names are the environment variables' in lower case."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True)

    theset_home: Path = Field(Path(".theset"), description="Where the local stack keeps its data and logs.")

    database_url: SecretStr | None = Field(
        None, description="Postgres to use, as postgresql://user:password@host:port/name. Unset: the embedded server."
    )

    dagster_postgres_url: SecretStr | None = Field(
        None, description="Dagster's own storage, search path included. Unset: schema `dagster` of the same database."
    )

    ticketmaster_api_key: SecretStr | None = Field(None, description="Ticketmaster Discovery API key.")
    ticketmaster_base_url: str = Field(TICKETMASTER_URL, description="Where the Discovery API is.")
    ticketmaster_rate: Rate = Field(5.0, description="Requests per second; 0 switches the limiter off.")
    ticketmaster_daily_quota: int = Field(5000, ge=0, description="Requests per UTC day; 0: no daily quota.")

    spotify_client_id: str | None = Field(None, description="Spotify client id.")
    spotify_client_secret: SecretStr | None = Field(None, description="Spotify client secret.")
    spotify_base_url: str = Field(SPOTIFY_URL, description="Where the Spotify Web API is.")
    spotify_token_url: str = Field(SPOTIFY_TOKEN_URL, description="Where Spotify gives out tokens.")
    spotify_market: str = Field("US", pattern="^[A-Z]{2}$", description="Market whose catalogue is read (ISO 3166).")
    spotify_rate: Rate = Field(
        5.0, description="Requests per second; 0 switches the limiter off. Spotify publishes no number: a guess."
    )

    http_timeout_seconds: PositiveFloat = Field(10.0, description="Limit for one upstream request.")
    http_attempts: PositiveInt = Field(5, description="Tries of one upstream request, the first included.")
    http_backoff_seconds: Annotated[float, Field(ge=0)] = Field(
        0.5, description="Wait before the second try, where the API names none; it doubles with each further try."
    )
    retry_after_max_seconds: PositiveFloat = Field(
        30.0, description="The longest Retry-After a run sits out; beyond it the run fails and says when to try again."
    )
    upstream_concurrency: PositiveInt = Field(8, description="Requests under way at once, per API and process.")

    fresh_identity_hours: PositiveFloat = Field(24.0, description="An artist's identifiers are fresh this long.")
    fresh_shows_hours: PositiveFloat = Field(6.0, description="An artist's shows are fresh this long.")
    fresh_songs_hours: PositiveFloat = Field(24.0, description="An active artist's songs are fresh this long.")
    fresh_songs_inactive_hours: PositiveFloat = Field(
        168.0, description="Any other artist's songs are fresh this long."
    )

    request_wait_seconds: Annotated[float, Field(ge=0, le=45)] = Field(
        20.0, description="How long one tick of the request sensor waits for a request. Dagster ends a tick at 60 s."
    )
    import_max_runtime_seconds: PositiveInt = Field(900, description="Longest run of one import.")
    step_retry_delay_seconds: Annotated[float, Field(ge=0)] = Field(
        5.0, description="Wait before a step of an import that an API failed is done again, once."
    )
    setlist_songs: PositiveInt = Field(15, description="Songs in a predicted setlist.")

    @field_validator("ticketmaster_base_url", "spotify_base_url", "spotify_token_url")
    @classmethod
    def _http_url(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return value.rstrip("/")

    @field_validator(
        "database_url",
        "dagster_postgres_url",
        "ticketmaster_api_key",
        "spotify_client_id",
        "spotify_client_secret",
        mode="before",
    )
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        return None if value == "" else value

    @property
    def home(self) -> Path:
        """`theset_home` as an absolute path."""
        return self.theset_home.expanduser().resolve()

    @property
    def ticketmaster_needs_sandbox(self) -> bool:
        """No key and the real address: only a stand-in can answer."""
        return self.ticketmaster_api_key is None and self.ticketmaster_base_url == TICKETMASTER_URL

    @property
    def spotify_needs_sandbox(self) -> bool:
        """No credentials and the real address: only a stand-in can answer."""
        return self.spotify_client_secret is None and self.spotify_base_url == SPOTIFY_URL


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process, read once.

    Raises SettingsError naming each variable that is wrong and why, never its value.
    """
    return read_settings()


def read_settings(**overrides: object) -> Settings:
    """Settings from the environment and `.env`, with `overrides` by field name before both."""
    try:
        return Settings(**overrides)  # pyright: ignore[reportArgumentType]
    except ValidationError as invalid:
        faults = "; ".join(
            f"{'.'.join(str(part) for part in fault['loc']).upper()}: {fault['msg']}"
            for fault in invalid.errors(include_input=False, include_url=False)
        )
        raise SettingsError(f"Settings cannot be used. {faults}. See docs/settings.md.") from None
