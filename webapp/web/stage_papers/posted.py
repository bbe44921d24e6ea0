"""Danh sách niêm yết of a hamlet: only names that the family agreed to show."""

from __future__ import annotations

from collections.abc import Sequence

from webapp.models.stage import Posting
from webapp.rules.dates import administrative_date
from webapp.rules.stages import Unnamed, head_of_unit, initials
from webapp.services import communes
from webapp.services.access import Viewer
from webapp.services.recognition import Case
from webapp.services.stages import postings
from webapp.web.papers import Column, Paper, Signature, Table, Text
from webapp.web.papers.issuers import hamlet_head, place_of
from webapp.web.stage_papers.setting import RESULT, Setting


def posted_list(viewer: Viewer, posting: Posting) -> Paper:
    setting = Setting.of(viewer, posting.submission_id)
    hamlet = communes.hamlet(viewer, posting.hamlet_id)
    cases = postings.cases_of(viewer, posting)
    rows, unnamed = _rows(setting, cases)
    columns = (Column("Họ và tên chủ hộ", 66), Column("Nơi ở", 52), Column("Kết quả", 32, centred=True))
    day = administrative_date(posting.first_on)
    return Paper(
        title="DANH SÁCH NIÊM YẾT",
        subject=setting.subject("Hộ gia đình được đề nghị công nhận"),
        head=hamlet_head(setting.commune, hamlet, f"{place_of(setting.commune, setting.settings)}, {day}"),
        blocks=(
            Text(_when(posting)),
            *((Table(columns, rows),) if rows else ()),
            *((Text(_unnamed(setting)),) if unnamed else ()),
            Text(
                f"Ai có ý kiến về danh sách này, gặp {head_of_unit(hamlet.kind)}, Tổ công nghệ số cộng đồng "
                f"hoặc Ủy ban nhân dân {setting.place} chậm nhất hết {administrative_date(posting.last_on)}. "
                "Người nêu ý kiến có thể không ghi tên./."
            ),
        ),
        signatures=((Signature((head_of_unit(hamlet.kind).upper(),)),),),
        recipients=(
            f"- UBND {setting.place};",
            f"- Niêm yết tại {posting.place};",
            f"- Lưu: {hamlet.label}.",
        ),
        demo=setting.commune.demo,
    )


def _unnamed(setting: Setting) -> str:
    """Without a number: in a small hamlet it would tell who the others are."""
    if setting.settings.stages.unnamed == Unnamed.INITIALS:
        return "Hộ gia đình chưa đồng ý công khai tên chỉ ghi chữ cái đầu của họ tên."
    return "Hộ gia đình chưa đồng ý công khai tên không ghi trên giấy này."


def _when(posting: Posting) -> str:
    kind = "ngày làm việc" if posting.working_days else "ngày"
    return (
        f"Danh sách được niêm yết tại {posting.place}, từ {administrative_date(posting.first_on)} đến hết "
        f"{administrative_date(posting.last_on)} ({posting.days} {kind}) để bà con xem và góp ý."
    )


def _rows(setting: Setting, cases: Sequence[Case]) -> tuple[tuple[tuple[str, ...], ...], bool]:
    """The rows, and whether a family is not named."""
    named = postings.named(cases)
    shortened = setting.settings.stages.unnamed == Unnamed.INITIALS
    rows = []
    for case in cases:
        open_name = case.recipient.household_id in named
        if open_name or shortened:
            name = case.recipient.name if open_name else initials(case.recipient.name)
            rows.append((name, case.recipient.place, RESULT))
    return tuple(rows), any(case.recipient.household_id not in named for case in cases)
