"""Families to be asked once more: after a merge of an entry that had answered with one that nobody had asked.

Until somebody asks them the stricter of the two holds. Where the family's last word is a refusal, what
stands under the entry that was never asked is put out of sight, not erased: it comes back when the merge is
taken back or the family agrees, and goes when it refuses again (services/first_refusals.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import exists, select

from webapp.models.asking import among, rows
from webapp.models.change import ChangeKind, ChangeState, HouseholdChange
from webapp.models.consent import ConsentAnswer, ConsentPurpose, moment_said
from webapp.models.household import Household
from webapp.services import lineage
from webapp.services.lineage import Family

_ASKED_SINCE = exists().where(
    ConsentAnswer.household_id == HouseholdChange.into_id, moment_said > HouseholdChange.made_at
)
_MERGES = select(HouseholdChange.into_id, HouseholdChange.beside).where(
    among(HouseholdChange.into_id, "households"),
    HouseholdChange.kind == ChangeKind.MERGE,
    HouseholdChange.state == ChangeState.DONE,
    ~_ASKED_SINCE,
)
_MERGED = select(HouseholdChange.into_id, HouseholdChange.beside, HouseholdChange.made_at).where(
    among(HouseholdChange.into_id, "households"),
    HouseholdChange.kind == ChangeKind.MERGE,
    HouseholdChange.state == ChangeState.DONE,
)
_ANSWERS = (
    select(ConsentAnswer.household_id, ConsentAnswer.agreed, moment_said.label("said"))
    .where(among(ConsentAnswer.household_id, "households"))
    .order_by(moment_said, ConsentAnswer.id)
)


def pending(household_ids: Collection[str]) -> dict[str, frozenset[str]]:
    """The households to be asked once more, each with the entries that nobody had asked."""
    found: dict[str, set[str]] = defaultdict(set)
    if household_ids:
        for home, beside in rows(_MERGES, {"households": list(household_ids)}):
            found[home].update(beside.get("unasked", ()))
    return {home: frozenset(entries) for home, entries in found.items() if entries}


def of_merge(gone: Household, stays: Household) -> list[str]:
    """The entries, of two that become one, whose family nobody has asked while it answered at the other."""
    asked = _last_words({gone.id, stays.id}).keys()
    waiting = {each for entries in pending({gone.id, stays.id}).values() for each in entries}
    if len(asked) == 1:
        [unasked] = {gone.id, stays.id} - asked
        waiting |= {unasked, *lineage.origins(unasked)}
    return sorted(waiting)


def out_of_sight(family: Family) -> frozenset[str]:
    """The entries, among linked households, whose records count nowhere until the family was asked."""
    waiting = pending({family.home(each) for each in family.communes})
    agrees = _last_words(waiting.keys())
    return frozenset(
        entry for home, entries in waiting.items() if not agrees.get(home, True) for entry in entries
    )


def released(family: Family) -> dict[str, datetime]:
    """The entries whose family agreed when it was asked after the merge, each with the moment of the merge.

    What was done there before, late as it may come, is what the family then agreed to have kept.
    """
    merges = rows(_MERGED, {"households": list(family.communes)}) if family.communes else ()
    merges = [each for each in merges if each.beside.get("unasked")]
    if not merges:
        return {}
    answers = rows(_ANSWERS, {"households": [each.into_id for each in merges]})
    found: dict[str, datetime] = {}
    for into, beside, made_at in merges:
        since = [each.agreed for each in answers if each.household_id == into and each.said > made_at]
        if since and ConsentPurpose.CHECKLIST in since[0]:
            found |= dict.fromkeys(beside["unasked"], made_at)
    return found


def _last_words(household_ids: Collection[str]) -> dict[str, bool]:
    """Whether each household that was asked lets its sheet be kept, by what it said last."""
    if not household_ids:
        return {}
    said = rows(_ANSWERS, {"households": list(household_ids)})
    return {home: ConsentPurpose.CHECKLIST in agreed for home, agreed, _at in said}


def hidden_records(household: Household) -> frozenset[str]:
    """The entries of one household that are out of sight now."""
    return out_of_sight(lineage.around({household.id}))
