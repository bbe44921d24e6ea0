"""A certificate before any is issued: a picture for the page and one sheet to print."""

from __future__ import annotations

from collections.abc import Collection

from flask import url_for

from webapp.rules.certificates import CertificateFields
from webapp.rules.designs import Design
from webapp.services.designs import Drawn
from webapp.web.pdf.layouts import Style, dressed
from webapp.web.pdf.parts import CertificatePage, cut_texts, render_part, sizes_of
from webapp.web.pdf.previews import page_picture

TRIAL_MARK = "BẢN IN THỬ"
WIDTH = 900
LEAST_POINTS, LEAST_NAME_POINTS = 7.5, 11  # smaller than that is hard to read at arm's length
CUT_WORDS = {
    "heading": "Tên giấy", "authority": "Người công nhận", "verb": "Động từ", "prefix": "Trước tên",
    "recipient": "Tên", "address": "Địa chỉ", "achieves": "Sau tên", "honour": "Điều được công nhận",
    "issued": "Địa danh, ngày tháng", "signer": "Họ tên người ký", "number": "Số vào sổ", "hint": "Lời nhắc",
    "nation": "Quốc hiệu", "motto": "Tiêu ngữ",
}  # fmt: skip


def trial_pdf(drawn: Drawn, words: CertificateFields) -> bytes:
    """One sheet, marked as a trial; its code leads to a page that says what such a sheet is.

    Where two share a sheet, both places are filled, so that the cut can be tried too.
    """
    style = Style(drawn.design, drawn.background, TRIAL_MARK)
    page = CertificatePage(words, url_for("designs.explain_trial", _external=True))
    return render_part([page] * dressed(style).per_sheet, style, demo=False)


def trial_picture(drawn: Drawn, words: CertificateFields) -> bytes:
    """The sheet as a PNG."""
    layout = dressed(Style(drawn.design, drawn.background))
    pdf = trial_pdf(drawn, words)
    upright = layout.sheet_mm[1] > layout.sheet_mm[0]
    return page_picture(pdf, width=WIDTH * 3 // 4 if upright else WIDTH)


def too_long(design: Design, words: CertificateFields) -> dict[str, str]:
    """What fits in no size and would be cut: names of lines, as the form calls them."""
    return {name: CUT_WORDS.get(name, name) for name in cut_texts(words, Style(design))}


def too_small(design: Design, words: CertificateFields, lines: Collection[str] | None = None) -> list[str]:
    """What fits only in letters that old eyes can't read, with their size: "Tên (6,5 pt)".

    `lines` are the ones to look at; None: all.
    """
    found = sizes_of(words, Style(design))
    return [
        f"{CUT_WORDS.get(name, name)} ({size:g} pt)".replace(".", ",")
        for name, size in found.items()
        if (lines is None or name in lines)
        and size < (LEAST_NAME_POINTS if name == "recipient" else LEAST_POINTS)
    ]
