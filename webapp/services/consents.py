"""What a family agreed to, each purpose by itself: every answer is kept with the notice, moment and way.

Where a purpose is not agreed to, what was kept for it goes: the phone number is taken out, the name stays out
of public lists, and without the checklist's consent nothing more is recorded at that door.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select

from webapp.models.base import db, new_id, now
from webapp.models.consent import Consent, ConsentAnswer, ConsentPurpose, ConsentWay, moment_said
from webapp.models.event import Event, EventOp, FieldHead, QuarantinedEvent
from webapp.models.household import Household
from webapp.models.user import User
from webapp.rules.notices import CURRENT
from webapp.services import audit, events, lineage, reviews
from webapp.services.access import Viewer, visible_households
from webapp.services.errors import Refused
from webapp.services.progress import named, of_households

NOTICE_VERSION = CURRENT.version
NO_PHONE_CONSENT = "Gia đình chưa đồng ý cho lưu số điện thoại. Hỏi ý kiến gia đình trước."
AT_ONCE = 500
DECLINED = "Gia đình không đồng ý cho ghi phiếu. Vẫn giúp gia đình, nhưng không ghi lại."


@dataclass(frozen=True)
class Said:
    """One answer of a family: what it agreed to, how, and who spoke for it.

    An answer from a phone brings its own id, the version of the notice read out there, and the moment.
    """

    agreed: frozenset[ConsentPurpose]
    way: ConsentWay = ConsentWay.SCREEN
    said_by: str | None = None
    id: str = field(default_factory=new_id)
    version: int = NOTICE_VERSION
    at: datetime | None = None


@dataclass(frozen=True)
class Totals:
    """Households by what they said: all, asked, and how many agreed to each purpose."""

    households: int
    asked: int
    agreed: dict[ConsentPurpose, int]


def given(household: Household) -> dict[ConsentPurpose, Consent]:
    """The consents in force, by purpose."""
    rows: Sequence[Consent] = db.session.scalars(
        select(Consent).where(
            Consent.commune_id == household.commune_id,
            Consent.household_id == household.id,
            Consent.withdrawn_at.is_(None),
        )
    ).all()
    return {row.purpose: row for row in rows}


def answers(household: Household) -> list[tuple[ConsentAnswer, str]]:
    """Every answer of a family with the name of whoever recorded it, newest first."""
    rows = db.session.execute(
        select(ConsentAnswer, User.display_name)
        .outerjoin(User, User.id == ConsentAnswer.recorded_by)
        .where(ConsentAnswer.commune_id == household.commune_id, ConsentAnswer.household_id == household.id)
        .order_by(moment_said.desc(), ConsentAnswer.id.desc())
    )
    return [(answer, name or "") for answer, name in rows]


def record(*, by: Viewer, household: Household, said: Said) -> ConsentAnswer:
    """Keep an answer and bring the consents to it: new ones are given, missing ones withdrawn.

    A consent that a phone brings later holds from the moment it was given, with what was recorded after it.
    """
    db.session.execute(select(Household.id).where(Household.id == household.id).with_for_update())
    before = given(household)
    moment = _holds_from(said)
    for purpose in ConsentPurpose:
        if purpose in said.agreed and purpose not in before:
            db.session.add(
                Consent(
                    commune_id=household.commune_id, household_id=household.id, purpose=purpose,
                    version=said.version, given_at=moment, given_to=by.user_id,
                )
            )  # fmt: skip
        elif purpose in before and purpose not in said.agreed:
            before[purpose].withdrawn_at, before[purpose].withdrawn_to = moment, by.user_id
    answer = _keep_answer(by, household, said, moment)
    if ConsentPurpose.PHONE not in said.agreed:
        forget_phone(by, household)
    return answer


def remember_older(*, by: Viewer, household: Household, said: Said) -> ConsentAnswer:
    """Keep the proof of what a family had said before its last word; what is in force stays."""
    return _keep_answer(by, household, said, _holds_from(said))


def _holds_from(said: Said) -> datetime:
    return said.at if said.at and ConsentPurpose.CHECKLIST in said.agreed else now()


def _keep_answer(by: Viewer, household: Household, said: Said, moment: datetime) -> ConsentAnswer:
    answer = ConsentAnswer(
        id=said.id, commune_id=household.commune_id, household_id=household.id, agreed=sorted(said.agreed),
        version=said.version, way=said.way, said_by=said.said_by, answered_at=moment,
        said_at=said.at or moment, recorded_by=by.user_id,
    )  # fmt: skip
    db.session.add(answer)
    db.session.flush()
    audit.record(
        by=by, action="consent.change", noun="household", noun_id=household.id,
        changes={"agreed": sorted(said.agreed), "version": said.version, "way": said.way.value}
        | ({"said_at": said.at.isoformat()} if said.at else {}),
    )  # fmt: skip
    return answer


def may_keep_phone(household: Household, phone: str | None) -> None:
    """Raises Refused at `phone` for a new number without the family's consent; an emptied one always goes."""
    if phone and phone != household.phone and ConsentPurpose.PHONE not in given(household):
        raise Refused(NO_PHONE_CONSENT, "phone")


def may_record(household: Household) -> None:
    """Raises Refused where the family said that nothing shall be recorded."""
    if household.id in declining({household.id}):
        raise Refused(DECLINED)


def was_asked() -> ColumnElement[bool]:
    """The condition, on a query of households, that the family has answered at least once."""
    return exists().where(
        ConsentAnswer.commune_id == Household.commune_id, ConsentAnswer.household_id == Household.id
    )


def agreed_to(purpose: ConsentPurpose) -> ColumnElement[bool]:
    """The condition, on a query of households, that this consent is in force."""
    return exists().where(
        Consent.commune_id == Household.commune_id,
        Consent.household_id == Household.id,
        Consent.purpose == purpose,
        Consent.withdrawn_at.is_(None),
    )


def declined() -> ColumnElement[bool]:
    """The condition that the family was asked and lets no checklist be kept."""
    return was_asked() & ~agreed_to(ConsentPurpose.CHECKLIST)


def unasked(household_ids: Collection[str]) -> frozenset[str]:
    """Those of these households that nobody has asked yet."""
    return _those(household_ids, ~was_asked())


def declining(household_ids: Collection[str]) -> frozenset[str]:
    """Those of these households that let no checklist be kept."""
    return _those(household_ids, declined())


def refusing_phone(household_ids: Collection[str]) -> frozenset[str]:
    """Those of these households that were asked and let no phone number be kept."""
    return _those(household_ids, was_asked() & ~agreed_to(ConsentPurpose.PHONE))


def totals(viewer: Viewer) -> Totals:
    """How many families in scope were asked, and agreed to what."""
    counted = visible_households(viewer).with_only_columns(
        func.count(),
        func.count().filter(was_asked()),
        *(func.count().filter(agreed_to(purpose)) for purpose in ConsentPurpose),
    )
    households, asked, *agreed = db.session.execute(counted).one()
    return Totals(households, asked, dict(zip(ConsentPurpose, agreed, strict=True)))


def _those(household_ids: Collection[str], condition: ColumnElement[bool]) -> frozenset[str]:
    every, found = list(household_ids), set[str]()
    for start in range(0, len(every), AT_ONCE):
        part = Household.id.in_(every[start : start + AT_ONCE])
        found.update(db.session.scalars(select(Household.id).where(part, condition)))
    return frozenset(found)


def forget_phone(by: Viewer, household: Household) -> None:
    """Take the number out by an edit like any other, out of what stood there first, and out of the log.

    Two numbers that waited for a leader's choice go with it: then no number is what was chosen.
    """
    head = _phone_head(household)
    if household.phone or (head and head.competing):
        data = {"field": "phone", "value": None, "after": head.event_id if head else None}
        empty = events.event_object(household.id, EventOp.EDIT, data=data)
        events.record_many(by, [empty])
        head = _phone_head(household)
        if head is not None and head.competing:
            reviews.choose_edit(by=by, household_id=household.id, edit_id=empty["id"])
            head = _phone_head(household)
    if head is not None:
        head.base_value = None
    household.phone = None
    _empty_phone_edits(household)
    db.session.flush()


def _empty_phone_edits(household: Household) -> None:
    """The edits stay in their order, without the numbers that they wrote; so does what waits for a leader."""
    homes = {household.id: household.commune_id, **lineage.origins(household.id)}
    rows = select(Event).where(of_households(Event), Event.op == EventOp.EDIT)
    for edit in db.session.scalars(rows, named(homes)):
        if edit.data["field"] == "phone" and edit.data["value"]:
            edit.data = {**edit.data, "value": None}
    waiting = select(QuarantinedEvent).where(QuarantinedEvent.household_id.in_(homes))
    for twin in db.session.scalars(waiting):
        said = twin.payload.get("data") or {}
        if said.get("field") == "phone" and said.get("value"):
            twin.payload = {**twin.payload, "data": {**said, "value": None}}


def _phone_head(household: Household) -> FieldHead | None:
    db.session.flush()
    return db.session.get(FieldHead, (household.id, household.id, "phone"), populate_existing=True)
