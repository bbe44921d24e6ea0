"""Pasted cells and quick typing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.household_list.lists import COMMUNE, HAMLETS, TODAY, heads
from webapp.rules.household_list import parse_pasted


def paste(text, hamlet="thon-1"):
    return parse_pasted(text, HAMLETS, COMMUNE, TODAY, default_hamlet=hamlet)


@pytest.mark.parametrize(
    "text",
    ["Lò Văn Páo\nĐào\n", "1. Lò Văn Páo\r\n2. Đào", "- Lò Văn Páo\n\n- Đào\n\n", "  Lò  Văn Páo\n3) Đào"],
)
def test_one_name_a_line_is_a_household_each(text):
    parsed = paste(text)
    assert (heads(parsed), parsed.errors) == (["Lò Văn Páo", "Đào"], ())
    assert {each.hamlet_id for each in parsed.households} == {"thon-1"}


def test_cells_copied_with_their_header_are_read_like_a_sheet():
    parsed = paste("STT\tHọ và tên chủ hộ\tNăm sinh\tThôn\n1\tLò Văn Páo\t1956\tThôn 2\n2\tĐào\t\tKbu")
    assert [(each.head, each.birth_year, each.hamlet_id, each.row) for each in parsed.households] == [
        ("Lò Văn Páo", 1956, "thon-2", 2),
        ("Đào", None, "kbu", 3),
    ]


def test_cells_without_a_header_are_told_by_what_is_in_them():
    parsed = paste("1\tLò Văn Páo\t1956\t0912345678\tThôn 2\tsố 5 Lê Lợi\n2\tĐào\t12/3/1960\t\tKbu\t")
    first, second = parsed.households
    assert (first.head, first.birth_year, first.phone, first.hamlet_id) == (
        "Lò Văn Páo",
        1956,
        "0912345678",
        "thon-2",
    )
    assert (second.head, second.birth_year, second.hamlet_id, second.row) == ("Đào", 1960, "kbu", 2)


def test_names_with_years_and_phones_after_commas_are_read():
    parsed = paste("Lò Văn Páo, 1956, 0912345678\nĐào, 1960, 0987654321")
    assert [(each.head, each.birth_year, each.phone) for each in parsed.households] == [
        ("Lò Văn Páo", 1956, "0912345678"),
        ("Đào", 1960, "0987654321"),
    ]


def test_a_line_that_is_no_name_is_told_by_its_line():
    parsed = paste("Lò Văn Páo\n\n12345")
    assert [error.text for error in parsed.errors] == [
        "Dòng 3, cột A: ô này không phải tên người. Chỉ ghi họ và tên bằng chữ, bỏ chữ số và ký hiệu."
    ]


def test_names_without_a_hamlet_are_refused():
    parsed = paste("Lò Văn Páo\nĐào", hamlet=None)
    assert [(error.covers, error.row) for error in parsed.errors] == [(2, 0)]
    assert parsed.errors[0].text.startswith("Không biết các hộ này ở thôn nào: không có cột Thôn.")


@pytest.mark.parametrize("text", ["", "\n\n", "\t\t\n"])
def test_nothing_pasted_is_nothing_read(text):
    parsed = paste(text)
    assert (parsed.households, parsed.rows_read) == ((), 0)


def test_text_of_an_old_font_is_read():
    assert heads(paste("NguyÔn V¨n H\u00adng\nTrÇn ThÞ §µo")) == ["Nguyễn Văn Hưng", "Trần Thị Đào"]


@given(st.text(alphabet="aĐỗ1²9\t,;\n. -Pá:'", max_size=60))
def test_whatever_is_pasted_each_line_is_taken_or_told(text):
    parsed = paste(text)
    assert parsed.rows_read >= len(parsed.households)
    assert parsed.rows_left_out <= parsed.rows_read


def test_a_very_long_number_is_told_like_any_other():
    assert [error.row for error in paste(f"{'9' * 9_000}\t{'1' * 9_000}\nLò Văn Páo\t1956").errors] == [1]
