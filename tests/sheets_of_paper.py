"""Files that somebody may upload as a background: sheets as PNG and PDF, good ones and bad ones."""

from __future__ import annotations

import io
import struct
import zlib

import pikepdf
from PIL import Image, ImageDraw, PngImagePlugin

POINTS_A_MM = 72 / 25.4


def png_sheet(size: tuple[int, int], *, clear: bool = False, flat: bool = False) -> bytes:
    """A frame on white or on nothing; a `flat` one is huge, and its file small."""
    if flat:
        return _flat(size)
    picture = Image.new("RGBA", size, (0, 0, 0, 0) if clear else "white")
    ImageDraw.Draw(picture).rectangle((20, 20, size[0] - 20, size[1] - 20), outline="#a3171c", width=8)
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", "secret of the author")
    out = io.BytesIO()
    picture.save(out, "PNG", pnginfo=told)
    return out.getvalue()


def _flat(size: tuple[int, int]) -> bytes:
    packer = zlib.compressobj(9)
    line = bytes(1 + (size[0] + 7) // 8)
    data = b"".join(packer.compress(line * 100) for _ in range(size[1] // 100)) + packer.flush()
    head = struct.pack(">IIBBBBB", *size, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


def animated_png() -> bytes:
    frames = [Image.new("RGB", (1200, 848), colour) for colour in ("white", "red")]
    out = io.BytesIO()
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:], duration=100)
    return out.getvalue()


def pdf_sheet(
    *, size: tuple[float, float] = (297, 210), pages: int = 1, password: str = "", script: bool = False,
    attached: bool = False,
) -> bytes:  # fmt: skip
    with pikepdf.new() as made:
        for _ in range(pages):
            made.add_blank_page(page_size=(size[0] * POINTS_A_MM, size[1] * POINTS_A_MM))
        made.pages[0].contents_add(b"1 0 0 RG 4 w 30 30 780 530 re S")
        if script:
            action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
            made.Root.OpenAction = action
        if attached:
            made.attachments["a.exe"] = b"MZ"
        out = io.BytesIO()
        locked = pikepdf.Encryption(owner=password, user=password) if password else False
        made.save(out, encryption=locked)
        return out.getvalue()
