"""What one running sandbox holds: its options, faults, overrides, limits, tokens and statistics.

The catalogue is no part of it: that is computed from ids alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from theset_assets.errors import SettingsError
from theset_assets.sandbox import profiles, tours
from theset_assets.sandbox.config import SandboxConfig, faults_of
from theset_assets.sandbox.faults import Fault, FaultBook
from theset_assets.sandbox.limits import Limits, Tokens
from theset_assets.sandbox.profiles import Profile
from theset_assets.sandbox.stats import Stats


class Override(BaseModel):
    """A change to one artist, for imports that come again: a new name, releases more, the first show moved."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    attraction_id: str
    name: Annotated[str, Field(max_length=200)] = ""
    new_releases: Annotated[int, Field(ge=0, le=50)] = 0
    moved_days: Annotated[int, Field(ge=-365, le=365)] = 0


def read_override(body: object) -> Override:
    """An override from decoded JSON. Raises SettingsError naming what is wrong, or that there is no such artist."""
    try:
        override = Override.model_validate(body)
    except ValidationError as invalid:
        raise SettingsError(faults_of(invalid)) from None
    if profiles.by_attraction(override.attraction_id) is None:
        raise SettingsError("attraction_id: no such attraction")
    return override


@dataclass(slots=True)
class State:
    """One sandbox's memory."""

    config: SandboxConfig
    faults: FaultBook = field(default_factory=FaultBook)
    tokens: Tokens = field(default_factory=Tokens)
    overrides: dict[str, Override] = field(default_factory=dict[str, Override])
    limits: Limits = field(init=False)
    stats: Stats = field(init=False)

    def __post_init__(self) -> None:
        self.limits = Limits.of(self.config)
        self.stats = Stats(self.config.recent_requests)

    @classmethod
    def starting(cls, config: SandboxConfig | None, faults: Iterable[Fault] = ()) -> State:
        """A new sandbox's memory with `faults` in force."""
        state = cls(config or SandboxConfig())
        for fault in faults:
            state.faults.order(fault)
        return state

    def configure(self, patch: object) -> SandboxConfig:
        """Change options; limits start anew. Raises SettingsError and changes nothing where `patch` is wrong."""
        self.config = self.config.changed(patch)
        self.limits = Limits.of(self.config)
        return self.config

    def anchor(self) -> dt.date:
        """The day that shows are counted from."""
        return tours.anchor(self.config.current_day())

    def by_attraction(self, attraction_id: str) -> Profile | None:
        """The artist behind an attraction id, overrides applied."""
        profile = profiles.by_attraction(attraction_id)
        return None if profile is None else self.current(profile)

    def by_spotify(self, who: int, variant: int) -> Profile | None:
        """The artist behind a Spotify id, overrides applied."""
        profile = profiles.by_spotify(who, variant)
        return None if profile is None else self.current(profile)

    def current(self, profile: Profile) -> Profile:
        """`profile` with its override applied."""
        override = self.overrides.get(profile.attraction_id) or self._of_spotify_twin(profile)
        if override is None:
            return profile
        return replace(
            profile, renamed=override.name, new_releases=override.new_releases, moved_days=override.moved_days
        )

    def _of_spotify_twin(self, profile: Profile) -> Override | None:
        """The override of another attraction id that leads to the same Spotify artist."""
        for override in self.overrides.values():
            other = profiles.by_attraction(override.attraction_id)
            if other and profile.who is not None and (other.who, other.variant) == (profile.who, profile.variant):
                return override
        return None
