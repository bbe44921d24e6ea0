"""A PDF made ready for signatures: a form without fields, behind which any program puts its signature.

A document that has no form yet can't be compared with its signed self (pyHanko's difference analysis
starts from an existing one), so an empty one is there from the beginning.
"""

from __future__ import annotations

import io
from typing import Any

from pyhanko.pdf_utils import generic

from webapp.services.signing.pdf_checking import UNREADABLE, check
from webapp.services.signing.pdf_signing import SigningWriter


def _written_anew(content: bytes) -> bytes:
    """The same pages by the book, or nothing where even a tolerant reader finds none."""
    import pikepdf

    out = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            if not document.pages or _is_signed(document):
                return content
            document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    except UNREADABLE:
        return content
    return out.getvalue()


def _is_signed(document: Any) -> bool:
    fields = document.Root.get("/AcroForm", {}).get("/Fields", [])
    return any(str(each.get("/FT", "")) == "/Sig" and "/V" in each for each in fields)


def prepare(content: bytes) -> tuple[dict[str, Any], bytes]:
    """The report of `check`, and the same bytes with an empty form behind them where there was none.

    What another program wrote loosely is written anew once: it has no signature yet that this could break.
    """
    report = check(content, [])
    if report.get("error") == "unreadable-pdf":
        content = _written_anew(content)
        report = check(content, [])
    if "error" in report:
        return report, b""
    if report["dangers"]:
        return {"error": report["dangers"][0]}, b""
    try:
        writer, out = SigningWriter(io.BytesIO(content)), io.BytesIO()
        if "/AcroForm" in writer.root:
            return report, content
        form = generic.DictionaryObject({generic.NameObject("/Fields"): generic.ArrayObject()})
        writer.root[generic.NameObject("/AcroForm")] = writer.add_object(form)
        writer.update_root()
        writer.write(out)
    except UNREADABLE:
        return {"error": "unreadable-pdf"}, b""
    return report, out.getvalue()
