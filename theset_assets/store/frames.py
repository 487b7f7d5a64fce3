"""Rows of the catalogue as data frames of Python objects, ready for `bulk.stage`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from theset_assets.catalogue.rows import Row


def frame_of(rows: Sequence[Row], columns: Sequence[str]) -> pd.DataFrame:
    """One line a row, one column a field of `columns`. Every value stays the Python object it was: dtype object."""
    import pandas as pd  # noqa: PLC0415 (see assets.session)

    return pd.DataFrame({column: [getattr(row, column) for row in rows] for column in columns}, dtype=object)
