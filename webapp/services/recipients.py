"""Whom a title may go to: households, persons, teams and hamlets, read alike for lists and papers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select, true

from webapp.models.base import db
from webapp.models.commune import Hamlet
from webapp.models.household import Household, Person
from webapp.models.recognition import RecipientKind, Recognition
from webapp.models.user import Team
from webapp.rules.abbreviations import spelled_out
from webapp.rules.vietnamese import name_sort_key, sort_key_text
from webapp.services import progress
from webapp.services.access import Viewer, in_scope


@dataclass(frozen=True)
class Recipient:
    """One recipient as lists and papers name it.

    `form` is an own form of address ("ông", "bà"), `place` the hamlet's label (empty for the commune's own
    team and for a hamlet itself), `household_id` the home of a family or person, `detail` what tells a
    person from a namesake on a desk's list and stands on no paper; `born`, the year, only where a design
    asks.
    """

    kind: RecipientKind
    id: str
    name: str
    hamlet_sort: str
    name_sort: str
    form: str | None = None
    place: str = ""
    hamlet_id: str | None = None
    household_id: str | None = None
    detail: str = ""
    born: int | None = None

    @property
    def order(self) -> tuple[str, str, str]:
        """By hamlet, then given name: how lists are read out and papers handed out."""
        return (self.hamlet_sort, self.name_sort, self.id)


@dataclass(frozen=True)
class Source:
    """How one kind is read: its rows, key and commune, the hamlet that scopes it, who may be proposed."""

    query: Any  # a select of the rows that `read` takes
    key: Any
    commune: Any
    hamlet: Any
    order: tuple[Any, ...]
    living: Callable[[], ColumnElement[bool]]
    read: Callable[[Sequence[Any]], Recipient]


def source(kind: RecipientKind) -> Source:
    return _SOURCES[kind]


def proposable(viewer: Viewer, kind: RecipientKind) -> Select[Any]:
    """The scoped query of those of a kind that may be proposed now; read its rows with `read`."""
    each = source(kind)
    query: Select[Any] = each.query.where(
        each.commune == viewer.commune_id, in_scope(viewer, each.hamlet), each.living()
    )
    return query


def read(kind: RecipientKind, rows: Sequence[Any]) -> list[Recipient]:
    return [source(kind).read(row) for row in rows]


def visible(viewer: Viewer) -> ColumnElement[bool]:
    """The condition that a recognition's recipient lies within the viewer's hamlets, whatever its kind."""
    if viewer.hamlet_ids is None:
        return true()
    return or_(
        *(
            and_(
                Recognition.recipient_kind == kind,
                Recognition.recipient_id.in_(
                    _keys(each).where(each.hamlet.in_(viewer.hamlet_ids)).scalar_subquery()
                ),
            )
            for kind, each in _SOURCES.items()
        )
    )


def of_recognitions(recognitions: Collection[Recognition]) -> dict[str, Recipient]:
    """Who each recognition (by its id) is about, one query a kind."""
    found: dict[tuple[RecipientKind, str], Recipient] = {}
    for kind in {each.recipient_kind for each in recognitions}:
        ids = {each.recipient_id for each in recognitions if each.recipient_kind is kind}
        rows = db.session.execute(source(kind).query.where(source(kind).key.in_(ids))).all()
        found |= {(kind, each.id): each for each in read(kind, rows)}
    return {each.id: found[each.recipient_kind, each.recipient_id] for each in recognitions}


def prefix_of(recipient: Recipient, usual: str) -> str:
    """What stands before the name on paper: the recipient's own form of address, or the usual words."""
    if not recipient.form:
        return usual
    if recipient.kind is RecipientKind.HOUSEHOLD:
        return f"Gia đình {recipient.form}"
    return recipient.form[:1].upper() + recipient.form[1:]


def _keys(each: Source) -> Select[Any]:
    query: Select[Any] = each.query.with_only_columns(each.key)
    return query


def _household(row: Sequence[Any]) -> Recipient:
    household, hamlet = row[0], row[1]
    return Recipient(
        kind=RecipientKind.HOUSEHOLD, id=household.id, name=household.head, form=household.address_form,
        place=hamlet.label, hamlet_id=hamlet.id, hamlet_sort=hamlet.sort_key, name_sort=household.head_sort,
        household_id=household.id,
    )  # fmt: skip


def _person(row: Sequence[Any]) -> Recipient:
    person, household, hamlet = row[0], row[1], row[2]
    name = person.name or ""
    born = f"sinh {person.birth_year}, " if person.birth_year else ""
    return Recipient(
        kind=RecipientKind.PERSON, id=person.id, name=name, form=person.address_form, place=hamlet.label,
        hamlet_id=hamlet.id, hamlet_sort=hamlet.sort_key, name_sort=name_sort_key(name),
        household_id=household.id, detail=f"{born}nhà {household.head}", born=person.birth_year,
    )  # fmt: skip


def _team(row: Sequence[Any]) -> Recipient:
    team, hamlet = row[0], row[1]
    name = spelled_out(team.name)
    return Recipient(
        kind=RecipientKind.TEAM, id=team.id, name=name, place=hamlet.label if hamlet else "",
        hamlet_id=hamlet.id if hamlet else None, hamlet_sort=hamlet.sort_key if hamlet else "",
        name_sort=sort_key_text(name),
    )  # fmt: skip


def _hamlet(row: Sequence[Any]) -> Recipient:
    hamlet = row[0]
    return Recipient(
        kind=RecipientKind.HAMLET, id=hamlet.id, name=hamlet.label, hamlet_id=hamlet.id,
        hamlet_sort=hamlet.sort_key, name_sort=hamlet.sort_key,
    )  # fmt: skip


def _living_household() -> ColumnElement[bool]:
    return and_(
        Household.merged_into.is_(None), Household.archived_at.is_(None), Household.awaiting.is_(None)
    )


def _living_person() -> ColumnElement[bool]:
    return and_(_living_household(), Person.removed_at.is_(None), Person.name.is_not(None))


def _living_hamlet() -> ColumnElement[bool]:
    return or_(Hamlet.valid_to.is_(None), Hamlet.valid_to >= progress.today())


_SOURCES = {
    RecipientKind.HOUSEHOLD: Source(
        select(Household, Hamlet).join(Hamlet, Hamlet.id == Household.hamlet_id),
        Household.id, Household.commune_id, Household.hamlet_id,
        (Hamlet.sort_key, Household.head_sort, Household.id),
        _living_household, _household,
    ),
    RecipientKind.PERSON: Source(
        select(Person, Household, Hamlet)
        .join(Household, Household.id == Person.household_id)
        .join(Hamlet, Hamlet.id == Household.hamlet_id),
        Person.id, Person.commune_id, Household.hamlet_id,
        (Hamlet.sort_key, Household.head_sort, Person.id),
        _living_person, _person,
    ),
    RecipientKind.TEAM: Source(
        select(Team, Hamlet).outerjoin(Hamlet, Hamlet.id == Team.hamlet_id),
        Team.id, Team.commune_id, Team.hamlet_id, (Hamlet.sort_key, Team.id), true, _team,
    ),
    RecipientKind.HAMLET: Source(
        select(Hamlet), Hamlet.id, Hamlet.commune_id, Hamlet.id, (Hamlet.sort_key, Hamlet.id),
        _living_hamlet, _hamlet,
    ),
}  # fmt: skip
