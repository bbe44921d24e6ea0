"""Phones that send: tokens that outlive a session, what waits on each, revoking a lost one."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, delete, exists, or_, select, tuple_, update

from webapp.models.asking import among, rows
from webapp.models.base import db, now
from webapp.models.event import Device
from webapp.models.inserting import insert_or_update
from webapp.models.phone import DeviceToken
from webapp.models.user import Team, TeamMember, User
from webapp.rules.vietnamese import name_sort_key
from webapp.services import audit, sessions
from webapp.services.access import Viewer, in_scope, viewers_of
from webapp.services.errors import Conflict, NotFound

REVOKED = "Điện thoại này đã bị thu hồi. Việc còn trong máy sẽ được xóa."
_SENDERS = (
    select(
        DeviceToken.token_hash, DeviceToken.device_id, User.id, User.role, User.commune_id,
        User.province_code,
    )
    .join(User, User.id == DeviceToken.user_id)
    .where(User.active, among(DeviceToken.token_hash, "hashes"))
)  # fmt: skip
_REVOKED = select(Device.id, Device.user_id).where(
    among(Device.id, "devices"), Device.revoked_at.is_not(None)
)


@dataclass(frozen=True)
class Phone:
    """An account's store on one phone, as a leader sees it."""

    device: Device
    user: User

    @property
    def state(self) -> str:
        if self.device.revoked_at is None:
            return "in use"
        return "wiped" if self.device.wiped_at else "revoked"


def enrol(*, by: Viewer, device_id: str, label: str) -> str:
    """A new token for this account's store on that phone; an older one is worthless from now on.

    Raises Conflict for a phone that was revoked: its store is to be wiped and gets a new id.
    """
    row = {
        "id": device_id, "user_id": by.user_id, "commune_id": by.commune_id, "label": label,
        "first_contact_at": now(), "last_contact_at": now(),
    }  # fmt: skip
    db.session.execute(insert_or_update(Device, "last_contact_at", "label"), [row])
    if revoked([device_id]):
        raise Conflict(REVOKED)
    forget_tokens(device_id, by.user_id)
    token = secrets.token_urlsafe(32)
    db.session.add(
        DeviceToken(
            token_hash=sessions.digest(token), device_id=device_id, user_id=by.user_id,
            commune_id=by.commune_id,
        )
    )  # fmt: skip
    db.session.flush()
    return token


def senders(tokens: Mapping[str, str], today: date) -> dict[str, Viewer]:
    """The viewers behind upload tokens; `tokens` names the device that each came from.

    A token works only for its own phone and an active account.
    """
    if not tokens:
        return {}
    by_hash = {sessions.digest(token): token for token in tokens}
    found = [
        row
        for row in rows(_SENDERS, {"hashes": list(by_hash)})
        if tokens[by_hash[row.token_hash]] == row.device_id
    ]
    viewers = viewers_of(found, today)
    return {by_hash[row.token_hash]: viewers[row.id] for row in found}


def revoked(devices: Collection[str]) -> set[tuple[str, str]]:
    """Which of these phones were revoked, as pairs of device and account."""
    found = rows(_REVOKED, {"devices": list(devices)}) if devices else ()
    return {(row.id, row.user_id) for row in found}


def note_wiped(pairs: Collection[tuple[str, str]]) -> None:
    """These revoked phones were told to wipe themselves."""
    if not pairs:
        return
    told = (
        update(Device)
        .where(tuple_(Device.id, Device.user_id).in_(list(pairs)), Device.wiped_at.is_(None))
        .values(wiped_at=now())
    )
    db.session.execute(told, execution_options={"synchronize_session": False})


def visible(viewer: Viewer) -> Select[Device, User]:
    """The one scoped query of phones: those of accounts that sit in the viewer's teams.

    A store that was signed out with nothing left in it is no longer a phone of the team.
    """
    signed_in = exists().where(DeviceToken.device_id == Device.id, DeviceToken.user_id == Device.user_id)
    seated = (
        select(TeamMember.user_id)
        .join(Team, Team.id == TeamMember.team_id)
        .where(TeamMember.commune_id == viewer.commune_id, TeamMember.left_on.is_(None))
    )
    if viewer.hamlet_ids is not None:
        seated = seated.where(in_scope(viewer, Team.hamlet_id))
    return (
        select(Device, User)
        .join(User, User.id == Device.user_id)
        .where(
            Device.commune_id == viewer.commune_id,
            Device.user_id.in_(seated),
            Device.label != "",
            or_(signed_in, Device.waiting > 0, Device.revoked_at.is_not(None)),
        )
    )


def listing(viewer: Viewer) -> list[Phone]:
    """Phones in use with most waiting first, then by last contact; revoked ones at the end."""
    phones = [Phone(*row) for row in db.session.execute(visible(viewer))]
    return sorted(phones, key=_worry)


def get(viewer: Viewer, device_id: str, user_id: str) -> Phone:
    """Raises NotFound out of scope."""
    wanted = visible(viewer).where(Device.id == device_id, Device.user_id == user_id)
    row = db.session.execute(wanted).first()
    if row is None:
        raise NotFound
    return Phone(*row)


def in_use_on(viewer: Viewer, device_id: str) -> list[Phone]:
    """The accounts in scope that one phone is open for, by name of the account."""
    wanted = visible(viewer).where(Device.id == device_id, Device.revoked_at.is_(None))
    phones = [Phone(*row) for row in db.session.execute(wanted)]
    return sorted(phones, key=lambda phone: (name_sort_key(phone.user.display_name), phone.user.id))


def revoke(*, by: Viewer, device_id: str, user_id: str) -> list[Phone]:
    """The whole phone: nothing more is sent from it, and all its accounts in scope are signed out everywhere.

    Raises NotFound out of scope, Conflict when done before.
    """
    if get(by, device_id, user_id).device.revoked_at is not None:
        raise Conflict("Điện thoại này đã được thu hồi.")
    phones = in_use_on(by, device_id)
    for phone in phones:
        _revoke(by, phone)
    return phones


def _revoke(by: Viewer, phone: Phone) -> None:
    device = phone.device
    device.revoked_at, device.revoked_by = now(), by.user_id
    forget_tokens(device.id, device.user_id)
    sessions.end_all(device.user_id)
    db.session.flush()
    audit.record(
        by=by, action="phone.revoke", noun="device", noun_id=device.id,
        changes={"account": device.user_id, "waiting": device.waiting},
    )  # fmt: skip


def leave(*, by: Viewer, device_id: str) -> None:
    """The account's store on that phone was emptied by its owner, who signs out."""
    forget_tokens(device_id, by.user_id)
    left = update(Device).where(Device.id == device_id, Device.user_id == by.user_id)
    db.session.execute(left.values(waiting=0, waiting_since=None))


def forget_tokens(device_id: str, user_id: str) -> None:
    db.session.execute(
        delete(DeviceToken).where(DeviceToken.device_id == device_id, DeviceToken.user_id == user_id)
    )


def _worry(phone: Phone) -> tuple[bool, int, datetime]:
    return phone.device.revoked_at is not None, -phone.device.waiting, phone.device.last_contact_at
