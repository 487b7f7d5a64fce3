"""The ranking as the document has it, a materialized view, and a view of the latest hour that keeps to the policies."""

from __future__ import annotations

from alembic import op

from theset_assets.store.migrate import run_file, run_statements

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_file("views/trending_artists")
    run_statements("schema/idx_trending_artists")
    run_file("views/trending_artists_latest")
    run_statements("grants/views")


def downgrade() -> None:
    op.execute("DROP VIEW trending_artists_latest")
    op.execute("DROP MATERIALIZED VIEW trending_artists")
