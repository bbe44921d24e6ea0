"""A case's message or call as a picture, with or without its clues; and every address of the trainer."""

from __future__ import annotations

from functools import cache

from markupsafe import Markup

from webapp.lessons.scams import Case, scam_catalog
from webapp.lessons.scams.schema import CHANNEL_WORDS
from webapp.web.drawings import environment, squeezed

FIRST = "/luyen-tap/lua-dao/"
ANSWERS = (1, 2)


@cache
def scam_drawing(case: Case, lit: bool) -> Markup:
    """The SVG of a case; `lit` marks its clues."""
    template = environment().get_template("scams/drawing.svg")
    return squeezed(template.render(case=case, lit=lit, channel_word=CHANNEL_WORDS[case.channel]))


def scam_paths() -> list[str]:
    """Every address of the trainer: its first page, each case with both answers, each round's end."""
    paths = [FIRST]
    for each in scam_catalog().rounds:
        for case in each.cases:
            asked = f"{FIRST}{case.slug}"
            paths += [asked, *(f"{asked}?chon={answer}" for answer in ANSWERS)]
        paths.append(f"{FIRST}vong-{each.number}/xong")
    return paths
