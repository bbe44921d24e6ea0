"""A mail merge by LibreOffice: every certificate a page of one text document, converted to PDF.

The merged document is written as flat OpenDocument XML, which is the fastest way to compose one: no dialogue,
no database connection, no copying of sections. Words, sizes and codes are those of our paper, without frame.
"""

from __future__ import annotations

import base64
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Any

from webapp.rules.certificates import CertificateFields, fields_from_json, show_check_code
from webapp.rules.dates import administrative_date
from webapp.web.pdf.qr import qr_picture

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:styles>
<style:style style:name="middle" style:family="paragraph">
<style:paragraph-properties fo:text-align="center" fo:margin-top="1.5mm"/>
<style:text-properties style:font-name="Tinos" fo:font-family="Tinos" fo:font-size="14pt"/></style:style>
<style:style style:name="heading" style:family="paragraph" style:parent-style-name="middle">
<style:text-properties fo:font-size="40pt" fo:font-weight="bold" fo:color="#a3171c"/></style:style>
<style:style style:name="name" style:family="paragraph" style:parent-style-name="middle">
<style:text-properties fo:font-size="30pt" fo:font-weight="bold"/></style:style>
<style:style style:name="note" style:family="paragraph">
<style:text-properties style:font-name="Tinos" fo:font-family="Tinos" fo:font-size="11.5pt"/></style:style>
<style:style style:name="sign" style:family="paragraph" style:parent-style-name="middle">
<style:paragraph-properties fo:text-align="end"/>
<style:text-properties fo:font-weight="bold"/></style:style>
</office:styles>
<office:automatic-styles>
<style:page-layout style:name="sheet"><style:page-layout-properties fo:page-width="297mm"
 fo:page-height="210mm" fo:margin="15mm" style:print-orientation="landscape"/></style:page-layout>
<style:style style:name="first" style:family="paragraph" style:parent-style-name="middle">
<style:paragraph-properties fo:text-align="center" fo:break-before="page"/></style:style>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="sheet"/>
</office:master-styles><office:body><office:text>
"""
TAIL = "</office:text></office:body></office:document>\n"
CODE = (
    '<text:p text:style-name="note"><draw:frame text:anchor-type="as-char" svg:width="31mm" '
    'svg:height="31mm"><draw:image><office:binary-data>{}</office:binary-data></draw:image></draw:frame>'
    "</text:p>"
)


def merge(kept: Sequence[tuple[dict[str, Any], str]], file: Path) -> None:
    """Compose one document of all rows and convert it to `file`."""
    with tempfile.TemporaryDirectory() as folder:
        merged = Path(folder) / "giay.fodt"
        with merged.open("w", encoding="utf-8") as out:
            out.write(HEAD)
            out.writelines(_pages(kept))
            out.write(TAIL)
        convert(merged, Path(folder))
        merged.with_suffix(".pdf").replace(file)


def convert(document: Path, folder: Path) -> None:
    """LibreOffice's own converter, with a profile of its own."""
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf",
         "--outdir", str(folder), str(document)],
        check=True, capture_output=True,
    )  # fmt: skip


def _pages(kept: Sequence[tuple[dict[str, Any], str]]) -> Iterable[str]:
    for words, url in kept:
        code = base64.b64encode(qr_picture(url).png()).decode()
        yield "".join(_page(fields_from_json(words))) + CODE.format(code)


def _page(words: CertificateFields) -> Iterable[str]:
    decided = f"Quyết định số: {words.decision_number} {administrative_date(words.decision_on)}"
    lines = [
        ("first", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), ("middle", "Độc lập - Tự do - Hạnh phúc"),
        ("heading", words.heading), ("middle", words.authority.upper()), ("middle", words.verb),
        ("middle", words.prefix), ("name", words.recipient), ("middle", words.address),
        ("middle", words.achieves), ("name", f"“{words.honour}” năm {words.year}"),
        ("sign", f"{words.place}, {administrative_date(words.issued_on)}"),
        *(("sign", line) for line in words.signature_lines), ("sign", words.signer), ("note", decided),
        ("note", f"Số vào sổ: {words.number}. Mã kiểm tra: {show_check_code(words.check_code)}"),
    ]  # fmt: skip
    return (f'<text:p text:style-name="{style}">{escape(text)}</text:p>' for style, text in lines)
