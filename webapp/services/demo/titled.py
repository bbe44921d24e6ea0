"""The demo's other titles: a person's by criteria, a hamlet's by hand, a team's commendation under way."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from webapp.models.base import db
from webapp.models.recognition import RecipientKind
from webapp.models.user import Role, Team
from webapp.rules.designs import Design
from webapp.rules.recognition import Criteria, Criterion, CriterionKind
from webapp.services import communes, designs, title_criteria, title_proposals, titles
from webapp.services.access import Viewer, viewer_of
from webapp.services.demo.staff import Staff

LEAST_ITEMS = 3
TEAMS, PERSONS = 2, 3
STATEMENT = (
    "Trong năm, tổ đến từng nhà hướng dẫn bà con dùng VNeID, nộp hồ sơ qua mạng, tự trả tiền bằng mã QR.\n"
    "Tổ mở lớp buổi tối ở nhà văn hóa, kèm người lớn tuổi tới khi tự làm được, nhắc bà con cảnh giác lừa đảo."
)
NOTE = "Tổ dẫn đầu về số hộ đã học."


def add_titles(code: str, staff: Staff, last: date) -> None:
    """Three titles besides the default one; two teams and a few persons are proposed."""
    officer = viewer_of(staff.office[Role.OFFICER], last)
    _persons(code, officer)
    titles.add(by=officer, name="Thôn số", kind=RecipientKind.HAMLET, nomination=False)
    _teams(officer)


def _persons(code: str, officer: Viewer) -> None:
    title = titles.add(by=officer, name="Công dân số", kind=RecipientKind.PERSON, nomination=False)
    line = Criterion(
        "c1", f"Tự làm được ít nhất {LEAST_ITEMS} việc trong phiếu", CriterionKind.ONE_PERSON,
        communes.settings_of(code).checklist, LEAST_ITEMS,
    )  # fmt: skip
    title_criteria.put_in_force(
        by=officer, title=title, criteria_=Criteria((line,)), decision="Mẫu trình diễn, chưa có văn bản"
    )
    two_a_sheet = Design(layout="hai-to-a5")
    designs.save(by=officer, title_id=title.id, design=two_a_sheet, words=designs.words_of(title))
    found = title_proposals.search(officer, title).candidates
    fit = [each.recipient.id for each in found if each.verdict and each.verdict.eligible]
    title_proposals.propose_many(by=officer, title_id=title.id, recipient_ids=fit[:PERSONS])


def _teams(officer: Viewer) -> None:
    title = titles.add(
        by=officer, name="Tổ công nghệ số cộng đồng tiêu biểu", kind=RecipientKind.TEAM, nomination=True
    )
    teams = db.session.scalars(
        select(Team.id)
        .where(Team.commune_id == officer.commune_id, Team.hamlet_id.is_not(None))
        .order_by(Team.id)
    )
    for team_id in list(teams)[:TEAMS]:
        title_proposals.propose(
            by=officer, title_id=title.id, recipient_id=team_id, statement=STATEMENT, reason=NOTE
        )
