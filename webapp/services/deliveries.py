"""What phones hand in: who sends is asked once for all that came together, then their events are received."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from webapp.rules.events import EventDraft
from webapp.services import door_answers, phones, sessions
from webapp.services.access import Permission, Viewer
from webapp.services.events import Answer, Parcel, Sending, receive_all
from webapp.services.progress import today


class Turned(StrEnum):
    """Why a delivery was not looked at."""

    SESSION_ENDED = "session_ended"
    NOT_ALLOWED = "not_allowed"
    OTHER_USER = "other_user"
    REVOKED = "revoked"


@dataclass
class Delivery:
    """One phone's events as checked one by one, and in the end their answers, or why it was turned away.

    `token` is a browser's session, or with `upload_only` a phone's own. `user` is the account that the phone
    believes it sends for, if it says so; `waiting` events stay behind there, the oldest from `waiting_since`.
    """

    token: str
    upload_only: bool
    user: str | None
    device: str
    sent_at: datetime
    received_at: datetime
    drafts: Sequence[EventDraft | Answer]
    raws: Sequence[object]
    waiting: int = 0
    waiting_since: datetime | None = None
    turned: Turned | None = None
    answers: list[Answer] = field(default_factory=list)


def receive(deliveries: Sequence[Delivery]) -> None:
    """Receive what several phones handed in. Runs inside one write transaction."""
    viewers = _viewers(deliveries)
    revoked = phones.revoked({each.device for each in deliveries})
    lost = {device for device, _account in revoked}
    parcels: list[tuple[Delivery, Parcel]] = []
    for each in deliveries:
        viewer = viewers.get(each.token)
        each.turned = _why_turned(viewer, each, lost)
        if viewer is not None and each.turned is None:
            parcels.append((each, Parcel(_sending(viewer, each), each.drafts, each.raws)))
    if parcels:
        receive_all([parcel for _, parcel in parcels])
    for each, parcel in parcels:
        each.answers = parcel.answers
    told = {each.device for each in deliveries if each.turned is Turned.REVOKED}
    phones.note_wiped([pair for pair in revoked if pair[0] in told])


def receive_door_answers(delivery: Delivery) -> None:
    """What families answered at their doors: let in as events are. Runs inside a write transaction."""
    viewer = _viewers([delivery]).get(delivery.token)
    revoked = phones.revoked({delivery.device})
    delivery.turned = _why_turned(viewer, delivery, {device for device, _account in revoked})
    if viewer is not None and delivery.turned is None:
        delivery.answers = door_answers.receive(_sending(viewer, delivery), delivery.raws)


def _viewers(deliveries: Sequence[Delivery]) -> dict[str, Viewer]:
    """Who stands behind each token, asked once for all of them."""
    sessions_asked = {each.token for each in deliveries if not each.upload_only}
    phones_asked = {each.token: each.device for each in deliveries if each.upload_only}
    behind = sessions.viewers_behind(sessions_asked, today()) if sessions_asked else {}
    return behind | phones.senders(phones_asked, today())


def _sending(viewer: Viewer, delivery: Delivery) -> Sending:
    return Sending(
        viewer, delivery.device, delivery.sent_at, delivery.received_at, delivery.waiting,
        delivery.waiting_since,
    )  # fmt: skip


def _why_turned(viewer: Viewer | None, delivery: Delivery, revoked: Collection[str]) -> Turned | None:
    """`revoked` are phones: one is revoked whole, also for an account that it has not sent for before."""
    account = viewer.user_id if viewer else delivery.user
    if account is not None and delivery.device in revoked:
        return Turned.REVOKED
    if viewer is None:
        return Turned.SESSION_ENDED
    if not viewer.may(Permission.RECORD_CHECKLIST):
        return Turned.NOT_ALLOWED
    return Turned.OTHER_USER if delivery.user not in (None, viewer.user_id) else None
