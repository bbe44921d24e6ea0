"""What the demo is made of, read from `presets/demo/`: customs of naming, communes, things said at doors."""

from __future__ import annotations

import tomllib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

from webapp.rules.vietnamese import clean_text
from webapp.services.presets import FOLDER

DEMO_DAY = date(2026, 11, 20)
MONTHS = timedelta(days=264)  # from 1/3/2026 to the demo day
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "gia-dinh-so:demo")


@dataclass(frozen=True)
class Custom:
    """How people of one custom are named; `families` with weights, clans last where the pattern says so."""

    male: str
    female: str
    children_follow: str
    middles_male: tuple[str, ...]
    middles_female: tuple[str, ...]
    givens_male: tuple[str, ...]
    givens_female: tuple[str, ...]
    families: Mapping[str, int]

    def family(self, rng: Random) -> str:
        return rng.choices(list(self.families), list(self.families.values()))[0]

    def name(self, rng: Random, woman: bool, family: str, taken: set[str] | None = None) -> str:
        """A name whose given part is not among those `taken` in the house; it is added there."""
        taken = set() if taken is None else taken
        middle = rng.choice(self.middles_female if woman else self.middles_male)
        givens = self.givens_female if woman else self.givens_male
        given = rng.choice([each for each in givens if each not in taken])
        taken.add(given)
        pattern = self.female if woman else self.male
        return clean_text(pattern.format(family=family, middle=middle, given=given))


@dataclass(frozen=True)
class HamletScript:
    """`names` weighs the customs; `address` takes {number} and {lane}."""

    kind: str
    name: str
    households: int
    names: Mapping[str, int]
    address: str


@dataclass(frozen=True)
class CommuneScript:
    """`slug` begins the usernames; `signer` is the invented name on decisions."""

    code: str
    preset: str
    slug: str
    signer: str
    decision_symbol: str
    hamlets: tuple[HamletScript, ...]


@dataclass(frozen=True)
class Sayings:
    """Notes of visits, reasons to return a proposal or revoke a certificate, two ways to put an address."""

    notes: tuple[str, ...]
    returns: tuple[str, ...]
    revokes: tuple[str, ...]
    addresses: tuple[str, str]


@cache
def customs() -> dict[str, Custom]:
    return {name: Custom(**_tuples(entry)) for name, entry in _read("names").items()}


@cache
def communes() -> tuple[CommuneScript, ...]:
    return tuple(
        CommuneScript(**entry | {"hamlets": tuple(HamletScript(**hamlet) for hamlet in entry["hamlets"])})
        for entry in _read("communes")["commune"]
    )


@cache
def sayings() -> Sayings:
    data = _read("notes")
    pair = data.pop("addresses")
    return Sayings(addresses=(pair["first"], pair["second"]), **_tuples(data))


def demo_day(today: date) -> date:
    """The last day of the demo's story: 20/11/2026, or yesterday where that has not come yet."""
    return min(DEMO_DAY, today - timedelta(days=1))


def demo_id(*parts: object) -> str:
    """The same id for the same thing on every installation."""
    return str(uuid.uuid5(NAMESPACE, ":".join(map(str, parts))))


def dice(*parts: object) -> Random:
    """A seeded generator for one thing, so that a change elsewhere does not move it."""
    return Random(":".join(map(str, parts)))  # noqa: S311 - invented lives, no secrets


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / "demo" / f"{name}.toml").read_text(encoding="utf-8"))


def _tuples(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
