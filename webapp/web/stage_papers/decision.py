"""Quyết định, Điều 1 to 3, with its list: number and day blank until the decision was recorded."""

from __future__ import annotations

from webapp.rules.stages import StageKind
from webapp.services import decisions
from webapp.services.access import Viewer
from webapp.services.stages import papers
from webapp.web.papers import Appendix, Paper, Signature, Style, Text, dated_line, number_with
from webapp.web.papers.issuers import commune_head
from webapp.web.stage_papers.request import bases, reference
from webapp.web.stage_papers.setting import Setting, counted, families_by_hamlet

SYMBOL = "QĐ-UBND"


def draft_decision(viewer: Viewer, submission_id: str) -> Paper:
    setting = Setting.of(viewer, submission_id)
    cases = papers.cases_of(viewer, setting.submission, StageKind.DRAFT)
    year, certificate = setting.submission.year, setting.settings.certificate
    decision = (
        decisions.get(viewer, setting.submission.decision_id) if setting.submission.decision_id else None
    )
    number, dated = (decision.number, decision.signed_on) if decision else ("", None)
    lines = tuple(decision.signature_lines) if decision else certificate.signature_lines
    attached = (
        f"Kèm theo Quyết định số {number_with(SYMBOL, number)} {dated_line('', dated, year)} của Chủ tịch "
        f"Ủy ban nhân dân {setting.place}"
    )
    return Paper(
        title="QUYẾT ĐỊNH",
        subject=setting.subject("Về việc công nhận hộ gia đình"),
        head=commune_head(setting.commune, setting.settings, SYMBOL, year, number=number, dated=dated),
        blocks=(*_grounds(setting), *_articles(setting, len(cases))),
        signatures=((Signature(lines, decision.signer if decision else certificate.signer),),),
        recipients=(
            "- Như Điều 3;",
            f"- Thường trực Đảng ủy, HĐND {setting.place} (b/c);",
            f"- Lưu: VT, {setting.settings.stages.office_symbol}." if setting.settings.stages.office_symbol
            else "- Lưu: VT.",
        ),
        appendices=(
            Appendix(
                "DANH SÁCH",
                setting.subject("Hộ gia đình được công nhận"),
                attached,
                (families_by_hamlet(cases), Text(f"Danh sách có {counted(len(cases))}./.")),
            ),
        ),
        demo=setting.commune.demo,
    )  # fmt: skip


def _grounds(setting: Setting) -> tuple[Text, ...]:
    office = setting.settings.stages.office
    proposal = f"Theo đề nghị của {office} tại {reference(setting, setting.submission)}."
    return (
        Text(f"CHỦ TỊCH ỦY BAN NHÂN DÂN {setting.commune.name.upper()}", style=Style.CENTRED),
        *(Text(line, style=Style.BASIS) for line in (*bases(setting), proposal)),
        Text("QUYẾT ĐỊNH:", style=Style.CENTRED),
    )


def _articles(setting: Setting, count: int) -> tuple[Text, ...]:
    achieves = f"{setting.settings.certificate.achieves} {setting.honour}"
    return (
        Text(f"Công nhận {counted(count)} {achieves} (có danh sách kèm theo).", lead="Điều 1."),
        Text("Quyết định này có hiệu lực kể từ ngày ký.", lead="Điều 2."),
        Text(
            f"Chánh Văn phòng Hội đồng nhân dân và Ủy ban nhân dân, {setting.settings.stages.office}, Trưởng "
            "các thôn, tổ dân phố và các hộ gia đình có tên tại Điều 1 chịu trách nhiệm thi hành Quyết định "
            "này./.",
            lead="Điều 3.",
        ),
    )
