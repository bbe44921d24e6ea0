"""A commune's settings: what two plans disagree on. Kept as JSON, read as these frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any


@dataclass(frozen=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True)
class CertificateWords:
    """The words of the paper; `{commune}` stands for the commune's name in capitals where it is a heading."""

    heading: str = "GIẤY CÔNG NHẬN"
    authority: str = "Chủ tịch Ủy ban nhân dân {commune}"
    verb: str = "Công nhận"
    family_prefix: str = "Gia đình ông (bà)"
    achieves: str = "đạt tiêu chuẩn"
    honour: str = "Gia đình số"
    place: str = ""
    signature_lines: tuple[str, ...] = ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
    signer: str = ""
    number_format: str = "GDS-{yy}-{serial:05d}"
    layout: str = "khung-det"


@dataclass(frozen=True)
class CommuneSettings:
    """`checklist` lists the items (slugs) of the commune's sheet in order; `links` are shown to the team.

    `languages` are codes of `rules.languages` that lessons may be read in besides Vietnamese.
    `least_households_per_member` is what the plan asks of each member; 0 where it says nothing.
    """

    motto: str = ""
    plan_title: str = ""
    unit_words: tuple[str, ...] = ("thôn",)
    recognition_term: str = "Gia đình số"
    health_record_term: str = "Sổ sức khỏe điện tử"
    checklist: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    least_households_per_member: int = 0
    certificate: CertificateWords = field(default_factory=CertificateWords)
    assumed: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def settings_from_json(data: Mapping[str, Any]) -> CommuneSettings:
    """Read stored settings; a key that is missing takes its default, an unknown one is left aside."""
    values = _known(CommuneSettings, data)
    values["links"] = tuple(Link(**_known(Link, link)) for link in data.get("links", ()))
    values["certificate"] = CertificateWords(**_known(CertificateWords, data.get("certificate", {})))
    return CommuneSettings(**values)


def _known(kind: type[Any], data: Mapping[str, Any]) -> dict[str, Any]:
    names = {each.name for each in fields(kind)}
    return {
        key: tuple(value) if isinstance(value, list) else value for key, value in data.items() if key in names
    }
