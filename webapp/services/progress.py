"""Where households stand against their commune's checklist and criteria."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm.util import identity_key

from webapp.models.asking import among, rows
from webapp.models.base import db, now
from webapp.models.event import Event, EventOp, HouseholdProgress, LiveDone
from webapp.models.household import Household, Person
from webapp.models.inserting import insert_or_update
from webapp.rules.events import VIETNAM
from webapp.rules.recognition import Criteria, Done, HouseholdFacts, Verdict, judge
from webapp.services import asking_again, communes, criteria, lesson_shelf, lineage
from webapp.services.lineage import Family


@cache
def item_titles() -> dict[str, str]:
    return lesson_shelf.Titles()


@dataclass(frozen=True)
class VisitSummary:
    met: int = 0
    last_on: date | None = None


NO_VISIT = VisitSummary()


def of_households(model: Any) -> ColumnElement[bool]:
    """The condition that a row belongs to households named at execution: `named(households)`.

    The commune comes first, as in every index.
    """
    return and_(
        among(model.commune_id, "communes"),
        among(model.household_id, "households"),
    )


def named(households: Mapping[str, str]) -> dict[str, list[str]]:
    """Values for `of_households`, from the commune of each household."""
    return {"communes": sorted(set(households.values())), "households": list(households)}


_COMMUNES = select(Household.id, Household.commune_id).where(among(Household.id, "households"))
_LIVE = select(
    LiveDone.household_id, LiveDone.item, LiveDone.person_id, LiveDone.dated_on, LiveDone.helper_id,
    LiveDone.lesson_version,
).where(of_households(LiveDone))  # fmt: skip
_PEOPLE = select(Person.household_id, Person.id, Person.birth_year).where(
    of_households(Person), Person.removed_at.is_(None)
)
_VISITS = select(Event.household_id, Event.dated_on, Event.data).where(
    of_households(Event), Event.op == EventOp.VISIT
)


def facts_of(households: Collection[str]) -> dict[str, HouseholdFacts]:
    """What the rules read, for each household id."""
    found = _communes_of(households)
    return _facts_with(found, visits_of(found, lineage.around(found)))


def _communes_of(households: Collection[str]) -> dict[str, str]:
    found = rows(_COMMUNES, {"households": list(households)})
    return {row.id: row.commune_id for row in found}


def _facts_with(
    households: Mapping[str, str], visits: Mapping[str, VisitSummary]
) -> dict[str, HouseholdFacts]:
    done: dict[str, dict[str, list[Done]]] = defaultdict(lambda: defaultdict(list))
    for household, item, person, on, helper, version in rows(_LIVE, named(households)):
        done[household][item].append(Done(person, on, helper, version))
    people: dict[str, dict[str, int | None]] = defaultdict(dict)
    for household, person, born in rows(_PEOPLE, named(households)):
        people[household][person] = born
    return {
        each: HouseholdFacts(dict(done[each]), people[each], visits.get(each, NO_VISIT).met)
        for each in households
    }


def visits_of(households: Mapping[str, str], family: Family) -> dict[str, VisitSummary]:
    """The visits of each household, those to households that were merged into it among them."""
    summaries: dict[str, VisitSummary] = {}
    hidden = asking_again.out_of_sight(family)
    for visited, on, data in rows(_VISITS, named(dict(households) | family.communes)):
        if visited in hidden:
            continue
        household = family.home(visited)
        before = summaries.get(household, NO_VISIT)
        last = on if before.last_on is None else max(on, before.last_on)
        summaries[household] = VisitSummary(before.met + (data["result"] == "met"), last)
    return summaries


def verdict_of(household: Household, rule: Criteria) -> tuple[Verdict, HouseholdFacts]:
    facts = facts_of({household.id})[household.id]
    return judge(rule, facts, item_titles(), today()), facts


def today() -> date:
    return now().astimezone(VIETNAM).date()


def refresh(households: Collection[str]) -> None:
    """Count again for these households of one commune or several."""
    found = _communes_of(households)
    refresh_in(found, lineage.around(found))


def refresh_in(households: Mapping[str, str], family: Family) -> None:
    """Count again for these households, each with its commune."""
    if not households:
        return
    visits = visits_of(households, family)
    facts = _facts_with(households, visits)
    rules = {commune: criteria.in_force(commune) for commune in set(households.values())}
    checklists = {commune: communes.settings_of(commune).checklist for commune in rules}
    counted = [
        {"household_id": household, "commune_id": commune}
        | _counts(facts[household], rules[commune], checklists[commune])
        | {"last_visit_on": visits.get(household, NO_VISIT).last_on}
        for household, commune in sorted(households.items())
    ]
    db.session.execute(insert_or_update(HouseholdProgress, *counted[0].keys() - {"household_id"}), counted)
    _read_again(households)


def _counts(facts: HouseholdFacts, rule: Criteria, checklist: tuple[str, ...]) -> dict[str, Any]:
    verdict = judge(rule, facts, item_titles(), today())
    days = [done.on for every in facts.done.values() for done in every]
    return {
        "done_count": sum(1 for item in checklist if facts.done.get(item)),
        "item_count": len(checklist),
        "met_count": verdict.met,
        "needed_count": verdict.needed,
        "eligible": verdict.eligible,
        "last_done_on": max(days, default=None),
    }


def _read_again(households: Collection[str]) -> None:
    """Rows that the session has in hand were written past it."""
    for household in households:
        row = db.session.identity_map.get(identity_key(HouseholdProgress, household))
        if row is not None:
            db.session.expire(row)
