"""Recording a signed decision while others record too: a number used twice, families that are taken."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.browsing import get, post
from tests.factories import viewer
from tests.web.test_review import DECISION, Desk
from webapp.models.base import db, writing
from webapp.models.recognition import Decision, Recognition, RecognitionState
from webapp.models.submission import CheckAnswer, SpotCheck, Submission
from webapp.services import decisions, spot_checks, submissions
from webapp.services.progress import today

FORM, WAITING = "/cong-nhan/quyet-dinh", "/cong-nhan/?muc=cho-duyet"


@pytest.fixture
def desk(one_app: Flask) -> Desk:
    return Desk(one_app)


def found_wrong_on_a_list(desk: Desk) -> tuple[Submission, SpotCheck]:
    """A list of both families; the one that was drawn could not do it when asked again."""
    chi = viewer(desk.user("chi"))
    with writing():
        made = submissions.open_list(chi, "Đợt 1")
        submissions.put(chi, made.id, [desk.case(0), desk.case(1)])
    check = db.session.query(SpotCheck).one()
    answer_again(desk, check, CheckAnswer.WRONG, "Chưa tự quét được mã")
    return made, check


def answer_again(desk: Desk, check: SpotCheck, found: CheckAnswer, note: str = "") -> None:
    with writing():
        spot_checks.answer(by=viewer(desk.user("chi")), check_id=check.id, found=found, note=note)


def state_of(case: str) -> tuple[RecognitionState, str | None]:
    db.session.expire_all()
    found = db.session.get_one(Recognition, case)
    return found.state, found.submission_id


def test_a_family_found_wrong_when_asked_again_is_left_aside_until_it_is_ticked(desk: Desk) -> None:
    made, check = found_wrong_on_a_list(desk)
    chi, wrong = desk.browser("chi"), check.recognition_id
    right = next(each for each in (desk.case(0), desk.case(1)) if each != wrong)
    page = f"/cong-nhan/danh-sach/{made.id}/quyet-dinh"
    form = get(chi, page).text
    assert "Công nhận 1 hồ sơ" in form
    assert "“Chưa tự quét được mã”" in form
    assert f'name="despite" value="{wrong}">' in form
    unseen = post(chi, page, DECISION)
    assert unseen.status_code == 422
    assert "Kết quả hỏi lại vừa thay đổi" in unseen.text
    done = post(chi, page, DECISION | {"shown_wrong": wrong})
    assert "công nhận 1 hồ sơ. Để lại 1 hồ sơ" in get(chi, done.headers["Location"]).text
    assert state_of(right) == (RecognitionState.DECIDED, made.id)
    assert state_of(wrong) == (RecognitionState.PROPOSED, None)
    assert "Hỏi lại thấy chưa đúng: Chưa tự quét được mã" in get(chi, WAITING).text
    alone = record(chi, wrong, number="143", shown_wrong=wrong)
    assert alone.status_code == 422
    assert "Đánh dấu hồ sơ vẫn công nhận" in alone.text
    assert f'name="despite" value="{wrong}">' in alone.text
    assert record(chi, wrong, number="143", shown_wrong=wrong, despite=wrong).status_code == 303
    assert state_of(wrong)[0] is RecognitionState.DECIDED


def test_a_list_is_decided_whole_where_the_family_found_wrong_is_ticked_or_was_asked_once_more(
    desk: Desk,
) -> None:
    made, check = found_wrong_on_a_list(desk)
    chi, page = desk.browser("chi"), f"/cong-nhan/danh-sach/{made.id}/quyet-dinh"
    mistyped = post(
        chi, page, {"number": "", "shown_wrong": check.recognition_id, "despite": check.recognition_id}
    )
    assert f'name="despite" value="{check.recognition_id}" checked' in mistyped.text
    answer_again(desk, check, CheckAnswer.RIGHT)
    stale = post(chi, page, DECISION | {"shown_wrong": check.recognition_id})
    assert "Kết quả hỏi lại vừa thay đổi" in stale.text
    answer_again(desk, check, CheckAnswer.WRONG, "Vẫn chưa được")
    both = DECISION | {"shown_wrong": check.recognition_id, "despite": check.recognition_id}
    assert post(chi, page, both).status_code == 303
    assert state_of(check.recognition_id) == (RecognitionState.DECIDED, made.id)


def record(chi: FlaskClient, *cases: str, **changes: str) -> TestResponse:
    return post(chi, FORM, DECISION | changes | {"recognition_ids": list(cases)}, WAITING)


def test_a_number_that_the_year_has_is_asked_about_before_it_is_used_again(desk: Desk) -> None:
    chi = desk.browser("chi")
    before = (today() - timedelta(days=1)).isoformat()
    if before[:4] != DECISION["signed_on"][:4]:
        pytest.fail("run this test on another day than the first of January")
    assert record(chi, desk.case(0), signed_on=before).status_code == 303
    asked = record(chi, desk.case(1), number="0142/QĐ-UBND")
    assert asked.status_code == 422
    assert "Quyết định 142/QĐ-UBND ngày" in asked.text
    assert "(1 hồ sơ)" in asked.text
    assert 'name="again"' in asked.text
    assert db.session.query(Decision).count() == 1
    assert record(chi, desk.case(1), number="0142/QĐ-UBND", again="y").status_code == 303
    mended = db.session.query(Decision).filter_by(number="0142/QĐ-UBND").one()
    page = f"{FORM}/{mended.id}/sua"
    same = DECISION | {"number": mended.number, "signer": "Trần Văn Mẫu", "reason": "Gõ nhầm tên"}
    assert post(chi, page, same).status_code == 303
    assert "đánh dấu ô dưới số" in post(chi, page, same | {"number": "142"}).text


def test_of_families_that_another_clerk_just_decided_the_rest_stays_ready_with_what_was_typed(
    desk: Desk,
) -> None:
    chi, other = desk.browser("chi"), viewer(desk.user("chi"))
    with writing():
        decisions.record(
            by=other, recognition_ids=[desk.case(0)], number="77/QĐ-UBND", signed_on=today(),
            signer="Lê Thị Mẫu", signature_lines=["CHỦ TỊCH"],
        )  # fmt: skip
    late = record(chi, desk.case(0), desk.case(1), number="78", signer="Trần Thị Gõ")
    assert late.status_code == 409
    assert "An Văn Một" in late.text
    assert "Người mẫu chi đã ghi Quyết định 77/QĐ-UBND" in late.text
    assert "1 hồ sơ còn lại vẫn giữ" in late.text
    assert 'value="Trần Thị Gõ"' in late.text
    assert f'name="recognition_ids" value="{desk.case(1)}"' in late.text
    assert f'name="recognition_ids" value="{desk.case(0)}"' not in late.text
    assert record(chi, desk.case(1), number="78").status_code == 303
    nobody = record(chi, desk.case(0), desk.case(1), number="79")
    assert "Không còn hộ nào để ghi" in nobody.text
    assert "muc=cho-duyet" in nobody.text


def test_a_list_that_another_clerk_just_decided_says_so_and_leads_to_the_decision(desk: Desk) -> None:
    chi, other = desk.browser("chi"), viewer(desk.user("chi"))
    with writing():
        made = submissions.open_list(other, "Đợt 1")
        submissions.put(other, made.id, [desk.case(0)])
    page = f"/cong-nhan/danh-sach/{made.id}/quyet-dinh"
    form = get(chi, page)
    assert "no-store" not in form.headers["Cache-Control"], "going back to it would be an error page"
    assert post(chi, page, DECISION).status_code == 303
    late = post(chi, page, DECISION | {"number": "143"}, WAITING)
    assert late.status_code == 409
    assert "Người mẫu chi đã ghi Quyết định 142/QĐ-UBND cho danh sách này" in late.text
    assert "Xem quyết định" in late.text
