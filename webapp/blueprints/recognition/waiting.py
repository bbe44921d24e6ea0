"""What waits for review, of one hamlet or of all, and how much of it nothing speaks against."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from webapp.services import proposal_reviews
from webapp.services.access import Permission, Viewer
from webapp.services.recognition import Case

COUNTED = 500  # weighing one takes about a millisecond; more are weighed when they are asked about


@dataclass(frozen=True)
class HamletWaiting:
    id: str
    label: str
    count: int


@dataclass(frozen=True)
class Waiting:
    """`clear` counts those that can be found fit together; 0 for who doesn't review, None if uncounted."""

    cases: list[Case]
    hamlets: list[HamletWaiting]
    hamlet_id: str
    clear: int | None


def of(viewer: Viewer, cases: list[Case], asked_hamlet: str) -> Waiting:
    """The cases of the hamlet that was asked for; of every one where it has none, or none was asked for."""
    counts = Counter(each.recipient.hamlet_id or "" for each in cases)
    labels = {each.recipient.hamlet_id or "": each.recipient.place for each in cases}
    hamlets = [HamletWaiting(each, labels[each], count) for each, count in counts.items() if each]
    hamlet = asked_hamlet if asked_hamlet in labels else ""
    here = in_hamlet(cases, hamlet)
    return Waiting(here, hamlets, hamlet, _clear(viewer, free(here)))


def in_hamlet(cases: list[Case], hamlet_id: str) -> list[Case]:
    return [each for each in cases if not hamlet_id or each.recipient.hamlet_id == hamlet_id]


def free(cases: list[Case]) -> list[str]:
    """The ids of those that are in no list yet."""
    return [each.recognition.id for each in cases if each.recognition and not each.recognition.submission_id]


def _clear(viewer: Viewer, recognition_ids: list[str]) -> int | None:
    if not viewer.may(Permission.REVIEW_PROPOSALS):
        return 0
    if len(recognition_ids) > COUNTED:
        return None
    return sum(each.clear for each in proposal_reviews.before_listing(viewer, recognition_ids))
