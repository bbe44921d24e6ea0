"""Two people merge the same households at the same moment: one of them does it, and nothing is lost."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.factories import Place, make_household, make_user, people_of, viewer
from tests.phones import done
from tests.services.test_accounts_at_once import at_once
from webapp.models.base import db, writing
from webapp.models.change import HouseholdChange
from webapp.models.household import Household
from webapp.models.user import Role
from webapp.services import events, export, projection
from webapp.services.access import Viewer
from webapp.services.changes import merging

ITEM, OTHER = "kn-vneid-muc-2", "kn-quet-qr"


@pytest.fixture
def chi(place: Place) -> Viewer:
    return viewer(make_user(Role.OFFICER, "chi", place.commune))


def two_homes(place: Place, chi: Viewer) -> tuple[Household, Household]:
    one = make_household(place.hamlet, "Lan Cũ", ("Bà Lan", 1950))
    two = make_household(place.hamlet, "Lan", ("Chị Lan", 1980))
    with writing():
        events.record_many(chi, [done(one.id, ITEM, people_of(one)[0].id), done(two.id, OTHER)])
    return one, two


def living() -> list[str]:
    db.session.expire_all()
    return [home.id for home in db.session.query(Household).filter_by(merged_into=None)]


def test_pressing_merge_in_two_places_merges_once(app: Flask, place: Place, chi: Viewer) -> None:
    gone, stays = two_homes(place, chi)

    def merge(_number: int) -> None:
        with writing():
            merging.merge(by=chi, gone_id=gone.id, stays_id=stays.id)

    assert at_once(app, 4, merge) == {"ok": 1, "NotFound": 3}
    assert living() == [stays.id]
    assert len(db.session.query(HouseholdChange).all()) == 1


def test_merging_each_into_the_other_at_once_leaves_one_with_everything(
    app: Flask, place: Place, chi: Viewer
) -> None:
    pair = two_homes(place, chi)

    def merge(number: int) -> None:
        gone, stays = pair if number % 2 else reversed(pair)
        with writing():
            merging.merge(by=chi, gone_id=gone.id, stays_id=stays.id)

    assert at_once(app, 4, merge) == {"ok": 1, "NotFound": 3}
    [left] = living()
    assert {(line["household"], line["item"]) for line in export.state()} == {(left, ITEM), (left, OTHER)}
    stood = export.state()
    with writing():
        projection.rebuild(place.commune.id)
    assert export.state() == stood


def test_ticks_sent_while_a_merge_is_made_count_at_the_survivor(
    app: Flask, place: Place, chi: Viewer
) -> None:
    gone, stays = two_homes(place, chi)

    def act(number: int) -> None:
        with writing():
            if number == 1:
                merging.merge(by=chi, gone_id=gone.id, stays_id=stays.id)
            else:
                events.record_many(chi, [done(gone.id, "kn-day-lai")])

    assert at_once(app, 4, act) == {"ok": 4}
    assert {line["household"] for line in export.state()} == {stays.id}
