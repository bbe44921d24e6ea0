"""Batches: lists that were read and wait, were written, or were taken back; shared by a commune's office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import undefer

from webapp.models.base import db, now
from webapp.models.job import ImportBatch
from webapp.services import accounts, audit
from webapp.services.access import Viewer
from webapp.services.errors import Conflict, NotFound
from webapp.services.imports import source as sources
from webapp.services.imports.planning import Draft
from webapp.services.imports.source import Source

KEEP = timedelta(days=7)
ALREADY_WRITTEN = "Danh sách này đã nhập xong, không sửa được nữa. Muốn đổi thì nhập một tệp mới."


@dataclass(frozen=True)
class HistoryLine:
    batch: ImportBatch
    made_by: str
    confirmed_by: str


def get(viewer: Viewer, batch_id: str, *, whole: bool = False) -> ImportBatch:
    """A batch of the viewer's commune, `whole` with its source and plan. Raises NotFound."""
    query = select(ImportBatch).where(ImportBatch.commune_id == viewer.commune_id, ImportBatch.id == batch_id)
    if whole:
        query = query.options(undefer(ImportBatch.source), undefer(ImportBatch.plan))
    batch = db.session.scalar(query)
    if batch is None:
        raise NotFound
    return batch


def source_of(batch: ImportBatch) -> Source:
    """Raises Conflict once the list is written: its cells are gone then."""
    if not batch.source:
        raise Conflict(ALREADY_WRITTEN)
    return sources.from_json(batch.source)


def keep(*, by: Viewer, draft: Draft) -> ImportBatch:
    """Store a list that was read, and forget those that have waited too long."""
    _forget_old(by)
    batch = ImportBatch(
        commune_id=by.commune_id, source_name=draft.source.name, made_by=by.user_id, **_content(draft)
    )
    db.session.add(batch)
    db.session.flush()
    _record(by, "import.read", batch, draft.counts)
    return batch


def replace(*, by: Viewer, batch_id: str, draft: Draft) -> ImportBatch:
    """Store what became of a list after a correction. Raises Conflict when it is written already."""
    batch = locked(by, batch_id)
    if batch.confirmed_at:
        raise Conflict(ALREADY_WRITTEN)
    for name, value in _content(draft).items():
        setattr(batch, name, value)
    db.session.flush()
    _record(by, "import.correct", batch, draft.counts)
    return batch


def discard(*, by: Viewer, batch_id: str) -> str:
    """Throw a list away that was not written; returns its name."""
    batch = locked(by, batch_id)
    if batch.confirmed_at:
        raise Conflict(ALREADY_WRITTEN)
    _record(by, "import.discard", batch, {})
    db.session.delete(batch)
    db.session.flush()
    return batch.source_name


def locked(viewer: Viewer, batch_id: str) -> ImportBatch:
    """The batch, held against other writers until the transaction ends."""
    batch = db.session.scalar(
        select(ImportBatch)
        .where(ImportBatch.commune_id == viewer.commune_id, ImportBatch.id == batch_id)
        .options(undefer(ImportBatch.plan))
        .execution_options(populate_existing=True)
        .with_for_update()
    )
    if batch is None:
        raise NotFound
    return batch


def history(viewer: Viewer, most: int = 20) -> list[HistoryLine]:
    """The newest batches of the commune with the names of whoever read and confirmed them."""
    batches = db.session.scalars(
        select(ImportBatch)
        .where(ImportBatch.commune_id == viewer.commune_id)
        .order_by(ImportBatch.made_at.desc())
        .limit(most)
    ).all()
    names = accounts.names_of(who for each in batches for who in (each.made_by, each.confirmed_by))
    return [
        HistoryLine(each, names.get(each.made_by, ""), names.get(each.confirmed_by or "", ""))
        for each in batches
    ]


def _content(draft: Draft) -> dict[str, Any]:
    return {
        "source": sources.as_json(draft.source),
        "plan": draft.plan,
        "counts": draft.counts,
        "fingerprint": draft.fingerprint,
    }


def _record(by: Viewer, action: str, batch: ImportBatch, changes: dict[str, Any]) -> None:
    audit.record(by=by, action=action, noun="import", noun_id=batch.id, changes=changes)


def _forget_old(by: Viewer) -> None:
    """Lists hold people's data: one that nobody confirmed goes after a week, a written one keeps counts."""
    before: datetime = now() - KEEP
    own = (ImportBatch.commune_id == by.commune_id, ImportBatch.made_at < before)
    db.session.execute(delete(ImportBatch).where(*own, ImportBatch.confirmed_at.is_(None)))
    db.session.execute(
        update(ImportBatch).where(*own, ImportBatch.confirmed_at < before).values(plan={}, source={})
    )
