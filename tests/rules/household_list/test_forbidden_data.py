"""What must not be kept is dropped and named, and its value is told nowhere."""

import pytest

from tests.rules.household_list.lists import only, read

PAPER, OLD_PAPER = "001089012345", "183456789"


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("Số CCCD", "số giấy tờ tùy thân"),
        ("CMND/CCCD", "số giấy tờ tùy thân"),
        ("Số định danh cá nhân", "số giấy tờ tùy thân"),
        ("Ngày cấp", "số giấy tờ tùy thân"),
        ("Dân tộc", "dân tộc"),
        ("Tôn giáo", "tôn giáo"),
        ("Hộ nghèo", "hộ nghèo, diện chính sách"),
        ("Cận nghèo (x)", "hộ nghèo, diện chính sách"),
        ("Tình trạng sức khỏe", "sức khỏe, bảo hiểm y tế"),
        ("Khuyết tật", "sức khỏe, bảo hiểm y tế"),
        ("Số thẻ BHYT", "sức khỏe, bảo hiểm y tế"),
        ("Đảng viên", "đảng viên, đoàn viên, hội viên"),
        ("Hội viên", "đảng viên, đoàn viên, hội viên"),
        ("Số tài khoản ngân hàng", "tài khoản ngân hàng, mật khẩu"),
    ],
)
def test_a_forbidden_column_is_dropped_and_named(header, reason):
    parsed = read([["Họ và tên chủ hộ", header], ["Lò Văn Páo", PAPER]])
    assert [(each.column, each.header, each.reason) for each in parsed.dropped_columns] == [
        ("B", header, reason)
    ]
    assert only(parsed).head == "Lò Văn Páo"
    assert PAPER not in repr(parsed)


@pytest.mark.parametrize("header", ["Nơi ở đang cư trú", "Họ và tên (viết hoa)", "Hộ khẩu thường trú"])
def test_columns_that_only_sound_alike_are_kept(header):
    assert read([["Họ tên chủ hộ", header], ["Lò Văn Páo", "Lê Lợi"]]).dropped_columns == ()


@pytest.mark.parametrize(
    ("note", "kept"),
    [
        (f"CCCD {PAPER}", None),
        (f"nhà xa, số {PAPER}", "nhà xa, số"),
        (f"nhà xa {OLD_PAPER}", "nhà xa"),
        ("nhà xa 001 089 012 345", "nhà xa"),
        (int(PAPER), None),
        ("Hộ nghèo", None),
        ("bị tai biến, khó đi lại", None),
        ("đảng viên", None),
    ],
)
def test_papers_and_private_remarks_are_taken_out_of_notes_and_told(note, kept):
    parsed = read([["Họ và tên chủ hộ", "Ghi chú"], ["Lò Văn Páo", note]])
    assert only(parsed).note == kept
    assert [(each.row, each.column, each.header) for each in parsed.removed_values] == [(2, "B", "Ghi chú")]
    assert not {PAPER, OLD_PAPER, "89012345"} & set(repr(parsed).replace("'", " ").split())


@pytest.mark.parametrize("note", ["nhà xa, đường dốc", "gọi 0912 345 678", "sinh 12/3/1956", "có 3 con"])
def test_ordinary_notes_stay_as_they_are(note):
    parsed = read([["Họ và tên chủ hộ", "Ghi chú"], ["Lò Văn Páo", note]])
    assert (only(parsed).note, parsed.removed_values) == (note, ())


def test_papers_in_an_address_are_taken_out():
    parsed = read([["Họ và tên chủ hộ", "Địa chỉ"], ["Lò Văn Páo", f"số 5 {PAPER}"]])
    assert only(parsed).address == "số 5"
    assert [each.reason for each in parsed.removed_values] == ["số giấy tờ tùy thân"]


@pytest.mark.parametrize("column", ["SĐT", "Năm sinh", "Số khẩu"])
@pytest.mark.parametrize("paper", [PAPER, int(PAPER), OLD_PAPER])
def test_papers_in_a_wrong_column_refuse_the_row_without_being_repeated(column, paper):
    parsed = read([["Họ và tên chủ hộ", column], ["Lò Văn Páo", paper]])
    assert len(parsed.errors) == 1
    assert str(paper) not in repr(parsed)


def test_only_the_year_of_a_birth_date_is_kept():
    parsed = read([["Họ và tên chủ hộ", "Ngày sinh"], ["Lò Văn Páo", "1956-03-12"]])
    assert only(parsed).birth_year == 1956
    assert "Ngày sinh chỉ giữ lại năm." in parsed.notes
    assert "03-12" not in repr(parsed)


def test_columns_nobody_needs_are_named():
    assert (
        "Các cột không dùng đến: Nghề nghiệp, Tuổi."
        in read([["Họ tên chủ hộ", "Tuổi", "Nghề nghiệp"], ["Páo", 70, "nông"]]).notes
    )
