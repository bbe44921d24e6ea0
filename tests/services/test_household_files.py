"""Whole files, as an officer has them, from bytes to checked households."""

import unicodedata
from datetime import date

import pytest

from tests.fixtures.lists.effort import spending_at_most
from tests.fixtures.lists.workbooks import as_csv, as_ods, as_xls, as_xlsx
from webapp.rules.household_list import CommuneName, HamletName, parse_list
from webapp.services.sheet_reader import read_sheets

TODAY = date(2026, 11, 21)
HAMLETS = (HamletName("1", "thôn", "1"), HamletName("2", "bản", "Tùng Hương"))
COMMUNE = CommuneName("Xã Tam Quang", (), frozenset({"Xã Tam Quang", "Xã Di Linh"}))
LIST = [
    ["UBND XÃ TAM QUANG"],
    ["DANH SÁCH HỘ GIA ĐÌNH"],
    [],
    ["STT", "Họ và tên chủ hộ", "Ngày sinh", "CCCD", "Số điện thoại", "Số khẩu", "Ghi chú"],
    [1, "Lò Văn Páo", date(1956, 3, 12), "001089012345", 912345678, 4, None],
    [2, "Vi Thị Đào", 1960, None, "0987.654.321", 3, "nhà xa"],
    [3, "Lương Văn Hùng", "1999", None, None, None, None],
    [None, "Tổng cộng", None, None, None, 7, None],
    [None, None, None, None, "Tam Quang, ngày 05 tháng 3 năm 2026"],
    [None, "Người lập biểu"],
    [None, "Kha Văn Ký"],
]
READ = [
    ("Lò Văn Páo", 1956, "0912345678", 4),
    ("Vi Thị Đào", 1960, "0987654321", 3),
    ("Lương Văn Hùng", 1999, None, None),
]


def read(content, name="danh sách.xlsx"):
    return parse_list(read_sheets(content, name), HAMLETS, COMMUNE, TODAY)


def summary(parsed):
    assert [error.text for error in parsed.errors] == []
    return [(each.head, each.birth_year, each.phone, each.size) for each in parsed.households]


@pytest.mark.parametrize("write", [as_xlsx, as_xls, as_ods])
def test_a_list_of_each_kind_with_the_hamlet_only_in_the_tab_is_read(write):
    parsed = read(write({"Bản Tùng Hương": LIST}))
    assert summary(parsed) == READ
    assert {each.hamlet_id for each in parsed.households} == {"2"}
    assert [each.header for each in parsed.dropped_columns] == ["CCCD"]


def test_a_csv_list_takes_its_hamlet_from_the_files_name():
    assert summary(read(as_csv(LIST), "Bản Tùng Hương.csv")) == READ


def test_text_typed_on_a_mac_is_read_and_stored_composed():
    decomposed = [
        [unicodedata.normalize("NFD", cell) if isinstance(cell, str) else cell for cell in row]
        for row in LIST
    ]
    parsed = read(as_xlsx({unicodedata.normalize("NFD", "Bản Tùng Hương"): decomposed}))
    assert summary(parsed) == READ


OLD_FONTS = {
    "TCVN3 (ABC)": [
        ["Danh s¸ch hé gia ®×nh"],
        ["STT", "Hä vµ tªn chñ hé", "N¨m sinh", "§Þa chØ", "Ghi chó"],
        [1, "Lß V¨n P¸o", 1956, "Tæ 5", "nhµ xa"],
        [2, "Vò", 1960, "Xãm 3", None],
    ],
    "VNI": [
        ["Danh saùch hoä gia ñình"],
        ["STT", "Hoï vaø teân chuû hoä", "Naêm sinh", "Ñòa chæ", "Ghi chuù"],
        [1, "Loø Vaên Paùo", 1956, "Toå 5", "nhaø xa"],
        [2, "Vuõ", 1960, "Xoùm 3", None],
    ],
}


@pytest.mark.parametrize("font", OLD_FONTS)
@pytest.mark.parametrize("write", [as_xlsx, as_xls, as_ods])
def test_lists_typed_in_old_fonts_are_read(font, write):
    parsed = read(write({"Thôn 1": OLD_FONTS[font]}))
    assert [(each.head, each.address, each.note) for each in parsed.households] == [
        ("Lò Văn Páo", "Tổ 5", "nhà xa"),
        ("Vũ", "Xóm 3", None),
    ]
    assert list(parsed.converted_fonts) == [font]


@pytest.mark.parametrize("font", OLD_FONTS)
def test_csv_saved_from_an_old_font_is_read(font):
    parsed = read(as_csv(OLD_FONTS[font], encoding="latin-1"), "Thôn 1.csv")
    assert [each.head for each in parsed.households] == ["Lò Văn Páo", "Vũ"]


def test_ten_thousand_rows_are_read_and_checked_within_three_seconds():
    header = ["STT", "Họ và tên chủ hộ", "Năm sinh", "Địa chỉ", "Số điện thoại", "Số nhân khẩu", "Ghi chú"]
    names = [f"{family} {middle} {given}" for family in FAMILY for middle in MIDDLE for given in GIVEN]
    rows = [
        [
            n,
            names[n % len(names)],
            1930 + n % 70 if n % 100 else 2061,
            f"Số nhà {n}",
            f"09{n:08d}",
            4,
            "nhà xa",
        ]
        for n in range(10_000)
    ]
    workbook = as_xlsx({"Thôn 1": [header, *rows[:5_000]], "Bản Tùng Hương": [header, *rows[5_000:]]})
    with spending_at_most(seconds=3):
        parsed = read(workbook)
    assert (len(parsed.households), parsed.rows_left_out, parsed.rows_read) == (9_900, 100, 10_000)


FAMILY = ("Nguyễn", "Trần", "Lê", "Lò", "Vi", "Lương", "Kha", "Hoàng", "Phan", "Vũ")
MIDDLE = ("Văn", "Thị", "Đức", "Hữu", "Thanh", "Minh", "Ngọc", "Xuân")
GIVEN = (
    *(
        "An",
        "Bình",
        "Cường",
        "Dũng",
        "Đào",
        "Em",
        "Giang",
        "Hoa",
        "Hùng",
        "Khánh",
        "Lan",
        "Mai",
        "Nam",
        "Oanh",
    ),
    *("Páo", "Quyên", "Sơn", "Tám", "Uyên", "Vinh", "Xuyến", "Yến", "Ước", "Ánh", "Ở"),
)
