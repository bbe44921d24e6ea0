"""Rows of a form added, moved and taken away by plain buttons: nothing is stored, everything typed stays.

A button is named `lam` and says "<list>:<act>:<row>", for example "parts:len:2"; rows are numbered from 0.
"""

from __future__ import annotations

import re

from flask import request
from werkzeug.datastructures import MultiDict

Sent = MultiDict[str, str]
ACT = re.compile(r"([a-z]+):(them|bo|len|xuong):(\d{1,2})")
MOST_ROWS = 40


def sent() -> Sent | None:
    """What the form sent, its rows in the order that the pressed button asks for; None before it was sent."""
    if request.method != "POST":
        return None
    match = ACT.fullmatch(request.form.get("lam", ""))
    if match is None:
        return request.form
    name, act, row = match[1], match[2], int(match[3])
    return reordered(request.form, name, _order(rows_of(request.form, name), act, row))


def acted() -> bool:
    """Whether the form was sent to rearrange rows or to look at the preview, not to be stored."""
    return request.method == "POST" and any(name in request.form for name in ("lam", "xem"))


def rows_of(form: Sent, name: str) -> list[int]:
    """The numbers of a list's rows, in order."""
    found = (re.match(rf"{name}-(\d{{1,2}})(?:-|$)", key) for key in form)
    return sorted({int(match[1]) for match in found if match})[:MOST_ROWS]


def reordered(form: Sent, name: str, order: list[int | None]) -> Sent:
    """The same form with the list's rows in that order; None is a new, empty row."""
    kept = [(key, value) for key, value in form.items(multi=True) if not re.match(rf"{name}-\d+-", key)]
    for place, row in enumerate(order):
        if row is None:
            kept.append((f"{name}-{place}-new", "1"))
        for key, value in form.items(multi=True):
            if row is not None and key.startswith(f"{name}-{row}-"):
                kept.append((f"{name}-{place}-{key.split('-', 2)[2]}", value))
    return MultiDict(kept)


def _order(rows: list[int], act: str, row: int) -> list[int | None]:
    if act == "them":
        return [*rows, None]
    if row not in rows:
        return [*rows]
    place = rows.index(row)
    if act == "bo":
        return [each for each in rows if each != row]
    other = place - 1 if act == "len" else place + 1
    moved: list[int | None] = [*rows]
    if 0 <= other < len(rows):
        moved[place], moved[other] = moved[other], moved[place]
    return moved
