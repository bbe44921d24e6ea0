"""How each title's certificates are numbered, year by year, so that no number is ever printed twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from webapp.models.base import db
from webapp.models.certificate import Certificate, CertificateCounter
from webapp.models.recognition import Title
from webapp.rules.certificates import format_number, number_format_problem, ready_formats
from webapp.rules.number_clashes import may_meet, may_return, printed_again
from webapp.rules.titles import letters_of
from webapp.rules.vietnamese import clean_text
from webapp.services import audit, communes
from webapp.services.access import Viewer
from webapp.services.errors import NotFound, Refused

EVERY_YEAR = "*"


@dataclass(frozen=True)
class YearOfNumbers:
    """One year of a title: its first number as it looks now, whether that is its own, the last serial.

    `given` are the first and the last number that were printed; they may look otherwise.
    """

    year: int
    first_number: str
    own: bool
    last: int
    next_number: str
    given: tuple[str, ...] = ()


def format_of(title: Title, year: int) -> str:
    """The year's own pattern, or the title's, or for the default title the commune's setting."""
    formats = title.number_formats
    usual = communes.settings_of(title.commune_id).certificate.number_format
    return str(formats.get(str(year)) or formats.get(EVERY_YEAR) or usual)


def next_number(title: Title, year: int, pattern: str | None = None) -> str:
    """What the next certificate of that year would be numbered, by this pattern or the one in force."""
    return format_number(
        pattern or format_of(title, year), serial=_last(title, year) + 1, year=year, commune=title.commune_id
    )


def years(title: Title, this_year: int) -> list[YearOfNumbers]:
    """Next year, this one and those in which numbers were given, the newest first."""
    given = db.session.scalars(select(CertificateCounter.year).where(CertificateCounter.title_id == title.id))
    own = {int(year) for year in title.number_formats if year != EVERY_YEAR}
    return [
        YearOfNumbers(
            year,
            format_number(format_of(title, year), serial=1, year=year, commune=title.commune_id),
            year in own,
            _last(title, year),
            next_number(title, year),
            _given(title, year),
        )
        for year in sorted({this_year + 1, this_year, *given, *own}, reverse=True)
    ]


def _given(title: Title, year: int) -> tuple[str, ...]:
    """The first and the last number of a year, as they were printed."""
    numbers = select(Certificate.number).where(Certificate.title_id == title.id, Certificate.year == year)
    ends = (numbers.order_by(order).limit(1) for order in (Certificate.serial, Certificate.serial.desc()))
    return tuple(dict.fromkeys(found for each in ends if (found := db.session.scalar(each))))


def ready(title: Title, year: int) -> list[tuple[str, str]]:
    """Patterns to choose from, each with the first number that it gives."""
    patterns = ready_formats(letters_of(title.name))
    return [(each, format_number(each, serial=1, year=year, commune=title.commune_id)) for each in patterns]


def set_format(*, by: Viewer, title: Title, year: int, pattern: str) -> Title:
    """Number a year's certificates by this pattern from now on.

    Raises Refused at `pattern` where it is none, or could print a number a second time.
    """
    pattern = clean_text(pattern)
    if title.commune_id != by.commune_id:
        raise NotFound
    if title.nomination:
        raise Refused("Danh hiệu khen thưởng không cấp giấy, nên không đánh số.", "pattern")
    check(title, pattern, year)
    before = format_of(title, year)
    title.number_formats = title.number_formats | {str(year): pattern}
    db.session.flush()
    audit.record(
        by=by, action="title.number", noun="title", noun_id=title.id,
        changes={"year": year, "pattern": [before, pattern]},
    )  # fmt: skip
    return title


def check(title: Title, pattern: str, year: int, field: str = "pattern") -> None:
    """Raises Refused at the field, saying which number could come twice."""
    if problem := number_format_problem(pattern) or _repeats(title, pattern, year):
        raise Refused(problem, field)


def _repeats(title: Title, pattern: str, year: int) -> str | None:
    last = _last(title, year) if title.id else 0
    if last and may_return(format_of(title, year), pattern, year=year, commune=title.commune_id):
        return (
            f"Năm {year} đã cấp {last} giấy theo cách cũ; đánh số kiểu này có thể trùng số đã cấp. "
            "Thêm chữ hoặc dấu gạch trước số thứ tự, hoặc đổi từ năm sau."
        )
    for other in _others(title):
        if may_meet(pattern, format_of(other, year), year=year, commune=title.commune_id):
            theirs = format_number(format_of(other, year), serial=1, year=year, commune=title.commune_id)
            return f"Có thể trùng số với danh hiệu “{other.name}” ({theirs}). Đổi chữ đầu của số."
    given = db.session.scalars(
        select(Certificate.number).where(Certificate.commune_id == title.commune_id, Certificate.year == year)
    )
    if again := printed_again(pattern, given, last=last, year=year, commune=title.commune_id):
        return f"Số {again} đã cấp năm {year} rồi, đánh số kiểu này sẽ gặp lại. Đổi chữ đầu của số."
    return None


def _others(title: Title) -> Sequence[Title]:
    """The commune's other titles that number certificates."""
    query = select(Title).where(
        Title.commune_id == title.commune_id, Title.nomination.is_(False), Title.closed_at.is_(None)
    )
    return db.session.scalars(query.where(Title.id != title.id) if title.id else query).all()


def _last(title: Title, year: int) -> int:
    query = select(func.max(CertificateCounter.last)).where(
        CertificateCounter.title_id == title.id, CertificateCounter.year == year
    )
    return db.session.scalar(query) or 0
