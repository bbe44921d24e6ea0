"""The five plans as ready-made settings: one TOML file each under `webapp/presets/`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from webapp.rules.recognition import Criteria, criteria_from_json
from webapp.rules.settings import CommuneSettings, settings_from_json
from webapp.services.errors import NotFound

FOLDER = Path(__file__).parents[1] / "presets"


@dataclass(frozen=True)
class Preset:
    """`commune` is the code of the commune whose plan (`paper`) it was read from."""

    name: str
    label: str
    commune: str
    paper: str
    settings: CommuneSettings
    criteria: Criteria

    def settings_for(
        self, code: str, commune_name: str, now: CommuneSettings | None = None
    ) -> CommuneSettings:
        """The settings as that commune takes them over; its signer, numbers, languages, rules of paper stay.

        So do its stages where the plan names none (the five name none). Another commune than the plan's
        keeps its own plan's title and gets its own place.
        """
        now = now or CommuneSettings()
        words = replace(
            self.settings.certificate, signer=now.certificate.signer,
            number_format=now.certificate.number_format, decision_ending=now.certificate.decision_ending,
        )  # fmt: skip
        stages = self.settings.stages if self.settings.stages.on else now.stages
        own = replace(self.settings, papers=now.papers, stages=stages)
        if code == self.commune:
            languages = now.languages or self.settings.languages
            return replace(own, certificate=words, languages=languages)
        return replace(
            own,
            languages=now.languages,
            plan_title=now.plan_title,
            assumed=f"Lấy theo mẫu {self.label}. {self.settings.assumed}",
            certificate=replace(words, place=now.certificate.place or short_name(commune_name)),
        )

    def criteria_for(self, code: str) -> Criteria:
        """The criteria as that commune takes them over: the plan of another is no paper of its own."""
        if code == self.commune:
            return self.criteria
        return replace(self.criteria, cites=f"Theo mẫu {self.label}, chờ văn bản của xã, phường")


def short_name(commune_name: str) -> str:
    """ "Phường Buôn Ma Thuột" -> "Buôn Ma Thuột", as a place stands before a date."""
    for word in ("Phường ", "Xã ", "Đặc khu "):
        if commune_name.startswith(word):
            return commune_name[len(word) :]
    return commune_name


@cache
def all_presets() -> tuple[Preset, ...]:
    """By name. A broken file raises KeyError, ValueError or TypeError at once, with its name."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.toml")))


def get(name: str) -> Preset:
    for preset in all_presets():
        if preset.name == name:
            return preset
    known = ", ".join(preset.name for preset in all_presets())
    raise NotFound(f"Không có mẫu “{name}”. Các mẫu: {known}.")


def _read(path: Path) -> Preset:
    data: Mapping[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    try:
        return Preset(
            name=data["name"],
            label=data["label"],
            commune=data["commune"],
            paper=data["paper"],
            settings=settings_from_json(data["settings"]),
            criteria=criteria_from_json(data["criteria"]),
        )
    except (KeyError, ValueError, TypeError) as error:
        raise type(error)(f"{path.name}: {error}") from error
