"""Decided recognitions that wait for their certificate, in the order of their numbers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from webapp.models.base import db
from webapp.models.recognition import Decision, Recognition, RecognitionState, Title
from webapp.rules.settings import CertificateWords
from webapp.services import kept_names, recipients, title_numbers, titles
from webapp.services.access import Viewer
from webapp.services.errors import NotFound, Refused
from webapp.services.recipients import Recipient


@dataclass(frozen=True)
class Due:
    """A decided recognition with all that its certificate will say."""

    recognition: Recognition
    decision: Decision
    recipient: Recipient

    @property
    def key(self) -> tuple[int, str]:
        """Its year and title, which number it."""
        return self.recognition.year, self.recognition.title_id


@dataclass(frozen=True)
class Waiting:
    """One that waits: `recipient` as its decision names it and its certificate will, `now` as today."""

    recognition: Recognition
    decision: Decision
    recipient: Recipient
    now: Recipient

    @property
    def differs(self) -> bool:
        """Whether its name, form of address or hamlet was changed since, and nobody chose yet."""
        chosen = "correction" in (self.recognition.frozen or {})
        return not chosen and not kept_names.said_alike(self.recipient, self.now)


def next_part(commune_id: str, recognition_ids: Collection[str] | None, most: int) -> list[Due]:
    """Decided recognitions in the order of their numbers; rows that another clerk holds are passed over.

    They are named as their decision names them, and stand in its order. Whoever has no name gets no number.
    """
    conditions = [*decided(commune_id), Recognition.id.not_in(_nameless(commune_id))]
    if recognition_ids is not None:
        conditions.append(Recognition.id.in_(recognition_ids))
    kinds = db.session.scalars(select(Recognition.recipient_kind).where(*conditions).distinct()).all()
    due: list[Due] = []
    for kind in sorted(kinds):
        each = recipients.source(kind)
        rows = db.session.execute(
            each.query.add_columns(Recognition, Decision)
            .join(Recognition, Recognition.recipient_id == each.key)
            .join(Decision, Decision.id == Recognition.decision_id)
            .where(Recognition.recipient_kind == kind, *conditions)
            .order_by(Decision.signed_on, *each.order)
            .limit(most - len(due))
            .with_for_update(of=Recognition, skip_locked=True)
        )
        due += [Due(row[-2], row[-1], kept_names.as_kept(each.read(row), row[-2].frozen)) for row in rows]
    return sorted(due, key=lambda each: (each.decision.signed_on, each.recipient.order))


def waiting(viewer: Viewer) -> list[Waiting]:
    """All that wait for their certificate, by decision, hamlet and given name, as their papers name them."""
    return _read(decided(viewer.commune_id))


def of_decision(viewer: Viewer, decision_id: str) -> list[str]:
    """The recognitions of one decision that wait for their certificate."""
    conditions = [*decided(viewer.commune_id), Recognition.decision_id == decision_id]
    return list(db.session.scalars(select(Recognition.id).where(*conditions)))


def next_numbers(found: Sequence[Waiting]) -> dict[tuple[str, int], str]:
    """The next number of each title and year among those that wait."""
    keys = {(each.recognition.title_id, each.recognition.year) for each in found}
    rows = db.session.scalars(select(Title).where(Title.id.in_({title_id for title_id, _ in keys})))
    by_id = {title.id: title for title in rows}
    return {key: title_numbers.next_number(by_id[key[0]], key[1]) for key in keys}


def one(viewer: Viewer, recognition_id: str) -> Waiting:
    """One that waits. Raises NotFound."""
    found = _read([*decided(viewer.commune_id), Recognition.id == recognition_id])
    if not found:
        raise NotFound
    return found[0]


def _nameless(commune_id: str) -> list[str]:
    """Those whom neither their decision nor today's list names: a number would be spent on an empty sheet."""
    unnamed = func.coalesce(Recognition.frozen["name"].as_string(), "") == ""
    found = _read([*decided(commune_id), unnamed])
    return [each.recognition.id for each in found if not each.recipient.name]


def _read(conditions: Sequence[ColumnElement[bool]]) -> list[Waiting]:
    kinds = db.session.scalars(select(Recognition.recipient_kind).where(*conditions).distinct()).all()
    found: list[Waiting] = []
    for kind in kinds:
        each = recipients.source(kind)
        rows = db.session.execute(
            each.query.add_columns(Recognition, Decision)
            .join(Recognition, Recognition.recipient_id == each.key)
            .join(Decision, Decision.id == Recognition.decision_id)
            .where(Recognition.recipient_kind == kind, *conditions)
        )
        for row in rows:
            now = each.read(row)
            found.append(Waiting(row[-2], row[-1], kept_names.as_kept(now, row[-2].frozen), now))
    return sorted(found, key=lambda each: (each.decision.signed_on, each.decision.id, each.recipient.order))


def decided(commune_id: str | None) -> list[ColumnElement[bool]]:
    """What waits for its certificate; commendations never do."""
    commended = select(Title.id).where(Title.commune_id == commune_id, Title.nomination)
    return [
        Recognition.commune_id == commune_id,
        Recognition.state == RecognitionState.DECIDED,
        Recognition.title_id.not_in(commended),
    ]


def refuse_commendations(commune_id: str, recognition_ids: Collection[str] | None) -> None:
    """Raises Refused when one that is asked for is "khen thưởng": no certificate of our own is printed."""
    if recognition_ids is None:
        return
    query = (
        select(Title.name)
        .join(Recognition, Recognition.title_id == Title.id)
        .where(Recognition.commune_id == commune_id, Recognition.id.in_(recognition_ids), Title.nomination)
    )
    if name := db.session.scalar(query.limit(1)):
        raise Refused(
            f"“{name}” là danh hiệu khen thưởng, hệ thống không tự in giấy. Lập hồ sơ đề nghị khen thưởng, "
            "rồi in đè lên phôi giấy khen chính thức."
        )


def words_of(due: Sequence[Due]) -> dict[tuple[int, str], CertificateWords]:
    """The words of each title with its number format of the year."""
    keys = {each.key for each in due}
    found = db.session.scalars(select(Title).where(Title.id.in_({title_id for _, title_id in keys})))
    by_id = {title.id: title for title in found}
    return {(year, title_id): titles.words_of(by_id[title_id], year) for year, title_id in keys}
