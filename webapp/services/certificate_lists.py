"""Certificates at the desk: by page and search, and what waits for the printer by hamlet and decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from webapp.models.base import db
from webapp.models.certificate import Certificate, CertificateStatus
from webapp.models.commune import Hamlet
from webapp.models.recognition import Decision, Recognition
from webapp.rules.certificates import read_number
from webapp.rules.vietnamese import fold
from webapp.services import print_batches
from webapp.services.access import Viewer
from webapp.services.print_batches import Choice

A_PAGE = 100


@dataclass(frozen=True)
class Page:
    """Some certificates, newest year first and then by number; pages count from 1."""

    papers: Sequence[Certificate]
    total: int
    number: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // A_PAGE))


@dataclass(frozen=True)
class Group:
    """Certificates of one hamlet or decision that lie in no batch yet."""

    id: str
    label: str
    sheets: int


def page(viewer: Viewer, *, status: CertificateStatus | None, search: str, number: int) -> Page:
    """A page of certificates; `search` is part of a name (diacritics don't matter) or of a number."""
    where: list[ColumnElement[bool]] = [Certificate.commune_id == viewer.commune_id]
    if status is not None:
        where.append(Certificate.status == status)
    order = (Certificate.year.desc(), Certificate.serial.desc(), Certificate.id)
    if fold(search):
        found = _matching(where, search)
        where, total = [Certificate.id.in_(found[:A_PAGE])], len(found)
        number = 1
    else:
        total = db.session.scalar(select(func.count(Certificate.id)).where(*where)) or 0
        number = max(1, min(number, -(-total // A_PAGE)))
    query = select(Certificate).where(*where).order_by(*order).limit(A_PAGE).offset((number - 1) * A_PAGE)
    return Page(db.session.scalars(query).all(), total, number)


def first_unprinted(viewer: Viewer) -> str | None:
    """One of those that wait for the printer, to try it with."""
    query = select(Certificate.id).where(*print_batches.condition(viewer, Choice("")))
    return db.session.scalar(query.order_by(Certificate.serial).limit(1))


def unprinted_by_hamlet(viewer: Viewer) -> list[Group]:
    rows = db.session.execute(
        select(Hamlet, func.count(Certificate.id))
        .join(Certificate, Certificate.hamlet_id == Hamlet.id)
        .where(*print_batches.condition(viewer, Choice("")))
        .group_by(Hamlet.id)
        .order_by(Hamlet.sort_key)
    )
    return [Group(hamlet.id, hamlet.label, count) for hamlet, count in rows]


def unprinted_by_decision(viewer: Viewer) -> list[Group]:
    rows = db.session.execute(
        select(Decision, func.count(Certificate.id))
        .join(Recognition, Recognition.decision_id == Decision.id)
        .join(Certificate, Certificate.recognition_id == Recognition.id)
        .where(*print_batches.condition(viewer, Choice("")))
        .group_by(Decision.id)
        .order_by(Decision.signed_on.desc())
    )
    return [Group(decision.id, decision.number, count) for decision, count in rows]


def _matching(where: Sequence[ColumnElement[bool]], search: str) -> list[str]:
    wanted, number = fold(search), read_number(search)
    rows = db.session.execute(
        select(Certificate.id, Certificate.number, Certificate.frozen["recipient"].as_string().label("name"))
        .where(*where)
        .order_by(Certificate.year.desc(), Certificate.serial.desc())
    )
    return [row.id for row in rows if wanted in fold(row.name) or number in read_number(row.number)]
