"""Reads one uploaded background inside a process of its own, with limits that it sets on itself.

Run by `backgrounds` as a script (not as a module: the site is not loaded): the file on standard input, the
page's width and height in millimetres as arguments. Writes a JPEG of the sheet at 300 dots an inch at most,
drawn anew, or one JSON object {"error": code, ...details}. A crash or a kill by a limit is "too much".
"""

import importlib.util
import io
import json
import os
import resource
import signal
import sys
import warnings
from pathlib import Path
from typing import Any

MEMORY_BYTES = 900 * 1024 * 1024
CPU_SECONDS, WALL_SECONDS = 12, 20
MAX_PIXELS, MAX_OBJECTS = 45_000_000, 50_000
MOST_DPI, LEAST_DPI = 300, 90
INCH_MM, POINT_MM = 25.4, 25.4 / 72
SLACK_MM, SLACK_SHAPE = 3.0, 0.02
QUALITY = 90
# A layer that is off is no danger here: the sheet is drawn as it is seen.
NEVER = ("scripts", "embedded", "outside")


class Refused(Exception):
    def __init__(self, code: str, **details: Any) -> None:
        self.answer = {"error": code, **details}
        super().__init__(code)


def limit_this_process() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    signal.alarm(WALL_SECONDS)
    os.nice(5)


def drawn_anew(data: bytes, width_mm: float, height_mm: float) -> bytes:
    if data.startswith(b"%PDF-") or b"%PDF-" in data[:1024]:
        picture = _of_pdf(data, width_mm, height_mm)
    elif data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        picture = _of_picture(data, width_mm, height_mm)
    else:
        raise Refused("no-picture")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, subsampling=0, optimize=True, dpi=(MOST_DPI, MOST_DPI))
    return out.getvalue()


# --- PDF --------------------------------------------------------------------------------------------------


def _of_pdf(data: bytes, width_mm: float, height_mm: float) -> Any:
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            _check_pdf(document, width_mm, height_mm)
    except pikepdf.PasswordError:
        raise Refused("encrypted") from None
    except pikepdf.PdfError:
        raise Refused("broken") from None
    return _drawn(data, width_mm)


def _check_pdf(document: Any, width_mm: float, height_mm: float) -> None:
    if document.is_encrypted:
        raise Refused("encrypted")
    if len(document.objects) > MAX_OBJECTS:
        raise Refused("too-much")
    if len(document.pages) != 1:
        raise Refused("pages", count=len(document.pages))
    dangers = _site_module("pdf_dangers").dangers_of(document)
    for code in NEVER:
        if code in dangers:
            raise Refused(code)
    page = document.pages[0]
    left, bottom, right, top = (float(edge) for edge in page.cropbox)
    size = [abs(right - left) * POINT_MM, abs(top - bottom) * POINT_MM]
    if int(page.obj.get("/Rotate", 0)) % 180:
        size.reverse()
    if abs(size[0] - width_mm) > SLACK_MM or abs(size[1] - height_mm) > SLACK_MM:
        raise Refused("wrong-size", width=round(size[0]), height=round(size[1]))


def _site_module(name: str) -> Any:
    """A neighbour of this file that needs nothing of the site: the site itself is not on the path."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    if spec is None or spec.loader is None:
        raise ImportError(name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _drawn(data: bytes, width_mm: float) -> Any:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    page = document[0]
    scale = width_mm / INCH_MM * MOST_DPI / page.get_width()
    bitmap = page.render(scale=scale, may_draw_forms=False, draw_annots=False, rev_byteorder=True)
    return bitmap.to_pil().convert("RGB")


# --- PNG, JPEG --------------------------------------------------------------------------------------------


def _of_picture(data: bytes, width_mm: float, height_mm: float) -> Any:
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as opened:
            _check_picture(opened, width_mm, height_mm)
            opened.load()
            return _flat(opened, width_mm, height_mm)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Refused("too-much") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise Refused("broken") from None


def _check_picture(opened: Any, width_mm: float, height_mm: float) -> None:
    if getattr(opened, "n_frames", 1) > 1 or getattr(opened, "is_animated", False):
        raise Refused("animated")
    width, height = opened.size
    if width * height > MAX_PIXELS:
        raise Refused("too-much")
    if abs(width / height / (width_mm / height_mm) - 1) > SLACK_SHAPE:
        raise Refused("wrong-shape", width=width, height=height)
    if width < width_mm / INCH_MM * LEAST_DPI:
        raise Refused("coarse", width=width, least=round(width_mm / INCH_MM * LEAST_DPI))


def _flat(opened: Any, width_mm: float, height_mm: float) -> Any:
    """On white, without what shines through, at most 300 dots an inch."""
    from PIL import Image

    most = tuple(round(edge / INCH_MM * MOST_DPI) for edge in (width_mm, height_mm))
    if opened.mode in ("RGBA", "LA", "PA") or "transparency" in opened.info:
        clear = opened.convert("RGBA")
        picture = Image.new("RGB", clear.size, "white")
        picture.paste(clear, mask=clear.getchannel("A"))
    else:
        picture = opened.convert("RGB")
    return picture.resize(most, Image.Resampling.LANCZOS) if picture.width > most[0] else picture


def main() -> None:
    limit_this_process()
    width_mm, height_mm = (float(each) for each in sys.argv[1:3])
    try:
        answer = drawn_anew(sys.stdin.buffer.read(), width_mm, height_mm)
    except Refused as refused:
        answer = json.dumps(refused.answer).encode()
    except MemoryError:
        answer = json.dumps({"error": "too-much"}).encode()
    sys.stdout.buffer.write(answer)


if __name__ == "__main__":
    main()
