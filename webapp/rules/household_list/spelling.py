"""Whether two ways of writing say the same, so that a list changes nothing by its spelling alone."""

import unicodedata

from webapp.rules.vietnamese import APOSTROPHES


def says_the_same(old: str | int | None, new: str | int | None) -> bool:
    """Case, kind of apostrophe and the place of the tone (hoà, hòa) don't count; missing marks do."""
    if old != new and isinstance(old, str) and isinstance(new, str):
        return spelling_key(old) == spelling_key(new)
    return old == new


def may_be_same_name(one: str, other: str) -> bool:
    """For two names with the same search key: Hoa and Hòa are two, unless one was typed without any marks."""
    if one.translate(APOSTROPHES).isascii() or other.translate(APOSTROPHES).isascii():
        return True
    return says_the_same(one, other)


_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


def spelling_key(text: str) -> tuple[tuple[str, str], ...]:
    """Of each word its letters without tones, and its tones: the same for all ways of writing it right."""
    words = unicodedata.normalize("NFD", text.translate(APOSTROPHES).casefold()).split()
    return tuple(
        ("".join(c for c in word if c not in _TONES), "".join(sorted(c for c in word if c in _TONES)))
        for word in words
    )
