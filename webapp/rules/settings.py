"""A commune's settings: what two plans disagree on. Kept as JSON, read as these frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from webapp.rules.stages import StageRules


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
    decision_ending: str = "QĐ-UBND"
    layout: str = "khung-det"


@dataclass(frozen=True)
class PaperRules:
    """What a commune decides of its certificates' life and of their printing.

    `years_valid` counts from the day of issue, 0 is for ever; `keep_files_days` how long printed files lie
    on the server; `show_copy_number` prints "bản in số 2" on a sheet printed again; `end_classes` are the
    kinds of reason for which a certificate is taken back.
    """

    years_valid: int = 0
    keep_files_days: int = 7
    show_copy_number: bool = True
    end_classes: tuple[str, ...] = ("Ghi sai", "Không đủ điều kiện", "Người nhận trả lại", "Lý do khác")


@dataclass(frozen=True)
class ReviewRules:
    """How proposals are checked.

    `check_share` is the percentage of a list that somebody else asks about again (0 asks nobody);
    `households_per_hour` is the most that one person can visit and teach in an hour, `family_minutes` the
    least in which all that a family learned can be ticked: faster is marked, never refused. 0 marks nothing.
    """

    check_share: int = 5
    households_per_hour: int = 8
    family_minutes: int = 1


@dataclass(frozen=True)
class CommuneSettings:
    """`checklist` lists the items (slugs) of the commune's sheet in order; `links` are shown to the team.

    `languages` are codes of `rules.languages` that lessons may be read in besides Vietnamese.
    `least_households_per_member` is what the plan asks of each member; 0 where it says nothing.
    `public_page_indexed`: search engines may list the commune's public page.
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
    public_page_indexed: bool = False
    certificate: CertificateWords = field(default_factory=CertificateWords)
    papers: PaperRules = field(default_factory=PaperRules)
    review: ReviewRules = field(default_factory=ReviewRules)
    stages: StageRules = field(default_factory=StageRules)
    assumed: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def settings_from_json(data: Mapping[str, Any]) -> CommuneSettings:
    """Read stored settings; a key that is missing takes its default, an unknown one is left aside."""
    values = _known(CommuneSettings, data)
    values["links"] = tuple(Link(**_known(Link, link)) for link in data.get("links", ()))
    values["certificate"] = CertificateWords(**_known(CertificateWords, data.get("certificate", {})))
    values["review"] = ReviewRules(**_known(ReviewRules, data.get("review", {})))
    values["papers"] = PaperRules(**_known(PaperRules, data.get("papers", {})))
    values["stages"] = StageRules(**_known(StageRules, data.get("stages", {})))
    return CommuneSettings(**values)


def _known(kind: type[Any], data: Mapping[str, Any]) -> dict[str, Any]:
    names = {each.name for each in fields(kind)}
    return {
        key: tuple(value) if isinstance(value, list) else value for key, value in data.items() if key in names
    }
