"""What a title's name says of it: its slug, its letters in a number, whether it is a commendation."""

from __future__ import annotations

import re

from webapp.rules.vietnamese import fold

# Luật Thi đua, khen thưởng: who stands out is commended, and only by whoever may commend.
COMMENDING = ("tieu bieu", "tien phong", "xuat sac", "dien hinh tien tien")
MOST_LETTERS = 8


def is_commendation(name: str) -> bool:
    """Whether the name is one of "khen thưởng", for which no certificate of recognition is printed."""
    words = f" {_words(name)} "
    return any(f" {each} " in words for each in COMMENDING)


def slug_of(name: str) -> str:
    """ "Công dân số" -> "cong-dan-so"."""
    return _words(name).replace(" ", "-")


def letters_of(name: str) -> str:
    """ "Công dân số" -> "CDS", to begin a number with."""
    return "".join(word[0] for word in _words(name).split())[:MOST_LETTERS].upper()


def usual_format(name: str) -> str:
    return f"{letters_of(name)}-{{yy}}-{{serial:05d}}"


def _words(name: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", fold(name)))
