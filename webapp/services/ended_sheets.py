"""Sheets in the files of a print batch whose certificates ended after the files were made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, select

from webapp.models.base import db
from webapp.models.certificate import Certificate, CertificateStatus
from webapp.models.print_batch import PrintBatch, PrintCopy, PrintPart, PrintProblem


@dataclass(frozen=True)
class Ended:
    """A certificate that stands in a part's file and is replaced, revoked or voided since."""

    id: str
    number: str
    name: str
    status: CertificateStatus


def of_batch(batch: PrintBatch) -> dict[str, list[Ended]]:
    """What ended since, by part id; a part that may be printed as it lies there is not in it."""
    found: dict[str, list[Ended]] = defaultdict(list)
    rows = db.session.execute(
        select(PrintCopy.part_id, Certificate)
        .join(PrintPart, PrintPart.id == PrintCopy.part_id)
        .join(Certificate, Certificate.id == PrintCopy.certificate_id)
        .where(PrintPart.batch_id == batch.id, PrintPart.page_count > 0, *_ended())
        .order_by(PrintPart.position, Certificate.hamlet_sort, Certificate.name_sort)
    )
    for part_id, paper in rows:
        found[part_id].append(Ended(paper.id, paper.number, paper.frozen["recipient"], paper.status))
    return dict(found)


def parts_with_some(part_ids: Collection[str]) -> frozenset[str]:
    """Which of these parts hold a sheet that ended since their file was made."""
    query = (
        select(PrintCopy.part_id)
        .join(Certificate, Certificate.id == PrintCopy.certificate_id)
        .where(PrintCopy.part_id.in_(part_ids), *_ended())
    )
    return frozenset(db.session.scalars(query.distinct()))


def _ended() -> tuple[ColumnElement[bool], ...]:
    """Ended, and not left out of its part's file."""
    left_out = exists().where(
        PrintProblem.part_id == PrintCopy.part_id, PrintProblem.certificate_id == PrintCopy.certificate_id
    )
    return Certificate.status != CertificateStatus.ISSUED, ~left_out
