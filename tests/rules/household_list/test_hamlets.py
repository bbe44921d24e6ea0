"""The hamlet of each household, from wherever the list says it."""

import pytest

from tests.rules.household_list.lists import COMMUNE, HAMLETS, TODAY, heads, only, read
from webapp.rules.household_list import CommuneName, parse_list
from webapp.rules.sheets import Sheet

HEADER = ["Họ và tên chủ hộ", "Năm sinh"]
PAO = ["Lò Văn Páo", 1956]


@pytest.mark.parametrize(
    ("tab", "hamlet"),
    [
        ("Thôn 1", "thon-1"),
        ("THON 2", "thon-2"),
        ("thôn số 02", "thon-2"),
        ("Đắk Tiên", "dak-tien"),
        ("Dak Tien", "dak-tien"),
        ("8", "dak-tien"),
        ("Thôn 7 (cũ)", "dak-tien"),
        ("Kbu", "kbu"),
        ("TDP 5", "tdp-5"),
        ("Tổ 5", "tdp-5"),
        ("DS Buôn Kbu 2026", "kbu"),
    ],
)
def test_the_tab_names_the_hamlet(tab, hamlet):
    assert only(read([HEADER, PAO], tab=tab)).hamlet_id == hamlet


@pytest.mark.parametrize(
    ("header", "text", "hamlet"),
    [
        ("Thôn", "2", "thon-2"),
        ("Thôn/Buôn", "Buôn Kbu", "kbu"),
        ("Tổ dân phố", 5, "tdp-5"),
        ("TDP", "05", "tdp-5"),
        ("Tổ", "5", "tdp-5"),
    ],
)
def test_a_column_names_the_hamlet_and_wins_over_the_tab(header, text, hamlet):
    assert only(read([["Họ tên", header], ["Lò Văn Páo", text]], tab="Thôn 1")).hamlet_id == hamlet


def test_one_file_may_have_a_sheet_for_each_hamlet():
    sheets = [Sheet("Thôn 1", [HEADER, PAO]), Sheet("Buôn Kbu", [HEADER, PAO])]
    parsed = parse_list(sheets, HAMLETS, COMMUNE, TODAY)
    assert [each.hamlet_id for each in parsed.households] == ["thon-1", "kbu"]


def test_a_title_names_the_hamlet_where_the_tab_does_not():
    assert only(read([["DANH SÁCH HỘ THÔN ĐẮK TIÊN"], HEADER, PAO], tab="Sheet1")).hamlet_id == "dak-tien"


def test_an_address_names_the_hamlet_and_keeps_the_rest():
    rows = [
        ["Họ tên", "Địa chỉ"],
        ["Lò Văn Páo", "Số 5, thôn Đắk Tiên, xã Di Linh, tỉnh Lâm Đồng"],
        ["Đào", "thôn 2"],
    ]
    first, second = read(rows, tab="Sheet1").households
    assert (first.hamlet_id, first.address) == ("dak-tien", "Số 5")
    assert (second.hamlet_id, second.address) == ("thon-2", None)


def test_a_small_group_that_is_no_hamlet_belongs_to_the_address():
    rows = [["Họ tên", "Tổ"], ["Lò Văn Páo", 3], ["Đào", "Tổ 4"]]
    assert [each.address for each in read(rows).households] == ["Tổ 3", "Tổ 4"]


def test_a_hamlet_written_once_holds_for_the_rows_below():
    rows = [["Thôn", "Họ tên"], ["Thôn 2", "Lò Văn Páo"], [None, "Đào"], ["Kbu", "H'Hen Niê"]]
    assert [each.hamlet_id for each in read(rows, tab="Sheet1").households] == ["thon-2", "thon-2", "kbu"]


def test_cells_merged_over_rows_say_the_same_for_each():
    rows = [["Họ tên", "Địa chỉ"], ["Lò Văn Páo", "đường Lê Lợi"], ["Đào"], ["H'Hen Niê"]]
    parsed = read(rows, merged=[(1, 1, 2, 1)])
    assert [each.address for each in parsed.households] == ["đường Lê Lợi", "đường Lê Lợi", None]


def test_lines_between_rows_name_the_hamlet():
    rows = [["STT", "Họ tên"], ["I", "THÔN 1"], [1, "Lò Văn Páo"], ["II", "BUÔN KBU: 1 hộ"], [1, "H'Hen Niê"]]
    assert [each.hamlet_id for each in read(rows, tab="Sheet1").households] == ["thon-1", "kbu"]


def test_an_unknown_hamlet_refuses_its_row_and_suggests_the_nearest():
    parsed = read([["Họ tên", "Thôn"], ["Lò Văn Páo", "Đăk Tiến A"], ["Đào", "Thôn 2"]])
    assert heads(parsed) == ["Đào"]
    assert [error.text for error in parsed.errors] == [
        "Thôn 1, dòng 2, cột B (Thôn): tên thôn “Đăk Tiến A” chưa có trong danh sách. "
        "Có phải “Thôn Đắk Tiên”? "
        "Sửa tên trong tệp, hoặc thêm thôn này vào danh sách thôn của xã rồi nhập lại."
    ]


def test_a_number_that_two_hamlets_share_needs_its_word():
    parsed = read([["Họ tên", "Đơn vị"], ["Lò Văn Páo", "1"]], tab="Sheet1")
    assert [error.message for error in parsed.errors] == ["Có 2 nơi tên “1”: Buôn 1, Thôn 1"]


def test_a_village_is_not_a_street_group_of_the_same_number():
    assert "Thôn 5" in read([["Họ tên", "Thôn"], ["Páo", "Thôn 5"]]).errors[0].message


NO_HAMLET = "Không biết các hộ này ở thôn nào: không có cột Thôn, tên trang “Sheet1” cũng không phải tên thôn"


@pytest.mark.parametrize(
    ("tab", "message"), [("Thôn 9", "Tên thôn “Thôn 9” chưa có trong danh sách"), ("Sheet1", NO_HAMLET)]
)
def test_a_sheet_of_no_known_hamlet_is_told_once_with_its_rows_counted(tab, message):
    parsed = read([HEADER, PAO, ["Đào", 1960], ["Tám", 1999]], tab=tab)
    assert [(error.message, error.covers) for error in parsed.errors] == [(message, 3)]
    assert (parsed.households, parsed.rows_left_out) == ((), 3)


@pytest.mark.parametrize("title", ["UBND XÃ TÂN CHÂU", "Danh sách hộ phường Bình Thuận năm 2026"])
def test_a_list_of_another_commune_is_refused_as_a_whole(title):
    parsed = read([[title], HEADER, PAO, ["Đào", 1960]])
    assert parsed.households == ()
    assert [(error.row, error.covers) for error in parsed.errors] == [(1, 2)]
    assert "còn đang nhập vào Xã Di Linh" in parsed.errors[0].message


@pytest.mark.parametrize(
    "title", ["UBND XÃ DI LINH", "UBND xã Liên Đầm", "Phòng Văn hóa - Xã hội", "Bảng xã viên", "Tân Châu"]
)
def test_titles_of_our_commune_old_and_new_are_fine(title):
    assert heads(read([[title], HEADER, PAO])) == ["Lò Văn Páo"]


def test_a_column_that_names_another_commune_refuses_the_row():
    rows = [
        ["Họ tên", "Xã/Phường"],
        ["Lò Văn Páo", "Di Linh"],
        ["Đào", "xã Liên Đầm"],
        ["Tám", "Xã Tân Châu"],
    ]
    parsed = read(rows)
    assert heads(parsed) == ["Lò Văn Páo", "Đào"]
    assert [(error.row, error.column) for error in parsed.errors] == [(4, "B")]


def test_a_commune_without_a_list_of_others_reads_all_titles():
    parsed = parse_list(
        [Sheet("Thôn 1", [["UBND XÃ TÂN CHÂU"], HEADER, PAO])], HAMLETS, CommuneName("Xã Di Linh"), TODAY
    )
    assert heads(parsed) == ["Lò Văn Páo"]


def test_a_leader_may_say_the_hamlet_for_a_list_that_does_not():
    parsed = parse_list([Sheet("Sheet1", [HEADER, PAO])], HAMLETS, COMMUNE, TODAY, default_hamlet="kbu")
    assert only(parsed).hamlet_id == "kbu"
