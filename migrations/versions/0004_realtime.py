"""What realtime clients follow: progress, votes and requests, in Supabase's publication."""

from __future__ import annotations

from theset_assets.store.migrate import run_file

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_file("schema/publication")


def downgrade() -> None:
    run_file("schema/drop_publication")
