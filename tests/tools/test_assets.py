"""The build's list of third-party files: only what is named, and a wrong name is said in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import assets


def test_icon_names_stand_one_a_line_between_empty_lines_and_comments() -> None:
    assert assets.icon_names("check\n\n# for the bar\n  home \n") == ["check", "home"]


def test_every_named_icon_and_font_is_in_its_place_with_its_licence() -> None:
    files = assets.wanted_files()
    assert {place for place in files if not (assets.VENDOR / place).is_file()} == set()
    assert {place.split("/")[0] for place in files if "LICENSE" in place} == {"htmx", "icons", "fonts"}


def test_an_unknown_icon_is_named_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    icons = tmp_path / "icons.txt"
    icons.write_text("check\nno-such-icon\n")
    monkeypatch.setattr(assets, "ICON_LIST", icons)
    with pytest.raises(assets.AssetMissing, match=r"^icons\.txt: no such outline icon: no-such-icon$"):
        assets.wanted_files()


def test_what_is_no_longer_named_leaves_the_folder(tmp_path: Path) -> None:
    source = tmp_path / "check.svg"
    source.write_text("<svg/>")
    vendor = tmp_path / "vendor"
    assets.install({"icons/check.svg": source, "icons/home.svg": source}, vendor)
    assets.install({"icons/check.svg": source}, vendor)
    assert [path.name for path in vendor.rglob("*.svg")] == ["check.svg"]
