"""Two entries of one household become one: nothing of either is lost, and late events follow."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from webapp.models.base import db
from webapp.models.change import ChangeKind, HouseholdChange
from webapp.models.event import FieldHead
from webapp.models.household import Household, Person
from webapp.models.recognition import Recognition, RecognitionState
from webapp.rules.duplicates import same_person
from webapp.rules.events import HOUSEHOLD_FIELDS
from webapp.services import field_heads, households, lineage, recognition
from webapp.services.access import Viewer
from webapp.services.changes import carrying, making
from webapp.services.changes.affected import Affected, Honour, affected, honours
from webapp.services.errors import NotFound, Refused

ONE_HOUSEHOLD = "Chọn hai hộ khác nhau để gộp."


@dataclass(frozen=True)
class MergePreview:
    """`twins` are people of both, in pairs that look like one person; `refusal` says why it can't be."""

    gone: Affected
    stays: Affected
    twins: tuple[tuple[Person, Person], ...]
    refusal: str | None


def preview(viewer: Viewer, gone_id: str, stays_id: str) -> MergePreview:
    """Raises NotFound unless both are in scope."""
    gone, stays = (households.get(viewer, each) for each in (gone_id, stays_id))
    if gone.id == stays.id:
        raise NotFound
    sides = affected(gone), affected(stays)
    refusal = _refusal(sides[0].honours, sides[1].honours)
    return MergePreview(*sides, _twins(sides[0].people, sides[1].people), refusal)


def merge(*, by: Viewer, gone_id: str, stays_id: str, joined: Collection[str] = ()) -> HouseholdChange:
    """Merge `gone` into `stays`. `joined` are people of `gone` said to be the one they look like.

    Raises NotFound out of scope, Refused when both are recognised alike.
    """
    if gone_id == stays_id:
        raise Refused(ONE_HOUSEHOLD)
    gone, stays = making.locked(by, gone_id, stays_id)
    if refusal := _refusal(honours(gone), honours(stays)):
        raise Refused(refusal)
    twins = _twins(households.people(gone), households.people(stays))
    beside = {
        "recognitions": _recognitions_follow(by, gone, stays),
        **carrying.into_survivor(by, gone, stays),
    }
    change = making.make(
        by=by, household=gone, kind=ChangeKind.MERGE, into=stays, data=_seen(gone, stays), beside=beside
    )
    joins = [join(by=by, household=stays, person=one, into=two).id for one, two in twins if one.id in joined]
    change.beside = {**change.beside, "joins": joins}
    db.session.flush()
    return change


def join(*, by: Viewer, household: Household, person: Person, into: Person) -> HouseholdChange:
    """Two entries of one person in a household become one; the ticks of both count for `into`."""
    data = {"persons": [person.id], "person": into.id}
    return making.make(by=by, household=household, kind=ChangeKind.JOIN, data=data)


def _refusal(gone: Sequence[Honour], stays: Sequence[Honour]) -> str | None:
    there = {(each.recognition.title_id, each.recognition.year): each for each in stays}
    for each in gone:
        other = there.get((each.recognition.title_id, each.recognition.year))
        if other is None or not each.given:
            continue
        year = each.recognition.year
        if other.given:
            return (
                f"Cả hai hộ đều đã được công nhận “{each.title}” năm {year}, chưa gộp được. "
                "Thu hồi hoặc rút một công nhận trước."
            )
        return f"Hộ này đã được công nhận “{each.title}” năm {year}. Chọn hộ này làm hộ giữ lại."
    return None


def _recognitions_follow(by: Viewer, gone: Household, stays: Household) -> list[str]:
    """Recognitions go to the survivor; an undecided one that it has too is sent back and stays behind."""
    query = select(Recognition).where(Recognition.recipient_id.in_((gone.id, stays.id)))
    rows = db.session.scalars(query.order_by(Recognition.id).with_for_update()).all()
    there = {(row.title_id, row.year) for row in rows if row.recipient_id == stays.id}
    moved = []
    for row in rows:
        if row.recipient_id != gone.id:
            continue
        if (row.title_id, row.year) not in there:
            row.recipient_id = stays.id
            moved.append(row.id)
        elif row.state is RecognitionState.PROPOSED:
            row.submission_id = None
            recognition.move(by, row, RecognitionState.RETURNED, f"Đã gộp vào hộ {stays.head}")
    return moved


def _seen(gone: Household, stays: Household) -> dict[str, dict[str, object]]:
    family = lineage.around({gone.id, stays.id})
    rows = select(FieldHead).where(FieldHead.household_id == stays.id, FieldHead.subject_id == stays.id)
    return {
        "seen": {name: field_heads.path(gone, name, family) for name in sorted(HOUSEHOLD_FIELDS)},
        "heads": {row.field: row.event_id for row in db.session.scalars(rows)},
    }


def _twins(gone: Sequence[Person], stays: Sequence[Person]) -> tuple[tuple[Person, Person], ...]:
    """Each person of the one household beside at most one of the other."""
    free = list(stays)
    pairs = []
    for one in gone:
        for two in free:
            if one.name and two.name and same_person(one.name, one.birth_year, two.name, two.birth_year):
                pairs.append((one, two))
                free.remove(two)
                break
    return tuple(pairs)
