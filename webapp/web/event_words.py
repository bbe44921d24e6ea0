"""One event of the checklist as a sentence in Vietnamese."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from webapp.models.event import EventOp
from webapp.rules.dates import show_date
from webapp.rules.phones import show_phone
from webapp.services.progress import item_titles

FIELDS = {
    "head": "tên chủ hộ",
    "address": "địa chỉ",
    "phone": "số điện thoại",
    "address_form": "cách xưng hô",
    "name": "họ tên",
    "birth_year": "năm sinh",
}
RESULTS = {"met": "Đã đến nhà, đã dạy", "absent": "Đã đến nhà, đi vắng", "later": "Đã đến nhà, hẹn lại"}
NOTHING = "để trống"


def event_words(op: EventOp, item: str | None, person: str | None, data: Mapping[str, Any]) -> str:
    """For example: "Đã học: Trả tiền bằng mã QR (H'Hen Niê)"."""
    return _WORDS[op](item, person, data)


def value_words(field: str, value: str | None) -> str:
    """A field's value as shown beside another one."""
    if not value:
        return NOTHING
    return show_phone(value) if field == "phone" else value


def _done(item: str | None, person: str | None, _data: Mapping[str, Any]) -> str:
    return f"Đã học: {_title(item)} ({person or 'cả nhà'})"


def _undo(item: str | None, person: str | None, _data: Mapping[str, Any]) -> str:
    return f"Bỏ lần ghi: {_title(item)} ({person or 'cả nhà'})"


def _visit(_item: str | None, _person: str | None, data: Mapping[str, Any]) -> str:
    following = f" ngày {show_date(date.fromisoformat(data['next']))}" if data.get("next") else ""
    return f"{RESULTS[data['result']]}{following}"


def _edit(_item: str | None, person: str | None, data: Mapping[str, Any]) -> str:
    whose = f" của {person}" if person else ""
    return f"Sửa {FIELDS[data['field']]}{whose}: {value_words(data['field'], data['value'])}"


def _note(_item: str | None, _person: str | None, data: Mapping[str, Any]) -> str:
    return f"Ghi thêm: {data['text']}"


def _person(_item: str | None, _person: str | None, data: Mapping[str, Any]) -> str:
    born = f", sinh {data['birth_year']}" if data.get("birth_year") else ""
    return f"Thêm người: {data['name']}{born}"


def _household(_item: str | None, _person: str | None, data: Mapping[str, Any]) -> str:
    return f"Thêm hộ mới: {data['head']}"


def _accept(_item: str | None, _person: str | None, _data: Mapping[str, Any]) -> str:
    return "Chọn một trong các lần sửa"


def _title(item: str | None) -> str:
    return item_titles().get(item or "", item or "")


_WORDS: dict[EventOp, Callable[[str | None, str | None, Mapping[str, Any]], str]] = {
    EventOp.DONE: _done,
    EventOp.UNDO: _undo,
    EventOp.VISIT: _visit,
    EventOp.EDIT: _edit,
    EventOp.NOTE: _note,
    EventOp.PERSON: _person,
    EventOp.HOUSEHOLD: _household,
    EventOp.ACCEPT: _accept,
}
