"""What phones hand in: who sends is asked once for all that came together, then their events are received."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from webapp.rules.events import EventDraft
from webapp.services import sessions
from webapp.services.access import Permission, Viewer
from webapp.services.events import Answer, Parcel, Sending, receive_all
from webapp.services.progress import today


class Turned(StrEnum):
    """Why a delivery was not looked at."""

    SESSION_ENDED = "session_ended"
    NOT_ALLOWED = "not_allowed"
    OTHER_USER = "other_user"


@dataclass
class Delivery:
    """One phone's events as checked one by one, and in the end their answers, or why it was turned away.

    `user` is the account that the phone believes it sends for, if it says so.
    """

    token: str
    user: str | None
    device: str
    sent_at: datetime
    received_at: datetime
    drafts: Sequence[EventDraft | Answer]
    raws: Sequence[object]
    turned: Turned | None = None
    answers: list[Answer] = field(default_factory=list)


def receive(deliveries: Sequence[Delivery]) -> None:
    """Receive what several phones handed in. Runs inside one write transaction."""
    viewers = sessions.viewers_behind({each.token for each in deliveries}, today())
    parcels: list[tuple[Delivery, Parcel]] = []
    for each in deliveries:
        viewer = viewers.get(each.token)
        each.turned = _why_turned(viewer, each.user)
        if viewer is not None and each.turned is None:
            sending = Sending(viewer, each.device, each.sent_at, each.received_at)
            parcels.append((each, Parcel(sending, each.drafts, each.raws)))
    if parcels:
        receive_all([parcel for _, parcel in parcels])
    for each, parcel in parcels:
        each.answers = parcel.answers


def _why_turned(viewer: Viewer | None, user: str | None) -> Turned | None:
    if viewer is None:
        return Turned.SESSION_ENDED
    if not viewer.may(Permission.RECORD_CHECKLIST):
        return Turned.NOT_ALLOWED
    return Turned.OTHER_USER if user not in (None, viewer.user_id) else None
