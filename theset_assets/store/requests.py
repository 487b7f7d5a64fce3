"""Artist requests: what fans ask for, and what became of it (`artist_requests`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

import psycopg
from psycopg.rows import class_row

from theset_assets.store.queries import query

CHANNEL = "theset_artist_requests"
"""The channel that a new request is announced on."""

Connection = psycopg.AsyncConnection[Any]
Outcome = Literal["started", "joined", "fresh"]


@dataclass(frozen=True, kw_only=True)
class PendingRequest:
    """A request that nobody has answered yet. `attempts` counts the times it had to be put off."""

    id: UUID
    asked_for: str
    job_id: str
    attempts: int


@dataclass(frozen=True, kw_only=True)
class Decision:
    """The answer to one request."""

    id: UUID
    outcome: Outcome
    attraction_id: str
    job_id: str


@dataclass(frozen=True, kw_only=True)
class FiledRequest:
    """A request as the person who filed it sees it. `outcome` is None until the sensor has answered."""

    id: UUID
    asked_for: str
    job_id: str
    outcome: str | None
    error: str | None


async def file_request(conn: Connection, asked_for: str, requested_by: UUID | None = None) -> tuple[UUID, str]:
    """File a request and return its id and its job's id; the job's row exists when this returns."""
    row = await (
        await conn.execute(query("file_request"), {"asked_for": asked_for, "requested_by": requested_by})
    ).fetchone()
    assert row is not None
    return row[0], row[1]


async def wait_for_pending(conn: Connection, *, seconds: float, limit: int = 200) -> list[PendingRequest]:
    """The requests nobody has answered, oldest first; where there are none, wait up to `seconds` for one.

    Listens before it looks, so that a request filed in between is not missed. The connection is in autocommit mode.
    """
    await conn.execute(f"LISTEN {CHANNEL}")
    pending = await pending_requests(conn, limit)
    if not pending and seconds > 0:
        async for _ in conn.notifies(timeout=seconds, stop_after=1):
            pass
        pending = await pending_requests(conn, limit)
    await conn.execute(f"UNLISTEN {CHANNEL}")
    return pending


async def pending_requests(conn: Connection, limit: int = 200) -> list[PendingRequest]:
    """The requests nobody has answered, oldest first."""
    async with conn.cursor(row_factory=class_row(PendingRequest)) as cursor:
        return await (await cursor.execute(query("pending_requests"), {"limit": limit})).fetchall()


async def claim_launches(conn: Connection) -> list[tuple[str, str]]:
    """(job id, attraction id) of accepted jobs that no run has taken up; the caller is to launch them."""
    return await (await conn.execute(query("claim_launches"))).fetchall()


async def open_jobs(conn: Connection, attraction_ids: Sequence[str]) -> dict[str, str]:
    """The job under way for each attraction that has one."""
    rows = await (await conn.execute(query("open_jobs_of"), {"attraction_ids": list(attraction_ids)})).fetchall()
    return dict(rows)


async def hold_requests(conn: Connection) -> None:
    """Keep new requests out until the end of the transaction, so that none joins a job that is about to be given up."""
    await conn.execute(query("lock_requests"))


async def accept(conn: Connection, decisions: Sequence[Decision]) -> None:
    """Write the answers to requests, and bring their jobs' rows in line, in one statement."""
    values = {
        "ids": [decision.id for decision in decisions],
        "outcomes": [decision.outcome for decision in decisions],
        "attraction_ids": [decision.attraction_id for decision in decisions],
        "job_ids": [decision.job_id for decision in decisions],
    }
    await conn.execute(query("accept_requests"), values)


async def reject(conn: Connection, request_id: UUID, error: str) -> None:
    """This request cannot be imported: the reason goes on its row and ends its job."""
    await conn.execute(query("reject_request"), {"id": request_id, "error": error})


async def postpone(conn: Connection, request_id: UUID, *, error: str, message: str) -> None:
    """This request could not be looked up just now and stays pending."""
    await conn.execute(query("postpone_request"), {"id": request_id, "error": error, "message": message})


async def read_requests(conn: Connection, ids: Sequence[UUID]) -> dict[UUID, FiledRequest]:
    """The requests that exist, by id."""
    async with conn.cursor(row_factory=class_row(FiledRequest)) as cursor:
        rows = await (await cursor.execute(query("job_of_request"), {"ids": list(ids)})).fetchall()
    return {row.id: row for row in rows}
