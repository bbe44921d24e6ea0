"""More invented families that meet the criteria, as many as a benchmark needs."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select

from webapp.models.base import db
from webapp.models.commune import Commune, Hamlet
from webapp.models.household import Household
from webapp.models.user import Role, User
from webapp.rules.events import VIETNAM
from webapp.services import audit, communes, criteria, progress, recognition
from webapp.services.access import Viewer
from webapp.services.demo import log, script, write
from webapp.services.demo.diary import Span, Visit, diary
from webapp.services.demo.families import Family, family
from webapp.services.demo.learning import Rule, Stage, learn, visits_needed
from webapp.services.demo.script import HamletScript, demo_day, dice
from webapp.services.errors import Refused

FIRST_SERIAL = 100_000
WEEKS = timedelta(days=60)


def lacking(code: str, count: int) -> int:
    """How many families to add so that `count` are eligible and not recognised.

    Raises Refused outside a demo commune.
    """
    if not communes.get(code).demo:
        raise Refused("Chỉ thêm hộ bịa vào xã, phường của bản trình diễn.")
    viewer = Viewer("", Role.OFFICER, code, None, None, None)
    return max(0, count - len(recognition.candidates(viewer)))


def add_eligible(code: str, wanted: int) -> None:
    """Add so many families that meet the criteria; some thousand at most in one transaction."""
    commune = communes.get(code)
    _add(commune, wanted)


def _add(commune: Commune, wanted: int) -> None:
    today = progress.today()
    hamlets = list(db.session.scalars(communes.hamlets_in_force(commune.id, today)))
    member = _member(commune.id)
    rule = Rule(criteria.in_force(commune.id), communes.settings_of(commune.id).checklist, today)
    last = demo_day(today)
    families = _families(commune.id, hamlets, last.year, wanted)
    visits = [visit for each in families for visit in _visits(commune.id, each, rule, member, last)]
    agreed = write.agreements(dice(commune.id, "extra consent"), visits, frozenset())
    since = datetime.combine(last - WEEKS, time(9), VIETNAM)
    households = write.households(families, hamlets, {}, agreed, since)
    log.keep(visits, households, {member.id: Viewer(member.id, member.role, commune.id)})
    audit.record(
        by=None, action="demo.eligible", noun="commune", noun_id=commune.id, commune_id=commune.id,
        changes={"households": wanted},
    )  # fmt: skip


def _families(code: str, hamlets: list[Hamlet], year: int, wanted: int) -> list[Family]:
    there = db.session.scalar(select(func.count()).where(Household.commune_id == code)) or 0
    scripts = [_script(code, hamlet) for hamlet in hamlets]
    rng = dice(code, "extra", there)
    return [
        family(rng, code, FIRST_SERIAL + there + n, n % len(hamlets), scripts[n % len(hamlets)], year)
        for n in range(wanted)
    ]


def _visits(code: str, each: Family, rule: Rule, member: User, last: date) -> list[Visit]:
    """As many visits as the criteria ask for (one at least), with no more than what they ask for learnt."""
    rng = dice(code, "life", each.serial)
    learnt, _visits = learn(rng, each, rule, Stage.ELIGIBLE, more=0)
    return diary(rng, each, learnt, visits_needed(rule.criteria), Span(last - WEEKS, last), [member.id])


def _script(code: str, hamlet: Hamlet) -> HamletScript:
    """How people of a hamlet are named: as in the demo's script, or as most people are."""
    for commune in script.communes():
        for each in commune.hamlets:
            if hamlet.id == script.demo_id(code, "hamlet", each.name):
                return each
    return HamletScript(hamlet.kind, hamlet.name, 0, {"kinh": 1}, "Tổ {lane}")


def _member(code: str) -> User:
    query = select(User).where(User.commune_id == code, User.role == Role.MEMBER, User.active)
    member = db.session.scalar(query.order_by(User.username).limit(1))
    if member is None:
        raise Refused("Xã, phường này chưa có tổ viên nào.")
    return member
