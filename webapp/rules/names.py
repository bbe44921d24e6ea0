"""When two written names are one, and what a name on a paper may not hold.

The tone may stand on either vowel (Hoà, Hòa; Thuỷ, Thủy): for comparing only, what was typed stays as typed.
"""

from __future__ import annotations

import re
import unicodedata

from webapp.rules.vietnamese import APOSTROPHES, clean_text, fold

_TONES = "\u0300\u0301\u0303\u0309\u0323"  # huyền, sắc, ngã, hỏi, nặng
_TONE = re.compile(f"[{_TONES}]")
_WORD = re.compile(r"[^\s\-.,()/]+")
_NEVER_IN_A_NAME = "<>{}"
_TURNS_AROUND = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
LONGEST_ON_PAPER = 200
MOST_IN_FULL_SIZE = 80  # longer ones are set in smaller letters


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


def odd_sign(typed: str) -> str | None:
    """What stands in `typed` that no name has, as people are told of it: "dấu “<”", "dấu ẩn U+202E".

    None where there is nothing of the kind. Ask before `clean_text`, which takes unseen marks away.
    """
    for sign in typed:
        if sign in _NEVER_IN_A_NAME:
            return f"dấu “{sign}”"
        if unicodedata.category(sign).startswith("C") and not sign.isspace():
            turns = " (đổi chiều chữ)" if sign in _TURNS_AROUND else ""
            return f"dấu ẩn U+{ord(sign):04X}{turns}"
    return None


def printed_small(name: str) -> str:
    """A sentence for whoever wrote a name that a paper prints small; empty for other names."""
    return f"Tên dài {len(name)} chữ: chữ trên giấy sẽ nhỏ." if len(name) > MOST_IN_FULL_SIZE else ""


def too_long(words: str, called: str = "Tên", most: int = LONGEST_ON_PAPER) -> str:
    """A sentence for whoever wrote what no paper has room for; empty where there is room."""
    return f"{called} dài {len(words)} chữ, nhiều nhất {most} chữ. Ghi gọn lại." if len(words) > most else ""


def name_problem(typed: str) -> str:
    """Why a certificate can't say this name, in a sentence; empty when it can."""
    sign = odd_sign(typed)
    return f"Tên trên giấy không có {sign}." if sign else too_long(clean_text(typed))
