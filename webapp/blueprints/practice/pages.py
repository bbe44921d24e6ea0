"""What the practice pages show, from plain practices."""

from __future__ import annotations

import random
from itertools import groupby

from flask import render_template, url_for

from webapp.lessons import catalog
from webapp.lessons.practice_catalog import practice_catalog
from webapp.lessons.practice_schema import END, Choice, Practice, State, StateKind
from webapp.lessons.schema import TOPICS
from webapp.web.practices import LIST, Press

SHOW_ME = 0
ANSWER = "tra-loi"


def draw_index(*, scams: bool) -> str:
    """All practices by topic; `scams` adds the scam trainer's card."""
    topics = list(TOPICS)
    ordered = sorted(practice_catalog().practices, key=lambda each: topics.index(each.topic))
    groups = [(TOPICS[topic], list(some)) for topic, some in groupby(ordered, key=lambda each: each.topic)]
    return render_template("practice/index.html", groups=groups, scams=scams, here=LIST)


def draw_practice(practice: Practice) -> str:
    return render_template("practice/show.html", practice=practice, here=f"{LIST}{practice.slug}/")


def draw_state(practice: Practice, place: int, chosen: int | None) -> str:
    """One screen. `chosen` is the place of the choice that was pressed, SHOW_ME for "show me where",
    None before any."""
    state = practice.states[place]
    picked = state.choice(chosen) if chosen else None
    shown = picked.shows if picked and picked.shows else ""
    return render_template(
        "practice/state.html",
        practice=practice,
        place=place,
        state=state,
        picked=picked,
        chosen=chosen,
        shown=shown,
        ringed=rings(state, chosen),
        presses=presses(practice, place),
        links=links(practice, place, chosen),
        miss="" if state.judged else _address(practice, state, SHOW_ME),
        onward=onward(practice, place),
        back=_back(practice, place),
        here=_here(practice, state, chosen),
    )


def draw_end(practice: Practice) -> str:
    return render_template(
        "practice/done.html",
        practice=practice,
        lesson=catalog().lesson(practice.lesson),
        following=practice_catalog().following(practice),
        here=f"{LIST}{practice.slug}/{END}",
    )


def rings(state: State, chosen: int | None) -> str:
    """The spot that gets the gold ring; "" for none."""
    if state.kind is StateKind.GUIDED or (chosen is not None and not state.judged):
        return state.right.spot
    return ""


def presses(practice: Practice, place: int) -> dict[str, Press]:
    """The live places of a screen's drawing, by the name of their spot."""
    state = practice.states[place]
    found = enumerate(state.choices, start=1)
    return {each.spot: _press(practice, place, number, each) for number, each in found if each.spot}


def links(practice: Practice, place: int, chosen: int | None) -> list[Press]:
    """The same choices as buttons in words; a wrong one that was just pressed is left out.

    Their order looks drawn by lot, so that the right one has no place of its own, but never changes.
    """
    state = practice.states[place]
    found = [pair for pair in enumerate(state.choices, start=1) if pair[0] != chosen]
    random.Random(f"{practice.slug}/{state.id}").shuffle(found)  # noqa: S311 (an order on a page, no secret)
    return [_press(practice, place, number, each) for number, each in found]


def onward(practice: Practice, place: int) -> str:
    after = practice.states[place + 1].id if place + 1 < len(practice.states) else END
    return url_for("practice.state", slug=practice.slug, state=after)


def _press(practice: Practice, place: int, number: int, choice: Choice) -> Press:
    state = practice.states[place]
    at_once = choice.right and not state.judged
    href = onward(practice, place) if at_once else _address(practice, state, number)
    return Press(href, choice.text, "right" if choice.right else "wrong")


def _back(practice: Practice, place: int) -> str:
    if place == 0:
        return url_for("practice.show", slug=practice.slug)
    return _address(practice, practice.states[place - 1])


def _address(practice: Practice, state: State, chosen: int | None = None) -> str:
    """With an answer the page opens at what it says of it: at large text that is below the screen."""
    anchor = None if chosen is None else ANSWER
    return url_for("practice.state", slug=practice.slug, state=state.id, chon=chosen, _anchor=anchor)


def _here(practice: Practice, state: State, chosen: int | None) -> str:
    asked = "" if chosen is None else f"?chon={chosen}"
    return f"{LIST}{practice.slug}/{state.id}{asked}"
