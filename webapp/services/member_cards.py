"""Cards for the door: a member shows who he is, and whoever opens the door checks it on any phone."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from webapp.models.base import db, now
from webapp.models.card import CardState, MemberCard
from webapp.models.commune import Commune, Hamlet
from webapp.models.user import Team, User
from webapp.rules.certificates import CHECK_CODE_BITS, check_code, read_check_code
from webapp.rules.vietnamese import name_sort_key
from webapp.services import audit, communes, seats, teams
from webapp.services.access import Viewer
from webapp.services.certificates import LOOPBACK_REFUSED
from webapp.services.errors import Conflict, NotFound, Refused
from webapp.services.progress import today

TOKEN_BYTES = 18
LONGEST_DAYS = 430
RENEW_FROM_MONTH = 11


@dataclass(frozen=True)
class Holder:
    """Someone who sits in a team today, with the card he has, if any."""

    user: User
    card: MemberCard | None
    state: CardState | None


@dataclass(frozen=True)
class Shown:
    """What the public page says. `team` names the hamlet, or the commune's own team."""

    card: MemberCard
    state: CardState
    team: str
    commune: Commune


def usual_end(day: date) -> date:
    """The end of the year, from November on that of the next."""
    return date(day.year + (day.month >= RENEW_FROM_MONTH), 12, 31)


def holders(viewer: Viewer, team_id: str) -> tuple[Team, list[Holder]]:
    """The people of a team with their cards, by given name. Raises NotFound out of scope."""
    team = teams.get(viewer, team_id)
    cards = {card.user_id: card for card in _current(team)}
    users = seats.members_of(team, today())
    return team, [Holder(user, cards.get(user.id), _state_or_none(cards.get(user.id))) for user in users]


def issue(
    *, by: Viewer, team_id: str, user_ids: Collection[str], valid_until: date, loopback: bool
) -> list[MemberCard]:
    """New cards; older ones of these people end. Raises Refused at `user_ids` or `valid_until`, or when the
    QR would lead nowhere (`loopback`, except in a demo commune)."""
    team = teams.get(by, team_id)
    if loopback and not communes.get(team.commune_id).demo:
        raise Refused(LOOPBACK_REFUSED)
    latest = today() + timedelta(days=LONGEST_DAYS)
    if not today() <= valid_until <= latest:
        raise Refused(f"Ngày hết hạn phải từ hôm nay đến {latest.day}/{latest.month}/{latest.year}.",
                      "valid_until")  # fmt: skip
    wanted = [user for user in seats.members_of(team, today()) if user.id in set(user_ids)]
    if not wanted or len(wanted) < len(set(user_ids)):
        raise Refused("Chọn người trong tổ, tài khoản đang dùng.", "user_ids")
    db.session.execute(select(Team.id).where(Team.id == team.id).with_for_update())  # one card a seat
    for card in _current(team):
        if card.user_id in {user.id for user in wanted}:
            _end(by, card)
    return [_make(by, team, user, valid_until) for user in wanted]


def withdraw(*, by: Viewer, team_id: str, card_id: str) -> MemberCard:
    """End a card at once. Raises NotFound out of scope, Conflict when it has ended before."""
    card = get(by, team_id, card_id)
    if card.withdrawn_at is not None:
        raise Conflict("Thẻ này đã thu hồi từ trước.")
    _end(by, card)
    return card


def get(viewer: Viewer, team_id: str, card_id: str) -> MemberCard:
    team = teams.get(viewer, team_id)
    card = db.session.scalar(
        select(MemberCard).where(
            MemberCard.commune_id == team.commune_id, MemberCard.team_id == team.id, MemberCard.id == card_id
        )
    )
    if card is None:
        raise NotFound
    return card


def printable(viewer: Viewer, team_id: str, card_ids: Collection[str]) -> list[Shown]:
    """The valid cards of a team (none named: all) by given name; printing changes nothing."""
    team = teams.get(viewer, team_id)
    cards = [card for card in _current(team) if not card_ids or card.id in set(card_ids)]
    shown = [_shown(card) for card in sorted(cards, key=lambda card: name_sort_key(card.name))]
    return [each for each in shown if each.state is CardState.VALID]


def by_token(token: str) -> Shown | None:
    """The card behind a QR, or None; the same for an unknown and a malformed token."""
    if not 16 <= len(token) <= 64 or not token.isascii():
        return None
    card = db.session.scalar(select(MemberCard).where(MemberCard.token == token))
    return _shown(card) if card else None


def by_code(typed: str) -> MemberCard | None:
    """The card with this printed code, however it was typed."""
    code = read_check_code(typed)
    return db.session.scalar(select(MemberCard).where(MemberCard.code == code)) if code else None


def state_of(card: MemberCard) -> CardState:
    """Ended when it was withdrawn, when its member left the team, or when the account was disabled."""
    user = db.session.get_one(User, card.user_id)
    team = db.session.get_one(Team, card.team_id)
    if (
        card.withdrawn_at is not None
        or not user.active
        or team.hamlet_id not in seats.hamlets_of(user, today())
    ):
        return CardState.WITHDRAWN
    return CardState.VALID if today() <= card.valid_until else CardState.EXPIRED


def _state_or_none(card: MemberCard | None) -> CardState | None:
    return state_of(card) if card else None


def _shown(card: MemberCard) -> Shown:
    team = db.session.get_one(Team, card.team_id)
    hamlet = db.session.get(Hamlet, team.hamlet_id) if team.hamlet_id else None
    place = hamlet.label if hamlet else "tổ cấp xã, phường"
    return Shown(card, state_of(card), place, communes.get(card.commune_id))


def _current(team: Team) -> Sequence[MemberCard]:
    """The one card of each seat that was not withdrawn."""
    return db.session.scalars(
        select(MemberCard).where(
            MemberCard.commune_id == team.commune_id,
            MemberCard.team_id == team.id,
            MemberCard.withdrawn_at.is_(None),
        )
    ).all()


def _make(by: Viewer, team: Team, user: User, valid_until: date) -> MemberCard:
    card = MemberCard(
        commune_id=team.commune_id, team_id=team.id, user_id=user.id, name=user.display_name,
        token=secrets.token_urlsafe(TOKEN_BYTES), code=check_code(secrets.randbits(CHECK_CODE_BITS)),
        valid_until=valid_until, made_by=by.user_id,
    )  # fmt: skip
    db.session.add(card)
    db.session.flush()
    _record(by, "card.issue", card)
    return card


def _end(by: Viewer, card: MemberCard) -> None:
    card.withdrawn_at, card.withdrawn_by = now(), by.user_id
    db.session.flush()
    _record(by, "card.withdraw", card)


def _record(by: Viewer, action: str, card: MemberCard) -> None:
    changes = {"card": card.id, "valid_until": card.valid_until.isoformat()}
    audit.record(by=by, action=action, noun="user", noun_id=card.user_id, changes=changes)
