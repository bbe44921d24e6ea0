"""The list of households as the viewer chooses it: a lane, a mark, words, a hamlet; the neediest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from webapp.models.base import db
from webapp.models.commune import Hamlet
from webapp.models.event import HouseholdProgress
from webapp.models.household import Household
from webapp.models.recognition import Recognition
from webapp.rules.priority import Flag
from webapp.rules.vietnamese import fold
from webapp.services import asking_again, consents, priority, progress
from webapp.services.access import Viewer, visible_households
from webapp.services.households import Row

PAGE = 50
MOST_OWN = 500


class Lane(StrEnum):
    """The chips above the list."""

    MINE = "cua-toi"
    UNDONE = "chua-xong"
    NEVER_MET = "chua-gap"
    ELIGIBLE = "du-tieu-chi"
    ALL = "tat-ca"


class Mark(StrEnum):
    """What a list can be narrowed to: the flags, a standing helper, what the family said about its data."""

    NEVER_REACHED = Flag.NEVER_REACHED.value
    ELDER = Flag.ELDER.value
    NO_SMARTPHONE = Flag.NO_SMARTPHONE.value
    NEEDS_HELP = Flag.NEEDS_HELP.value
    HELPED = "co-nguoi-giup"
    NOT_ASKED = "chua-hoi-y-kien"
    DECLINED = "khong-dong-y"


@dataclass(frozen=True)
class Chosen:
    """What the address of a list asks for; `words` searches names without diacritics."""

    lane: Lane
    mark: Mark | None = None
    words: str = ""
    hamlet_id: str | None = None


@dataclass(frozen=True)
class Listing:
    """One page of households. `total` counts the lane, `eligible` those in it that meet the criteria and
    `helped` those with a standing helper, who are counted apart."""

    rows: list[Row]
    total: int
    eligible: int
    helped: int
    page: int
    flags: dict[str, tuple[Flag, ...]] = field(default_factory=dict)
    unasked: frozenset[str] = frozenset()
    ask_again: frozenset[str] = frozenset()
    declining: frozenset[str] = frozenset()

    @property
    def printed(self) -> int:
        """How many of the page go on the paper sheet: not those who let nothing be recorded."""
        return len(self.rows) - len(self.declining)

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def listing(viewer: Viewer, chosen: Chosen, page: int = 1) -> Listing:
    """The households that were asked for, with their flags."""
    scoped = _lane(viewer, chosen.lane)
    if chosen.mark:
        scoped = scoped.where(_marked(chosen.mark))
    if chosen.hamlet_id:
        scoped = scoped.where(Household.hamlet_id == chosen.hamlet_id)
    if folded := fold(chosen.words):
        scoped = scoped.where(Household.head_fold.contains(folded, autoescape=True))
    total, eligible, helped = _counts(scoped)
    page = min(max(page, 1), max(1, -(-total // PAGE)))
    found = db.session.execute(
        scoped.join(Hamlet, Hamlet.id == Household.hamlet_id)
        .add_columns(Hamlet, HouseholdProgress)
        .order_by(*_order(chosen.lane))
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    rows = [Row(*row) for row in found]
    ids = {row.household.id for row in rows}
    return Listing(
        rows, total, eligible, helped, page, priority.flags_of(ids), consents.unasked(ids),
        frozenset(asking_again.pending(ids)), consents.declining(ids),
    )  # fmt: skip


def own(viewer: Viewer) -> Sequence[Household]:
    """Those assigned to the viewer and the new ones he met, or, with none assigned, those of his hamlets.

    As many as a phone keeps.
    """
    scoped = visible_households(viewer).order_by(Household.head_sort, Household.id).limit(MOST_OWN)
    if not has_own(viewer):
        return db.session.scalars(scoped).all()
    mine = or_(Household.assigned_to == viewer.user_id, Household.awaiting == viewer.user_id)
    return db.session.scalars(scoped.where(mine)).all()


def has_own(viewer: Viewer) -> bool:
    """Whether any household is assigned to the viewer."""
    query = visible_households(viewer).where(Household.assigned_to == viewer.user_id).limit(1)
    return db.session.scalar(query) is not None


def _lane(viewer: Viewer, lane: Lane) -> Select[Household]:
    scoped = visible_households(viewer).outerjoin(
        HouseholdProgress, HouseholdProgress.household_id == Household.id
    )
    if lane is Lane.MINE:
        return scoped.where(Household.assigned_to == viewer.user_id)
    if lane is Lane.UNDONE:
        return scoped.where(HouseholdProgress.eligible.is_not(True))
    if lane is Lane.NEVER_MET:
        return scoped.where(HouseholdProgress.last_visit_on.is_(None))
    if lane is Lane.ELIGIBLE:
        this_year = progress.today().year
        taken = select(Recognition.recipient_id).where(
            Recognition.commune_id == viewer.commune_id, Recognition.year == this_year
        )
        return scoped.where(HouseholdProgress.eligible, Household.id.not_in(taken))
    return scoped


def _marked(mark: Mark) -> ColumnElement[bool]:
    if mark is Mark.HELPED:
        return Household.helped_since.is_not(None)
    if mark is Mark.NOT_ASKED:
        return ~consents.was_asked()
    if mark is Mark.DECLINED:
        return consents.declined()
    return priority.conditions()[Flag(mark.value)]


def _order(lane: Lane) -> tuple[Any, ...]:
    """Undone first: those with most flags, then fewest left; else hamlet and given name."""
    if lane in (Lane.MINE, Lane.UNDONE, Lane.NEVER_MET):
        left = HouseholdProgress.item_count - HouseholdProgress.done_count
        return (
            func.coalesce(HouseholdProgress.eligible, False),
            priority.score().desc(),
            func.coalesce(left, 99),
            Household.head_sort,
            Household.id,
        )
    return (Hamlet.sort_key, Household.head_sort, Household.id)


def _counts(scoped: Select[Household]) -> tuple[int, int, int]:
    counted = scoped.with_only_columns(
        func.count(),
        func.count().filter(HouseholdProgress.eligible),
        func.count(Household.helped_since),
        maintain_column_froms=True,
    )
    total, eligible, helped = db.session.execute(counted).one()
    return total, eligible, helped
