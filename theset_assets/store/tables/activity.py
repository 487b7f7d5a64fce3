"""What people and imports do: profiles, follows, votes, requests, progress, and what is known of the upstream APIs."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from theset_assets.store.tables.base import (
    OUTCOMES,
    STAGES,
    Base,
    Count,
    Id,
    LongText,
    Moment,
    Now,
    Str50,
    Str100,
    Str255,
    Yes,
    check,
    one_of,
    to,
)


class AuthUser(Base):
    """Whoever can sign in. Supabase's own table; made by the first migration only where there is no schema `auth`."""

    __tablename__ = "users"
    __table_args__ = ({"schema": "auth"},)

    id: Mapped[Id]


class UserProfile(Base):
    """What a user shows of themselves. `total_votes` and `total_follows` are kept by trigger."""

    __tablename__ = "user_profiles"
    __table_args__ = (check("statistics", "total_votes >= 0 AND total_follows >= 0"),)

    id: Mapped[uuid.UUID] = mapped_column(to("auth.users.id", "CASCADE"), primary_key=True)
    username: Mapped[Str50 | None] = mapped_column(unique=True)
    display_name: Mapped[Str100 | None]
    bio: Mapped[LongText | None]
    avatar_url: Mapped[LongText | None]
    location: Mapped[Str100 | None]
    website: Mapped[LongText | None]
    email_notifications: Mapped[Yes]
    public_profile: Mapped[Yes]
    total_votes: Mapped[Count]
    total_follows: Mapped[Count]
    created_at: Mapped[Now]
    updated_at: Mapped[Now]


class UserFollowsArtist(Base):
    """A user follows an artist."""

    __tablename__ = "user_follows_artists"
    __table_args__ = (
        UniqueConstraint("user_id", "artist_id"),
        Index("idx_user_follows_artists_artist_id", "artist_id", "followed_at"),
    )

    id: Mapped[Id]
    user_id: Mapped[uuid.UUID] = mapped_column(to("user_profiles.id", "CASCADE"))
    artist_id: Mapped[uuid.UUID] = mapped_column(to("artists.id", "CASCADE"))
    notifications_enabled: Mapped[Yes]
    followed_at: Mapped[Now]


class SetlistVote(Base):
    """One user's vote on one song of a setlist: up (1) or down (-1).

    `artist_id` is the setlist's, kept by trigger, so that the ranking reads votes alone. It has no foreign key of its
    own: the one to the setlist's song says the same, and a second would cost an index.
    """

    __tablename__ = "setlist_votes"
    __table_args__ = (
        check("direction", "direction IN (-1, 1)"),
        Index("idx_setlist_votes_user_id", "user_id"),
        Index("idx_setlist_votes_created_at", "created_at", postgresql_include=["artist_id"]),
    )

    setlist_song_id: Mapped[uuid.UUID] = mapped_column(to("setlist_songs.id", "CASCADE"), primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(to("user_profiles.id", "CASCADE"), primary_key=True)
    direction: Mapped[int]
    created_at: Mapped[Now]
    artist_id: Mapped[uuid.UUID]


class ArtistRequest(Base):
    """Somebody asks for an artist. `asked_for` is all that an INSERT must say; triggers do the rest."""

    __tablename__ = "artist_requests"
    __table_args__ = (
        check("asked_for", "char_length(asked_for) BETWEEN 1 AND 500"),
        one_of("outcome", OUTCOMES),
        check("attempts", "attempts >= 0"),
        Index("idx_artist_requests_waiting", "requested_at", postgresql_where=text("handled_at IS NULL")),
        Index("idx_artist_requests_job_id", "job_id"),
        Index("idx_artist_requests_asked_for", func.lower(func.btrim(text("asked_for")))),
        Index("idx_artist_requests_artist_id", "artist_id"),
        Index("idx_artist_requests_requested_by", "requested_by"),
    )

    id: Mapped[Id]
    asked_for: Mapped[LongText]
    requested_by: Mapped[uuid.UUID | None] = mapped_column(
        to("auth.users.id", "SET NULL"), server_default=text("auth.uid()")
    )
    requested_at: Mapped[Now]
    job_id: Mapped[Str255]
    attraction_id: Mapped[Str255 | None]
    artist_id: Mapped[uuid.UUID | None] = mapped_column(to("artists.id", "SET NULL"))
    outcome: Mapped[str | None] = mapped_column(String(20))
    error: Mapped[LongText | None]
    attempts: Mapped[Count]
    handled_at: Mapped[Moment | None]


class ImportStatus(Base):
    """One import job for the whole life of its request. `run_id` is the Dagster run that works on it now.

    `launched_at` is when a run was last asked for: a job that has none long after is launched again.
    """

    __tablename__ = "import_status"
    __table_args__ = (
        one_of("stage", STAGES),
        check("progress", "progress BETWEEN 0 AND 100 AND (stage <> 'completed' OR progress = 100)"),
        check("completed_at", "(stage IN ('completed', 'failed')) = (completed_at IS NOT NULL)"),
        check("counts", "jsonb_typeof(counts) = 'object'"),
        check("estimate", "estimated_time_remaining >= 0"),
        Index("idx_import_status_artist_id", "artist_id"),
        Index("idx_import_status_run_id", "run_id"),
        Index("idx_import_status_active", "attraction_id", postgresql_where=text("completed_at IS NULL")),
    )

    id: Mapped[Id]
    job_id: Mapped[Str255] = mapped_column(unique=True)
    artist_id: Mapped[uuid.UUID | None] = mapped_column(to("artists.id", "SET NULL"))
    attraction_id: Mapped[Str255 | None]
    run_id: Mapped[Str255 | None]
    launched_at: Mapped[Moment | None]
    stage: Mapped[Str50]
    progress: Mapped[Count]
    message: Mapped[LongText | None]
    error: Mapped[LongText | None]
    estimated_time_remaining: Mapped[int | None]
    counts: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'::jsonb"))
    started_at: Mapped[Now]
    completed_at: Mapped[Moment | None]
    updated_at: Mapped[Now]


class UpstreamApi(Base):
    """What is known of an upstream API between processes: when it may be asked next, what it has been asked today."""

    __tablename__ = "upstream_apis"
    __table_args__ = (check("used_today", "used_today >= 0"), check("state", "jsonb_typeof(state) = 'object'"))

    api: Mapped[LongText] = mapped_column(primary_key=True)
    next_request_at: Mapped[Moment] = mapped_column(server_default=text("to_timestamp(0)"))
    day: Mapped[dt.date | None]
    used_today: Mapped[Count]
    state: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'::jsonb"))
    updated_at: Mapped[Now]
