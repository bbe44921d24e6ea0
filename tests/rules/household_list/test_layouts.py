"""Lists are read whatever their titles, columns and grouping."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.household_list.lists import heads, only, people, read
from webapp.rules.vietnamese import fold

PAO = ["Lò Văn Páo", 1956]


def test_titles_above_and_totals_and_signatures_below_are_no_households():
    parsed = read(
        [
            ["ỦY BAN NHÂN DÂN XÃ DI LINH", None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
            ["DANH SÁCH HỘ GIA ĐÌNH NĂM 2026"],
            [],
            ["STT", "Họ và tên chủ hộ", "Năm sinh", "Số nhân khẩu"],
            ["(1)", "(2)", "(3)", "(4)"],
            [1, "Lò Văn Páo", 1956, 4],
            [2, "Nguyễn Thị Đào", 1960, 3],
            [None, "Tổng cộng", None, 7],
            ["Danh sách này có 02 hộ."],
            [None, None, "Di Linh, ngày 05 tháng 3 năm 2026"],
            [None, "NGƯỜI LẬP BIỂU", None, "TRƯỞNG THÔN"],
            [],
            [None, "Phạm Thị Ký", None, "Trần Văn Trưởng"],
        ]
    )
    assert heads(parsed) == ["Lò Văn Páo", "Nguyễn Thị Đào"]
    assert parsed.errors == ()
    assert [household.row for household in parsed.households] == [6, 7]


@pytest.mark.parametrize(
    "header",
    [
        ["Họ và tên chủ hộ", "Năm sinh", "Địa chỉ", "Số điện thoại", "Số nhân khẩu", "Ghi chú"],
        ["HỌ TÊN CHỦ HỘ", "NGÀY SINH", "CHỖ Ở HIỆN NAY", "SĐT", "SỐ KHẨU", "GHI CHÚ"],
        ["Ho ten chu ho", "Nam sinh", "Dia chi", "So dien thoai", "So nhan khau", "Ghi chu"],
        ["Chủ hộ", "Ngày, tháng,\nnăm sinh", "Nơi thường trú", "ĐT", "Tổng số nhân khẩu", "Ghi chú"],
        [
            "Họ, chữ đệm và tên chủ hộ",
            "Năm sinh chủ hộ",
            "Địa chỉ (số nhà, đường)",
            "Điện thoại chủ hộ",
            "Khẩu",
            "GC",
        ],
        ["Họ và tên", "NTNS", "Số nhà", "Số Zalo", "Số người trong hộ", "Chú thích"],
    ],
)
def test_columns_are_known_however_they_are_spelt(header):
    household = only(read([header, ["Lò Văn Páo", "12/3/1956", "số 5", "0912 345 678", "4 người", "nhà xa"]]))
    assert (household.head, household.birth_year, household.address) == ("Lò Văn Páo", 1956, "số 5")
    assert (household.phone, household.size, household.note) == ("0912345678", 4, "nhà xa")


def test_columns_may_stand_in_any_order_with_blank_ones_between():
    household = only(read([[None, "Số điện thoại", None, "Họ tên"], [None, 912345678, None, "Lò Văn Páo"]]))
    assert (household.head, household.phone) == ("Lò Văn Páo", "0912345678")


def test_a_list_may_be_one_column_of_names():
    assert heads(read([["Họ và tên"], ["Lò Văn Páo"], ["H'Hen Niê"], ["Đào"]])) == [
        "Lò Văn Páo",
        "H'Hen Niê",
        "Đào",
    ]


def test_given_names_may_have_a_column_of_their_own_with_or_without_a_header():
    assert heads(read([["STT", "Họ và tên", None], [1, "Lò Văn", "Páo"], [2, "Cao Thị", "Ý"]])) == [
        "Lò Văn Páo",
        "Cao Thị Ý",
    ]
    assert heads(read([["Họ và tên đệm", "Tên", "Năm sinh"], ["Lò Văn", "Páo", 1956]])) == ["Lò Văn Páo"]
    assert heads(read([["Họ", "Tên", "Năm sinh"], ["Lò Văn", "Páo", 1956]])) == ["Lò Văn Páo"]
    assert heads(read([["Họ và tên", "Tên", "Năm sinh"], ["Lò Văn Páo", "Páo", 1956]])) == ["Lò Văn Páo"]


def test_birth_years_under_men_and_women_tell_how_to_address_people():
    parsed = read(
        [
            ["STT", "Họ và tên chủ hộ", "Năm sinh", None, "Địa chỉ"],
            [None, None, "Nam", "Nữ", None],
            [1, "Lò Văn Páo", 1956, None, "số 1"],
            [2, "Nguyễn Thị Đào", None, 1960, "số 2"],
            [3, "Lò Thị Bé", None, 2015, "số 3"],
        ]
    )
    assert [(each.birth_year, each.address_form) for each in parsed.households] == [
        (1956, "ông"),
        (1960, "bà"),
        (2015, None),
    ]


def test_a_date_cut_into_day_month_and_year_gives_the_year():
    parsed = read(
        [
            ["STT", "Họ tên", "Ngày sinh", None, None],
            [None, None, "Ngày", "Tháng", "Năm"],
            [1, *PAO[:1], 12, 3, 1956],
        ]
    )
    assert only(parsed).birth_year == 1956


def test_sex_is_used_for_ong_and_ba_only():
    parsed = read([["Họ tên chủ hộ", "Giới tính"], ["Lò Văn Páo", "Nam"], ["Nguyễn Thị Đào", "Nữ"]])
    assert [each.address_form for each in parsed.households] == ["ông", "bà"]
    assert "Giới tính chỉ dùng để ghi ông hoặc bà, không lưu." in parsed.notes


def test_a_header_that_is_repeated_on_each_printed_page_is_no_row():
    header = ["STT", "Họ và tên chủ hộ", "Năm sinh"]
    assert heads(read([header, [1, "Lò Văn Páo", 1956], header, [2, "Nguyễn Thị Đào", 1960]])) == [
        "Lò Văn Páo",
        "Nguyễn Thị Đào",
    ]


def test_rows_with_nothing_but_a_number_are_left_aside():
    parsed = read(
        [["STT", "Họ và tên chủ hộ", "Thôn"], [1, "Lò Văn Páo", "Thôn 2"], [2], [3, None, "Thôn 2"]]
    )
    assert (heads(parsed), parsed.errors, parsed.rows_read) == (["Lò Văn Páo"], (), 1)


def test_examples_of_the_template_are_no_households():
    assert heads(read([["STT", "Họ và tên chủ hộ"], ["Ví dụ", "Nguyễn Văn A"], [1, "Lò Văn Páo"]])) == [
        "Lò Văn Páo"
    ]


def test_a_heading_without_people_below_is_told():
    parsed = read([["Chủ hộ: Lò Văn Páo"], ["STT", "Họ và tên"], ["Chủ hộ: Đào"], [1, "Đào"]])
    assert heads(parsed) == ["Đào"]
    assert [error.text for error in parsed.errors] == [
        "Thôn 1, dòng 1: dưới chủ hộ này chưa có dòng nào. Ghi ít nhất một dòng, là chính chủ hộ, ở dưới."
    ]


def test_a_sheet_without_a_list_is_left_out_and_told():
    parsed = read([["Hướng dẫn"], ["Điền từng dòng"]], tab="Hướng dẫn")
    assert [error.message for error in parsed.errors] == ["Chưa thấy dòng tiêu đề của danh sách"]


def test_a_second_line_under_a_merged_name_is_no_household():
    rows = [["Họ tên chủ hộ", "SĐT"], ["Lò Văn Páo", "0912345678"], [None, "0987654321"], ["Đào", None]]
    parsed = read(rows, merged=[(1, 0, 2, 0)])
    assert (heads(parsed), parsed.errors) == (["Lò Văn Páo", "Đào"], ())
    assert len(read(rows).errors) == 1


def test_a_list_with_many_columns_of_other_things_is_still_found():
    others = ["Đã cài VNeID", "Có mã QR", "Lớp học", "Máy cày", "Xe máy", "Tivi"]
    parsed = read([["STT", "Họ và tên chủ hộ", *others], [1, "Lò Văn Páo", *["x"] * 6]])
    assert heads(parsed) == ["Lò Văn Páo"]
    assert parsed.notes == (
        "Các cột không dùng đến: Có mã QR, Lớp học, Máy cày, Tivi, Xe máy, Đã cài VNeID.",
    )


def test_the_official_in_charge_is_no_member_of_the_household():
    parsed = read([["Họ và tên chủ hộ", "Họ tên cán bộ phụ trách"], ["Lò Văn Páo", "Trần Thị Cán"]])
    assert people(only(parsed)) == ["Lò Văn Páo"]


FAMILIES = ["Nguyễn", "Tống", "Tô", "Vi", "Danh", "Phú", "Bon", "Khu", "Hồ", "Chu", "Thu", "Hộ"]
GIVEN = [
    "Trường",
    "Đức",
    "Lực",
    "Cộng",
    "Kỳ",
    "Hộ",
    "Sách",
    "Dụ",
    "Số",
    "Trưởng",
    "Tên",
    "Năm",
    "Nữ",
    "Nam",
    "Ý Nhi",
]
people_names = st.builds("{} {}".format, st.sampled_from(FAMILIES), st.sampled_from(GIVEN))


@given(st.lists(people_names, min_size=1, max_size=8, unique_by=fold))
def test_nobodys_name_is_taken_for_a_total_a_title_or_a_signature(listed):
    header = ["STT", "Họ và tên chủ hộ", "Năm sinh"]
    assert heads(read([header, *([n, name] for n, name in enumerate(listed, start=1))])) == listed
    assert heads(read([header, *([n, name, 1956] for n, name in enumerate(listed, start=1))])) == listed
    assert heads(read([header[1:], *([name, 1956] for name in listed)])) == listed


@pytest.mark.parametrize(
    "name", ["Tống Duy Tân", "Tô Trường", "Vi Dụ", "Bon Niêng Hà", "Phú Lực", "Thu Kỳ", "To Truong"]
)
def test_names_that_sound_like_words_of_a_form_are_kept_in_a_bare_column(name):
    assert heads(read([["Họ và tên"], ["Lò Văn Páo"], [name], ["Đào"]])) == ["Lò Văn Páo", name, "Đào"]


def test_rows_with_numbers_after_a_signature_are_rows_again():
    rows = [["STT", "Họ tên"], [1, "Lò Văn Páo"], [None, "Người lập biểu"], [None, "Kha Văn Ký"], [2, "Đào"]]
    assert heads(read(rows)) == ["Lò Văn Páo", "Đào"]


@pytest.mark.parametrize("total", ["Tổng cộng", "TỔNG SỐ: 2 hộ", "Cộng", "Tong cong", "Cộng thôn 1: 2 hộ"])
def test_totals_in_every_spelling_are_left_aside(total):
    assert heads(
        read([["STT", "Họ tên", "Số khẩu"], [1, "Lò Văn Páo", 3], [None, total, 3], [2, "Đào", 4]])
    ) == ["Lò Văn Páo", "Đào"]
