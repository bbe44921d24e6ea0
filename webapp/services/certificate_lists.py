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

A_PAGE = 50


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


@dataclass(frozen=True)
class Asked:
    """Which certificates: `search` is part of a name (diacritics don't matter) or of a number."""

    status: CertificateStatus | None = None
    hamlet_id: str = ""
    search: str = ""


def page(viewer: Viewer, asked: Asked, number: int) -> Page:
    """A page of the certificates asked for; a page that is not there is the nearest that is."""
    where: list[ColumnElement[bool]] = [Certificate.commune_id == viewer.commune_id]
    if asked.status is not None:
        where.append(Certificate.status == asked.status)
    if asked.hamlet_id:
        where.append(Certificate.hamlet_id == asked.hamlet_id)
    found = _matching(where, asked.search) if fold(asked.search) else None
    if found is None:
        total = db.session.scalar(select(func.count(Certificate.id)).where(*where)) or 0
    else:
        total = len(found)
    number = max(1, min(number, -(-total // A_PAGE)))
    first = (number - 1) * A_PAGE
    order = (Certificate.year.desc(), Certificate.serial.desc(), Certificate.id)
    query = select(Certificate).order_by(*order)
    if found is None:
        query = query.where(*where).limit(A_PAGE).offset(first)
    else:
        query = query.where(Certificate.id.in_(found[first : first + A_PAGE]))
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
        .order_by(Certificate.year.desc(), Certificate.serial.desc(), Certificate.id)
    )
    return [row.id for row in rows if wanted in fold(row.name) or number in read_number(row.number)]
