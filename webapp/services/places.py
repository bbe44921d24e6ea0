"""The official list of communes, and bringing one of them into this installation."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import func, select

from webapp.models.base import db
from webapp.models.commune import Commune
from webapp.models.household import Household
from webapp.models.recognition import RecipientKind, Title
from webapp.rules.vietnamese import fold, sort_key
from webapp.services import audit, criteria, presets
from webapp.services.access import Viewer
from webapp.services.errors import Conflict, NotFound

DEFAULT_TITLE = "gia-dinh-so"


@dataclass(frozen=True)
class OfficialCommune:
    """One of the 3,321 communes in force since 1/7/2025. Codes are text with leading zeros."""

    code: str
    name: str
    province_code: str
    province: str

    @property
    def label(self) -> str:
        """With the province, always: three communes are called Bình Thuận, three Liên Minh."""
        return f"{self.name}, {self.province[:1].lower()}{self.province[1:]}"


@cache
def official_communes() -> dict[str, OfficialCommune]:
    """By code, from `presets/communes.json` (its notice stands beside it)."""
    provinces = json.loads((presets.FOLDER / "communes.json").read_text(encoding="utf-8"))
    return {
        code: OfficialCommune(code, name, province_code, province["ten"])
        for province_code, province in provinces.items()
        for code, name in province["xa"]
    }


def official(code: str) -> OfficialCommune:
    """Raises NotFound for a code that is not on the list."""
    try:
        return official_communes()[code]
    except KeyError:
        raise NotFound(f"Không có xã, phường, đặc khu nào mang mã {code}. Mã gồm 5 chữ số.") from None


def search(text: str, most: int = 20) -> list[OfficialCommune]:
    """Communes by code or by words of name and province, with or without diacritics; best matches first."""
    wanted = fold(text)
    if not wanted:
        return []
    words = wanted.split()
    found = [
        (_closeness(wanted, name), place)
        for place, name, whole in _index()
        if place.code == wanted or all(f" {word}" in whole for word in words)
    ]
    found.sort(key=lambda each: (each[0], sort_key(each[1].name), sort_key(each[1].province)))
    return [place for _, place in found[:most]]


def _closeness(wanted: str, name: str) -> int:
    """0: exactly the name (with or without its kind-word), 1: starts with it, 2: anything else."""
    bare = fold(presets.short_name(name))
    whole = fold(name)
    if wanted in (bare, whole):
        return 0
    return 1 if bare.startswith(wanted) or whole.startswith(wanted) else 2


@cache
def _index() -> tuple[tuple[OfficialCommune, str, str], ...]:
    return tuple(
        (place, place.name, f" {fold(place.name)} {fold(place.province)}")
        for place in official_communes().values()
    )


def create_commune(*, by: Viewer | None, code: str, preset: str, demo: bool = False) -> Commune:
    """Bring a commune in with a plan's settings, its default title and the first version of its criteria.

    Raises NotFound for an unknown code or preset, Conflict when the commune is there already.
    """
    place, plan = official(code), presets.get(preset)
    if db.session.get(Commune, code) is not None:
        raise Conflict(f"{place.label} đã có trong hệ thống này.")
    commune = Commune(
        id=code, province_code=place.province_code, name=place.name, province_name=place.province,
        preset=plan.name, settings=plan.settings_for(code, place.name).as_json(), demo=demo,
    )  # fmt: skip
    title = Title(
        commune_id=code, slug=DEFAULT_TITLE, name=plan.settings.recognition_term,
        recipient_kind=RecipientKind.HOUSEHOLD, is_default=True,
    )  # fmt: skip
    db.session.add(commune)
    db.session.flush()
    db.session.add(title)
    db.session.flush()
    audit.record(
        by=by, action="commune.create", noun="commune", noun_id=code, commune_id=code,
        changes={"preset": plan.name, "demo": demo},
    )  # fmt: skip
    rule = plan.criteria_for(code)
    criteria.add_version(by=by, title=title, criteria=rule, decision=rule.cites)
    return commune


@dataclass(frozen=True)
class ServedCommune:
    """A commune of this installation with its number of living households."""

    commune: Commune
    households: int


def served_communes() -> Sequence[ServedCommune]:
    """By province and name, for the operator."""
    living = func.count(Household.id).filter(Household.archived_at.is_(None), Household.merged_into.is_(None))
    rows = db.session.execute(
        select(Commune, living).outerjoin(Household, Household.commune_id == Commune.id).group_by(Commune.id)
    ).all()
    found = [ServedCommune(row[0], row[1]) for row in rows]
    return sorted(found, key=lambda each: (each.commune.province_code, sort_key(each.commune.name)))


def has_demo() -> bool:
    """Whether any commune of this installation is a demo."""
    return bool(db.session.scalar(select(Commune.id).where(Commune.demo).limit(1)))
