"""Who meets the criteria of the other titles: a household by all its ticks, a person by the own ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Select, select

from webapp.models.base import db
from webapp.models.event import LiveDone
from webapp.models.household import Household, Person
from webapp.models.recognition import RecipientKind, Title
from webapp.rules.recognition import Criteria, Done, HouseholdFacts, Verdict, criteria_from_json, judge
from webapp.services import criteria, progress, recipients
from webapp.services.access import Viewer
from webapp.services.recipients import Recipient

AT_ONCE = 500


def rule_of(title: Title) -> Criteria:
    """The title's criteria in force; without lines where it is proposed by hand."""
    return criteria_from_json(criteria.version_in_force(title.id).criteria)


def verdicts(commune_id: str | None, rule: Criteria, everyone: Sequence[Recipient]) -> dict[str, Verdict]:
    """By recipient id, for households or persons."""
    names, today = progress.item_titles(), progress.today()
    return {
        recipient_id: judge(rule, facts, names, today)
        for some in _some(everyone)
        for recipient_id, facts in _facts(commune_id, rule, some).items()
    }


def likely(query: Select[Any], kind: RecipientKind, rule: Criteria, commune_id: str | None) -> Select[Any]:
    """Leave out who can't meet the criteria: nothing that they count is ticked for that person or home."""
    ticked = select(LiveDone).where(
        LiveDone.commune_id == commune_id,
        LiveDone.item.in_(_items(rule)),
    )
    if kind is RecipientKind.PERSON:
        return query.where(Person.id.in_(ticked.with_only_columns(LiveDone.person_id)))
    return query.where(Household.id.in_(ticked.with_only_columns(LiveDone.household_id)))


def count_meeting(viewer: Viewer, title: Title, rule: Criteria) -> int:
    """How many of the viewer's scope would meet these criteria today; nothing is written."""
    kind = title.recipient_kind
    query = likely(recipients.proposable(viewer, kind), kind, rule, viewer.commune_id)
    everyone = recipients.read(kind, db.session.execute(query).all())
    return sum(each.eligible for each in verdicts(viewer.commune_id, rule, everyone).values())


def _some(everyone: Sequence[Recipient]) -> Iterator[Sequence[Recipient]]:
    for start in range(0, len(everyone), AT_ONCE):
        yield everyone[start : start + AT_ONCE]


def _facts(commune_id: str | None, rule: Criteria, some: Sequence[Recipient]) -> dict[str, HouseholdFacts]:
    if some[0].kind is RecipientKind.HOUSEHOLD:
        return progress.facts_of({each.id for each in some})
    return _own_facts(commune_id, rule, some)


def _own_facts(
    commune_id: str | None, rule: Criteria, persons: Sequence[Recipient]
) -> dict[str, HouseholdFacts]:
    """Only what is ticked for the person, and only what the criteria count: one query for all of them."""
    done: dict[str, dict[str, list[Done]]] = {each.id: defaultdict(list) for each in persons}
    rows = db.session.execute(
        select(
            LiveDone.person_id, LiveDone.item, LiveDone.dated_on, LiveDone.helper_id, LiveDone.lesson_version
        )
        .where(
            LiveDone.commune_id == commune_id,
            LiveDone.household_id.in_({each.household_id for each in persons}),
            LiveDone.person_id.in_(done),
            LiveDone.item.in_(_items(rule)),
        )
    )  # fmt: skip
    for person, item, on, helper, version in rows:
        done[person or ""][item].append(Done(person, on, helper, version))
    return {each.id: HouseholdFacts(done[each.id], {each.id: each.born}) for each in persons}


def _items(rule: Criteria) -> set[str]:
    return {item for line in rule.lines for item in line.items}
