"""The text of a CSV file whatever it was saved as: UTF-8, UTF-16, Windows-1258, or an old font's bytes."""

import codecs

from webapp.rules.legacy_fonts import LEGACY, Coding, coding_of
from webapp.rules.vietnamese import nfc

_SAMPLE_LINES = 500


def decode_csv(data: bytes) -> str | None:
    """The text, or None when these bytes are no text. An old font's text still has to be repaired."""
    if (encoding := _unicode_encoding(data)) is not None:
        return _decoded(data, encoding)
    if any(byte < 32 and byte not in b"\t\n\r\f" for byte in data):
        return None
    return _decoded(data, "utf-8") or _single_bytes(data)


def _unicode_encoding(data: bytes) -> str | None:
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = data[:2000]
    if len(head) > 3 and head[1::2].count(0) > len(head) // 4 and not head[::2].count(0):
        return "utf-16-le"
    return None


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _single_bytes(data: bytes) -> str:
    """Windows-1258 when it reads better as that than as letters of an old font."""
    windows, latin = nfc(data.decode("cp1258", errors="replace")), data.decode("latin-1")
    old = sum(coding_of(line) in LEGACY for line in _sample(latin))
    new = sum(coding_of(line) is Coding.UNICODE for line in _sample(windows))
    return windows if new > old else latin


def _sample(text: str) -> set[str]:
    """Cells of the first lines, roughly cut."""
    lines = text.splitlines()[:_SAMPLE_LINES]
    return {cell for line in lines for cell in line.replace(";", "\t").replace(",", "\t").split("\t")}
