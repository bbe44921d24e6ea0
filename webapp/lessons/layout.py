"""Where the parts of a composed drawing stand: rows stack by themselves, the target comes into sight."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace

from webapp.lessons.composition import Composition, Part
from webapp.lessons.parts import PERSONS, THINGS, Frame

# The phone's glass is x 52..276, y -56..336; short phones see y 152..352 of a picture kept at its bottom.
FLOOR, FLOOR_OVER_BAR = 324, 254
TOP, TOP_UNDER_BAR = 2, 68
SEEN_FROM = 152
LEFT, WIDTH = 66, 196
TAP_LEFT, TAP_WIDTH = 70, 188
TILE, TILE_LEFTS, TILE_ALONE = 84, (70, 174), 122
GAP, GAP_OF_TARGET = 10, 18
LETTERS_OF_SMS, LETTERS_OF_LINE = 23, 26
LINE = 20
SENDER = {"sms": 22, "look_sms": 32}


@dataclass(frozen=True, slots=True)
class Placed:
    """A part with its box: x, y of the top left corner, width and height, and its text in lines."""

    part: Part
    x: float
    y: float
    w: float
    h: float
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """`keep` is the end that short phones see, `finger` its tip, `full` by how much the parts overflow."""

    placed: tuple[Placed, ...]
    keep: str = "bottom"
    finger: tuple[float, float] | None = None
    full: int = 0


def layout_of(composition: Composition) -> Layout:
    if composition.frame is Frame.PHONE:
        return _on_the_phone(composition.parts)
    if composition.frame is Frame.SCENE:
        return Layout(tuple(_in_a_room(composition.parts)))
    return Layout(tuple(Placed(part, 0, 0, 112, 96) for part in composition.parts))


def _on_the_phone(parts: Sequence[Part]) -> Layout:
    fixed = [Placed(part, 52, 0, 224, 0) for part in parts if not part.sort.height]
    rows = _rows([part for part in parts if part.sort.height])
    top = TOP_UNDER_BAR if any(part.kind == "app_bar" for part in parts) else TOP
    floor = FLOOR_OVER_BAR if any(part.kind == "nav_bar" for part in parts) else FLOOR
    stacked, bottom = _stack(rows, top)
    target = next((each for each in stacked if each.part.sort.target), None)
    wanted = SEEN_FROM - target.y if target else (floor - bottom) / 2
    down = max(0, min(wanted, floor - bottom))
    moved = [replace(each, y=each.y + down) for each in stacked]
    target = next((each for each in moved if each.part.sort.target), None)
    full = int(max(0, bottom - floor))
    return Layout((*fixed, *moved), _kept_end(target), _finger(target), full)


def _rows(parts: Sequence[Part]) -> list[list[Placed]]:
    """One part a row, tiles two by two."""
    rows: list[list[Placed]] = []
    for part in parts:
        tile = part.kind in ("tile", "tap_tile")
        if tile and rows and len(rows[-1]) == 1 and rows[-1][0].part.kind in ("tile", "tap_tile"):
            rows[-1] = [replace(rows[-1][0], x=TILE_LEFTS[0]), replace(_sized(part), x=TILE_LEFTS[1])]
        else:
            rows.append([_sized(part)])
    return rows


def _sized(part: Part) -> Placed:
    lines: tuple[str, ...] = ()
    height = part.sort.height
    if part.kind in ("sms", "look_sms"):
        lines = tuple(textwrap.wrap(part.words, LETTERS_OF_SMS))
        height += LINE * len(lines) + (SENDER[part.kind] if part.more else 0)
    elif part.kind == "words":
        lines = tuple(textwrap.wrap(part.words, LETTERS_OF_LINE))
        height = LINE * len(lines)
    elif part.kind == "caller":
        height += (26 if part.words else 0) + (22 if part.more else 0)
    elif part.kind == "tap_circle" and part.words:
        height += 24
    if part.kind in ("tile", "tap_tile"):
        return Placed(part, TILE_ALONE, 0, TILE, height)
    narrow = part.sort.target and part.kind != "look_sms"
    left, width = (TAP_LEFT, TAP_WIDTH) if narrow else (LEFT, WIDTH)
    if part.kind in ("qr", "look_qr"):
        left, width = 116, 96
    return Placed(part, left, 0, width, height, lines)


def _stack(rows: Sequence[Sequence[Placed]], top: float) -> tuple[list[Placed], float]:
    """Every row under the one before, and where the last one ends."""
    stacked: list[Placed] = []
    y, before = top, False
    for row in rows:
        target = any(each.part.sort.target for each in row)
        if stacked:
            y += GAP_OF_TARGET if target or before else GAP
        stacked += [replace(each, y=y) for each in row]
        y += max(each.h for each in row)
        before = target
    return stacked, y + (8 if before else 0)


def _kept_end(target: Placed | None) -> str:
    if target is None or target.y >= SEEN_FROM - 14:
        return "bottom"
    if target.y + target.h <= 108:
        return "top"
    return "middle"


def _finger(target: Placed | None) -> tuple[float, float] | None:
    if target is None or target.part.kind.startswith("look_"):
        return None
    if target.part.kind == "tap_circle":
        return 196, target.y + 49 + 8
    if target.part.kind == "tap_tile":
        return target.x + target.w - 8, target.y + 26
    return target.x + target.w - 34, target.y + target.h - 12


def _in_a_room(parts: Sequence[Part]) -> list[Placed]:
    """People side by side, what they say above their heads, the thing before them or beside the one."""
    people = [part for part in parts if part.kind in PERSONS]
    thing = next((part for part in parts if part.kind in THINGS), None)
    chins = [164.0] if len(people) == 1 and thing is None else [88.0, 240.0]
    placed: list[Placed] = []
    standing = 0
    for part in parts:
        if part.kind in PERSONS:
            placed.append(Placed(part, chins[standing], 190, 116, 182))
            standing += 1
        elif part.kind == "bubble":
            placed.append(_bubble(part, alone=len(people) < 2, second=standing == 2))
    if thing is not None:
        placed.append(_thing(thing, len(people)))
    return placed


def _bubble(part: Part, *, alone: bool, second: bool) -> Placed:
    width = 236 if alone else 150
    lines = tuple(textwrap.wrap(part.words, width // 9 - 1))
    height = 20 + 22 * len(lines)
    left = 46 if alone else 170 if second else 8
    return Placed(part, left, 74 - height, width, height, lines)


def _thing(part: Part, people: int) -> Placed:
    width, height = (120, 150) if part.kind.endswith("paper") else (108, 162)
    left = 104 if people != 1 else 186
    return Placed(part, left, 180, width, height)
