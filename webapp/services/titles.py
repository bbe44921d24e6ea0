"""What a commune recognises besides its default title, and the words of each on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from sqlalchemy import exists, func, select
from sqlalchemy.exc import IntegrityError

from webapp.models.base import db, now
from webapp.models.certificate import Certificate
from webapp.models.recognition import RecipientKind, Recognition, RecognitionState, Title
from webapp.rules.recognition import Criteria
from webapp.rules.settings import CertificateWords
from webapp.rules.titles import is_commendation, slug_of, usual_format
from webapp.rules.vietnamese import clean_text
from webapp.services import audit, communes, criteria, progress, title_numbers
from webapp.services.access import Viewer
from webapp.services.errors import NotFound, Refused

KINDS = (RecipientKind.PERSON, RecipientKind.TEAM, RecipientKind.HAMLET, RecipientKind.HOUSEHOLD)
WITH_CRITERIA = frozenset({RecipientKind.PERSON, RecipientKind.HOUSEHOLD})
PREFIXES = {
    RecipientKind.HOUSEHOLD: "Gia đình ông (bà)",
    RecipientKind.PERSON: "Ông (bà)",
    RecipientKind.TEAM: "Tập thể",
    RecipientKind.HAMLET: "Khu dân cư",
}
MUST_BE_NOMINATED = (
    "Tên có “tiêu biểu”, “tiên phong”, “xuất sắc” là danh hiệu khen thưởng. "
    "Đánh dấu “Chỉ lập hồ sơ đề nghị khen thưởng”, hoặc đổi tên."
)


@dataclass(frozen=True)
class TitleWords:
    """A title's own words on its certificate; `prefix` stands before the recipient's name."""

    heading: str = "GIẤY CÔNG NHẬN"
    verb: str = "Công nhận"
    prefix: str = ""
    achieves: str = "đạt tiêu chuẩn"
    honour: str = ""


@dataclass(frozen=True)
class TitleLine:
    """A title on the list: this year's recognitions by state, and the number that its next paper gets."""

    title: Title
    counts: Mapping[RecognitionState, int]
    next_number: str

    @property
    def recognised(self) -> int:
        return self.counts.get(RecognitionState.DECIDED, 0) + self.counts.get(RecognitionState.ISSUED, 0)


def get(viewer: Viewer, title_id: str) -> Title:
    """Raises NotFound for a title of another commune."""
    title = db.session.scalar(
        select(Title).where(Title.commune_id == viewer.commune_id, Title.id == title_id)
    )
    if title is None:
        raise NotFound
    return title


def every(viewer: Viewer) -> Sequence[Title]:
    """The default title first, then by name; those no longer used last."""
    return db.session.scalars(
        select(Title)
        .where(Title.commune_id == viewer.commune_id)
        .order_by(Title.is_default.desc(), Title.closed_at.is_not(None), Title.name)
    ).all()


def lines(viewer: Viewer) -> list[TitleLine]:
    year = progress.today().year
    rows = db.session.execute(
        select(Recognition.title_id, Recognition.state, func.count())
        .where(Recognition.commune_id == viewer.commune_id, Recognition.year == year)
        .group_by(Recognition.title_id, Recognition.state)
    ).all()
    return [
        TitleLine(
            title,
            {state: count for title_id, state, count in rows if title_id == title.id},
            "" if title.nomination else title_numbers.next_number(title, year),
        )
        for title in every(viewer)
    ]


def own_words(title: Title) -> TitleWords:
    return TitleWords(**title.words)


def words_of(title: Title, year: int) -> CertificateWords:
    """The commune's words of the paper with the title's own in their place, and the year's number format."""
    words = replace(
        communes.settings_of(title.commune_id).certificate, number_format=title_numbers.format_of(title, year)
    )
    if title.is_default:
        return words
    own = own_words(title)
    return replace(
        words, heading=own.heading, verb=own.verb, family_prefix=own.prefix, achieves=own.achieves,
        honour=own.honour,
    )  # fmt: skip


def add(
    *, by: Viewer, name: str, kind: RecipientKind, nomination: bool, words: TitleWords | None = None,
    number_format: str = "", decision: str = "",
) -> Title:  # fmt: skip
    """A new title without criteria. Raises Refused at `name`, `kind`, `nomination` or `number_format`."""
    name = clean_text(name)
    if kind not in KINDS:
        raise Refused("Chọn người, hộ, tổ hay thôn, tổ dân phố.", "kind")
    _check_name(name, nomination)
    title = Title(
        commune_id=by.commune_id, slug=slug_of(name), name=name, recipient_kind=kind, nomination=nomination,
        words=asdict(_complete(words or TitleWords(), name, kind)), number_formats={},
    )  # fmt: skip
    if not nomination:
        pattern = clean_text(number_format) or usual_format(name)
        title_numbers.check(title, pattern, progress.today().year, "number_format")
        title.number_formats = {title_numbers.EVERY_YEAR: pattern}
    _store(title)
    criteria.add_version(by=by, title=title, criteria=Criteria(()), decision=clean_text(decision) or name)
    audit.record(
        by=by, action="title.add", noun="title", noun_id=title.id,
        changes={"name": name, "kind": kind.value, "nomination": nomination},
    )  # fmt: skip
    return title


def change(*, by: Viewer, title_id: str, name: str, nomination: bool, words: TitleWords) -> Title:
    """New words for what is issued from now on; what was issued keeps its own.

    Raises Refused at `name` or `nomination`, and for the default title, whose words are the settings'.
    """
    title, name = _own(by, title_id), clean_text(name)
    _check_name(name, nomination)
    if nomination and not title.nomination and _has_certificates(title):
        raise Refused("Danh hiệu này đã cấp giấy, không chuyển sang đề nghị khen thưởng được.", "nomination")
    before = {"name": title.name, "nomination": title.nomination, "words": title.words}
    title.name, title.nomination = name, nomination
    title.words = asdict(_complete(words, name, title.recipient_kind))
    if not nomination and not title.number_formats:
        pattern = usual_format(name)
        title_numbers.check(title, pattern, progress.today().year)
        title.number_formats = {title_numbers.EVERY_YEAR: pattern}
    db.session.flush()
    after = {"name": title.name, "nomination": title.nomination, "words": title.words}
    changes = {key: [before[key], after[key]] for key in after if before[key] != after[key]}
    if changes:
        audit.record(by=by, action="title.change", noun="title", noun_id=title.id, changes=changes)
    return title


def close(*, by: Viewer, title_id: str) -> Title:
    """Propose it to nobody from now on; what was given stays."""
    title = _own(by, title_id)
    title.closed_at = title.closed_at or now()
    audit.record(by=by, action="title.close", noun="title", noun_id=title.id, changes={})
    return title


def reopen(*, by: Viewer, title_id: str) -> Title:
    title = _own(by, title_id)
    if title.closed_at and not title.nomination:
        year = progress.today().year
        title_numbers.check(title, title_numbers.format_of(title, year), year)
    title.closed_at = None
    audit.record(by=by, action="title.reopen", noun="title", noun_id=title.id, changes={})
    return title


def _own(by: Viewer, title_id: str) -> Title:
    title = get(by, title_id)
    if title.is_default:
        raise Refused("Đây là danh hiệu chính. Sửa lời trên giấy ở mục Cài đặt.")
    return title


def _check_name(name: str, nomination: bool) -> None:
    if not slug_of(name):
        raise Refused("Ghi tên danh hiệu, ví dụ Công dân số.", "name")
    if len(name) > 80:
        raise Refused("Tên dài quá 80 ký tự.", "name")
    if is_commendation(name) and not nomination:
        raise Refused(MUST_BE_NOMINATED, "nomination")


def _complete(words: TitleWords, name: str, kind: RecipientKind) -> TitleWords:
    """Nothing on the paper stays empty."""
    given = {key: text for key, value in asdict(words).items() if (text := clean_text(value))}
    return replace(TitleWords(prefix=PREFIXES[kind], honour=name), **given)


def _store(title: Title) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(title)
    except IntegrityError:
        raise Refused(f"Đã có danh hiệu “{title.name}”.", "name") from None


def _has_certificates(title: Title) -> bool:
    return bool(db.session.scalar(select(exists().where(Certificate.title_id == title.id))))
