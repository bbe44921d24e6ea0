"""Whether a PDF that anyone brings is ours, whether it was changed, and what its signatures are worth."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Any

from sqlalchemy import select

from webapp.models.base import db
from webapp.models.certificate import Certificate
from webapp.models.signature import (
    Revocation,
    SignedVersion,
    SignerState,
    SigningFile,
    SigningState,
    SigningWay,
)
from webapp.services import certificate_checks, signers
from webapp.services.errors import Refused
from webapp.services.signing.processes import Busy, reading
from webapp.services.signing.refusals import FILE_REFUSALS
from webapp.services.signing_exchange import longest_beginning
from webapp.services.trust_roots import ders_of, every_der

MOST_BYTES = 10 * 1024 * 1024
MOST_ENDS = 60
_END = re.compile(rb"%%EOF[\r\n]{0,2}")
_TAIL = 1024  # bytes in which readers look for the last line


class Finding(StrEnum):
    """What a file is. A signature is called right only when it was checked and fits."""

    OURS_SIGNED = auto()
    OURS_SIGNED_ISSUER_UNKNOWN = auto()
    OURS_SIGNER_UNCONFIRMED = auto()
    OURS_NOT_RECEIVED = auto()
    OURS_OUT_OF_TIME = auto()
    OURS_REVOKED = auto()
    OURS_NOT_TRUSTED = auto()
    OURS_UNSIGNED = auto()
    OURS_UNSIGNED_COPY = auto()
    OURS_CHANGED = auto()
    OURS_RISKY = auto()
    SIGNED_BY_OTHERS = auto()
    SIGNATURE_BROKEN = auto()
    NAMES_OURS = auto()
    CUT = auto()
    UNKNOWN = auto()


_GOOD = frozenset({Finding.OURS_SIGNED, Finding.OURS_SIGNED_ISSUER_UNKNOWN})
_BROKEN = frozenset({Finding.OURS_CHANGED, Finding.SIGNATURE_BROKEN})


@dataclass(frozen=True)
class Examined:
    """A finding; the file of ours, if it is one; its certificates, or those that its text names; whether it
    carries what may change what a reader sees."""

    finding: Finding
    signatures: Sequence[dict[str, Any]]
    file: SigningFile | None
    papers: Sequence[Certificate]
    risky: bool = False


def examine(content: bytes) -> Examined:
    """Look through a file in a child process; nothing is kept. Raises Refused at `file`."""
    if len(content) > MOST_BYTES:
        raise Refused("Tệp quá lớn: tối đa 10 MB. Chọn tệp khác, hoặc quét mã QR in trên giấy.", "file")
    if b"%PDF-" not in content[:_TAIL]:
        raise Refused(FILE_REFUSALS["no-pdf"], "file")
    size, file = _ours(content)
    if _is_cut(content, size, file):
        return Examined(Finding.CUT, [], file, [])
    report = _reported(content, size, file)
    if "error" in report:
        return Examined(
            Finding.OURS_CHANGED if file else Finding.UNKNOWN, [], file, _papers(file, {"papers": []})
        )
    return _judged(report, file, longer=size < len(content))


def _reported(content: bytes, size: int, file: SigningFile | None) -> dict[str, Any]:
    """The child's report, or its error where the file can't be read. Raises Refused for any other."""
    roots = ders_of(file.commune_id) if file else every_der()
    try:
        with reading() as reader:
            report = reader.check(content, roots, size or None)
    except Busy:
        raise Refused("Nhiều người đang kiểm tệp cùng lúc. Thử lại sau 1 phút.", "file") from None
    if report.get("error", "unreadable-pdf") != "unreadable-pdf":
        raise Refused(FILE_REFUSALS[report["error"]], "file")
    return report


def _judged(report: dict[str, Any], file: SigningFile | None, *, longer: bool) -> Examined:
    for each in report["signatures"]:
        each["confirmed"] = each["here"] = each["received"] = False
    papers, risky = _papers(file, report), bool(report["dangers"])
    if file is None:
        return Examined(_foreign(report, papers), report["signatures"], None, papers, risky)
    _mark(file, report["signatures"])
    finding = _finding(report, file, longer)
    if risky and finding not in _BROKEN:
        finding = Finding.OURS_RISKY
    return Examined(finding, report["signatures"], file, papers, risky)


def _is_cut(content: bytes, size: int, file: SigningFile | None) -> bool:
    """Whether the end is missing, as of half a download: no last line, or one of ours that stops early."""
    if size == len(content):
        return False
    if file is not None:
        query = select(SigningFile.content).where(SigningFile.id == file.id)
        kept: bytes = db.session.execute(query).scalar_one()
        if len(content) < len(kept) and kept.startswith(content):
            return True
    return b"%%EOF" not in content[-_TAIL:]


def _mark(file: SigningFile, signatures: Sequence[dict[str, Any]]) -> None:
    """What the commune knows of each signature: received, its signer confirmed, revoked later.

    A signer who has left still stands behind what was taken in that time, and so does one whose
    certificate was revoked only after it.
    """
    known = signers.states(file.commune_id, [each["fingerprint"] for each in signatures])
    good = {SignerState.CONFIRMED}
    if file.state is SigningState.SIGNED:
        good.add(SignerState.ENDED)
    rows = db.session.scalars(select(SignedVersion).where(SignedVersion.file_id == file.id)).all()
    taken = {(row.issuer, row.serial): row for row in rows}
    ended = signers.revoked(file.commune_id, known)
    for each in signatures:
        row = taken.get((each["issuer"], each["serial"]))
        each["received"] = row is not None
        each["here"] = row is not None and row.way is SigningWay.DESK
        each["confirmed"] = known.get(each["fingerprint"]) in good
        since = ended.get(each["fingerprint"])
        if since and (row is None or row.received_at >= since):
            each["revocation"], each["revoked_on"] = "revoked", since.isoformat()
        elif row and row.revocation is Revocation.GOOD and each["revocation"] != "revoked":
            each["revocation"] = "good"


def _ours(content: bytes) -> tuple[int, SigningFile | None]:
    """The longest beginning of the content that we made or took, and its file."""
    ends = [match.end() for match in list(_END.finditer(content))[:MOST_ENDS]]
    sizes = sorted({end - cut for end in ends for cut in range(3)} | {len(content)})
    made = db.session.execute(
        select(SigningFile.made_size, SigningFile.made_sha256, SigningFile.id).where(
            SigningFile.made_size.in_(sizes)
        )
    )
    signed = db.session.execute(
        select(SignedVersion.size, SignedVersion.sha256, SignedVersion.file_id).where(
            SignedVersion.size.in_(sizes)
        )
    )
    came = db.session.execute(
        select(SignedVersion.signed_size, SignedVersion.signed_sha256, SignedVersion.file_id).where(
            SignedVersion.signed_size.in_(sizes)
        )
    )
    stages = {(row[0], row[1]): row[2] for row in (*made, *signed, *came)}
    size, file_id = longest_beginning(content, stages)
    return size, db.session.get(SigningFile, file_id) if file_id else None


def _foreign(report: dict[str, Any], papers: Sequence[Certificate]) -> Finding:
    """A file that begins with nothing of ours."""
    if signatures := report["signatures"]:
        return Finding.SIGNED_BY_OTHERS if _unbroken(signatures) else Finding.SIGNATURE_BROKEN
    return Finding.NAMES_OURS if papers else Finding.UNKNOWN


def _finding(report: dict[str, Any], file: SigningFile, longer: bool) -> Finding:
    """A file of ours; `longer` where something stands behind what we made or took."""
    signatures = report["signatures"]
    if longer and not (signatures and _unbroken(signatures) and report["only_signed"]):
        return Finding.OURS_CHANGED
    if not signatures:
        return Finding.OURS_UNSIGNED_COPY if file.signed_at else Finding.OURS_UNSIGNED
    worth = _worth(signatures)
    if worth in _GOOD and not all(each["received"] for each in signatures):
        return Finding.OURS_NOT_RECEIVED
    return worth


def _unbroken(signatures: Sequence[dict[str, Any]]) -> bool:
    """Nothing was changed, and nothing but signatures stands behind the first one."""
    return signatures[-1]["last"] and all(each["intact"] and not each["changed"] for each in signatures)


def _worth(signatures: Sequence[dict[str, Any]]) -> Finding:
    """What the signatures on an unchanged file of ours are worth, from the worst reason to none."""
    if not _unbroken(signatures):
        return Finding.SIGNATURE_BROKEN
    if not all(each["in_time"] for each in signatures):
        return Finding.OURS_OUT_OF_TIME
    if any(each["revocation"] == "revoked" for each in signatures):
        return Finding.OURS_REVOKED
    if any(each["trusted"] is False for each in signatures):
        return Finding.OURS_NOT_TRUSTED
    if not all(each["confirmed"] for each in signatures):
        return Finding.OURS_SIGNER_UNCONFIRMED
    if any(each["trusted"] is None for each in signatures):
        return Finding.OURS_SIGNED_ISSUER_UNKNOWN
    return Finding.OURS_SIGNED


def _papers(file: SigningFile | None, report: dict[str, Any]) -> list[Certificate]:
    """At most ten certificates that the file is of, or whose number and check code it shows."""
    if file is not None:
        ids = file.certificate_ids[:10]
        query = select(Certificate).where(Certificate.commune_id == file.commune_id, Certificate.id.in_(ids))
        return list(db.session.scalars(query.order_by(Certificate.year, Certificate.serial)))
    found = (certificate_checks.by_number(number, code) for number, code in report["papers"])
    return [each for each in found if each is not None]
