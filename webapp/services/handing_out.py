"""From the printer to the family: who signed, stamped and handed out which sheet, and when.

A sheet is ticked, many at once, and a tick is taken back; both leave an audit row. A certificate that ended
is no longer on these lists.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, delete, func, select

from webapp.models.base import db, now
from webapp.models.certificate import Certificate, CertificateStatus, HandingMark, HandingStep
from webapp.models.commune import Hamlet
from webapp.models.inserting import insert_or_leave
from webapp.models.print_batch import PrintCopy
from webapp.models.signature import SigningState
from webapp.models.user import User
from webapp.rules.events import VIETNAM
from webapp.rules.vietnamese import show_date
from webapp.services import audit, signed_files
from webapp.services.access import Viewer, in_scope
from webapp.services.errors import Conflict, NotFound

AT_ONCE = 500
NOT_PRINTED = "Giấy chưa ghi là đã in thì chưa trao được. In giấy, bấm “Đã in” rồi ghi trao."


@dataclass(frozen=True)
class Sheet:
    """A certificate with the steps it has passed: who ticked each, and when; and whether it lies on paper."""

    paper: Certificate
    passed: dict[HandingStep, HandingMark] = field(default_factory=dict)
    printed: bool = False

    @property
    def handed_out_on(self) -> str:
        """The day as it is printed, empty before."""
        mark = self.passed.get(HandingStep.HANDED_OUT)
        return show_date(mark.at.astimezone(VIETNAM).date()) if mark else ""


@dataclass(frozen=True)
class Place:
    """A hamlet's certificates in counts; `id` is empty for those of no hamlet."""

    id: str
    label: str
    sheets: int
    passed: dict[HandingStep, int]


def places(viewer: Viewer) -> list[Place]:
    """The hamlets in scope that have valid certificates, and how far they are."""
    totals = db.session.execute(
        select(Certificate.hamlet_id, func.count()).where(*_shown(viewer)).group_by(Certificate.hamlet_id)
    )
    passed: dict[str | None, dict[HandingStep, int]] = defaultdict(dict)
    for hamlet_id, step, count in db.session.execute(
        select(Certificate.hamlet_id, HandingMark.step, func.count())
        .join(HandingMark, HandingMark.certificate_id == Certificate.id)
        .where(*_shown(viewer))
        .group_by(Certificate.hamlet_id, HandingMark.step)
    ):
        passed[hamlet_id][step] = count
    counts = {hamlet_id: count for hamlet_id, count in totals}
    hamlets = db.session.scalars(
        select(Hamlet).where(Hamlet.id.in_([each for each in counts if each])).order_by(Hamlet.sort_key)
    )
    found = [Place(each.id, each.label, counts[each.id], passed[each.id]) for each in hamlets]
    rest = [Place("", "Không thuộc thôn nào", counts[None], passed[None])] if None in counts else []
    return found + rest


def sheets(viewer: Viewer, hamlet_id: str | None = None) -> list[Sheet]:
    """Valid certificates of a hamlet (or of all in scope), sorted for handing out: hamlet, given name."""
    where = _shown(viewer)
    if hamlet_id is not None:
        where.append(Certificate.hamlet_id == hamlet_id)
    papers = db.session.scalars(
        select(Certificate)
        .where(*where)
        .order_by(Certificate.hamlet_sort, Certificate.name_sort, Certificate.serial)
    ).all()
    marks: dict[str, dict[HandingStep, HandingMark]] = defaultdict(dict)
    rows = db.session.scalars(
        select(HandingMark).join(Certificate, Certificate.id == HandingMark.certificate_id).where(*where)
    )
    for mark in rows:
        marks[mark.certificate_id][mark.step] = mark
    on_paper = _printed(where)
    return [Sheet(paper, marks[paper.id], paper.id in on_paper) for paper in papers]


def sheet(viewer: Viewer, certificate_id: str) -> Sheet:
    """One sheet in scope; raises NotFound."""
    paper = db.session.scalar(select(Certificate).where(*_shown(viewer), Certificate.id == certificate_id))
    if paper is None:
        raise NotFound
    marks = db.session.scalars(select(HandingMark).where(HandingMark.certificate_id == paper.id))
    printed = bool(_printed([Certificate.id == paper.id]))
    return Sheet(paper, {mark.step: mark for mark in marks}, printed)


def unticked_before(sheet: Sheet) -> tuple[HandingStep, ...]:
    """What should come before handing out and nobody ticked; nothing where it was handed out already."""
    if HandingStep.HANDED_OUT in sheet.passed:
        return ()
    return tuple(step for step in (HandingStep.SIGNED, HandingStep.STAMPED) if step not in sheet.passed)


def missing_before(viewer: Viewer, sheet: Sheet) -> tuple[HandingStep, ...]:
    """Like `unticked_before`; a file signed digitally needs no tick, an unprinted sheet no question."""
    file = signed_files.of_certificate(viewer, sheet.paper.id)
    signed = file is not None and file.state is SigningState.SIGNED
    return () if signed or not sheet.printed else unticked_before(sheet)


def tick(*, by: Viewer, certificate_ids: Collection[str], step: HandingStep) -> int:
    """Say that these sheets passed a step; returns how many had not before.

    NotFound for one out of scope, Conflict for handing out one that is not printed.
    """
    ids = _in_scope(by, certificate_ids)
    had = set(_marked(ids, step))
    new = [each for each in ids if each not in had]
    if step is HandingStep.HANDED_OUT:
        _need_paper(new)
    if new:
        moment = now()
        rows = [
            {"certificate_id": each, "step": step, "commune_id": by.commune_id, "at": moment,
             "by_user": by.user_id}
            for each in new
        ]  # fmt: skip
        db.session.execute(insert_or_leave(HandingMark), rows)
        _audit(by, f"handing.{step.value}", new)
    return len(new)


def untick(*, by: Viewer, certificate_ids: Collection[str], step: HandingStep) -> int:
    """Take a step back, ticked by mistake; returns how many had it."""
    ids = _in_scope(by, certificate_ids)
    had = _marked(ids, step)
    for start in range(0, len(had), AT_ONCE):
        some = had[start : start + AT_ONCE]
        db.session.execute(
            delete(HandingMark).where(HandingMark.certificate_id.in_(some), HandingMark.step == step)
        )
    if had:
        _audit(by, f"handing.not-{step.value}", had)
    return len(had)


def steps_of(viewer: Viewer, paper: Certificate) -> list[tuple[HandingMark, str]]:
    """What a certificate has passed, with the name of whoever ticked it, the first first."""
    rows = db.session.execute(
        select(HandingMark, User.display_name)
        .outerjoin(User, User.id == HandingMark.by_user)
        .where(HandingMark.commune_id == viewer.commune_id, HandingMark.certificate_id == paper.id)
        .order_by(HandingMark.at)
    )
    return [(row[0], row[1] or "") for row in rows]


def _shown(viewer: Viewer) -> list[ColumnElement[bool]]:
    return [
        Certificate.commune_id == viewer.commune_id,
        Certificate.status == CertificateStatus.ISSUED,
        in_scope(viewer, Certificate.hamlet_id),
    ]


def _in_scope(by: Viewer, certificate_ids: Collection[str]) -> list[str]:
    asked = list(dict.fromkeys(certificate_ids))
    found: set[str] = set()
    for start in range(0, len(asked), AT_ONCE):
        some = Certificate.id.in_(asked[start : start + AT_ONCE])
        found |= set(db.session.scalars(select(Certificate.id).where(*_shown(by), some)))
    if len(found) != len(asked):
        raise NotFound
    return asked


def _need_paper(ids: Sequence[str]) -> None:
    """Nobody is handed a paper that no printer made."""
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        if set(some) - _printed([Certificate.id.in_(some)]):
            raise Conflict(NOT_PRINTED)


def _printed(where: Sequence[ColumnElement[bool]]) -> set[str]:
    """Those of which a sheet was printed."""
    query = select(PrintCopy.certificate_id).join(Certificate, Certificate.id == PrintCopy.certificate_id)
    return set(db.session.scalars(query.where(*where, PrintCopy.printed_at.is_not(None))))


def _marked(ids: Sequence[str], step: HandingStep) -> list[str]:
    found: list[str] = []
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        found += db.session.scalars(
            select(HandingMark.certificate_id).where(
                HandingMark.certificate_id.in_(some), HandingMark.step == step
            )
        )
    return found


def _audit(by: Viewer, action: str, ids: Sequence[str]) -> None:
    audit.record_many(by=by, action=action, noun="certificate", noun_ids=list(ids), changes={})
