"""What was written down before a family changed reads the family as it is now."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from tests.browsing import get, sign_in
from tests.factories import Place, make_household, make_place, make_user, people_of, viewer
from tests.phones import edit, make_event
from webapp.models.base import db, writing
from webapp.models.consent import ConsentPurpose
from webapp.models.household import Household
from webapp.models.user import Role
from webapp.services import consents, events, households, notebook, teaching, visit_plan
from webapp.services.access import Viewer
from webapp.services.changes import merging, moving, splitting, undoing
from webapp.services.consents import Said
from webapp.services.progress import today
from webapp.services.teaching import Occasion

ITEM = "kn-vneid-muc-2"


@pytest.fixture
def place(one_app: Flask) -> Place:
    return make_place()


@pytest.fixture
def bob(place: Place) -> Viewer:
    return viewer(make_user(Role.LEADER, "bob", place.commune, place.hamlet))


def kept(by: Viewer, home: Household) -> dict[str, object]:
    [found] = [each for each in notebook.contents(by)["households"] if each["id"] == home.id]
    return dict(found)


def test_the_names_of_a_session_are_those_of_now(place: Place, bob: Viewer) -> None:
    gone = make_household(place.hamlet, "Nguyễn T. Lan", ("Nguyễn T. Lan", 1960))
    stays = make_household(place.hamlet, "Nguyễn Thị Lan", ("Nguyễn Thị Lan", 1960))
    refuses = make_household(place.hamlet, "Nhà Từ Chối", ("Y Thử", 1980))
    [twin], [lan], [thu] = (people_of(home) for home in (gone, stays, refuses))
    everyone = teaching.attendees(bob, [twin.id, thu.id], [gone.id])
    with writing() as session:
        held = teaching.record_group(
            by=bob, occasion=Occasion(today(), [ITEM], bob.user_id, place.hamlet.id), present=everyone
        )
        merging.merge(by=bob, gone_id=gone.id, stays_id=stays.id, joined=[twin.id])
        home = session.get_one(Household, stays.id)
        households.edit(by=bob, household=home, values={"name": "Lan Mới"}, person_id=lan.id)
        households.edit(by=bob, household=home, values={"head": "Nhà Lan Mới"})
        consents.record(by=bob, household=session.get_one(Household, refuses.id), said=Said(frozenset()))
    db.session.expire_all()
    shown = [(each.household_id, each.name) for each in teaching.names(bob, held)]
    assert shown == [(stays.id, "Lan Mới"), (stays.id, "Nhà Lan Mới")]
    assert held.present == 3


def test_a_promised_day_and_a_place_on_the_route_follow_a_merge(place: Place, bob: Viewer) -> None:
    gone, stays = make_household(place.hamlet, "Lan Cũ"), make_household(place.hamlet, "Lan")
    promised = today() + timedelta(days=2)
    said = {"result": "later", "next": promised.isoformat()}
    with writing():
        events.record_many(
            bob, [make_event("visit", gone.id, data=said), edit(gone.id, "head", "Lan Cũ Hai")]
        )
        visit_plan.add(by=bob, day=today(), household_ids=[gone.id])
        merging.merge(by=bob, gone_id=gone.id, stays_id=stays.id)
    assert kept(bob, stays)["planned"] == promised.isoformat()
    assert kept(bob, stays)["route"] == 1
    [stop] = visit_plan.route(bob, today()).stops
    assert (stop.row.household.head, stop.promised) == ("Lan", promised)
    with writing():
        visit_plan.move(by=bob, day=today(), household_id=stays.id, up=True)
        visit_plan.remove(by=bob, day=today(), household_id=stays.id)
    assert visit_plan.route(bob, today()).stops == []


def now_of(home: Household) -> Household:
    db.session.expire_all()
    return db.session.get_one(Household, home.id)


def said(by: Viewer, home: Household, *agreed: ConsentPurpose) -> None:
    with writing() as session:
        consents.record(by=by, household=session.get_one(Household, home.id), said=Said(frozenset(agreed)))


def helped_home(place: Place, head: str, *people: tuple[str, int]) -> Household:
    return make_household(
        place.hamlet, head, *people, needs_help=True, standing_helper="con gái Lan", helped_since=today()
    )


def test_a_merge_keeps_flags_helper_and_the_newest_answer_and_gives_them_back(
    place: Place, bob: Viewer
) -> None:
    gone = helped_home(place, "Lan Cũ")
    stays = make_household(place.hamlet, "Lan", no_smartphone=True, phone="0900000123")
    said(bob, stays, ConsentPurpose.CHECKLIST, ConsentPurpose.PHONE, ConsentPurpose.PUBLIC_NAME)
    said(bob, gone, ConsentPurpose.CHECKLIST, ConsentPurpose.PHONE)
    with writing():
        change = merging.merge(by=bob, gone_id=gone.id, stays_id=stays.id)
    kept = now_of(stays)
    assert (kept.no_smartphone, kept.needs_help, kept.standing_helper) == (True, True, "con gái Lan")
    assert set(consents.given(kept)) == {ConsentPurpose.CHECKLIST, ConsentPurpose.PHONE}
    assert kept.phone == "0900000123"
    with writing():
        undoing.undo(by=bob, change_id=change.id)
    kept = now_of(stays)
    assert (kept.no_smartphone, kept.needs_help, kept.standing_helper) == (True, False, None)
    assert set(consents.given(kept)) == set(ConsentPurpose)
    assert len(consents.answers(kept)) == 1


def test_a_refusal_comes_along_with_a_merge_and_is_taken_back_with_it(place: Place, bob: Viewer) -> None:
    gone, stays = make_household(place.hamlet, "Lan Cũ"), make_household(place.hamlet, "Lan")
    said(bob, gone)
    with writing():
        change = merging.merge(by=bob, gone_id=gone.id, stays_id=stays.id)
    assert consents.declining({stays.id}) == {stays.id}
    with writing():
        undoing.undo(by=bob, change_id=change.id)
    assert consents.declining({stays.id}) == frozenset()
    assert consents.declining({gone.id}) == {gone.id}


@pytest.mark.parametrize("agreed", [(ConsentPurpose.CHECKLIST, ConsentPurpose.PUBLIC_NAME), ()])
def test_a_split_takes_flags_helper_and_the_word_about_the_sheet_along(
    place: Place, bob: Viewer, agreed: tuple[ConsentPurpose, ...]
) -> None:
    old = helped_home(place, "Ông Cũ", ("Ông Cũ", 1950), ("Con Trai", 1980))
    said(bob, old, *agreed)
    son = people_of(old)[1].id
    with writing():
        change = splitting.split(
            by=bob, household_id=old.id, new=splitting.NewHome((son,), son, place.hamlet.id)
        )
    new = db.session.get_one(Household, change.into_id)
    assert (new.needs_help, new.standing_helper) == (True, "con gái Lan")
    assert set(consents.given(new)) == {ConsentPurpose.CHECKLIST} & set(agreed)
    assert consents.declining({new.id}) == ({new.id} if not agreed else frozenset())


def test_a_refusal_and_the_flags_go_to_the_other_commune_and_no_consent(place: Place, bob: Viewer) -> None:
    chi = viewer(make_user(Role.OFFICER, "chi", place.commune))
    other = make_place("02524", "Xã Bình Thuận", "Tỉnh Thái Nguyên")
    ly = viewer(make_user(Role.OFFICER, "ly", other.commune))
    arrived = []
    for number, agreed in enumerate([(ConsentPurpose.CHECKLIST,), ()]):
        home = helped_home(place, f"Nhà Đi {number}", ("Người Đi", 1980))
        said(bob, home, *agreed)
        with writing():
            asked = moving.ask(by=chi, household_id=home.id, commune_id="02524")
        with writing():
            moved = moving.accept(by=ly, change_id=asked.id, hamlet_id=other.hamlet.id)
        arrived.append(db.session.get_one(Household, moved.into_id))
    assert [home.standing_helper for home in arrived] == ["con gái Lan"] * 2
    assert [home.needs_help for home in arrived] == [True, True]
    assert consents.unasked({home.id for home in arrived}) == {arrived[0].id}
    assert consents.declining({home.id for home in arrived}) == {arrived[1].id}


def test_the_preview_of_a_merge_says_who_helps_and_what_the_family_said(
    place: Place, bob: Viewer, one_app: Flask
) -> None:
    gone, stays = helped_home(place, "Lan Cũ"), make_household(place.hamlet, "Lan")
    said(bob, gone)
    browser = one_app.test_client()
    sign_in(browser, make_user(Role.OFFICER, "em", place.commune))
    page = get(browser, f"/ho/{gone.id}/gop/{stays.id}").text
    assert "con gái Lan giúp tiếp" in page
    assert "theo lần trả lời sau cùng của hai hộ: từ chối ghi phiếu" in page.lower()
    assert "cần giúp tại nhà" in page
