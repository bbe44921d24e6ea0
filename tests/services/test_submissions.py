"""From a proposal to a list that goes to the decision: who may go in, who comes out and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from flask import Flask

from tests.factories import Place, make_household, make_place, make_user, viewer
from tests.phones import new_uuid
from webapp.models.audit import AuditRow
from webapp.models.base import db, now, writing
from webapp.models.commune import Commune
from webapp.models.event import EventOp
from webapp.models.household import Household
from webapp.models.recognition import Kin, Recognition, RecognitionState
from webapp.models.refusal import RefusalKind, RefusalWay
from webapp.models.submission import CheckAnswer
from webapp.models.user import Role
from webapp.rules.settings import ReviewRules
from webapp.rules.unlikely_ticks import MarkKind
from webapp.services import (
    checklist,
    communes,
    decisions,
    events,
    evidence,
    family_answers,
    proposal_reviews,
    recognition,
    spot_checks,
    submissions,
    unlikely_ticks,
)
from webapp.services.access import Viewer
from webapp.services.changes import merging
from webapp.services.errors import Conflict, NotFound, Refused
from webapp.services.family_answers import Said
from webapp.services.progress import today

ITEMS = ("kn-vneid-muc-2", "kn-quet-qr")


@dataclass(frozen=True)
class Town:
    """alice teaches, bob leads the hamlet and proposes, chi decides, dung may be asked to ask again."""

    place: Place
    alice: Viewer
    bob: Viewer
    chi: Viewer
    dung: Viewer

    def home(self, head: str, *people: tuple[str, int | None]) -> Household:
        """A household that meets the criteria."""
        made = make_household(self.place.hamlet, head, *people)
        with writing():
            for item in ITEMS:
                checklist.record(by=self.alice, household_id=made.id, item=item, person_ids=[])
        return made

    def proposed(self, *heads: str) -> list[str]:
        homes = [self.home(head).id for head in heads]
        with writing():
            return [each.id for each in recognition.propose(by=self.bob, household_ids=homes)]

    def a_list(self, *recognition_ids: str, name: str = "Đợt 1") -> str:
        with writing():
            made = submissions.open_list(self.chi, name)
            if recognition_ids:
                submissions.put(self.chi, made.id, recognition_ids)
        return made.id


def make_town() -> Town:
    place = make_place()
    return Town(
        place,
        viewer(make_user(Role.MEMBER, "alice", place.commune, place.hamlet)),
        viewer(make_user(Role.LEADER, "bob", place.commune, place.hamlet)),
        viewer(make_user(Role.OFFICER, "chi", place.commune)),
        viewer(make_user(Role.MEMBER, "dung", place.commune, place.hamlet)),
    )


@pytest.fixture
def town(app: Flask) -> Town:
    return make_town()


@pytest.fixture
def small_town(one_app: Flask) -> Town:
    return make_town()


def said(kind: RefusalKind = RefusalKind.DECLINES, reason: str = "") -> Said:
    return Said(kind, RefusalWay.PHONE, today(), "vợ chủ hộ", reason)


def test_a_list_is_filled_closed_and_decided_and_each_step_says_who_and_when(town: Town) -> None:
    ids = town.proposed("H'Mẫu Niê", "Y Bhăm Êban", "Trần Văn Mẫu")
    made = town.a_list(*ids)
    with writing():
        submissions.take_out(town.chi, made, ids[:1], "Trùng tên với hộ khác")
        submissions.close(town.chi, made)
    with writing(), pytest.raises(Conflict, match="đã chốt"):
        submissions.put(town.chi, made, ids[:1])
    assert {case.recognition.id for case in submissions.cases_of(town.chi, made) if case.recognition} == {
        *ids[1:]
    }
    [(out, step)] = submissions.removed_from(town.chi, made)
    assert (out.recipient.name, step.reason) == ("H'Mẫu Niê", "Trùng tên với hộ khác")
    with writing():
        decision = submissions.decide(
            town.chi, made, number="142/QĐ-UBND", signed_on=today(), signer="Lê Thị Mẫu",
            signature_lines=["CHỦ TỊCH"],
        )  # fmt: skip
    assert decisions.count_recognised(decision.id) == 2
    assert submissions.get(town.chi, made).decision_id == decision.id
    with writing(), pytest.raises(Conflict, match="đã có quyết định"):
        submissions.take_out(town.chi, made, ids[1:], "Muộn rồi")
    acts = [step.act.value for step in recognition.steps_of(town.chi, ids[1:2])]
    assert acts == ["moved", "found-fit", "listed", "moved"]
    kept = {row.action for row in db.session.query(AuditRow)}
    assert kept >= {"submission.open", "submission.close", "submission.decide", "recognition.taken-out"}


def test_what_is_in_a_list_is_decided_with_its_list_and_comes_out_when_it_is_returned(
    small_town: Town,
) -> None:
    town = small_town
    ids = town.proposed("H'Mẫu Niê", "Y Bhăm Êban")
    made = town.a_list(*ids)
    signed = {"number": "1/QĐ", "signed_on": today(), "signer": "Lê Thị Mẫu", "signature_lines": ["CHỦ TỊCH"]}
    with writing(), pytest.raises(Conflict, match="H'Mẫu Niê"):
        decisions.record(by=town.chi, recognition_ids=ids[:1], **signed)  # type: ignore[arg-type]
    other = town.a_list(name="Đợt 2")
    with writing(), pytest.raises(Conflict, match="danh sách trình khác"):
        submissions.put(town.chi, other, ids[:1])
    with writing():
        recognition.return_proposals(by=town.chi, recognition_ids=ids[:1], reason="Sai tên chủ hộ")
    assert len(submissions.cases_of(town.chi, made)) == 1
    assert submissions.removed_from(town.chi, made)[0][1].reason == "Sai tên chủ hộ"
    with writing(), pytest.raises(Refused, match="chưa có hồ sơ"):
        submissions.close(town.chi, other)


def test_a_list_counts_those_that_it_shows_also_after_a_merge(small_town: Town) -> None:
    town = small_town
    homes = [town.home(head).id for head in ("H'Mẫu Niê", "Y Bhăm Êban", "Trần Văn Mẫu")]
    with writing():
        ids = [each.id for each in recognition.propose(by=town.bob, household_ids=homes)]
    made = town.a_list(*ids)
    with writing():
        merging.merge(by=town.bob, gone_id=homes[0], stays_id=homes[1])
    assert submissions.counts(town.chi) == {made: 2}
    assert len(submissions.cases_of(town.chi, made)) == 2


def test_a_list_of_another_commune_is_not_found_and_a_leader_sees_his_hamlet_only(small_town: Town) -> None:
    town = small_town
    made = town.a_list(*town.proposed("H'Mẫu Niê"))
    abroad = make_place("02524", "Xã Bình Thuận", "Tỉnh Thái Nguyên")
    ly = viewer(make_user(Role.OFFICER, "ly", abroad.commune))
    with pytest.raises(NotFound):
        submissions.get(ly, made)
    elsewhere = viewer(make_user(Role.LEADER, "lan", town.place.commune, town.place.other_hamlet))
    assert submissions.cases_of(elsewhere, made) == []
    assert len(submissions.cases_of(town.bob, made)) == 1


def test_a_family_that_declines_leaves_the_list_and_the_candidates_until_it_changes_its_mind(
    town: Town,
) -> None:
    home = town.home("H'Mẫu Niê")
    with writing():
        [case] = recognition.propose(by=town.bob, household_ids=[home.id])
    made = town.a_list(case.id)
    with writing():
        subject = family_answers.of_household(town.bob, home.id)
        refusal = family_answers.record(by=town.bob, subject=subject, said=said(reason="Ngại"))
    assert submissions.cases_of(town.chi, made) == []
    assert "Gia đình không nhận" in (submissions.removed_from(town.chi, made)[0][1].reason or "")
    with writing(), pytest.raises(Refused, match="H'Mẫu Niê"):
        recognition.propose(by=town.bob, household_ids=[home.id])
    with writing(), pytest.raises(Conflict, match="rồi"):
        family_answers.record(by=town.bob, subject=subject, said=said())
    with writing():
        family_answers.take_back(by=town.bob, refusal_id=refusal.id, on=today(), way=RefusalWay.FACE_TO_FACE)
        [again] = recognition.propose(by=town.bob, household_ids=[home.id], reason="Gia đình đã đồng ý")
    assert again.state is RecognitionState.PROPOSED


def test_a_family_that_declines_before_any_proposal_is_no_candidate(small_town: Town) -> None:
    town = small_town
    home = town.home("H'Mẫu Niê")
    subject = family_answers.of_household(town.bob, home.id)
    with writing(), pytest.raises(Refused, match="ý kiến gì"):
        family_answers.record(by=town.bob, subject=subject, said=said(RefusalKind.OBJECTS))
    late = replace(said(), on=today() + timedelta(days=1))
    with writing(), pytest.raises(Refused, match="chưa tới"):
        family_answers.record(by=town.bob, subject=subject, said=late)
    with writing():
        family_answers.record(by=town.bob, subject=subject, said=said())
    assert recognition.candidates(town.bob) == []


def test_a_relative_of_the_proposer_goes_into_no_list_before_another_confirms(town: Town) -> None:
    own, cousin, stranger = town.home("Người mẫu bob"), town.home("Người Cùng Họ"), town.home("Trần Văn Xa")
    friend = town.home("Lê Thị Bạn")
    with writing():
        homes = [each.id for each in (own, cousin, stranger, friend)]
        cases = recognition.propose(by=town.bob, household_ids=homes, kin_ids=[friend.id])
    kin = {each.recipient_id: each.kin for each in cases}
    assert kin == {
        own.id: Kin.SAME_HOUSEHOLD, cousin.id: Kin.SAME_SURNAME, stranger.id: None, friend.id: Kin.DECLARED,
    }  # fmt: skip
    ids = [each.id for each in cases]
    made = town.a_list()
    with writing(), pytest.raises(Refused, match="người nhà"):
        submissions.put(town.chi, made, ids)
    with writing(), pytest.raises(Refused, match="không tự xác nhận"):
        proposal_reviews.confirm_kin(by=town.bob, recognition_ids=ids)
    with writing():
        proposal_reviews.confirm_kin(by=town.chi, recognition_ids=ids)
        submissions.put(town.chi, made, ids)
    assert len(submissions.cases_of(town.chi, made)) == 4
    [declared] = [each.id for each in cases if each.kin is Kin.DECLARED]
    with writing():
        recognition.return_proposals(by=town.chi, recognition_ids=[declared], reason="Sai năm sinh")
        [again] = recognition.propose(by=town.bob, household_ids=[friend.id])
    assert (again.kin, again.kin_confirmed_by) == (Kin.DECLARED, None)


def test_a_random_share_is_asked_again_by_somebody_who_neither_taught_nor_proposed(town: Town) -> None:
    ids = town.proposed(*(f"Nhà Số {number}" for number in range(21)))
    made = town.a_list(*ids[:20])
    [first] = spot_checks.of_submission(town.chi, made)
    assert first.check.assigned_to == town.dung.user_id
    with writing():
        submissions.put(town.chi, made, ids[20:])
    checks = spot_checks.of_submission(town.chi, made)
    assert len(checks) == 2
    assert first.check.id in {each.check.id for each in checks}
    assert [each.check.id for each in spot_checks.mine(town.dung)] == [each.check.id for each in checks]
    with writing(), pytest.raises(NotFound):
        spot_checks.answer(by=town.alice, check_id=first.check.id, found=CheckAnswer.RIGHT)
    with writing(), pytest.raises(Refused, match="chưa đúng"):
        spot_checks.answer(by=town.dung, check_id=first.check.id, found=CheckAnswer.WRONG)
    with writing(), pytest.raises(Refused, match="Chọn người khác"):
        spot_checks.assign(by=town.chi, check_id=first.check.id, user_id=town.alice.user_id)
    with writing():
        spot_checks.answer(
            by=town.dung, check_id=first.check.id, found=CheckAnswer.WRONG, note="Chưa quét được mã"
        )
        submissions.take_out(town.chi, made, [first.recognition.id], "Hỏi lại thấy chưa đúng")
    case = db.session.get_one(Recognition, first.recognition.id)
    assert evidence.of(town.chi, case.id).checks[0].check.note == "Chưa quét được mã"
    with writing(), pytest.raises(Refused, match="vì sao đưa vào lại"):
        submissions.put(town.chi, made, [case.id])
    with writing():
        submissions.put(town.chi, made, [case.id], "Đã học lại")
    assert recognition.steps_of(town.chi, [case.id])[-1].reason == "Đã học lại"
    assert {each.check.answer for each in spot_checks.of_submission(town.chi, made)} == {None}


def test_who_met_a_family_does_not_ask_it_again_and_a_sheet_of_paper_is_typed_in(small_town: Town) -> None:
    town = small_town
    [case] = town.proposed("Nhà Đã Gặp")
    [home] = [each for each in db.session.query(Household) if each.head == "Nhà Đã Gặp"]
    made = town.a_list(case)
    [drawn] = spot_checks.of_submission(town.chi, made)
    assert drawn.check.assigned_to == town.dung.user_id
    found = db.session.get_one(Recognition, case)
    for result, asks in (("absent", True), ("met", False)):
        with writing():
            checklist.visit(by=town.dung, household_id=home.id, result=result)
        assert (town.dung.user_id in {each.id for each in spot_checks.askers(town.chi, found)}) is asks
    with writing():
        drawn.check.assigned_to = None
    with writing(), pytest.raises(Refused, match="Giao một người trước"):
        spot_checks.answer(by=town.chi, check_id=drawn.check.id, found=CheckAnswer.RIGHT)
    with writing():
        drawn.check.assigned_to = town.dung.user_id
        spot_checks.answer(by=town.chi, check_id=drawn.check.id, found=CheckAnswer.RIGHT)
    [shown] = spot_checks.of_submission(town.chi, made)
    assert (shown.asker, shown.writer) == ("Người mẫu dung", "Người mẫu chi")


def test_a_commune_without_re_checks_draws_none(small_town: Town) -> None:
    town = small_town
    with writing() as session:
        commune = session.get_one(Commune, town.place.commune.id)
        rules = replace(communes.settings_of(commune.id), review=ReviewRules(check_share=0))
        commune.settings = rules.as_json()
    made = town.a_list(*town.proposed("H'Mẫu Niê"))
    assert spot_checks.of_submission(town.chi, made) == []


def test_the_evidence_names_who_learnt_what_and_says_what_was_taken_back_since(town: Town) -> None:
    [case] = town.proposed("H'Mẫu Niê")
    before = evidence.of(town.chi, case)
    assert [line.met for line in before.lines] == [True, True]
    assert [(proof.who, proof.helper) for line in before.lines for proof in line.proofs] == [
        ("Cả nhà", "Người mẫu alice")
    ] * 2
    assert not before.changed
    with writing():
        checklist.undo(by=town.alice, household_id=before.recipient.id, item=ITEMS[1])
    after = evidence.of(town.chi, case)
    assert [proof.gone for line in after.lines for proof in line.proofs] == [False, True]
    assert after.now is not None
    assert not after.now.eligible
    assert evidence.weakened(town.chi, recognition.cases(town.chi, RecognitionState.PROPOSED)) == {case}


def test_a_family_ticked_within_a_minute_is_marked_and_a_group_is_not(small_town: Town) -> None:
    town = small_town
    fast, group = make_household(town.place.hamlet, "Nhanh"), make_household(town.place.hamlet, "Nhóm")
    third, moment = make_household(town.place.hamlet, "Nhóm Hai"), now() - timedelta(hours=2)
    ticks = [(fast, item, timedelta(seconds=place)) for place, item in enumerate(town_items())]
    ticks += [(home, item, timedelta(0)) for home in (group, third) for item in town_items()]
    raws = [
        events.event_object(home.id, EventOp.DONE, item=item)
        | {"id": new_uuid(), "occurred_at": (moment + later).isoformat()}
        for home, item, later in ticks
    ]
    with writing():
        events.must_apply(events.record_many(town.alice, raws[:4]))
        events.must_apply(events.record_many(town.dung, raws[4:]))
    found = unlikely_ticks.of_households(town.chi, [fast.id, group.id, third.id])
    assert list(found) == [fast.id]
    assert found[fast.id][0].mark.kind is MarkKind.WHOLE_FAMILY
    assert found[fast.id][0].recorder == "Người mẫu alice"


def town_items() -> tuple[str, ...]:
    return ("kn-vneid-muc-2", "kn-nop-ho-so", "kn-quet-qr", "kn-day-lai")
