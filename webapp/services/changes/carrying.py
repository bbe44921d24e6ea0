"""What goes along when households change, beside people and events: what the team saw, who helps, who comes,
and what the family said about its data."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from webapp.models.change import HouseholdChange
from webapp.models.consent import ConsentPurpose
from webapp.models.household import Household
from webapp.services import asking_again, carried_consents, seats
from webapp.services.access import Viewer

FLAGS = ("no_smartphone", "needs_help")
HELPER = ("standing_helper_id", "standing_helper", "helped_since")
EVERYTHING = frozenset(ConsentPurpose)


def into_survivor(by: Viewer, gone: Household, stays: Household) -> dict[str, Any]:
    """Bring the survivor of a merge to what either entry says; what it was before, for taking it back.

    Flags add up; a helper and a member responsible come along where there is none; the newest answer counts,
    and where one entry was never asked the family is to be asked once more.
    """
    before = _plain(stays)
    for name in FLAGS:
        setattr(stays, name, getattr(stays, name) or getattr(gone, name))
    if stays.helped_since is None:
        _helper_comes(gone, stays)
    if stays.assigned_to is None and gone.assigned_to in _team_of(stays):
        stays.assigned_to = gone.assigned_to
    after = _plain(stays)
    changed = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
    unasked = asking_again.of_merge(gone, stays)
    # Whose name the survivor shows was never asked for there.
    purposes = EVERYTHING - {ConsentPurpose.PUBLIC_NAME} if stays.id in unasked else EVERYTHING
    written = carried_consents.carry(by, gone, stays, purposes)
    return {"carried": changed, "unasked": unasked, "consents": written}


def into_new(by: Viewer, old: Household, new: Household) -> None:
    """What a household that was split off begins with. Its name was never agreed to be shown, nor a number
    to be kept; that the sheet may be kept, or may not, was said for its people too."""
    for name in FLAGS:
        setattr(new, name, getattr(old, name))
    _helper_comes(old, new)
    if old.assigned_to in _team_of(new):
        new.assigned_to = old.assigned_to
    carried_consents.carry(by, old, new, {ConsentPurpose.CHECKLIST})


def to_other_commune(by: Viewer, old: Household, new: Household) -> None:
    """Consent was given to the commune that is left; a refusal holds until the family is asked again."""
    for name in FLAGS:
        setattr(new, name, getattr(old, name))
    if old.standing_helper:
        new.standing_helper, new.helped_since = old.standing_helper, old.helped_since
    carried_consents.carry_refusal(by, old, new)


def taken_back(home: Household, change: HouseholdChange) -> None:
    """The survivor says again what it said before the merge, where nobody has said otherwise since."""
    now_says = _plain(home)
    for name, (before, after) in change.beside.get("carried", {}).items():
        if now_says[name] == after:
            value = date.fromisoformat(before) if name == "helped_since" and before else before
            setattr(home, name, value)
    if "consents" in change.beside:
        carried_consents.give_back(home, change.beside["consents"], change.made_at)


def _helper_comes(old: Household, new: Household) -> None:
    """A relative always; somebody of the team where they may come."""
    if old.standing_helper_id is None or old.standing_helper_id in _team_of(new):
        for name in HELPER:
            setattr(new, name, getattr(old, name))


def _team_of(home: Household) -> Collection[str]:
    return {user.id for user in seats.helpers_of(home)}


def _plain(home: Household) -> dict[str, Any]:
    since = home.helped_since
    values = {name: getattr(home, name) for name in (*FLAGS, *HELPER[:2], "assigned_to")}
    return values | {"helped_since": since.isoformat() if since else None}
