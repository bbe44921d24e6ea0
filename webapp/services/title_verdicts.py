"""Who meets the criteria of the other titles: a household by all its ticks, a person by the own ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Select, select

from webapp.models.base import db
from webapp.models.event import LiveDone
from webapp.models.household import Household, Person
from webapp.models.recognition import RecipientKind, Title
from webapp.rules.recognition import Criteria, HouseholdFacts, Verdict, criteria_from_json, judge
from webapp.services import criteria, progress, recipients
from webapp.services.access import Viewer
from webapp.services.recipients import Recipient

AT_ONCE = 500


def rule_of(title: Title) -> Criteria:
    """The title's criteria in force; without lines where it is proposed by hand."""
    return criteria_from_json(criteria.version_in_force(title.id).criteria)


def verdicts(rule: Criteria, everyone: Sequence[Recipient]) -> dict[str, Verdict]:
    """By recipient id, for households and persons."""
    names, today = progress.item_titles(), progress.today()
    found: dict[str, Verdict] = {}
    for some in _some(everyone):
        facts = progress.facts_of({each.household_id for each in some if each.household_id})
        for each in some:
            found[each.id] = judge(rule, _facts(each, facts[each.household_id or ""]), names, today)
    return found


def likely(query: Select[Any], kind: RecipientKind, rule: Criteria, commune_id: str | None) -> Select[Any]:
    """Leave out who can't meet the criteria: nothing that they count is ticked for that person or home."""
    ticked = select(LiveDone).where(
        LiveDone.commune_id == commune_id,
        LiveDone.item.in_({item for line in rule.lines for item in line.items}),
    )
    if kind is RecipientKind.PERSON:
        return query.where(Person.id.in_(ticked.with_only_columns(LiveDone.person_id)))
    return query.where(Household.id.in_(ticked.with_only_columns(LiveDone.household_id)))


def count_meeting(viewer: Viewer, title: Title, rule: Criteria) -> int:
    """How many of the viewer's scope would meet these criteria today; nothing is written."""
    kind = title.recipient_kind
    query = likely(recipients.proposable(viewer, kind), kind, rule, viewer.commune_id)
    everyone = recipients.read(kind, db.session.execute(query).all())
    return sum(each.eligible for each in verdicts(rule, everyone).values())


def _some(everyone: Sequence[Recipient]) -> Iterator[Sequence[Recipient]]:
    for start in range(0, len(everyone), AT_ONCE):
        yield everyone[start : start + AT_ONCE]


def _facts(each: Recipient, home: HouseholdFacts) -> HouseholdFacts:
    if each.kind is RecipientKind.HOUSEHOLD:
        return home
    own = {item: [done for done in every if done.person == each.id] for item, every in home.done.items()}
    return HouseholdFacts(own, {each.id: home.birth_years.get(each.id)}, home.visits)
