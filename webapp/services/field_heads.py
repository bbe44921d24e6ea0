"""The edit that counts for each field of a household or person: followed from the log, with what competes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import delete, select, update

from webapp.models.base import db
from webapp.models.event import Event, EventOp, FieldHead
from webapp.models.household import Household, Person
from webapp.rules.checklist import Edit, FieldState, field_state
from webapp.rules.vietnamese import fold, name_sort_key
from webapp.services.lineage import Family
from webapp.services.progress import named, of_households

Key = tuple[str, str, str]
# What was erased says nothing; an edit after it is one after the first value.
CHAINED = (EventOp.EDIT, EventOp.ACCEPT, EventOp.ERASED)


class Chains(NamedTuple):
    """By household, subject and field: the edits, each after the one it follows there. What is accepted."""

    edits: dict[Key, list[Edit]]
    accepted: dict[str, str]


def refresh(households: Mapping[str, str], family: Family) -> frozenset[str]:
    """Follow each field's chain of edits in these households; returns the edits that compete."""
    every = dict(households) | family.communes
    if not every:
        return frozenset()
    chains = _chains(every, family)
    heads = _heads(every)
    keys = chains.edits.keys() | heads.keys()
    subjects = _subjects(every, keys)
    competing: set[str] = set()
    with db.session.no_autoflush:
        for key in keys:
            if (subject := subjects.get(key[:2])) is not None:
                head = heads.get(key) or _first_head(key, subject)
                competing.update(_refresh_field(subject, head, chains.edits.get(key, []), chains.accepted))
    db.session.flush()
    return frozenset(competing)


def path(household: Household, name: str, family: Family) -> list[str]:
    """The edits that led to what this field of a household says now, the newest first."""
    chains = _chains({household.id: household.commune_id} | family.communes, family)
    after = {edit.id: edit.after for edit in chains.edits.get((household.id, household.id, name), [])}
    head = db.session.get(FieldHead, (household.id, household.id, name))
    found: list[str] = []
    following = head.event_id if head else None
    while following is not None and following not in found:
        found.append(following)
        following = after.get(following)
    return found


def follow(person_id: str, household_id: str, commune_id: str) -> None:
    """Someone's edited fields go with them to another household."""
    db.session.flush()
    db.session.execute(
        update(FieldHead)
        .where(FieldHead.subject_id == person_id)
        .values(household_id=household_id, commune_id=commune_id),
        execution_options={"synchronize_session": False},
    )
    _forget()


def forget(subject_id: str) -> None:
    """Someone was named anew: their first values are others."""
    db.session.execute(delete(FieldHead).where(FieldHead.subject_id == subject_id))


def _forget() -> None:
    for each in list(db.session.identity_map.values()):
        if isinstance(each, FieldHead):
            db.session.expunge(each)


def _chains(every: Mapping[str, str], family: Family) -> Chains:
    rows = db.session.scalars(
        select(Event).where(of_households(Event), Event.op.in_(CHAINED)), named(every)
    ).all()
    erased = {row.id for row in rows if row.op is EventOp.ERASED}
    accepts = sorted((row for row in rows if row.op is EventOp.ACCEPT), key=lambda row: row.id, reverse=True)
    accepted = {row.data["accepts"]: row.id for row in accepts}
    chains: dict[Key, list[Edit]] = defaultdict(list)
    for row in rows:
        if row.op is EventOp.EDIT:
            name, after = row.data["field"], row.data["after"]
            after = None if after in erased else after
            if row.person_id:
                home = family.home(row.household_id, row.person_id)
            else:
                home, after = family.edit_of(row.household_id, name, row.id, after)
                after = None if after in erased else after
            chains[home, row.person_id or home, name].append(Edit(row.id, after, row.data["value"]))
    return Chains(chains, accepted)


def _subjects(
    households: Mapping[str, str], keys: Iterable[Key]
) -> dict[tuple[str, str], Household | Person]:
    """What is edited, by household and own id, read at once; a person only where it belongs."""
    homes = db.session.scalars(select(Household).where(Household.id.in_(households)))
    subjects: dict[tuple[str, str], Household | Person] = {(home.id, home.id): home for home in homes}
    ids = {subject for household, subject, _field in keys if subject != household}
    if ids:
        people = db.session.scalars(select(Person).where(Person.id.in_(ids)))
        subjects |= {(person.household_id, person.id): person for person in people}
    return subjects


def _heads(households: Mapping[str, str]) -> dict[Key, FieldHead]:
    rows = db.session.scalars(select(FieldHead).where(of_households(FieldHead)), named(households))
    return {(row.household_id, row.subject_id, row.field): row for row in rows}


def _first_head(key: Key, subject: Household | Person) -> FieldHead:
    household, subject_id, name = key
    head = FieldHead(
        household_id=household, subject_id=subject_id, field=name, commune_id=subject.commune_id,
        base_value=_as_text(getattr(subject, name)), competing=[],
    )  # fmt: skip
    db.session.add(head)
    return head


def _refresh_field(
    subject: Household | Person, head: FieldHead, edits: Sequence[Edit], accepted: dict[str, str]
) -> tuple[str, ...]:
    state = field_state(head.base_value, edits, accepted)
    head.event_id, head.competing = state.head, list(state.competing)
    _write_field(subject, head.field, state)
    return state.competing


def _subject(household: str, subject_id: str) -> Household | Person | None:
    if subject_id == household:
        return db.session.get(Household, household)
    person = db.session.get(Person, subject_id)
    return person if person is not None and person.household_id == household else None


def _write_field(subject: Household | Person, name: str, state: FieldState) -> None:
    value: Any = int(state.value) if name == "birth_year" and state.value else state.value
    setattr(subject, name, value)
    if isinstance(subject, Household) and name == "head" and state.value:
        subject.head_fold, subject.head_sort = fold(state.value), name_sort_key(state.value)


def _as_text(value: Any) -> str | None:
    return None if value is None else str(value)


def reset(commune_id: str) -> None:
    """Put every edited field back to its first value, so that the log alone decides again."""
    for head in db.session.scalars(select(FieldHead).where(FieldHead.commune_id == commune_id)).all():
        subject = _subject(head.household_id, head.subject_id)
        if subject is not None:
            _write_field(subject, head.field, FieldState(head.base_value, None))
        head.event_id, head.competing = None, []
    db.session.flush()
