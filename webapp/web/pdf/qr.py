"""QR codes as tiny one-bit pictures: one pixel a module, scaled by the paper without smoothing."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

QUIET = 4  # modules of white around the code, as its standard asks
MASK = 2
"""One pattern for every code. Choosing the best of eight takes five times as long, and matters for a code
that repeats itself; ours carry random tokens (every one of the tests' codes reads back after printing)."""


@dataclass(frozen=True, slots=True)
class QrPicture:
    """A square of `side` pixels; `rows` holds them line after line, eight to a byte, 1 for white."""

    side: int
    rows: bytes

    def png(self) -> bytes:
        stride = (self.side + 7) // 8
        lines = (self.rows[start : start + stride] for start in range(0, len(self.rows), stride))
        header = struct.pack(">IIBBBBB", self.side, self.side, 1, 0, 0, 0, 0)
        data = zlib.compress(b"".join(b"\x00" + line for line in lines))
        chunks = ((b"IHDR", header), (b"IDAT", data), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in chunks)


def qr_picture(text: str) -> QrPicture:
    """The code of a text with error correction M, or better where it costs no space."""
    import segno

    code = segno.make(text, error="m", boost_error=True, micro=False, mask=MASK)
    side = len(code.matrix) + 2 * QUIET
    stride = (side + 7) // 8
    whole, shift = (1 << stride * 8) - 1, stride * 8 - side + QUIET
    white = [whole.to_bytes(stride, "big")] * QUIET
    to_digits = bytes.maketrans(b"\x00\x01", b"01")
    rows = [
        (whole ^ (int(row.translate(to_digits), 2) << shift)).to_bytes(stride, "big") for row in code.matrix
    ]
    return QrPicture(side, b"".join(white + rows + white))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
