"""Every layout measured on the page: names of all peoples, nothing clipped, nothing outside, codes read."""

from __future__ import annotations

import io
import unicodedata
from itertools import pairwise

import pikepdf
import pytest

from tests.names import many_names
from tests.papers import SITE, Word, certificate, codes_on, fonts_of, text_of, words_on
from webapp.rules.designs import PALETTES, Box, Design, PageSize, PaperKind
from webapp.web.pdf import cut_texts, layout_slugs, render_certificates, render_part
from webapp.web.pdf.imposition import impose
from webapp.web.pdf.layouts import Style, dressed, load_layout

NAMES = [
    "Nguyễn Thị Đào",
    "H’Wơ̆ Niê Kđăm",
    unicodedata.normalize("NFD", "Y Bhŏk Êban Čĭ Ƀuôn Yă Mlô Duôn Du Kbuôr Ayŭn Hđơk Niê Siêng Êñuôl Ê̆ Ô̆ Ư̆"),
    "K’Bơ̆s Srê Pơ̆ng",
    "Giàng Thị Dợ",
    "Công Huyền Tôn Nữ Thị Bạch Tuyết và chồng là Hoàng Trọng Phu Quang Vinh Hiển Hách",
    "<b>Đào</b> & \u202eNguyễn\u200f",
    "Ẫ" * 45 + " " + "Ễ" * 34,
    "W" * 200,
]
LONGEST_OF_FAMILIES = 5  # 80 letters
# Millimetres from the edges of one certificate that words keep clear: the frame's inner rule.
CLEAR = {"khung-det": 18, "trang-nha": 13, "hai-to-a5": 9.5, "giay-in-san": 0}
LAYOUTS = tuple(CLEAR)


def pages_of(names: list[str]) -> list:
    return [certificate(name, code=f"{n:024d}", number=f"GDS-26-{n:05d}") for n, name in enumerate(names)]


@pytest.fixture(scope="module")
def drawn() -> dict[str, bytes]:
    return {slug: render_part(pages_of(NAMES), slug, demo=False) for slug in LAYOUTS}


def on_their_own(pdf: bytes, slug: str, count: int) -> list[list[Word]]:
    """The words of each certificate, measured from its own top left corner."""
    layout = load_layout(slug)
    found: list[list[Word]] = [[] for _ in range(count)]
    for number, sheet in enumerate(impose(count, layout.per_sheet), start=1):
        for word in words_on(pdf, number):
            slot = int(word.middle // layout.page_mm[1])
            top = slot * layout.page_mm[1]
            found[sheet[slot]].append(
                Word(word.text, word.left, word.top - top, word.right, word.bottom - top)
            )
    return found


def check_names(pdf: bytes, slug: str, names: list[str]) -> None:
    width, height = load_layout(slug).page_mm
    clear = CLEAR[slug]
    for name, words in zip(names, on_their_own(pdf, slug, len(names)), strict=True):
        assert min(word.left for word in words) >= clear, name
        assert max(word.right for word in words) <= width - clear, name
        assert min(word.top for word in words) >= clear, name
        assert max(word.bottom for word in words) <= height - clear, name
        check_lines(name, words)


def check_lines(name: str, words: list[Word]) -> None:
    """All letters of the name stand between its neighbours, on lines that do not touch."""
    low = next(word.middle for word in words if word.text == "Hạ")
    high = next(word.middle for word in words if word.text == "(bà)")
    between = [word for word in words if high + 1 < word.middle < low - 1 and word.size > 5]
    told = "".join(word.text for word in sorted(between, key=lambda word: (round(word.middle, 0), word.left)))
    wanted = "".join(letter for letter in unicodedata.normalize("NFC", name) if letter.isprintable())
    assert sorted(told) == sorted(wanted.replace(" ", "")), name
    lines = sorted({(round(word.middle, 1), round(word.size, 1)) for word in between})
    for upper, lower in pairwise([(high, 6.0), *lines, (low, 6.0)]):
        near = lower[0] - upper[0]
        high_letters = (upper[1] + lower[1]) / 2 * 25.4 / 72
        # A word whose letters carry two marks sits a little off its line, and is still of that line.
        assert near < 0.25 * high_letters or near > 0.8 * high_letters, name


@pytest.mark.parametrize("slug", LAYOUTS)
def test_no_name_is_clipped_leaves_the_frame_or_touches_its_neighbours(
    drawn: dict[str, bytes], slug: str
) -> None:
    check_names(drawn[slug], slug, NAMES)
    assert fonts_of(drawn[slug]) == {"Tinos", "Tinos-Bold", "Tinos-Italic"}


@pytest.mark.parametrize("slug", ["khung-det", "hai-to-a5"])
def test_the_lines_around_a_long_name_have_air(drawn: dict[str, bytes], slug: str) -> None:
    """Between the lines: at least a third of a letter's size, above and below the name."""
    words = on_their_own(drawn[slug], slug, len(NAMES))[LONGEST_OF_FAMILIES]
    verb, prefix = (next(word for word in words if word.text == text) for text in ("nhận", "Gia"))
    first, second = (next(word for word in words if word.text == text) for text in ("Huyền", "Vinh"))
    address = next(word for word in words if word.text == "Hạ")
    for upper, lower in pairwise([verb, prefix, first, second, address]):
        letters = (upper.size + lower.size) / 2 * 25.4 / 72
        assert lower.middle - upper.middle > 1.15 * letters, (upper.text, lower.text)


@pytest.mark.full
@pytest.mark.parametrize("slug", LAYOUTS)
def test_two_thousand_names_fit_every_layout(slug: str) -> None:
    names = many_names(2000)
    for start in range(0, len(names), 100):
        part = names[start : start + 100]
        pdf = render_part(pages_of(part), slug, demo=False)
        check_names(pdf, slug, part)
        assert fonts_of(pdf) == {"Tinos", "Tinos-Bold", "Tinos-Italic"}


@pytest.mark.parametrize("slug", LAYOUTS)
def test_the_codes_of_every_layout_read_back_at_150_dots_in_grey(drawn: dict[str, bytes], slug: str) -> None:
    count = load_layout(slug).per_sheet
    found = codes_on(drawn[slug], 1)
    first = impose(len(NAMES), count)[0]
    assert sorted(found) == sorted(f"{SITE}/xac-minh/{number:024d}" for number in first)


@pytest.mark.parametrize("slug", LAYOUTS)
def test_every_mark_of_every_layout_has_its_place_in_the_structure(
    drawn: dict[str, bytes], slug: str
) -> None:
    with pikepdf.open(io.BytesIO(drawn[slug])) as pdf:
        nums = pdf.Root.StructTreeRoot.ParentTree.Nums
        owners_of = {int(nums[place]): nums[place + 1] for place in range(0, len(nums), 2)}
        for page in pdf.pages:
            owners = owners_of[int(page.obj.StructParents)]
            marks = [
                int(each.operands[1].MCID)
                for each in pikepdf.parse_content_stream(page)
                if str(each.operator) == "BDC" and "/MCID" in each.operands[1]
            ]
            assert sorted(marks) == list(range(len(owners)))
        with pdf.open_metadata() as metadata:
            assert metadata.pdfa_status == "2A"
        assert pdf.check_pdf_syntax() == []


def test_a_cut_pile_of_two_on_a_sheet_keeps_its_order_and_an_odd_last_one_has_its_own_half(
    drawn: dict[str, bytes],
) -> None:
    assert impose(5, 2) == [[0, 3], [1, 4], [2]]
    texts = text_of(drawn["hai-to-a5"])
    assert [[f"GDS-26-{n:05d}" in text for n in (0, 1, 4, 5)] for text in texts[:2]] == [
        [True, False, False, True],
        [False, True, False, False],
    ]
    assert texts[-1].count("CỘNG HÒA") == 1


def test_each_of_two_on_a_sheet_has_its_own_section_and_bookmark() -> None:
    pages = [certificate(name, bookmark="Thôn Hạ") for name in ("Vàng A Páo", "Lò Thị Ín", "Lý")]
    pdf = render_certificates(pages, "hai-to-a5", demo=False)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        with opened.open_outline() as outline:
            (hamlet,) = outline.root
            marks = [(each.title, opened.pages.index(each.destination[0])) for each in hamlet.children]
        halves = [list(sheet.K) for sheet in opened.Root.StructTreeRoot.K[0].K[0].K]
    assert hamlet.title == "Thôn Hạ"
    assert [(title.split(" (")[0], page) for title, page in marks] == [
        ("Vàng A Páo", 0),
        ("Lò Thị Ín", 1),
        ("Lý", 0),
    ]
    assert [len(each) for each in halves] == [2, 1]


@pytest.mark.parametrize("slug", layout_slugs())
def test_every_layout_is_measured_here_and_says_what_it_is(slug: str) -> None:
    layout = load_layout(slug)
    assert slug in CLEAR
    assert layout.name
    assert layout.about


def test_what_is_left_out_is_neither_printed_nor_read_aloud() -> None:
    style = Style(Design(layout="trang-nha", hidden=("address", "hint", "recipient")))
    pdf = render_part(pages_of(NAMES[:1]), style, demo=False)
    (text,) = text_of(pdf)
    assert "Thôn Hạ Trung" not in text
    assert "Quét mã" not in text
    assert "Nguyễn Thị Đào" in text  # a certificate always names somebody
    assert "Quét mã".encode("utf-16-be") not in pdf


def test_over_a_blank_only_what_is_asked_for_is_printed() -> None:
    design = Design(
        layout="giay-in-san", paper=PaperKind.PREPRINTED, page=PageSize.A4_PORTRAIT,
        hidden=tuple(name for name in load_layout("giay-in-san").optional if name != "address"),
        places=(("recipient", Box(20, 100, 170, 30)),), offset=(1.5, -2),
    )  # fmt: skip
    pdf = render_part(pages_of(["Vàng A Páo"]), Style(design), demo=False)
    words = words_on(pdf, 1)
    assert " ".join(text_of(pdf)[0].split()) == "Vàng A Páo Thôn Hạ Trung, xã Liên Minh, tỉnh Ninh Bình"
    name = [word for word in words if word.text in ("Vàng", "A", "Páo")]
    assert (min(w.left for w in name) + max(w.right for w in name)) / 2 == pytest.approx(
        20 + 85 + 1.5, abs=0.3
    )
    assert 97.5 < min(word.top for word in name) < 101
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert not [
            each for each in opened.objects if getattr(each, "get", dict().get)("/Subtype") == "/Image"
        ]


def test_a_batch_of_two_designs_keeps_each_on_its_own_paper() -> None:
    first, second = (Style(Design(layout=slug)) for slug in ("khung-det", "trang-nha"))
    pages = [certificate(str(n)) for n in range(4)]
    styled = [
        type(page)(page.words, page.verify_url, style=first if n < 3 else second)
        for n, page in enumerate(pages)
    ]
    with pikepdf.open(io.BytesIO(render_certificates(styled, demo=False))) as pdf:
        widths = [round(float(page.mediabox[2])) for page in pdf.pages]
    assert widths == [842, 842, 842, 595]


def test_every_palette_colours_the_frame() -> None:
    for slug, palette in PALETTES.items():
        layout = dressed(Style(Design(palette=slug)))
        assert palette.accent.encode() in layout.frame()["frame.svg"]


def test_a_text_that_no_size_of_its_place_holds_is_named() -> None:
    narrow = Design(layout="giay-in-san", places=(("heading", Box(10, 10, 12, 40)),))
    assert "heading" in cut_texts(certificate().words, Style(narrow))
