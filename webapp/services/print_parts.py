"""What a print job reads and writes, part by part, each in a short transaction of its own."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, func, select, update

from webapp.models.base import db, own_transaction
from webapp.models.base import now as this_moment
from webapp.models.certificate import Certificate, CertificateStatus
from webapp.models.inserting import insert_or_leave
from webapp.models.job import Job
from webapp.models.print_batch import PartState, PrintBatch, PrintCopy, PrintPart, PrintProblem
from webapp.services.access import Viewer


@dataclass(frozen=True)
class Paper:
    """A certificate to print: what was frozen at issue, and the number of this sheet."""

    id: str
    status: CertificateStatus
    frozen: dict[str, Any]
    token: str
    valid_until: date | None
    design_id: str | None
    copy: int


@dataclass(frozen=True)
class Trouble:
    """A certificate that is left out, and why in a sentence for the page."""

    paper: Paper
    reason: str


def batch_of(job: Job) -> PrintBatch:
    return db.session.scalars(select(PrintBatch).where(PrintBatch.job_id == job.id)).one()


def parts_of(batch_id: str) -> Sequence[PrintPart]:
    """As they stand now: what was read before is let go first."""
    db.session.rollback()
    return db.session.scalars(
        select(PrintPart).where(PrintPart.batch_id == batch_id).order_by(PrintPart.position)
    ).all()


def start(batch_id: str, made: int) -> None:
    """From now on the time left is reckoned. The sheets that an earlier run made are not counted as speed."""
    with own_transaction() as session:
        session.execute(
            update(PrintBatch)
            .where(PrintBatch.id == batch_id)
            .values(started_at=this_moment(), started_count=made)
        )


def is_cancelled(batch_id: str) -> bool:
    with own_transaction() as session:
        return session.scalar(select(PrintBatch.cancelled_at).where(PrintBatch.id == batch_id)) is not None


def papers_of(part: PrintPart) -> list[Paper]:
    """A part's certificates in its order, as they stand now: what was read before is let go first."""
    db.session.rollback()
    copies = {certificate_id: copy for certificate_id, copy in part.papers}
    rows = db.session.execute(
        select(
            Certificate.id,
            Certificate.status,
            Certificate.frozen,
            Certificate.token,
            Certificate.valid_until,
            Certificate.design_id,
        ).where(Certificate.id.in_(copies))
    )
    found = {
        row.id: Paper(
            row.id, row.status, row.frozen, row.token, row.valid_until, row.design_id, copies[row.id]
        )
        for row in rows
    }
    return [found[each] for each in copies]


def paper_of(certificate: Certificate, copy: int = 1) -> Paper:
    return Paper(
        certificate.id, certificate.status, certificate.frozen, certificate.token, certificate.valid_until,
        certificate.design_id, copy,
    )  # fmt: skip


def finish(part: PrintPart, printed: Collection[Paper], troubles: Collection[Trouble]) -> None:
    """The part's file lies there (or it has no sheet); whoever is left out takes no copy number.

    What was printed stays printed, also the sheets that a newer file leaves out.
    """
    with own_transaction() as session:
        session.execute(delete(PrintProblem).where(PrintProblem.part_id == part.id))
        left_out = [each.paper.id for each in troubles]
        session.execute(
            delete(PrintCopy).where(
                PrintCopy.part_id == part.id, PrintCopy.certificate_id.in_(left_out),
                PrintCopy.printed_at.is_(None),
            )
        )  # fmt: skip
        session.add_all(_problem(part, each) for each in troubles)
        if printed:
            session.execute(insert_or_leave(PrintCopy), [_copy(part, each) for each in printed])
        its = update(PrintPart).where(PrintPart.id == part.id)
        session.execute(its.values(page_count=len(printed), made_at=this_moment()))
        session.execute(its.where(PrintPart.state == PartState.WAITING).values(state=PartState.MADE))


def copies_of(viewer: Viewer, certificate_ids: Collection[str]) -> dict[str, list[PrintCopy]]:
    """The sheets made of each certificate, by number."""
    found: dict[str, list[PrintCopy]] = {}
    rows = db.session.scalars(
        select(PrintCopy)
        .where(PrintCopy.commune_id == viewer.commune_id, PrintCopy.certificate_id.in_(certificate_ids))
        .order_by(PrintCopy.copy)
    )
    for row in rows:
        found.setdefault(row.certificate_id, []).append(row)
    return found


def sample_of(parts: Sequence[PrintPart]) -> str | None:
    """The first certificate of a batch, to try the printer with."""
    return next((str(part.papers[0][0]) for part in parts if part.papers), None)


def designs_of(parts: Sequence[PrintPart]) -> dict[str, str | None]:
    """The design that each part's certificates were issued in; a part has one."""
    first = {part.id: part.papers[0][0] for part in parts}
    query = select(Certificate.id, Certificate.design_id).where(Certificate.id.in_(first.values()))
    found = {row.id: row.design_id for row in db.session.execute(query)}
    return {part_id: found[certificate_id] for part_id, certificate_id in first.items()}


def left_out_of(part: PrintPart) -> frozenset[str]:
    """The certificates of a part that its file does not hold."""
    query = select(PrintProblem.certificate_id).where(PrintProblem.part_id == part.id)
    return frozenset(db.session.scalars(query))


def ended_since(part: PrintPart) -> int:
    """How many certificates in a part's file have ended after it was made."""
    query = select(func.count(Certificate.id)).where(
        Certificate.id.in_([each[0] for each in part.papers]),
        Certificate.status != CertificateStatus.ISSUED,
        Certificate.id.not_in(left_out_of(part)),
    )
    return db.session.scalar(query) or 0


def _problem(part: PrintPart, trouble: Trouble) -> PrintProblem:
    frozen = trouble.paper.frozen
    return PrintProblem(
        commune_id=part.commune_id, batch_id=part.batch_id, part_id=part.id,
        certificate_id=trouble.paper.id, name=frozen["recipient"] or "(chưa có tên)",
        place=frozen["address"].split(",")[0], reason=trouble.reason,
    )  # fmt: skip


def _copy(part: PrintPart, paper: Paper) -> dict[str, Any]:
    return {
        "certificate_id": paper.id, "copy": paper.copy, "commune_id": part.commune_id, "part_id": part.id,
        "reason": None, "printed_at": None, "printed_by": None,
    }  # fmt: skip
