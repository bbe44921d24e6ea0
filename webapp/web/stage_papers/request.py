"""Tờ trình of the office to the chairman, with its list."""

from __future__ import annotations

from webapp.models.submission import Submission
from webapp.rules.dates import administrative_date
from webapp.rules.stages import StageKind
from webapp.services import criteria
from webapp.services.access import Viewer
from webapp.services.stages import papers, steps
from webapp.web.papers import Appendix, Paper, Signature, Style, Text, dated_line, number_with
from webapp.web.papers.issuers import office_head
from webapp.web.stage_papers.setting import Setting, counted, families_by_hamlet


def request_paper(viewer: Viewer, submission_id: str) -> Paper:
    setting = Setting.of(viewer, submission_id)
    cases = papers.cases_of(viewer, setting.submission, StageKind.REQUEST)
    done = papers.of(setting.submission).get(StageKind.REQUEST)
    head = office_head(
        setting.commune, setting.settings, "TTr", setting.submission.year,
        number=(done.number or "") if done else "", dated=done.dated if done else None,
    )  # fmt: skip
    office = setting.settings.stages.office
    return Paper(
        title="TỜ TRÌNH",
        subject=setting.subject("Về việc công nhận hộ gia đình"),
        head=head,
        blocks=(
            Text(f"Kính gửi: Chủ tịch Ủy ban nhân dân {setting.place}.", style=Style.ADDRESSEE),
            *(Text(line, style=Style.BASIS) for line in bases(setting)),
            Text(_what_was_done(viewer, setting)),
            Text(
                f"{office} kính trình Chủ tịch Ủy ban nhân dân {setting.place} xem xét, quyết định công nhận "
                f"{counted(len(cases))} {setting.settings.certificate.achieves} {setting.honour} "
                "(có danh sách kèm theo)./."
            ),
        ),
        signatures=((Signature(setting.settings.stages.office_signature),),),
        recipients=("- Như trên;", f"- Lưu: {setting.settings.stages.office_symbol or 'VT'}."),
        appendices=(
            Appendix(
                "DANH SÁCH",
                setting.subject("Hộ gia đình đề nghị công nhận"),
                f"Kèm theo {reference(setting, setting.submission)} của {office}",
                (families_by_hamlet(cases), Text(f"Danh sách có {counted(len(cases))}./.")),
            ),
        ),
        demo=setting.commune.demo,
    )


def bases(setting: Setting) -> tuple[str, ...]:
    """The lines "Căn cứ ...": the commune's own, then the paper that its criteria stand on."""
    version = criteria.version_in_force(setting.submission.title_id)
    own = setting.settings.stages.bases
    return (*own, f"Căn cứ {version.decision};") if version.decision else own


def reference(setting: Setting, submission: Submission) -> str:
    """ "Tờ trình số 12/TTr-VHXH ngày 05 tháng 11 năm 2026", blank where it has no number or day yet."""
    done, office = papers.of(submission).get(StageKind.REQUEST), setting.settings.stages.office_symbol
    number = number_with(f"TTr-{office}" if office else "TTr", (done.number or "") if done else "")
    day = administrative_date(done.dated) if done and done.dated else dated_line("", None, submission.year)
    return f"Tờ trình số {number} {day}"


def _what_was_done(viewer: Viewer, setting: Setting) -> str:
    kinds = {step.kind for step in steps.steps_of(viewer, setting.submission) if step.done}
    done = [
        words
        for kind, words in (
            (StageKind.MEETING, "họp xét tại các thôn, tổ dân phố"),
            (StageKind.POSTING, "niêm yết công khai"),
            (StageKind.OPINIONS, "tổng hợp ý kiến của nhân dân"),
        )
        if kind in kinds
    ]
    start = "Trên cơ sở phiếu theo dõi của Tổ công nghệ số cộng đồng và kết quả kiểm tra hồ sơ"
    return f"{start}, việc {', '.join(done)} đã thực hiện xong." if done else f"{start} từng hộ gia đình."
