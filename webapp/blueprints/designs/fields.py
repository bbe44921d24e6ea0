"""Fields of the design form: millimetres as people type them, a row of them for each line of the paper."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from wtforms import Field, StringField
from wtforms.utils import unset_value
from wtforms.validators import ValidationError

from webapp.rules.designs import Box
from webapp.rules.vietnamese import clean_text

MOST_MM, MOST_POINTS = 500.0, 72.0
FIELDS = {
    "nation": "Quốc hiệu",
    "motto": "Tiêu ngữ",
    "heading": "Tên giấy",
    "authority": "Người công nhận",
    "verb": "Động từ",
    "prefix": "Trước tên",
    "recipient": "Tên",
    "address": "Địa chỉ",
    "achieves": "Sau tên",
    "honour": "Điều được công nhận",
    "decision": "Số quyết định",
    "register": "Số vào sổ, mã kiểm tra",
    "hint": "Lời nhắc quét mã",
    "qr": "Mã QR",
    "issued": "Địa danh, ngày tháng",
    "roles": "Chức danh người ký",
    "signer": "Họ tên người ký",
}
PARTS = {"x": "Mép trái", "y": "Mép trên", "width": "Bề rộng", "size": "Cỡ chữ"}


def read_number(typed: str) -> float | None:
    """ "1,5" or "1.5" or "−2"; None for what is no number."""
    try:
        number = float(clean_text(typed).replace(",", ".").replace("−", "-"))
    except ValueError:
        return None
    return round(number, 1) if math.isfinite(number) else None


def show_number(number: float) -> str:
    return f"{number:g}"


class MillimetreField(StringField):  # type: ignore[misc]
    """A number of millimetres with at most one decimal, comma or point."""

    number: float = 0

    def process_data(self, value: Any) -> None:
        self.number = float(value or 0)
        self.data = show_number(self.number)

    def pre_validate(self, form: Any) -> None:
        found = read_number(self.data or "0")
        if found is None or abs(found) > 50:
            raise ValidationError(f"“{self.label.text}” là số mm từ −50 đến 50, ví dụ 1,5.")
        self.number = found


class PlacesField(Field):  # type: ignore[misc]
    """Where each line of own paper stands. Sent as `places-<line>-x`, `-y`, `-width`, `-size`.

    `data` are boxes by line; `typed` what stands in the inputs; `problems` what to mend, by line.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed: dict[tuple[str, str], str] = {}
        self.problems: dict[str, str] = {}

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        self.process_errors: list[str] = []
        self.data: Mapping[str, Box] = {} if data is unset_value else dict(data)
        self.show(self.data)
        if not formdata:
            return
        for name in FIELDS:
            for part in PARTS:
                if (key := f"{self.name}-{name}-{part}") in formdata:
                    self.typed[name, part] = clean_text(formdata[key])[:20]
        sent = {name for name, _ in self.typed}
        self.data = {name: box for name in FIELDS if name in sent and (box := self._box(name))}

    def show(self, boxes: Mapping[str, Box]) -> None:
        """Fill the inputs."""
        self.data = dict(boxes)
        self.typed = {
            (name, part): show_number(getattr(box, part)) for name, box in boxes.items() for part in PARTS
        }

    def pre_validate(self, form: Any) -> None:
        self.errors += [f"“{FIELDS[name]}”: {sentence}" for name, sentence in self.problems.items()]

    def _box(self, name: str) -> Box | None:
        numbers = {part: read_number(self.typed.get((name, part), "") or "0") for part in PARTS}
        said = []
        for part, number in numbers.items():
            most = MOST_POINTS if part == "size" else MOST_MM
            if number is None or not 0 <= number <= most:
                said.append(f"“{PARTS[part]}” là số từ 0 đến {most:g}.")
        if said:
            self.problems[name] = " ".join(said)
            return None
        return Box(**{part: number or 0 for part, number in numbers.items()})
