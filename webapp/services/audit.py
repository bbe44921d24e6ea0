"""The audit trail: a row with every change of a person's data, chained by hashes and sealed in batches."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, insert, select

from webapp.models.audit import AuditRow, AuditSeal
from webapp.models.base import db
from webapp.services.access import Viewer

CHAIN_OF_NO_COMMUNE = "-"


def record(*, by: Viewer | None, action: str, noun: str, noun_id: str, changes: dict[str, Any],
           commune_id: str | None = None) -> None:  # fmt: skip
    """Add an audit row to the current transaction. `by` is None for a command run by the operator."""
    commune = commune_id or (by.commune_id if by else None)
    row = AuditRow(
        commune_id=commune, by_user=by.user_id if by else None, action=action, noun=noun, noun_id=noun_id,
        changes=changes,
    )  # fmt: skip
    db.session.add(row)


def record_many(
    *, by: Viewer, action: str, noun: str, noun_ids: Sequence[str], changes: dict[str, Any]
) -> None:
    """The same audit row for each of many things, in one statement."""
    rows = [
        {
            "commune_id": by.commune_id, "by_user": by.user_id, "action": action, "noun": noun,
            "noun_id": each, "changes": changes,
        }
        for each in noun_ids
    ]  # fmt: skip
    db.session.execute(insert(AuditRow), rows)


@dataclass(frozen=True)
class ChainCheck:
    chain: str
    rows: int
    unsealed: int
    broken_at: int | None


def seal() -> int:
    """Seal the unsealed rows of every chain; returns how many rows were sealed."""
    return sum(_seal_chain(chain) for chain in _chains())


def verify() -> list[ChainCheck]:
    """Recompute every chain of hashes; `broken_at` is the last row of the first seal that does not fit."""
    return [_verify_chain(chain) for chain in _chains()]


def _chains() -> list[str]:
    found = db.session.scalars(select(AuditRow.commune_id).distinct())
    return sorted(commune or CHAIN_OF_NO_COMMUNE for commune in found)


def _seals(chain: str) -> Sequence[AuditSeal]:
    return db.session.scalars(
        select(AuditSeal).where(AuditSeal.chain == chain).order_by(AuditSeal.last_row)
    ).all()


def _rows(chain: str, after: int, until: int | None) -> Sequence[AuditRow]:
    commune = None if chain == CHAIN_OF_NO_COMMUNE else chain
    query = select(AuditRow).where(AuditRow.commune_id.is_not_distinct_from(commune), AuditRow.id > after)
    if until is not None:
        query = query.where(AuditRow.id <= until)
    return db.session.scalars(query.order_by(AuditRow.id)).all()


def _digest(previous: str, rows: Sequence[AuditRow]) -> str:
    digest = hashlib.sha256(previous.encode())
    for row in rows:
        plain = [
            row.id,
            row.commune_id,
            row.at.isoformat(),
            row.by_user,
            row.action,
            row.noun,
            row.noun_id,
            row.changes,
        ]
        digest.update(json.dumps(plain, ensure_ascii=False, sort_keys=True).encode())
    return digest.hexdigest()


def _seal_chain(chain: str) -> int:
    seals = _seals(chain)
    last = seals[-1] if seals else None
    rows = _rows(chain, last.last_row if last else 0, None)
    if not rows:
        return 0
    digest = _digest(last.digest if last else "", rows)
    db.session.add(AuditSeal(chain=chain, last_row=rows[-1].id, row_count=len(rows), digest=digest))
    db.session.flush()
    return len(rows)


def _verify_chain(chain: str) -> ChainCheck:
    previous, after, total = "", 0, 0
    for each in _seals(chain):
        rows = _rows(chain, after, each.last_row)
        if len(rows) != each.row_count or _digest(previous, rows) != each.digest:
            return ChainCheck(chain, total, 0, each.last_row)
        previous, after, total = each.digest, each.last_row, total + len(rows)
    commune = None if chain == CHAIN_OF_NO_COMMUNE else chain
    unsealed = db.session.scalar(
        select(func.count()).where(AuditRow.commune_id.is_not_distinct_from(commune), AuditRow.id > after)
    )
    return ChainCheck(chain, total, unsealed or 0, None)
