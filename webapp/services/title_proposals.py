"""Proposing persons, households, teams and hamlets for a commune's other titles.

A title with criteria judges whoever is proposed; one without asks what the recipient did, in words. Either
way the log's own figures of that day are kept with the proposal.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from webapp.models.base import db, new_id, now
from webapp.models.household import Household, Person
from webapp.models.recognition import (
    CriteriaVersion,
    RecipientKind,
    Recognition,
    RecognitionState,
    Title,
)
from webapp.models.user import Team
from webapp.rules.abbreviations import spelled_out
from webapp.rules.recognition import Verdict
from webapp.rules.vietnamese import clean_lines, clean_text, fold
from webapp.services import (
    achievements,
    criteria,
    fitness,
    progress,
    proposers,
    recipients,
    recognition,
    refusals,
    title_verdicts,
    titles,
)
from webapp.services.access import Viewer
from webapp.services.errors import Conflict, NotFound, Refused
from webapp.services.recipients import Recipient

A_PAGE = 60
LEAST_STATEMENT = 20
NO_CRITERIA = Verdict(True, 0, 0, ())


@dataclass(frozen=True)
class Candidate:
    """Someone who may be proposed; `verdict` is None where the title has no criteria."""

    recipient: Recipient
    verdict: Verdict | None
    recognition: Recognition | None = None


@dataclass(frozen=True)
class Found:
    """A page of candidates; `more` says that the search found others besides."""

    candidates: Sequence[Candidate]
    more: bool


def search(viewer: Viewer, title: Title, *, text: str = "", hamlet_id: str | None = None) -> Found:
    """Who could be proposed this year, by hamlet and given name; those with criteria met first.

    Of a title with criteria, and without a name to look for, only those who have begun.
    """
    kind = title.recipient_kind
    each = recipients.source(kind)
    query = recipients.proposable(viewer, kind).where(
        each.key.not_in(_taken(title)),
        each.key.not_in(refusals.refusing(title.id, progress.today().year, kind)),
    )
    if hamlet_id:
        query = query.where(each.hamlet == hamlet_id)
    rule, wanted = title_verdicts.rule_of(title), fold(spelled_out(text)).split()
    if rule.lines and not wanted:
        query = title_verdicts.likely(query, kind, rule, viewer.commune_id)
    rows = db.session.execute(query.order_by(*each.order)).all()
    everyone = [each for each in recipients.read(kind, rows) if _fits(each, wanted)]
    everyone.sort(key=lambda each: each.order)
    judged = everyone[:A_PAGE] if wanted else everyone
    verdicts = title_verdicts.verdicts(viewer.commune_id, rule, judged) if rule.lines else {}
    judged.sort(key=lambda each: not _eligible(verdicts.get(each.id)))
    shown = [Candidate(each, verdicts.get(each.id)) for each in judged[:A_PAGE]]
    return Found(shown, len(everyone) > A_PAGE)


def candidate(viewer: Viewer, title: Title, recipient_id: str) -> Candidate:
    """Raises NotFound out of scope, or where nobody of the title's kind has this id."""
    kind = title.recipient_kind
    row = db.session.execute(
        recipients.proposable(viewer, kind).where(recipients.source(kind).key == recipient_id)
    ).first()
    if row is None:
        raise NotFound
    found, rule = recipients.read(kind, [row])[0], title_verdicts.rule_of(title)
    verdict = title_verdicts.verdicts(viewer.commune_id, rule, [found])[found.id] if rule.lines else None
    return Candidate(found, verdict, _existing(title, recipient_id))


def propose(
    *,
    by: Viewer,
    title_id: str,
    recipient_id: str,
    statement: str = "",
    reason: str | None = None,
    is_kin: bool = False,
) -> Recognition:
    """Propose one recipient for a title, with what was achieved in words; `is_kin`: of one's own family.

    Raises NotFound out of scope, Refused at `statement` or for criteria that are not met, Conflict for one
    on its way already.
    """
    title = _open(by, title_id)
    found = candidate(by, title, recipient_id)
    _lock(title.recipient_kind, recipient_id)
    statement = clean_lines(statement)
    if found.verdict is None and len(statement) < LEAST_STATEMENT:
        raise Refused(
            "Ghi thành tích bằng vài câu: đã làm gì, cho bao nhiêu người, kết quả ra sao.", "statement"
        )
    if found.verdict is not None and not found.verdict.eligible:
        raise Refused(f"{found.recipient.name} chưa đủ tiêu chí, chưa đề nghị được.")
    version = criteria.version_in_force(title.id)
    made = _store(by, title, version, found, statement)
    fitness.must_be_willing([made])
    proposers.mark(by=by, proposed=[made], declared={recipient_id} if is_kin else ())
    recognition.move(by, made, RecognitionState.PROPOSED, clean_text(reason or "") or None)
    db.session.flush()
    return made


def propose_many(*, by: Viewer, title_id: str, recipient_ids: Collection[str]) -> list[Recognition]:
    """Propose several by their criteria. Raises as `propose` does, Refused for a title without criteria."""
    title = _open(by, title_id)
    _must_be_visible(by, title, recipient_ids)
    if not title_verdicts.rule_of(title).lines:
        raise Refused("Danh hiệu này chưa đặt tiêu chí: đề nghị từng trường hợp, ghi thành tích bằng lời.")
    return [propose(by=by, title_id=title_id, recipient_id=each) for each in sorted(set(recipient_ids))]


def _open(by: Viewer, title_id: str) -> Title:
    title = titles.get(by, title_id)
    if title.is_default:
        raise Refused("Danh hiệu chính được đề nghị ở mục Công nhận.")
    if title.closed_at:
        raise Refused(f"Danh hiệu “{title.name}” không còn dùng.")
    return title


def _must_be_visible(by: Viewer, title: Title, recipient_ids: Collection[str]) -> None:
    each = recipients.source(title.recipient_kind)
    query = recipients.proposable(by, title.recipient_kind).with_only_columns(each.key)
    found = db.session.scalars(query.where(each.key.in_(recipient_ids))).all()
    if len(found) != len(set(recipient_ids)):
        raise NotFound


def _taken(title: Title) -> Select[Any]:
    """Whoever is on the way, sent back or recognised this year."""
    return select(Recognition.recipient_id).where(
        Recognition.title_id == title.id, Recognition.year == progress.today().year
    )


def _existing(title: Title, recipient_id: str) -> Recognition | None:
    return db.session.scalar(
        select(Recognition).where(
            Recognition.title_id == title.id,
            Recognition.year == progress.today().year,
            Recognition.recipient_kind == title.recipient_kind,
            Recognition.recipient_id == recipient_id,
        )
    )


def _lock(kind: RecipientKind, recipient_id: str) -> None:
    """One proposal of a recipient at a time."""
    tables: dict[RecipientKind, Any] = {
        RecipientKind.HOUSEHOLD: Household, RecipientKind.PERSON: Person, RecipientKind.TEAM: Team,
    }  # fmt: skip
    if kind in tables:
        db.session.execute(select(tables[kind].id).where(tables[kind].id == recipient_id).with_for_update())


def _store(
    by: Viewer, title: Title, version: CriteriaVersion, found: Candidate, statement: str
) -> Recognition:
    made, year = found.recognition, progress.today().year
    figures = achievements.figures_of(by.commune_id, found.recipient)
    if made is None:
        made = Recognition(
            id=new_id(), commune_id=by.commune_id, title_id=title.id, year=year,
            recipient_kind=title.recipient_kind, recipient_id=found.recipient.id,
        )  # fmt: skip
    elif made.state is not RecognitionState.RETURNED:
        raise Conflict(f"{found.recipient.name} đã được đề nghị hoặc công nhận trong năm {year}.")
    made.state, made.criteria_version_id, made.proposed_at = RecognitionState.PROPOSED, version.id, now()
    made.verdict = (found.verdict or NO_CRITERIA).as_json()
    made.inputs = {"statement": statement, "figures": figures}
    db.session.add(made)
    db.session.flush()
    return made


def _fits(each: Recipient, wanted: Sequence[str]) -> bool:
    text = f" {fold(each.name)} {fold(each.place)} {fold(each.detail)}"
    return all(f" {word}" in text for word in wanted)


def _eligible(verdict: Verdict | None) -> bool:
    return verdict is None or verdict.eligible
