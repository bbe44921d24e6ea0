"""What was written down before a family changed reads the family as it is now."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from tests.factories import Place, make_household, make_place, make_user, people_of, viewer
from tests.phones import edit, make_event
from webapp.models.base import db, writing
from webapp.models.household import Household
from webapp.models.user import Role
from webapp.services import consents, events, households, notebook, teaching, visit_plan
from webapp.services.access import Viewer
from webapp.services.changes import merging
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
