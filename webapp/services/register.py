"""The register of certificates (Sổ cấp giấy công nhận): every number ever given, and what became of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from webapp.models.base import db
from webapp.models.certificate import Certificate, CertificateStatus, HandingMark, HandingStep
from webapp.models.print_batch import PrintCopy
from webapp.models.recognition import Title
from webapp.rules.events import VIETNAM
from webapp.rules.vietnamese import show_date
from webapp.services import progress
from webapp.services.access import Viewer
from webapp.services.certificate_checks import Standing, standing_of
from webapp.services.errors import NotFound

ENDED = {
    Standing.REPLACED: "Đã cấp lại",
    Standing.REVOKED: "Thu hồi",
    Standing.VOIDED: "Hủy số",
}


@dataclass(frozen=True)
class Book:
    """The numbers of one title in one year, 1 to `last`."""

    title: Title
    year: int
    last: int


@dataclass(frozen=True)
class Line:
    """One number as the register says it; dates as printed, empty where it hasn't come to that."""

    number: str
    recipient: str
    address: str
    decision: str
    issued_on: str
    handed_out_on: str
    remark: str


def books(viewer: Viewer) -> list[Book]:
    """The registers of a commune, the newest year first."""
    rows = db.session.execute(
        select(Title, Certificate.year, func.max(Certificate.serial))
        .join(Certificate, Certificate.title_id == Title.id)
        .where(Certificate.commune_id == viewer.commune_id)
        .group_by(Title.id, Certificate.year)
        .order_by(Certificate.year.desc(), Title.is_default.desc(), Title.name)
    )
    return [Book(row[0], row[1], row[2]) for row in rows]


def book(viewer: Viewer, title_id: str, year: int) -> Book:
    for each in books(viewer):
        if each.title.id == title_id and each.year == year:
            return each
    raise NotFound


def lines(viewer: Viewer, found: Book, first: int = 1, last: int | None = None) -> list[Line]:
    """The lines of a book by number, from serial `first` to `last`; none is left out."""
    where = [
        Certificate.commune_id == viewer.commune_id, Certificate.title_id == found.title.id,
        Certificate.year == found.year, Certificate.serial >= first,
        Certificate.serial <= (found.last if last is None else last),
    ]  # fmt: skip
    papers = db.session.scalars(select(Certificate).where(*where).order_by(Certificate.serial)).all()
    given = db.session.execute(
        select(HandingMark.certificate_id, HandingMark.at)
        .join(Certificate, Certificate.id == HandingMark.certificate_id)
        .where(*where, HandingMark.step == HandingStep.HANDED_OUT)
    )
    handed = {row.certificate_id: show_date(row.at.astimezone(VIETNAM).date()) for row in given}
    copies: dict[str, list[PrintCopy]] = defaultdict(list)
    for copy in db.session.scalars(
        select(PrintCopy)
        .join(Certificate, Certificate.id == PrintCopy.certificate_id)
        .where(*where, PrintCopy.copy > 1, PrintCopy.printed_at.is_not(None))
        .order_by(PrintCopy.copy)
    ):
        copies[copy.certificate_id].append(copy)
    newer = _newer(papers)
    today = progress.today()
    return [
        _line(
            paper, handed.get(paper.id, ""), _remark(paper, newer.get(paper.id, ""), copies[paper.id], today)
        )
        for paper in papers
    ]


def _line(paper: Certificate, handed: str, remark: str) -> Line:
    said = paper.frozen
    decided = show_date(date.fromisoformat(said["decision_on"]))
    return Line(
        number=paper.number,
        recipient=said["recipient"],
        address=said["address"].split(",")[0],
        decision=f"{said['decision_number']}, {decided}",
        issued_on=show_date(paper.issued_on),
        handed_out_on=handed,
        remark=remark,
    )


def _newer(papers: Sequence[Certificate]) -> dict[str, str]:
    """The number of the edition that followed each, where there is one."""
    ended = {(each.recognition_id, each.edition + 1): each.id for each in papers if each.ended_at}
    ids = list({recognition_id for recognition_id, _ in ended})
    found: dict[str, str] = {}
    for start in range(0, len(ids), 500):
        rows = db.session.execute(
            select(Certificate.recognition_id, Certificate.edition, Certificate.number).where(
                Certificate.recognition_id.in_(ids[start : start + 500])
            )
        )
        for row in rows:
            if old := ended.get((row.recognition_id, row.edition)):
                found[old] = row.number
    return found


def _remark(paper: Certificate, newer: str, copies: Sequence[PrintCopy], today: date) -> str:
    said: list[str] = []
    standing = standing_of(paper, today)
    if paper.ended_at:
        day = show_date(paper.ended_at.astimezone(VIETNAM).date())
        kind = f" ({paper.end_class})" if paper.end_class else ""
        said.append(f"{ENDED[standing]} ngày {day}{kind}: {paper.end_reason}")
        if newer:
            said.append(f"Thay bằng giấy số {newer}")
    elif standing is Standing.EXPIRED and paper.valid_until:
        said.append(f"Hết hạn từ {show_date(paper.valid_until)}")
    elif paper.valid_until:
        said.append(f"Có giá trị đến hết {show_date(paper.valid_until)}")
    if paper.edition > 1 and paper.status is CertificateStatus.ISSUED:
        said.append(f"Lần cấp thứ {paper.edition}")
    said += [f"Bản in số {copy.copy}: {copy.reason or ''}".rstrip(": ") for copy in copies]
    return ". ".join(said)
