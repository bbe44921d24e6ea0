"""Several at the same moment: one slip, one throttle, one name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy import select

from tests.factories import Place, make_user, viewer
from webapp.models.base import db, writing
from webapp.models.user import Role, Team, User
from webapp.services import accounts, sign_in, slips
from webapp.services.errors import DomainError
from webapp.services.progress import today


def at_once(app: Flask, count: int, act: Callable[[int], object]) -> Counter[str]:
    """What each of the threads got: "ok", or the name of its refusal."""

    def run(number: int) -> str:
        with app.app_context():
            try:
                act(number)
            except DomainError as error:
                return type(error).__name__
            return "ok"

    with ThreadPoolExecutor(count) as pool:
        answers = Counter(pool.map(run, range(count)))
    db.session.rollback()
    return answers


def test_a_slip_shown_to_eight_phones_lets_one_in(app: Flask, place: Place) -> None:
    chi = viewer(make_user(Role.OFFICER, "chi", place.commune))
    alice = make_user(Role.MEMBER, "alice", place.commune, place.hamlet)
    with writing():
        [slip] = slips.make_for(by=chi, user_ids=[alice.id])

    def use(_number: int) -> None:
        with writing():
            slips.redeem(token=slip.token)

    assert at_once(app, 8, use) == {"ok": 1, "NotFound": 7}


def test_guesses_sent_at_once_are_counted_one_by_one(app: Flask, place: Place) -> None:
    make_user(Role.MEMBER, "alice", place.commune, place.hamlet)
    answers = at_once(app, 24, lambda _n: sign_in.authenticate("alice", "sai", "203.0.113.9"))
    assert answers == {"Refused": 10, "TooMany": 14}


def test_eight_people_of_one_name_get_eight_usernames_and_one_team(app: Flask, place: Place) -> None:
    def add(_number: int) -> None:
        with writing():
            accounts.add(
                by=None, commune=place.commune, role=Role.MEMBER, name="Nguyễn Thị Đào", today=today(),
                hamlet_ids={place.hamlet.id},
            )  # fmt: skip

    assert at_once(app, 8, add) == {"ok": 8}
    names = db.session.scalars(select(User.username)).all()
    assert sorted(names) == ["dao.eamau", *(f"dao.eamau-{number}" for number in range(2, 9))]
    assert len(db.session.scalars(select(Team)).all()) == 1
