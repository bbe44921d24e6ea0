"""Pictures that communes print behind their certificates: checked and drawn anew by a child process."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import BoundedSemaphore

from sqlalchemy import select
from sqlalchemy.orm import undefer

from webapp.models.base import db
from webapp.models.design import CertificateDesign, PaperBackground
from webapp.rules.designs import PAGE_MM, PageSize
from webapp.rules.vietnamese import clean_text
from webapp.services import audit
from webapp.services.access import Viewer
from webapp.services.errors import NotFound, Refused

logger = logging.getLogger(__name__)

MOST_BYTES = 10 * 1024 * 1024
MOST_KEPT = 20
FIELD = "picture"
TOO_LARGE = "Tệp lớn hơn 10 MB. Lưu lại ở 300 chấm một inch rồi tải lên."
REFUSALS = {
    "no-picture": "Tệp này không phải PNG, JPG hay PDF. Lưu nền thành một trong ba loại đó rồi tải lên.",
    "broken": "Tệp bị hỏng, không mở được. Lưu lại từ phần mềm thiết kế rồi tải lên.",
    "encrypted": "Tệp PDF đặt mật khẩu hoặc bị khóa. Bỏ khóa rồi tải lên.",
    "pages": "Tệp PDF có {count} trang. Chỉ giữ lại một trang.",
    "scripts": "Tệp PDF có lệnh chạy kèm. Xuất lại thành PDF thường, hoặc lưu thành PNG.",
    "embedded": "Tệp PDF có tệp khác đính kèm. Xuất lại thành PDF thường, hoặc lưu thành PNG.",
    "outside": "Tệp PDF lấy nội dung từ tệp khác. Xuất lại thành PDF thường, hoặc lưu thành PNG.",
    "animated": "Ảnh động không in được. Lưu thành ảnh một khung hình.",
    "wrong-size": "Trang PDF khổ {width} × {height} mm, đang chọn khổ {page}. Chọn khổ khác, hoặc xuất lại.",
    "wrong-shape": "Ảnh {width} × {height} điểm không đúng tỉ lệ khổ {page}. Chọn khổ khác, hoặc cắt lại.",
    "coarse": "Ảnh chỉ rộng {width} điểm, in ra sẽ mờ. Cần rộng ít nhất {least} điểm.",
    "too-much": "Tệp chứa ảnh quá lớn, không đọc được. Lưu lại ở 300 chấm một inch rồi tải lên.",
}  # fmt: skip
_CHILD = Path(__file__).with_name("background_child.py")
_SECONDS = 25
# The key and the database's address stay out of a process that reads what strangers made.
_ENVIRONMENT = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
_AT_ONCE = BoundedSemaphore(2)
_WAIT_SECONDS = 30


def drawn_anew(data: bytes, page: PageSize) -> bytes:
    """The sheet as a JPEG. Takes up to some seconds of a processor: never inside a transaction.

    Raises Refused at the field `picture`: empty, over 10 MB, no picture, locked, wrong size, with scripts.
    """
    if not data:
        raise Refused("Chọn tệp nền để tải lên.", FIELD)
    if len(data) > MOST_BYTES:
        raise Refused(TOO_LARGE, FIELD)
    answer = _ask_child(data, page)
    if answer.startswith(b"\xff\xd8\xff"):
        return answer
    told = json.loads(answer) if answer.startswith(b"{") else {"error": "too-much"}
    width, height = PAGE_MM[page]
    sentence = REFUSALS[told["error"]].format(**told, page=f"{width:g} × {height:g} mm")
    raise Refused(sentence, FIELD)


def keep(*, by: Viewer, name: str, page: PageSize, content: bytes) -> PaperBackground:
    """Keep what `drawn_anew` gave. Raises Refused when a commune has very many."""
    if len(listed(by)) >= MOST_KEPT:
        raise Refused(f"Đã có {MOST_KEPT} nền. Xóa bớt nền không dùng rồi tải lên.", FIELD)
    background = PaperBackground(
        commune_id=by.commune_id, name=clean_text(name)[:80] or "Nền", page=page.value, content=content,
        sha256=hashlib.sha256(content).hexdigest(), size=len(content), made_by=by.user_id,
    )  # fmt: skip
    db.session.add(background)
    db.session.flush()
    audit.record(
        by=by, action="background.add", noun="background", noun_id=background.id,
        changes={"name": background.name, "sha256": background.sha256},
    )  # fmt: skip
    return background


def listed(viewer: Viewer) -> Sequence[PaperBackground]:
    """A commune's backgrounds, newest first, without their content."""
    return db.session.scalars(
        select(PaperBackground)
        .where(PaperBackground.commune_id == viewer.commune_id)
        .order_by(PaperBackground.made_at.desc())
    ).all()


def get(viewer: Viewer, background_id: str) -> PaperBackground:
    found = db.session.scalar(
        select(PaperBackground).where(
            PaperBackground.commune_id == viewer.commune_id, PaperBackground.id == background_id
        )
    )
    if found is None:
        raise NotFound
    return found


def content_of(commune_id: str | None, background_id: str | None) -> bytes:
    """The JPEG; empty where there is none."""
    if background_id is None:
        return b""
    found = db.session.scalar(
        select(PaperBackground)
        .where(PaperBackground.commune_id == commune_id, PaperBackground.id == background_id)
        .options(undefer(PaperBackground.content))
    )
    return found.content if found else b""


def used(viewer: Viewer) -> set[str]:
    """The backgrounds that some version of a design names, which reprints still need."""
    rows = db.session.scalars(
        select(CertificateDesign.design).where(CertificateDesign.commune_id == viewer.commune_id)
    )
    return {row["background_id"] for row in rows if row.get("background_id")}


def remove(*, by: Viewer, background_id: str) -> None:
    """Raises Refused while a design names it."""
    background = get(by, background_id)
    if background.id in used(by):
        raise Refused("Nền này đang có mẫu giấy dùng, giấy in lại còn cần. Không xóa được.")
    audit.record(
        by=by, action="background.remove", noun="background", noun_id=background.id,
        changes={"name": background.name, "sha256": background.sha256},
    )  # fmt: skip
    db.session.delete(background)


def _ask_child(data: bytes, page: PageSize) -> bytes:
    if not _AT_ONCE.acquire(timeout=_WAIT_SECONDS):
        raise Refused("Máy chủ đang bận. Chờ 1 phút rồi tải lên lại.", FIELD)
    command = [sys.executable, "-I", "-X", "utf8", str(_CHILD), *(str(edge) for edge in PAGE_MM[page])]
    try:
        done = subprocess.run(  # noqa: S603 - our own script; the upload is only its standard input
            command, input=data, capture_output=True, timeout=_SECONDS, check=True, env=_ENVIRONMENT
        )
    except subprocess.SubprocessError as error:
        logger.warning("a background was given up: %s", getattr(error, "returncode", type(error).__name__))
        return b""
    finally:
        _AT_ONCE.release()
    return done.stdout
