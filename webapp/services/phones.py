"""Phones that send: tokens that outlive a session, what waits on each, revoking a lost one."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, delete, exists, or_, select, true, tuple_, update

from webapp.models.asking import among, rows
from webapp.models.base import db, now
from webapp.models.event import Device
from webapp.models.inserting import insert_or_update
from webapp.models.phone import DeviceToken, TeamPhone
from webapp.models.user import Team, TeamMember, User
from webapp.rules.vietnamese import name_sort_key
from webapp.services import audit, sessions
from webapp.services.access import Viewer, in_scope, viewers_of
from webapp.services.errors import Conflict, NotFound

TOLD_FOR = timedelta(days=30)
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
    revoked_by: str | None = None

    @property
    def state(self) -> str:
        if self.device.revoked_at is None:
            return "in use"
        return "wiped" if self.device.wiped_at else "revoked"


@dataclass(frozen=True)
class Others:
    """How many more accounts use a phone, and what waits there of theirs; not who they are."""

    accounts: int
    waiting: int


def enrol(*, by: Viewer, device_id: str, label: str, team_phone: TeamPhone | None = None) -> str:
    """A new token for this account's store on that phone; an older one is worthless from now on.

    `team_phone` is the shared phone that it is, if it is one.

    Raises Conflict for a phone that was revoked: its store is to be wiped and gets a new id.
    """
    row = {
        "id": device_id, "user_id": by.user_id, "commune_id": by.commune_id, "label": label,
        "first_contact_at": now(), "last_contact_at": now(),
        "team_phone_id": team_phone.id if team_phone else None,
    }  # fmt: skip
    db.session.execute(insert_or_update(Device, "last_contact_at", "label", "team_phone_id"), [row])
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
    """The one scoped query of phones: those of accounts that sit in the viewer's teams; the whole commune's
    for whoever has no hamlets of their own.

    A store that was signed out with nothing left in it is no longer a phone of the team.
    """
    signed_in = exists().where(DeviceToken.device_id == Device.id, DeviceToken.user_id == Device.user_id)
    seated = (
        select(TeamMember.user_id)
        .join(Team, Team.id == TeamMember.team_id)
        .where(TeamMember.commune_id == viewer.commune_id, TeamMember.left_on.is_(None))
    )
    whose: ColumnElement[bool] = true()
    if viewer.hamlet_ids is not None:
        whose = Device.user_id.in_(seated.where(in_scope(viewer, Team.hamlet_id)))
    return (
        select(Device, User)
        .join(User, User.id == Device.user_id)
        .where(
            Device.commune_id == viewer.commune_id,
            whose,
            Device.label != "",
            or_(signed_in, Device.waiting > 0, Device.revoked_at.is_not(None)),
        )
    )


def listing(viewer: Viewer) -> list[Phone]:
    """Phones in use with most waiting first, then by last contact; revoked ones at the end."""
    found = db.session.execute(visible(viewer)).all()
    names = _names({device.revoked_by for device, _user in found if device.revoked_by}, viewer)
    phones = [Phone(device, user, names.get(device.revoked_by or "")) for device, user in found]
    return sorted(phones, key=_worry)


def _names(user_ids: Collection[str], viewer: Viewer) -> dict[str, str]:
    """The names of those of them who work in the viewer's commune."""
    rows = db.session.execute(
        select(User.id, User.display_name).where(User.id.in_(user_ids), User.commune_id == viewer.commune_id)
    )
    return dict(rows.all())


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


def others_on(viewer: Viewer, device_id: str) -> Others:
    """The accounts that one phone is open for and that the viewer may not know."""
    known = {phone.user.id for phone in in_use_on(viewer, device_id)}
    every = db.session.scalars(_open_on(device_id)).all()
    unknown = [device for device in every if device.user_id not in known and _is_used(device)]
    return Others(len(unknown), sum(device.waiting for device in unknown))


def revoke(*, by: Viewer, device_id: str, user_id: str) -> list[Phone]:
    """The whole phone: nothing more is sent from it, and whoever used it is signed out everywhere, also those
    whom the viewer may not know. A shared phone of a team takes no PIN any more. Returns those he may know.

    Raises NotFound out of scope, Conflict when done before.
    """
    if get(by, device_id, user_id).device.revoked_at is not None:
        raise Conflict("Điện thoại này đã được thu hồi.")
    phones = in_use_on(by, device_id)
    devices = db.session.scalars(_open_on(device_id).with_for_update()).all()
    for device in devices:
        _revoke(by, device)
    _stop_sharing(by, {device.team_phone_id for device in devices if device.team_phone_id})
    return phones


def _open_on(device_id: str) -> Select[Device]:
    return select(Device).where(Device.id == device_id, Device.revoked_at.is_(None)).order_by(Device.user_id)


def _is_used(device: Device) -> bool:
    signed_in = select(DeviceToken.token_hash).where(
        DeviceToken.device_id == device.id, DeviceToken.user_id == device.user_id
    )
    return device.waiting > 0 or db.session.scalar(signed_in.limit(1)) is not None


def _revoke(by: Viewer, device: Device) -> None:
    device.revoked_at, device.revoked_by = now(), by.user_id
    forget_tokens(device.id, device.user_id)
    sessions.end_all(device.user_id)
    db.session.flush()
    audit.record(
        by=by, action="phone.revoke", noun="device", noun_id=device.id,
        changes={"account": device.user_id, "waiting": device.waiting}, commune_id=device.commune_id,
    )  # fmt: skip


def _stop_sharing(by: Viewer, team_phone_ids: Collection[str]) -> None:
    shared = select(TeamPhone).where(TeamPhone.id.in_(team_phone_ids), TeamPhone.revoked_at.is_(None))
    for phone in db.session.scalars(shared.with_for_update()):
        phone.revoked_at, phone.revoked_by = now(), by.user_id
        audit.record(
            by=by, action="team_phone.revoke", noun="team_phone", noun_id=phone.id, changes={},
            commune_id=phone.commune_id,
        )  # fmt: skip


def lost_lately(viewer: Viewer) -> list[Device]:
    """The phones of the viewer's own account that were revoked within the last 30 days, newest first."""
    lost = select(Device).where(
        Device.user_id == viewer.user_id, Device.revoked_at.is_not(None), Device.revoked_at > now() - TOLD_FOR
    )
    return list(db.session.scalars(lost.order_by(Device.revoked_at.desc())))


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
