"""Sign-in slips, the household sheet and the lists, measured on the page."""

from __future__ import annotations

from datetime import date

import pytest

from tests.papers import codes_on, fonts_of, text_of, words_on
from webapp.web.pdf import (
    DecisionList,
    HouseholdSheet,
    ListColumn,
    NothingToPrint,
    SheetHousehold,
    SheetPerson,
    SlipPage,
    render_decision_list,
    render_household_sheet,
    render_slips,
)

SITE = "https://giadinhso.example.vn"
LONG_NAME = "Nguyễn Phước Công Tằng Tôn Nữ Hoàng Thị Ngọc Bảo Khánh Phương Linh Chi An Bình Yên"
ITEMS = ("Cài VNeID", "Giấy tờ trên VNeID", "Nộp hồ sơ trực tuyến", "Quét mã QR trả tiền", "Tránh lừa đảo")


def slip(number: int, name: str = "Nguyễn Thị Đào") -> SlipPage:
    return SlipPage(
        name=name,
        username=f"dao.nt{number}",
        role="Tổ trưởng Tổ CNSCĐ thôn Hạ Trung",
        commune="Xã Liên Minh, tỉnh Ninh Bình",
        url=f"{SITE}/dang-nhap/phieu/{number}",
        valid_until=date(2026, 11, 28),
    )


def household(number: int, persons: int = 3) -> SheetHousehold:
    people = tuple(
        SheetPerson(f"Người {number}.{n}", frozenset({0} if n == 0 else ())) for n in range(persons)
    )
    return SheetHousehold(f"Chủ Hộ {number}", f"Ngõ {number}", f"{SITE}/ho/{number}", people)


def sheet(*households: SheetHousehold) -> bytes:
    return render_household_sheet(
        HouseholdSheet("xã Liên Minh", "Thôn Hạ Trung", ITEMS, households, date(2026, 11, 21), "Hà Thị Đào")
    )


def decision_list(rows: int = 60, cells: tuple[tuple[str, ...], ...] = (), **changes: object) -> bytes:
    columns = (ListColumn("Họ và tên chủ hộ", 60), ListColumn("Nơi ở", 55), ListColumn("Kết quả", 30, True))
    values: dict[str, object] = {
        "subject": "hộ gia đình đề nghị công nhận đạt tiêu chuẩn “Gia đình số” năm 2026",
        "columns": columns,
        "rows": cells or tuple((f"Chủ Hộ {n}", "Thôn Hạ Trung", "8/8 tiêu chí") for n in range(1, rows + 1)),
        "issuer": ("ỦY BAN NHÂN DÂN", "XÃ LIÊN MINH"),
        "number": "Số:       /DS-UBND",
        "dated": "Liên Minh, ngày       tháng 11 năm 2026",
        "closing": "Danh sách có 60 hộ gia đình./.",
        "signature_lines": ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        "signer": "Lường Văn Chiến",
    }
    return render_decision_list(DecisionList(**{**values, **changes}))  # type: ignore[arg-type]


# --- sign-in slips ----------------------------------------------------------------------------------------


def test_a_slip_says_who_how_and_until_when() -> None:
    (text,) = text_of(render_slips([slip(1)]))
    for words in (
        "Xã Liên Minh, tỉnh Ninh Bình", "PHIẾU ĐĂNG NHẬP", "Nguyễn Thị Đào",
        "Tổ trưởng Tổ CNSCĐ thôn Hạ Trung", "dao.nt1", "Dùng một lần, hết hạn 28/11/2026",
        "quét mã này", "Đặt mật khẩu mới", "Không ai được hỏi mật khẩu, mã OTP",
    ):  # fmt: skip
        assert words in text


def test_four_slips_share_a_sheet_and_each_code_opens_its_own_account() -> None:
    pdf = render_slips([slip(number) for number in range(6)])
    assert len(text_of(pdf)) == 2
    assert sorted(codes_on(pdf, 1)) == [f"{SITE}/dang-nhap/phieu/{number}" for number in range(4)]
    assert sorted(codes_on(pdf, 2)) == [f"{SITE}/dang-nhap/phieu/{number}" for number in (4, 5)]


def test_a_slip_is_set_in_large_type() -> None:
    sizes = {word.text: word.size for word in words_on(render_slips([slip(1)]), 1)}
    assert min(sizes.values()) >= 11.9
    assert sizes["Nguyễn"] >= 23


@pytest.mark.parametrize("name", [LONG_NAME, "W" * 200, "H’Wơ̆ Niê Kđăm"])
def test_a_long_name_pushes_nothing_off_its_slip(name: str) -> None:
    words = words_on(render_slips([slip(number, name) for number in range(4)]), 1)
    assert len([word for word in words if word.text == "OTP."]) == 4
    for word in words:
        assert word.right < 103 or word.left > 107
        assert word.bottom < 146 or word.top > 150
        assert word.bottom < 294


def test_no_slips_is_said_in_words() -> None:
    with pytest.raises(NothingToPrint, match="phiếu đăng nhập"):
        render_slips([])


# --- household sheet --------------------------------------------------------------------------------------


def test_a_sheet_has_a_line_for_each_person_and_a_code_for_each_household() -> None:
    pdf = sheet(household(1), household(2, persons=0))
    (text,) = text_of(pdf)
    for words in ("PHIẾU THEO DÕI HỘ", "Thôn Hạ Trung, xã Liên Minh · 2 hộ", "Hà Thị Đào", "21/11/2026"):
        assert words in text
    for words in ("Chủ Hộ 1", "Người 1.0", "Người 1.2", "Chủ Hộ 2", "Ngõ 2", "Ký tên"):
        assert words in text
    assert text.count("Cả nhà") == 2
    assert sorted(codes_on(pdf, 1)) == [f"{SITE}/ho/1", f"{SITE}/ho/2"]


def test_what_is_done_is_filled_already_and_nothing_else() -> None:
    (text,) = text_of(sheet(household(1), household(2)))
    assert text.count("■") == 1 + 2  # the one in the explanation, and each first person's first item
    assert text.count("□") == 2 * 5 * len(ITEMS) - 2


@pytest.mark.parametrize("items", [ITEMS[:1], ITEMS, tuple(f"Việc số {n}" for n in range(12))])
def test_each_box_stands_under_its_heading(items: tuple[str, ...]) -> None:
    paper = HouseholdSheet("xã Liên Minh", "Thôn Hạ Trung", items, (household(1),), date(2026, 11, 21))
    boxes = [word for word in words_on(render_household_sheet(paper), 1) if word.text == "□"]
    last = [box for box in boxes if box.middle > max(box.middle for box in boxes) - 1]
    column = 154 / len(items)
    assert len(last) == len(items)
    for place, box in enumerate(sorted(last, key=lambda box: box.left)):
        assert (box.left + box.right) / 2 == pytest.approx(10 + 90 + column * (place + 0.5), abs=1)


def test_items_head_every_page_and_no_family_is_torn() -> None:
    pdf = sheet(*(household(number) for number in range(1, 12)))
    texts = text_of(pdf)
    assert 3 <= len(texts) <= 4
    for number, text in enumerate(texts, start=1):
        assert "Quét mã QR trả tiền" in text
        assert f"Trang {number}/{len(texts)}" in text
        assert text.count("Cả nhà") == text.count("Chủ Hộ")
        for family in range(1, 12):
            assert (
                (f"Người {family}.0" in text)
                == (f"Người {family}.2" in text)
                == (f"Chủ Hộ {family} " in text)
            )


def test_a_sheet_stays_on_the_paper() -> None:
    pdf = sheet(
        household(1), SheetHousehold(LONG_NAME, "Ngõ " * 30, f"{SITE}/ho/9", (SheetPerson("W" * 60),))
    )
    for word in words_on(pdf, 1):
        assert word.left >= 9.5
        assert word.right <= 288


# --- lists ------------------------------------------------------------------------------------------------


def test_a_list_follows_the_decree_on_papers() -> None:
    pdf = decision_list()
    texts = text_of(pdf)
    assert len(texts) == 3
    assert texts[0].startswith("ỦY BAN NHÂN DÂN")
    for words in (
        "XÃ LIÊN MINH", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
        "/DS-UBND", "tháng 11 năm 2026", "DANH SÁCH", "hộ gia đình đề nghị công nhận", "1 Chủ Hộ 1 ",
    ):  # fmt: skip
        assert words in texts[0]
    assert all("STT" in text for text in texts)
    assert texts[2].endswith("KT. CHỦ TỊCH PHÓ CHỦ TỊCH Lường Văn Chiến")
    assert fonts_of(pdf) == {"Tinos", "Tinos-Bold", "Tinos-Italic"}


def test_margins_and_size_are_those_of_the_decree() -> None:
    pdf = decision_list()
    for page in (1, 2):
        body = [word for word in words_on(pdf, page) if word.top > 19]
        assert min(word.left for word in body) >= 30
        assert max(word.right for word in body) <= 195
        assert max(word.bottom for word in body) <= 277
    sizes = {word.text: round(word.size) for word in words_on(pdf, 2)}
    assert sizes["Hộ"] == 13


def test_pages_are_numbered_in_the_middle_at_the_top_from_the_second_on() -> None:
    pdf = decision_list()
    assert not [word for word in words_on(pdf, 1) if word.bottom < 19]
    (number,) = [word for word in words_on(pdf, 2) if word.bottom < 19]
    assert number.text == "2"
    assert (number.left + number.right) / 2 == pytest.approx((30 + 195) / 2, abs=1)


def test_a_list_with_a_decision_names_it_and_carries_no_national_heading() -> None:
    pdf = decision_list(
        20, issuer=(), dated="", signature_lines=(), attached_to="Kèm theo Quyết định số 142/QĐ-UBND"
    )
    (text,) = text_of(pdf)
    assert "(Kèm theo Quyết định số 142/QĐ-UBND)" in text
    assert "CỘNG HÒA" not in text


def test_a_long_cell_wraps_inside_its_column() -> None:
    pdf = decision_list(cells=((LONG_NAME, "W" * 80, "x"),))
    assert max(word.right for word in words_on(pdf, 1)) <= 195


def test_a_demos_list_says_so() -> None:
    assert "BẢN TRÌNH DIỄN" in text_of(decision_list(3, demo=True))[0]


def test_an_empty_list_is_refused_in_words() -> None:
    with pytest.raises(NothingToPrint, match="chưa có hộ"):
        decision_list(0)
