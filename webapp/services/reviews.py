"""Settling what waits for a leader: second events under a used id, edits that compete. It is an event too."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import update

from webapp.models.base import db, new_id, now
from webapp.models.event import Event, EventOp, FieldHead, QuarantinedEvent
from webapp.models.household import Household
from webapp.rules.events import (
    HOUSEHOLD_FIELDS,
    PERSON_FIELDS,
    BadEvent,
    EventDraft,
    dated_on,
    parse_event,
    payload_hash,
)
from webapp.services import audit, events, households, lineage, projection, waiting
from webapp.services.access import Viewer, visible_households
from webapp.services.errors import Conflict, NotFound, Refused

SETTLED_ALREADY = "Việc này vừa có người khác xem xong. Tải lại danh sách."


def accept_twin(*, by: Viewer, twin_id: str) -> Event:
    """The second event counts too, under an id of its own. NotFound out of scope, Conflict when settled."""
    row = _settle(by, twin_id)
    household = _locked(by, row.household_id)
    try:
        draft = parse_event({**row.payload, "id": new_id()})
    except BadEvent as error:
        raise Refused(str(error)) from None
    event = _keep(by, household, draft, helper=draft.helper or row.recorded_by, received_at=row.received_at)
    _record(by, "event.accept", row.id, {"event": event.id})
    return event


def discard_twin(*, by: Viewer, twin_id: str) -> None:
    """The first event alone stays. Raises NotFound out of scope, Conflict when settled."""
    row = _settle(by, twin_id)
    _record(by, "event.discard", row.id, {"event": row.event_id})


def choose_edit(*, by: Viewer, household_id: str, edit_id: str) -> Event:
    """One of the competing edits counts. Raises NotFound out of scope, Conflict when nothing competes."""
    household = _locked(by, household_id)
    edit = db.session.get(Event, edit_id)
    head = _head_with(household, edit)
    if edit is None or head is None:
        raise Conflict(SETTLED_ALREADY)
    return _accept(by, household, edit)


def keep_value(*, by: Viewer, household_id: str, subject_id: str, field: str) -> Event:
    """None of the competing edits: what stands is written once more, and that edit is the one that counts."""
    if field not in HOUSEHOLD_FIELDS | PERSON_FIELDS:
        raise NotFound
    household = _locked(by, household_id)
    head = db.session.get(FieldHead, (household.id, subject_id, field))
    if head is None or not head.competing:
        raise Conflict(SETTLED_ALREADY)
    person = None if subject_id == household.id else subject_id
    data = {"field": field, "value": waiting.value_of(household, person, field), "after": head.event_id}
    raw = events.event_object(household.id, EventOp.EDIT, person=person, data=data)
    events.must_apply(events.record_many(by, [raw]))
    edit = db.session.get_one(Event, raw["id"])
    return _accept(by, household, edit)


def _accept(by: Viewer, household: Household, edit: Event) -> Event:
    raw = events.event_object(household.id, EventOp.ACCEPT, person=edit.person_id, data={"accepts": edit.id})
    draft = EventDraft(
        id=raw["id"], seq=0, op=EventOp.ACCEPT, household=household.id, item=None, person=edit.person_id,
        helper=None, cancels=None, occurred_at=now(), data=raw["data"], payload_hash=payload_hash(raw),
    )  # fmt: skip
    return _keep(by, household, draft, helper=by.user_id, received_at=now())


def _keep(
    by: Viewer, household: Household, draft: EventDraft, *, helper: str, received_at: datetime
) -> Event:
    """Insert an event that a leader settled. It counts for the day its first sending would have counted."""
    day, _wrong = dated_on(draft.occurred_at, received_at, received_at)
    moment = now()
    event = Event(
        id=draft.id, commune_id=household.commune_id, household_id=household.id, op=EventOp(draft.op),
        item=draft.item, person_id=draft.person, helper_id=helper, cancels=draft.cancels, data=draft.data,
        device_id=events.desk_device(by), seq=draft.seq, occurred_at=draft.occurred_at, sent_at=moment,
        received_at=moment, recorded_by=by.user_id, payload_hash=draft.payload_hash, dated_on=day, marks=[],
    )  # fmt: skip
    db.session.add(event)
    db.session.flush()
    projection.refresh([event])
    return event


def _settle(by: Viewer, twin_id: str) -> QuarantinedEvent:
    """Close a waiting event, in one statement that only one of two leaders wins."""
    found = db.session.execute(waiting.twins_in_scope(by).where(QuarantinedEvent.id == twin_id)).first()
    if found is None:
        raise NotFound
    settled = db.session.execute(
        update(QuarantinedEvent)
        .where(QuarantinedEvent.id == twin_id, QuarantinedEvent.settled_at.is_(None))
        .values(settled_at=now(), settled_by=by.user_id)
        .returning(QuarantinedEvent.id)
    ).first()
    if settled is None:
        raise Conflict(SETTLED_ALREADY)
    row: QuarantinedEvent = found[0]
    return row


def _locked(by: Viewer, household_id: str) -> Household:
    """The household, locked against other writers as receiving events locks it."""
    household = households.get(by, household_id)
    locked = visible_households(by).where(Household.id == household.id).with_for_update()
    return db.session.scalars(locked.execution_options(populate_existing=True)).one()


def _head_with(household: Household, edit: Event | None) -> FieldHead | None:
    if edit is None or edit.op is not EventOp.EDIT:
        return None
    if edit.household_id != household.id and edit.household_id not in lineage.around({household.id}):
        return None
    subject = edit.person_id or household.id
    head = db.session.get(FieldHead, (household.id, subject, edit.data["field"]))
    return head if head is not None and edit.id in head.competing else None


def _record(by: Viewer, action: str, twin_id: str, changes: dict[str, Any]) -> None:
    audit.record(by=by, action=action, noun="quarantined_event", noun_id=twin_id, changes=changes)
