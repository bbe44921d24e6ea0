"""Households given to a team's members: by hand, by lane, or evenly; and those whose member has left."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from sqlalchemy import select, update

from webapp.models.base import db
from webapp.models.commune import Hamlet
from webapp.models.household import Household
from webapp.models.user import Team, User
from webapp.rules.assignment import blocks, even_shares, lanes_of, lies_in, walking_key
from webapp.rules.vietnamese import fold
from webapp.services import accounts, audit, communes, seats, teams
from webapp.services.access import Viewer, visible_households
from webapp.services.errors import Conflict, NotFound, Refused
from webapp.services.progress import today

MOST_AT_ONCE = 500
AT_ONCE = 500
NOBODY = "Chọn người nhận trong danh sách."
CHANGED = "Danh sách vừa thay đổi. Xem lại cách chia rồi bấm giao."


class Whose(StrEnum):
    """Which households: nobody's, those of someone who left, or all."""

    UNGIVEN = "chua-giao"
    LEFT = "giao-lai"
    ALL = "tat-ca"


@dataclass(frozen=True)
class Home:
    id: str
    head: str
    address: str | None
    hamlet_id: str
    hamlet: str
    holder: str | None


@dataclass(frozen=True)
class Load:
    """A member with the number of households of this team that are assigned to him."""

    user: User
    homes: int
    least: int

    @property
    def missing(self) -> int:
        return max(0, self.least - self.homes)


@dataclass(frozen=True)
class Roster:
    """A team's households in walking order, and who can be given some. `names` are all holders' names."""

    team: Team
    homes: Sequence[Home]
    members: Sequence[Load]
    names: Mapping[str, str]
    least: int
    left: frozenset[str]

    @cached_property
    def ungiven(self) -> int:
        return sum(home.holder is None for home in self.homes)

    @cached_property
    def lanes(self) -> list[tuple[str, int]]:
        """The lanes that addresses name, with their households, most first; at least two houses make one."""
        spelt: dict[str, str] = {}
        counts: Counter[str] = Counter()
        for home in self.homes:
            for lane in lanes_of(home.address):
                spelt.setdefault(fold(lane), lane)
                counts[fold(lane)] += 1
        return [(spelt[key], count) for key, count in counts.most_common(60) if count > 1]

    def chosen(self, whose: str, words: str = "", lane: str = "") -> list[Home]:
        """`whose` is a Whose or a member's id; `words` searches heads and addresses without diacritics."""
        folded = fold(words)
        return [
            home
            for home in self.homes
            if self._is(home, whose)
            and (not lane or lies_in(home.address, lane))
            and (not folded or folded in fold(f"{home.head} {home.address or ''}"))
        ]

    def _is(self, home: Home, whose: str) -> bool:
        if whose == Whose.UNGIVEN:
            return home.holder is None
        if whose == Whose.LEFT:
            return home.id in self.left
        return whose == Whose.ALL or home.holder == whose


@dataclass(frozen=True)
class Share:
    """What one member would get: a run of neighbours beside the households that he keeps."""

    user: User
    keeps: int
    gets: Sequence[Home]
    least: int

    @property
    def total(self) -> int:
        return self.keeps + len(self.gets)


@dataclass(frozen=True)
class EvenPlan:
    """`key` names exactly this division: a plan made of other data has another."""

    shares: Sequence[Share]
    key: str

    @property
    def count(self) -> int:
        return sum(len(share.gets) for share in self.shares)

    @property
    def taken(self) -> int:
        """How many households get someone else than whoever has them now."""
        return sum(home.holder not in (None, share.user.id) for share in self.shares for home in share.gets)

    @property
    def stays(self) -> int:
        """How many of the divided households stay with whoever has them."""
        return sum(home.holder == share.user.id for share in self.shares for home in share.gets)


def roster(viewer: Viewer, team_id: str) -> Roster:
    """Raises NotFound for a team out of scope."""
    team = teams.get(viewer, team_id)
    homes = _homes(viewer, team)
    holding = Counter(home.holder for home in homes)
    least = communes.settings_of(team.commune_id).least_households_per_member
    members = [Load(user, holding[user.id], least) for user in seats.members_of(team, today())]
    seated = _seated(team.commune_id)
    left = frozenset(
        home.id for home in homes if home.holder and home.holder not in seated[home.hamlet_id] | seated[None]
    )
    return Roster(team, homes, members, accounts.names_of(holding), least, left)


def left_behind(viewer: Viewer, team_id: str) -> int:
    """How many of a team's households are assigned to someone who can't go there any more."""
    return len(roster(viewer, team_id).left)


def give(*, by: Viewer, team_id: str, household_ids: Collection[str], user_id: str | None) -> int:
    """Give households of a team to a member, None: to nobody; returns how many changed hands.

    Raises NotFound for one out of scope, Refused at `user_id` outside the team, or without any household.
    """
    found = roster(by, team_id)
    if user_id is not None and user_id not in {load.user.id for load in found.members}:
        raise Refused(NOBODY, "user_id")
    wanted = set(household_ids)
    if not 0 < len(wanted) <= MOST_AT_ONCE:
        raise Refused(f"Chọn từ 1 đến {MOST_AT_ONCE} hộ.", "household_ids")
    homes = [home for home in found.homes if home.id in wanted]
    if len(homes) < len(wanted):
        raise NotFound
    return _hand_over(by, homes, user_id)


def even_plan(viewer: Viewer, team_id: str, whose: Whose, user_ids: Collection[str]) -> EvenPlan:
    """How the households would be divided among these members (none named: all), keeping neighbours together.

    Those not divided stay with whoever has them. Raises Refused without members or households.
    """
    found = roster(viewer, team_id)
    takers = [load for load in found.members if not user_ids or load.user.id in set(user_ids)]
    homes = found.chosen(whose)
    if not takers:
        raise Refused("Tổ chưa có ai để giao.", "user_ids")
    if not homes:
        raise Refused("Không có hộ nào để chia.", "whose")
    divided = {home.id for home in homes}
    keeps = Counter(home.holder for home in found.homes if home.id not in divided)
    shares = even_shares({load.user.id: keeps[load.user.id] for load in takers}, len(homes))
    runs = blocks([home.id for home in homes], shares)
    known = {home.id: home for home in homes}
    planned = [
        Share(load.user, keeps[load.user.id], [known[each] for each in runs[load.user.id]], found.least)
        for load in takers
    ]
    return EvenPlan(planned, _key(planned))


def give_evenly(*, by: Viewer, team_id: str, whose: Whose, user_ids: Collection[str], key: str) -> int:
    """Carry out the plan that was seen. Raises Conflict when it would be another by now."""
    plan = even_plan(by, team_id, whose, user_ids)
    if plan.key != key:
        raise Conflict(CHANGED)
    return sum(_hand_over(by, share.gets, share.user.id) for share in plan.shares)


def _key(shares: Sequence[Share]) -> str:
    text = ";".join(f"{share.user.id}:{','.join(home.id for home in share.gets)}" for share in shares)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _hand_over(by: Viewer, homes: Sequence[Home], user_id: str | None) -> int:
    by_holder: dict[str | None, list[str]] = defaultdict(list)
    for home in homes:
        if home.holder != user_id:
            by_holder[home.holder].append(home.id)
    for holder, ids in by_holder.items():
        for start in range(0, len(ids), AT_ONCE):
            part = ids[start : start + AT_ONCE]
            db.session.execute(update(Household).where(Household.id.in_(part)).values(assigned_to=user_id))
        audit.record_many(
            by=by, action="household.assign", noun="household", noun_ids=ids,
            changes={"assigned_to": [holder, user_id]},
        )  # fmt: skip
    return sum(map(len, by_holder.values()))


def _homes(viewer: Viewer, team: Team) -> list[Home]:
    query = (
        visible_households(viewer)
        .join(Hamlet, Hamlet.id == Household.hamlet_id)
        .with_only_columns(
            Household.id, Household.head, Household.address, Household.hamlet_id, Hamlet.kind, Hamlet.name,
            Household.assigned_to,
        )
        .order_by(Hamlet.sort_key, Hamlet.id, Household.head_sort, Household.id)
    )  # fmt: skip
    if team.hamlet_id is not None:
        query = query.where(Household.hamlet_id == team.hamlet_id)
    rows = [
        Home(home, head, address, hamlet, f"{kind} {name}", holder)
        for home, head, address, hamlet, kind, name, holder in db.session.execute(query)
    ]
    places = {hamlet: place for place, hamlet in enumerate(dict.fromkeys(row.hamlet_id for row in rows))}
    return sorted(rows, key=lambda row: (places[row.hamlet_id], walking_key(row.address)))


def _seated(commune_id: str) -> dict[str | None, set[str]]:
    """The accounts in use by the hamlet of their team; None: the commune's own."""
    current = seats.current(commune_id, today())
    ids = {seat.user_id for seat, _team in current}
    active = set(db.session.scalars(select(User.id).where(User.id.in_(ids), User.active)))
    found: dict[str | None, set[str]] = defaultdict(set)
    for seat, team in current:
        if seat.user_id in active:
            found[team.hamlet_id].add(seat.user_id)
    return found
