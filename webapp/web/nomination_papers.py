"""Papers that ask for a commendation: the request with its list, the list alone, and what each one did.

Luật Thi đua, khen thưởng 06/2022/QH15 leaves it to whoever may commend; these are the papers that reach them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from webapp.models.commune import Commune
from webapp.models.recognition import RecipientKind, Title
from webapp.rules.settings import CommuneSettings
from webapp.services.recognition import Case
from webapp.web.papers import (
    BLANK,
    Appendix,
    Block,
    Column,
    Paper,
    Signature,
    Style,
    Table,
    Text,
)
from webapp.web.papers.issuers import commune_in_text, office_head

PAPERS = {
    "to-trinh": "Tờ trình đề nghị khen thưởng, kèm danh sách",
    "danh-sach": "Danh sách đề nghị khen thưởng",
    "tom-tat-thanh-tich": "Báo cáo tóm tắt thành tích",
}
WHOM = {
    RecipientKind.PERSON: "cá nhân",
    RecipientKind.HOUSEHOLD: "hộ gia đình",
    RecipientKind.TEAM: "tập thể",
    RecipientKind.HAMLET: "khu dân cư",
    RecipientKind.BUSINESS: "hộ kinh doanh",
}
LAW = "Căn cứ Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022;"
LIST_COLUMNS = (Column("Tên", 46), Column("Thôn, tổ dân phố", 36), Column("Tóm tắt thành tích", 60))
SHORT = 220
ATTACHED = f"Kèm theo Tờ trình số{BLANK}ngày{BLANK}tháng{BLANK}năm{BLANK}"


def paper_of(
    name: str, title: Title, cases: Sequence[Case], commune: Commune, settings: CommuneSettings
) -> Paper:
    """`name` is a key of PAPERS; `cases` are the proposals that it names, in their order."""
    return _WRITERS[name](title, cases, commune, settings)


def _request(title: Title, cases: Sequence[Case], commune: Commune, settings: CommuneSettings) -> Paper:
    year, place = _year(cases), commune_in_text(commune)
    whom = f"{len(cases)} {WHOM[title.recipient_kind]}"
    plan = (Text(f"Căn cứ {settings.plan_title};", style=Style.BASIS),) if settings.plan_title else ()
    return Paper(
        title="TỜ TRÌNH",
        subject=f"Về việc đề nghị khen thưởng “{title.name}” năm {year}",
        head=office_head(commune, settings, "TTr", year),
        blocks=(
            Text(f"Kính gửi: Chủ tịch Ủy ban nhân dân {place}", style=Style.ADDRESSEE),
            Text(LAW, style=Style.BASIS),
            *plan,
            Text(
                f"Qua theo dõi hoạt động của Tổ công nghệ số cộng đồng trên địa bàn {place} năm {year}, "
                f"{settings.stages.office} kính trình Chủ tịch Ủy ban nhân dân {place} xem xét, khen thưởng "
                f"“{title.name}” cho {whom} có tên trong danh sách kèm theo."
            ),
            Text("Số liệu trong báo cáo tóm tắt thành tích lấy từ sổ ghi của các tổ."),
            Text("Kính trình Chủ tịch Ủy ban nhân dân xem xét, quyết định./."),
        ),
        signatures=((_office(settings),),),
        recipients=("- Như trên;", "- Hội đồng Thi đua - Khen thưởng;", "- Lưu: VT."),
        appendices=(
            Appendix(
                "DANH SÁCH", _list_subject(title, year), ATTACHED,
                (_table(cases),),
            ),
        ),
        demo=commune.demo,
    )  # fmt: skip


def _list(title: Title, cases: Sequence[Case], commune: Commune, settings: CommuneSettings) -> Paper:
    year = _year(cases)
    return Paper(
        title="DANH SÁCH",
        subject=_list_subject(title, year),
        head=office_head(commune, settings, "DS", year),
        blocks=(_table(cases),),
        signatures=((_office(settings),),),
        demo=commune.demo,
    )


def _summary(title: Title, cases: Sequence[Case], commune: Commune, settings: CommuneSettings) -> Paper:
    year = _year(cases)
    return Paper(
        title="BÁO CÁO",
        subject=f"Tóm tắt thành tích đề nghị khen thưởng “{title.name}” năm {year}",
        head=office_head(commune, settings, "BC", year),
        blocks=tuple(block for number, case in enumerate(cases, 1) for block in _about(number, case)),
        signatures=((_office(settings),),),
        recipients=("- Hội đồng Thi đua - Khen thưởng;", "- Lưu: VT."),
        demo=commune.demo,
    )


def _about(number: int, case: Case) -> tuple[Block, ...]:
    """One recipient: the name, what was done in words, the log's figures of the day of the proposal."""
    recipient = case.recipient
    place = f", {recipient.place}" if recipient.place and recipient.place not in recipient.name else ""
    statement = [Text(line) for line in _statement(case).splitlines() if line]
    kept = case.recognition.inputs.get("figures", ()) if case.recognition else ()
    figures = tuple((label, figure) for label, figure in kept)
    columns = (Column("Số liệu trong sổ ghi", 88), Column("Kết quả", 52))
    table = (Table(columns, figures, whole=True),) if figures else ()
    return (Text(f"{number}. {recipient.name}{place}", style=Style.HEADING), *statement, *table)


def _table(cases: Sequence[Case]) -> Table:
    return Table(
        LIST_COLUMNS,
        tuple((case.recipient.name, case.recipient.place, _shortened(_statement(case))) for case in cases),
    )


def _statement(case: Case) -> str:
    return str(case.recognition.inputs.get("statement", "")) if case.recognition else ""


def _shortened(statement: str) -> str:
    """The beginning in one line, cut at a word."""
    line = " ".join(statement.split())
    return line if len(line) <= SHORT else line[:SHORT].rsplit(" ", 1)[0] + " …"


def _list_subject(title: Title, year: int) -> str:
    return f"Đề nghị khen thưởng “{title.name}” năm {year}"


def _office(settings: CommuneSettings) -> Signature:
    return Signature(settings.stages.office_signature)


def _year(cases: Sequence[Case]) -> int:
    return max(case.recognition.year for case in cases if case.recognition)


_WRITERS: dict[str, Callable[[Title, Sequence[Case], Commune, CommuneSettings], Paper]] = {
    "to-trinh": _request,
    "danh-sach": _list,
    "tom-tat-thanh-tich": _summary,
}
