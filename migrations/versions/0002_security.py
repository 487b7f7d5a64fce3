"""Who may do what: roles, row level security on every table, grants, and the function that users vote through.

The engine connects as the tables' owner, whom row level security does not bind (it is enabled, not forced). On Supabase
the roles are Supabase's; elsewhere those that are missing are made.
"""

from __future__ import annotations

from alembic import op

from theset_assets.store.migrate import run, run_file, run_statements, sql_object

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = """
    artists venues shows show_artists songs artist_songs setlists setlist_songs trending_artists_hourly
    user_profiles user_follows_artists setlist_votes import_status artist_requests upstream_apis alembic_version
""".split()  # noqa: SIM905


def upgrade() -> None:
    run_file("schema/roles")
    run_file("grants/schemas")
    run_file("functions/cast_vote")
    for name in TABLES:
        run_statements(f"policies/{name}")
    run_statements("grants/functions")


def downgrade() -> None:
    listed = ", ".join(f"'public.{name}'" for name in TABLES)
    run(sql_object("schema/drop_policies").replace("{tables}", listed))
    op.execute("DROP FUNCTION cast_vote")
    run_statements("grants/revoke_functions")
    run_file("schema/drop_roles")
