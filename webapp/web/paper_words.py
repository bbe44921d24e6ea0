"""Words of a certificate as people type them: the commune's own name stands where its mark is kept."""

from __future__ import annotations

import re
from typing import Any

from wtforms import StringField
from wtforms.validators import DataRequired, Length, ValidationError

from webapp.rules.names import LONGEST_ON_PAPER, odd_sign, too_long

COMMUNE_MARK = "{commune}"
LONGEST = {
    "heading": 60, "authority": 120, "verb": 40, "family_prefix": 60, "achieves": 60, "honour": 80,
    "place": 60,
}  # fmt: skip
_PLACE = re.compile(r"\{[^{}]*\}?|\}")


def with_name(words: str, commune: str) -> str:
    """As people read it: `commune` is its name as in a sentence."""
    return words.replace(COMMUNE_MARK, commune)


def with_mark(typed: str, commune: str) -> str:
    """As it is kept, so that a commune that is renamed has nothing to change."""
    return typed.replace(commune, COMMUNE_MARK) if commune else typed


class NameOfPerson:
    """Refuses signs that no name has, seen or not: the name is printed as it stands.

    Marks that can't be seen are gone from the field when it is shown again, so nobody has to hunt for them.
    """

    def __init__(self, called: str = "Họ tên") -> None:
        self.called = called

    def __call__(self, _form: Any, field: StringField) -> None:
        if seen := odd_sign(field.data or ""):
            raise ValidationError(f"{self.called} không có {seen}. Chỉ ghi {self.called.lower()}.")
        typed = next((each for each in field.raw_data or () if isinstance(each, str)), "")
        if hidden := odd_sign(typed):
            raise ValidationError(f"{self.called} có {hidden}. Ô này đã bỏ dấu đó: đọc lại rồi lưu lần nữa.")


class PrintedLine(NameOfPerson, Length):  # type: ignore[misc]
    """A line of one certificate: as NameOfPerson, and said to be too long instead of cut by the browser.

    It is a Length, so that no other one is set; it sets no maxlength, by which browsers cut what is pasted.
    """

    def __init__(self, called: str = "Tên trên giấy", most: int = LONGEST_ON_PAPER) -> None:
        super().__init__(called)
        self.most = most
        self.field_flags: dict[str, Any] = {}

    def __call__(self, form: Any, field: StringField) -> None:
        super().__call__(form, field)
        if problem := too_long(field.data or "", self.called, self.most):
            raise ValidationError(problem)


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
