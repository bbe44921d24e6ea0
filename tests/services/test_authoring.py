"""Lessons that a commune writes: chi (officer) publishes, brings back, hides; ly is of another commune."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from tests.factories import Place, make_household, make_place, make_user, viewer
from webapp.lessons import catalog
from webapp.lessons.authored import Authored
from webapp.models.audit import AuditRow
from webapp.models.authored import AuthoredLesson, AuthoredVersion
from webapp.models.base import db, writing
from webapp.models.event import LiveDone
from webapp.models.user import Role
from webapp.rules.settings import Link
from webapp.services import checklist, communes, events, lesson_shelf, notebook, settings
from webapp.services.access import Viewer
from webapp.services.authoring import drafts, hiding, order, publishing
from webapp.services.authoring.links import refusal
from webapp.services.errors import Conflict, NotFound, Refused
from webapp.web.authored import stand_in_for
from webapp.web.drawings import drawing

DAY = date(2026, 11, 21)
MODEL = "quet-ma-qr"


@pytest.fixture
def chi(place: Place) -> Viewer:
    return viewer(make_user(Role.OFFICER, "chi", place.commune))


@pytest.fixture
def ly(place: Place) -> Viewer:
    other = make_place("02524", "Xã Bình Thuận", "Tỉnh Thái Nguyên")
    return viewer(make_user(Role.OFFICER, "ly", other.commune))


def copied(by: Viewer, title: str = "Quét mã ở chợ") -> AuthoredLesson:
    with writing():
        return drafts.copy(by=by, slug=MODEL, title=title, today=DAY)


def draw(read: Authored, name: str) -> str:
    stand_in_for(read)
    return str(drawing(read.lesson.slug, name))


def publish(by: Viewer, lesson_id: str, note: str = "") -> AuthoredVersion:
    checked = publishing.check(by, lesson_id, DAY, draw)
    with writing():
        return publishing.publish(by=by, checked=checked, note=note)


def retitle(by: Viewer, lesson_id: str, title: str) -> None:
    row = drafts.row_of(by, lesson_id)
    with writing():
        drafts.save(
            by=by, lesson_id=lesson_id, revision=row.revision, part="gioi-thieu", values={"title": title}
        )


def titles_for(place: Place) -> list[str]:
    return [lesson.title for lesson in lesson_shelf.lessons_for(place.commune)]


def test_every_lesson_of_the_site_can_be_copied_and_published_as_it_is(chi: Viewer) -> None:
    wrong = {}
    for lesson in catalog().lessons:
        row = copied(chi, f"Bài {lesson.title}"[:70])
        if findings := publishing.check(chi, row.id, DAY, draw).findings:
            wrong[lesson.slug] = findings
        with writing():
            drafts.discard(by=chi, lesson_id=row.id)
    assert wrong == {}


def test_a_new_lesson_says_at_each_field_what_is_missing(chi: Viewer) -> None:
    with writing():
        row = drafts.start(by=chi, title="Bài mới", topic="tien", today=DAY)
    fields = {field for field, _ in publishing.check(chi, row.id, DAY, draw).findings}
    assert {"goal", "needs", "groups", "step 1.title", "step 5.drawing", "check 2.answer 1.text"} <= fields
    with pytest.raises(Refused, match="chỗ cần sửa"):
        publish(chi, row.id)
    assert lesson_shelf.published(row.slug) is None


def test_a_published_lesson_stands_in_its_own_communes_list_only(
    place: Place, chi: Viewer, ly: Viewer
) -> None:
    row = copied(chi)
    assert "Quét mã ở chợ" not in titles_for(place)
    publish(chi, row.id)
    assert "Quét mã ở chợ" in titles_for(place)
    assert lesson_shelf.lessons_for(None) == list(catalog().lessons)
    assert lesson_shelf.lessons_for(communes.get(ly.commune_id)) == list(catalog().lessons)
    assert row.slug.startswith("x24133-")
    assert lesson_shelf.slug_of_short(row.short) == row.slug
    assert lesson_shelf.slug_of_short("x\x00'--") is None


def test_two_lessons_of_one_name_get_addresses_of_their_own(chi: Viewer, ly: Viewer) -> None:
    rows = [copied(chi), copied(chi), copied(ly)]
    assert len({row.slug for row in rows}) == 3
    assert len({row.short for row in rows}) == 3


def test_versions_are_kept_and_an_old_one_comes_back(place: Place, chi: Viewer) -> None:
    row = copied(chi, "Tên thứ nhất")
    publish(chi, row.id, "Bản đầu")
    retitle(chi, row.id, "Tên thứ hai")
    assert "Tên thứ hai" not in titles_for(place)
    assert publish(chi, row.id).version == 2
    assert "Tên thứ hai" in titles_for(place)
    with writing():
        assert publishing.publish_again(by=chi, lesson_id=row.id, version=1).version == 3
    assert "Tên thứ nhất" in titles_for(place)
    assert "Tên thứ hai" not in titles_for(place)
    shown = publishing.versions(chi, row.id)
    assert [(each.row.version, each.row.again) for each in shown] == [(3, 1), (2, None), (1, None)]
    assert drafts.get(chi, row.id).lesson.title == "Tên thứ hai"


def test_a_version_can_neither_be_changed_nor_taken_away(chi: Viewer) -> None:
    row = copied(chi)
    publish(chi, row.id)
    for statement in (update(AuthoredVersion).values(note="khác"), delete(AuthoredVersion)):
        with pytest.raises(DBAPIError), writing() as session:
            session.execute(statement)


def test_the_same_draft_is_not_published_twice(chi: Viewer) -> None:
    row = copied(chi)
    publish(chi, row.id)
    with pytest.raises(Refused, match="không có gì mới"):
        publish(chi, row.id)


def test_two_authors_do_not_write_over_each_other_unawares(chi: Viewer) -> None:
    row = copied(chi)
    retitle(chi, row.id, "Của người thứ nhất")
    with pytest.raises(Refused, match="ở chỗ khác"), writing():
        drafts.save(
            by=chi, lesson_id=row.id, revision=1, part="gioi-thieu", values={"title": "Của người kia"}
        )
    stale = publishing.Checked(row.id, 1, ())
    with pytest.raises(Conflict), writing():
        publishing.publish(by=chi, checked=stale, note="")


def test_questions_keep_pointing_at_their_step_when_steps_move(chi: Viewer) -> None:
    row = copied(chi)
    before = drafts.get(chi, row.id).lesson
    step = before.steps[before.checks[0].step - 1]
    with writing():
        order.move(by=chi, lesson_id=row.id, kind="step", n=before.checks[0].step, up=True)
    after = drafts.get(chi, row.id).lesson
    assert after.steps[after.checks[0].step - 1] == step
    with writing():
        order.remove(by=chi, lesson_id=row.id, kind="step", n=1)
    assert len(drafts.get(chi, row.id).lesson.steps) == len(before.steps) - 1
    for _ in range(9 - len(before.steps)):
        with writing():
            order.add(by=chi, lesson_id=row.id, kind="step")
    with pytest.raises(Refused, match="nhiều nhất 8"), writing():
        order.add(by=chi, lesson_id=row.id, kind="step")


def test_another_commune_finds_nothing_and_may_do_nothing(chi: Viewer, ly: Viewer) -> None:
    row = copied(chi)
    publish(chi, row.id)
    assert drafts.every(ly) == []
    acts: list[Any] = [
        lambda: drafts.get(ly, row.id),
        lambda: drafts.copy(by=ly, slug=row.slug, title="Của tôi", today=DAY),
        lambda: drafts.save(by=ly, lesson_id=row.id, revision=1, part="x", values={}),
        lambda: publishing.publish_again(by=ly, lesson_id=row.id, version=1),
        lambda: publishing.take_down(by=ly, lesson_id=row.id),
        lambda: publishing.edit_version(by=ly, lesson_id=row.id, version=1),
        lambda: order.add(by=ly, lesson_id=row.id, kind="step"),
    ]
    for act in acts:
        with pytest.raises(NotFound), writing():
            act()


def test_hidden_lessons_leave_one_communes_list_and_come_back(place: Place, chi: Viewer, ly: Viewer) -> None:
    title = next(lesson.title for lesson in catalog().lessons if lesson.slug == MODEL)
    with writing():
        hiding.hide(by=chi, slug=MODEL)
        hiding.hide(by=chi, slug=MODEL)
    assert title not in titles_for(place)
    assert lesson_shelf.hidden_in(ly.commune_id or "") == set()
    with writing():
        hiding.show(by=chi, slug=MODEL)
    assert title in titles_for(place)
    with pytest.raises(NotFound), writing():
        hiding.hide(by=chi, slug="khong-co")


def test_a_broken_row_is_left_out_and_the_desk_says_why(place: Place, chi: Viewer) -> None:
    row = copied(chi)
    with writing() as session:
        session.add(AuthoredVersion(
            commune_id=place.commune.id, lesson_id=row.id, version=1, content={"step": "hỏng"}, note="",
            made_by=chi.user_id,
        ))  # fmt: skip
        drafts.row_of(chi, row.id).published = 1
    assert lesson_shelf.published(row.slug) is None
    assert titles_for(place) == [lesson.title for lesson in catalog().lessons]
    assert list(lesson_shelf.broken_of(place.commune.id)) == [row.slug]
    assert publishing.versions(chi, row.id)[0].problem


def test_a_lesson_of_the_commune_may_stand_on_its_checklist_and_be_recorded(
    place: Place, chi: Viewer, ly: Viewer
) -> None:
    row = copied(chi)
    home = make_household(place.hamlet, "H'Mẫu Niê", ("H'Con", 2000))
    now = communes.settings_of(place.commune.id)
    listed = type(now)(**{**vars(now), "checklist": (*now.checklist, row.slug)})
    with pytest.raises(Refused, match="Không có bài học"), writing():
        settings.change(by=chi, settings=listed)
    publish(chi, row.id)
    retitle(chi, row.id, "Tên mới")
    publish(chi, row.id)
    with writing():
        settings.change(by=chi, settings=listed)
        checklist.record(by=chi, household_id=home.id, item=row.slug, person_ids=[])
    done = db.session.scalars(select(LiveDone).where(LiveDone.item == row.slug)).one()
    assert done.lesson_version == 2
    assert "Tên mới" in [line.item.title for line in checklist.sheet(chi, home.id).done]
    assert row.slug in [item["slug"] for item in notebook.contents(chi)["items"]]
    assert row.slug not in [item["slug"] for item in notebook.contents(ly)["items"]]
    with pytest.raises(Refused, match="phiếu"), writing():
        publishing.take_down(by=chi, lesson_id=row.id)


def test_another_communes_lesson_is_no_item_of_a_household(place: Place, chi: Viewer, ly: Viewer) -> None:
    theirs = copied(ly)
    publish(ly, theirs.id)
    home = make_household(place.hamlet)
    raw = events.event_object(home.id, events.EventOp.DONE, item=theirs.slug)
    with writing():
        [answer] = events.record_many(chi, [raw])
    assert answer.status == events.Status.REJECTED


def test_what_is_taken_down_is_gone_for_readers_and_stays_at_the_desk(place: Place, chi: Viewer) -> None:
    row = copied(chi)
    publish(chi, row.id)
    with writing():
        publishing.take_down(by=chi, lesson_id=row.id)
    assert lesson_shelf.published(row.slug) is None
    assert lesson_shelf.item(row.slug) is not None
    assert [draft.row.id for draft in drafts.every(chi)] == [row.id]
    with pytest.raises(Refused, match="từng đăng"), writing():
        drafts.discard(by=chi, lesson_id=row.id)


def test_every_change_leaves_its_trail(chi: Viewer) -> None:
    row = copied(chi)
    publish(chi, row.id)
    with writing():
        hiding.hide(by=chi, slug=MODEL)
        publishing.take_down(by=chi, lesson_id=row.id)
        publishing.publish_again(by=chi, lesson_id=row.id, version=1)
    actions = [each.action for each in db.session.scalars(select(AuditRow).order_by(AuditRow.id))]
    assert actions[-5:] == [
        "lesson.start", "lesson.publish", "lesson.hide", "lesson.take-down", "lesson.publish-again",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("https://app.daklak.gov.vn/gioi-thieu", True),
        ("https://khac.example.vn/", False),
        ("http://app.daklak.gov.vn/gioi-thieu", False),
        ("javascript:alert(1)", False),
        ("https://app.daklak.gov.vn/app.apk", False),
        ("https://app.daklak.gov.vn/App.APK?x=1", False),
    ],
)
def test_only_the_communes_own_addresses_and_no_app_file_may_be_opened(url: str, good: bool) -> None:
    approved = {"https://app.daklak.gov.vn/gioi-thieu", "https://app.daklak.gov.vn/app.apk"}
    assert (refusal(url, approved) is None) == good


def test_a_link_that_settings_do_not_list_keeps_a_lesson_from_being_published(chi: Viewer) -> None:
    row = copied(chi)
    links = [{"label": "Sổ tay", "url": "https://sotay.example.vn/"}]
    with writing():
        drafts.save(by=chi, lesson_id=row.id, revision=1, part="gioi-thieu", values={"links": links})
    assert [field for field, _ in publishing.check(chi, row.id, DAY, draw).findings] == ["links"]
    now = communes.settings_of(chi.commune_id or "")
    allowed = type(now)(**{**vars(now), "links": (Link("Sổ tay", "https://sotay.example.vn/"),)})
    with writing():
        settings.change(by=chi, settings=allowed)
    assert publish(chi, row.id).version == 1
