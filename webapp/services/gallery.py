"""What a commune's public page shows: totals, and the recognised families that agreed to be named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from webapp.models.base import db
from webapp.models.certificate import Certificate, CertificateStatus
from webapp.models.commune import Commune, Hamlet
from webapp.models.consent import ConsentPurpose
from webapp.models.event import HouseholdProgress, LiveDone
from webapp.models.household import Household
from webapp.models.recognition import RecipientKind, Recognition, RecognitionState, Title
from webapp.rules.small_cells import is_small, published, shown, sum_of
from webapp.rules.vietnamese import fold
from webapp.services.consents import agreed_to

A_PAGE = 50
FAMILY_OF = "Gia đình "

Listed = Select[str | None, dict[str, Any], str, str]


@dataclass(frozen=True)
class Honour:
    """A title of one year under which families were recognised."""

    title_id: str
    slug: str
    name: str
    year: int

    @property
    def key(self) -> str:
        return f"{self.slug}-{self.year}"


@dataclass(frozen=True)
class Totals:
    """Counts of a whole commune; None where a number is so small that it might point at somebody."""

    reached: int | None
    lessons: int | None
    recognised: int | None


@dataclass(frozen=True)
class Place:
    """A hamlet with the families recognised in it, None where that would tell who is not named."""

    id: str
    label: str
    recognised: int | None
    named: int


@dataclass(frozen=True)
class Family:
    """One line of the list: `name` with its form of address."""

    name: str
    hamlet: str


@dataclass(frozen=True)
class Gallery:
    """One page of the families of an honour, and where they live."""

    honours: Sequence[Honour]
    honour: Honour | None
    totals: Totals
    places: Sequence[Place]
    families: Sequence[Family]
    found: int
    page: int

    @property
    def by_hamlet(self) -> list[tuple[str, list[Family]]]:
        """The page's families under their hamlets, in the hamlets' order."""
        return [(hamlet, list(each)) for hamlet, each in groupby(self.families, attrgetter("hamlet"))]

    @property
    def pages(self) -> int:
        return max(1, -(-self.found // A_PAGE))

    @property
    def named(self) -> int:
        return sum(place.named for place in self.places)


@dataclass(frozen=True)
class Asked:
    """What the page's address asks for; an unknown honour is the newest, an unknown hamlet all of them."""

    honour: str = ""
    hamlet_id: str | None = None
    words: str = ""
    page: int = 1


def gallery(commune: Commune, asked: Asked, today: date) -> Gallery:
    """For anybody who looks: nothing here depends on a viewer."""
    honours = _honours(commune, today)
    honour = next((each for each in honours if each.key == asked.honour), next(iter(honours), None))
    if honour is None:
        return Gallery((), None, _totals(commune, {}, {}), (), (), 0, 1)
    named, every = _by_hamlet(commune, honour, today, agreed=True), _by_hamlet(commune, honour, today)
    listed = _listed(commune, honour, asked, today)
    found = db.session.scalar(select(func.count()).select_from(listed.subquery())) or 0
    page = min(max(asked.page, 1), max(1, -(-found // A_PAGE)))
    rows = db.session.execute(
        listed.order_by(Hamlet.sort_key, Hamlet.id, Certificate.name_sort, Certificate.serial)
        .limit(A_PAGE)
        .offset((page - 1) * A_PAGE)
    )
    families = [Family(_name(form, said), f"{kind} {name}") for form, said, kind, name in rows]
    return Gallery(
        honours, honour, _totals(commune, every, named), _places(every, named), families, found, page
    )


def consenting(commune: Commune, today: date) -> int:
    """How many recognised families agreed to be named, over all titles and years."""
    query = _recognised(commune.id, today).where(agreed_to(ConsentPurpose.PUBLIC_NAME))
    return db.session.scalar(query.with_only_columns(func.count(Recognition.id.distinct()))) or 0


def _honours(commune: Commune, today: date) -> list[Honour]:
    columns = (Title.id, Title.slug, Title.name, Recognition.year, Title.is_default)
    query = _recognised(commune.id, today).with_only_columns(*columns).distinct()
    rows = db.session.execute(query.order_by(Recognition.year.desc(), Title.is_default.desc(), Title.name))
    return [Honour(*row[:4]) for row in rows]


def _recognised(commune_id: str, today: date) -> Listed:
    """Families with an issued certificate that is valid today, where they still live in the commune.

    A name is what the valid certificate says: a replaced one may have had it wrong.
    """
    return (
        select(Household.address_form, Certificate.frozen, Hamlet.kind, Hamlet.name)
        .join(Hamlet, Hamlet.id == Household.hamlet_id)
        .join(Recognition, Recognition.recipient_id == Household.id)
        .join(Certificate, Certificate.recognition_id == Recognition.id)
        .join(Title, Title.id == Recognition.title_id)
        .where(
            Recognition.commune_id == commune_id,
            Recognition.recipient_kind == RecipientKind.HOUSEHOLD,
            Recognition.state == RecognitionState.ISSUED,
            Certificate.status == CertificateStatus.ISSUED,
            or_(Certificate.valid_until.is_(None), Certificate.valid_until >= today),
            Household.commune_id == commune_id,
            Household.merged_into.is_(None),
            Household.archived_at.is_(None),
        )
    )


def _of(honour: Honour) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Recognition.title_id == honour.title_id, Recognition.year == honour.year


def _listed(commune: Commune, honour: Honour, asked: Asked, today: date) -> Listed:
    """The lines of the list: only families that agreed to be named, and have not taken that back."""
    query = _recognised(commune.id, today).where(*_of(honour), agreed_to(ConsentPurpose.PUBLIC_NAME))
    if asked.hamlet_id:
        query = query.where(Household.hamlet_id == asked.hamlet_id)
    if folded := fold(asked.words):
        query = query.where(Certificate.id.in_(_named_like(query, folded)))
    return query


def _named_like(query: Listed, folded: str) -> list[str]:
    """The certificates on which such a name stands; no column holds it without its diacritics."""
    name = Certificate.frozen["recipient"].as_string()
    rows = db.session.execute(query.with_only_columns(Certificate.id, name))
    return [certificate_id for certificate_id, said in rows if folded in fold(said)]


def _by_hamlet(
    commune: Commune, honour: Honour, today: date, *, agreed: bool = False
) -> dict[tuple[str, str], int]:
    """Families of an honour by the id and label of their hamlet, in the hamlets' order."""
    query = _recognised(commune.id, today).where(*_of(honour))
    if agreed:
        query = query.where(agreed_to(ConsentPurpose.PUBLIC_NAME))
    counted = query.with_only_columns(Hamlet.id, Hamlet.kind, Hamlet.name, func.count())
    rows = db.session.execute(counted.group_by(Hamlet.id).order_by(Hamlet.sort_key, Hamlet.id))
    return {(hamlet, f"{kind} {name}"): count for hamlet, kind, name, count in rows}


def _places(every: dict[tuple[str, str], int], named: dict[tuple[str, str], int]) -> list[Place]:
    """A hamlet's number is left out where, less the names beside it, it would tell of a few unnamed."""
    unnamed = published({place[0]: count - named.get(place, 0) for place, count in every.items()})
    return [
        Place(
            hamlet, label, None if unnamed[hamlet] is None else count, named.get((hamlet, label), 0)
        )
        for (hamlet, label), count in every.items()
    ]  # fmt: skip


def _totals(commune: Commune, every: dict[tuple[str, str], int], named: dict[tuple[str, str], int]) -> Totals:
    reached = _reached(commune)
    recognised = sum(every.values())
    unnamed = Counter({place[0]: count - named.get(place, 0) for place, count in every.items()})
    told = recognised if sum_of(unnamed) is not None else None
    lessons = db.session.scalar(
        select(func.count()).select_from(LiveDone).where(LiveDone.commune_id == commune.id)
    )
    return Totals(
        shown(reached, recognised), None if is_small(reached) else lessons or 0, told
    )  # fmt: skip


def _reached(commune: Commune) -> int:
    """Families that were visited or learned something."""
    met = or_(HouseholdProgress.last_visit_on.is_not(None), HouseholdProgress.last_done_on.is_not(None))
    query = (
        select(func.count())
        .select_from(HouseholdProgress)
        .join(Household, Household.id == HouseholdProgress.household_id)
        .where(
            HouseholdProgress.commune_id == commune.id,
            Household.merged_into.is_(None),
            Household.archived_at.is_(None),
            met,
        )
    )
    return db.session.scalar(query) or 0


def _name(form: str | None, said: dict[str, Any]) -> str:
    """ "Bà H'Mẫu Niê" as the certificate says; "Ông (bà)" where the form of address is not known."""
    prefix = str(said["prefix"])
    if prefix.startswith(FAMILY_OF):
        form = prefix.removeprefix(FAMILY_OF)
    form = form or "ông (bà)"
    return f"{form[:1].upper()}{form[1:]} {said['recipient']}"
