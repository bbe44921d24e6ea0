"""Bảng tổng hợp ý kiến: meetings, postings and what people said, hamlet by hamlet."""

from __future__ import annotations

from collections.abc import Sequence

from webapp.models.stage import HamletMeeting, Opinion, Posting
from webapp.rules.dates import show_date
from webapp.rules.stages import StageKind
from webapp.services import submissions
from webapp.services.access import Viewer
from webapp.services.stages import opinions, papers, steps
from webapp.services.stages.steps import HamletStep
from webapp.web.papers import Block, Column, Paper, Signature, Style, Table, Text
from webapp.web.papers.issuers import office_head
from webapp.web.stage_papers.setting import Setting, counted

ANONYMOUS = "Không ghi tên"
WHOLE_LIST = "Cả danh sách"


def opinion_summary(viewer: Viewer, submission_id: str) -> Paper:
    setting = Setting.of(viewer, submission_id)
    cases = papers.cases_of(viewer, setting.submission, StageKind.OPINIONS)
    done = papers.of(setting.submission).get(StageKind.OPINIONS)
    head = office_head(
        setting.commune, setting.settings, "BC", setting.submission.year,
        number=(done.number or "") if done else "", dated=done.dated if done else None,
    )  # fmt: skip
    said = opinions.listed(viewer, setting.submission)
    return Paper(
        title="BẢNG TỔNG HỢP",
        subject=f"Kết quả họp xét, niêm yết và ý kiến về hộ gia đình đề nghị công nhận {setting.honour}",
        head=head,
        blocks=(
            Text("I. Kết quả tại các thôn, tổ dân phố", style=Style.HEADING),
            _hamlets(setting, said),
            Text("II. Ý kiến của nhân dân", style=Style.HEADING),
            *_said(viewer, said),
            Text("III. Kết quả", style=Style.HEADING),
            *_left(viewer, submission_id),
            Text(f"Sau họp xét và niêm yết, đề nghị công nhận {counted(len(cases))}./."),
        ),
        signatures=((Signature(setting.settings.stages.office_signature),),),
        recipients=(
            f"- Chủ tịch UBND {setting.place} (b/c);",
            f"- Lưu: {setting.settings.stages.office_symbol or 'VT'}.",
        ),
        demo=setting.commune.demo,
    )


def _left(viewer: Viewer, submission_id: str) -> tuple[Block, ...]:
    """The families that a meeting or an opinion took off the list, each with its reason."""
    removed = submissions.removed_from(viewer, submission_id)
    if not removed:
        return ()
    columns = (Column("Họ và tên chủ hộ", 46), Column("Nơi ở", 40), Column("Lý do", 68))
    rows = tuple((case.recipient.name, case.recipient.place, step.reason or "") for case, step in removed)
    return (
        Text(f"Không đề nghị công nhận {counted(len(removed))}:"),
        Table(columns, rows),
    )


def _hamlets(setting: Setting, said: Sequence[Opinion]) -> Table:
    columns = (
        Column("Thôn, tổ dân phố", 36), Column("Ngày họp, số hộ dự", 36, centred=True),
        Column("Niêm yết", 46, centred=True), Column("Ý kiến", 16, centred=True),
        Column("Số hộ đề nghị", 20, centred=True),
    )  # fmt: skip
    rows = []
    for meeting, posting in _by_hamlet(setting):
        step = posting or meeting
        if step is None:
            continue
        heard = sum(opinion.hamlet_id == step.hamlet.id for opinion in said)
        met = _met(meeting.meeting) if meeting else "Không dùng bước này"
        hung = _posted(posting.posting) if posting else "Không dùng bước này"
        rows.append((step.hamlet.label, met, hung, str(heard), str(step.cases)))
    return Table(columns, tuple(rows))


def _by_hamlet(setting: Setting) -> list[tuple[HamletStep | None, HamletStep | None]]:
    """Each hamlet's meeting and posting."""
    found = {step.kind: step.hamlets for step in steps.steps_of(setting.viewer, setting.submission)}
    met = {each.hamlet.id: each for each in found.get(StageKind.MEETING, ())}
    posted = {each.hamlet.id: each for each in found.get(StageKind.POSTING, ())}
    return [(met.get(hamlet), posted.get(hamlet)) for hamlet in dict.fromkeys([*met, *posted])]


def _met(meeting: HamletMeeting | None) -> str:
    return f"{show_date(meeting.held_on)}, {meeting.present}/{meeting.invited}" if meeting else "Chưa họp"


def _posted(posting: Posting | None) -> str:
    if posting is None:
        return "Chưa niêm yết"
    until = posting.ended_on if posting.early_reason and posting.ended_on else posting.last_on
    early = f" (kết thúc sớm: {posting.early_reason})" if posting.early_reason else ""
    return f"{show_date(posting.first_on)} đến {show_date(until)}{early}"


def _said(viewer: Viewer, said: Sequence[Opinion]) -> tuple[Block, ...]:
    if not said:
        return (Text("Không có ý kiến nào."),)
    names = opinions.families_of(viewer, said)
    columns = (
        Column("Về hộ", 34), Column("Người nêu, ngày", 34), Column("Nội dung", 44), Column("Giải quyết", 44),
    )  # fmt: skip
    rows = tuple(
        (
            names.get(each.recognition_id or "", WHOLE_LIST),
            f"{each.said_by or ANONYMOUS}, {show_date(each.said_on)}",
            each.content,
            (each.settled or "Chưa giải quyết") + (" (đưa ra khỏi danh sách)" if each.taken_out else ""),
        )
        for each in said
    )
    return (Table(columns, rows),)
