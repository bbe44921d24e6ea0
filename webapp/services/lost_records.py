"""What a family's refusal erased although, as an answer that came later shows, it had agreed by then.

Nothing brings it back: ids and hashes are all that is left. Whoever works with the family is told to
record it anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import bindparam, select

from webapp.models.asking import among, rows
from webapp.models.base import db, now
from webapp.models.consent import ConsentAnswer, ConsentPurpose
from webapp.models.event import Event, EventOp
from webapp.models.household import Household
from webapp.rules.events import made_at
from webapp.services import consents, lineage, wishes
from webapp.services.lineage import Family
from webapp.services.progress import named, of_households
from webapp.services.wishes import FamilyWishes

TOLD_FOR = timedelta(days=30)
_LATE = select(ConsentAnswer.household_id, ConsentAnswer.agreed).where(
    among(ConsentAnswer.household_id, "households"),
    ConsentAnswer.said_at < ConsentAnswer.arrived_at,
    ConsentAnswer.arrived_at > bindparam("since", type_=ConsentAnswer.arrived_at.type),
)


@dataclass(frozen=True)
class Lost:
    """So many records are gone; `again`: the family agrees now, so they may be written anew."""

    records: int
    again: bool

    @property
    def words(self) -> str:
        """For whoever works with the family, in Vietnamese."""
        if self.again:
            return f"Gia đình đã đồng ý lại. {self.records} lần ghi đã xóa khi gia đình từ chối cần ghi lại."
        return (
            f"Trước khi từ chối, gia đình đã đồng ý. {self.records} lần ghi đã xóa không lấy lại được; "
            "khi nào gia đình đồng ý lại thì ghi lại."
        )


def of(household_ids: Collection[str]) -> dict[str, Lost]:
    """Those of these households where an agreement came late within the last 30 days, and too late."""
    found = rows(_LATE, {"households": list(household_ids), "since": now() - TOLD_FOR})
    late = {home for home, agreed in found if ConsentPurpose.CHECKLIST in agreed}
    if not late:
        return {}
    family = lineage.around(late)
    counted = _counted(late, family)
    declining = consents.declining(late)
    return {home: Lost(n, home not in declining) for home, n in counted.items() if n}


def _counted(homes: Iterable[str], family: Family) -> dict[str, int]:
    counts = dict.fromkeys(homes, 0)
    communes = dict(
        db.session.execute(select(Household.id, Household.commune_id).where(Household.id.in_(counts))).all()
    )
    entries = communes | {each: at for each, at in family.communes.items() if family.home(each) in counts}
    said = wishes.in_family(entries, family)
    erased = select(Event).where(of_households(Event), Event.op == EventOp.ERASED)
    for event in db.session.scalars(erased, named(entries)):
        if _allowed(event, said):
            counts[family.home(event.household_id)] += 1
    return counts


def _allowed(event: Event, said: FamilyWishes) -> bool:
    moment, _guessed = made_at(event.occurred_at, event.sent_at, event.received_at)
    return said.refusal(event.household_id, None, EventOp.DONE, moment, writes_phone=False) is None
