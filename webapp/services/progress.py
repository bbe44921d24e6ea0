"""Where households stand against their commune's checklist and criteria."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import select

from webapp import lessons
from webapp.models.base import db, now
from webapp.models.event import Event, EventOp, HouseholdProgress, LiveDone
from webapp.models.household import Household, Person
from webapp.rules.events import VIETNAM
from webapp.rules.recognition import Criteria, Done, HouseholdFacts, Verdict, judge
from webapp.services import communes, criteria


@cache
def item_titles() -> dict[str, str]:
    return {item.slug: item.title for item in lessons.catalog().items}


@dataclass(frozen=True)
class VisitSummary:
    met: int = 0
    last_on: date | None = None


def facts_of(households: set[str]) -> dict[str, HouseholdFacts]:
    """What the rules read, for each household id."""
    return _facts_with(households, visits_of(households))


def _facts_with(households: set[str], visits: dict[str, VisitSummary]) -> dict[str, HouseholdFacts]:
    done: dict[str, dict[str, list[Done]]] = defaultdict(lambda: defaultdict(list))
    live = select(
        LiveDone.household_id, LiveDone.item, LiveDone.person_id, LiveDone.dated_on, LiveDone.helper_id,
        LiveDone.lesson_version,
    ).where(LiveDone.household_id.in_(households))  # fmt: skip
    for household, item, person, on, helper, version in db.session.execute(live):
        done[household][item].append(Done(person, on, helper, version))
    people: dict[str, dict[str, int | None]] = defaultdict(dict)
    named = select(Person.household_id, Person.id, Person.birth_year).where(
        Person.household_id.in_(households), Person.removed_at.is_(None)
    )
    for household, person, born in db.session.execute(named):
        people[household][person] = born
    return {
        each: HouseholdFacts(dict(done[each]), people[each], visits.get(each, VisitSummary()).met)
        for each in households
    }


def visits_of(households: set[str]) -> dict[str, VisitSummary]:
    summaries: dict[str, VisitSummary] = {}
    rows = db.session.execute(
        select(Event.household_id, Event.dated_on, Event.data).where(
            Event.household_id.in_(households), Event.op == EventOp.VISIT
        )
    )
    for household, on, data in rows:
        before = summaries.get(household, VisitSummary())
        last = on if before.last_on is None else max(on, before.last_on)
        summaries[household] = VisitSummary(before.met + (data["result"] == "met"), last)
    return summaries


def verdict_of(household: Household, rule: Criteria) -> tuple[Verdict, HouseholdFacts]:
    facts = facts_of({household.id})[household.id]
    return judge(rule, facts, item_titles(), today()), facts


def today() -> date:
    return now().astimezone(VIETNAM).date()


def refresh(households: set[str]) -> None:
    """Count again for these households of one commune or several."""
    if not households:
        return
    communes_of = {
        row.id: row.commune_id
        for row in db.session.execute(
            select(Household.id, Household.commune_id).where(Household.id.in_(households))
        )
    }
    visits = visits_of(households)
    facts = _facts_with(households, visits)
    shown = {
        row.household_id: row
        for row in db.session.scalars(
            select(HouseholdProgress).where(HouseholdProgress.household_id.in_(households))
        )
    }
    rules = {commune: criteria.in_force(commune) for commune in set(communes_of.values())}
    checklists = {commune: communes.settings_of(commune).checklist for commune in set(communes_of.values())}
    for household, commune in communes_of.items():
        row = shown.get(household)
        if row is None:
            row = HouseholdProgress(household_id=household, commune_id=commune)
            db.session.add(row)
        _fill(
            row, facts[household], visits.get(household, VisitSummary()), rules[commune], checklists[commune]
        )
    db.session.flush()


def _fill(
    row: HouseholdProgress,
    facts: HouseholdFacts,
    visits: VisitSummary,
    rule: Criteria,
    checklist: tuple[str, ...],
) -> None:
    verdict = judge(rule, facts, item_titles(), today())
    days = [done.on for every in facts.done.values() for done in every]
    row.done_count = sum(1 for item in checklist if facts.done.get(item))
    row.item_count = len(checklist)
    row.met_count, row.needed_count, row.eligible = verdict.met, verdict.needed, verdict.eligible
    row.last_visit_on, row.last_done_on = visits.last_on, max(days, default=None)
