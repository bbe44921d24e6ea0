"""Administration: settings, criteria, presets and hamlets, as dung (admin) sees them in a plain browser."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.browsing import get, post, sign_in
from tests.factories import Place, make_household, make_place, make_user, people_of, viewer
from webapp.models.audit import AuditRow
from webapp.models.base import db, writing
from webapp.models.commune import Commune
from webapp.models.event import HouseholdProgress
from webapp.models.recognition import CriteriaVersion
from webapp.models.user import Role, User
from webapp.rules.settings import CommuneSettings
from webapp.services import checklist, communes, criteria, hamlets, progress

PAGES = (
    "/quan-tri/", "/quan-tri/cai-dat/", "/quan-tri/cai-dat/so-giay", "/quan-tri/tieu-chi/", "/quan-tri/mau/",
    "/quan-tri/mau/di-linh/", "/quan-tri/thon/",
)  # fmt: skip
WRONG_SETTINGS = (
    ("authority", "Chủ tịch {xa}", "Không có ô tự điền “{xa}”"),
    ("honour", "Gia đình số {year}", "Không có ô tự điền “{year}”"),
    ("links", "Cổng | http://dichvucong.gov.vn", "Dòng 1: Đường dẫn phải bắt đầu bằng https://"),
    ("links", "https://dichvucong.gov.vn", "Dòng 1: viết tên, dấu |, rồi đường dẫn"),
    ("links", "Cổng | https://vneid.gov.vn\nTin | javascript:alert(1)", "Dòng 2: Đường dẫn phải"),
    ("number_format", "GDS-{year}", "Cần có {serial}"),
    ("decision_ending", "<b>", "Ký hiệu chỉ gồm"),
    ("number_format", "GDS-{serial}", "Cần có {yy} hoặc {year}"),
    ("number_format", "{serial}{yy}{abc}", "Không có ô {abc}"),
    ("unit_words", " \n ", "Ghi ít nhất 1 từ"),
    ("unit_words", "thôn\nThôn", "Có hai dòng giống nhau"),
    ("signature_lines", "a\nb\nc\nd\ne", "Nhiều nhất 4 dòng"),
    ("recognition_term", "", "Chưa điền tên gọi khi công nhận"),
    ("heading", "x" * 61, "Dài quá. Tối đa 60 ký tự."),
    ("checklist-kn-quet-qr", "hai", "thứ tự là số từ 1 đến 99"),
    ("checklist-kn-quet-qr", "-1", "thứ tự là số từ 1 đến 99"),
    ("checklist-kn-quet-qr", "²", "thứ tự là số từ 1 đến 99"),
)
WRONG_CRITERIA = (
    ({"decision": ""}, "Chưa điền văn bản của xã, phường"),
    ({"lines-0-text": ""}, "Ghi tiêu chí bằng một câu."),
    ({"lines-0-items": []}, "Chọn ít nhất một việc."),
    ({"lines-0-items": ["bai-khong-co"]}, "Có mục không nằm trong danh sách"),
    ({"lines-0-kind": "visits"}, "Ghi số lần đến nhà, từ 1."),
    ({"lines-0-kind": "some-items", "lines-0-at_least": "3"}, "Chỉ có 1 việc được chọn."),
    ({"lines-0-kind": "one-person", "lines-0-age_from": "200"}, "Điền số từ 0 đến 100."),
    ({"lines-0-at_least": "hai"}, "Điền một số nguyên, không có chữ."),
    ({"need": "2"}, "Chỉ có 1 tiêu chí."),
    ({"lines-0-text": "", "lines-0-items": []}, "Cần ít nhất một tiêu chí."),
)
WRONG_HAMLETS = (
    ({"kind": "Thôn", "name": ""}, "Chưa điền tên."),
    ({"kind": "Phố", "name": "Mới"}, "Chọn một mục trong danh sách."),
    ({"kind": "Thôn", "name": "hai"}, "Đã có Thôn Hai."),
    ({"kind": "Thôn", "name": "Mới", "valid_from": "30/2/2026"}, "Điền ngày như 05/03/2026."),
    ({"kind": "Thôn", "name": "Mới", "valid_from": "1/1/2999"}, "Ngày này chưa tới."),
)
DECISION = "Nghị quyết 08/NQ-HĐND"


@pytest.fixture
def app(one_app: Flask) -> Flask:
    """Pages only: what is stored is tried on both databases in services/: test_settings and others."""
    return one_app


@pytest.fixture
def place(client: FlaskClient) -> Place:
    return make_place()


@pytest.fixture
def dung(client: FlaskClient, place: Place) -> User:
    user = make_user(Role.ADMIN, "dung", place.commune)
    sign_in(client, user)
    return user


def settings_now(place: Place) -> CommuneSettings:
    db.session.rollback()
    db.session.expire_all()
    return communes.settings_of(place.commune.id)


def settings_form(now: CommuneSettings, **changed: Any) -> dict[str, Any]:
    """What a browser sends when nothing but `changed` was touched."""
    words = now.certificate
    sent = {
        "plan_title": now.plan_title, "motto": now.motto, "unit_words": "\n".join(now.unit_words),
        "recognition_term": now.recognition_term, "health_record_term": now.health_record_term,
        "links": "\n".join(f"{link.label} | {link.url}" for link in now.links), "assumed": now.assumed,
        "heading": words.heading, "authority": words.authority, "verb": words.verb,
        "family_prefix": words.family_prefix, "achieves": words.achieves, "honour": words.honour,
        "place": words.place, "signature_lines": "\n".join(words.signature_lines), "signer": words.signer,
        "number_format": words.number_format, "decision_ending": words.decision_ending,
    }  # fmt: skip
    order = {f"checklist-{slug}": str(number) for number, slug in enumerate(now.checklist, 1)}
    return sent | order | changed


def criteria_form(**changed: Any) -> dict[str, Any]:
    """One line: someone has VNeID level 2."""
    line = {
        "lines-0-id": "c1", "lines-0-text": "VNeID mức 2", "lines-0-kind": "all-items",
        "lines-0-items": ["kn-vneid-muc-2"], "lines-0-at_least": "", "lines-0-age_from": "",
        "lines-0-source": "", "need": "", "decision": "87/QĐ-UBND",
    }  # fmt: skip
    return line | changed


class TestAccess:
    @pytest.mark.parametrize("role", [Role.MEMBER, Role.LEADER, Role.OFFICER, Role.APPROVER, Role.PROVINCE])
    def test_only_the_admin_comes_in(self, client: FlaskClient, place: Place, role: Role) -> None:
        commune = None if role is Role.PROVINCE else place.commune
        seats = (place.hamlet,) if role in (Role.MEMBER, Role.LEADER) else ()
        sign_in(client, make_user(role, "alice", commune, *seats))
        assert {get(client, path).status_code for path in PAGES} == {403}

    def test_the_admin_sees_every_page(self, client: FlaskClient, dung: User) -> None:
        assert {get(client, path).status_code for path in PAGES} == {200}

    def test_a_hamlet_of_another_commune_is_not_there(self, client: FlaskClient, dung: User) -> None:
        elsewhere = make_place("25000", "Xã Di Linh", "Tỉnh Lâm Đồng").hamlet
        for verb in ("doi-ten", "ket-thuc"):
            path = f"/quan-tri/thon/{elsewhere.id}/{verb}"
            assert get(client, path).status_code == 404
            assert post(client, path, {"name": "X"}, page="/quan-tri/thon/").status_code == 404
        assert get(client, "/quan-tri/mau/da-lat/").status_code == 404


class TestOverview:
    def test_it_says_what_is_left_to_set_up(self, client: FlaskClient, dung: User) -> None:
        page = get(client, "/quan-tri/").text
        assert "Phường Buôn Ma Thuột, tỉnh Đắk Lắk" in page
        assert "2 đơn vị, 0 hộ" in page
        assert "Ghi người ký" not in page

    def test_without_hamlets_and_signer_it_says_so(
        self, client: FlaskClient, dung: User, place: Place
    ) -> None:
        with writing() as session:
            commune = session.get_one(Commune, place.commune.id)
            commune.settings = CommuneSettings(assumed="Tạm lấy 7 tiêu chí.").as_json()
        page = get(client, "/quan-tri/").text
        assert "Ghi người ký" in page
        assert "Tạm lấy 7 tiêu chí." in page


class TestSettings:
    def test_a_change_is_saved_and_told(self, client: FlaskClient, dung: User, place: Place) -> None:
        sent = settings_form(
            settings_now(place), motto="  Cầm tay   chỉ việc ", unit_words="tổ dân phố\n\nbuôn\n"
        )
        answer = post(client, "/quan-tri/cai-dat/", sent)
        assert (answer.status_code, answer.location) == (303, "/quan-tri/cai-dat/")
        assert "Đã lưu cài đặt." in get(client, "/quan-tri/cai-dat/").text
        now = settings_now(place)
        assert now.motto == "Cầm tay chỉ việc"
        assert now.unit_words == ("tổ dân phố", "buôn")

    def test_the_communes_name_is_read_and_typed_as_it_is_printed(
        self, client: FlaskClient, dung: User, place: Place
    ) -> None:
        name = communes.in_a_sentence(place.commune.name)
        assert f'value="Chủ tịch Ủy ban nhân dân {name}"' in get(client, "/quan-tri/cai-dat/").text
        typed = settings_form(settings_now(place), authority=f"Ủy ban nhân dân {name}")
        assert post(client, "/quan-tri/cai-dat/", typed).status_code == 303
        assert settings_now(place).certificate.authority == "Ủy ban nhân dân {commune}"

    def test_nothing_touched_changes_nothing(self, client: FlaskClient, dung: User, place: Place) -> None:
        before = settings_now(place)
        post(client, "/quan-tri/cai-dat/", settings_form(before))
        assert settings_now(place) == before
        assert not db.session.scalar(select(func.count()).where(AuditRow.action == "settings.change"))

    def test_a_wrong_field_is_answered_at_the_field(
        self, client: FlaskClient, dung: User, place: Place
    ) -> None:
        before = settings_now(place)
        for field, value, words in WRONG_SETTINGS:
            answer = post(client, "/quan-tri/cai-dat/", settings_form(before, **{field: value}))
            assert (field, answer.status_code) == (field, 422)
            assert words in answer.text
        assert settings_now(place) == before

    def test_an_empty_sheet_is_refused(self, client: FlaskClient, dung: User, place: Place) -> None:
        now = settings_now(place)
        nothing = {f"checklist-{slug}": "" for slug in now.checklist}
        answer = post(client, "/quan-tri/cai-dat/", settings_form(now, **nothing))
        assert answer.status_code == 422
        assert "Phiếu cần ít nhất một việc" in answer.text

    def test_the_sheet_takes_the_order_of_the_numbers(
        self, client: FlaskClient, dung: User, place: Place
    ) -> None:
        now = settings_now(place)
        order = {f"checklist-{slug}": "" for slug in now.checklist}
        order |= {"checklist-kn-day-lai": "1", "checklist-quet-ma-qr": "20", "checklist-kn-quet-qr": "7"}
        post(client, "/quan-tri/cai-dat/", settings_form(now, **order))
        assert settings_now(place).checklist == ("kn-day-lai", "kn-quet-qr", "quet-ma-qr")

    def test_a_number_is_shown_as_it_would_be_printed(self, client: FlaskClient, dung: User) -> None:
        shown = get(
            client, "/quan-tri/cai-dat/so-giay", query_string={"number_format": "{commune}/{serial:06d}-{yy}"}
        )
        assert f"24133/000412-{progress.today():%y}" in shown.text
        wrong = get(client, "/quan-tri/cai-dat/so-giay", query_string={"number_format": "<b>{serial}"})
        assert "Cần có {yy} hoặc {year}" in wrong.text


class TestCriteria:
    @pytest.fixture
    def alice(self, place: Place) -> User:
        return make_user(Role.MEMBER, "alice", place.commune, place.hamlet)

    def learnt(self, alice: User, place: Place, *items: str) -> str:
        household = make_household(place.hamlet, "H'Lan Niê", ("H'Lan Niê", 1980))
        person = people_of(household)[0].id
        with writing():
            progress.refresh({household.id})
            for item in items:
                checklist.record(by=viewer(alice), household_id=household.id, item=item, person_ids=[person])
        return household.id

    def test_a_preview_tells_the_effect_and_writes_nothing(
        self, client: FlaskClient, dung: User, place: Place, alice: User
    ) -> None:
        self.learnt(alice, place, "kn-vneid-muc-2")
        answer = post(client, "/quan-tri/tieu-chi/", criteria_form(preview="1", decision=""))
        assert answer.status_code == 200
        assert "<em>1 hộ</em> đủ tiêu chí trong 1 hộ. Đang là 0 hộ." in answer.text
        assert db.session.scalar(select(func.count()).select_from(CriteriaVersion)) == 1

    def test_saving_makes_a_version_and_counts_households_again(
        self, client: FlaskClient, dung: User, place: Place, alice: User
    ) -> None:
        household = self.learnt(alice, place, "kn-vneid-muc-2")
        answer = post(client, "/quan-tri/tieu-chi/", criteria_form(save="1"))
        assert answer.status_code == 303
        db.session.expire_all()
        assert db.session.get_one(HouseholdProgress, household).eligible
        rule = criteria.in_force(place.commune.id)
        assert [line.text for line in rule.lines] == ["VNeID mức 2"]
        assert rule.cites == "87/QĐ-UBND"
        assert "Tiêu chí phiên bản 2" in get(client, "/quan-tri/tieu-chi/").text

    def test_wrong_criteria_are_answered_at_the_field(self, client: FlaskClient, dung: User) -> None:
        for changed, words in WRONG_CRITERIA:
            answer = post(client, "/quan-tri/tieu-chi/", criteria_form(save="1", **changed))
            assert (words, answer.status_code) == (words, 422)
            summary = answer.text.split('class="errors"')[1].split("</div>")[0]
            assert words in summary
        assert db.session.scalar(select(func.count()).select_from(CriteriaVersion)) == 1

    def test_a_row_more_keeps_what_was_typed(self, client: FlaskClient, dung: User) -> None:
        answer = post(client, "/quan-tri/tieu-chi/", criteria_form(more="1"))
        assert answer.status_code == 200
        assert 'value="VNeID mức 2"' in answer.text
        assert "lines-1-text" in answer.text

    def test_visits_and_one_person_are_kept_as_typed(
        self, client: FlaskClient, dung: User, place: Place
    ) -> None:
        second = {
            "lines-1-id": "c1", "lines-1-text": "Đã gặp hai lần", "lines-1-kind": "visits",
            "lines-1-at_least": "2",
        }  # fmt: skip
        first = {"lines-0-kind": "one-person", "lines-0-age_from": "16"}
        post(client, "/quan-tri/tieu-chi/", criteria_form(save="1", need="1", **first, **second))
        rule = criteria.in_force(place.commune.id)
        assert (rule.lines[0].age_from, rule.lines[1].at_least, rule.needed) == (16, 2, 1)
        assert rule.lines[0].id != rule.lines[1].id


class TestPresets:
    def test_the_five_are_offered_and_the_own_one_marked(self, client: FlaskClient, dung: User) -> None:
        page = get(client, "/quan-tri/mau/").text
        for label in ("Buôn Ma Thuột", "Bình Thuận", "Di Linh", "Liên Minh", "Tam Quang"):
            assert label in page
        assert page.count("Đang dùng") == 1

    def test_a_preset_shows_what_changes_before_it_is_taken(self, client: FlaskClient, dung: User) -> None:
        page = get(client, "/quan-tri/mau/tam-quang/").text
        assert "Phương châm" in page
        assert "Đi từng ngõ, gõ từng nhà" in page
        assert "đủ tiêu chí trong 0 hộ" in page

    def test_taking_it_brings_it_in(self, client: FlaskClient, dung: User, place: Place) -> None:
        answer = post(client, "/quan-tri/mau/buon-ma-thuot/", {})
        assert answer.status_code == 303
        assert settings_now(place).motto == "Đi từng ngõ, gõ từng nhà, hướng dẫn từng người"
        page = get(client, "/quan-tri/mau/buon-ma-thuot/").text
        assert "giống hệt mẫu này" in page


class TestHamlets:
    def test_one_is_added(self, client: FlaskClient, dung: User) -> None:
        with writing() as session:
            commune = session.get_one(Commune, "24133")
            commune.settings = CommuneSettings(unit_words=("tổ dân phố", "buôn")).as_json()
        answer = post(
            client, "/quan-tri/thon/", {"kind": "Tổ dân phố", "name": "Ban Mai", "valid_from": "1/7/2025"}
        )
        assert answer.status_code == 303
        page = get(client, "/quan-tri/thon/").text
        assert "Đã thêm Tổ dân phố Ban Mai." in page
        assert "từ 01/07/2025" in page

    def test_a_wrong_one_is_refused_at_its_field(self, client: FlaskClient, dung: User) -> None:
        for sent, words in WRONG_HAMLETS:
            answer = post(client, "/quan-tri/thon/", sent)
            assert (words, answer.status_code) == (words, 422)
            assert words in answer.text

    def test_a_new_name_keeps_the_old_one(self, client: FlaskClient, dung: User, place: Place) -> None:
        path = f"/quan-tri/thon/{place.hamlet.id}/doi-ten"
        sent = {"kind": "Buôn", "name": "Ea Mới", "on": "30/5/2026", "decision": DECISION}
        assert post(client, path, sent).status_code == 303
        page = get(client, "/quan-tri/thon/").text
        assert "Buôn Ea Mới" in page
        assert f"Trước 30/05/2026: Buôn Ea Mẫu ({DECISION})" in page

    def test_a_name_needs_its_decision(self, client: FlaskClient, dung: User, place: Place) -> None:
        path = f"/quan-tri/thon/{place.hamlet.id}/doi-ten"
        answer = post(client, path, {"kind": "Buôn", "name": "Ea Mới", "on": "30/5/2026", "decision": ""})
        assert answer.status_code == 422
        assert "Chưa điền theo văn bản." in answer.text

    def test_closing_asks_where_the_households_go(
        self, client: FlaskClient, dung: User, place: Place
    ) -> None:
        make_household(place.hamlet)
        path = f"/quan-tri/thon/{place.hamlet.id}/ket-thuc"
        sent = {"valid_to": "30/5/2026", "decision": DECISION, "successor_id": ""}
        answer = post(client, path, sent)
        assert answer.status_code == 422
        assert "Còn 1 hộ. Chọn nơi các hộ chuyển sang." in answer.text
        assert post(client, path, sent | {"successor_id": place.other_hamlet.id}).status_code == 303
        counts = {line.hamlet.label: line.households for line in hamlets.every(viewer(dung))}
        assert counts == {"Thôn Hai": 1, "Buôn Ea Mẫu": 0}
        assert "Đã kết thúc 30/05/2026" in get(client, "/quan-tri/thon/").text


class TestDemoBanner:
    BANNER = 'class="demo"'

    def test_a_demo_says_so_everywhere(self, client: FlaskClient, place: Place) -> None:
        client.application.extensions["demo"].__init__()
        assert self.BANNER not in get(client, "/dang-nhap").text
        with writing() as session:
            session.get_one(Commune, place.commune.id).demo = True
        client.application.extensions["demo"].__init__()
        for path in ("/dang-nhap", "/", "/bai-hoc/"):
            assert self.BANNER in get(client, path).text
        client.application.extensions["demo"].__init__()

    def test_the_database_is_asked_once(self, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
        from webapp.services import places

        asked: list[bool] = []
        client.application.extensions["demo"].__init__()
        monkeypatch.setattr(places, "has_demo", lambda: bool(asked.append(True)))
        for _ in range(3):
            get(client, "/dang-nhap")
        assert len(asked) == 1
