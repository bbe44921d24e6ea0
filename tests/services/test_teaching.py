"""A group session ticks everyone at once; a walk-in is counted; who helped is kept apart from who typed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.factories import Place, make_household, make_user, people_of, viewer
from webapp.models.audit import AuditRow
from webapp.models.base import db, writing
from webapp.models.event import Event, LiveDone
from webapp.models.household import Household
from webapp.models.teaching import SessionKind, TeachingSession
from webapp.models.user import Role, User
from webapp.services import checklist, teaching
from webapp.services.access import Viewer
from webapp.services.errors import NotFound, Refused
from webapp.services.progress import today
from webapp.services.teaching import Occasion

QR, LESSON = "kn-quet-qr", "quet-ma-qr"


@pytest.fixture
def alice(place: Place) -> User:
    return make_user(Role.MEMBER, "alice", place.commune, place.hamlet)


@pytest.fixture
def bob(place: Place) -> User:
    return make_user(Role.LEADER, "bob", place.commune, place.hamlet)


@pytest.fixture
def home(place: Place) -> Household:
    return make_household(place.hamlet, "Trần Văn Mẫu", ("Trần Văn Mẫu", 1960), ("Lê Thị Mẫu", 1965))


def occasion(at: Place, helper: User, **changes: object) -> Occasion:
    told = {"held_on": today(), "items": [QR, LESSON], "helper_id": helper.id, "hamlet_id": at.hamlet.id}
    return Occasion(**told | changes)  # type: ignore[arg-type]


def record(by: Viewer, said: Occasion, *people: str, families: tuple[str, ...] = ()) -> TeachingSession:
    present = teaching.attendees(by, people, families)
    with writing():
        return teaching.record_group(by=by, occasion=said, present=present)


def nothing_is_written() -> bool:
    told = db.session.query(AuditRow).filter_by(noun="teaching_session").count()
    return not told and not any(db.session.query(table).count() for table in (TeachingSession, Event))


def test_everyone_ticked_has_learned_each_lesson(
    place: Place, alice: User, bob: User, home: Household
) -> None:
    unnamed = make_household(place.hamlet, "Phạm Thị Mẫu")
    ids = [person.id for person in people_of(home)]
    session = record(viewer(alice), occasion(place, bob, headcount=2), *ids, families=(unnamed.id,))
    assert session.present == 5
    assert db.session.query(LiveDone).count() == 6
    sheet = checklist.sheet(viewer(alice), home.id)
    both = {"Trần Văn Mẫu", "Lê Thị Mẫu"}
    assert {line.item.slug: set(line.who) for line in sheet.done} == {QR: both, LESSON: both}
    assert checklist.sheet(viewer(alice), unnamed.id).done[0].who == ("Cả nhà",)


def test_who_helped_is_kept_apart_from_who_typed(
    place: Place, alice: User, bob: User, home: Household
) -> None:
    session = record(viewer(alice), occasion(place, bob), people_of(home)[0].id)
    assert (session.helper_id, session.recorded_by) == (bob.id, alice.id)
    assert {(event.helper_id, event.recorded_by) for event in db.session.query(Event)} == {(bob.id, alice.id)}


@pytest.mark.parametrize("days_ago", [0, 1, 89])
def test_the_ticks_carry_the_day_of_the_session(
    place: Place, alice: User, home: Household, days_ago: int
) -> None:
    day = today() - timedelta(days=days_ago)
    record(viewer(alice), occasion(place, alice, held_on=day), people_of(home)[0].id)
    assert {(event.dated_on, tuple(event.marks)) for event in db.session.query(Event)} == {(day, ())}


def test_a_lesson_is_kept_with_its_version(place: Place, alice: User, home: Household) -> None:
    record(viewer(alice), occasion(place, alice), people_of(home)[0].id)
    versions = {event.item: event.data["lesson_version"] for event in db.session.query(Event)}
    assert versions[QR] is None
    assert versions[LESSON] >= 1


def test_one_audit_row_tells_of_a_session(place: Place, alice: User, home: Household) -> None:
    session = record(viewer(alice), occasion(place, alice, headcount=3), people_of(home)[0].id)
    [row] = db.session.query(AuditRow).filter_by(action="teaching.record")
    assert (row.noun_id, row.by_user) == (session.id, alice.id)
    assert (row.changes["named"], row.changes["headcount"]) == (1, 3)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"headcount": 0}, "headcount"),
        ({"items": []}, "items"),
        ({"items": ["khong-co"]}, "items"),
        ({"held_on": date(2020, 1, 1)}, "held_on"),
        ({"helper_id": "00000000-0000-4000-8000-000000000000"}, "helper_id"),
        ({"hamlet_id": None}, "hamlet_id"),
    ],
)
def test_what_is_missing_is_refused_at_its_field(
    place: Place, alice: User, changes: dict[str, object], field: str
) -> None:
    said = occasion(place, alice, **{"headcount": 1} | changes)
    with pytest.raises(Refused) as refusal:
        record(viewer(alice), said)
    assert refusal.value.field == field
    assert nothing_is_written()


def test_tomorrow_is_refused(place: Place, alice: User) -> None:
    with pytest.raises(Refused, match="90 ngày"):
        record(viewer(alice), occasion(place, alice, headcount=1, held_on=today() + timedelta(days=1)))


def test_another_hamlet_is_refused(place: Place, alice: User) -> None:
    with pytest.raises(Refused, match="Chọn thôn"):
        record(viewer(alice), occasion(place, alice, headcount=1, hamlet_id=place.other_hamlet.id))


def test_people_and_families_out_of_scope_are_not_found(place: Place, alice: User) -> None:
    far = make_household(place.other_hamlet, "Đỗ Văn Xa", ("Đỗ Văn Xa", 1970))
    with pytest.raises(NotFound):
        teaching.attendees(viewer(alice), [people_of(far)[0].id], [])
    with pytest.raises(NotFound):
        teaching.attendees(viewer(alice), [], [far.id])
    with pytest.raises(NotFound):
        teaching.attendees(viewer(alice), ["không phải mã"], [])


def test_a_walk_in_touches_no_household(place: Place, alice: User, bob: User) -> None:
    said = occasion(place, bob, hamlet_id=None, headcount=2, place="Nhà văn hóa")
    with writing():
        session = teaching.record_walk_in(by=viewer(alice), occasion=said)
    assert (session.kind, session.present, session.place) == (SessionKind.WALK_IN, 2, "Nhà văn hóa")
    assert db.session.query(Event).count() == 0
    assert [each.session.id for each in teaching.latest(viewer(alice))] == [session.id]
    assert [each.helper for each in teaching.latest(viewer(bob))] == [bob.display_name]


def test_sessions_are_seen_within_scope_newest_first(place: Place, alice: User) -> None:
    carol = make_user(Role.MEMBER, "carol", place.commune, place.other_hamlet)
    chi = make_user(Role.OFFICER, "chi", place.commune)
    yesterday = today() - timedelta(days=1)
    new = record(viewer(alice), occasion(place, alice, headcount=1))
    old = record(viewer(alice), occasion(place, alice, headcount=1, held_on=yesterday))
    assert [each.session.id for each in teaching.latest(viewer(chi))] == [new.id, old.id]
    assert teaching.latest(viewer(carol)) == []
    with pytest.raises(NotFound):
        teaching.get(viewer(carol), new.id)


def test_my_households_come_first_then_by_given_name(place: Place, alice: User) -> None:
    for head in ("Trần Văn Bình", "Lê Thị An"):
        make_household(place.hamlet, head)
    make_household(place.hamlet, "Vũ Thị Yến", assigned_to=alice.id)
    listed = teaching.homes(viewer(alice), place.hamlet.id)
    assert [each.household.head for each in listed] == ["Vũ Thị Yến", "Lê Thị An", "Trần Văn Bình"]
    found = teaching.homes(viewer(alice), place.hamlet.id, "binh")
    assert [each.household.head for each in found] == ["Trần Văn Bình"]
