"""Every row that is left out names its place, what is wrong and what to do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.household_list.lists import heads, people, read

HEADER = ["STT", "Họ và tên chủ hộ", "Năm sinh", "SĐT", "Số khẩu", "Địa chỉ", "Ghi chú"]
GOOD = [1, "Nguyễn Thị Đào", 1960, "0912345678", 3, "số 1", None]


def refused(**changed):
    """The one error of a row that differs from a good one in the given columns."""
    names = ("number", "head", "birth", "phone", "size", "address", "note")
    row = [
        changed.get(name, value) for name, value in zip(names, [2, "Lò Văn Páo", *[None] * 5], strict=True)
    ]
    parsed = read([HEADER, GOOD, row])
    assert heads(parsed) == ["Nguyễn Thị Đào"]
    (error,) = parsed.errors
    assert (error.row, error.covers, parsed.rows_left_out) == (3, 1, 1)
    return error.text.removeprefix("Thôn 1, dòng 3, ")


def test_a_missing_head_is_told():
    assert (
        refused(head=None, birth=1950)
        == "cột B (Họ và tên chủ hộ): chưa điền tên chủ hộ. Điền họ và tên vào ô này."
    )


def test_a_row_with_only_an_address_lacks_its_head():
    assert refused(head=None, address="số 2").startswith("cột B (Họ và tên chủ hộ): chưa điền tên chủ hộ.")


@pytest.mark.parametrize("name", ["12345", "Nguyễn Văn 2", "=1+1", "<b>Páo</b>", "x", "Иван"])
def test_what_is_no_name_is_told(name):
    assert refused(head=name).startswith("cột B (Họ và tên chủ hộ): ô này không phải tên người.")


def test_a_name_that_is_too_long_is_told():
    assert refused(head="Nguyễn " * 40).startswith("cột B (Họ và tên chủ hộ): tên chủ hộ dài quá 200 chữ.")


@pytest.mark.parametrize("birth", [1899, 2027, "2061", "12/3/56", "cụ già"])
def test_a_birth_year_out_of_range_is_told(birth):
    assert refused(birth=birth) == (
        f"cột C (Năm sinh): năm sinh “{birth}” chưa đúng. Ghi đủ 4 chữ số, từ 1900 đến 2026, hoặc để trống."
    )


@pytest.mark.parametrize("phone", ["12345", "091234567890", "0112345678", "abc"])
def test_a_phone_number_that_is_none_is_told(phone):
    message = "số điện thoại cần đủ 10 chữ số. Ghi lại số bắt đầu bằng 0, hoặc để trống."
    paper = "ô này giống số giấy tờ, không phải số điện thoại. Xóa số này, ghi số điện thoại hoặc để trống."
    assert refused(phone=phone) == f"cột D (SĐT): {paper if len(phone) == 12 else message}"


@pytest.mark.parametrize(
    "phone", ["0912345679", 912345679, "84912345679", "0912345679 / 0987654321", "chưa có", "-", 0]
)
def test_phones_that_lost_the_zero_come_in_pairs_or_are_none_are_fine(phone):
    assert heads(read([HEADER, [1, "Lò Văn Páo", None, phone]])) == ["Lò Văn Páo"]


@pytest.mark.parametrize("size", ["nhiều", 51, -1, 2.5])
def test_a_number_of_people_that_is_none_is_told(size):
    assert refused(size=size).startswith(f"cột E (Số khẩu): số nhân khẩu “{size}” chưa đúng.")


def test_texts_that_are_too_long_are_told():
    assert refused(address="đường " * 40).startswith("cột F (Địa chỉ): địa chỉ dài quá 200 chữ.")
    assert refused(note="xa " * 200).startswith("cột G (Ghi chú): ghi chú dài quá 500 chữ.")


def test_every_fault_of_a_row_is_told_and_the_row_counted_once():
    parsed = read([HEADER, [1, None, 2061, "123", "nhiều"]])
    assert [(error.column, error.covers) for error in parsed.errors] == [
        ("B", 1),
        ("C", 0),
        ("D", 0),
        ("E", 0),
    ]
    assert (parsed.rows_read, parsed.rows_left_out) == (1, 1)


@pytest.mark.parametrize(
    "again",
    [
        ["Nguyễn Thị Đào", 1960],
        ["NGUYEN THI DAO", None, "0912345678"],
        ["Nguyễn Thị Đào"],
        ["Nguyễn Thị Đào", 1960, "0987654321"],
    ],
)
def test_a_household_that_stands_there_twice_names_the_other_row(again):
    parsed = read([HEADER, GOOD, [2, *again]])
    assert [error.text for error in parsed.errors] == [
        "Thôn 1, dòng 3, cột B (Họ và tên chủ hộ): trùng với dòng 2. "
        "Xóa một dòng. Nếu là hai hộ khác nhau, ghi thêm năm sinh, số điện thoại hoặc địa chỉ cho cả hai."
    ]


@pytest.mark.parametrize(
    "other",
    [
        ["Nguyễn Thị Đào", 1985],
        ["Nguyễn Thị Đào", None, "0987654321"],
        ["Nguyễn Thị Đào", 1960, "0987654321", 2, "số 9"],
        ["Nguyễn Thị Đá", 1960],
        ["Nguyễn Thị Đạo", 1960],
    ],
)
def test_namesakes_that_something_tells_apart_are_two_households(other):
    assert len(read([HEADER, GOOD, [2, *other]]).households) == 2


def test_a_name_copied_down_the_whole_column_is_told():
    parsed = read([HEADER, *([n, "Lò Văn Páo", None, f"09{n:08d}"] for n in range(52))])
    assert len(parsed.households) == 50
    assert [error.row for error in parsed.errors] == [52, 53]


def test_a_bad_member_is_left_out_alone():
    parsed = read(
        [
            ["Họ và tên", "Năm sinh", "Quan hệ với chủ hộ"],
            ["Lò Văn Páo", 1956, "Chủ hộ"],
            ["Lò Văn Tám", 2061, "Con"],
            ["123", 1999, "Con"],
            ["Lò Thị Bé", 2015, "Cháu"],
        ]
    )
    assert people(parsed.households[0]) == ["Lò Văn Páo", "Lò Thị Bé"]
    assert parsed.households[0].size == 4
    assert [(error.row, error.column) for error in parsed.errors] == [(3, "B"), (4, "A")]
    assert (parsed.rows_read, parsed.rows_left_out) == (4, 2)


def test_a_bad_head_leaves_the_whole_household_out():
    rows = [
        ["Họ và tên", "Năm sinh", "Quan hệ với chủ hộ"],
        ["Lò Văn Páo", 2061, "Chủ hộ"],
        ["Lò Văn Tám", 1999, "Con"],
    ]
    parsed = read(rows)
    assert (parsed.households, parsed.rows_left_out) == ((), 2)


def test_people_without_a_head_are_told():
    rows = [["Họ và tên", "Quan hệ với chủ hộ"], ["Lò Văn Tám", "Con"], ["Lò Văn Páo", "Chủ hộ"]]
    assert [error.text for error in read(rows).errors] == [
        "Thôn 1, dòng 2, cột B (Quan hệ với chủ hộ): hộ này chưa có dòng Chủ hộ. "
        "Ghi Chủ hộ ở cột Quan hệ cho một người trong hộ."
    ]


def test_more_than_twenty_thousand_rows_are_refused_with_the_limit_said():
    parsed = read([["Họ và tên"], *([f"Lò Văn {chr(65 + n % 26)}áo"] for n in range(20_001))])
    assert parsed.households == ()
    assert [error.message for error in parsed.errors] == [
        "Danh sách có 20.001 dòng, mỗi lần nhập tối đa 20.000 dòng"
    ]


cells = st.one_of(
    st.none(),
    st.integers(-5, 10**13),
    st.floats(allow_nan=True),
    st.booleans(),
    st.text(max_size=30),
    st.sampled_from(
        [
            "Lò Văn Páo",
            "Chủ hộ",
            "Thôn 1",
            "Thôn 9",
            "0912345678",
            "1956",
            "Tổng cộng",
            "Chủ hộ: Đào",
            *HEADER,
        ]
    ),
)


@given(st.lists(st.lists(cells, max_size=8), max_size=12), st.text(max_size=10))
def test_whatever_a_sheet_holds_each_row_is_taken_or_told(rows, tab):
    parsed = read([["STT", "Họ và tên chủ hộ", "Năm sinh", "SĐT", "Thôn", "Ghi chú"], *rows], tab=tab)
    assert 0 <= parsed.rows_left_out <= parsed.rows_read
    if not any(household.lists_members for household in parsed.households):
        assert parsed.rows_read == len(parsed.households) + parsed.rows_left_out
    assert all(error.message and error.remedy.endswith(".") for error in parsed.errors)
