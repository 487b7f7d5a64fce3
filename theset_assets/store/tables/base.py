"""What all models share: names of constraints, column types, the values that CHECKs allow."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, MetaData, String, Text, false, func, text, true
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.orm import DeclarativeBase, mapped_column

STAGES = (
    "initializing",
    "syncing-identifiers",
    "importing-shows",
    "importing-songs",
    "creating-setlists",
    "completed",
    "failed",
)
SHOW_STATUSES = ("upcoming", "ongoing", "completed", "cancelled", "postponed", "rescheduled")
DATE_STATUSES = ("confirmed", "tba", "tbd")
SETLIST_TYPES = ("predicted", "actual", "user_created")
OUTCOMES = ("started", "joined", "fresh", "rejected")

NAMING = {
    "pk": "%(table_name)s_pkey",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    "ck": "%(table_name)s_%(constraint_name)s_check",
}

Id = Annotated[uuid.UUID, mapped_column(UUID, primary_key=True, server_default=text("gen_random_uuid()"))]
Moment = Annotated[dt.datetime, mapped_column(DateTime(timezone=True))]
Now = Annotated[dt.datetime, mapped_column(DateTime(timezone=True), server_default=func.now())]
Count = Annotated[int, mapped_column(server_default=text("0"))]
No = Annotated[bool, mapped_column(server_default=false())]
Yes = Annotated[bool, mapped_column(server_default=true())]
LongText = Annotated[str, mapped_column(Text)]
Str50 = Annotated[str, mapped_column(String(50))]
Str100 = Annotated[str, mapped_column(String(100))]
Str255 = Annotated[str, mapped_column(String(255))]
Str500 = Annotated[str, mapped_column(String(500))]


class Base(DeclarativeBase):
    """Base of all models."""

    metadata = MetaData(naming_convention=NAMING)


def one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    """`column` holds one of `values`."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def check(name: str, condition: str) -> CheckConstraint:
    """`condition` holds."""
    return CheckConstraint(condition, name=name)


def to(column: str, ondelete: str) -> ForeignKey:
    """A reference to `column`; `ondelete` is what happens to this row when the other one is deleted."""
    return ForeignKey(column, ondelete=ondelete)
