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


def prepare(content: bytes) -> tuple[dict[str, Any], bytes]:
    """The report of `check`, and the same bytes with an empty form behind them where there was none."""
    report = check(content, [])
    if "error" in report:
        return report, b""
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
