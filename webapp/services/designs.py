"""How the certificates of a title look: versions that are added and never changed.

The newest version is given to what is issued from then on. A certificate keeps the version of its issue, as
it keeps its words, so that a reprint looks like the original whatever was changed in between.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from webapp.models.base import db, new_id, now
from webapp.models.certificate import Certificate
from webapp.models.design import CertificateDesign
from webapp.models.inserting import insert_or_leave
from webapp.models.recognition import Title
from webapp.rules.designs import (
    DRAWING,
    PAGE_MM,
    PALETTES,
    Design,
    PageSize,
    PaperKind,
    accent_problem,
    box_problem,
    design_from_json,
)
from webapp.rules.settings import CertificateWords
from webapp.services import audit, backgrounds, communes, progress, settings, titles
from webapp.services.access import Viewer
from webapp.services.errors import NotFound, Refused
from webapp.services.titles import TitleWords

OWN_PAPER = "giay-in-san"
ONLY_OVERPRINT = (
    "Danh hiệu khen thưởng chỉ in đè lên phôi chính thức: chọn “Giấy in sẵn”, loại “Phôi in sẵn”."
)
HIDDEN_ON_BLANKS = (
    "nation", "motto", "heading", "authority", "verb", "prefix", "achieves", "hint", "roles",
)  # fmt: skip
"""What an official blank usually has printed already."""
NOT_OURS = ("qr", "register", "hint")
"""What belongs to a certificate of ours: no commendation carries it, whatever its design shows."""
WORDS = ("heading", "authority", "verb", "family_prefix", "achieves", "honour", "place")


@dataclass(frozen=True)
class Drawn:
    """A design with the picture behind it (a JPEG, or nothing)."""

    design: Design
    background: bytes = b""


def newest(title_id: str) -> CertificateDesign | None:
    found: CertificateDesign | None = db.session.scalar(_versions(title_id).limit(1))
    return found


def versions(title_id: str) -> Sequence[CertificateDesign]:
    """Newest first."""
    return db.session.scalars(_versions(title_id)).all()


def design_of(title: Title) -> Design:
    """What the next certificate of a title is issued in."""
    row = newest(title.id)
    return design_from_json(row.design) if row else at_first(title)


def at_first(title: Title) -> Design:
    """Before anyone chose: the commune's layout, and for commendations an official blank."""
    if title.nomination:
        return Design(layout=OWN_PAPER, paper=PaperKind.PREPRINTED, hidden=HIDDEN_ON_BLANKS)
    return Design(layout=communes.settings_of(title.commune_id).certificate.layout)


def at_issue(by: Viewer, title_ids: Collection[str]) -> dict[str, CertificateDesign]:
    """The newest version of each title; a title that nobody designed yet begins with what it has.

    So every certificate names a version, and what is drawn later never changes its sheet.
    """
    for title in db.session.scalars(select(Title).where(Title.id.in_(title_ids))):
        if newest(title.id) is None:
            _keep_first(by, title)
    rows = db.session.scalars(
        select(CertificateDesign)
        .where(CertificateDesign.title_id.in_(title_ids))
        .order_by(CertificateDesign.version)
    )
    return {row.title_id: row for row in rows}


def drawn(commune_id: str, design_id: str | None) -> Drawn:
    """What a certificate was issued in; None: before there were designs, in the commune's layout."""
    row = db.session.get(CertificateDesign, design_id) if design_id else None
    if row is None or row.commune_id != commune_id:
        return Drawn(Design(layout=communes.settings_of(commune_id).certificate.layout))
    return with_background(commune_id, design_from_json(row.design))


def same_looks(commune_id: str | None) -> dict[str, str]:
    """Each version's id with the id of the oldest that is drawn like it: one may have been taken up again."""
    query = select(CertificateDesign.id, CertificateDesign.design).order_by(CertificateDesign.id)
    firsts: dict[str, str] = {}
    return {
        row.id: firsts.setdefault(json.dumps(row.design, sort_keys=True), row.id)
        for row in db.session.execute(query.where(CertificateDesign.commune_id == commune_id))
    }


def with_background(commune_id: str | None, design: Design) -> Drawn:
    wanted = design.background_id if design.paper is PaperKind.BACKGROUND else None
    return Drawn(design, backgrounds.content_of(commune_id, wanted) if design.layout == OWN_PAPER else b"")


def save(*, by: Viewer, title_id: str, design: Design, words: CertificateWords) -> CertificateDesign:
    """A new version, with the words of the paper. Raises Refused at the field that can't be used.

    The first one keeps what was there before as version 1 and gives it to what was issued without.
    """
    title = titles.get(by, title_id)
    check(by, title, design)
    row = newest(title.id) or _kept_first(by, title)
    changed = {
        name: [row.design.get(name), value] for name, value in design.as_json().items()
        if row.design.get(name) != value
    }  # fmt: skip
    _save_words(by, title, words)
    if changed:
        row = _added(by, title, row.version + 1, design, words)
        audit.record(by=by, action="design.save", noun="title", noun_id=title.id, changes=changed)
    return row


def version(title: Title, number: int) -> CertificateDesign:
    """Raises NotFound."""
    found: CertificateDesign | None = db.session.scalar(
        _versions(title.id).where(CertificateDesign.version == number)
    )
    if found is None:
        raise NotFound
    return found


def as_saved(row: CertificateDesign, now: CertificateWords) -> tuple[Design, CertificateWords]:
    """A version's design with the words that were saved with it; the words it doesn't keep are today's."""
    return design_from_json(row.design), replace(now, **{word: row.words[word] for word in row.words})


def take_up_again(*, by: Viewer, title_id: str, number: int) -> CertificateDesign:
    """A version of before, with its words, is the newest again: under a new number, in today's drawing.

    Raises NotFound, and Refused where the title can't use it any more.
    """
    title = titles.get(by, title_id)
    old = version(title, number)
    design, words = as_saved(old, words_of(title))
    design = replace(design, drawing=DRAWING)
    check(by, title, design)
    _save_words(by, title, words)
    row = _added(by, title, versions(title.id)[0].version + 1, design, words)
    audit.record(
        by=by, action="design.restore", noun="title", noun_id=title.id,
        changes={"version": [old.version, row.version]},
    )  # fmt: skip
    return row


def check(by: Viewer, title: Title, design: Design) -> None:
    """Raises the first of `problems`."""
    for problem in problems(by, title, design):
        raise problem


def problems(by: Viewer, title: Title, design: Design) -> Iterator[Refused]:
    """All that can't be used, at `layout`, `palette`, `accent`, `background_id` or `places-<line>`."""
    if design.palette not in PALETTES:
        yield Refused("Chọn một bộ màu.", "palette")
    if design.accent and (problem := accent_problem(design.accent)):
        yield Refused(problem, "accent")
    overprints = design.layout == OWN_PAPER and design.paper is PaperKind.PREPRINTED
    if title.nomination and not overprints:
        yield Refused(ONLY_OVERPRINT, "layout")
    if design.layout == OWN_PAPER:
        yield from _problems_of_own_paper(by, design)


def _problems_of_own_paper(by: Viewer, design: Design) -> Iterator[Refused]:
    for name, box in design.places:
        if name not in design.hidden and (problem := box_problem(box, PAGE_MM[design.page], design.offset)):
            yield Refused(problem, f"places-{name}")
    if design.paper is not PaperKind.BACKGROUND:
        return
    if not design.background_id:
        yield Refused("Chọn nền đã tải lên, hoặc tải nền mới.", "background_id")
    elif PageSize(backgrounds.get(by, design.background_id).page) is not design.page:
        yield Refused("Nền này dành cho khổ giấy khác. Chọn nền hoặc khổ giấy cho khớp.", "background_id")


def words_of(title: Title) -> CertificateWords:
    return titles.words_of(title, progress.today().year)


def _save_words(by: Viewer, title: Title, words: CertificateWords) -> None:
    """The default title's words are the commune's settings, another title's its own."""
    if title.is_default:
        now = communes.settings_of(title.commune_id)
        said = {name: getattr(words, name) for name in WORDS}
        settings.change(by=by, settings=replace(now, certificate=replace(now.certificate, **said)))
        return
    own = TitleWords(words.heading, words.verb, words.family_prefix, words.achieves, words.honour)
    if asdict(own) != asdict(titles.own_words(title)):
        titles.change(by=by, title_id=title.id, name=title.name, nomination=title.nomination, words=own)


def _kept_first(by: Viewer, title: Title) -> CertificateDesign:
    _keep_first(by, title)
    found: CertificateDesign = db.session.scalars(_versions(title.id).limit(1)).one()
    return found


def _keep_first(by: Viewer, title: Title) -> None:
    """What was there before anybody chose is version 1, and what was issued without a version has it."""
    first = {
        "id": new_id(), "commune_id": title.commune_id, "title_id": title.id, "version": 1,
        "design": at_first(title).as_json(), "words": _said(words_of(title)), "made_by": by.user_id,
        "made_at": now(),
    }  # fmt: skip
    db.session.execute(insert_or_leave(CertificateDesign), [first])  # two clerks may issue at once
    row = newest(title.id)
    db.session.execute(
        update(Certificate)
        .where(Certificate.title_id == title.id, Certificate.design_id.is_(None))
        .values(design_id=row.id if row else None)
    )


def _said(words: CertificateWords) -> dict[str, Any]:
    return {each.name: getattr(words, each.name) for each in fields(words) if each.name in WORDS}


def _added(
    by: Viewer, title: Title, version: int, design: Design, words: CertificateWords
) -> CertificateDesign:
    row = CertificateDesign(
        commune_id=title.commune_id, title_id=title.id, version=version, design=design.as_json(),
        words=_said(words), made_by=by.user_id,
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        raise Refused("Người khác vừa lưu mẫu này. Mở lại trang rồi sửa tiếp.") from None
    return row


def _versions(title_id: str) -> Any:
    return (
        select(CertificateDesign)
        .where(CertificateDesign.title_id == title_id)
        .order_by(CertificateDesign.version.desc())
    )
