"""What families said about their data, read for deciding whether an event of theirs may be kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import select

from webapp.models.asking import among, rows
from webapp.models.consent import ConsentAnswer, ConsentPurpose, moment_said
from webapp.models.household import Household
from webapp.rules.withheld import Answered, Wishes, never_allowed, refusal
from webapp.services import asking_again, lineage
from webapp.services.homes import Home
from webapp.services.lineage import Family

_SAID = (
    select(
        Household.id, Household.erased_at, ConsentAnswer.answered_at, ConsentAnswer.agreed,
        moment_said.label("said"),
    )
    .outerjoin(
        ConsentAnswer,
        (ConsentAnswer.commune_id == Household.commune_id) & (ConsentAnswer.household_id == Household.id),
    )
    .where(among(Household.id, "households"))
    .order_by(moment_said, ConsentAnswer.id)
)  # fmt: skip


@dataclass(frozen=True)
class FamilyWishes:
    """The wishes of several households, by id, and where each of them goes on."""

    of: Mapping[str, Wishes]
    family: Family
    released: Mapping[str, datetime] = field(default_factory=dict)

    def refusal(
        self, household: str, person: str | None, op: str, moment: datetime, *, writes_phone: bool
    ) -> str | None:
        """Why an event that names this household (and person) is not kept; None when it is.

        Both speak, the household that was named and the one where the event counts now. Of an entry that
        nobody had asked when it was merged, what was done before is kept once the family agreed to it.
        """
        entries = dict.fromkeys((household, self.family.home(household, person)))
        wishes = [self.of.get(each, Wishes()) for each in entries]
        if not writes_phone and household in self.released and moment <= self.released[household]:
            wishes = [replace(each, answers=()) for each in wishes]
        for each in wishes:
            if reason := refusal(each, op, moment, writes_phone=writes_phone):
                return reason
        return never_allowed((answer for each in wishes for answer in each.answers), op, moment)


def of(households: Mapping[str, Home]) -> FamilyWishes:
    """Read them; inside a write transaction that holds these households."""
    return in_family(households, lineage.around([home.id for home in households.values() if home.changed]))


def in_family(households: Iterable[str], family: Family) -> FamilyWishes:
    """The same for households by id, with what they are linked with."""
    answers: dict[str, list[Answered]] = defaultdict(list)
    erased: dict[str, datetime | None] = {}
    every = {*households, *family.communes}
    if not every:
        return FamilyWishes({}, family)
    for home, erased_at, at, agreed, said in rows(_SAID, {"households": list(every)}):
        erased[home] = erased_at
        if at is not None:
            answers[home].append(
                Answered(at, ConsentPurpose.CHECKLIST in agreed, ConsentPurpose.PHONE in agreed, said)
            )
    said_of = {each: Wishes(tuple(answers[each]), at) for each, at in erased.items()}
    return FamilyWishes(said_of, family, asking_again.released(family))
