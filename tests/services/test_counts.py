"""Counting without persons, on both databases: sums that add, also at once; figures by lesson and version."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from tests.factories import make_place, make_user, viewer
from webapp.lessons import catalog
from webapp.lessons.practice_catalog import practice_catalog
from webapp.lessons.scams import scam_catalog
from webapp.models.base import db, writing
from webapp.models.count import CountKind, CountWhat, LearningCount
from webapp.models.user import Role
from webapp.services import counts, drop_off
from webapp.services.counts import Counted, UnreadableCounts

DAY = date(2026, 11, 21)
SLUG = "quet-ma-qr"
STEP = f"step:{SLUG}:1:3"


def sent(name: str = STEP, what: str = "seen", n: object = 1) -> dict[str, object]:
    return {"count": name, "what": what, "n": n}


def add(*entries: dict[str, object], day: date = DAY) -> None:
    with writing():
        counts.add(day, counts.read_counts(list(entries)))


def rows() -> dict[tuple[object, ...], int]:
    found = db.session.scalars(select(LearningCount))
    return {(row.day, row.kind, row.slug, row.version, row.place, row.what): row.n for row in found}


def test_what_is_sent_twice_is_added(app: Flask) -> None:
    add(sent(), sent(n=2))
    add(sent(n=4))
    add(sent(), day=date(2026, 11, 22))
    key = (CountKind.STEP, SLUG, 1, "3", CountWhat.SEEN)
    assert rows() == {(DAY, *key): 7, (date(2026, 11, 22), *key): 1}


def test_many_who_add_at_once_lose_nothing_and_never_wait_in_a_ring(app: Flask) -> None:
    entries = [sent(f"step:{SLUG}:1:{place}") for place in range(1, 7)]

    def send(turn: int) -> None:
        with app.app_context():
            add(*(entries if turn % 2 else reversed(entries)))
            db.session.remove()

    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(send, range(40)))
    assert set(rows().values()) == {40}
    assert len(rows()) == 6


def test_no_column_could_hold_a_person_a_place_or_a_device() -> None:
    names = {column.name for column in LearningCount.__table__.columns}
    assert names == {"day", "kind", "slug", "version", "place", "what", "n"}
    assert not LearningCount.__table__.foreign_keys


@pytest.mark.parametrize(
    "name",
    [
        f"step:{SLUG}:1:9", f"step:{SLUG}:1:0", f"step:{SLUG}:2:1", f"step:{SLUG}:0:1", "step:khong-co:1:1",
        f"check:{SLUG}:1:4", f"done:{SLUG}:1:2", "scam:khong-co:1:1", "practice:khong-co:1:1",
        "lesson:quet-ma-qr:1:1", "step:vua-bi-lua:1:1", "", "step", "a" * 5000, "step:../..:1:1", "\x00",
    ],
)  # fmt: skip
def test_what_no_lesson_has_is_left_out(name: str) -> None:
    assert counts.read_counts([sent(name), sent()]) == Counter(
        {Counted(CountKind.STEP, SLUG, 1, "3", CountWhat.SEEN): 1}
    )


def test_every_place_of_every_lesson_practice_and_case_is_known() -> None:
    names = [f"scam:{case.slug}:{case.version}:1" for case in scam_catalog().cases]
    for practice in practice_catalog().practices:
        names += [f"practice:{practice.slug}:{practice.version}:{state.id}" for state in practice.states]
    for lesson in catalog().lessons:
        if not lesson.leaves_no_trace:
            last = f"{lesson.slug}:{lesson.version}"
            names += [
                f"step:{last}:{len(lesson.steps)}",
                f"check:{last}:{len(lesson.checks)}",
                f"done:{last}:1",
            ]
    assert [name for name in names if not counts.read_counts([sent(name)])] == []


@pytest.mark.parametrize(
    "body",
    [
        None, {}, "[]", 7, [None], [[]], ["step"], [sent(n=0)], [sent(n=-1)], [sent(n=51)], [sent(n=1.5)],
        [sent(n=True)], [sent(n="1")], [sent(n=2**70)], [{"count": STEP, "what": "seen"}],
        [{"count": 1, "what": "seen", "n": 1}], [sent()] * 201,
    ],
)  # fmt: skip
def test_what_is_no_list_of_counts_is_refused(body: object) -> None:
    with pytest.raises(UnreadableCounts):
        counts.read_counts(body)


def test_figures_show_how_far_learners_come_and_what_they_mistake(app: Flask) -> None:
    chi = viewer(make_user(Role.OFFICER, "chi", make_place().commune))
    reached = {1: 40, 2: 39, 3: 38, 4: 20, 5: 19, 6: 19}
    add(
        *(sent(f"step:{SLUG}:1:{place}", n=n) for place, n in reached.items()),
        sent(f"done:{SLUG}:1:1", n=17), sent(f"check:{SLUG}:1:1", n=18),
        sent(f"check:{SLUG}:1:1", "first-right", 12), sent(f"check:{SLUG}:1:1", "first-wrong", 6),
        sent(f"check:{SLUG}:1:1", "second-right", 6),
    )  # fmt: skip
    [found] = drop_off.figures(chi, DAY).lessons
    assert (found.lesson.slug, found.version, found.began, found.finished) == (SLUG, 1, 40, 17)
    assert found.stop is not None
    assert (found.stop.step, found.stop.reached, found.stop.lost) == (3, 38, 18)
    assert found.questions[0].tries.first_share.words == "67%"
    assert found.questions[0].tries.second_share.words == "100%"
    assert drop_off.figures(chi, date(2026, 11, 22)).lessons == ()
    assert drop_off.figures(chi, DAY, "hoi-ai").lessons == ()


def test_practices_and_cases_stand_by_what_is_mistaken_most(app: Flask) -> None:
    chi = viewer(make_user(Role.OFFICER, "chi", make_place().commune))
    easy, hard, rare = scam_catalog().cases[:3]
    for case, right in ((easy, 20), (hard, 6)):
        add(
            sent(f"scam:{case.slug}:1:1", "first-right", right),
            sent(f"scam:{case.slug}:1:1", "first-wrong", 10),
        )
    add(sent(f"scam:{rare.slug}:1:1", "first-wrong", 4))
    shown = drop_off.figures(chi, DAY).cases
    assert [each.tries.first_right for each in shown] == [6, 20]
    assert drop_off.figures(chi, DAY, SLUG).cases == ()
