"""A commune that decides in stages: bob leads Buôn Ea Mẫu, dao leads Thôn Hai, chi is the officer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from tests.factories import Place, make_household, make_place, make_user, viewer
from webapp.models.base import db, writing
from webapp.models.commune import Hamlet
from webapp.models.consent import ConsentPurpose
from webapp.models.household import Household
from webapp.models.recognition import Recognition
from webapp.models.stage import HamletMeeting, Posting
from webapp.models.submission import Submission
from webapp.models.user import Role, User
from webapp.rules.stages import StageKind, StageRules
from webapp.services import checklist, communes, consents, recognition, settings, submissions
from webapp.services.access import Viewer
from webapp.services.progress import today
from webapp.services.stages import meetings, postings

ITEMS = ("kn-vneid-muc-2", "kn-quet-qr")
EVERY_STAGE = tuple(kind.value for kind in StageKind)


@dataclass(frozen=True)
class StagedTown:
    """`families` are the recognitions of the list by the family's name; the list is `submission_id`."""

    place: Place
    bob: User
    chi: User
    admin: User
    leader: Viewer
    other_leader: Viewer
    officer: Viewer
    submission_id: str
    families: dict[str, str]
    homes: dict[str, Household]

    @property
    def hamlet(self) -> Hamlet:
        return self.place.hamlet

    @property
    def submission(self) -> Submission:
        return db.session.get_one(Submission, self.submission_id)

    def switch_on(self, *kinds: str, **rules: Any) -> None:
        now = communes.settings_of(self.place.commune.id)
        with writing():
            settings.change(
                by=viewer(self.admin), settings=replace(now, stages=StageRules(on=kinds, **rules))
            )

    def consent(self, head: str) -> None:
        with writing():
            agreed = frozenset({ConsentPurpose.CHECKLIST, ConsentPurpose.PUBLIC_NAME})
            consents.record(by=self.officer, household=self.homes[head], said=consents.Said(agreed))

    def add(self, hamlet: Hamlet, head: str) -> str:
        """One more family on the list."""
        ids = _proposed(self.officer, [make_household(hamlet, head)])
        with writing():
            submissions.put(self.officer, self.submission_id, ids)
        return ids[0]

    def meet(
        self, hamlet: Hamlet, refused: Sequence[str] = (), held_on: date | None = None, **held: Any
    ) -> HamletMeeting:
        """A closed meeting of 48 of 60 where all agree, but to the `refused` families."""
        by = self.officer
        words = meetings.Held(
            held_on=held_on or today() - timedelta(days=12), place="Nhà văn hóa", chair="Y Thu Êban",
            secretary="Hà Thị Sáu",
            invited=60, present=48, began="19:30", ended="21:00", front_head="Trần Văn Bảy",
            representatives=("Lê Thị Tám", "Y Bhăm Niê"),
        )  # fmt: skip
        wanted = meetings.to_vote_on(by, self.submission, hamlet.id)
        ids = [case.recognition.id for case in wanted if case.recognition]
        votes = [
            meetings.Vote(each, 12, False, "Chưa tự quét mã") if each in refused else meetings.Vote(each, 48)
            for each in ids
        ]
        with writing():
            made = meetings.record(
                by=by, submission_id=self.submission_id, hamlet_id=hamlet.id,
                held=replace(words, **held), votes=votes,
            )  # fmt: skip
            meetings.close(by=by, meeting_id=made.id)
        return made

    def post(self, hamlet: Hamlet, days_ago: int = 0) -> Posting:
        with writing():
            return postings.put_up(
                by=self.officer, submission_id=self.submission_id, hamlet_id=hamlet.id,
                place="Bảng tin nhà văn hóa", first_on=today() - timedelta(days=days_ago),
            )  # fmt: skip

    def post_and_end(self, hamlet: Hamlet) -> Posting:
        posting = self.post(hamlet, days_ago=11)
        with writing():
            return postings.end(by=self.officer, posting_id=posting.id)


def _proposed(by: Viewer, homes: Sequence[Household]) -> list[str]:
    with writing():
        for home in homes:
            for item in ITEMS:
                checklist.record(by=by, household_id=home.id, item=item, person_ids=[])
        return [each.id for each in recognition.propose(by=by, household_ids=[home.id for home in homes])]


def make_staged_town(*kinds: str, **rules: Any) -> StagedTown:
    """Two families of Buôn Ea Mẫu and one of Thôn Hai on one list; `kinds` are the stages switched on."""
    place = make_place()
    bob = make_user(Role.LEADER, "bob", place.commune, place.hamlet)
    dao = make_user(Role.LEADER, "dao", place.commune, place.other_hamlet)
    chi, admin = (make_user(role, role.value, place.commune) for role in (Role.OFFICER, Role.ADMIN))
    officer = viewer(chi)
    homes = [
        make_household(place.hamlet, "H'Mẫu Niê"),
        make_household(place.hamlet, "Y Bhăm Êban"),
        make_household(place.other_hamlet, "Trần Văn Mẫu"),
    ]
    ids = _proposed(officer, homes)
    with writing():
        made = submissions.open_list(officer, "Đợt 1")
        submissions.put(officer, made.id, ids)
    rows = db.session.execute(select(Recognition.recipient_id, Recognition.id)).all()
    by_home = {home: each for home, each in rows}
    town = StagedTown(
        place, bob, chi, admin, viewer(bob), viewer(dao), officer, made.id,
        {home.head: by_home[home.id] for home in homes}, {home.head: home for home in homes},
    )  # fmt: skip
    if kinds:
        town.switch_on(*kinds, **rules)
    return town
