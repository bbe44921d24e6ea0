"""Whether two ways of writing say the same, so that a list changes nothing by its spelling alone."""

import unicodedata

from webapp.rules.vietnamese import APOSTROPHES


def says_the_same(old: str | int | None, new: str | int | None) -> bool:
    """Case, kind of apostrophe and the place of the tone (hoà, hòa) don't count; missing marks do."""
    if old != new and isinstance(old, str) and isinstance(new, str):
        return _letters(old) == _letters(new)
    return old == new


_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


def _letters(text: str) -> list[tuple[str, str]]:
    """Of each word its letters without tones, and its tones."""
    words = unicodedata.normalize("NFD", text.translate(APOSTROPHES).casefold()).split()
    return [
        ("".join(c for c in word if c not in _TONES), "".join(sorted(c for c in word if c in _TONES)))
        for word in words
    ]
