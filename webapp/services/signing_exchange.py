"""The office's own signing program: files go out as a zip; what comes back is verified before it is kept."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import undefer

from webapp.models.base import db
from webapp.models.signature import SignedVersion, SigningFile
from webapp.rules.vietnamese import show_date
from webapp.services.access import Viewer
from webapp.services.errors import Refused
from webapp.services.signed_files import MOST_BYTES
from webapp.services.signing.processes import Busy, reading
from webapp.services.signing.refusals import FILE_REFUSALS
from webapp.services.trust_roots import ders_of, rule_of

MOST_OUT, MOST_BACK = 500, 200
MOST_ENTRIES, MOST_UNPACKED = 1000, 200 * 1024 * 1024
LIST_NAME = "danh-sach.txt"
UNSIGNED = "Tệp này chưa có chữ ký số nào mới. Mở bằng phần mềm ký của cơ quan, ký rồi tải lên lại."
UNKNOWN = (
    "Không phải tệp đã tải về từ đây, hoặc đã bị lưu lại, in lại trước khi ký. Tải bản gốc về rồi ký lại."
)
OLDER = "Tệp này ký trên bản cũ: danh sách đã có chữ ký mới hơn. Tải bản mới nhất về rồi ký lại."
CHANGED = "Tệp đã bị sửa: ngoài chữ ký còn bị sửa chỗ khác. Tải bản gốc về rồi ký lại."
TAMPERED = "Tệp đã bị sửa sau khi ký. Tải bản gốc về rồi ký lại."
CUT = "Tệp chưa tải hết hoặc bị hỏng: thiếu phần cuối. Chép lại tệp đã ký rồi tải lên lại."
KNOWN = "Đã nhận rồi, không phải làm gì."
BROKEN = "Chữ ký trong tệp bị hỏng. Ký lại trên bản gốc."
REVOKED = "Chứng thư của người ký đã bị thu hồi ngày {day}. Dùng chứng thư mới rồi ký lại."
OUT_OF_TIME = "Chứng thư hết hạn hoặc chưa có hiệu lực lúc ký. Dùng chứng thư còn hạn rồi ký lại."
FOREIGN = "Chứng thư do “{issuer}” cấp, không thuộc các tổ chức mà xã, phường tin cậy."


@dataclass(frozen=True)
class Brought:
    """A file as it was uploaded, or as it lay in an uploaded zip."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Verified:
    """What became of one file: `problem` is a sentence, or None when it may be kept for `file`.

    Behind the `signed_size` bytes that came, `content` has what authorities answered; `revoked` are the
    signatures of certificates that they took back.
    """

    name: str
    content: bytes
    file: SigningFile | None
    signatures: tuple[dict[str, Any], ...]
    problem: str | None
    signed_size: int = 0
    revoked: tuple[dict[str, Any], ...] = ()


def pack(viewer: Viewer, files: Sequence[SigningFile]) -> bytes:
    """A zip of the newest bytes of each file under its stable name, and a list of what is in it."""
    if not files:
        raise Refused("Chọn ít nhất một tệp để tải về.")
    if len(files) > MOST_OUT:
        raise Refused(f"Mỗi lần tải nhiều nhất {MOST_OUT} tệp. Chọn ít hơn.")
    out, lines = io.BytesIO(), ["Tên tệp\tNội dung\tSố trang\tSHA-256"]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for file in files:
            archive.writestr(file.file_name, _content(viewer, file.id))
            lines.append(f"{file.file_name}\t{file.title}\t{file.pages}\t{file.sha256}")
        archive.writestr(LIST_NAME, "\ufeff" + "\r\n".join([*lines, ""]))
    return out.getvalue()


def _content(viewer: Viewer, file_id: str) -> bytes:
    query = select(SigningFile.content).where(
        SigningFile.commune_id == viewer.commune_id, SigningFile.id == file_id
    )
    return db.session.execute(query).scalar_one()


def unpack(uploads: Sequence[Brought]) -> list[Brought]:
    """The PDFs among uploaded files and inside uploaded zips. Raises Refused at `files` for too much."""
    found: list[Brought] = []
    for upload in uploads:
        found += _entries(upload) if upload.content.startswith(b"PK") else [upload]
    if not found:
        raise Refused("Không có tệp PDF nào. Chọn các tệp PDF đã ký, hoặc tệp .zip chứa các tệp đó.", "files")
    if len(found) > MOST_BACK:
        raise Refused(f"Mỗi lần nhận nhiều nhất {MOST_BACK} tệp. Chia ra vài lần.", "files")
    return found


def _entries(upload: Brought) -> list[Brought]:
    """A zip's claims are not believed: each entry is read up to its limit, all of them up to another."""
    try:
        with zipfile.ZipFile(io.BytesIO(upload.content)) as archive:
            entries = [each for each in archive.infolist() if not each.is_dir()]
            if len(entries) > MOST_ENTRIES:
                raise Refused(f"“{upload.name}” có quá {MOST_ENTRIES} tệp. Chia ra vài tệp .zip.", "files")
            wanted = [each for each in entries if each.filename.lower().endswith(".pdf")]
            return _read_entries(archive, wanted, upload.name)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError):
        raise Refused(f"Không mở được “{upload.name}”: tệp hỏng hoặc có mật khẩu.", "files") from None


def _read_entries(archive: zipfile.ZipFile, entries: Sequence[zipfile.ZipInfo], name: str) -> list[Brought]:
    found, left = [], MOST_UNPACKED
    for entry in entries[: MOST_BACK + 1]:
        with archive.open(entry) as stream:
            content = stream.read(min(MOST_BYTES, left) + 1)
        left -= len(content)
        if len(content) > MOST_BYTES or left < 0:
            raise Refused(f"“{name}” giải nén ra quá lớn. Chia ra vài tệp .zip.", "files")
        found.append(Brought(entry.filename.rpartition("/")[2], content))
    return found


def verify(viewer: Viewer, brought: Sequence[Brought]) -> list[Verified]:
    """Judge each file in a child process; nothing is written. Raises Refused when the site is busy."""
    stages = _stages(viewer)
    try:
        with reading() as reader:
            return [_verified(viewer, each, stages, reader) for each in brought]
    except Busy:
        raise Refused("Máy chủ đang kiểm nhiều tệp. Thử lại sau 1 phút.", "files") from None


Stages = dict[tuple[int, str], str]
"""The id of a file by the size and hash of each of its stages, from what was made to the newest."""


def _stages(viewer: Viewer) -> Stages:
    made = db.session.execute(
        select(SigningFile.made_size, SigningFile.made_sha256, SigningFile.id).where(
            SigningFile.commune_id == viewer.commune_id
        )
    )
    signed = db.session.execute(
        select(
            SignedVersion.size, SignedVersion.sha256, SignedVersion.file_id, SignedVersion.signed_size,
            SignedVersion.signed_sha256,
        ).where(SignedVersion.commune_id == viewer.commune_id)
    ).all()  # fmt: skip
    came = [(row[3], row[4], row[2]) for row in signed if row[3]]
    return {(row[0], row[1]): row[2] for row in (*made, *signed, *came)}


def _verified(viewer: Viewer, brought: Brought, stages: Stages, reader: Any) -> Verified:
    size, file_id = longest_beginning(brought.content, stages)
    file = db.session.scalar(
        select(SigningFile)
        .where(SigningFile.commune_id == viewer.commune_id, SigningFile.id == file_id)
        .options(undefer(SigningFile.content))
    )

    def refused(words: str) -> Verified:
        return Verified(brought.name, brought.content, file, (), words)

    if len(brought.content) > MOST_BYTES:
        return refused(f"Tệp quá lớn: tối đa {MOST_BYTES // 1024 // 1024} MB.")
    if file is None:
        return refused(_why_unknown(reader.check(brought.content, [])))
    if len(brought.content) == size > file.made_size:
        return refused(KNOWN)
    if size < len(brought.content) and file.content.startswith(brought.content):
        return refused(CUT)
    if size < file.size:
        return refused(OLDER if len(brought.content) > size else UNSIGNED)
    if len(brought.content) == size:
        return refused(UNSIGNED)
    return _judged(viewer, brought, file, size, reader)


def _judged(viewer: Viewer, brought: Brought, file: SigningFile, size: int, reader: Any) -> Verified:
    """A file of ours with something new behind it, and what the authorities say where they are asked."""
    had = len(_signatures_of(viewer, file.id))
    ask = rule_of(viewer.commune_id).check_revocation
    report, content = reader.take(
        brought.content, ders_of(viewer.commune_id), made_size=size, had=had, ask=ask
    )
    new = tuple(report.get("signatures", [])[had:])
    revoked = tuple(each for each in new if each["revocation"] == "revoked")
    problem = _problem(report, had)
    if problem:
        return Verified(brought.name, brought.content, file, (), problem, revoked=revoked)
    return Verified(brought.name, content, file, new, None, len(brought.content))


def _why_unknown(report: dict[str, Any]) -> str:
    """No beginning of the file is ours: another paper, no PDF at all, or ours with a byte changed."""
    if "error" in report:
        return FILE_REFUSALS[report["error"]] if report["error"] != "unreadable-pdf" else UNKNOWN
    broken = any(not each["intact"] or each["changed"] for each in report["signatures"])
    return TAMPERED if broken else UNKNOWN


def longest_beginning(content: bytes, stages: Stages) -> tuple[int, str | None]:
    """The size and file of the longest known stage that the content begins with; one pass over it."""
    digest, at, found = hashlib.sha256(), 0, (0, None)
    best: tuple[int, str | None] = found
    for size in sorted({size for size, _ in stages if size <= len(content)}):
        digest.update(content[at:size])
        at = size
        if file_id := stages.get((size, digest.copy().hexdigest())):
            best = (size, file_id)
    return best


def _signatures_of(viewer: Viewer, file_id: str) -> Sequence[str]:
    return db.session.scalars(
        select(SignedVersion.id).where(
            SignedVersion.commune_id == viewer.commune_id, SignedVersion.file_id == file_id
        )
    ).all()


def _problem(report: dict[str, Any], had: int) -> str | None:
    """Why a file isn't taken, from the most to the least telling reason."""
    if "error" in report:
        return FILE_REFUSALS[report["error"]]
    if report["dangers"]:
        return FILE_REFUSALS[report["dangers"][0]]
    signatures = report["signatures"]
    new = signatures[had:]
    if not new:
        return CHANGED if signatures or not report["only_signed"] else UNSIGNED
    if not all(each["intact"] for each in signatures):
        return BROKEN
    if not new[-1]["last"] or any(each["changed"] for each in signatures) or not report["only_signed"]:
        return CHANGED
    if not all(each["in_time"] for each in new):
        return OUT_OF_TIME
    if day := next((each["revoked_on"] for each in new if each["revocation"] == "revoked"), None):
        return REVOKED.format(day=show_date(datetime.fromisoformat(day).date()))
    foreign = next((each for each in new if each["trusted"] is False), None)
    return FOREIGN.format(issuer=foreign["issuer"]) if foreign else None
