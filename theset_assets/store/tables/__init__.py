"""The tables as SQLAlchemy models: what Alembic compares a database with, and nothing else.

Rows are written by `store.bulk` and the loaders, which do not go through these classes. What SQLAlchemy cannot say
stands in `store/sql/`: functions, triggers, and `venues.location`, a generated column whose type depends on the
server (`cube`, or PostGIS's `geometry`). `docs/schema.md` explains each table and each deviation from the original
schema document.
"""

from __future__ import annotations

from theset_assets.store.tables import activity, catalogue
from theset_assets.store.tables.base import Base

metadata = Base.metadata

__all__ = ["activity", "catalogue", "metadata"]
