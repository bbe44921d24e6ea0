"""Reading events as a phone sends them: each is checked by itself, and a bad one never stops the rest.

A household met at the door that no list has is an event too: `op` "household", `household` the id that the
phone made for it, `item` and `person` null, `data` {"id": that same id, "head", "address" or null,
"hamlet": the id or the name of a hamlet as the notebook shows it, or null for the member's only one}. Send it
before the events of that household, or in the same request: those that come first are rejected.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from webapp.rules.vietnamese import clean_text

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
OPS = frozenset({"done", "undo", "visit", "edit", "note", "person", "household"})
HOUSEHOLD_FIELDS = frozenset({"head", "address", "phone", "address_form"})
PERSON_FIELDS = frozenset({"name", "birth_year", "address_form"})
MAX_TEXT = 2000
MAX_NAME = 200
MAX_EVENT_BYTES = 16_384
CLOCK_DAYS = 90
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z", re.IGNORECASE)


class BadEvent(ValueError):
    """The reason, in Vietnamese, why one event is rejected."""


@dataclass(frozen=True)
class EventDraft:
    """One well-formed event; ids are lower-case UUIDs, `data` holds only what its `op` knows."""

    id: str
    seq: int
    op: str
    household: str
    item: str | None
    person: str | None
    helper: str | None
    cancels: str | None
    occurred_at: datetime
    data: dict[str, Any]
    payload_hash: str


def is_uuid(value: object) -> bool:
    return isinstance(value, str) and _UUID.match(value) is not None


def payload_hash(raw: Mapping[str, Any]) -> str:
    """SHA-256 of the event object alone, in one canonical form of JSON."""
    text = json.dumps(raw, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def parse_moment(value: object) -> datetime:
    """An ISO 8601 moment with a time zone. Raises ValueError."""
    if not isinstance(value, str) or len(value) > 40:
        raise ValueError("not a moment")
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError("no time zone")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("out of range") from None


def parse_event(raw: object) -> EventDraft:
    """Check one event. Raises BadEvent with a reason that names the field."""
    if not isinstance(raw, dict):
        raise BadEvent("Lần ghi không đúng dạng.")
    digest = payload_hash(raw)
    text = json.dumps(raw)
    if len(text) > MAX_EVENT_BYTES:
        raise BadEvent("Lần ghi dài quá mức cho phép.")
    if "\\u0000" in text or not _is_utf8(raw):
        raise BadEvent("Lần ghi có ký tự không dùng được.")
    op = raw.get("op")
    if not isinstance(op, str) or op not in OPS:
        raise BadEvent("Không rõ việc cần ghi (op).")
    seq = raw.get("seq")
    if not isinstance(seq, int) or isinstance(seq, bool) or not 0 <= seq < 2**31:
        raise BadEvent("Số thứ tự (seq) phải là số nguyên không âm.")
    data = raw.get("data")
    if not isinstance(data, dict):
        data = {} if data is None else _bad("Phần nội dung (data) không đúng dạng.")
    draft = EventDraft(
        id=_required_id(raw, "id"),
        seq=seq,
        op=op,
        household=_required_id(raw, "household"),
        item=_item(raw, op),
        person=_optional_id(raw, "person"),
        helper=_optional_id(raw, "helper"),
        cancels=_required_id(raw, "cancels") if op == "undo" else None,
        occurred_at=_moment(raw),
        data={},
        payload_hash=digest,
    )
    draft.data.update(_DATA[op](data, draft))
    return draft


def _is_utf8(raw: Mapping[str, Any]) -> bool:
    """Half a surrogate pair can stand in JSON and nowhere in a database."""
    try:
        json.dumps(raw, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def dated_on(occurred_at: datetime, sent_at: datetime, received_at: datetime) -> tuple[date, bool]:
    """The day an event counts for in Vietnam, and whether the phone's clock can't be trusted."""
    moment, wrong = made_at(occurred_at, sent_at, received_at)
    off = abs(received_at - sent_at) > timedelta(minutes=10)
    return moment.astimezone(VIETNAM).date(), wrong or off


def made_at(occurred_at: datetime, sent_at: datetime, received_at: datetime) -> tuple[datetime, bool]:
    """The moment an event was made, never after its arrival, and whether that could only be guessed.

    The device's moment is moved by how far its clock was off when it sent; when that does not fall within the
    last 90 days, the moment received stands and the event is marked.
    """
    try:
        moment = occurred_at + (received_at - sent_at)
    except OverflowError:
        moment = datetime.max.replace(tzinfo=UTC)
    wrong = not received_at - timedelta(days=CLOCK_DAYS) <= moment <= received_at + timedelta(minutes=5)
    return (received_at if wrong else min(moment, received_at)), wrong


def _bad(reason: str) -> Any:
    raise BadEvent(reason)


def _required_id(raw: Mapping[str, Any], name: str) -> str:
    value = raw.get(name)
    if not is_uuid(value):
        raise BadEvent(f"Thiếu mã hoặc mã sai dạng ({name}).")
    return str(value).lower()


def _optional_id(raw: Mapping[str, Any], name: str) -> str | None:
    return None if raw.get(name) is None else _required_id(raw, name)


def _item(raw: Mapping[str, Any], op: str) -> str | None:
    item = raw.get("item")
    if op not in {"done", "undo"}:
        return None if item is None else _bad("Chỉ lần ghi “đã học” mới có việc (item).")
    if not isinstance(item, str) or not 0 < len(item) <= 80:
        raise BadEvent("Thiếu việc đã học (item).")
    return item


def _moment(raw: Mapping[str, Any]) -> datetime:
    try:
        return parse_moment(raw.get("occurred_at"))
    except ValueError:
        raise BadEvent("Giờ ghi (occurred_at) phải theo dạng 2026-11-21T08:30:00+07:00.") from None


def _text(value: object, what: str, most: int = MAX_TEXT) -> str:
    if not isinstance(value, str) or not (text := clean_text(value)):
        raise BadEvent(f"Chưa điền {what}.")
    if len(text) > most:
        raise BadEvent(f"Phần {what} dài quá {most} chữ.")
    return text


def _birth_year(value: object) -> int | None:
    if value is None or value == "":
        return None
    if isinstance(value, str) and value.isdigit():
        value = int(value)
    if (
        not isinstance(value, int)
        or isinstance(value, bool)
        or not 1900 <= value <= datetime.now(VIETNAM).year
    ):
        raise BadEvent("Năm sinh phải từ 1900 đến năm nay.")
    return value


def _done(data: Mapping[str, Any], _draft: EventDraft) -> dict[str, Any]:
    version = data.get("lesson_version")
    if version is not None and (not isinstance(version, int) or isinstance(version, bool) or version < 1):
        raise BadEvent("Phiên bản bài học phải là số nguyên dương.")
    return {"lesson_version": version}


def _visit(data: Mapping[str, Any], _draft: EventDraft) -> dict[str, Any]:
    if data.get("result") not in ("met", "absent", "later"):
        raise BadEvent("Kết quả lần đến nhà phải là: đã gặp, đi vắng hoặc hẹn lại.")
    following = data.get("next")
    if following is not None:
        try:
            following = date.fromisoformat(str(following)).isoformat()
        except ValueError:
            raise BadEvent("Ngày hẹn lại phải theo dạng 2026-11-30.") from None
    return {"result": data["result"], "next": following}


def _edit(data: Mapping[str, Any], draft: EventDraft) -> dict[str, Any]:
    field = data.get("field")
    if not isinstance(field, str) or field not in (PERSON_FIELDS if draft.person else HOUSEHOLD_FIELDS):
        raise BadEvent("Không có mục này để sửa.")
    after = data.get("after")
    if after is not None and not is_uuid(after):
        raise BadEvent("Mã của lần sửa trước (after) sai dạng.")
    value = data.get("value")
    checked: str | None = None
    if field == "birth_year":
        year = _birth_year(value)
        checked = None if year is None else str(year)
    elif field in {"head", "name"}:
        checked = _text(value, "tên", MAX_NAME)
    elif value not in (None, ""):
        checked = _text(value, "nội dung sửa", MAX_NAME)
    return {"field": field, "value": checked, "after": after.lower() if after else None}


def _note(data: Mapping[str, Any], _draft: EventDraft) -> dict[str, Any]:
    return {"text": _text(data.get("text"), "nội dung ghi thêm")}


def _person(data: Mapping[str, Any], _draft: EventDraft) -> dict[str, Any]:
    return {
        "id": _required_id(data, "id"),
        "name": _text(data.get("name"), "tên", MAX_NAME),
        "birth_year": _birth_year(data.get("birth_year")),
    }


def _household(data: Mapping[str, Any], draft: EventDraft) -> dict[str, Any]:
    """The id stands twice, as for a person; the hamlet is looked up where the event is received."""
    if _required_id(data, "id") != draft.household:
        raise BadEvent("Mã của hộ mới (data.id) phải trùng mã hộ của lần ghi.")
    if draft.person is not None:
        raise BadEvent("Lần ghi hộ mới không kèm người (person).")
    address, hamlet = data.get("address"), data.get("hamlet")
    return {
        "id": draft.household,
        "head": _text(data.get("head"), "tên chủ hộ", MAX_NAME),
        "address": None if address in (None, "") else _text(address, "địa chỉ", MAX_NAME),
        "hamlet": None if hamlet in (None, "") else _text(hamlet, "thôn, tổ dân phố", MAX_NAME),
    }


def _undo(_data: Mapping[str, Any], _draft: EventDraft) -> dict[str, Any]:
    return {}


_DATA: dict[str, Callable[[Mapping[str, Any], EventDraft], dict[str, Any]]] = {
    "done": _done,
    "undo": _undo,
    "visit": _visit,
    "edit": _edit,
    "note": _note,
    "person": _person,
    "household": _household,
}
