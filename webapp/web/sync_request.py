"""Reading the envelope of `POST /dong-bo`; the events inside are checked one by one elsewhere."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

from webapp.rules.events import is_uuid, parse_moment

MOST_EVENTS = 500
MOST_WAITING = 1_000_000


class BadRequestBody(ValueError):
    def __init__(self, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


@dataclass(frozen=True)
class SyncRequest:
    """`user` may be missing; `events` are raw objects as sent; `waiting` more stay behind on the phone."""

    user: str | None
    device: str
    sent_at: datetime
    events: list[object]
    waiting: int = 0
    waiting_since: datetime | None = None


def read_sync_request(request: Request) -> SyncRequest:
    """Raises BadRequestBody (400 malformed, 413 too many) with a reason in Vietnamese."""
    body = _json(request)
    raw_events = body.get("events")
    if not isinstance(raw_events, list):
        raise BadRequestBody("Thiếu danh sách lần ghi (events).")
    if len(raw_events) > MOST_EVENTS:
        raise BadRequestBody(f"Mỗi lần gửi tối đa {MOST_EVENTS} việc. Chia nhỏ rồi gửi lại.", 413)
    if not is_uuid(body.get("device")):
        raise BadRequestBody("Mã máy (device) phải là UUID.")
    user = body.get("user")
    if user is not None and not isinstance(user, str):
        raise BadRequestBody("Mã tài khoản (user) sai dạng.")
    try:
        sent_at = parse_moment(body.get("sent_at"))
    except ValueError:
        raise BadRequestBody("Giờ gửi (sent_at) phải theo dạng 2026-11-21T08:30:00+07:00.") from None
    device = str(body["device"]).lower()
    return SyncRequest(user.lower() if user else None, device, sent_at, raw_events, *_waiting(body))


def read_device(request: Request) -> str:
    """The phone's id of `POST /dong-bo/ma-may`. Raises BadRequestBody."""
    device = _json(request).get("device")
    if not is_uuid(device):
        raise BadRequestBody("Mã máy (device) phải là UUID.")
    return str(device).lower()


def read_plan(request: Request) -> tuple[list[str], list[str]]:
    """The households of `POST /dong-bo/hom-nay`, put on the route and taken off it. Raises BadRequestBody."""
    body = _json(request)
    found = [body.get(name) or [] for name in ("on", "off")]
    if not all(isinstance(each, list) and all(map(is_uuid, each)) for each in found):
        raise BadRequestBody("Mã hộ sai dạng.")
    if sum(len(each) for each in found if isinstance(each, list)) > MOST_EVENTS:
        raise BadRequestBody("Nhiều hộ quá. Bỏ bớt hộ trong danh sách hôm nay.", 413)
    on, off = ([str(each).lower() for each in all_of] for all_of in found if isinstance(all_of, list))
    return on, off


def _waiting(body: dict[str, object]) -> tuple[int, datetime | None]:
    """A phone's own word on what waits there; nonsense is no reason to refuse its events."""
    count = body.get("waiting")
    if not isinstance(count, int) or not 0 < count <= MOST_WAITING:
        return 0, None
    try:
        return count, parse_moment(body.get("waiting_since"))
    except ValueError:
        return count, None


def _json(request: Request) -> dict[str, object]:
    try:
        text = request.get_data(cache=False).decode("utf-8")
        body = json.loads(text)
    except RequestEntityTooLarge:
        raise BadRequestBody("Gói gửi quá lớn. Chia nhỏ rồi gửi lại.", 413) from None
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise BadRequestBody("Gói gửi không đọc được. Gửi lại.") from None
    if not isinstance(body, dict):
        raise BadRequestBody("Gói gửi không đúng dạng.")
    return body
