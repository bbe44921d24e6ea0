"""Taking an import back within a day: new households that nobody has touched are put away, and fields that
still say what the import wrote say again what they said before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import func, or_, select, update

from webapp.models.base import db, now
from webapp.models.commune import Hamlet
from webapp.models.event import Event, EventOp
from webapp.models.household import Household, Person
from webapp.models.job import ImportBatch
from webapp.models.recognition import Recognition
from webapp.services import audit, consents, events, progress
from webapp.services.access import Viewer
from webapp.services.errors import Conflict
from webapp.services.imports import batches
from webapp.services.imports.known import in_parts, revisions
from webapp.services.imports.writing import send, write_directly

WITHIN = timedelta(hours=24)
TOO_LATE = "Đã quá 24 giờ, không hoàn tác được nữa. Sửa từng hộ trong danh sách hộ."
NOT_WRITTEN = "Danh sách này chưa nhập, không có gì để hoàn tác."


@dataclass
class Undoing:
    """What can be taken back: `away` are new households, `kept` counts those that somebody has touched."""

    batch_id: str
    away: list[str] = field(default_factory=list)
    kept: int = 0
    raws: list[dict[str, Any]] = field(default_factory=list)
    drafts: list[Any] = field(default_factory=list)
    direct: list[list[Any]] = field(default_factory=list)
    people: list[str] = field(default_factory=list)


def can_undo(batch: ImportBatch) -> bool:
    written = batch.confirmed_at
    return written is not None and batch.undone_at is None and now() - written < WITHIN


def make_ready(viewer: Viewer, batch: ImportBatch) -> Undoing:
    """Work out what can be taken back. Raises Conflict when it is too late. Needs no write transaction."""
    undoing = Undoing(batch.id)
    if batch.undone_at:
        return undoing
    if batch.confirmed_at is None:
        raise Conflict(NOT_WRITTEN)
    if not can_undo(batch) or "created" not in batch.plan:
        raise Conflict(TOO_LATE)
    created = batch.plan["created"]
    touched = _touched(viewer, created)
    undoing.away = [each for each in created if each not in touched]
    undoing.kept = len(touched)
    _edits_back(undoing, batch.plan["written"])
    undoing.drafts = list(events.read_drafts(undoing.raws))
    return undoing


def undo(*, by: Viewer, undoing: Undoing) -> ImportBatch:
    """Take it back; a second press changes nothing."""
    batch = batches.locked(by, undoing.batch_id)
    if batch.undone_at:
        return batch
    touched = _touched(by, undoing.away)
    away = [each for each in undoing.away if each not in touched]
    kept = undoing.kept + len(undoing.away) - len(away)
    for part in in_parts(away):
        own = (Household.commune_id == by.commune_id, Household.id.in_(part))
        db.session.execute(
            update(Household).where(*own).values(archived_at=now()), execution_options=UNSYNCHRONISED
        )
    if away:
        audit.record_many(
            by=by, action="household.archive", noun="household", noun_ids=away, changes={"import": batch.id}
        )
    send(by, undoing.raws, undoing.drafts)
    write_directly(by, _still_ours(by, undoing.direct))
    _people_leave(by, undoing.people)
    counts = {"put_away": len(away), "kept": kept, "edits": len(undoing.raws)}
    audit.record(by=by, action="import.undo", noun="import", noun_id=batch.id, changes=counts)
    batch.counts = {**batch.counts, **counts}
    batch.undone_at, batch.undone_by = now(), by.user_id
    db.session.flush()
    return batch


@dataclass(frozen=True)
class Staying:
    """A household of the import that stays when it is taken back, with what was recorded for it since."""

    household: Household
    hamlet: str
    events: int


def staying(viewer: Viewer, batch: ImportBatch) -> list[Staying]:
    """The new households that an undoing leaves, or has left: somebody has touched them since."""
    touched = _touched(viewer, batch.plan.get("created", ()))
    kept = (
        select(func.count())
        .where(Event.commune_id == viewer.commune_id, Event.household_id == Household.id)
        .scalar_subquery()
    )
    found: list[Staying] = []
    for part in in_parts(sorted(touched)):
        rows = db.session.execute(
            select(Household, Hamlet, kept)
            .join(Hamlet, Hamlet.id == Household.hamlet_id)
            .where(
                Household.commune_id == viewer.commune_id,
                Household.id.in_(part),
                Household.merged_into.is_(None),
                Household.archived_at.is_(None),
            )
        )
        found += [Staying(home, hamlet.label, count) for home, hamlet, count in rows]
    return sorted(found, key=lambda each: (each.hamlet, each.household.head_sort))


UNSYNCHRONISED = {"synchronize_session": False}


def _touched(viewer: Viewer, households: Sequence[str]) -> set[str]:
    """Those that are assigned, changed, have an event, or are on their way to a recognition."""
    touched: set[str] = set()
    for part in in_parts(households):
        own = (Household.commune_id == viewer.commune_id, Household.id.in_(part))
        assigned = select(Household.id).where(
            *own, or_(Household.assigned_to.is_not(None), Household.changed)
        )
        seen = select(Event.household_id).where(Event.household_id.in_(part)).distinct()
        proposed = select(Recognition.recipient_id).where(Recognition.recipient_id.in_(part))
        for query in (assigned, seen, proposed):
            touched |= set(db.session.scalars(query))
    return touched


def _edits_back(undoing: Undoing, written: Sequence[dict[str, Any]]) -> None:
    """An edit that still counts is followed by one with the value of before; another's edit stays."""
    counting, waiting = revisions([each["id"] for each in written])
    no_phone = consents.refusing_phone({each["id"] for each in written})
    for each in written:
        own = each["id"]
        for event, person, name, old in each["edits"]:
            rev = (own, person or own, name)
            if name == "phone" and own in no_phone:
                continue
            if counting.get(rev) == event and rev not in waiting:
                data = {"field": name, "value": None if old is None else str(old), "after": event}
                undoing.raws.append(events.event_object(own, EventOp.EDIT, person=person, data=data))
        joined = set(each["people"])
        undoing.direct += [[own, *change] for change in each["direct"] if change[0] not in joined]
        undoing.people += each["people"]


def _still_ours(by: Viewer, direct: Sequence[list[Any]]) -> list[tuple[str, str | None, str, Any]]:
    """The values of before, for what still says what the import wrote."""
    back = []
    for household, person, name, old, new in direct:
        model: Any = Household if person is None else Person
        query = select(getattr(model, name)).where(
            model.commune_id == by.commune_id, model.id == (person or household)
        )
        if db.session.scalar(query) == new:
            back.append((household, person, name, old))
    return back


def _people_leave(by: Viewer, people: Sequence[str]) -> None:
    """People whom the import added, unless somebody has ticked or edited them since."""
    for part in in_parts(people):
        used = select(Event.person_id).where(Event.person_id.in_(part)).group_by(Event.person_id)
        busy = set(db.session.scalars(used.having(func.count() > 0)))
        leaving = [each for each in part if each not in busy]
        own = (Person.commune_id == by.commune_id, Person.id.in_(leaving))
        households = set(db.session.scalars(select(Person.household_id).where(*own)))
        db.session.execute(
            update(Person).where(*own).values(removed_at=now()), execution_options=UNSYNCHRONISED
        )
        progress.refresh(households)
