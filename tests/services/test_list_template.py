"""The template is filled in, and comes back as the list it was meant for."""

import io
from datetime import date

import openpyxl

from webapp.rules.household_list import CommuneName, HamletName, parse_list
from webapp.services.list_template import build_template
from webapp.services.sheet_reader import read_sheets

TODAY = date(2026, 11, 21)
HAMLETS = (
    HamletName("1", "thôn", "Đắk Tiên"),
    HamletName("2", "buôn", "Kbu"),
    HamletName("3", "tổ dân phố", "5"),
)
LABELS = [hamlet.label for hamlet in HAMLETS]


def read_back(content):
    return parse_list(read_sheets(content, "mẫu.xlsx"), HAMLETS, CommuneName("Xã Di Linh"), TODAY)


def test_an_empty_template_holds_no_household_and_no_error():
    parsed = read_back(build_template("Xã Di Linh", LABELS))
    assert (parsed.households, parsed.errors, parsed.rows_read) == ((), (), 0)


def test_a_filled_template_is_read_as_it_was_meant():
    book = openpyxl.load_workbook(io.BytesIO(build_template("Xã Di Linh", LABELS)))
    book["Danh sách"].append([1, "Lò Văn Páo", 1956, "Buôn Kbu", "số 5", "0912345678", 4, "nhà xa"])
    book["Danh sách"].append([2, "Nguyễn Thị Đào", None, "Tổ dân phố 5"])
    filled = io.BytesIO()
    book.save(filled)
    parsed = read_back(filled.getvalue())
    pao, dao = parsed.households
    assert (pao.head, pao.birth_year, pao.hamlet_id, pao.address) == ("Lò Văn Páo", 1956, "2", "số 5")
    assert (pao.phone, pao.size, pao.note) == ("0912345678", 4, "nhà xa")
    assert (dao.head, dao.hamlet_id) == ("Nguyễn Thị Đào", "3")
    assert [note for note in parsed.notes if "Hướng dẫn" in note] == []


def test_the_hamlets_can_be_chosen_in_alphabetical_order():
    book = openpyxl.load_workbook(io.BytesIO(build_template("Xã Di Linh", LABELS)))
    rule = next(each for each in book["Danh sách"].data_validations.dataValidation if each.type == "list")
    assert rule.formula1 == "'Danh mục'!$A$1:$A$3"
    assert [cell.value for cell in book["Danh mục"]["A"]] == ["Buôn Kbu", "Thôn Đắk Tiên", "Tổ dân phố 5"]
    assert book["Danh mục"].sheet_state == "hidden"
    assert book["Danh sách"]["D3"].value == "Buôn/Thôn/Tổ dân phố"


def test_the_template_asks_for_nothing_that_must_not_be_kept():
    assert read_back(build_template("Xã Di Linh", LABELS)).dropped_columns == ()


def test_a_commune_without_hamlets_yet_gets_a_template_too():
    assert read_back(build_template("Xã Di Linh", [])).errors == ()


def test_a_hamlet_named_like_a_formula_stays_text():
    book = openpyxl.load_workbook(io.BytesIO(build_template("Xã Di Linh", ["=1+1"])))
    assert book["Danh mục"]["A1"].data_type == "s"
