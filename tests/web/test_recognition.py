"""From "đủ tiêu chí" to a checked certificate, by the pages that people use."""

from __future__ import annotations

import re
import threading

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.browsing import get, post, sign_in
from tests.factories import Place, make_household, make_place, make_user, viewer
from webapp.models.base import db, writing
from webapp.models.certificate import Certificate
from webapp.models.commune import Commune
from webapp.models.household import Household
from webapp.models.recognition import Recognition
from webapp.models.user import Role
from webapp.rules.settings import PaperRules
from webapp.services import certificates, checklist, decisions, recognition
from webapp.services.errors import Conflict, Refused
from webapp.services.progress import today

DECISION = {"number": "142/QĐ-UBND", "signed_on": today().isoformat(), "signer": "Lê Thị Mẫu",
            "signature_lines": "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH"}  # fmt: skip


@pytest.fixture
def place(app: Flask) -> Place:
    found = make_place()
    with writing() as session:
        commune = session.get(Commune, found.commune.id)
        assert commune is not None
        commune.demo = True
    return found


@pytest.fixture
def chi(place: Place, client: FlaskClient) -> FlaskClient:
    """The officer's browser."""
    sign_in(client, make_user(Role.OFFICER, "chi", place.commune))
    return client


def make_eligible(place: Place, *heads: str) -> list[Household]:
    member = viewer(make_user(Role.MEMBER, f"m{len(heads)}{heads[0][:2]}", place.commune, None))
    homes = [make_household(place.hamlet, head) for head in heads]
    with writing():
        for home in homes:
            for item in ("kn-vneid-muc-2", "kn-quet-qr"):
                checklist.record(by=member, household_id=home.id, item=item, person_ids=[])
    return homes


def ids_on(page: str, field: str) -> list[str]:
    return re.findall(rf'name="{field}" value="([0-9a-f-]{{36}})"', page)


def decide(chi: FlaskClient, place: Place, *heads: str) -> None:
    homes = make_eligible(place, *heads)
    post(
        chi,
        "/cong-nhan/de-nghi",
        {"household_ids": [home.id for home in homes]},
        "/cong-nhan/?muc=du-tieu-chi",
    )
    chosen = ids_on(get(chi, "/cong-nhan/?muc=cho-duyet").text, "recognition_ids")
    post(chi, "/cong-nhan/quyet-dinh", DECISION | {"recognition_ids": chosen}, "/cong-nhan/?muc=cho-duyet")


def test_the_whole_walk_from_list_to_checked_certificate(place: Place, chi: FlaskClient) -> None:
    make_eligible(place, "H'Mẫu Niê", "Y Bhăm Êban")
    homes = ids_on(get(chi, "/cong-nhan/?muc=du-tieu-chi").text, "household_ids")
    assert len(homes) == 2
    answer = post(chi, "/cong-nhan/de-nghi", {"household_ids": homes}, "/cong-nhan/?muc=du-tieu-chi")
    waiting = get(chi, answer.headers["Location"]).text
    assert "Đã đề nghị 2 hộ" in waiting
    assert "Đã có đủ: Tự trả tiền bằng mã QR" in waiting
    chosen = ids_on(waiting, "recognition_ids")
    form = post(chi, "/cong-nhan/quyet-dinh", {"recognition_ids": chosen}, "/cong-nhan/?muc=cho-duyet")
    assert "Công nhận 2 hộ" in form.text
    decided = post(
        chi, "/cong-nhan/quyet-dinh", DECISION | {"recognition_ids": chosen}, "/cong-nhan/?muc=cho-duyet"
    )
    assert "Đã ghi Quyết định 142/QĐ-UBND: công nhận 2 hộ" in get(chi, decided.headers["Location"]).text
    post(chi, "/giay/cap-so", {}, "/giay/")
    papers = db.session.query(Certificate).order_by(Certificate.serial).all()
    year = today().year % 100
    assert [paper.number for paper in papers] == [f"GDS-{year}-00001", f"GDS-{year}-00002"]
    chi.delete_cookie("__Host-gds", domain="localhost")
    page = get(chi, f"/xac-minh/{papers[0].token}")
    assert page.status_code == 200
    assert "Còn giá trị" in page.text
    assert papers[0].frozen["recipient"].replace("'", "&#39;") in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "noindex" in page.headers["X-Robots-Tag"]


def test_a_returned_proposal_shows_its_reason_and_can_be_proposed_again(
    place: Place, chi: FlaskClient
) -> None:
    homes = make_eligible(place, "H'Mẫu Niê")
    post(chi, "/cong-nhan/de-nghi", {"household_ids": [homes[0].id]}, "/cong-nhan/?muc=du-tieu-chi")
    chosen = ids_on(get(chi, "/cong-nhan/?muc=cho-duyet").text, "recognition_ids")
    nothing = post(
        chi, "/cong-nhan/tra-lai", {"recognition_ids": chosen, "reason": ""}, "/cong-nhan/?muc=cho-duyet"
    )
    assert nothing.status_code == 422
    assert "lý do trả lại" in nothing.text
    form = {"recognition_ids": chosen, "reason": "Sai tên chủ hộ"}
    post(chi, "/cong-nhan/tra-lai", form, "/cong-nhan/?muc=cho-duyet")
    assert "Sai tên chủ hộ" in get(chi, "/cong-nhan/?muc=tra-lai").text
    post(chi, "/cong-nhan/de-nghi", {"household_ids": [homes[0].id]}, "/cong-nhan/?muc=tra-lai")
    assert db.session.query(Recognition).one().state == "proposed"


def test_a_household_that_does_not_meet_the_criteria_is_never_proposed(
    place: Place, chi: FlaskClient
) -> None:
    make_eligible(place, "Đủ Rồi")
    home = make_household(place.hamlet, "Chưa Đủ")
    answer = post(chi, "/cong-nhan/de-nghi", {"household_ids": [home.id]}, "/cong-nhan/?muc=du-tieu-chi")
    assert answer.status_code == 422
    assert "Chưa Đủ chưa đủ tiêu chí" in answer.text
    assert db.session.query(Recognition).count() == 0


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"number": ""}, "Ghi số quyết định"),
        ({"number": "142<b>"}, "ví dụ 142/QĐ-UBND"),
        ({"signed_on": "2999-01-01"}, "Ngày ký chưa tới"),
        ({"signer": " "}, "Ghi họ tên người ký"),
        ({"signed_on": "hôm qua"}, "ngày"),
    ],
)
def test_a_wrong_decision_is_422_and_recorded_nowhere(
    place: Place, chi: FlaskClient, wrong: dict[str, str], words: str
) -> None:
    homes = make_eligible(place, "H'Mẫu Niê")
    post(chi, "/cong-nhan/de-nghi", {"household_ids": [homes[0].id]}, "/cong-nhan/?muc=du-tieu-chi")
    chosen = ids_on(get(chi, "/cong-nhan/?muc=cho-duyet").text, "recognition_ids")
    form = DECISION | wrong | {"recognition_ids": chosen}
    answer = post(chi, "/cong-nhan/quyet-dinh", form, "/cong-nhan/?muc=cho-duyet")
    assert answer.status_code == 422
    assert words in answer.text
    assert db.session.query(Recognition).one().state == "proposed"


def test_a_leader_proposes_his_hamlet_and_may_not_decide(place: Place, client: FlaskClient) -> None:
    make_eligible(place, "H'Mẫu Niê")
    sign_in(client, make_user(Role.LEADER, "bob", place.commune, place.hamlet))
    other = make_user(Role.LEADER, "ben", place.commune, place.other_hamlet)
    homes = ids_on(get(client, "/cong-nhan/?muc=du-tieu-chi").text, "household_ids")
    assert post(client, "/cong-nhan/de-nghi", {"household_ids": homes}, "/cong-nhan/").status_code == 303
    assert post(client, "/cong-nhan/quyet-dinh", {}, "/cong-nhan/").status_code == 403
    with pytest.raises(Exception, match="địa bàn"), writing():
        recognition.propose(by=viewer(other), household_ids=homes)


def test_a_decision_number_is_recorded_once(place: Place, chi: FlaskClient) -> None:
    decide(chi, place, "Một Nhà")
    officer = viewer(make_user(Role.OFFICER, "chi2", place.commune))
    make_eligible(place, "Hai Nhà")
    with pytest.raises(Refused, match="đã được ghi"), writing():
        decisions.recognise_all(by=officer, number="142/QĐ-UBND", signed_on=today())


def test_a_revoked_certificate_says_so_and_is_not_printed(place: Place, chi: FlaskClient) -> None:
    decide(chi, place, "H'Mẫu Niê")
    post(chi, "/giay/cap-so", {}, "/giay/")
    paper = db.session.query(Certificate).one()
    assert post(chi, f"/giay/{paper.id}/thu-hoi", {"reason": ""}, f"/giay/{paper.id}/").status_code == 422
    why = {"kind": PaperRules().end_classes[0], "reason": "Nhầm hộ"}
    why |= {"chac": "1"}
    assert post(chi, f"/giay/{paper.id}/thu-hoi", why, f"/giay/{paper.id}/").status_code == 303
    page = get(chi, f"/xac-minh/{paper.token}").text
    assert "Đã thu hồi" in page
    assert "Nhầm hộ" not in page
    assert get(chi, f"/giay/{paper.id}/giay.pdf").status_code == 409


def test_the_frozen_words_stay_when_a_name_is_corrected(place: Place, chi: FlaskClient) -> None:
    decide(chi, place, "H'Mẩu Niê")
    assert "H&#39;Mẩu Niê" in get(chi, "/giay/cap-so").text
    assert "khác quyết định" not in get(chi, "/giay/cap-so").text
    with writing() as session:
        for home in session.query(Household):
            home.head = "H'Mẫu Niê"
    assert "1 tên trong sổ hộ nay khác quyết định" in get(chi, "/giay/cap-so").text
    post(chi, "/giay/cap-so", {}, "/giay/cap-so")
    paper = db.session.query(Certificate).one()
    assert "H&#39;Mẩu Niê" in get(chi, f"/xac-minh/{paper.token}").text


def test_an_unknown_and_a_malformed_token_get_the_same_page(place: Place, client: FlaskClient) -> None:
    pages = [get(client, f"/xac-minh/{token}") for token in ("a" * 24, "x", "%2e%2e", "é" * 24)]
    assert {page.status_code for page in pages} == {404}
    assert len({re.sub(r"nonce=\"[^\"]+\"|ve=[^\"]+", "", page.text) for page in pages}) == 1


def test_a_typed_number_and_code_lead_to_the_certificate(place: Place, chi: FlaskClient) -> None:
    decide(chi, place, "H'Mẫu Niê")
    post(chi, "/giay/cap-so", {}, "/giay/")
    paper = db.session.query(Certificate).one()
    typed = {
        "number": f" {paper.number.lower()} ",
        "code": f"{paper.check_code[:4]} {paper.check_code[4:].lower()}",
    }
    assert post(chi, "/xac-minh/", typed).headers["Location"].endswith(f"/xac-minh/{paper.token}")
    wrong = post(chi, "/xac-minh/", {"number": paper.number, "code": "AAAA-AAAA"})
    assert wrong.status_code == 422
    assert "Không có giấy nào" in wrong.text


def test_guessing_check_codes_is_throttled(place: Place, client: FlaskClient) -> None:
    answers = [post(client, "/xac-minh/", {"number": "1", "code": "AAAAAAAA"}).status_code for _ in range(21)]
    assert answers == [422] * 20 + [429]


def test_issuing_is_refused_where_the_qr_would_lead_nowhere(place: Place, chi: FlaskClient) -> None:
    decide(chi, place, "H'Mẫu Niê")
    with writing() as session:
        session.query(Commune).update({"demo": False})
    answer = post(chi, "/giay/cap-so", {}, "/giay/")
    assert answer.status_code == 422
    assert "BASE_URL" in answer.text
    assert db.session.query(Certificate).count() == 0


def test_many_clerks_at_once_leave_no_gap_and_no_repeat(app: Flask, place: Place, chi: FlaskClient) -> None:
    decide(chi, place, *[f"Nhà {n}" for n in range(40)])
    clerk = viewer(make_user(Role.OFFICER, "chi3", place.commune))
    problems: list[Exception] = []

    def press() -> None:
        with app.app_context():
            try:
                for _ in range(10):
                    with writing():
                        certificates.issue(by=clerk, loopback=True, most=3)
            except Exception as error:
                problems.append(error)

    clerks = [threading.Thread(target=press) for _ in range(8)]
    for each in clerks:
        each.start()
    for each in clerks:
        each.join()
    assert problems == []
    serials = sorted(paper.serial for paper in db.session.query(Certificate))
    assert serials == list(range(1, 41))


def test_a_second_proposal_in_one_year_is_a_conflict(place: Place, chi: FlaskClient) -> None:
    home = make_eligible(place, "H'Mẫu Niê")[0]
    officer = viewer(make_user(Role.OFFICER, "chi4", place.commune))
    with writing():
        recognition.propose(by=officer, household_ids=[home.id])
    with pytest.raises(Conflict), writing():
        recognition.propose(by=officer, household_ids=[home.id])
