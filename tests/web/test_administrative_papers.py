"""Papers in the layout of Nghị định 30/2020: what the PDF says, the Word file says, and where it stands."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from tests.papers import fonts_of, text_of, words_on
from webapp.web.papers import (
    Appendix,
    Band,
    Column,
    Head,
    Paper,
    Signature,
    Style,
    Table,
    Text,
    dated_line,
    measures,
    number_line,
    write_pdf,
)
from webapp.web.papers.docx_writer import write_docx

EVIL = "Trần <b>Văn</b> & Con"
FAMILIES = 45


def decision() -> Paper:
    rows = tuple((f"Chủ Hộ {n}" if n else EVIL, "8/8 tiêu chí") for n in range(FAMILIES))
    columns = (Column("Chủ hộ", 90), Column("Kết quả", 60, centred=True))
    listed = Table(columns, (Band("Thôn Hạ Trung"), *rows))
    return Paper(
        title="QUYẾT ĐỊNH",
        subject="Về việc công nhận hộ gia đình đạt tiêu chuẩn “Gia đình số” năm 2026",
        head=Head(
            own=("ỦY BAN NHÂN DÂN", "XÃ LIÊN MINH"),
            number=number_line("QĐ-UBND"),
            dated=dated_line("Liên Minh", None, 2026),
        ),
        blocks=(
            Text("Căn cứ Luật Tổ chức chính quyền địa phương;", style=Style.BASIS),
            Text("QUYẾT ĐỊNH:", style=Style.CENTRED),
            Text(f"Công nhận {FAMILIES} hộ gia đình (có danh sách kèm theo)./.", lead="Điều 1."),
        ),
        signatures=((Signature(("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),),),
        recipients=("- Như Điều 1;", "- Lưu: VT."),
        appendices=(Appendix("DANH SÁCH", "Hộ được công nhận", "Kèm theo Quyết định số …", (listed,)),),
    )


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return write_pdf(decision())


@pytest.fixture(scope="module")
def word() -> Any:
    return Document(io.BytesIO(write_docx(decision())))


def words_in(document: Any) -> Iterator[str]:
    for text in document.element.body.iter(qn("w:t")):
        yield from text.text.split()


def test_both_files_say_the_same_words(pdf: bytes, word: Any) -> None:
    printed = " ".join(text_of(pdf)).split()
    written = list(words_in(word))
    repeated_heads = [head for head in ("STT", "Chủ", "hộ", "Kết", "quả")]
    for each in repeated_heads:
        while printed.count(each) > written.count(each):
            printed.remove(each)
    printed.remove("2")  # the number of the appendix's second page
    assert sorted(printed) == sorted(written)


def test_names_are_text_and_never_markup(pdf: bytes, word: Any) -> None:
    assert EVIL in " ".join(text_of(pdf))
    assert EVIL in " ".join(words_in(word))


def test_the_page_has_the_margins_and_letters_of_the_decree(pdf: bytes) -> None:
    words = words_on(pdf, 1)
    assert fonts_of(pdf) <= {"Tinos", "Tinos-Bold", "Tinos-Italic", "Tinos-Bold-Italic"}
    assert min(word.left for word in words) >= 29.9
    assert max(word.right for word in words) <= 195.1
    assert next(word for word in words if word.text == "Điều").size == pytest.approx(14, abs=0.3)


def test_number_and_day_of_a_draft_are_blank(pdf: bytes) -> None:
    text = text_of(pdf)[0]
    assert "Số: /QĐ-UBND" in text
    assert "Liên Minh, ngày tháng năm 2026" in text


def test_pages_of_the_list_are_counted_by_themselves_from_the_second(pdf: bytes) -> None:
    tops = [[word.text for word in words_on(pdf, page) if word.top < 18] for page in (1, 2, 3)]
    assert tops == [[], [], ["2"]]
    assert "STT" in [word.text for word in words_on(pdf, 3)]


def test_the_word_file_has_the_page_font_language_and_page_number_of_the_decree(word: Any) -> None:
    first, second = word.sections
    assert [round(each.mm) for each in (first.top_margin, first.left_margin, first.right_margin)] == [
        20,
        30,
        15,
    ]
    assert first.different_first_page_header_footer
    assert "PAGE" in first.header._element.xml
    assert 'w:pgNumType w:start="1"' in second._sectPr.xml
    normal = word.styles["Normal"].element.rPr
    assert {normal.rFonts.get(qn(f"w:{kind}")) for kind in ("ascii", "hAnsi", "eastAsia", "cs")} == {
        "Times New Roman"
    }
    assert normal.find(qn("w:lang")).get(qn("w:val")) == "vi-VN"


def test_the_list_in_word_repeats_its_head_and_tears_no_row(word: Any) -> None:
    listed = word.tables[-1]
    assert listed.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in listed.rows)
    assert [row.cells[0].text for row in listed.rows[:3]] == ["STT", "Thôn Hạ Trung", "1"]


def test_the_rule_under_the_motto_is_as_long_as_the_motto(pdf: bytes, word: Any) -> None:
    words = [each for each in words_on(pdf, 1) if each.top < 32]
    left = next(each.left for each in words if each.text == "Độc")
    right = next(each.right for each in words if each.text == "phúc")
    assert right - left == pytest.approx(measures.motto_rule_mm(), abs=0.3)
    cell = word.tables[0].rows[0].cells[1]
    rule = next(each for each in cell.paragraphs if each._p.pPr.find(qn("w:pBdr")) is not None)
    layout = rule.paragraph_format
    length = cell.width.mm - layout.left_indent.mm - layout.right_indent.mm
    assert length == pytest.approx(measures.motto_rule_mm(), abs=0.1)


def test_a_paper_signed_by_several_has_its_recipients_below() -> None:
    signers = (Signature(("THƯ KÝ",), note="(ký, ghi rõ họ tên)"), Signature(("CHỦ TỌA",), name="Hà Văn Sáu"))
    minutes = Paper(
        "BIÊN BẢN", "Họp thôn", Head(own=("THÔN HẠ TRUNG",), above=("XÃ LIÊN MINH",)), (),
        signatures=(signers,), recipients=("- UBND xã;",), demo=True,
    )  # fmt: skip
    places = {word.text: word for word in words_on(write_pdf(minutes), 1)}
    assert places["THƯ"].left < places["CHỦ"].left
    assert places["Nơi"].top > places["Sáu"].top
    assert "DIỄN" in places
    assert "BẢN TRÌNH DIỄN" in " ".join(words_in(Document(io.BytesIO(write_docx(minutes)))))


def test_a_small_table_goes_to_the_next_page_whole_and_a_long_one_repeats_its_head() -> None:
    def table(first: str, rows: int) -> Table:
        lines = tuple((f"{first}{n}", str(n)) for n in range(rows))
        return Table((Column("Số liệu", 88), Column("Kết quả", 52)), lines, whole=True)

    blocks = (Text("Việc đã làm. " * 170), table("nhỏ", 14), table("dài", 60))
    paper = Paper(title="BÁO CÁO", subject="Tóm tắt", head=decision().head, blocks=blocks)
    pages = text_of(write_pdf(paper))
    [small] = [page for page in pages if "nhỏ0" in page]
    assert "nhỏ13" in small
    assert pages.index(small) > 0, "as it stands it would begin on the first page"
    long = [page for page in pages if "dài" in page]
    assert len(long) > 1
    assert all("Kết quả" in page for page in long)
    rows = Document(io.BytesIO(write_docx(paper))).tables[-1].rows
    kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in rows]
    assert kept == [True] * 60 + [None]
