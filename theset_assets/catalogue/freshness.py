"""What of an artist is old enough to be read again, and how long an import still takes. Time is passed in."""

from __future__ import annotations

import datetime as dt
import math

from theset_assets.catalogue.rows import Row
from theset_assets.settings import Settings

# An artist is active with a show this near, or engagement (votes, follows) this recent. The contract says
# "a show within 30 days, votes or follows lately"; a week for "lately" is the trending window.
SHOW_WINDOW = dt.timedelta(days=30)
ENGAGEMENT_WINDOW = dt.timedelta(days=7)
# A time stamp further ahead than clocks differ is wrong, and what it says is not to be trusted.
_CLOCK_SKEW = dt.timedelta(hours=1)
_LONGEST_ESTIMATE = 86_400


class Limits(Row, frozen=True):
    """How long each part of an artist stays fresh."""

    identity: dt.timedelta
    shows: dt.timedelta
    songs_active: dt.timedelta
    songs_inactive: dt.timedelta

    @classmethod
    def from_settings(cls, settings: Settings) -> Limits:
        """The limits that the settings give."""
        return cls(
            identity=dt.timedelta(hours=settings.fresh_identity_hours),
            shows=dt.timedelta(hours=settings.fresh_shows_hours),
            songs_active=dt.timedelta(hours=settings.fresh_songs_hours),
            songs_inactive=dt.timedelta(hours=settings.fresh_songs_inactive_hours),
        )


class Freshness(Row, frozen=True):
    """Which parts of an artist are stale."""

    identity_stale: bool
    shows_stale: bool
    songs_stale: bool

    @property
    def needs_import(self) -> bool:
        """Whether anything has to be read again."""
        return self.identity_stale or self.shows_stale or self.songs_stale

    @property
    def stale(self) -> tuple[str, ...]:
        """The names of the stale parts."""
        parts = (("identity", self.identity_stale), ("shows", self.shows_stale), ("songs", self.songs_stale))
        return tuple(name for name, is_stale in parts if is_stale)


def freshness(
    *,
    now: dt.datetime,
    limits: Limits,
    identity_synced_at: dt.datetime | None,
    shows_synced_at: dt.datetime | None,
    songs_synced_at: dt.datetime | None,
    active: bool,
) -> Freshness:
    """What is stale at `now`. All times are aware; None means never. A part is stale once it is as old as its limit.

    The schema keeps no time for identifiers alone: every import begins with them, so `last_full_sync_at` is theirs.
    `last_synced_at` is the shows', `song_catalog_synced_at` the songs'.
    """
    songs_limit = limits.songs_active if active else limits.songs_inactive
    return Freshness(
        identity_stale=_is_stale(identity_synced_at, now, limits.identity),
        shows_stale=_is_stale(shows_synced_at, now, limits.shows),
        songs_stale=_is_stale(songs_synced_at, now, songs_limit),
    )


def needs_import(
    *,
    now: dt.datetime,
    limits: Limits,
    identity_synced_at: dt.datetime | None,
    shows_synced_at: dt.datetime | None,
    songs_synced_at: dt.datetime | None,
    active: bool,
) -> bool:
    """Whether a request for the artist starts an import at `now`. Arguments as for `freshness`."""
    return freshness(
        now=now,
        limits=limits,
        identity_synced_at=identity_synced_at,
        shows_synced_at=shows_synced_at,
        songs_synced_at=songs_synced_at,
        active=active,
    ).needs_import


def is_active(*, now: dt.datetime, next_show: dt.date | None, last_engagement: dt.datetime | None) -> bool:
    """Whether fans are about this artist: a show within 30 days, or a vote or follow within 7."""
    if next_show is not None and dt.timedelta(0) <= next_show - now.date() <= SHOW_WINDOW:
        return True
    return last_engagement is not None and now - last_engagement <= ENGAGEMENT_WINDOW


def _is_stale(synced_at: dt.datetime | None, now: dt.datetime, limit: dt.timedelta) -> bool:
    if synced_at is None or synced_at - now > _CLOCK_SKEW:
        return True
    return now - synced_at >= limit


def estimate_remaining(elapsed_s: float, progress: float, typical_total_s: float | None) -> int | None:
    """Seconds until the job is done, or None where nothing tells.

    `progress` is 0–100, `typical_total_s` what earlier jobs took from start to end. At first the earlier jobs count,
    later more and more the job's own pace. Between 1 and a day until the job
    is done.
    """
    if progress >= 100:
        return 0
    share = max(progress, 0.0) / 100
    elapsed = max(elapsed_s, 0.0)
    # Below one percent a job's own pace says nothing.
    own = elapsed * (1 - share) / share if share >= 0.01 else None
    earlier = typical_total_s * (1 - share) if typical_total_s is not None and typical_total_s > 0 else None
    if own is None and earlier is None:
        return None
    if own is None or earlier is None:
        remaining = earlier if own is None else own
    else:
        remaining = share * own + (1 - share) * earlier
    return max(1, math.ceil(min(remaining or 0.0, _LONGEST_ESTIMATE)))
