"""How a certificate ends: replaced by a new edition, taken back, or its number voided with a spoilt sheet.

Nothing is ever deleted and no number is given twice; whoever scans the old code reads what became of it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from webapp.models.base import db, new_id, now
from webapp.models.certificate import Certificate, CertificateStatus, HandingMark, HandingStep
from webapp.models.recognition import Recognition, RecognitionState, Title
from webapp.rules.certificates import last_valid_day
from webapp.rules.names import name_problem
from webapp.rules.vietnamese import clean_text, name_sort_key
from webapp.services import audit, certificates, communes, progress, recognition, titles
from webapp.services.access import Viewer
from webapp.services.errors import Conflict, NotFound, Refused

ENDED = "Giấy này không còn hiệu lực từ trước."


@dataclass(frozen=True)
class Correction:
    """What a new edition says instead; everything else stays as it was frozen."""

    prefix: str
    recipient: str
    address: str

    def cleaned(self) -> dict[str, str]:
        return {name: clean_text(getattr(self, name)) for name in ("prefix", "recipient", "address")}


def replace(
    *, by: Viewer, certificate_id: str, correction: Correction, reason: str, loopback: bool
) -> Certificate:
    """Give a new edition with a number of its own in place of one with a mistake.

    Raises Refused at the field that can't be used, Conflict if the old one ended before.
    """
    commune = communes.get(by.commune_id)
    if loopback and not commune.demo:
        raise Refused(certificates.LOOPBACK_REFUSED)
    words, reason = correction.cleaned(), _needed(reason, "Ghi lý do cấp lại.", "reason")
    for field in ("recipient", "address"):
        _needed(words[field], "Không để trống ô này.", field)
    if problem := name_problem(correction.recipient):
        raise Refused(problem, "recipient")
    old = _standing(by, certificate_id)
    if all(old.frozen[name] == text for name, text in words.items()):
        raise Refused("Lời trên giấy chưa có gì khác giấy cũ. Sửa chỗ ghi sai rồi cấp lại.", "recipient")
    new = _next_edition(by, old, words)
    _end(by, old, CertificateStatus.REPLACED, reason)
    db.session.add(new)
    db.session.flush()
    audit.record(
        by=by, action="certificate.replace", noun="certificate", noun_id=old.id,
        changes={"number": old.number, "by": new.number, "reason": reason},
    )  # fmt: skip
    return new


def revoke(*, by: Viewer, certificate_id: str, reason: str, kind: str = "") -> Certificate:
    """Take a certificate back; its page says so from now on. `kind` is one of the commune's reason classes.

    Its family gets a new one only after `issue_again`. Raises Refused, or Conflict if it ended before.
    """
    reason = _needed(reason, "Ghi lý do thu hồi.", "reason")
    kinds = communes.settings_of(by.commune_id or "").papers.end_classes
    if kind and kind not in kinds:
        raise Refused("Chọn một loại lý do trong danh sách.", "kind")
    paper = _standing(by, certificate_id)
    _end(by, paper, CertificateStatus.REVOKED, reason)
    paper.end_class = kind or None
    audit.record(
        by=by, action="certificate.revoke", noun="certificate", noun_id=paper.id,
        changes={"number": paper.number, "kind": kind, "reason": reason},
    )  # fmt: skip
    return paper


def void(*, by: Viewer, certificate_ids: Collection[str], reason: str) -> list[Certificate]:
    """Void numbers whose sheets were spoilt and never handed out; their families wait for new numbers.

    Raises Refused without a reason and for one that was handed out, Conflict for one that ended before.
    """
    reason = _needed(reason, "Ghi lý do hủy số, ví dụ: giấy in hỏng.", "reason")
    papers = [_standing(by, each) for each in dict.fromkeys(certificate_ids)]
    if not papers:
        raise Refused("Chọn ít nhất một giấy.", "certificate_ids")
    handed = handed_out(by, papers)
    if given := next((paper.number for paper in papers if paper.id in handed), ""):
        raise Refused(f"Giấy {given} đã trao: dùng “Thu hồi” hoặc “Ghi sai, cấp lại”.", "certificate_ids")
    for paper in papers:
        _end(by, paper, CertificateStatus.VOIDED, reason)
        _wait_again(by, paper, f"Hủy số {paper.number}: {reason}")
    audit.record_many(
        by=by, action="certificate.void", noun="certificate", noun_ids=[paper.id for paper in papers],
        changes={"reason": reason},
    )  # fmt: skip
    return papers


def handed_out(viewer: Viewer, papers: Sequence[Certificate]) -> frozenset[str]:
    """The ids of those that families hold already: they are taken back or replaced, never voided."""
    query = select(HandingMark.certificate_id).where(
        HandingMark.commune_id == viewer.commune_id,
        HandingMark.certificate_id.in_([paper.id for paper in papers]),
        HandingMark.step == HandingStep.HANDED_OUT,
    )
    return frozenset(db.session.scalars(query))


def issue_again(*, by: Viewer, certificate_id: str, reason: str) -> Certificate:
    """Let a family whose certificate was taken back wait for a new number. Raises Refused, Conflict."""
    reason = _needed(reason, "Ghi lý do cấp trở lại.", "again_reason")
    paper = certificates.get(by, certificate_id, lock=True)
    newest = select(Certificate.id).where(
        Certificate.recognition_id == paper.recognition_id, Certificate.edition > paper.edition
    )
    if paper.status is not CertificateStatus.REVOKED or db.session.scalar(newest.limit(1)):
        raise Conflict("Chỉ cấp trở lại được giấy đã thu hồi và chưa có giấy khác thay.")
    _wait_again(by, paper, reason)
    audit.record(
        by=by, action="certificate.issue-again", noun="certificate", noun_id=paper.id,
        changes={"number": paper.number, "reason": reason},
    )  # fmt: skip
    return paper


def editions(viewer: Viewer, paper: Certificate) -> Sequence[Certificate]:
    """Every certificate of the same recognition, the oldest first."""
    return db.session.scalars(
        select(Certificate)
        .where(
            Certificate.commune_id == viewer.commune_id,
            Certificate.recognition_id == paper.recognition_id,
        )
        .order_by(Certificate.edition)
    ).all()


def waits_again(paper: Certificate) -> bool:
    """Whether the family of an ended certificate already waits for a new number."""
    return db.session.get_one(Recognition, paper.recognition_id).state is RecognitionState.DECIDED


def _next_edition(by: Viewer, old: Certificate, words: dict[str, str]) -> Certificate:
    settings = communes.settings_of(old.commune_id)
    serial = certificates.next_serial(old.commune_id, old.year, old.title_id)
    pattern = titles.words_of(db.session.get_one(Title, old.title_id), old.year)
    number = certificates.number_of(pattern, old.year, serial, old.commune_id)
    code, today = certificates.new_check_code(), progress.today()
    frozen = old.frozen | words | {"number": number, "check_code": code, "issued_on": today.isoformat()}
    return Certificate(
        id=new_id(), commune_id=old.commune_id, title_id=old.title_id, recognition_id=old.recognition_id,
        design_id=old.design_id,
        edition=old.edition + 1, year=old.year, serial=serial, number=number,
        token=certificates.new_token(), check_code=code, status=CertificateStatus.ISSUED, frozen=frozen,
        hamlet_id=old.hamlet_id, hamlet_sort=old.hamlet_sort, name_sort=_name_sort(old, words["recipient"]),
        issued_on=today, issued_by=by.user_id,
        valid_until=last_valid_day(today, settings.papers.years_valid),
    )  # fmt: skip


def _name_sort(old: Certificate, recipient: str) -> str:
    return old.name_sort if recipient == old.frozen["recipient"] else name_sort_key(recipient)


def _standing(by: Viewer, certificate_id: str) -> Certificate:
    """A certificate that has not ended, locked."""
    paper = certificates.get(by, certificate_id, lock=True)
    if paper.status is not CertificateStatus.ISSUED:
        raise Conflict(ENDED)
    return paper


def _end(by: Viewer, paper: Certificate, status: CertificateStatus, reason: str) -> None:
    paper.status, paper.end_reason = status, reason
    paper.ended_at, paper.ended_by = now(), by.user_id


def _wait_again(by: Viewer, paper: Certificate, reason: str) -> None:
    found = db.session.scalar(
        select(Recognition)
        .where(Recognition.commune_id == by.commune_id, Recognition.id == paper.recognition_id)
        .with_for_update()
    )
    if found is None:
        raise NotFound
    recognition.move(by, found, RecognitionState.DECIDED, reason)


def _needed(text: str, message: str, field: str) -> str:
    cleaned = clean_text(text)
    if not cleaned:
        raise Refused(message, field)
    if len(cleaned) > 500:
        raise Refused("Dài quá, viết ngắn lại.", field)
    return cleaned
