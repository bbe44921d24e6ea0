"""Setting up again costs nothing, and what a pull changed or a cut-off step left is done again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import install
from tools.machine import MachineNotReady, Need, require_packages


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone with one step, `things`, made from `list.txt` for running and also `more.txt` for the tests."""
    for name in ("list.txt", "more.txt"):
        (tmp_path / name).write_text("one\n")
    (tmp_path / ".setup").mkdir()
    monkeypatch.setattr(install, "ROOT", tmp_path)
    monkeypatch.setattr(install, "SETUP", tmp_path / ".setup")
    inputs = {"things": {"run": ["list.txt"], "test": ["list.txt", "more.txt"]}}
    monkeypatch.setattr(install, "INPUTS", inputs)
    return tmp_path


def _is_due(clone: Path, purpose: str) -> bool:
    with install.step("things", purpose, made=clone) as due:
        return due


def test_a_step_is_due_once_and_again_when_its_list_changes(clone: Path) -> None:
    assert [_is_due(clone, "run"), _is_due(clone, "run")] == [True, False]
    (clone / "list.txt").write_text("two\n")
    assert [_is_due(clone, "run"), _is_due(clone, "run")] == [True, False]


def test_what_the_tests_installed_serves_running_but_not_the_other_way_round(clone: Path) -> None:
    assert [_is_due(clone, "run"), _is_due(clone, "test"), _is_due(clone, "run")] == [True, True, False]
    (clone / "more.txt").write_text("two\n")
    assert [_is_due(clone, "run"), _is_due(clone, "test")] == [False, True]


def test_a_step_that_was_cut_off_is_due_again(clone: Path) -> None:
    _is_due(clone, "run")
    (clone / "list.txt").write_text("two\n")
    with pytest.raises(KeyboardInterrupt), install.step("things", "run", made=clone):
        raise KeyboardInterrupt
    (clone / "list.txt").write_text("one\n")
    assert _is_due(clone, "run")


def test_a_step_whose_product_is_gone_is_due_again(clone: Path) -> None:
    with install.step("things", "run", made=clone / "made"):
        (clone / "made").mkdir()
    (clone / "made").rmdir()
    with install.step("things", "run", made=clone / "made") as due:
        assert due


def test_a_missing_package_without_the_right_to_install_it_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr("shutil.which", lambda name: None if name == "sudo" else f"/usr/bin/{name}")
    needs = [Need("python3-venv", lambda: False), Need("tzdata", lambda: True)]
    with pytest.raises(MachineNotReady, match=r"^Thiếu quyền cài gói\. .* python3-venv$"):
        require_packages(needs, print)
    assert capsys.readouterr().out == ""
