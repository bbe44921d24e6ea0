"""Household lists as communes really keep them: reading, checking, comparing with what is known.

Plain values in, plain values out. `parse_list` takes the sheets of a file, `parse_pasted` a piece of text;
`plan_changes` compares what they give with the households already kept.
"""

from webapp.rules.household_list.changes import (
    FieldChange,
    HouseholdChange,
    ImportPlan,
    KnownHousehold,
    KnownPerson,
    PersonChange,
    plan_changes,
)
from webapp.rules.household_list.listing import parse_list
from webapp.rules.household_list.parsed import (
    CommuneName,
    DroppedColumn,
    HamletName,
    ListedHousehold,
    ListedPerson,
    ParsedList,
    RemovedValue,
    RowError,
)
from webapp.rules.household_list.pasted import parse_pasted

__all__ = [
    "CommuneName",
    "DroppedColumn",
    "FieldChange",
    "HamletName",
    "HouseholdChange",
    "ImportPlan",
    "KnownHousehold",
    "KnownPerson",
    "ListedHousehold",
    "ListedPerson",
    "ParsedList",
    "PersonChange",
    "RemovedValue",
    "RowError",
    "parse_list",
    "parse_pasted",
    "plan_changes",
]
