"""Which papers of the site can be put before a signer: rows of the stages, titles with nominations."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select

from webapp.models.base import db
from webapp.models.commune import Hamlet
from webapp.models.recognition import RecognitionState, Title
from webapp.models.stage import HamletMeeting, Posting
from webapp.services import recognition, titles
from webapp.services.access import Viewer, in_scope
from webapp.services.recognition import Case


def meetings(viewer: Viewer, submission_ids: Collection[str]) -> Sequence[tuple[HamletMeeting, Hamlet]]:
    """Closed meetings of these lists, oldest first; one that is still open may change."""
    rows = db.session.execute(
        select(HamletMeeting, Hamlet)
        .join(Hamlet, Hamlet.id == HamletMeeting.hamlet_id)
        .where(
            HamletMeeting.commune_id == viewer.commune_id,
            HamletMeeting.submission_id.in_(submission_ids),
            HamletMeeting.closed_at.is_not(None),
            in_scope(viewer, HamletMeeting.hamlet_id),
        )
        .order_by(HamletMeeting.held_on, HamletMeeting.id)
    )
    return [(row[0], row[1]) for row in rows]


def postings(viewer: Viewer, submission_ids: Collection[str]) -> Sequence[tuple[Posting, Hamlet]]:
    rows = db.session.execute(
        select(Posting, Hamlet)
        .join(Hamlet, Hamlet.id == Posting.hamlet_id)
        .where(
            Posting.commune_id == viewer.commune_id,
            Posting.submission_id.in_(submission_ids),
            in_scope(viewer, Posting.hamlet_id),
        )
        .order_by(Posting.first_on, Posting.id)
    )
    return [(row[0], row[1]) for row in rows]


def nominated(viewer: Viewer, title: Title) -> list[Case]:
    """What waits for the commendation of a title now."""
    return recognition.cases(viewer, RecognitionState.PROPOSED, title_id=title.id)


def nominations(viewer: Viewer) -> list[Title]:
    """Titles of commendation with something to ask for."""
    return [
        line.title
        for line in titles.lines(viewer)
        if line.title.nomination and line.counts.get(RecognitionState.PROPOSED)
    ]
