"""When two written names are one: the tone may stand on either vowel (Hoà, Hòa; Thuỷ, Thủy).

For comparing only: what was typed stays as it was typed.
"""

from __future__ import annotations

import re
import unicodedata

from webapp.rules.vietnamese import APOSTROPHES, clean_text, fold

_TONES = "\u0300\u0301\u0303\u0309\u0323"  # huyền, sắc, ngã, hỏi, nặng
_TONE = re.compile(f"[{_TONES}]")
_WORD = re.compile(r"[^\s\-.,()/]+")


def spelling(name: str) -> str:
    """A name's letters with each word's tone behind it; case, spaces and kinds of apostrophe don't matter."""
    plain = unicodedata.normalize("NFD", clean_text(name.translate(APOSTROPHES)).casefold())
    return _WORD.sub(lambda word: _TONE.sub("", word[0]) + "".join(_TONE.findall(word[0])), plain)


def same_name(one: str, two: str) -> bool:
    """Whether two names are one, all their marks counting: Hoà is Hòa, and not Hoa."""
    return one == two or spelling(one) == spelling(two)


def may_be_same_name(one: str, two: str) -> bool:
    """Like `same_name`; a name written without any marks may be any that has its letters."""
    if fold(one) != fold(two):
        return False
    return _bare(one) or _bare(two) or same_name(one, two)


def _bare(name: str) -> bool:
    """Whether a name carries neither tone nor mark."""
    return fold(name) == " ".join(name.translate(APOSTROPHES).casefold().split())
