"""Certificates to print in tests, and what a printed page shows: words with their place, pictures, fonts."""

from __future__ import annotations

import io
import re
import subprocess
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from html import unescape
from typing import Any

import zxingcpp
from PIL import Image

from webapp.rules.certificates import freeze
from webapp.web.pdf import CertificatePage

MM = 72 / 25.4
_WORD = re.compile(r'xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>')
SITE = "https://giadinhso.example.vn"
WORDS: dict[str, Any] = {
    "heading": "GIẤY CÔNG NHẬN",
    "authority": "Chủ tịch Ủy ban nhân dân xã Liên Minh",
    "verb": "Công nhận",
    "prefix": "Gia đình ông (bà)",
    "recipient": "Nguyễn Thị Đào",
    "address": "Thôn Hạ Trung, xã Liên Minh, tỉnh Ninh Bình",
    "achieves": "đạt tiêu chuẩn",
    "honour": "Gia đình số",
    "year": 2026,
    "decision_number": "142/QĐ-UBND",
    "decision_on": date(2026, 11, 16),
    "number": "GDS-26-00412",
    "check_code": "7K3M9QWE",
    "place": "Liên Minh",
    "issued_on": date(2026, 11, 21),
    "signature_lines": ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
    "signer": "Lường Văn Chiến",
}


@dataclass(frozen=True)
class Word:
    """A word on a page; places in millimetres from the top left corner, `size` in points."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def size(self) -> float:
        return (self.bottom - self.top) * MM / 1.107  # Tinos: ascent and descent together

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def certificate(
    recipient: str = "Nguyễn Thị Đào", code: str = "t0", bookmark: str = "", **words: Any
) -> CertificatePage:
    fields = freeze(**{**WORDS, "recipient": recipient, **words})
    return CertificatePage(fields, f"{SITE}/xac-minh/{code}", bookmark)


def words_on(pdf: bytes, page: int) -> list[Word]:
    """The words of one page, counted from 1."""
    return _words(pdf)[page - 1]


@lru_cache(maxsize=4)
def _words(pdf: bytes) -> list[list[Word]]:
    pages = _poppler(pdf, "pdftotext", "-bbox", "-", "-").decode().split("<page ")[1:]
    return [
        [Word(unescape(word), *(float(each) / MM for each in box)) for *box, word in _WORD.findall(page)]
        for page in pages
    ]


def text_of(pdf: bytes) -> list[str]:
    """Each page's text as one line."""
    pages = _poppler(pdf, "pdftotext", "-", "-").decode().split("\f")[:-1]
    return [" ".join(page.split()) for page in pages]


def fonts_of(pdf: bytes) -> set[str]:
    """Names of the fonts, without the tags of their subsets. Fails if one isn't embedded."""
    lines = _poppler(pdf, "pdffonts", "-").decode().splitlines()[2:]
    assert all(line.split()[-5] == "yes" for line in lines)
    return {re.sub(r"^[A-Z]{6}\+", "", line.split()[0]) for line in lines}


def seen(pdf: bytes, page: int, dpi: int = 150) -> Image.Image:
    """A page as a grey printer and a phone's camera would see it."""
    place = ("-f", str(page), "-l", str(page))
    data = _poppler(pdf, "pdftoppm", "-gray", "-r", str(dpi), *place, "-")
    return Image.open(io.BytesIO(data))


def codes_on(pdf: bytes, page: int) -> list[str]:
    """What the QR codes of a page say."""
    return codes_in(seen(pdf, page))


def codes_in(picture: Image.Image) -> list[str]:
    """What the QR codes of a picture say; no other kind of code is looked for, which takes longest."""
    return [found.text for found in zxingcpp.read_barcodes(picture, zxingcpp.BarcodeFormat.QRCode)]


def _poppler(pdf: bytes, *command: str) -> bytes:
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout
