"""One PDF signed as PAdES: B-B, or B-T where the commune has a time stamp authority."""

from __future__ import annotations

import io
import uuid
from dataclasses import dataclass
from datetime import timedelta, timezone
from typing import Any

from pyhanko.pdf_utils import layout
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.stamp import StaticStampStyle

from webapp.services.pdf_dangers import dangers_in
from webapp.services.signing.keys import Key
from webapp.services.signing.stamp_place import find_place
from webapp.services.signing.tagging import tag_field

VIETNAM = timezone(timedelta(hours=7))

# The picture fills the field: pyHanko would leave five points of air around it.
WHOLE = layout.SimpleBoxLayoutRule(
    x_align=layout.AxisAlignment.ALIGN_MID, y_align=layout.AxisAlignment.ALIGN_MID
)


class NotSigned(Exception):
    """`code` names the reason, as in `services.signing.refusals`. Nothing was signed."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Purpose:
    """What a signature says besides who signed. `last` locks the file: nobody signs after it.

    `printed` are the names under which the visible signature may stand, as the page prints them.
    """

    reason: str
    place: str
    last: bool = False
    printed: tuple[str, ...] = ()


class StampPage(PdfContent):
    """The first page of a small PDF of ours, drawn as the signature's appearance."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.source = PdfFileReader(io.BytesIO(content))
        _, _, width, height = (float(each) for each in self.source.root["/Pages"]["/Kids"][0]["/MediaBox"])
        self.size = (width, height)

    def render(self) -> bytes:
        writer = self._ensure_writer
        page = writer.import_page_as_xobject(self.source, page_ix=0)
        name = f"/Dau{uuid.uuid4().hex}"
        self.resources.xobject[name] = page
        self.box = layout.BoxConstraints(*self.size)
        return f"{name} Do".encode()


class SigningWriter(IncrementalPdfFileWriter):
    """Adds a signature and nothing else: an archived file keeps its version and its description.

    pyHanko would raise the version to 2.0 for keys on curves, and put its own name into one of the two
    descriptions, so that they no longer agree. Both would end PDF/A-2.
    """

    NEWEST = (1, 7)

    def ensure_output_version(self, version: tuple[int, int]) -> None:
        super().ensure_output_version(min(version, self.NEWEST))

    def _update_meta(self) -> None:
        return


def sign(
    content: bytes, key: Key, stamp: bytes, purpose: Purpose, time_stamper: TimeStamper | None = None
) -> bytes:
    """The same bytes with one more signature behind them, visible where the page is blank.

    With a time stamper the signature carries its time or isn't made. Raises NotSigned: no-timestamp,
    unreadable-pdf, cannot-sign, or what the file carries that may change what a reader sees.
    """
    try:
        dangers = dangers_in(content)
    except Exception:  # what a clerk brings may break a parser anywhere
        raise NotSigned("unreadable-pdf") from None
    if dangers:
        raise NotSigned(dangers[0])
    try:
        writer = SigningWriter(io.BytesIO(content), strict=False)
        name, style, first = _add_field(writer, content, key, stamp, purpose.printed)
        certify = first and purpose.last
        out = io.BytesIO()
        PdfSigner(
            _metadata(name, key, purpose, certify=certify), key.signer, timestamper=time_stamper,
            stamp_style=style,
        ).sign_pdf(writer, existing_fields_only=True, output=out)  # fmt: skip
    except TimestampRequestError:
        raise NotSigned("no-timestamp") from None
    except SigningError:
        raise NotSigned("cannot-sign") from None
    except Exception:  # what a clerk brings may break a parser anywhere
        raise NotSigned("unreadable-pdf") from None
    return out.getvalue()


def _add_field(
    writer: IncrementalPdfFileWriter, content: bytes, key: Key, stamp: bytes, printed: tuple[str, ...]
) -> tuple[str, StaticStampStyle | None, bool]:
    """A new field; its name, its looks, and whether it is the document's first signature."""
    number = len(writer.prev.embedded_signatures) + 1
    name, page = f"ChuKySo{number}", StampPage(stamp)
    place = find_place(content, *page.size, signers=printed or (key.name,))
    words = f"Chữ ký số của {key.name}"
    spec = fields.SigFieldSpec(
        name,
        on_page=place.page if place else 0,
        box=place.box if place else None,
        readable_field_name=words,
    )
    field = fields.append_signature_field(writer, spec)
    if number == 1:
        tag_field(writer, field if field is not None else _field_ref(writer), words)
    style = StaticStampStyle(background=page, background_layout=WHOLE, border_width=0) if place else None
    return name, style, number == 1


def _field_ref(writer: IncrementalPdfFileWriter) -> Any:
    return writer.root["/AcroForm"]["/Fields"].raw_get(-1)


def _metadata(name: str, key: Key, purpose: Purpose, *, certify: bool) -> PdfSignatureMetadata:
    return PdfSignatureMetadata(
        field_name=name,
        name=key.name,
        reason=purpose.reason or None,
        location=purpose.place or None,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=certify,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
