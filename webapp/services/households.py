"""Households and the people in them, as the viewer may see and change them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from webapp.models.base import db, new_id
from webapp.models.commune import Hamlet
from webapp.models.event import EventOp, FieldHead, HouseholdProgress, LiveDone
from webapp.models.household import AgeBand, Household, Person
from webapp.models.user import Role, User
from webapp.rules.vietnamese import clean_text, fold, name_sort_key
from webapp.services import audit, communes, events, progress, seats
from webapp.services.access import Viewer, in_scope, visible_households
from webapp.services.errors import NotFound, Refused


@dataclass(frozen=True)
class Row:
    household: Household
    hamlet: Hamlet
    progress: HouseholdProgress | None

    @property
    def left(self) -> int:
        return self.progress.item_count - self.progress.done_count if self.progress else 0


def get(viewer: Viewer, household_id: str) -> Household:
    """A household in scope; NotFound for any other. A merged one leads to its survivor."""
    household = db.session.get(Household, household_id)
    if household is not None and household.merged_into:
        household_id = household.merged_into
    found = db.session.scalar(visible_households(viewer).where(Household.id == household_id))
    if found is None:
        raise NotFound
    return found


def put_away(viewer: Viewer, household_id: str) -> Household:
    """A household of the viewer's scope, in the list or put away. Raises NotFound."""
    found = db.session.scalar(
        select(Household).where(
            Household.commune_id == viewer.commune_id,
            in_scope(viewer, Household.hamlet_id),
            Household.id == household_id,
            Household.merged_into.is_(None),
        )
    )
    if found is None:
        raise NotFound
    return found


def hamlet_of(household: Household) -> Hamlet:
    hamlet = db.session.get(Hamlet, household.hamlet_id)
    if hamlet is None:
        raise NotFound
    return hamlet


def people(household: Household) -> Sequence[Person]:
    return db.session.scalars(
        select(Person)
        .where(
            Person.commune_id == household.commune_id,
            Person.household_id == household.id,
            Person.removed_at.is_(None),
        )
        .order_by(Person.position, Person.id)
    ).all()


def people_of(homes: Sequence[Household]) -> dict[str, list[Person]]:
    """The people of several households, by household id."""
    found: dict[str, list[Person]] = {}
    query = select(Person).where(
        Person.household_id.in_([home.id for home in homes]), Person.removed_at.is_(None)
    )
    for each in db.session.scalars(query.order_by(Person.position, Person.id)):
        found.setdefault(each.household_id, []).append(each)
    return found


def ticks_of(homes: Sequence[Household]) -> dict[str, list[LiveDone]]:
    """The live ticks of several households, by household id."""
    found: dict[str, list[LiveDone]] = {}
    for each in db.session.scalars(
        select(LiveDone).where(LiveDone.household_id.in_([home.id for home in homes]))
    ):
        found.setdefault(each.household_id, []).append(each)
    return found


def person(household: Household, person_id: str) -> Person:
    for each in people(household):
        if each.id == person_id:
            return each
    raise NotFound


def helpers(viewer: Viewer) -> list[User]:
    """The commune's active members and leaders, by given name."""
    users = db.session.scalars(
        select(User).where(
            User.commune_id == viewer.commune_id, User.active, User.role.in_((Role.MEMBER, Role.LEADER))
        )
    )
    return sorted(users, key=lambda user: name_sort_key(user.display_name))


def competing(household: Household) -> Sequence[FieldHead]:
    """Fields of which two edits wait for a leader's choice."""
    rows = db.session.scalars(
        select(FieldHead).where(
            FieldHead.commune_id == household.commune_id, FieldHead.household_id == household.id
        )
    ).all()
    return [row for row in rows if row.competing]


def add(
    *,
    by: Viewer,
    hamlet_id: str,
    head: str,
    address: str | None = None,
    phone: str | None = None,
    address_form: str | None = None,
    birth_year: int | None = None,
) -> Household:
    """A new household whose head is its first person. Refused at `hamlet_id` outside the viewer's hamlets."""
    allowed = {hamlet.id for hamlet in communes.hamlets(by, progress.today())}
    if hamlet_id not in allowed:
        raise Refused("Chọn thôn, tổ dân phố trong danh sách.", "hamlet_id")
    household = Household(
        commune_id=by.commune_id, hamlet_id=hamlet_id, head=head, head_fold=fold(head),
        head_sort=name_sort_key(head), address=address, phone=phone, address_form=address_form,
    )  # fmt: skip
    db.session.add(household)
    db.session.flush()
    db.session.add(
        Person(
            id=new_id(), commune_id=household.commune_id, household_id=household.id, name=head,
            birth_year=birth_year, address_form=address_form, relation="Chủ hộ",
        )
    )  # fmt: skip
    db.session.flush()
    audit.record(
        by=by, action="household.add", noun="household", noun_id=household.id, changes={"head": head}
    )
    progress.refresh({household.id})
    return household


def edit(
    *, by: Viewer, household: Household, values: dict[str, str | None], person_id: str | None = None
) -> None:
    """Write each changed field as an edit after the one that was seen. Raises Refused when one waits."""
    subject: Household | Person = household if person_id is None else person(household, person_id)
    heads = {row.field: row for row in _heads(household, person_id or household.id)}
    raws = []
    for name, value in values.items():
        if _same(getattr(subject, name), value):
            continue
        head = heads.get(name)
        if head is not None and head.competing:
            raise Refused("Mục này đang có hai cách sửa khác nhau, chờ Tổ trưởng chọn.", name)
        data = {"field": name, "value": value, "after": head.event_id if head else None}
        raws.append(events.event_object(household.id, EventOp.EDIT, person=person_id, data=data))
    events.must_apply(events.record_many(by, raws))


def named_as_head(household: Household) -> Person | None:
    """Who in the house bears the head's name; None where nobody does."""
    return next((each for each in people(household) if each.name == household.head), None)


def add_person(*, by: Viewer, household: Household, name: str, birth_year: int | None) -> None:
    data = {"id": new_id(), "name": name, "birth_year": birth_year}
    events.must_apply(events.record_many(by, [events.event_object(household.id, EventOp.PERSON, data=data)]))


def add_unnamed(*, by: Viewer, household: Household, band: AgeBand) -> Person:
    """Someone else in the house of whom only the age band is kept."""
    unnamed = Person(
        id=new_id(), commune_id=household.commune_id, household_id=household.id, band=band, position=2000
    )
    db.session.add(unnamed)
    db.session.flush()
    audit.record(
        by=by, action="person.add", noun="person", noun_id=unnamed.id, changes={"band": band.value}
    )  # fmt: skip
    return unnamed


def assign(*, by: Viewer, household: Household, user_id: str | None) -> None:
    """Give a household to a member (None: to nobody). Refused at `user_id` outside the commune's teams."""
    if user_id is not None and user_id not in {user.id for user in seats.helpers_of(household)}:
        raise Refused("Chọn một tổ viên trong danh sách.", "user_id")
    before, household.assigned_to = household.assigned_to, user_id
    audit.record(
        by=by, action="household.assign", noun="household", noun_id=household.id,
        changes={"assigned_to": [before, user_id]},
    )  # fmt: skip
    db.session.flush()


def _heads(household: Household, subject_id: str) -> Sequence[FieldHead]:
    return db.session.scalars(
        select(FieldHead).where(FieldHead.household_id == household.id, FieldHead.subject_id == subject_id)
    ).all()


def _same(before: object, after: str | None) -> bool:
    return clean_text(str(before or "")) == clean_text(after or "")
