"""Whether two ways of writing say the same, so that a list changes nothing by its spelling alone."""

import unicodedata

from webapp.rules.vietnamese import APOSTROPHES


def says_the_same(old: str | int | None, new: str | int | None) -> bool:
    """Case, kind of apostrophe and the place of the tone (hoà, hòa) don't count; missing marks do."""
    if old != new and isinstance(old, str) and isinstance(new, str):
        return _letters(old) == _letters(new)
    return old == new


def _letters(text: str) -> list[str]:
    words = text.translate(APOSTROPHES).casefold().split()
    return ["".join(sorted(unicodedata.normalize("NFD", word))) for word in words]
