"""Reads one TOML table field by field and remembers every complaint, so that an author sees them all."""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

Table = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, in which file, at which field, by which rule (in Vietnamese, for the author)."""

    file: str
    field: str
    rule: str

    def __str__(self) -> str:
        return f"{self.file}: {self.field}: {self.rule}"


def read_toml(path: Path, name: str, problems: list[Problem]) -> Table | None:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        problems.append(Problem(name, "tệp", "không có tệp này"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.append(Problem(name, "tệp", f"không đọc được: {error}"))
    return None


class Reader:
    """A missing or mistyped field becomes a problem and an empty value; `finish` reports unknown fields."""

    def __init__(self, table: Table, file: str, problems: list[Problem], where: str = "") -> None:
        self._table, self._file, self._problems, self._where = table, file, problems, where
        self._known: set[str] = set()

    def complain(self, key: str, rule: str) -> None:
        self._problems.append(Problem(self._file, f"{self._where}{key}", rule))

    def text(self, key: str, default: str | None = None) -> str:
        value = self._take(key, str, "chữ", default)
        if not isinstance(value, str):
            return ""
        if default is None and not value.strip():
            self.complain(key, "đang để trống")
        return unicodedata.normalize("NFC", value.strip())

    def whole(self, key: str) -> int:
        value = self._take(key, int, "số nguyên", None)
        return value if isinstance(value, int) and not isinstance(value, bool) else 0

    def truth(self, key: str) -> bool:
        return self._take(key, bool, "true hoặc false", False) is True

    def day(self, key: str) -> date:
        return self._date(key, required=True) or date.min

    def day_or_none(self, key: str) -> date | None:
        return self._date(key, required=False)

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        value = self._take(key, list, "danh sách chữ", None if default is None else list(default))
        if not isinstance(value, list):
            return ()
        if not all(isinstance(entry, str) for entry in value):
            self.complain(key, "phải là danh sách chữ")
            return ()
        return tuple(unicodedata.normalize("NFC", entry.strip()) for entry in value)

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        value = self._take(key, dict, "bảng", {})
        return tuple((name, str(words)) for name, words in value.items()) if isinstance(value, dict) else ()

    def table(self, key: str) -> Reader:
        value = self._take(key, dict, "bảng", None)
        return self._inner(value if isinstance(value, dict) else {}, f"{key}.")

    def tables(self, key: str) -> list[Reader]:
        """The entries of `[[key]]`; problems name them key 1, key 2 ..."""
        value = self._take(key, list, "các bảng", [])
        entries = [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
        return [self._inner(entry, f"{key} {number}.") for number, entry in enumerate(entries, start=1)]

    def finish(self) -> None:
        for key in sorted(set(self._table) - self._known):
            self.complain(key, "không có trường nào tên như vậy")

    def _inner(self, table: Table, where: str) -> Reader:
        return type(self)(table, self._file, self._problems, self._where + where)

    def _date(self, key: str, *, required: bool) -> date | None:
        self._known.add(key)
        value = self._table.get(key)
        if isinstance(value, datetime) or (value is not None and not isinstance(value, date)):
            self.complain(key, "phải là ngày, viết như 2026-11-21")
        elif value is None and required:
            self.complain(key, "còn thiếu")
        return value if isinstance(value, date) and not isinstance(value, datetime) else None

    def _take(self, key: str, kind: type, words: str, default: object) -> object:
        self._known.add(key)
        if key not in self._table:
            if default is None:
                self.complain(key, "còn thiếu")
            return default
        if not isinstance(self._table[key], kind):
            self.complain(key, f"phải là {words}")
            return default
        return self._table[key]
