"""Occasions of teaching: a group ticked at once or only counted, and a walk-in without household."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, or_, select

from webapp.lessons import Item, ItemKind
from webapp.models.base import db, now
from webapp.models.commune import Hamlet
from webapp.models.event import EventOp
from webapp.models.household import Household, Person
from webapp.models.teaching import SessionKind, TeachingSession
from webapp.models.user import User
from webapp.rules.events import CLOCK_DAYS, VIETNAM, is_uuid
from webapp.rules.vietnamese import fold, name_sort_key
from webapp.services import audit, communes, consents, events, households, lesson_shelf, lineage
from webapp.services.access import Viewer, in_scope, visible_households
from webapp.services.errors import NotFound, Refused
from webapp.services.progress import today

LISTED = 50
MOST_HOUSEHOLDS = 300
MOST_TICKS = 3000


@dataclass(frozen=True)
class Attendee:
    """Who was ticked: a person, or with no person the family as one."""

    household_id: str
    person_id: str | None
    name: str


@dataclass(frozen=True)
class Home:
    """A household with the people of it who can be ticked; without any, its head stands for the family."""

    household: Household
    people: tuple[Person, ...]
    mine: bool


@dataclass(frozen=True)
class Occasion:
    """What a form says of an occasion, besides who was ticked."""

    held_on: date
    items: Sequence[str]
    helper_id: str
    hamlet_id: str | None = None
    place: str | None = None
    headcount: int = 0
    note: str | None = None


@dataclass(frozen=True)
class Shown:
    session: TeachingSession
    hamlet: str | None
    helper: str

    @property
    def items(self) -> list[str]:
        return [item.title for item in lesson_shelf.named(self.session.items)]


def first_day() -> date:
    """The earliest day that can still be recorded: 90 days with today, as for a phone's events."""
    return today() - timedelta(days=CLOCK_DAYS - 1)


def items_of(viewer: Viewer) -> list[Item]:
    """What can be taught: the commune's checklist first, then every other lesson."""
    listed = communes.settings_of(viewer.commune_id or "").checklist
    everything = lesson_shelf.items_of(viewer.commune_id or "")
    taught = (item.slug for item in everything if item.kind is ItemKind.LESSON)
    return lesson_shelf.named(dict.fromkeys((*listed, *taught)))


def helpers(viewer: Viewer) -> list[User]:
    """Who may have taught: the members and leaders of the commune, and whoever records; by given name."""
    users = db.session.scalars(
        select(User).where(
            User.commune_id == viewer.commune_id,
            User.active,
            or_(User.role.in_(("member", "leader")), User.id == viewer.user_id),
        )
    )
    return sorted(users, key=lambda user: name_sort_key(user.display_name))


def homes(viewer: Viewer, hamlet_id: str, words: str = "") -> list[Home]:
    """The households of a hamlet that a form lists, those of the viewer first; `words` search the heads.

    Those who let no checklist be kept are only counted among those present.
    """
    query = visible_households(viewer).where(Household.hamlet_id == hamlet_id, ~consents.declined())
    if folded := fold(words):
        query = query.where(Household.head_fold.contains(folded, autoescape=True))
    mine = Household.assigned_to.is_not_distinct_from(viewer.user_id)
    order = (mine.desc(), Household.head_sort, Household.id)
    found = db.session.scalars(query.order_by(*order).limit(MOST_HOUSEHOLDS)).all()
    people = households.people_of(found)
    return [
        Home(
            each,
            tuple(one for one in people.get(each.id, ()) if one.name),
            each.assigned_to == viewer.user_id,
        )
        for each in found
    ]


def attendees(viewer: Viewer, person_ids: Sequence[str], household_ids: Sequence[str]) -> list[Attendee]:
    """Those ticked, persons and families. Raises NotFound when any of them is out of scope."""
    people, families = (tuple(dict.fromkeys(ids)) for ids in (person_ids, household_ids))
    if not all(map(is_uuid, (*people, *families))):
        raise NotFound
    found = [*_people(viewer, people), *_families(viewer, families)]
    if len(found) != len(people) + len(families):
        raise NotFound
    return found


def record_group(*, by: Viewer, occasion: Occasion, present: Sequence[Attendee]) -> TeachingSession:
    """Keep a group session and a tick of each item for everyone named. Refused at the field that is wrong."""
    if occasion.hamlet_id is None:
        raise Refused("Chọn thôn, tổ dân phố.", "hamlet_id")
    if not present and occasion.headcount < 1:
        raise Refused("Tích tên người có mặt, hoặc ghi số người khác có mặt.", "headcount")
    if len(present) * len(occasion.items) > MOST_TICKS:
        raise Refused("Nhiều tên và nhiều bài quá cho một lần ghi. Chia thành hai buổi.", "items")
    session = _keep(by, SessionKind.GROUP, occasion, present)
    _tick(by, occasion, present)
    return session


def record_walk_in(*, by: Viewer, occasion: Occasion) -> TeachingSession:
    """Keep that people were helped who belong to no household here. Refused at the field that is wrong."""
    if occasion.headcount < 1:
        raise Refused("Ghi số người đã giúp, ít nhất 1.", "headcount")
    return _keep(by, SessionKind.WALK_IN, occasion, ())


def latest(viewer: Viewer) -> list[Shown]:
    """The sessions in scope, newest first."""
    order = (TeachingSession.held_on.desc(), TeachingSession.made_at.desc())
    return [Shown(*row) for row in _named(db.session.execute(_shown(viewer).order_by(*order).limit(LISTED)))]


def get(viewer: Viewer, session_id: str) -> Shown:
    """A session in scope; NotFound for any other."""
    for row in _named(db.session.execute(_shown(viewer).where(TeachingSession.id == session_id))):
        return Shown(*row)
    raise NotFound


def names(viewer: Viewer, session: TeachingSession) -> list[Attendee]:
    """Those ticked in a session as they are called and live now, if in scope, by given name.

    Who was merged or moved since is found where they are now; families that refuse the sheet are left out.
    """
    family = lineage.around({each["household"] for each in session.named})
    people = [family.person(each["person"]) for each in session.named if each["person"]]
    families = [family.home(each["household"]) for each in session.named if not each["person"]]
    found = [*_people(viewer, [each for each in people if each]), *_families(viewer, families)]
    declining = consents.declining({each.household_id for each in found})
    shown = [each for each in found if each.household_id not in declining]
    return sorted(shown, key=lambda each: name_sort_key(each.name))


def _people(viewer: Viewer, ids: Sequence[str]) -> list[Attendee]:
    scoped = visible_households(viewer).with_only_columns(Household.id)
    rows = db.session.scalars(
        select(Person).where(
            Person.commune_id == viewer.commune_id,
            Person.id.in_(ids),
            Person.name.is_not(None),
            Person.removed_at.is_(None),
            Person.household_id.in_(scoped),
        )
    )
    return [Attendee(row.household_id, row.id, row.name or "") for row in rows]


def _families(viewer: Viewer, ids: Sequence[str]) -> list[Attendee]:
    rows = db.session.scalars(visible_households(viewer).where(Household.id.in_(ids)))
    return [Attendee(row.id, None, row.head) for row in rows]


def _keep(by: Viewer, kind: SessionKind, occasion: Occasion, present: Sequence[Attendee]) -> TeachingSession:
    _check(by, occasion)
    session = TeachingSession(
        commune_id=by.commune_id, hamlet_id=occasion.hamlet_id, kind=kind, held_on=occasion.held_on,
        place=occasion.place or None, items=list(occasion.items), headcount=occasion.headcount,
        named=[{"household": each.household_id, "person": each.person_id} for each in present],
        helper_id=occasion.helper_id, recorded_by=by.user_id, note=occasion.note or None,
    )  # fmt: skip
    db.session.add(session)
    db.session.flush()
    audit.record(
        by=by, action="teaching.record", noun="teaching_session", noun_id=session.id,
        changes={
            "kind": kind.value, "held_on": occasion.held_on.isoformat(), "items": session.items,
            "named": len(present), "headcount": occasion.headcount, "helper": occasion.helper_id,
        },
    )  # fmt: skip
    return session


def _check(by: Viewer, occasion: Occasion) -> None:
    if not first_day() <= occasion.held_on <= today():
        raise Refused("Ngày phải trong 90 ngày gần đây, không sau hôm nay.", "held_on")
    if not occasion.items or not {item.slug for item in items_of(by)}.issuperset(occasion.items):
        raise Refused("Chọn ít nhất một bài hoặc việc trong danh sách.", "items")
    if occasion.helper_id not in {user.id for user in helpers(by)}:
        raise Refused("Chọn người hướng dẫn trong danh sách.", "helper_id")
    allowed = {hamlet.id for hamlet in communes.hamlets(by, today())}
    if occasion.hamlet_id is not None and occasion.hamlet_id not in allowed:
        raise Refused("Chọn thôn, tổ dân phố trong danh sách.", "hamlet_id")


def _tick(by: Viewer, occasion: Occasion, present: Sequence[Attendee]) -> None:
    moment = _moment_of(occasion.held_on).isoformat()
    raws = [
        _done(each, item, occasion.helper_id) | {"occurred_at": moment}
        for item in items_of(by)
        if item.slug in occasion.items
        for each in present
    ]
    if raws:
        events.must_apply(events.record_many(by, raws))


def _done(attendee: Attendee, item: Item, helper_id: str) -> dict[str, Any]:
    return events.event_object(
        attendee.household_id, EventOp.DONE, item=item.slug, person=attendee.person_id, helper=helper_id,
        data={"lesson_version": item.version if item.kind is ItemKind.LESSON else None},
    )  # fmt: skip


def _moment_of(day: date) -> datetime:
    """Now for today; noon in Vietnam for a day gone by."""
    return now() if day == today() else datetime.combine(day, time(12), VIETNAM)


def _shown(viewer: Viewer) -> Select[TeachingSession, Hamlet, str]:
    """Sessions of the viewer's hamlets, and those that the viewer recorded or taught, wherever held."""
    return (
        select(TeachingSession, Hamlet, User.display_name)
        .join(User, User.id == TeachingSession.helper_id)
        .join(Hamlet, Hamlet.id == TeachingSession.hamlet_id, isouter=True)
        .where(
            TeachingSession.commune_id == viewer.commune_id,
            or_(
                in_scope(viewer, TeachingSession.hamlet_id),
                TeachingSession.recorded_by == viewer.user_id,
                TeachingSession.helper_id == viewer.user_id,
            ),
        )
    )


def _named(rows: Any) -> list[tuple[TeachingSession, str | None, str]]:
    return [(session, hamlet.label if hamlet else None, helper) for session, hamlet, helper in rows]
