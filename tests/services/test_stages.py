"""The stages between a list and its decision: a meeting, a posting, opinions, three papers, in this order."""

from __future__ import annotations

import io
from datetime import timedelta

import pikepdf
import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select

from tests.factories import make_household
from tests.staged import EVERY_STAGE, ITEMS, StagedTown, make_staged_town
from webapp.models.audit import AuditRow
from webapp.models.base import db, writing
from webapp.models.recognition import Decision, RecognitionState
from webapp.models.stage import HamletMeeting
from webapp.rules.stages import StageKind
from webapp.services import checklist, decisions, recognition, submissions
from webapp.services.errors import Conflict, NotFound, Refused
from webapp.services.progress import today
from webapp.services.stages import meetings, opinions, papers, postings, scans, steps


@pytest.fixture
def town(one_app: Flask) -> StagedTown:
    return make_staged_town(*EVERY_STAGE)


@pytest.fixture
def either_town(app: Flask) -> StagedTown:
    """On both databases."""
    return make_staged_town(*EVERY_STAGE)


def decide(town: StagedTown, number: str = "142/QĐ-UBND") -> Decision:
    with writing():
        return submissions.decide(
            town.officer, town.submission_id, number=number, signed_on=today(), signer="Lê Thị Mẫu",
            signature_lines=["CHỦ TỊCH"],
        )  # fmt: skip


def names_on_list(town: StagedTown) -> list[str]:
    return [case.recipient.name for case in submissions.cases_of(town.officer, town.submission_id)]


def say(town: StagedTown, family: str | None, content: str = "Nhà này chưa biết quét mã") -> str:
    about = town.families[family] if family else None
    with writing():
        return opinions.record(
            by=town.leader, submission_id=town.submission_id, hamlet_id=town.hamlet.id,
            said=opinions.Said(content, today(), "", about),
        ).id  # fmt: skip


def test_without_stages_a_list_is_decided_as_before(one_app: Flask) -> None:
    town = make_staged_town()
    assert steps.steps_of(town.officer, town.submission) == []
    assert decide(town).number == "142/QĐ-UBND"


def test_a_decision_waits_for_every_stage_and_says_which_one_is_next(either_town: StagedTown) -> None:
    town = either_town
    hamlets = (town.hamlet, town.place.other_hamlet)
    with pytest.raises(Refused, match="Buôn Ea Mẫu, Thôn Hai"):
        decide(town)
    town.meet(town.hamlet)
    with pytest.raises(Refused, match=r"“Họp thôn” \(Thôn Hai\)"):
        decide(town)
    town.meet(town.place.other_hamlet)
    for hamlet in hamlets:
        town.post_and_end(hamlet)
    for kind in (StageKind.OPINIONS, StageKind.REQUEST, StageKind.DRAFT):
        label = steps.rules_of(town.officer.commune_id).label(kind)
        with pytest.raises(Refused, match=label):
            decide(town)
        with writing():
            papers.finish(by=town.officer, submission_id=town.submission_id, kind=kind, number="7")
    assert [step.done for step in steps.steps_of(town.officer, town.submission)] == [True] * 5
    decide(town)
    assert len(names_on_list(town)) == 3
    with pytest.raises(Conflict):
        say(town, None)


def test_a_decision_outside_a_list_or_by_command_is_refused_where_stages_are_on(town: StagedTown) -> None:
    family = town.families["H'Mẫu Niê"]
    with writing():
        submissions.take_out(town.officer, town.submission_id, [family], "Làm riêng")
    signed = {"number": "9/QĐ-UBND", "signed_on": today()}
    with pytest.raises(Refused, match="Đưa hồ sơ vào một danh sách trình"), writing():
        decisions.record(
            by=town.officer, recognition_ids=[family], signer="Lê Thị Mẫu", signature_lines=["CHỦ TỊCH"],
            **signed,
        )  # fmt: skip
    home = make_household(town.hamlet, "Amí Lan")
    with writing():
        for item in ITEMS:
            checklist.record(by=town.officer, household_id=home.id, item=item, person_ids=[])
    with pytest.raises(Refused, match="Họp thôn, Niêm yết"), writing():
        decisions.recognise_all(by=town.officer, **signed)


def test_whom_the_meeting_refuses_leaves_the_list_with_the_reason(town: StagedTown) -> None:
    refused = town.families["Y Bhăm Êban"]
    meeting = town.meet(town.hamlet, refused=[refused])
    assert names_on_list(town) == ["H'Mẫu Niê", "Trần Văn Mẫu"]
    [(case, step)] = submissions.removed_from(town.officer, town.submission_id)
    assert case.recipient.name == "Y Bhăm Êban"
    assert "12/48 đồng ý" in (step.reason or "")
    assert "Chưa tự quét mã" in (step.reason or "")
    voted_on = {each.recipient.name for each in meetings.cases_of(town.leader, meeting)}
    assert voted_on == {"Y Bhăm Êban", "H'Mẫu Niê"}
    audited = db.session.scalars(select(AuditRow.action)).all()
    assert {"meeting.record", "meeting.close"} <= set(audited)


def test_a_family_that_joins_after_the_meeting_needs_another_one(either_town: StagedTown) -> None:
    town = either_town
    town.meet(town.hamlet)
    town.add(town.hamlet, "Amí Lan")
    [step, *_] = steps.steps_of(town.leader, town.submission)
    assert (step.hamlets[0].waiting, step.hamlets[0].done) == (1, False)
    again = town.meet(town.hamlet)
    assert len(meetings.votes_of(again)) == 1
    assert db.session.scalar(select(func.count()).select_from(HamletMeeting)) == 2
    assert steps.steps_of(town.leader, town.submission)[0].done


def test_a_family_that_moves_to_another_hamlet_is_not_voted_on_twice(town: StagedTown) -> None:
    town.meet(town.hamlet)
    home = town.homes["Y Bhăm Êban"]
    with writing() as session:
        session.merge(home).hamlet_id = town.place.other_hamlet.id
    [meeting, *_] = steps.steps_of(town.officer, town.submission)
    assert [(each.hamlet.name, each.cases, each.waiting) for each in meeting.hamlets] == [
        ("Ea Mẫu", 1, 0),
        ("Hai", 2, 1),
    ]


def test_a_share_below_the_suggestion_refuses_nothing(town: StagedTown) -> None:
    ids = [case.recognition for case in steps.cases_in(town.leader, town.submission_id, town.hamlet.id)]
    votes = [meetings.Vote(each.id, 3) for each in ids if each]
    held = meetings.Held(today(), "Nhà văn hóa", "Y Thu", "Hà Sáu", 60, 10, representatives=("A", "B"))
    with writing():
        made = meetings.record(
            by=town.leader, submission_id=town.submission_id, hamlet_id=town.hamlet.id, held=held, votes=votes
        )
        meetings.close(by=town.leader, meeting_id=made.id)
    assert len(names_on_list(town)) == 3


def test_what_cannot_be_is_refused_at_its_field(town: StagedTown) -> None:
    changes: list[tuple[str, object]] = [
        ("present", 61), ("present", 0), ("held_on", today() + timedelta(days=1)), ("began", "25:00"),
        ("chair", ""), ("representatives", ("Một người",)),
    ]  # fmt: skip
    for field, value in changes:
        with pytest.raises(Refused) as refused:
            town.meet(town.hamlet, **{field: value})
        assert refused.value.field == field


def test_more_may_not_agree_than_came_and_a_refusal_has_a_reason(one_app: Flask) -> None:
    town = make_staged_town(*EVERY_STAGE)
    ids = [case.recognition.id for case in steps.cases_in(town.leader, town.submission_id, town.hamlet.id)]
    held = meetings.Held(today(), "Nhà văn hóa", "Y Thu", "Hà Sáu", 60, 40)
    place = {"submission_id": town.submission_id, "hamlet_id": town.hamlet.id}
    for wrong in (meetings.Vote(ids[0], 41), meetings.Vote(ids[0], 40, passed=False)):
        votes = [wrong, meetings.Vote(ids[1], 40)]
        with pytest.raises(Refused), writing():
            meetings.record(by=town.leader, **place, held=held, votes=votes)
    with pytest.raises(Conflict), writing():
        meetings.record(by=town.leader, **place, held=held, votes=[meetings.Vote(ids[0], 40)])


def test_a_leader_works_in_his_own_hamlet_only(town: StagedTown) -> None:
    held = meetings.Held(today(), "Nhà văn hóa", "Y Thu", "Hà Sáu", 60, 40)
    with pytest.raises(NotFound), writing():
        meetings.record(
            by=town.other_leader, submission_id=town.submission_id, hamlet_id=town.hamlet.id, held=held,
            votes=[],
        )  # fmt: skip
    town.meet(town.hamlet)
    town.meet(town.place.other_hamlet)
    posting = town.post(town.hamlet)
    opinion = say(town, None)
    with pytest.raises(NotFound), writing():
        postings.end(by=town.other_leader, posting_id=posting.id, reason="x")
    with pytest.raises(NotFound), writing():
        opinions.settle(by=town.other_leader, opinion_id=opinion, settled="Xong")
    assert opinions.listed(town.other_leader, town.submission) == []


def test_a_posting_waits_for_the_meeting_of_its_own_hamlet(town: StagedTown) -> None:
    with pytest.raises(Refused, match="Họp thôn"):
        town.post(town.hamlet)
    town.meet(town.hamlet)
    assert town.post(town.hamlet).last_on == today() + timedelta(days=10)
    with pytest.raises(Conflict):
        town.post(town.hamlet)


def test_a_posting_ends_before_its_days_are_over_only_with_a_reason(town: StagedTown) -> None:
    town.meet(town.hamlet)
    posting = town.post(town.hamlet, days_ago=10)
    with pytest.raises(Refused, match="Kết thúc sớm thì ghi lý do"), writing():
        postings.end(by=town.leader, posting_id=posting.id)
    with writing():
        ended = postings.end(by=town.leader, posting_id=posting.id, reason="Bão, phải gỡ bảng tin")
    assert (ended.ended_on, ended.early_reason) == (today(), "Bão, phải gỡ bảng tin")


def test_after_its_days_a_posting_ends_without_a_word(town: StagedTown) -> None:
    town.meet(town.hamlet)
    ended = town.post_and_end(town.hamlet)
    assert ended.early_reason is None


def test_an_opinion_keeps_the_posting_open_until_it_is_settled(either_town: StagedTown) -> None:
    town = either_town
    town.meet(town.hamlet)
    town.post_and_end(town.hamlet)
    opinion = say(town, "Y Bhăm Êban")
    posting_step = steps.steps_of(town.leader, town.submission)[1]
    assert (posting_step.done, posting_step.hamlets[0].open_opinions) == (False, 1)
    with writing():
        opinions.settle(by=town.leader, opinion_id=opinion, settled="Đã xem lại, đúng", take_out=True)
    assert steps.steps_of(town.leader, town.submission)[1].done
    assert "Y Bhăm Êban" not in names_on_list(town)
    [(_, step)] = submissions.removed_from(town.officer, town.submission_id)
    assert step.reason == "Theo ý kiến khi niêm yết: Đã xem lại, đúng"
    with pytest.raises(Conflict), writing():
        opinions.settle(by=town.leader, opinion_id=opinion, settled="Lại nữa")


def test_a_stage_is_opened_again_from_the_last_one_on(one_app: Flask) -> None:
    town = make_staged_town(StageKind.REQUEST.value, StageKind.DRAFT.value)
    here = {"by": town.officer, "submission_id": town.submission_id}
    with pytest.raises(Refused, match="Tờ trình"), writing():
        papers.finish(**here, kind=StageKind.DRAFT)
    with writing():
        papers.finish(**here, kind=StageKind.REQUEST)
        papers.finish(**here, kind=StageKind.DRAFT)
    with pytest.raises(Conflict), writing():
        papers.reopen(**here, kind=StageKind.REQUEST)
    with writing():
        papers.reopen(**here, kind=StageKind.DRAFT)
        papers.reopen(**here, kind=StageKind.REQUEST)
    assert papers.of(town.submission) == {}
    with pytest.raises(Conflict), writing():
        papers.finish(**here, kind=StageKind.OPINIONS)


def test_only_what_is_a_scan_is_kept_as_one(app: Flask) -> None:
    town = make_staged_town()
    decision = decide(town)
    pdf, png = io.BytesIO(), io.BytesIO()
    with pikepdf.new() as opened:
        opened.add_blank_page()
        opened.save(pdf)
    Image.new("L", (20, 20)).save(png, "PNG")
    for content, kind in ((pdf.getvalue(), "application/pdf"), (png.getvalue(), "image/png")):
        assert scans.checked(content) == kind
        with writing():
            scans.attach(by=town.officer, decision_id=decision.id, content=content, media_type=kind)
    kept = scans.get(town.officer, decision.id)
    assert (kept.content, kept.media_type) == (png.getvalue(), "image/png")
    assert kept.added_by == town.officer.user_id


def test_what_is_no_scan_is_refused(one_app: Flask) -> None:
    locked, bomb = io.BytesIO(), io.BytesIO()
    with pikepdf.new() as opened:
        opened.add_blank_page()
        opened.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))
    Image.new("1", (12_000, 8_000)).save(bomb, "PNG")
    for content in (
        b"", b"%PDF-1.7 rubbish", b"MZ program", b"<html>", locked.getvalue(), bomb.getvalue(),
        b"\x89PNG\r\n\x1a\nrest", b"%PDF-" + bytes(scans.MOST_BYTES),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            scans.checked(content)
        assert refused.value.field == "scan"


def test_recognitions_of_a_refused_family_wait_for_review_again(one_app: Flask) -> None:
    town = make_staged_town(StageKind.MEETING.value)
    town.meet(town.hamlet, refused=[town.families["Y Bhăm Êban"]])
    waiting = recognition.cases(town.officer, RecognitionState.PROPOSED)
    out = next(case for case in waiting if case.recipient.name == "Y Bhăm Êban")
    assert out.recognition is not None
    assert out.recognition.submission_id is None
