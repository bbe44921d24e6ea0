"""A copy of the model lesson that a test may spoil."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from webapp.lessons.check import check_folder
from webapp.lessons.loader import CONTENT

TODAY = date(2026, 11, 21)
MODEL = "quet-ma-qr"

Spoil = Callable[[str, str], list[str]]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    shutil.copytree(CONTENT / MODEL, tmp_path / MODEL)
    shutil.copytree(CONTENT / "pictures", tmp_path / "pictures")
    return tmp_path / MODEL


@pytest.fixture
def spoil(model: Path) -> Spoil:
    """Replace some text of the lesson's file, then say what the checker finds (without its drawings)."""

    def replace(old: str, new: str) -> list[str]:
        path = model / "lesson.toml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return [str(problem) for problem in check_folder(model, TODAY)]

    return replace
