"""The review desk as its people use it: an officer who reviews, a leader who reads why, a member who asks."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.browsing import HTTPS, get, post, sign_in
from tests.factories import make_household, make_place, make_user, viewer
from webapp.models.base import db, writing
from webapp.models.recognition import Recognition
from webapp.models.user import Role, User
from webapp.services import checklist, recognition, submissions
from webapp.services.progress import today

DECISION = {"number": "142/QĐ-UBND", "signed_on": today().isoformat(), "signer": "Lê Thị Mẫu",
            "signature_lines": "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH"}  # fmt: skip
LIST = re.compile(r"/cong-nhan/danh-sach/([0-9a-f-]{36})")


class Desk:
    """chi reviews what bob proposed and alice taught; dung lives there too."""

    def __init__(self, app: Flask) -> None:
        place = self.place = make_place()
        self.app = app
        self.users = {
            "chi": make_user(Role.OFFICER, "chi", place.commune),
            "bob": make_user(Role.LEADER, "bob", place.commune, place.hamlet),
            "alice": make_user(Role.MEMBER, "alice", place.commune, place.hamlet),
            "dung": make_user(Role.MEMBER, "dung", place.commune, place.hamlet),
            "quan": make_user(Role.ADMIN, "quan", place.commune),
        }
        alice = viewer(self.users["alice"])
        self.homes = [make_household(place.hamlet, head) for head in ("An Văn Một", "An Văn Hai")]
        with writing():
            for home in self.homes:
                for item in ("kn-vneid-muc-2", "kn-quet-qr"):
                    checklist.record(by=alice, household_id=home.id, item=item, person_ids=[])
        with writing():
            ids = [home.id for home in self.homes]
            made = recognition.propose(by=viewer(self.users["bob"]), household_ids=ids)
            self.cases = {each.recipient_id: each.id for each in made}

    def browser(self, name: str) -> FlaskClient:
        client = self.app.test_client()
        sign_in(client, self.user(name))
        return client

    def user(self, name: str) -> User:
        return self.users[name]

    def case(self, number: int) -> str:
        return self.cases[self.homes[number].id]


@pytest.fixture
def desk(one_app: Flask) -> Desk:
    return Desk(one_app)


def test_a_case_found_fit_joins_a_list_and_the_next_one_follows(desk: Desk) -> None:
    chi = desk.browser("chi")
    page = get(chi, "/cong-nhan/xet/").text
    assert "Người mẫu bob đề nghị ngày" in page
    assert "Người mẫu alice hướng dẫn" in page
    first = re.findall(r'aria-current="true"><b>(An Văn \w+)', page)
    case = re.findall(r"/cong-nhan/xet/([0-9a-f-]{36})/du-dieu-kien", page)[0]
    answer = post(
        chi, f"/cong-nhan/xet/{case}/du-dieu-kien", {"submission_id": "moi"}, f"/cong-nhan/xet/{case}"
    )
    after = get(chi, answer.headers["Location"]).text
    assert f"{first[0]}: đủ điều kiện, đã vào danh sách Đợt 1" in after
    assert "1 hồ sơ" in after
    assert re.findall(r'aria-current="true"><b>(An Văn \w+)', after) not in ([], first)
    bare = chi.get(answer.headers["Location"], headers={"HX-Request": "true"}, base_url=HTTPS)
    assert bare.text.lstrip().startswith("<section")
    assert bare.headers["HX-Push-Url"].startswith("/cong-nhan/xet/")


def test_what_comes_back_says_why_and_by_whom_and_is_proposed_again_with_a_word(desk: Desk) -> None:
    chi, case = desk.browser("chi"), desk.case(0)
    page = f"/cong-nhan/xet/{case}"
    nothing = post(chi, f"{page}/tra-lai", {"reason": ""}, page)
    assert nothing.status_code == 422
    assert "Ghi lý do trả lại" in nothing.text
    reason = {"ready": "Sai tên hoặc năm sinh", "reason": "Chữ đệm là Văn"}
    assert post(chi, f"{page}/tra-lai", reason, page).status_code == 303
    bob = desk.browser("bob")
    for where in ("/cong-nhan/?muc=tra-lai", f"/ho/{desk.homes[0].id}/"):
        text = get(bob, where).text
        assert "Sai tên hoặc năm sinh. Chữ đệm là Văn" in text
        assert "Người mẫu chi" in text
    home = f"/ho/{desk.homes[0].id}/"
    assert "1 hồ sơ công nhận bị trả lại" in get(bob, "/ho/").text
    assert "bị trả lại" not in get(chi, "/ho/").text
    assert "Đề nghị công nhận" in get(bob, home).text
    again = {"kin_ids": [desk.homes[0].id], "word": "Đã sửa tên", "ve": home}
    assert post(bob, "/cong-nhan/de-nghi", again, "/cong-nhan/?muc=tra-lai").headers["Location"] == home
    assert "Đề nghị công nhận" not in get(bob, home).text
    shown = get(chi, page).text
    assert "Đã đề nghị: Đã sửa tên" in shown
    assert "Người đề nghị là người nhà" in shown
    head = shown[: shown.index("Các bước đã qua")]
    for words in (
        "Đề nghị lại ngày",
        "“Đã sửa tên”",
        "“Sai tên hoặc năm sinh. Chữ đệm là Văn”",
        " đề nghị lại</small>",
    ):
        assert words in head
    assert "Chưa bấm Đủ điều kiện được: người đề nghị có thể là người nhà" in head + shown
    assert "Đề nghị lại" in get(chi, "/cong-nhan/?muc=cho-duyet").text


def test_many_go_into_a_list_which_is_thinned_out_asked_about_and_decided(desk: Desk) -> None:
    chi, ids = desk.browser("chi"), [desk.case(0), desk.case(1)]
    asked = post(chi, "/cong-nhan/danh-sach/dua-vao", {"recognition_ids": ids}, "/cong-nhan/xet/")
    assert "Đưa 2 hồ sơ vào danh sách trình?" in asked.text
    answer = {"recognition_ids": ids, "submission_id": "moi", "name": "Đợt 20/11"}
    made = post(chi, "/cong-nhan/danh-sach/dua-vao", answer, "/cong-nhan/xet/").headers["Location"]
    assert "2 hồ sơ, 1 thôn" in get(chi, made).text
    empty = post(chi, f"{made}/dua-ra", {"recognition_ids": ids[:1], "reason": ""}, made)
    assert empty.status_code == 422
    out = {"recognition_ids": ids[:1], "reason": "Trùng hộ"}
    post(chi, f"{made}/dua-ra", out, made)
    assert "Trùng hộ" in get(chi, made).text
    waiting = get(chi, "/cong-nhan/?muc=cho-duyet").text
    assert "Ra khỏi danh sách" in waiting
    assert "Trùng hộ" in waiting
    assert "đã đưa ra khỏi danh sách</small>" in get(chi, "/cong-nhan/xet/").text
    again = post(chi, "/cong-nhan/danh-sach/dua-vao", {"recognition_ids": ids[:1]}, "/cong-nhan/xet/").text
    assert "Trùng hộ" in again
    assert f'value="{ids[0]}" checked' not in again
    unsaid = post(chi, "/cong-nhan/danh-sach/dua-vao", answer | {"recognition_ids": ids[:1]}, made)
    assert "Ghi vì sao đưa vào lại" in unsaid.text
    assert "Trùng hộ" in get(chi, f"/cong-nhan/xet/{ids[0]}").text
    assert "chưa hỏi lại" in get(chi, f"{made}/quyet-dinh").text
    post(chi, f"{made}/chot", {}, made)
    decided = post(chi, f"{made}/quyet-dinh", DECISION | {"number": "142 "}, f"{made}/quyet-dinh")
    assert "Đã ghi Quyết định 142/QĐ-UBND: công nhận 1 hồ sơ" in get(chi, decided.headers["Location"]).text
    assert post(chi, f"{made}/mo-lai", {}, made).status_code == 409


def test_a_decision_on_a_page_that_is_no_longer_true_is_refused_and_says_what_happened(desk: Desk) -> None:
    chi, case = desk.browser("chi"), desk.case(0)
    page = f"/cong-nhan/xet/{case}"
    [seen] = set(re.findall(r'name="seen" value="([0-9a-f-]{36})"', get(chi, page).text))
    post(chi, f"{page}/du-dieu-kien", {"submission_id": "moi", "seen": seen}, page)
    stale = {"ready": "Sai tên hoặc năm sinh", "reason": "", "seen": seen}
    for path, data in (
        (f"{page}/tra-lai", stale),
        ("/cong-nhan/tra-lai", stale | {"recognition_ids": [case]}),
    ):
        told = get(chi, post(chi, path, data, page).headers["Location"]).text
        assert "Người mẫu chi đã đưa vào danh sách trình" in told
    assert db.session.get_one(Recognition, case).submission_id


def test_the_member_who_was_drawn_asks_and_the_answer_stands_at_the_case(desk: Desk) -> None:
    chi, dung = viewer(desk.user("chi")), desk.browser("dung")
    with writing():
        submissions.put(chi, submissions.open_list(chi, "Đợt 1").id, [desk.case(0)])
    assert "1 nhà cần hỏi lại" in get(dung, "/ho/").text
    check = re.findall(r'href="(/cong-nhan/hoi-lai/[0-9a-f-]{36})"', get(dung, "/cong-nhan/hoi-lai/").text)[0]
    assert "Phiếu ghi là đã biết" in get(dung, check).text
    chi_there = desk.browser("chi")
    others = get(chi_there, "/cong-nhan/hoi-lai/").text
    assert "Đang chờ người khác hỏi" in others
    assert "An Văn Một" in others
    assert "Ghi kết quả trên phiếu giấy" in get(chi_there, check).text
    assert post(dung, check, {"answer": "wrong", "note": ""}, check).status_code == 422
    post(dung, check, {"answer": "wrong", "note": "Chưa quét được mã"}, check)
    assert "Chưa quét được mã" in get(desk.browser("chi"), f"/cong-nhan/xet/{desk.case(0)}").text


def test_a_family_that_declines_is_recorded_at_its_page_and_may_change_its_mind(desk: Desk) -> None:
    bob, home = desk.browser("bob"), desk.homes[0].id
    page = f"/cong-nhan/gia-dinh/{home}"
    said = {"kind": "declines", "way": "phone", "said_on": today().isoformat(), "said_by": "Vợ chủ hộ"}
    assert " checked" not in get(bob, page).text
    for left_out in ("kind", "way", "said_by", "sure"):
        part = {name: words for name, words in {**said, "sure": "y"}.items() if name != left_out}
        assert post(bob, page, part, page).status_code == 422, left_out
    post(bob, page, said | {"sure": "y"}, page)
    assert "Gia đình đổi ý" in get(bob, f"/cong-nhan/xet/{desk.case(0)}").text
    assert "Gia đình không nhận năm" in get(bob, f"/ho/{home}/").text
    assert db.session.get_one(Recognition, desk.case(0)).state == "returned"
    returned = get(bob, "/cong-nhan/?muc=tra-lai").text
    assert f'value="{home}"' not in returned
    assert "Gia đình không nhận" in returned
    assert f"/cong-nhan/xet/{desk.case(0)}/khong-nhan" in returned
    assert "bị trả lại" not in get(bob, "/ho/").text, "nothing to mend: it is the family's own word"
    rut = re.findall(r"/cong-nhan/gia-dinh/y-kien/[0-9a-f-]{36}/rut", get(bob, page).text)[0]
    changed = {"withdrawn_on": today().isoformat(), "withdrawn_way": "face-to-face", "ve": f"/ho/{home}/"}
    assert post(bob, rut, changed, page).headers["Location"] == f"/ho/{home}/"
    assert f'value="{home}"' in get(bob, "/cong-nhan/?muc=tra-lai").text


def test_the_admin_sets_the_share_that_is_asked_again(desk: Desk) -> None:
    quan, page = desk.browser("quan"), "/cong-nhan/cach-xet/"
    form = {"check_share": "21", "households_per_hour": "8", "family_minutes": "1"}
    assert post(quan, page, form, page).status_code == 422
    assert post(quan, page, form | {"check_share": "10"}, page).status_code == 303
    assert 'value="10"' in get(quan, page).text


def test_all_that_nothing_speaks_against_are_found_fit_together_for_a_hamlet_or_for_all(desk: Desk) -> None:
    chi, home = desk.browser("chi"), make_household(desk.place.other_hamlet, "Xa Văn Ba")
    with writing():
        for item in ("kn-vneid-muc-2", "kn-quet-qr"):
            checklist.record(by=viewer(desk.user("chi")), household_id=home.id, item=item, person_ids=[])
    with writing():
        far = recognition.propose(by=viewer(desk.user("chi")), household_ids=[home.id])[0].id
    waits, put = "/cong-nhan/?muc=cho-duyet", "/cong-nhan/danh-sach/dua-vao"
    here = f"{waits}&thon={desk.place.hamlet.id}"
    back = {"reason": "Sai năm sinh", "recognition_ids": [desk.case(1)]}
    post(chi, "/cong-nhan/tra-lai", back, waits)
    post(desk.browser("bob"), "/cong-nhan/de-nghi", {"household_ids": [desk.homes[1].id]}, waits)
    everyone = get(chi, waits).text
    assert "Đủ điều kiện cả 2 hộ" in everyone
    assert "để lại 1 hồ sơ" in everyone
    assert "Chọn tất cả trên trang này" in everyone
    some = get(chi, here).text
    assert "Đủ điều kiện cả 1 hộ" in some
    assert "Xa Văn Ba" not in some
    assert "Đủ điều kiện cả" not in get(desk.browser("bob"), waits).text
    asked = post(chi, put, {"tat-ca": "1", "thon": desk.place.hamlet.id}, here).text
    assert "Đưa 1 hồ sơ vào danh sách trình?" in asked
    assert "Trước đó trả lại: Sai năm sinh" in asked
    ticked = re.findall(r'name="recognition_ids" value="([0-9a-f-]{36})" checked', asked)
    assert ticked == [desk.case(0)]
    whole = post(chi, put, {"tat-ca": "1", "thon": ""}, waits).text
    assert sorted(re.findall(r'value="([0-9a-f-]{36})" checked', whole)) == sorted([desk.case(0), far])
    assert db.session.get_one(Recognition, far).submission_id is None, "it only asks"
