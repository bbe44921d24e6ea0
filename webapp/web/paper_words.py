"""Words of a certificate as people type them: the commune's own name stands where its mark is kept."""

from __future__ import annotations

import re
from typing import Any

from wtforms import StringField
from wtforms.validators import DataRequired, Length, ValidationError

COMMUNE_MARK = "{commune}"
LONGEST = {
    "heading": 60, "authority": 120, "verb": 40, "family_prefix": 60, "achieves": 60, "honour": 80,
    "place": 60,
}  # fmt: skip
_NO_NAME = re.compile(r"[<>{}]")
_PLACE = re.compile(r"\{[^{}]*\}?|\}")


def with_name(words: str, commune: str) -> str:
    """As people read it: `commune` is its name as in a sentence."""
    return words.replace(COMMUNE_MARK, commune)


def with_mark(typed: str, commune: str) -> str:
    """As it is kept, so that a commune that is renamed has nothing to change."""
    return typed.replace(commune, COMMUNE_MARK) if commune else typed


class NameOfPerson:
    """Refuses signs that no name has: the name is printed as it stands."""

    def __call__(self, _form: Any, field: StringField) -> None:
        if found := _NO_NAME.search(field.data or ""):
            raise ValidationError(f"Họ tên không có dấu “{found[0]}”. Chỉ ghi họ tên.")


class NothingFillsIn:
    """Refuses "{year}" and the like by name: nothing would take their place on the paper.

    `but` is a mark that is filled in there.
    """

    def __init__(self, but: str = "") -> None:
        self.but = but

    def __call__(self, _form: Any, field: StringField) -> None:
        typed = field.data or ""
        found = _PLACE.search(typed.replace(self.but, "") if self.but else typed)
        if found:
            raise ValidationError(
                f"Không có ô tự điền “{found[0]}” ở đây. Ghi thẳng chữ muốn in, không dùng dấu {{ }}."
            )


def words_field(name: str, label: str, *, needed: bool = True, description: str = "") -> StringField:
    """A line of a certificate, `name` as in LONGEST; only the authority's may name the commune."""
    least = [DataRequired()] if needed else []
    mark = COMMUNE_MARK if name == "authority" else ""
    checks = [*least, Length(max=LONGEST[name]), NothingFillsIn(but=mark)]
    return StringField(label, validators=checks, description=description)
