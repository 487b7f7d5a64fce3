"""How one sandbox behaves: its options, and how a change to them is checked. Faults and overrides are elsewhere."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from theset_assets.errors import SettingsError

SpotifyMode = Literal["extended", "development"]
Seconds = Annotated[float, Field(ge=0)]


class SandboxConfig(BaseModel):
    """Options of the sandbox. All limits are off by default (0)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    spotify_mode: SpotifyMode = Field(default="extended", description="Spotify's quota mode.")
    removed_endpoint_status: Literal[403, 404, 410] = Field(
        default=404, description="What development mode answers on removed endpoints. Not recorded anywhere: a guess."
    )
    token_lifetime_seconds: Annotated[float, Field(gt=0)] = Field(default=3600, description="Life of a Spotify token.")
    spotify_limit: int = Field(default=0, ge=0, description="Spotify requests per rolling window; 0: no limit.")
    spotify_window_seconds: Annotated[float, Field(gt=0)] = Field(default=30, description="Length of that window.")

    ticketmaster_rate: float = Field(
        default=0, ge=0, description="Ticketmaster requests per second and key; 0: no limit."
    )
    ticketmaster_daily_quota: int = Field(
        default=0, ge=0, description="Ticketmaster requests per day and key; 0: no quota."
    )
    templated_links: bool = Field(
        default=False, description="End Ticketmaster's `next` links in `{&sort}`, as old bodies did."
    )

    latency_ms: Annotated[float, Field(ge=0, le=60_000)] = Field(default=0, description="Delay before each answer.")
    today: dt.date | None = Field(
        default=None, description="The day that shows are placed around. None: the real date (UTC)."
    )
    recent_requests: int = Field(default=200, ge=0, le=10_000, description="How many requests the statistics keep.")

    def current_day(self) -> dt.date:
        """`today`, or the real date in UTC."""
        return self.today or dt.datetime.now(dt.UTC).date()

    def changed(self, patch: object) -> SandboxConfig:
        """A copy with `patch` (field names to values) applied. Raises SettingsError naming what is wrong."""
        if not isinstance(patch, dict):
            raise SettingsError("The body must be a JSON object of option names and values.")
        try:
            return SandboxConfig.model_validate(self.model_dump() | patch)
        except ValidationError as invalid:
            raise SettingsError(faults_of(invalid)) from None


def faults_of(invalid: ValidationError) -> str:
    """What is wrong with a body, one clause a field."""
    return "; ".join(
        f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"
        for fault in invalid.errors(include_input=False, include_url=False)
    )
