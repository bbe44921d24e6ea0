"""Reading what a family answered at its door, as a phone brings it: `op` "consent" in the envelope of events.

`data` is {"agreed": [purpose, ...], "way", "said_by": text or null, "version": of the notice read out}.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webapp.rules.events import BadEvent, is_uuid, parse_moment
from webapp.rules.notices import notice
from webapp.rules.vietnamese import clean_text

PURPOSES = frozenset({"checklist", "phone", "public-name"})
WAYS = frozenset({"screen", "paper"})
MOST_NAME = 200


@dataclass(frozen=True)
class DoorAnswer:
    """One well-formed answer; ids are lower-case UUIDs, the moment is by the phone's clock."""

    id: str
    household: str
    agreed: frozenset[str]
    way: str
    said_by: str | None
    version: int
    occurred_at: datetime


def parse_answer(raw: object) -> DoorAnswer:
    """Check one answer. Raises BadEvent with a reason in Vietnamese."""
    if not isinstance(raw, dict) or raw.get("op") != "consent" or not isinstance(raw.get("data"), dict):
        raise BadEvent("Ý kiến gia đình không đúng dạng.")
    if not (is_uuid(raw.get("id")) and is_uuid(raw.get("household"))):
        raise BadEvent("Thiếu mã hoặc mã sai dạng.")
    data = raw["data"]
    try:
        moment = parse_moment(raw.get("occurred_at"))
    except ValueError:
        raise BadEvent("Giờ hỏi ý kiến phải theo dạng 2026-11-21T08:30:00+07:00.") from None
    return DoorAnswer(
        raw["id"].lower(), raw["household"].lower(), _agreed(data), _way(data), _said_by(data),
        _version(data), moment,
    )  # fmt: skip


def _agreed(data: dict[str, Any]) -> frozenset[str]:
    agreed = data.get("agreed")
    if not isinstance(agreed, list) or not all(isinstance(each, str) and each in PURPOSES for each in agreed):
        raise BadEvent("Không rõ gia đình đồng ý điều nào. Hỏi lại gia đình.")
    return frozenset(agreed)


def _way(data: dict[str, Any]) -> str:
    way = data.get("way")
    if not isinstance(way, str) or way not in WAYS:
        raise BadEvent("Chưa chọn cách gia đình trả lời.")
    return way


def _said_by(data: dict[str, Any]) -> str | None:
    name = data.get("said_by")
    if name is None or name == "":
        return None
    cleaned = clean_text(name) if isinstance(name, str) and len(name) <= MOST_NAME else ""
    if not cleaned or "\x00" in cleaned or not cleaned.isprintable():
        raise BadEvent("Tên người trả lời không đúng dạng.")
    return cleaned


def _version(data: dict[str, Any]) -> int:
    version = data.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or notice(version) is None:
        raise BadEvent("Không rõ gia đình đã nghe bản thông báo nào. Tải lại sổ tay rồi hỏi lại.")
    return version
