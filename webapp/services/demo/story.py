"""One demo commune from its first house to its last certificate, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random

from webapp.models.base import db
from webapp.models.commune import Commune, Hamlet
from webapp.models.event import EventOp
from webapp.rules.events import VIETNAM
from webapp.rules.settings import settings_from_json
from webapp.rules.vietnamese import sort_key_text
from webapp.services import audit, communes, criteria, places, progress
from webapp.services.access import Viewer
from webapp.services.demo import log, recognised, titled, write
from webapp.services.demo.diary import WRONG_CLOCK, Entry, Span, Visit, diary
from webapp.services.demo.families import Family, village
from webapp.services.demo.learning import Rule, Stage, learn, stages
from webapp.services.demo.script import MONTHS, CommuneScript, demo_day, demo_id, dice, sayings
from webapp.services.demo.staff import Hired, Staff, hire

# The last day of teaching before the next step was taken, counted back from the demo day.
ENDED_BEFORE = {Stage.ISSUED: 50, Stage.DECIDED: 12, Stage.RETURNED: 9, Stage.PROPOSED: 5}
NAMED = frozenset({Stage.ISSUED, Stage.DECIDED, Stage.PROPOSED})
WRONG_CLOCKS = 2
TWO_LEVELS = date(2025, 7, 1)  # communes as they are now


@dataclass(frozen=True)
class Lives:
    """All invented families of a commune, how far each has come, and its visits."""

    families: tuple[Family, ...]
    stages: Mapping[str, Stage]
    visits: tuple[Visit, ...]

    def at(self, stage: Stage) -> list[Family]:
        return [each for each in self.families if self.stages[each.id] is stage]


def tell(script: CommuneScript, password_hash: str) -> Commune:
    """Make one demo commune: places, accounts, families, months of visits, recognitions."""
    today = progress.today()
    last = demo_day(today)
    first = last - MONTHS
    commune = _commune(script)
    hamlets = _hamlets(script)
    staff = hire(Hired(script, commune, password_hash, first, last), hamlets)
    rule = Rule(criteria.in_force(commune.id), communes.settings_of(commune.id).checklist, today)
    lives = _live(script, staff, rule, Span(first, last))
    named = frozenset(each for each, stage in lives.stages.items() if stage in NAMED)
    agreed = write.agreements(dice(script.code, "consent"), lives.visits, named)
    since = datetime.combine(first - timedelta(days=10), time(9), VIETNAM)
    helpers = {each.id: _members(staff, each)[0] for each in lives.families}
    households = write.households(lives.families, hamlets, helpers, agreed, since)
    count = log.keep(lives.visits, households, _senders(commune, staff))
    recognised.recognise(script, staff, lives.at, last)
    titled.add_titles(script.code, staff, last)
    audit.record(
        by=None, action="demo.load", noun="commune", noun_id=commune.id, commune_id=commune.id,
        changes={"households": len(households), "events": count},
    )  # fmt: skip
    return commune


def _commune(script: CommuneScript) -> Commune:
    commune = places.create_commune(by=None, code=script.code, preset=script.preset, demo=True)
    settings = settings_from_json(commune.settings)
    words = replace(settings.certificate, signer=script.signer)
    commune.settings = replace(settings, certificate=words).as_json()
    return commune


def _hamlets(script: CommuneScript) -> list[Hamlet]:
    rows = [
        Hamlet(
            id=demo_id(script.code, "hamlet", each.name), commune_id=script.code, kind=each.kind,
            name=each.name, sort_key=sort_key_text(each.name), old_names=[], valid_from=TWO_LEVELS,
        )
        for each in script.hamlets
    ]  # fmt: skip
    db.session.add_all(rows)
    db.session.flush()
    return rows


def _live(script: CommuneScript, staff: Staff, rule: Rule, span: Span) -> Lives:
    families = village(script.code, script.hamlets, span.last.year, dice(script.code, "families"))
    stage_of = stages(len(families), dice(script.code, "stages"))
    visits: list[Visit] = []
    for family, stage in zip(families, stage_of, strict=True):
        rng = dice(script.code, "life", family.serial)
        learnt, met = learn(rng, family, rule, stage)
        until = replace(span, last=span.last - timedelta(days=ENDED_BEFORE.get(stage, 0)))
        visits += diary(rng, family, learnt, met, until, _members(staff, family))
    lives = Lives(tuple(families), {f.id: s for f, s in zip(families, stage_of, strict=True)}, tuple(visits))
    return _with_oddities(lives, staff, dice(script.code, "oddities"), span.last)


def _with_oddities(lives: Lives, staff: Staff, rng: Random, last: date) -> Lives:
    """What leaders find on their list: phones with a wrong clock, two people who corrected one address."""
    visits = list(lives.visits)
    for at in sorted(rng.sample(range(len(visits)), WRONG_CLOCKS)):
        visits[at] = replace(visits[at], clock_off=WRONG_CLOCK)
    family = rng.choice(lives.at(Stage.SOME))
    members = _members(staff, family)
    evening = datetime.combine(last - timedelta(days=2), time(19), VIETNAM)
    for number, address in enumerate(sayings().addresses):
        moment = evening + timedelta(minutes=35 * number)
        data = {"field": "address", "value": address, "after": None}
        entry = Entry(demo_id(family.id, "address", number), EventOp.EDIT, moment, data=data)
        visits.append(Visit(family, members[number], moment + timedelta(seconds=20), (entry,)))
    return replace(lives, visits=tuple(visits))


def _members(staff: Staff, family: Family) -> Sequence[str]:
    """The members of the family's hamlet, its own one first."""
    ids = [user.id for user in staff.members[family.place]]
    own = family.serial % len(ids)
    return ids[own:] + ids[:own]


def _senders(commune: Commune, staff: Staff) -> dict[str, Viewer]:
    return {user.id: Viewer(user.id, user.role, commune.id) for members in staff.members for user in members}
