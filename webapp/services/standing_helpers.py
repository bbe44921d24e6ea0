"""Standing helpers: a family that can't do it alone gets a named person, of the team or a relative.

Its own status: such a family is helped, which is neither learnt nor recognised.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from webapp.models.base import db
from webapp.models.household import Household
from webapp.models.user import User
from webapp.services import audit, seats
from webapp.services.access import Viewer
from webapp.services.errors import Refused
from webapp.services.progress import today

ONE_OF_TWO = "Chọn một người trong tổ, hoặc ghi tên một người nhà. Không cả hai."
NOBODY = "Chọn người trong tổ, hoặc ghi tên người nhà."


@dataclass(frozen=True)
class Helper:
    """`of_team` is someone of the team; `gone` when that person can't come any more."""

    name: str
    since: date
    of_team: bool
    gone: bool


def of(household: Household) -> Helper | None:
    """Who helps this family for good."""
    if household.helped_since is None:
        return None
    if household.standing_helper_id is None:
        return Helper(household.standing_helper or "", household.helped_since, of_team=False, gone=False)
    user = db.session.get(User, household.standing_helper_id)
    gone = household.standing_helper_id not in {each.id for each in seats.helpers_of(household)}
    return Helper(user.display_name if user else "", household.helped_since, of_team=True, gone=gone)


def appoint(*, by: Viewer, household: Household, user_id: str | None, name: str | None) -> None:
    """Name the helper: an account of the team or a relative. Raises Refused at `user_id` or `name`."""
    if user_id and name:
        raise Refused(ONE_OF_TWO, "name")
    if not user_id and not name:
        raise Refused(NOBODY, "user_id")
    if user_id and user_id not in {each.id for each in seats.neighbours_of(household)}:
        raise Refused("Chọn một tổ viên trong danh sách.", "user_id")
    _set(by, household, "household.helper", user_id or None, name or None, today())


def end(*, by: Viewer, household: Household) -> None:
    """The family manages, or somebody else will be named later."""
    if household.helped_since is not None:
        _set(by, household, "household.helper.end", None, None, None)


def _set(
    by: Viewer, household: Household, action: str, user_id: str | None, name: str | None, since: date | None
) -> None:
    before = [household.standing_helper_id, household.standing_helper]
    household.standing_helper_id, household.standing_helper = user_id, name
    household.helped_since = since
    db.session.flush()
    audit.record(
        by=by, action=action, noun="household", noun_id=household.id,
        changes={"helper": [before, [user_id, name]]},
    )  # fmt: skip
