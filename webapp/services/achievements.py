"""What the log says of a recipient this year, in counts: the evidence that goes with a proposal by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from webapp.models.base import db
from webapp.models.event import Event, EventOp, HouseholdProgress, LiveDone
from webapp.models.household import Household
from webapp.models.recognition import RecipientKind, Recognition, RecognitionState
from webapp.models.teaching import TeachingSession
from webapp.models.user import TeamMember
from webapp.services import progress
from webapp.services.recipients import Recipient

Figures = list[tuple[str, str]]


def figures_of(commune_id: str | None, recipient: Recipient) -> Figures:
    """(label, figure) pairs from 1 January to today, ready to read; only counts, never another's name."""
    today = progress.today()
    return _FIGURES[recipient.kind](commune_id, recipient, date(today.year, 1, 1))


def _of_person(commune_id: str | None, person: Recipient, since: date) -> Figures:
    learnt = db.session.scalars(
        select(LiveDone.item)
        .where(
            LiveDone.commune_id == commune_id, LiveDone.household_id == person.household_id,
            LiveDone.person_id == person.id,
        )
        .distinct()
    ).all()  # fmt: skip
    titles = progress.item_titles()
    names = ", ".join(sorted(titles.get(item, item) for item in learnt))
    return [("Việc đã làm được", str(len(learnt)))] + ([("Gồm", names)] if names else [])


def _of_household(commune_id: str | None, home: Recipient, since: date) -> Figures:
    ticks = and_(LiveDone.commune_id == commune_id, LiveDone.household_id == home.id)
    return [
        ("Việc đã làm được", _count(select(func.count(LiveDone.item.distinct())).where(ticks))),
        ("Người trong nhà đã học", _count(select(func.count(LiveDone.person_id.distinct())).where(ticks))),
        ("Lần tổ đến nhà, gặp được người", str(_met(commune_id, Event.household_id == home.id))),
    ]


def _of_team(commune_id: str | None, team: Recipient, since: date) -> Figures:
    seats = select(TeamMember.user_id).where(
        TeamMember.commune_id == commune_id, TeamMember.team_id == team.id
    )
    helped = Event.helper_id.in_(seats)
    taught = and_(
        LiveDone.commune_id == commune_id, LiveDone.helper_id.in_(seats), LiveDone.dated_on >= since
    )
    members = seats.with_only_columns(func.count()).where(TeamMember.left_on.is_(None))
    held, present = _sessions(commune_id, TeachingSession.helper_id.in_(seats), since)
    return [
        ("Tổ viên", _count(members)),
        (
            "Hộ được hướng dẫn trong năm",
            _count(select(func.count(LiveDone.household_id.distinct())).where(taught)),
        ),
        ("Lượt việc người dân đã làm được trong năm", _count(select(func.count()).where(taught))),
        ("Lần đến nhà, gặp được người, trong năm", str(_met(commune_id, helped, since))),
        ("Buổi hướng dẫn trong năm", f"{held} buổi, {present} lượt người dự"),
        *(_of_place(commune_id, team.hamlet_id, since) if team.hamlet_id else []),
    ]


def _of_hamlet(commune_id: str | None, hamlet: Recipient, since: date) -> Figures:
    held, present = _sessions(commune_id, TeachingSession.hamlet_id == hamlet.id, since)
    return [
        *_of_place(commune_id, hamlet.id, since),
        ("Buổi hướng dẫn trong năm", f"{held} buổi, {present} lượt người dự"),
    ]


def _of_place(commune_id: str | None, hamlet_id: str | None, since: date) -> Figures:
    """Shares of a hamlet's living households."""
    here = and_(
        Household.commune_id == commune_id, Household.hamlet_id == hamlet_id,
        Household.merged_into.is_(None), Household.archived_at.is_(None), Household.awaiting.is_(None),
    )  # fmt: skip
    progressed = select(func.count()).select_from(Household).join(
        HouseholdProgress, HouseholdProgress.household_id == Household.id
    )  # fmt: skip
    every = int(_count(select(func.count()).select_from(Household).where(here)))
    begun = int(_count(progressed.where(here, HouseholdProgress.done_count > 0)))
    eligible = int(_count(progressed.where(here, HouseholdProgress.eligible)))
    recognised = int(_count(
        select(func.count(Recognition.recipient_id.distinct()))
        .join(Household, Household.id == Recognition.recipient_id)
        .where(here, Recognition.commune_id == commune_id, Recognition.year == since.year,
               Recognition.state.in_((RecognitionState.DECIDED, RecognitionState.ISSUED)))
    ))  # fmt: skip
    return [
        ("Hộ trên địa bàn", str(every)),
        ("Hộ đã học ít nhất một việc", _share(begun, every)),
        ("Hộ đủ tiêu chí", _share(eligible, every)),
        ("Hộ được công nhận trong năm", _share(recognised, every)),
    ]


def _met(commune_id: str | None, condition: ColumnElement[bool], since: date | None = None) -> int:
    """Visits that found somebody at home."""
    query = select(Event.data).where(Event.commune_id == commune_id, Event.op == EventOp.VISIT, condition)
    if since:
        query = query.where(Event.dated_on >= since)
    return sum(data.get("result") == "met" for data in db.session.scalars(query))


def _sessions(commune_id: str | None, condition: ColumnElement[bool], since: date) -> tuple[int, int]:
    rows = db.session.scalars(
        select(TeachingSession).where(
            TeachingSession.commune_id == commune_id, TeachingSession.held_on >= since, condition
        )
    ).all()
    return len(rows), sum(each.present for each in rows)


def _count(query: Select[Any]) -> str:
    return str(db.session.scalar(query) or 0)


def _share(part: int, whole: int) -> str:
    """ "36/48 (75 %)"; nothing is divided by nobody."""
    return f"{part}/{whole} ({round(100 * part / whole)} %)" if whole else "0"


_FIGURES: dict[RecipientKind, Callable[[str | None, Recipient, date], Figures]] = {
    RecipientKind.PERSON: _of_person,
    RecipientKind.HOUSEHOLD: _of_household,
    RecipientKind.TEAM: _of_team,
    RecipientKind.HAMLET: _of_hamlet,
}
