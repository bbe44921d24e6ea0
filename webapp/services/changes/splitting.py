"""Some people of a household found one of their own: their ticks go with them, the family's stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from webapp.models.base import db, new_id
from webapp.models.change import ChangeKind, HouseholdChange
from webapp.models.commune import Hamlet
from webapp.models.household import Household, Person
from webapp.rules.vietnamese import clean_text, fold, name_sort_key
from webapp.services import communes, households, progress
from webapp.services.access import Viewer
from webapp.services.changes import carrying, making
from webapp.services.changes.affected import Affected, affected
from webapp.services.errors import Refused


@dataclass(frozen=True)
class NewHome:
    """What the form asks: who goes, which of them is head, where they live now."""

    person_ids: tuple[str, ...]
    head_id: str
    hamlet_id: str
    address: str | None = None


@dataclass(frozen=True)
class SplitPreview:
    old: Affected
    going: tuple[Person, ...]
    staying: tuple[Person, ...]
    head: Person
    hamlet: str
    ticks_going: int
    head_goes: bool


def preview(viewer: Viewer, household_id: str, new: NewHome) -> SplitPreview:
    """Raises NotFound out of scope, Refused at the field that is wrong."""
    household = households.get(viewer, household_id)
    old = affected(household)
    going, head, hamlet = _checked(viewer, old.people, new)
    return SplitPreview(
        old, tuple(going), tuple(each for each in old.people if each not in going), head, hamlet,
        sum(old.ticks.get(each.id, 0) for each in going),
        fold(household.head) in {fold(each.name or "") for each in going},
    )  # fmt: skip


def split(*, by: Viewer, household_id: str, new: NewHome) -> HouseholdChange:
    """Make the new household. Raises NotFound out of scope, Refused at the field that is wrong."""
    [old] = making.locked(by, household_id)
    going, head, _hamlet = _checked(by, households.people(old), new)
    name = clean_text(head.name or "")
    home = Household(
        id=new_id(), commune_id=old.commune_id, hamlet_id=new.hamlet_id, head=name, head_fold=fold(name),
        head_sort=name_sort_key(name), address=clean_text(new.address or "") or None,
        address_form=head.address_form,
    )  # fmt: skip
    db.session.add(home)
    db.session.flush()
    carrying.into_new(by, old, home)
    data = {"persons": sorted(each.id for each in going)}
    return making.make(by=by, household=old, kind=ChangeKind.SPLIT, into=home, data=data)


def _checked(viewer: Viewer, people: Sequence[Person], new: NewHome) -> tuple[list[Person], Person, str]:
    going = [each for each in people if each.id in new.person_ids]
    if not going or len(going) != len(set(new.person_ids)):
        raise Refused("Chọn ít nhất một người sang hộ mới.", "person_ids")
    if len(going) == len(people):
        raise Refused("Để lại ít nhất một người ở hộ cũ. Cả nhà chuyển đi thì chọn Chuyển hộ.", "person_ids")
    head = next((each for each in going if each.id == new.head_id and each.name), None)
    if head is None:
        raise Refused("Chọn chủ hộ mới trong những người sang hộ mới.", "head_id")
    return going, head, _hamlet(communes.hamlets(viewer, progress.today()), new.hamlet_id)


def _hamlet(allowed: Sequence[Hamlet], hamlet_id: str) -> str:
    for each in allowed:
        if each.id == hamlet_id:
            return each.label
    raise Refused("Chọn thôn, tổ dân phố trong danh sách.", "hamlet_id")
