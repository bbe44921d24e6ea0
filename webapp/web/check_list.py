"""The sheet of families to ask again, as a paper to take along."""

from __future__ import annotations

from collections.abc import Sequence

from webapp.models.commune import Commune
from webapp.models.submission import Submission
from webapp.services.spot_checks import Shown
from webapp.web.labels import LABELS
from webapp.web.pdf.composed import Composed
from webapp.web.pdf.lists import DecisionList, ListColumn, compose_decision_list

COLUMNS = (
    ListColumn("Chủ hộ", 40),
    ListColumn("Thôn, tổ dân phố", 33),
    ListColumn("Người hỏi lại", 30),
    ListColumn("Đúng / Chưa đúng", 22, centred=True),
    ListColumn("Ghi chú", 26),
)


def composed(submission: Submission, checks: Sequence[Shown], commune: Commune) -> Composed:
    """Raises NothingToPrint when the list has nobody to ask."""
    return compose_decision_list(
        DecisionList(
            title="DANH SÁCH HỎI LẠI",
            subject=f"Danh sách trình {submission.name}, {commune.name}",
            columns=COLUMNS,
            rows=tuple(_row(each) for each in checks),
            closing=(
                f"Rút ngẫu nhiên {submission.check_share}% hồ sơ của danh sách. Người hỏi lại không phải "
                f"người đã dạy, đã ghi hoặc đã đề nghị. Mã rút: {submission.seed}."
            ),
            demo=commune.demo,
        )
    )


def _row(each: Shown) -> tuple[str, ...]:
    answer = LABELS[type(each.check.answer)][each.check.answer] if each.check.answer else ""
    return each.recipient.name, each.recipient.place, each.asker, answer, each.check.note or ""
