"""The signed decision as a scanned file: told apart by its content, kept in the database, one a decision."""

from __future__ import annotations

import hashlib
import io
import warnings

from sqlalchemy import select
from sqlalchemy.orm import undefer

from webapp.models.base import db, now
from webapp.models.stage import DecisionScan
from webapp.services import audit, decisions
from webapp.services.access import Viewer
from webapp.services.errors import NotFound, Refused

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 80_000_000  # an A4 page at 600 dpi has 35 million
FIELD = "scan"
_WRONG = "Tệp phải là PDF, JPEG hoặc PNG mở được. Quét lại rồi chọn tệp khác."


def checked(content: bytes) -> str:
    """The media type of a scan, by what is in it. Outside a transaction: reading a big file takes a moment.

    Raises Refused at `scan`: empty, over 10 MB, locked, or neither PDF, JPEG nor PNG.
    """
    if not content:
        raise Refused("Chọn tệp quét quyết định.", FIELD)
    if len(content) > MOST_BYTES:
        raise Refused("Tệp quá lớn, tối đa 10 MB. Quét lại ở 150 hoặc 200 dpi.", FIELD)
    if content.startswith(b"%PDF-"):
        return _checked_pdf(content)
    return _checked_picture(content)


def attach(*, by: Viewer, decision_id: str, content: bytes, media_type: str) -> DecisionScan:
    """Keep a checked scan with its decision, in place of the one before."""
    decision = decisions.get(by, decision_id)
    scan = find(by, decision.id) or DecisionScan(commune_id=decision.commune_id, decision_id=decision.id)
    replaced = scan.sha256
    scan.media_type, scan.content, scan.size = media_type, content, len(content)
    scan.sha256 = hashlib.sha256(content).hexdigest()
    scan.added_by, scan.added_at = by.user_id, now()
    db.session.add(scan)
    db.session.flush()
    audit.record(
        by=by, action="decision.scan", noun="decision", noun_id=decision.id,
        changes={"sha256": [replaced, scan.sha256], "size": scan.size},
    )  # fmt: skip
    return scan


def find(viewer: Viewer, decision_id: str) -> DecisionScan | None:
    return db.session.scalar(
        select(DecisionScan).where(
            DecisionScan.commune_id == viewer.commune_id, DecisionScan.decision_id == decision_id
        )
    )


def get(viewer: Viewer, decision_id: str) -> DecisionScan:
    """With its content. NotFound where the decision has no scan."""
    found = db.session.scalar(
        select(DecisionScan)
        .options(undefer(DecisionScan.content))
        .where(DecisionScan.commune_id == viewer.commune_id, DecisionScan.decision_id == decision_id)
    )
    if found is None:
        raise NotFound
    return found


def _checked_pdf(content: bytes) -> str:
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content)) as opened:
            if not len(opened.pages):
                raise Refused("Tệp PDF không có trang nào.", FIELD)
    except pikepdf.PasswordError:
        raise Refused("Tệp PDF có mật khẩu. Lưu lại bản không có mật khẩu.", FIELD) from None
    except pikepdf.PdfError:
        raise Refused(_WRONG, FIELD) from None
    return "application/pdf"


def _checked_picture(content: bytes) -> str:
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
                kind, pixels = picture.format, picture.width * picture.height
                picture.verify()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused(_WRONG, FIELD) from None
    if pixels > MOST_PIXELS:
        raise Refused("Ảnh quét quá lớn. Quét lại ở 150 hoặc 200 dpi.", FIELD)
    return "image/jpeg" if kind == "JPEG" else "image/png"
