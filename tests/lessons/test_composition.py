"""Drawings that an author composes: the parts stack, the target is seen, and no words become markup."""

from __future__ import annotations

import re
from typing import Any

import pytest

from webapp.lessons.authored import read_authored
from webapp.lessons.check_drawing import Shape, drawing_problems
from webapp.lessons.composition import Composition, composition_of
from webapp.lessons.layout import layout_of
from webapp.lessons.parts import ICONS, KINDS, Frame
from webapp.web.drawings import composed
from webapp.web.icons import icon_paths


def part(kind: str, words: str = "", more: str = "", icon: str = "") -> dict[str, str]:
    return {"kind": kind, "words": words, "more": more, "icon": icon}


def drawing(*parts: dict[str, str], frame: str = "phone", title: str = "") -> Composition:
    found, findings = composition_of({"frame": frame, "title": title, "parts": list(parts)})
    assert found is not None, findings
    return found


def target_of(composition: Composition) -> Any:
    return next(each for each in layout_of(composition).placed if each.part.sort.target)


@pytest.mark.parametrize("name", sorted(name for name, kind in KINDS.items() if kind.frame is Frame.PHONE))
def test_every_part_of_a_phone_can_be_drawn_and_passes_the_checker(name: str) -> None:
    others = [] if KINDS[name].target else [part("tap_button", "Tiếp tục")]
    svg = composed(drawing(part(name, "Chữ ngắn", "Chữ", "user"), *others))
    assert list(drawing_problems(svg, Shape.SCREEN)) == []


@pytest.mark.parametrize("name", sorted(name for name, kind in KINDS.items() if kind.frame is Frame.SCENE))
def test_every_part_of_a_room_can_be_drawn(name: str) -> None:
    svg = composed(drawing(part("man"), part(name, "Chữ ngắn"), frame="scene"))
    assert list(drawing_problems(svg, Shape.SCENE)) == []


@pytest.mark.parametrize("name", ICONS)
def test_every_icon_an_author_may_choose_is_installed(name: str) -> None:
    assert icon_paths(name)


@pytest.mark.parametrize("above", range(4))
def test_the_target_stands_where_a_short_phone_sees_it(above: int) -> None:
    rows = [part("row", f"Dòng {n}", icon="user") for n in range(above)]
    composition = drawing(part("app_bar", "Ứng dụng"), *rows, part("tap_button", "Bấm đây"))
    layout, target = layout_of(composition), target_of(composition)
    assert layout.keep == "bottom"
    assert target.y >= 138
    assert target.y + target.h <= 336


def test_a_target_with_much_below_it_is_kept_in_the_middle_or_at_the_top() -> None:
    rows = [part("row", f"Dòng {n}", icon="user") for n in range(3)]
    assert layout_of(drawing(part("app_bar", "A"), part("tap_row", "Bấm", icon="x"), *rows)).keep == "middle"


def test_too_many_parts_are_told() -> None:
    rows = [part("field", f"Ô {n}", "chữ") for n in range(6)]
    assert layout_of(drawing(*rows, part("tap_button", "Gửi"))).full > 0


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", '"><b onload=x>', "{{ 7*7 }}", "&amp;<", "]]>"]
)
def test_what_an_author_writes_never_becomes_markup(hostile: str) -> None:
    svg = composed(drawing(part("sms", hostile, hostile), part("tap_button", hostile), title=hostile))
    assert set(re.findall(r"<([a-z]+)", svg)) <= {"svg", "title", "g", "path", "rect", "circle", "text"}
    assert "49" not in svg.split("<title>")[1].split("</title>")[0]
    assert not re.search(r"<[a-z]+ [^>]*on\w+=", svg)


def test_invisible_marks_and_long_words_do_not_reach_the_drawing() -> None:
    found = drawing(part("tap_button", "A\u202eB\x00\u200bC" + "x" * 10_000))
    assert found.parts[0].words.startswith("ABC")
    assert len(found.parts[0].words) <= 120


@pytest.mark.parametrize(
    "junk",
    [
        None, [], "x", {}, {"parts": []}, {"frame": "phone", "parts": "x"}, {"frame": 1, "parts": []},
        {"frame": "phone", "parts": [1, None, "x"]}, {"frame": "phone", "parts": [{"kind": ["x"]}]},
        {"frame": "phone", "parts": [{"kind": "man"}]}, {"frame": "phone", "parts": [{"kind": "tap_button"}]},
        {"frame": "phone", "parts": [{"kind": "row", "words": "a", "icon": "../../etc"}]},
    ],
)  # fmt: skip
def test_junk_is_no_drawing_and_says_why(junk: object) -> None:
    found, findings = composition_of(junk)
    assert found is None
    assert findings


@pytest.mark.parametrize(
    "junk",
    [
        None, 5, "x", [], {"step": 3}, {"step": [None, 1, "x"]}, {"step": [{"title": {}}]},
        {"step": [{"drawing": "../../../etc/passwd"}]}, {"check": [{"answer": "x"}]}, {"teach": []},
        {"reviewed_on": "30/2/2026"}, {"fact": [{"mark": "Z"}]}, {"links": [{"label": 1}]},
        {"icon": "no-such-icon"}, {"topic": "no-such-topic"}, {"step": [{"composed": {"frame": "x"}}]},
    ],
)  # fmt: skip
def test_a_stored_lesson_of_junk_is_read_without_an_error_and_has_problems(junk: object) -> None:
    assert read_authored("x24133-bai", "xabcde", 1, junk).problems
