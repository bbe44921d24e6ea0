"""The households that are kept already, as an import compares them, and what its writes rest on."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import select

from webapp.models.base import db
from webapp.models.event import FieldHead
from webapp.models.household import Household, Person
from webapp.rules.household_list import KnownHousehold, KnownPerson
from webapp.rules.household_list.grouping import is_head_relation
from webapp.rules.vietnamese import fold
from webapp.services import communes, progress
from webapp.services.access import Viewer, visible_households

AT_ONCE = 500
Thing = TypeVar("Thing")
Rev = tuple[str, str, str]  # household, subject (the household or one of its people), field


def in_parts(things: Collection[Thing]) -> Iterator[list[Thing]]:
    """Some at once, as many as one statement takes."""
    every = list(things)
    return (every[start : start + AT_ONCE] for start in range(0, len(every), AT_ONCE))


def known_households(viewer: Viewer, heads: Collection[str] | None = None) -> list[KnownHousehold]:
    """The living households of the viewer's scope; with `heads` (search keys) only of these heads."""
    columns = (
        Household.id, Household.head, Household.hamlet_id, Household.phone, Household.address, Household.size,
        Household.note, Household.address_form,
    )  # fmt: skip
    scoped = visible_households(viewer).with_only_columns(*columns).order_by(Household.id)
    if heads is None:
        rows = list(db.session.execute(scoped))
    else:
        parts = (scoped.where(Household.head_fold.in_(part)) for part in in_parts(heads))
        rows = [row for query in parts for row in db.session.execute(query)]
    people = _people(viewer, None if heads is None else [row.id for row in rows])
    return [_known(row, people.get(row.id, [])) for row in rows]


def _people(viewer: Viewer, households: Collection[str] | None) -> dict[str, list[KnownPerson]]:
    named = (
        select(
            Person.household_id, Person.id, Person.name, Person.birth_year, Person.relation,
            Person.address_form,
        )
        .where(Person.commune_id == viewer.commune_id, Person.removed_at.is_(None))
        .order_by(Person.position, Person.id)
    )  # fmt: skip
    parts = [named] if households is None else [
        named.where(Person.household_id.in_(part)) for part in in_parts(households)
    ]  # fmt: skip
    people: defaultdict[str, list[KnownPerson]] = defaultdict(list)
    for query in parts:
        for row in db.session.execute(query):
            person = KnownPerson(row.id, row.name, row.birth_year, row.relation, row.address_form)
            people[row.household_id].append(person)
    return people


def _known(row: Any, people: Sequence[KnownPerson]) -> KnownHousehold:
    head = _head_of(row.head, people)
    return KnownHousehold(
        id=row.id,
        head=row.head,
        hamlet_id=row.hamlet_id,
        birth_year=head.birth_year if head else None,
        phone=row.phone,
        address=row.address,
        size=row.size,
        note=row.note,
        address_form=row.address_form,
        persons=tuple(people),
    )


def _head_of(name: str, people: Sequence[KnownPerson]) -> KnownPerson | None:
    """The person who is the head: called so, or else said to be."""
    namesakes = [each for each in people if each.name and fold(each.name) == fold(name)]
    said = [each for each in people if is_head_relation(each.relation or "")]
    return next(iter((*namesakes, *said)), None)


def revisions(households: Collection[str]) -> tuple[dict[Rev, str | None], set[Rev]]:
    """The edit that counts for each edited field, and the fields of which two edits wait for a leader."""
    counting: dict[Rev, str | None] = {}
    waiting: set[Rev] = set()
    for part in in_parts(households):
        for head in db.session.scalars(select(FieldHead).where(FieldHead.household_id.in_(part))):
            rev = (head.household_id, head.subject_id, head.field)
            counting[rev] = head.event_id
            if head.competing:
                waiting.add(rev)
    return counting, waiting


def fingerprint(
    viewer: Viewer, known: Iterable[KnownHousehold], heads: Collection[str], plan: dict[str, Any]
) -> str:
    """Of what is to be written and of all that it rests on: namesakes, the households to be changed, the
    hamlets in force. `heads` are the search keys of every head that the plan writes or reads."""
    wanted = set(heads)
    rest = [each for each in known if fold(each.head) in wanted]
    counting, waiting = revisions([each.id for each in rest])
    hamlets = [each.id for each in communes.hamlets(viewer, progress.today())]
    state = {
        "households": sorted(_as_list(each) for each in rest),
        "revisions": sorted([*rev, str(event)] for rev, event in counting.items()),
        "waiting": sorted(waiting),
        "hamlets": sorted(set(hamlets) & hamlets_of(plan)),
        "writes": [plan["new"], plan["changed"]],
    }
    return hashlib.sha256(json.dumps(state, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def hamlets_of(plan: dict[str, Any]) -> set[str]:
    """The hamlets that new households go to."""
    return {each["hamlet_id"] for each in plan["new"]}


def _as_list(household: KnownHousehold) -> list[Any]:
    values = list(vars(household).values())
    return [*values[:-1], [list(vars(person).values()) for person in household.persons]]
