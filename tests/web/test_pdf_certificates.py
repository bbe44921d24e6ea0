"""What a printed certificate shows, measured on the page."""

from __future__ import annotations

import io
import random
import unicodedata
from datetime import date
from itertools import pairwise

import pytest
import zxingcpp
from PIL import Image

from tests.papers import MM, SITE, Word, certificate, codes_on, fonts_of, seen, text_of, words_on
from webapp.web.pdf import (
    NothingToPrint,
    UnknownLayout,
    cut_texts,
    missing_letters,
    render_certificates,
)
from webapp.web.pdf.qr import qr_picture

EDE = [
    "Y Bhŏk Êban",
    "H’Wơ̆ Niê Kđăm",
    "H'Ñuôl Čĭ Ƀlô",
    "Ê̆ Ô̆ Ơ̆ Ư̆ Â̆ ŏ̀ ƀ",
    "Y Wang Mlô Duôn Du",
    "H’Lŭm Kbuôr Ayŭn",
]
KHO = ["K’Brĭh", "Cil Múp Jơ̆", "K’Bơ̆s Srê Pơ̆ng", "Kơ Să Ha Bĭp", "Ka Dô̆ng Lơ Mu"]
OTHERS = [
    "Vàng A Páo",
    "Lò Thị Ín",
    "Cầm Bá Ểnh",
    "Giàng Thị Dợ",
    "Lý",
    "Đặng Ỷ Ễ Ặ Ữ",
    "Nguyễn Thị Ngọc-Lan",
]
LONG = [
    "Nguyễn Phước Công Tằng Tôn Nữ Hoàng Thị Ngọc Bảo Khánh",
    "Công Huyền Tôn Nữ Thị Bạch Tuyết và chồng là Hoàng Trọng Phu Quang Vinh Hiển Hách",
    "Y Bhŏk Êban Čĭ Ƀuôn Yă Mlô Duôn Du Kbuôr Ayŭn Hđơk Niê Siêng Êñuôl Ê̆ Ô̆ Ư̆",
    "Ẫ" * 45 + " " + "Ễ" * 34,
    "Ngưỡng " * 28 + "Mộ",
    "W" * 200,
    "Ậ" * 200,
]
NAMES = EDE + KHO + OTHERS + LONG
DECOMPOSED = [unicodedata.normalize("NFD", name) for name in NAMES]


@pytest.fixture(scope="module")
def plain() -> bytes:
    return render_certificates([certificate(code="abcDEF123")], demo=False)


@pytest.fixture(scope="module")
def many() -> bytes:
    """One page for each name, composed and decomposed."""
    pages = [certificate(name, code=f"t{n}") for n, name in enumerate(NAMES + DECOMPOSED)]
    return render_certificates(pages, demo=False)


def lines(words: list[Word]) -> list[tuple[str, float, float]]:
    """Lines of a page from the top: text, middle (mm) and size (points)."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.middle):
        height = word.bottom - word.top  # a letter with two marks sits a little off its line
        if rows and word.middle - rows[-1][-1].middle < 0.25 * height:
            rows[-1].append(word)
        else:
            rows.append([word])
    plainest = [min(row, key=lambda word: word.bottom - word.top) for row in rows]
    texts = [" ".join(word.text for word in sorted(row, key=lambda word: word.left)) for row in rows]
    return [(text, word.middle, word.size) for text, word in zip(texts, plainest, strict=True)]


def test_a_certificate_says_all_that_was_frozen(plain: bytes) -> None:
    (text,) = text_of(plain)
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "GIẤY CÔNG NHẬN",
        "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ LIÊN MINH", "Công nhận", "Gia đình ông (bà)", "Nguyễn Thị Đào",
        "Thôn Hạ Trung, xã Liên Minh, tỉnh Ninh Bình", "đạt tiêu chuẩn", "“Gia đình số” năm 2026",
        "Quyết định số: 142/QĐ-UBND", "ngày 16 tháng 11 năm 2026", "Số vào sổ: GDS-26-00412",
        "Mã kiểm tra: 7K3M-9QWE", "Liên Minh, ngày 21 tháng 11 năm 2026", "KT. CHỦ TỊCH PHÓ CHỦ TỊCH",
        "Lường Văn Chiến",
    ):  # fmt: skip
        assert words in text


def test_it_is_one_a4_sheet_on_its_side(plain: bytes) -> None:
    assert len(text_of(plain)) == 1
    assert seen(plain, 1, dpi=72).size == (842, 596)


def test_days_under_ten_and_the_first_two_months_have_a_zero() -> None:
    early = certificate(issued_on=date(2027, 2, 5), decision_on=date(2027, 3, 1))
    (text,) = text_of(render_certificates([early], demo=False))
    assert "ngày 05 tháng 02 năm 2027" in text
    assert "ngày 01 tháng 3 năm 2027" in text


def test_a_family_keeps_its_own_form_of_address_and_a_commune_its_words() -> None:
    pages = [
        certificate("Cầm Bá Ểnh", prefix="Gia đình nghệ nhân", achieves="đạt danh hiệu"),
        certificate("Lò Thị Ín"),
    ]
    first, second = text_of(render_certificates(pages, demo=False))
    assert "Gia đình nghệ nhân Cầm Bá Ểnh" in first
    assert "đạt danh hiệu" in first
    assert "Gia đình ông (bà) Lò Thị Ín" in second
    assert "nghệ nhân" not in second


def test_two_decisions_in_one_batch_each_stand_on_their_own_pages() -> None:
    pages = [certificate(decision_number=f"{n % 2 + 7}/QĐ-UBND", number=f"GDS-26-{n:05d}") for n in range(6)]
    texts = text_of(render_certificates(pages, demo=False))
    assert [f"{n % 2 + 7}/QĐ-UBND" in text and f"GDS-26-{n:05d}" in text for n, text in enumerate(texts)] == [
        True
    ] * 6


@pytest.mark.parametrize("dpi", [150])
def test_every_code_reads_back_after_printing_in_grey(many: bytes, dpi: int) -> None:
    for number in range(0, len(NAMES) * 2, 3):
        assert codes_on(many, number + 1) == [f"{SITE}/xac-minh/t{number}"]


def test_codes_of_a_thousand_tokens_read_back_at_three_pixels_a_module() -> None:
    chance = random.Random(7)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for _ in range(1000):
        url = f"{SITE}/xac-minh/{''.join(chance.choices(letters, k=24))}"
        picture = Image.open(io.BytesIO(qr_picture(url).png())).convert("L")
        big = picture.resize((picture.width * 3, picture.height * 3), Image.Resampling.NEAREST)
        assert [found.text for found in zxingcpp.read_barcodes(big)] == [url]


def test_no_word_of_any_name_leaves_the_frame(many: bytes) -> None:
    for page in range(1, len(NAMES) * 2 + 1):
        words = words_on(many, page)
        assert min(word.left for word in words) > 20
        assert max(word.right for word in words) < 277
        assert max(word.bottom for word in words) < 193


def test_a_name_is_never_clipped_and_never_runs_into_its_neighbours(many: bytes) -> None:
    for page, name in enumerate(NAMES, start=1):
        found = lines(words_on(many, page))
        above = next(index for index, line in enumerate(found) if line[0] == "Gia đình ông (bà)")
        below = next(index for index, line in enumerate(found) if line[0].startswith("Thôn Hạ Trung"))
        told = "".join(line[0] for line in found[above + 1 : below])
        assert told.replace(" ", "") == name.replace(" ", "")
        for upper, lower in pairwise(found[above : below + 1]):
            assert lower[1] - upper[1] > 0.45 * (upper[2] + lower[2]) / MM


def test_an_ordinary_name_is_set_large(many: bytes) -> None:
    sizes = {line[0]: line[2] for page in range(1, len(NAMES) + 1) for line in lines(words_on(many, page))}
    assert sizes["Vàng A Páo"] == pytest.approx(34, abs=0.5)
    assert sizes["H’Wơ̆ Niê Kđăm"] == pytest.approx(34, abs=0.5)
    assert sizes["Nguyễn Phước Công Tằng Tôn Nữ Hoàng Thị Ngọc Bảo Khánh"] == pytest.approx(20, abs=0.5)


def test_text_comes_out_composed_however_the_name_was_typed(many: bytes) -> None:
    texts = text_of(many)
    for composed, decomposed in zip(texts, texts[len(NAMES) :], strict=False):
        assert composed == unicodedata.normalize("NFC", composed)
        assert composed.split("Số vào sổ")[0] == decomposed.split("Số vào sổ")[0]


def test_every_letter_comes_from_the_papers_own_font(many: bytes) -> None:
    assert fonts_of(many) == {"Tinos", "Tinos-Bold", "Tinos-Italic"}
    assert missing_letters("".join(NAMES)) == ""


def test_a_letter_that_no_font_has_is_named_before_printing() -> None:
    assert missing_letters("Nguyễn 漢 Thị 😀 漢") == "漢😀"
    fonts = fonts_of(render_certificates([certificate("Nguyễn 漢")], demo=False))
    assert {name.split("-")[0] for name in fonts} <= {"Tinos", "Noto"}


def test_a_name_that_no_size_holds_is_named_before_printing() -> None:
    assert cut_texts(certificate("Lê Văn " * 150).words, "khung-det") == ("recipient",)
    assert cut_texts(certificate("W" * 200).words, "khung-det") == ()


def test_thirty_millimetres_stay_empty_for_seal_and_signature(plain: bytes) -> None:
    words = words_on(plain, 1)
    role = max(word.bottom for word in words if word.text == "PHÓ")
    signer = min(word.top for word in words if word.text == "Lường")
    assert signer - role >= 27
    assert not [word for word in words if word.left > 170 and role < word.middle < signer]


def test_the_rule_under_the_motto_is_exactly_as_long(plain: bytes) -> None:
    motto = [word for word in words_on(plain, 1) if word.top > 26 and word.bottom < 36]
    left, right = min(word.left for word in motto), max(word.right for word in motto)
    page = seen(plain, 1, dpi=254)  # ten pixels a millimetre
    bottom = int(max(word.bottom for word in motto) * 10)
    rows = (
        [x for x in range(900, 2070) if page.getpixel((x, y)) < 100] for y in range(bottom - 12, bottom + 12)
    )
    dark = max(rows, key=len)
    assert dark[0] / 10 == pytest.approx(left, abs=0.4)
    assert dark[-1] / 10 == pytest.approx(right, abs=0.4)


def test_a_demo_says_so_and_a_real_paper_does_not(plain: bytes) -> None:
    demo = render_certificates([certificate()], demo=True)
    assert "BẢN TRÌNH DIỄN" in text_of(demo)[0]
    assert "TRÌNH DIỄN" not in text_of(plain)[0]


def test_nothing_but_the_frame_stands_within_eight_millimetres_of_the_edge(plain: bytes) -> None:
    page = seen(plain, 1, dpi=254)
    width, height = page.size
    for box in (
        (0, 0, width, 78),
        (0, height - 78, width, height),
        (0, 0, 78, height),
        (width - 78, 0, width, height),
    ):
        assert page.crop(box).getextrema() == (255, 255)


def test_the_same_certificate_gives_the_same_file(plain: bytes) -> None:
    assert render_certificates([certificate(code="abcDEF123")], demo=False) == plain


def test_an_empty_list_and_an_unknown_layout_are_refused_in_words() -> None:
    with pytest.raises(NothingToPrint, match="Không có giấy nào"):
        render_certificates([], demo=False)
    with pytest.raises(UnknownLayout, match="khung-det"):
        render_certificates([certificate()], "../khung-det", demo=False)
