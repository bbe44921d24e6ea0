"""`/nhap/` as an officer uses it, without JavaScript: choose, look through, correct, confirm, take back."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.browsing import HTTPS, csrf_of, get, post, sign_in
from tests.factories import Place, make_household, make_place, make_user
from tests.fixtures.lists import hostile
from tests.fixtures.lists.workbooks import Rows, as_xls, as_xlsx
from tests.guards.vnu import html_errors
from webapp.cli import main
from webapp.models.base import db
from webapp.models.household import Household
from webapp.models.job import ImportBatch
from webapp.models.user import Role

HEADER = ["STT", "Họ và tên chủ hộ", "Năm sinh", "Địa chỉ", "Số điện thoại", "Dân tộc"]
AN = [1, "Nguyễn Văn An", 1961, "Số 4", 912345678, "Kinh"]
NAMELESS = [2, None, 1970, "Số 5", None, "Kinh"]
BINH = [2, "Lê Thị Bình", 1970]


@pytest.fixture
def app(one_app: Flask) -> Flask:
    """Pages and the command: what is stored is tried on both databases in services/test_imports."""
    return one_app


@pytest.fixture
def chi(place: Place, client: FlaskClient) -> FlaskClient:
    sign_in(client, make_user(Role.OFFICER, "chi", place.commune))
    return client


def workbook(*rows: object, tab: str = "Thôn Hai") -> bytes:
    return as_xlsx({tab: [HEADER, *rows]})  # type: ignore[list-item]


def upload(client: FlaskClient, content: bytes, name: str = "danh-sach.xlsx", **form: Any) -> TestResponse:
    token = csrf_of(get(client, "/nhap/"))
    data = {"csrf_token": token, "listed": (io.BytesIO(content), name), **form}
    return client.post("/nhap/", data=data, base_url=HTTPS)


def preview_of(client: FlaskClient, content: bytes, **form: Any) -> TestResponse:
    answer = upload(client, content, **form)
    assert answer.status_code == 303, answer.text
    return get(client, answer.location)


def seen(page: TestResponse) -> str:
    found = re.search(r'name="ban" value="([0-9a-f]+)"', page.text)
    assert found
    return found[1]


def confirm(client: FlaskClient, page: TestResponse, **cells: str) -> TestResponse:
    form = {"ban": seen(page), **cells}
    answer = post(client, f"{page.request.path}ghi", form, page=page.request.path)
    assert answer.status_code == 303
    return get(client, answer.location)


def heads() -> set[str]:
    db.session.rollback()
    return set(db.session.scalars(select(Household.head).where(Household.archived_at.is_(None))))


# --- choosing, looking through, confirming ----------------------------------------------------------------


def test_a_file_is_shown_before_anything_is_written(chi: FlaskClient) -> None:
    page = preview_of(chi, workbook(AN, NAMELESS))
    assert "1 dòng dùng được" in page.text
    assert "1 dòng cần sửa" in page.text
    assert "Nhập 1 dòng, bỏ 1 dòng" in page.text
    assert "Tải 1 dòng lỗi" in page.text
    assert "Dân tộc" in page.text
    assert "Không lưu" in page.text
    assert heads() == set()


def test_the_confirmation_writes_exactly_the_rows_it_names(chi: FlaskClient) -> None:
    page = preview_of(chi, workbook(AN, NAMELESS))
    after = confirm(chi, page)
    assert "Đã nhập 1 dòng, bỏ 1 dòng" in after.text
    assert heads() == {"Nguyễn Văn An"}


def test_pressing_twice_imports_once(chi: FlaskClient) -> None:
    page = preview_of(chi, workbook(AN))
    first, second = confirm(chi, page), confirm_again(chi, page)
    assert "Đã nhập 1 dòng" in first.text
    assert "Đã nhập 1 dòng" in second.text
    assert db.session.scalar(select(func.count(Household.id))) == 1


def confirm_again(client: FlaskClient, page: TestResponse) -> TestResponse:
    answer = post(client, f"{page.request.path}ghi", {"ban": seen(page)}, page="/nhap/")
    assert answer.status_code == 303
    return get(client, answer.location)


def test_the_error_summary_leads_to_each_bad_cell(chi: FlaskClient) -> None:
    page = preview_of(chi, workbook(AN, NAMELESS, [3, "Trần Văn Ba", 2061]))
    assert 'class="errors" role="alert" tabindex="-1"' in page.text
    for cell in ("o-0-2-1", "o-0-3-2"):
        assert f'href="#{cell}"' in page.text
        assert f'id="{cell}"' in page.text
    assert "Năm sinh “2061” chưa đúng. Ghi đủ 4 chữ số" in page.text


def test_a_row_is_corrected_on_the_page_and_checked_again(chi: FlaskClient) -> None:
    page = preview_of(chi, workbook(AN, NAMELESS))
    form = {"o-0-2-1": "Lê Thị Bình"}
    answer = post(chi, f"{page.request.path}kiem-tra", form, page=page.request.path)
    again = get(chi, answer.location)
    assert "không còn dòng nào cần sửa" in again.text
    assert "Nhập 2 dòng" in again.text
    confirm(chi, again)
    assert heads() == {"Nguyễn Văn An", "Lê Thị Bình"}


def test_cells_corrected_but_not_checked_are_never_skipped(chi: FlaskClient) -> None:
    page = preview_of(chi, workbook(AN, NAMELESS))
    after = confirm(chi, page, **{"o-0-2-1": "Lê Thị Bình"})
    assert "Xem lại rồi bấm Nhập" in after.text
    assert heads() == set()
    confirm(chi, after)
    assert heads() == {"Nguyễn Văn An", "Lê Thị Bình"}


def test_an_unknown_hamlet_is_chosen_once_and_says_whom_to_ask(place: Place, chi: FlaskClient) -> None:
    make_user(Role.ADMIN, "quan", place.commune)
    rows: Rows = [["Họ và tên", "Thôn"], ["Nguyễn Văn An", "Thôn Mười"], ["Lê Thị Bình", "Thôn Mười"]]
    page = preview_of(chi, as_xlsx({"Sheet1": rows}))
    assert "Có phải “Thôn Hai”?" in page.text
    assert "Nhờ Người mẫu quan (quản trị)" in page.text
    answer = post(chi, f"{page.request.path}kiem-tra", {"n-0": place.hamlet.id}, page=page.request.path)
    assert "Nhập 2 dòng" in get(chi, answer.location).text


def test_new_changed_and_missing_households_have_their_views(place: Place, chi: FlaskClient) -> None:
    make_household(place.other_hamlet, "Nguyễn Văn An", ("Nguyễn Văn An", 1961), address="Số 1")
    make_household(place.other_hamlet, "Phạm Văn Khác", ("Phạm Văn Khác", 1950))
    page = preview_of(chi, workbook(AN, BINH))
    path = page.request.path
    assert "Lê Thị Bình" in get(chi, f"{path}?xem=moi").text
    changed = get(chi, f"{path}?xem=thay-doi").text
    assert "<del>Số 1</del>" in changed
    assert "<ins>Số 4</ins>" in changed
    gone = get(chi, f"{path}?xem=khong-co").text
    assert "Phạm Văn Khác" in gone
    assert "không xóa" in gone


def test_a_household_changed_meanwhile_makes_the_preview_again(place: Place, chi: FlaskClient) -> None:
    page = preview_of(chi, workbook(AN, BINH))
    make_household(place.other_hamlet, "Nguyễn Văn An", ("Nguyễn Văn An", 1961), address="Số 4")
    after = confirm(chi, page)
    assert "vừa được người khác sửa" in after.text
    assert "Lê Thị Bình" not in heads()
    confirm(chi, after)
    assert db.session.scalar(select(func.count(Household.id))) == 2


def test_pasted_cells_keep_their_columns(place: Place, chi: FlaskClient) -> None:
    text = "Nguyễn Văn An\t1961\t0912345678\r\nLê Thị Bình\t1970\t0912345679\r\n"
    answer = post(chi, "/nhap/dan", {"listed": text, "hamlet_id": place.hamlet.id})
    page = get(chi, f"{answer.location}?xem=moi")
    assert "Nhập 2 dòng" in page.text
    assert "0912345678" in page.text
    assert ">1961<" in page.text


def test_names_are_typed_one_a_line(place: Place, chi: FlaskClient) -> None:
    answer = post(chi, "/nhap/go", {"listed": "H'Mẫu Niê\nY Mẫu Êban", "hamlet_id": place.hamlet.id})
    confirm(chi, get(chi, answer.location))
    assert heads() == {"H'Mẫu Niê", "Y Mẫu Êban"}


def test_a_list_can_be_thrown_away(chi: FlaskClient) -> None:
    page = preview_of(chi, workbook(AN))
    answer = post(chi, f"{page.request.path}bo", {}, page=page.request.path)
    assert "chưa ghi hộ nào" in get(chi, answer.location).text
    assert get(chi, page.request.path).status_code == 404


def test_an_import_is_taken_back_within_a_day(chi: FlaskClient) -> None:
    done = confirm(chi, preview_of(chi, workbook(AN)))
    assert "Hoàn tác lần nhập" in done.text
    post(chi, f"{done.request.path}hoan-tac", {}, page=done.request.path)
    assert "Đã hoàn tác" in get(chi, done.request.path).text
    assert heads() == set()


def test_the_history_says_who_brought_in_what(chi: FlaskClient) -> None:
    confirm(chi, preview_of(chi, workbook(AN, NAMELESS)))
    page = get(chi, "/nhap/").text
    assert "danh-sach.xlsx" in page
    assert "Người mẫu chi" in page
    assert re.search(r"Đã nhập</span> 1 dòng, bỏ 1 dòng: 1 hộ mới", page)


def test_template_and_bad_rows_come_as_workbooks(chi: FlaskClient) -> None:
    template = get(chi, "/nhap/tep-mau.xlsx")
    page = preview_of(chi, workbook(AN, NAMELESS))
    bad = get(chi, f"{page.request.path}dong-loi.xlsx")
    for answer in (template, bad):
        assert answer.mimetype == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        assert answer.headers["Cache-Control"] == "no-store, private"
    again = preview_of(chi, bad.data)
    assert "0 dòng dùng được" in again.text
    assert "1 dòng cần sửa" in again.text


# --- what is refused --------------------------------------------------------------------------------------

FIFTY_THOUSAND: Rows = [HEADER, *[["x", "Lò Văn Páo"]] * 50_000]
REFUSED = {
    "a PDF named .xlsx": (lambda: b"%PDF-1.7\n%\xe2\xe3", "Đây là tệp PDF"),
    "an empty file": (lambda: b"", "Tệp này trống"),
    "a sheet without a cell": (lambda: as_xlsx({"Sheet1": []}), "Tệp này trống"),
    "no list in it": (lambda: as_xlsx({"Sheet1": [["Bảng chấm công"]]}), "chưa thấy dòng tiêu đề"),
    "a million rows": (lambda: hostile.claims_rows("H1048576"), "tối đa 20.000 dòng"),
    "fifty thousand rows": (lambda: as_xls({"Thôn Hai": FIFTY_THOUSAND}), "50.001 dòng"),
    "a bomb": (lambda: hostile.one_long_text(150), "bung ra quá lớn"),
    "five and a half megabytes": (lambda: b"a" * 5_500_000, "tối đa 5 MB"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_no_list_gets_its_message_at_the_field(chi: FlaskClient, name: str) -> None:
    make, said = REFUSED[name]
    answer = upload(chi, make())
    assert answer.status_code == 422
    assert said in answer.text
    assert 'aria-describedby="listed-goi-y listed-loi"' in answer.text
    assert db.session.scalar(select(func.count(ImportBatch.id))) == 0


def test_a_file_beyond_what_a_form_may_hold_is_413(chi: FlaskClient) -> None:
    answer = upload(chi, b"a" * 7_000_000)
    assert answer.status_code == 413
    assert "Tối đa 5 MB" in answer.text


@pytest.mark.parametrize(
    ("path", "form", "said"),
    [
        ("/nhap/", {}, "Chọn một tệp Excel"),
        ("/nhap/dan", {"listed": ""}, "Dán danh sách vào ô này"),
        ("/nhap/go", {"listed": "An"}, "Chọn một nơi trong danh sách"),
        ("/nhap/go", {"listed": "An", "hamlet_id": "x"}, "Chọn một mục trong danh sách"),
        ("/nhap/dan", {"listed": "Nguyễn Văn An\n" * 20_001}, "tối đa 20.000 dòng"),
    ],
)
def test_a_form_that_is_not_filled_in_says_what_is_missing(
    chi: FlaskClient, path: str, form: dict[str, str], said: str
) -> None:
    answer = post(chi, path, form)
    assert answer.status_code == 422
    assert said in answer.text


def test_another_communes_list_is_404(chi: FlaskClient, app: Flask) -> None:
    page = preview_of(chi, workbook(AN))
    other = make_place("02524", "Phường Bình Thuận", "Tỉnh Tuyên Quang")
    dung = app.test_client()
    sign_in(dung, make_user(Role.OFFICER, "dung", other.commune))
    assert get(dung, page.request.path).status_code == 404
    assert get(dung, f"{page.request.path}dong-loi.xlsx").status_code == 404
    for verb in ("ghi", "kiem-tra", "bo", "hoan-tac"):
        assert post(dung, f"{page.request.path}{verb}", {}, page="/nhap/").status_code == 404
    assert heads() == set()


def test_a_colleague_of_the_same_commune_may_go_on(place: Place, chi: FlaskClient, app: Flask) -> None:
    page = preview_of(chi, workbook(AN))
    hoa = app.test_client()
    sign_in(hoa, make_user(Role.OFFICER, "hoa", place.commune))
    assert "Đã nhập 1 dòng" in confirm(hoa, get(hoa, page.request.path)).text


def test_strange_corrections_are_left_aside(chi: FlaskClient) -> None:
    page = preview_of(chi, workbook(AN, NAMELESS))
    form = {"o-99-0-0": "x", "o-0-99999-1": "x", "o-0-2-199": "x", "o--1-2-3": "x", "n-7": "x", "t-9": "x"}
    answer = post(chi, f"{page.request.path}kiem-tra", form, page=page.request.path)
    assert answer.status_code == 303
    assert "1 dòng cần sửa" in get(chi, answer.location).text


# --- the command line -------------------------------------------------------------------------------------


@pytest.fixture
def webapp(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setenv("INSTANCE_PATH", app.instance_path)
    monkeypatch.setenv("SECRET_KEY", "test key")
    monkeypatch.setenv("DATABASE_URL", app.config["SETTINGS"].database_url)
    return lambda *arguments: CliRunner().invoke(main, ["household", "import", *map(str, arguments)])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "danh-sach.xlsx"
    path.write_bytes(workbook(AN, NAMELESS))
    return path


def test_the_command_writes_nothing_while_rows_are_refused(
    place: Place, webapp: Callable[..., Result], file: Path
) -> None:
    result = webapp(file, "--commune", place.commune.id)
    lines = result.stdout.splitlines()
    assert result.exit_code == 1
    assert lines[0] == "Đọc 2 dòng: 1 dòng dùng được, 1 dòng cần sửa."
    assert lines[-1] == (
        "Trang tính “Thôn Hai”, dòng 3, cột B (Họ và tên chủ hộ): chưa điền tên chủ hộ. "
        "Điền họ và tên vào ô này."
    )
    assert "Chưa ghi gì" in result.stderr
    assert heads() == set()


def test_the_command_leaves_refused_rows_out_when_told_to(
    place: Place, webapp: Callable[..., Result], file: Path
) -> None:
    result = webapp(file, "--commune", place.commune.id, "--skip-refused")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "Đã nhập 1 dòng, bỏ 1 dòng.")
    assert heads() == {"Nguyễn Văn An"}
    again = webapp(file, "--commune", place.commune.id, "--skip-refused")
    assert (again.exit_code, again.stdout.splitlines()[-1]) == (
        0,
        "Không có gì để ghi: các hộ trong danh sách đã có đủ.",
    )


def test_a_dry_run_writes_nothing(place: Place, webapp: Callable[..., Result], tmp_path: Path) -> None:
    path = tmp_path / "danh-sach.xlsx"
    path.write_bytes(workbook(AN))
    result = webapp(path, "--commune", place.commune.id, "--dry-run")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "Chạy thử: chưa ghi gì.")
    assert heads() == set()
    assert db.session.scalar(select(func.count(ImportBatch.id))) == 0


def test_the_command_says_why_a_file_or_a_commune_is_refused(
    place: Place, webapp: Callable[..., Result], file: Path, tmp_path: Path
) -> None:
    pdf = tmp_path / "danh-sach.xlsx.pdf"
    pdf.write_bytes(b"%PDF-1.7")
    for arguments, said in (
        ((pdf, "--commune", place.commune.id), "tệp PDF"),
        ((file, "--commune", "99999"), "99999"),
    ):
        result = webapp(*arguments)
        assert (result.exit_code, said in result.stderr) == (1, True)


# --- the pages themselves ---------------------------------------------------------------------------------


def test_the_pages_of_an_import_are_sound_html(one_app: Flask) -> None:
    place = make_place()
    chi = one_app.test_client()
    sign_in(chi, make_user(Role.OFFICER, "chi", place.commune))
    make_household(place.other_hamlet, "Nguyễn Văn An", ("Nguyễn Văn An", 1961), address="Số 1")
    make_household(place.other_hamlet, "Phạm Văn Khác", ("Phạm Văn Khác", 1950))
    rows: Rows = [["Họ và tên", "Thôn"], ["Trần Văn Ba", "Thôn Mười"], ["Trần Văn Tư", "Thôn <b>Hai</b>"]]
    sheets = {"Thôn Hai": [HEADER, AN, BINH, NAMELESS, [4, "15", 2061, None, "09"]], "Khác": rows}
    page = preview_of(chi, as_xlsx(sheets))
    path = page.request.path
    pages = {
        f"{path}?xem={view}": get(chi, f"{path}?xem={view}").text for view in ("moi", "thay-doi", "khong-co")
    }
    pages |= {path: page.text, "422": upload(chi, b"").text, "written": confirm(chi, page).text}
    post(chi, f"{path}hoan-tac", {}, page=path)
    pages |= {"undone": get(chi, path).text, "/nhap/": get(chi, "/nhap/").text}
    assert html_errors(pages) == {}
    assert [name for name, text in pages.items() if "<b>Hai</b>" in text] == []
