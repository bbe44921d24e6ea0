"""Receiving events: the one write path of the checklist. Forms and imports come through here too."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from webapp.models.asking import among, rows
from webapp.models.base import db, new_id, now
from webapp.models.event import Device, Event, EventMark, EventOp, QuarantinedEvent
from webapp.models.household import Household
from webapp.models.inserting import insert_all, insert_or_leave, insert_or_update
from webapp.rules.events import BadEvent, EventDraft, dated_on, made_at, parse_event
from webapp.services import door_households, homes, lesson_shelf, projection, wishes
from webapp.services.access import Viewer
from webapp.services.errors import Refused
from webapp.services.homes import Home

UNKNOWN_HOUSEHOLD = "Hộ này không có trong địa bàn của anh chị. Hỏi Tổ trưởng Tổ CNSCĐ."
UNKNOWN_HAMLET = "Chưa rõ hộ mới ở thôn, tổ nào. Chọn thôn, tổ trong danh sách rồi gửi lại."
UNKNOWN_ITEM = "Không có việc này trong phiếu. Tải lại danh sách bài học rồi ghi lại."
OTHER_CONTENT = "Mã lần ghi này đã có với nội dung khác. Tổ trưởng Tổ CNSCĐ sẽ xem lại."
COMPETING = "Có người khác cũng sửa mục này. Tổ trưởng Tổ CNSCĐ sẽ chọn."


_HASHES = select(Event.id, Event.payload_hash).where(among(Event.id, "ids"))


class Status(StrEnum):
    APPLIED = "applied"
    DUPLICATE = "duplicate"
    REVIEW = "review"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Answer:
    id: str | None
    status: Status
    reason: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {"id": self.id, "status": self.status.value, "reason": self.reason}


@dataclass(frozen=True)
class Sending:
    """Who sends from which device, by whose clock, when it arrived, and what still waits there."""

    viewer: Viewer
    device: str
    sent_at: datetime
    received_at: datetime
    waiting: int = 0
    waiting_since: datetime | None = None


def read_drafts(raw_events: Sequence[object]) -> list[EventDraft | Answer]:
    """Check every event by itself, before any transaction: a draft, or its refusal."""
    return [_draft_or_answer(raw) for raw in raw_events]


@dataclass
class Parcel:
    """What one phone sends in one go: checked events beside the raw ones, and in the end their answers."""

    sending: Sending
    drafts: Sequence[EventDraft | Answer]
    raws: Sequence[object]
    answers: list[Answer] = field(default_factory=list)

    @property
    def good(self) -> list[EventDraft]:
        return [draft for draft in self.drafts if isinstance(draft, EventDraft)]


@dataclass(frozen=True)
class Beside:
    """What events are looked at beside: their households, the wishes of the families, the events known."""

    households: dict[str, Home]
    wishes: wishes.FamilyWishes
    known: dict[str, str]


def receive(sending: Sending, drafts: Sequence[EventDraft | Answer], raws: Sequence[object]) -> list[Answer]:
    """Keep what can be kept and answer each event, in the order sent. Runs inside a write transaction."""
    parcel = Parcel(sending, drafts, raws)
    receive_all([parcel])
    return parcel.answers


def receive_all(parcels: Sequence[Parcel]) -> None:
    """Receive the parcels of several phones in one transaction; each gets its `answers`."""
    _touch_devices([parcel.sending for parcel in parcels])
    drafts = [draft for parcel in parcels for draft in parcel.good]
    for parcel in parcels:
        _make_households(parcel)
    households = homes.held({draft.household for draft in drafts})
    beside = Beside(households, wishes.of(households), _known_hashes({draft.id for draft in drafts}))
    fresh: list[dict[str, Any]] = []
    for parcel in parcels:
        pairs = zip(parcel.drafts, parcel.raws, strict=True)
        parcel.answers = [_place(parcel.sending, draft, raw, beside, fresh) for draft, raw in pairs]
    if fresh:
        db.session.execute(insert_all(Event), fresh)
    competing = projection.refresh([projection.NewEvent.of(columns) for columns in fresh])
    for parcel in parcels:
        parcel.answers = [_final(answer, competing) for answer in parcel.answers]


def record_many(viewer: Viewer, raws: Sequence[dict[str, Any]]) -> list[Answer]:
    """Events made here, by a form or an import, through the same path as a phone's."""
    moment = now()
    sending = Sending(viewer, desk_device(viewer), moment, moment)
    return receive(sending, read_drafts(raws), raws)


def must_apply(answers: Sequence[Answer]) -> None:
    """For forms: a rejected event is a refusal of the whole. Raises Refused."""
    for answer in answers:
        if answer.status is Status.REJECTED:
            raise Refused(answer.reason or "Chưa ghi được.")


def event_object(
    household_id: str,
    op: EventOp,
    *,
    item: str | None = None,
    person: str | None = None,
    cancels: str | None = None,
    data: dict[str, Any] | None = None,
    helper: str | None = None,
) -> dict[str, Any]:
    """An event as a phone would send it, for `record_many`."""
    return {
        "id": new_id(), "seq": 0, "op": op.value, "household": household_id, "item": item, "person": person,
        "cancels": cancels, "helper": helper, "occurred_at": now().isoformat(), "data": data or {},
    }  # fmt: skip


def desk_device(viewer: Viewer) -> str:
    """The device that stands for an account's own browser at the desk."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"desk:{viewer.user_id}"))


def _draft_or_answer(raw: object) -> EventDraft | Answer:
    try:
        draft = parse_event(raw)
    except BadEvent as error:
        given = raw.get("id") if isinstance(raw, dict) else None
        return Answer(given if isinstance(given, str) else None, Status.REJECTED, str(error))
    if draft.item is not None and lesson_shelf.item(draft.item) is None:
        return Answer(draft.id, Status.REJECTED, UNKNOWN_ITEM)
    return draft


def _touch_devices(sendings: Sequence[Sending]) -> None:
    rows = {
        (each.device, each.viewer.user_id): {
            "id": each.device, "user_id": each.viewer.user_id, "commune_id": each.viewer.commune_id,
            "first_contact_at": each.received_at, "last_contact_at": each.received_at,
            "waiting": each.waiting, "waiting_since": each.waiting_since,
        }
        for each in sorted(sendings, key=lambda each: (each.device, each.viewer.user_id))
    }  # fmt: skip
    touching = insert_or_update(Device, "last_contact_at", "waiting", "waiting_since")
    db.session.execute(touching, list(rows.values()))


def _make_households(parcel: Parcel) -> None:
    """New households stand before the events about them are looked at, in whatever order they come."""
    rows = []
    for draft in parcel.good:
        if draft.op == EventOp.HOUSEHOLD:
            hamlet = door_households.hamlet_of(parcel.sending.viewer, draft.data["hamlet"])
            if hamlet is not None:
                rows.append(_new_household(parcel.sending.viewer, draft, hamlet))
    door_households.add(rows)


def _new_household(viewer: Viewer, draft: EventDraft, hamlet_id: str) -> dict[str, Any]:
    return {
        "id": draft.household, "commune_id": viewer.commune_id, "hamlet_id": hamlet_id,
        "head": draft.data["head"], "address": draft.data["address"], "from_event": draft.id,
        "awaiting": viewer.user_id,
    }  # fmt: skip


def _known_hashes(ids: set[str]) -> dict[str, str]:
    found = rows(_HASHES, {"ids": list(ids)}) if ids else ()
    return {row.id: row.payload_hash for row in found}


def _place(
    sending: Sending, draft: EventDraft | Answer, raw: object, beside: Beside, fresh: list[dict[str, Any]]
) -> Answer:
    if isinstance(draft, Answer):
        return draft
    household, first = beside.households.get(draft.household), beside.known.get(draft.id)
    if household is None:
        unplaced = draft.op == EventOp.HOUSEHOLD
        return Answer(draft.id, Status.REJECTED, UNKNOWN_HAMLET if unplaced else UNKNOWN_HOUSEHOLD)
    if reason := _unplaced(sending, draft, household, beside):
        return Answer(draft.id, Status.REJECTED, reason)
    if first is not None and first == draft.payload_hash:
        return Answer(draft.id, Status.DUPLICATE)
    if reason := _withheld(sending, draft, beside):
        return Answer(draft.id, Status.REJECTED, reason)
    if first is not None:
        _quarantine(sending, draft, raw)
        return Answer(draft.id, Status.REVIEW, OTHER_CONTENT)
    beside.known[draft.id] = draft.payload_hash
    assigned_to = homes.survivor(household, beside.households).assigned_to
    fresh.append(_columns(sending, draft, household, assigned_to))
    return Answer(draft.id, Status.APPLIED)


def _unplaced(sending: Sending, draft: EventDraft, household: Home, beside: Beside) -> str | None:
    """Why a draft belongs nowhere in the sender's scope; None when it does."""
    if not homes.may_record_for(sending.viewer, household, beside.households, sending.received_at):
        return UNKNOWN_HOUSEHOLD
    if draft.item is not None and not lesson_shelf.stands_in(draft.item, household.commune_id):
        return UNKNOWN_ITEM
    return None


def _withheld(sending: Sending, draft: EventDraft, beside: Beside) -> str | None:
    """Why the family's own answer keeps a draft out of the log; None when it does not."""
    moment, _guessed = made_at(draft.occurred_at, sending.sent_at, sending.received_at)
    person = draft.data["id"] if draft.op == EventOp.PERSON else draft.person
    phone = draft.op == EventOp.EDIT and draft.data["field"] == "phone" and bool(draft.data["value"])
    return beside.wishes.refusal(draft.household, person, draft.op, moment, writes_phone=phone)


def _quarantine(sending: Sending, draft: EventDraft, raw: object) -> None:
    row = {
        "id": new_id(), "commune_id": sending.viewer.commune_id, "household_id": draft.household,
        "event_id": draft.id, "payload": raw, "payload_hash": draft.payload_hash,
        "recorded_by": sending.viewer.user_id, "received_at": sending.received_at,
    }  # fmt: skip
    db.session.execute(insert_or_leave(QuarantinedEvent), row)


def event_of(sending: Sending, draft: EventDraft, household: Home | Household) -> Event:
    """What is kept of a draft: dated, marked, with who sent it. Nothing is written yet."""
    return Event(**_columns(sending, draft, household, household.assigned_to))


def _columns(
    sending: Sending, draft: EventDraft, household: Home | Household, assigned_to: str | None
) -> dict[str, Any]:
    day, clock_is_wrong = dated_on(draft.occurred_at, sending.sent_at, sending.received_at)
    marks = [EventMark.CLOCK.value] if clock_is_wrong else []
    if assigned_to not in (None, sending.viewer.user_id) and draft.op in {"done", "visit"}:
        marks.append(EventMark.ASSIGNED_ELSEWHERE.value)
    return {
        "id": draft.id, "commune_id": household.commune_id, "household_id": household.id,
        "op": EventOp(draft.op), "item": draft.item, "person_id": draft.person,
        "helper_id": draft.helper or sending.viewer.user_id, "cancels": draft.cancels, "data": draft.data,
        "device_id": sending.device, "seq": draft.seq, "occurred_at": draft.occurred_at,
        "sent_at": sending.sent_at, "received_at": sending.received_at,
        "recorded_by": sending.viewer.user_id, "payload_hash": draft.payload_hash, "dated_on": day,
        "marks": marks,
    }  # fmt: skip


def _final(answer: Answer, competing: frozenset[str]) -> Answer:
    if answer.status is Status.APPLIED and answer.id in competing:
        return Answer(answer.id, Status.REVIEW, COMPETING)
    return answer
