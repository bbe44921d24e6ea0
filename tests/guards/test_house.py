"""How code looks here, held by tests: module size, labels, layers of files that something uses."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections import Counter
from enum import StrEnum
from pathlib import Path

import pytest

from tools.assets import icon_names
from webapp import models
from webapp.web.labels import LABELS

ROOT = Path(__file__).parents[2] / "webapp"
MODULES = sorted(file for file in ROOT.rglob("*.py") if "migrations" not in file.parts)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STATES = [
    each
    for module in pkgutil.iter_modules(models.__path__, "webapp.models.")
    for each in vars(importlib.import_module(module.name)).values()
    if isinstance(each, type) and issubclass(each, StrEnum) and each is not StrEnum
]


def name_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def test_a_module_is_a_room_for_one_noun() -> None:
    assert [name_of(each) for each in MODULES if len(each.read_text().splitlines()) > 300] == []
    assert {each.stem for each in MODULES} & {"utils", "helpers", "common", "misc"} == set()


def test_a_function_is_short() -> None:
    long = {}
    for module in MODULES:
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > 40:
                    long[f"{name_of(module)}:{node.name}"] = length
    assert long == {}


@pytest.mark.parametrize("states", STATES, ids=lambda states: states.__name__)
def test_every_state_has_its_vietnamese_label(states: type[StrEnum]) -> None:
    assert [state for state in states if not LABELS.get(states, {}).get(state)] == []


def test_every_template_is_used() -> None:
    text = "\n".join(file.read_text() for file in (*MODULES, *TEMPLATES, *ROOT.rglob("*.svg")))
    unused = []
    for file in TEMPLATES:
        name = file.relative_to(ROOT / "templates").as_posix()
        folder, stem = name.rsplit("/", 1) if "/" in name else ("", name)
        if name not in text and f'"{stem}"' not in text and f"/{stem}" not in text:
            unused.append(name)
        assert folder.islower() or not folder
    assert unused == []


def test_every_macro_is_used() -> None:
    texts = {file: file.read_text() for file in (*TEMPLATES, *ROOT.rglob("*.svg"))}
    named = Counter(word for text in texts.values() for word in re.findall(r"\w+", text))
    macros = [name for text in texts.values() for name in re.findall(r"{%-?\s*macro\s+(\w+)", text)]
    assert [name for name in macros if named[name] < 2] == []


def test_every_icon_is_used() -> None:
    """Also one that a lesson, a way to practise or a choice of words names."""
    kinds = {".py", ".html", ".svg", ".js", ".toml"}
    files = (each for each in ROOT.rglob("*") if each.suffix in kinds and "vendor" not in each.parts)
    named = set(re.findall(r"""["'`]([a-z0-9-]+)["'`]""", "\n".join(file.read_text() for file in files)))
    assert sorted(set(icon_names((ROOT / "web" / "icons.txt").read_text())) - named) == []


def test_no_template_carries_inline_style_script_or_unescaped_text() -> None:
    wrong = []
    for template in TEMPLATES:
        text = template.read_text()
        found = re.findall(r"\|\s*safe\b", text)
        if "pdf" not in template.parts:
            found += re.findall(r"""\sstyle=["']|\son\w+=["']|<style|<script>""", text)
        wrong += [f"{name_of(template)}: {each}" for each in found]
    assert wrong == []
