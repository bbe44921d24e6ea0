"""A household that nobody asked is merged with one that answered: the stricter holds until it is asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from tests.browsing import get, sign_in
from tests.factories import Place, make_household, make_place, make_user, viewer
from tests.phones import done, make_event
from webapp.models.base import db, writing
from webapp.models.consent import ConsentPurpose
from webapp.models.household import Household
from webapp.models.user import Role, User
from webapp.services import (
    asking_again,
    checklist,
    consents,
    events,
    export,
    first_refusals,
    progress,
    projection,
)
from webapp.services.access import Viewer
from webapp.services.changes import merging, undoing
from webapp.services.consents import Said

VNEID, QR = "kn-vneid-muc-2", "kn-quet-qr"
YES, NAMED, NO = (
    frozenset({ConsentPurpose.CHECKLIST}),
    frozenset(ConsentPurpose),
    frozenset[ConsentPurpose](),
)


@pytest.fixture
def place(one_app: Flask) -> Place:
    return make_place()


@pytest.fixture
def leader(place: Place) -> User:
    return make_user(Role.LEADER, "bob", place.commune, place.hamlet)


@pytest.fixture
def bob(leader: User) -> Viewer:
    return viewer(leader)


def answers(by: Viewer, home: Household, agreed: frozenset[ConsentPurpose]) -> None:
    with writing() as session:
        first_refusals.hear(by=by, household=session.get_one(Household, home.id), said=Said(agreed))


def record(by: Viewer, *raws: dict[str, Any]) -> set[str]:
    with writing():
        return {answer.status.value for answer in events.record_many(by, list(raws))}


def taught(by: Viewer, home: Household, item: str) -> None:
    visit = make_event("visit", home.id, data={"result": "met", "next": None})
    assert record(by, done(home.id, item), visit) == {"applied"}


def late_for(home: Household) -> dict[str, Any]:
    """A tick of before the merge that a phone sends now."""
    return done(home.id, QR, occurred_at=(datetime.now(UTC) - timedelta(hours=2)).isoformat())


def merged(by: Viewer, gone: Household, stays: Household) -> str:
    with writing():
        return merging.merge(by=by, gone_id=gone.id, stays_id=stays.id).id


def shown(place: Place, home: Household) -> tuple[list[str], int]:
    """The items and visits that count, the same after the log was read again."""
    found = []
    for _ in range(2):
        db.session.expire_all()
        facts = progress.facts_of({home.id})[home.id]
        found.append((sorted(facts.done), facts.visits))
        with writing():
            projection.rebuild(place.commune.id)
    assert found[0] == found[1]
    return found[0]


def two_homes(place: Place, by: Viewer, agreed: frozenset[ConsentPurpose], unasked_goes: bool) -> Any:
    """Who goes, who stays: one that answered, one with a tick and a visit that nobody asked."""
    asked, unasked = make_household(place.hamlet, "Lan Cũ"), make_household(place.hamlet, "Lan")
    answers(by, asked, agreed)
    taught(by, unasked, VNEID)
    return (unasked, asked) if unasked_goes else (asked, unasked)


@pytest.mark.parametrize("unasked_goes", [True, False])
def test_what_was_ticked_where_nobody_asked_is_out_of_sight_until_the_family_is_asked(
    place: Place, bob: Viewer, leader: User, one_app: Flask, unasked_goes: bool
) -> None:
    gone, stays = two_homes(place, bob, NO, unasked_goes)
    change = merged(bob, gone, stays)
    assert shown(place, stays) == ([], 0)
    assert checklist.sheet(bob, stays.id).log == ()
    client = one_app.test_client()
    sign_in(client, leader)
    page, listed = get(client, f"/ho/{stays.id}/").text, get(client, "/ho/?loc=tat-ca").text
    assert "Cần hỏi lại ý kiến" in page
    assert "tạm cất đi" in page
    assert "Cần hỏi lại ý kiến" in listed
    assert record(bob, done(stays.id, QR), done(gone.id, QR)) == {"rejected"}
    with writing():
        undoing.undo(by=bob, change_id=change)
    unasked = gone if unasked_goes else stays
    assert shown(place, unasked) == ([VNEID], 1)
    assert asking_again.pending({stays.id, gone.id}) == {}
    assert consents.unasked({stays.id, gone.id}) == {unasked.id}


@pytest.mark.parametrize("unasked_goes", [True, False])
@pytest.mark.parametrize("says", [YES, NO])
def test_the_family_that_is_asked_again_decides(
    place: Place, bob: Viewer, unasked_goes: bool, says: frozenset[ConsentPurpose]
) -> None:
    gone, stays = two_homes(place, bob, NO, unasked_goes)
    merged(bob, gone, stays)
    assert record(bob, late_for(gone)) == {"rejected"}, "nothing more is kept until the family is asked"
    answers(bob, stays, says)
    assert asking_again.pending({stays.id}) == {}
    assert shown(place, stays) == (([VNEID], 1) if says else ([], 0))
    unasked = gone if unasked_goes else stays
    assert record(bob, late_for(unasked)) == {"applied" if says else "rejected"}
    assert ("erased" in str(list(export.events()))) is (not says)
    answers(bob, stays, YES)
    assert shown(place, stays) == (([QR, VNEID], 1) if says else ([], 0))


def test_a_family_that_had_agreed_before_keeps_its_own_ticks_and_hides_the_others(
    place: Place, bob: Viewer
) -> None:
    asked, unasked = make_household(place.hamlet, "Lan Cũ"), make_household(place.hamlet, "Lan")
    answers(bob, asked, YES)
    taught(bob, asked, QR)
    taught(bob, unasked, VNEID)
    answers(bob, asked, NO)
    merged(bob, unasked, asked)
    assert shown(place, asked) == ([QR], 1)
    answers(bob, asked, NO)
    assert shown(place, asked) == ([QR], 1)
    answers(bob, asked, YES)
    assert shown(place, asked) == ([QR], 1), "what went with the second refusal is gone"


@pytest.mark.parametrize("unasked_goes", [True, False])
def test_an_agreement_hides_nothing_but_the_name_of_whom_nobody_asked(
    place: Place, bob: Viewer, unasked_goes: bool
) -> None:
    gone, stays = two_homes(place, bob, NAMED, unasked_goes)
    change = merged(bob, gone, stays)
    assert shown(place, stays) == ([VNEID], 1)
    assert asking_again.pending({stays.id}).keys() == {stays.id}
    kept = db.session.get_one(Household, stays.id)
    assert (ConsentPurpose.PUBLIC_NAME in consents.given(kept)) is unasked_goes
    with writing():
        undoing.undo(by=bob, change_id=change)
    asked, unasked = (stays, gone) if unasked_goes else (gone, stays)
    assert (consents.given(asked).keys(), consents.given(unasked).keys()) == (set(NAMED), set())


def test_a_merge_of_a_merge_goes_on_asking_and_hides_what_nobody_asked_for(place: Place, bob: Viewer) -> None:
    gone, stays = two_homes(place, bob, NO, True)
    merged(bob, gone, stays)
    last = make_household(place.hamlet, "Lan Mới")
    answers(bob, last, YES)
    second = merged(bob, stays, last)
    assert asking_again.pending({last.id}) == {last.id: {gone.id}}
    assert shown(place, last) == ([VNEID], 1), "the family's last word is an agreement"
    with writing():
        undoing.undo(by=bob, change_id=second)
    assert shown(place, stays) == ([], 0)


def test_two_that_nobody_asked_or_that_both_answered_are_not_asked_again(place: Place, bob: Viewer) -> None:
    homes = [make_household(place.hamlet, f"Lan {number}") for number in range(4)]
    merged(bob, homes[0], homes[1])
    answers(bob, homes[2], YES)
    answers(bob, homes[3], NO)
    merged(bob, homes[2], homes[3])
    assert asking_again.pending({home.id for home in homes}) == {}
