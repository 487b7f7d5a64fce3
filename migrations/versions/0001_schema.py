"""The schema: all tables, indexes, constraints, functions and triggers, with and without PostGIS.

Who may do what (roles, row level security, grants), the trending view and the publication are revisions of their own.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from theset_assets.store.migrate import run_file, run_located

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

FUNCTIONS = """
    update_updated_at_column calculate_trending_score trending_as_of guard_setlist_vote follow_setlist_artist
    count_setlist_votes count_setlist_total count_follows guard_import_status notify_import_status name_artist_request
    announce_artist_request
""".split()  # noqa: SIM905
TRIGGERS = """
    announce_artist_request count_follows_on_delete count_follows_on_insert count_follows_on_update
    count_setlist_total_on_delete count_setlist_total_on_insert count_setlist_total_on_update
    count_setlist_votes_on_delete count_setlist_votes_on_insert count_setlist_votes_on_update
    follow_setlist_artist follow_setlist_song_artist guard_import_status guard_setlist_vote name_artist_request
    notify_import_status_on_insert notify_import_status_on_update update_artists_updated_at
    update_import_status_updated_at update_setlists_updated_at update_shows_updated_at update_songs_updated_at
    update_upstream_apis_updated_at update_user_profiles_updated_at update_venues_updated_at
""".split()  # noqa: SIM905
CONTENT = """
    artists venues shows show_artists songs artist_songs setlists setlist_songs trending_artists_hourly
""".split()  # noqa: SIM905
ACTIVITY = """
    user_profiles user_follows_artists setlist_votes import_status artist_requests upstream_apis
""".split()  # noqa: SIM905


def upgrade() -> None:
    run_file("schema/auth")
    run_file("schema/extensions")
    _create_content()
    _create_activity()
    run_located(
        postgis=(
            "schema/venues_location_postgis",
            "schema/idx_venues_location",
            "schema/idx_venues_location_geography",
            "functions/venues_near__postgis",
        ),
        cube=("schema/venues_location_cube", "schema/idx_venues_location", "functions/venues_near__cube"),
    )
    for name in FUNCTIONS:
        run_file(f"functions/{name}")
    for name in TRIGGERS:
        run_file(f"triggers/{name}")


def downgrade() -> None:
    # Triggers and indexes go with their tables.
    for name in reversed(CONTENT + ACTIVITY):
        op.drop_table(name)
    for name in ("venues_near", *FUNCTIONS):
        op.execute(f"DROP FUNCTION {name}")
    run_file("schema/drop_extensions")
    run_file("schema/drop_auth")


def _create_content() -> None:
    """What fans see."""
    op.create_table(
        "artists",
        _id(),
        _string("spotify_id", 255),
        _string("ticketmaster_id", 255, required=True),
        _string("name", 255, required=True),
        _string("slug", 255, required=True),
        _text("image_url"),
        _text("small_image_url"),
        _json("genres", "'[]'::jsonb"),
        _count("popularity"),
        _count("followers"),
        _json("external_urls", "'{}'::jsonb"),
        _flag("verified", "false"),
        _moment("last_synced_at"),
        _moment("song_catalog_synced_at"),
        _moment("last_full_sync_at"),
        _count("total_songs"),
        _count("total_albums"),
        _now("created_at"),
        _now("updated_at"),
        _check("artists_external_urls_check", "jsonb_typeof(external_urls) = 'object'"),
        _check("artists_genres_check", "jsonb_typeof(genres) = 'array'"),
        _check("artists_counts_check", "followers >= 0 AND total_songs >= 0 AND total_albums >= 0"),
        _check("artists_popularity_check", "popularity BETWEEN 0 AND 100"),
        _key("id", name="artists_pkey"),
        _unique("slug", name="artists_slug_key"),
        _unique("spotify_id", name="artists_spotify_id_key"),
        _unique("ticketmaster_id", name="artists_ticketmaster_id_key"),
    )
    op.create_index("idx_artists_last_synced", "artists", ["last_synced_at"])
    op.create_table(
        "venues",
        _id(),
        _string("ticketmaster_id", 255),
        _string("name", 255, required=True),
        _string("slug", 255, required=True),
        _text("address"),
        _string("city", 100),
        _string("state", 50),
        _string("country", 2),
        _string("postal_code", 20),
        sa.Column("latitude", sa.Numeric(precision=10, scale=7), nullable=True),
        sa.Column("longitude", sa.Numeric(precision=10, scale=7), nullable=True),
        _string("timezone", 50),
        sa.Column("capacity", sa.Integer(), nullable=True),
        _text("website"),
        _now("created_at"),
        _now("updated_at"),
        _check("venues_country_check", "country ~ '^[A-Z]{2}$'"),
        _check("venues_position_check", "(latitude IS NULL) = (longitude IS NULL)"),
        _check("venues_capacity_check", "capacity >= 0"),
        _check("venues_latitude_check", "latitude BETWEEN -90 AND 90"),
        _check("venues_longitude_check", "longitude BETWEEN -180 AND 180"),
        _key("id", name="venues_pkey"),
        _unique("slug", name="venues_slug_key"),
        _unique("ticketmaster_id", name="venues_ticketmaster_id_key"),
    )
    op.create_index("idx_venues_city_state", "venues", ["city", "state"])
    op.create_table(
        "shows",
        _id(),
        _string("ticketmaster_id", 255),
        _uuid("headliner_artist_id", required=True),
        _uuid("venue_id"),
        _string("name", 500, required=True),
        _string("slug", 500, required=True),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("date_status", sa.String(length=20), server_default=sa.text("'confirmed'"), nullable=False),
        sa.Column("start_time", sa.Time(), nullable=True),
        sa.Column("status", sa.String(length=50), server_default=sa.text("'upcoming'"), nullable=False),
        _text("ticket_url"),
        sa.Column("min_price", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column("max_price", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column("currency", sa.String(length=3), server_default=sa.text("'USD'"), nullable=True),
        _text("description"),
        _string("age_restrictions", 100),
        _now("created_at"),
        _now("updated_at"),
        _check("shows_currency_check", "currency ~ '^[A-Z]{3}$'"),
        _check("shows_date_status_check", "date_status IN ('confirmed', 'tba', 'tbd')"),
        _check(
            "shows_status_check",
            "status IN ('upcoming', 'ongoing', 'completed', 'cancelled', 'postponed', 'rescheduled')",
        ),
        _check("shows_price_check", "min_price >= 0 AND max_price >= 0 AND min_price <= max_price"),
        _reference("shows_headliner_artist_id_fkey", "headliner_artist_id", "artists.id", "CASCADE"),
        _reference("shows_venue_id_fkey", "venue_id", "venues.id", "SET NULL"),
        _key("id", name="shows_pkey"),
        _unique("slug", name="shows_slug_key"),
        _unique("ticketmaster_id", name="shows_ticketmaster_id_key"),
    )
    op.create_index("idx_shows_artist_id", "shows", ["headliner_artist_id"])
    op.create_index("idx_shows_date", "shows", ["date"])
    op.create_index("idx_shows_status", "shows", ["status"])
    op.create_index("idx_shows_venue_id", "shows", ["venue_id"])
    op.create_table(
        "show_artists",
        _uuid("show_id", required=True),
        _uuid("artist_id", required=True),
        sa.Column("billing_order", sa.Integer(), nullable=False),
        _check("show_artists_billing_order_check", "billing_order >= 1"),
        _reference("show_artists_artist_id_fkey", "artist_id", "artists.id", "CASCADE"),
        _reference("show_artists_show_id_fkey", "show_id", "shows.id", "CASCADE"),
        _key("show_id", "artist_id", name="show_artists_pkey"),
        _unique(
            "show_id",
            "billing_order",
            deferrable=True,
            initially="DEFERRED",
            name="show_artists_show_id_billing_order_key",
        ),
    )
    op.create_index("idx_show_artists_artist_id", "show_artists", ["artist_id"])
    op.create_table(
        "songs",
        _id(),
        _string("spotify_id", 255),
        _string("title", 500, required=True),
        _string("artist", 255, required=True),
        _string("album", 255),
        _text("album_art_url"),
        sa.Column("release_date", sa.Date(), nullable=True),
        sa.Column("duration_ms", sa.Integer(), nullable=True),
        _count("popularity"),
        _text("preview_url"),
        _flag("is_explicit", "false"),
        _flag("is_playable", "true"),
        _flag("is_live", "false"),
        _flag("is_demo", "false"),
        sa.Column("track_number", sa.Integer(), nullable=True),
        sa.Column("disc_number", sa.Integer(), server_default=sa.text("1"), nullable=False),
        _string("isrc", 12),
        _text("title_key"),
        _now("created_at"),
        _now("updated_at"),
        _check("songs_duration_ms_check", "duration_ms >= 0"),
        _check("songs_popularity_check", "popularity BETWEEN 0 AND 100"),
        _check("songs_track_check", "track_number >= 0 AND disc_number >= 0"),
        _key("id", name="songs_pkey"),
        _unique("spotify_id", name="songs_spotify_id_key"),
    )
    op.create_index("idx_songs_artist", "songs", ["artist"])
    op.create_index(
        "idx_songs_identity", "songs", [sa.literal_column("lower(artist)"), sa.literal_column("left(title_key, 200)")]
    )
    op.create_index("idx_songs_isrc", "songs", ["isrc"], postgresql_where=sa.text("isrc IS NOT NULL"))
    op.create_index("idx_songs_popularity", "songs", [sa.literal_column("popularity DESC")])
    op.create_index("idx_songs_title", "songs", ["title"])
    op.create_index(
        "songs_without_spotify_id_key",
        "songs",
        [sa.literal_column("lower(artist)"), sa.literal_column("md5(lower(title))")],
        unique=True,
        postgresql_where=sa.text("spotify_id IS NULL"),
    )
    op.create_table(
        "artist_songs",
        _id(),
        _uuid("artist_id", required=True),
        _uuid("song_id", required=True),
        _flag("is_primary_artist", "true"),
        sa.Column("release_count", sa.Integer(), server_default=sa.text("1"), nullable=False),
        _now("created_at"),
        _reference("artist_songs_artist_id_fkey", "artist_id", "artists.id", "CASCADE"),
        _reference("artist_songs_song_id_fkey", "song_id", "songs.id", "CASCADE"),
        _key("id", name="artist_songs_pkey"),
        _unique("artist_id", "song_id", name="artist_songs_artist_id_song_id_key"),
    )
    op.create_index("idx_artist_songs_song_id", "artist_songs", ["song_id"])
    op.create_table(
        "setlists",
        _id(),
        _uuid("show_id", required=True),
        _uuid("artist_id", required=True),
        sa.Column("type", sa.String(length=50), server_default=sa.text("'predicted'"), nullable=False),
        _string("name", 255, required=True),
        _count("order_index"),
        _flag("is_locked", "false"),
        _count("total_votes"),
        _now("created_at"),
        _now("updated_at"),
        _check("setlists_type_check", "type IN ('predicted', 'actual', 'user_created')"),
        _check("setlists_total_votes_check", "total_votes >= 0"),
        _reference("setlists_artist_id_fkey", "artist_id", "artists.id", "CASCADE"),
        _reference("setlists_show_id_fkey", "show_id", "shows.id", "CASCADE"),
        _key("id", name="setlists_pkey"),
    )
    op.create_index("idx_setlists_artist_id", "setlists", ["artist_id"])
    op.create_index("idx_setlists_show_id", "setlists", ["show_id"])
    op.create_index(
        "setlists_show_id_type_key",
        "setlists",
        ["show_id", "type"],
        unique=True,
        postgresql_where=sa.text("type IN ('predicted', 'actual')"),
    )
    op.create_table(
        "setlist_songs",
        _id(),
        _uuid("setlist_id", required=True),
        _uuid("song_id", required=True),
        sa.Column("position", sa.Integer(), nullable=False),
        _count("upvotes"),
        _count("downvotes"),
        _now("created_at"),
        _check("setlist_songs_position_check", "position >= 0"),
        _check("setlist_songs_votes_check", "upvotes >= 0 AND downvotes >= 0"),
        _reference("setlist_songs_setlist_id_fkey", "setlist_id", "setlists.id", "CASCADE"),
        _reference("setlist_songs_song_id_fkey", "song_id", "songs.id", "CASCADE"),
        _key("id", name="setlist_songs_pkey"),
        _unique(
            "setlist_id",
            "position",
            deferrable=True,
            initially="DEFERRED",
            name="setlist_songs_setlist_id_position_key",
        ),
        _unique("setlist_id", "song_id", name="setlist_songs_setlist_id_song_id_key"),
    )
    op.create_index("idx_setlist_songs_song_id", "setlist_songs", ["song_id"])
    op.create_table(
        "trending_artists_hourly",
        _moment("hour", required=True),
        _uuid("artist_id", required=True),
        sa.Column("score", sa.Numeric(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("show_count", sa.Integer(), nullable=False),
        sa.Column("follower_count", sa.Integer(), nullable=False),
        _check("trending_artists_hourly_hour_check", "mod(extract(epoch FROM hour), 3600) = 0"),
        _check("trending_artists_hourly_rank_check", "rank >= 1"),
        _reference("trending_artists_hourly_artist_id_fkey", "artist_id", "artists.id", "CASCADE"),
        _key("hour", "artist_id", name="trending_artists_hourly_pkey"),
    )
    op.create_index("idx_trending_artists_hourly_artist_id", "trending_artists_hourly", ["artist_id"])
    op.create_index("idx_trending_artists_hourly_rank", "trending_artists_hourly", ["hour", "rank"])


def _create_activity() -> None:
    """What people and imports do."""
    op.create_table(
        "user_profiles",
        _uuid("id", required=True),
        _string("username", 50),
        _string("display_name", 100),
        _text("bio"),
        _text("avatar_url"),
        _string("location", 100),
        _text("website"),
        _flag("email_notifications", "true"),
        _flag("public_profile", "true"),
        _count("total_votes"),
        _count("total_follows"),
        _now("created_at"),
        _now("updated_at"),
        _check("user_profiles_statistics_check", "total_votes >= 0 AND total_follows >= 0"),
        _reference("user_profiles_id_fkey", "id", "auth.users.id", "CASCADE"),
        _key("id", name="user_profiles_pkey"),
        _unique("username", name="user_profiles_username_key"),
    )
    op.create_table(
        "user_follows_artists",
        _id(),
        _uuid("user_id", required=True),
        _uuid("artist_id", required=True),
        _flag("notifications_enabled", "true"),
        _now("followed_at"),
        _reference("user_follows_artists_artist_id_fkey", "artist_id", "artists.id", "CASCADE"),
        _reference("user_follows_artists_user_id_fkey", "user_id", "user_profiles.id", "CASCADE"),
        _key("id", name="user_follows_artists_pkey"),
        _unique("user_id", "artist_id", name="user_follows_artists_user_id_artist_id_key"),
    )
    op.create_index("idx_user_follows_artists_artist_id", "user_follows_artists", ["artist_id", "followed_at"])
    op.create_table(
        "setlist_votes",
        _uuid("setlist_song_id", required=True),
        _uuid("user_id", required=True),
        sa.Column("direction", sa.Integer(), nullable=False),
        _now("created_at"),
        _uuid("artist_id", required=True),
        _check("setlist_votes_direction_check", "direction IN (-1, 1)"),
        _reference("setlist_votes_setlist_song_id_fkey", "setlist_song_id", "setlist_songs.id", "CASCADE"),
        _reference("setlist_votes_user_id_fkey", "user_id", "user_profiles.id", "CASCADE"),
        _key("setlist_song_id", "user_id", name="setlist_votes_pkey"),
    )
    op.create_index("idx_setlist_votes_created_at", "setlist_votes", ["created_at"], postgresql_include=["artist_id"])
    op.create_index("idx_setlist_votes_user_id", "setlist_votes", ["user_id"])
    op.create_table(
        "import_status",
        _id(),
        _string("job_id", 255, required=True),
        _uuid("artist_id"),
        _string("attraction_id", 255),
        _string("run_id", 255),
        _moment("launched_at"),
        _string("stage", 50, required=True),
        _count("progress"),
        _text("message"),
        _text("error"),
        sa.Column("estimated_time_remaining", sa.Integer(), nullable=True),
        _json("counts", "'{}'::jsonb"),
        _now("started_at"),
        _moment("completed_at"),
        _now("updated_at"),
        _check("import_status_completed_at_check", "(stage IN ('completed', 'failed')) = (completed_at IS NOT NULL)"),
        _check("import_status_counts_check", "jsonb_typeof(counts) = 'object'"),
        _check(
            "import_status_progress_check", "progress BETWEEN 0 AND 100 AND (stage <> 'completed' OR progress = 100)"
        ),
        _check(
            "import_status_stage_check",
            "stage IN ('initializing', 'syncing-identifiers', 'importing-shows', 'importing-songs',"
            " 'creating-setlists', 'completed', 'failed')",
        ),
        _check("import_status_estimate_check", "estimated_time_remaining >= 0"),
        _reference("import_status_artist_id_fkey", "artist_id", "artists.id", "SET NULL"),
        _key("id", name="import_status_pkey"),
        _unique("job_id", name="import_status_job_id_key"),
    )
    op.create_index(
        "idx_import_status_active", "import_status", ["attraction_id"], postgresql_where=sa.text("completed_at IS NULL")
    )
    op.create_index("idx_import_status_artist_id", "import_status", ["artist_id"])
    op.create_index("idx_import_status_run_id", "import_status", ["run_id"])
    op.create_table(
        "artist_requests",
        _id(),
        _text("asked_for", required=True),
        sa.Column("requested_by", sa.UUID(), server_default=sa.text("auth.uid()"), nullable=True),
        _now("requested_at"),
        _string("job_id", 255, required=True),
        _string("attraction_id", 255),
        _uuid("artist_id"),
        _string("outcome", 20),
        _text("error"),
        _count("attempts"),
        _moment("handled_at"),
        _check("artist_requests_outcome_check", "outcome IN ('started', 'joined', 'fresh', 'rejected')"),
        _check("artist_requests_attempts_check", "attempts >= 0"),
        _check("artist_requests_asked_for_check", "char_length(asked_for) BETWEEN 1 AND 500"),
        _reference("artist_requests_artist_id_fkey", "artist_id", "artists.id", "SET NULL"),
        _reference("artist_requests_requested_by_fkey", "requested_by", "auth.users.id", "SET NULL"),
        _key("id", name="artist_requests_pkey"),
    )
    op.create_index("idx_artist_requests_artist_id", "artist_requests", ["artist_id"])
    op.create_index("idx_artist_requests_job_id", "artist_requests", ["job_id"])
    op.create_index("idx_artist_requests_asked_for", "artist_requests", [sa.literal_column("lower(btrim(asked_for))")])
    op.create_index("idx_artist_requests_requested_by", "artist_requests", ["requested_by"])
    op.create_index(
        "idx_artist_requests_waiting",
        "artist_requests",
        ["requested_at"],
        postgresql_where=sa.text("handled_at IS NULL"),
    )
    op.create_table(
        "upstream_apis",
        _text("api", required=True),
        sa.Column(
            "next_request_at", sa.DateTime(timezone=True), server_default=sa.text("to_timestamp(0)"), nullable=False
        ),
        sa.Column("day", sa.Date(), nullable=True),
        _count("used_today"),
        _json("state", "'{}'::jsonb"),
        _now("updated_at"),
        _check("upstream_apis_state_check", "jsonb_typeof(state) = 'object'"),
        _check("upstream_apis_used_today_check", "used_today >= 0"),
        _key("api", name="upstream_apis_pkey"),
    )


def _id() -> sa.Column:
    return sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False)


def _uuid(name: str, *, required: bool = False) -> sa.Column:
    return sa.Column(name, sa.UUID(), nullable=not required)


def _string(name: str, length: int, *, required: bool = False) -> sa.Column:
    return sa.Column(name, sa.String(length), nullable=not required)


def _text(name: str, *, required: bool = False) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=not required)


def _count(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer(), server_default=sa.text("0"), nullable=False)


def _flag(name: str, default: str) -> sa.Column:
    return sa.Column(name, sa.Boolean(), server_default=sa.text(default), nullable=False)


def _moment(name: str, *, required: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=not required)


def _now(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)


def _json(name: str, default: str) -> sa.Column:
    return sa.Column(name, JSONB(), server_default=sa.text(default), nullable=False)


def _check(name: str, condition: str) -> sa.CheckConstraint:
    # The name is whole: without `op.f` the models' naming convention would be applied to it again.
    return sa.CheckConstraint(condition, name=op.f(name))


def _key(*columns: str, name: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=name)


def _unique(*columns: str, name: str, **options: object) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=name, **options)


def _reference(name: str, column: str, to: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=name, ondelete=ondelete)
