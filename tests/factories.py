"""Few named people and places for tests: alice records, bob leads, chi is the officer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from webapp.models.base import db, new_id, writing
from webapp.models.commune import Commune, Hamlet
from webapp.models.household import Household, Person
from webapp.models.recognition import RecipientKind, Title
from webapp.models.user import Role, Team, TeamMember, User
from webapp.models.voice import VoiceClip
from webapp.rules.recognition import Criteria, Criterion, CriterionKind
from webapp.rules.settings import CertificateWords, CommuneSettings
from webapp.rules.vietnamese import fold, name_sort_key, sort_key_text
from webapp.services import criteria, voices
from webapp.services.access import Viewer, viewer_of
from webapp.services.passwords import hash_password
from webapp.services.progress import today

PASSWORD = "một mật khẩu dài"
LONG_AGO = date(2025, 1, 1)
CHECKLIST = ("kn-vneid-muc-2", "kn-nop-ho-so", "kn-quet-qr", "kn-day-lai")


@cache
def password_hash() -> str:
    return hash_password(PASSWORD)


@dataclass(frozen=True)
class Place:
    """A commune with two hamlets and its default title."""

    commune: Commune
    hamlet: Hamlet
    other_hamlet: Hamlet


def make_place(
    code: str = "24133", name: str = "Phường Buôn Ma Thuột", province: str = "Tỉnh Đắk Lắk"
) -> Place:
    settings = CommuneSettings(
        checklist=CHECKLIST, certificate=CertificateWords(place="Buôn Ma Thuột", signer="Lê Thị Mẫu")
    )
    with writing() as session:
        commune = Commune(
            id=code, province_code="66", name=name, province_name=province, preset="buon-ma-thuot",
            settings=settings.as_json(),
        )  # fmt: skip
        session.add(commune)
        session.flush()
        title = Title(
            commune_id=code, slug="gia-dinh-so", name="Gia đình số",
            recipient_kind=RecipientKind.HOUSEHOLD, is_default=True,
        )  # fmt: skip
        session.add(title)
        session.flush()
        lines = (
            Criterion("c1", "Có người dùng được VNeID mức 2", CriterionKind.ALL_ITEMS, ("kn-vneid-muc-2",)),
            Criterion("c2", "Tự trả tiền bằng mã QR", CriterionKind.ALL_ITEMS, ("kn-quet-qr",)),
        )
        criteria.add_version(by=None, title=title, criteria=Criteria(lines), decision="Kế hoạch của phường")
    return Place(commune, make_hamlet(commune, "Buôn", "Ea Mẫu"), make_hamlet(commune, "Thôn", "Hai"))


def make_hamlet(commune: Commune, kind: str, name: str) -> Hamlet:
    with writing() as session:
        hamlet = Hamlet(
            commune_id=commune.id, kind=kind, name=name, sort_key=sort_key_text(name), old_names=[]
        )
        session.add(hamlet)
    return hamlet


def make_user(role: Role, username: str, commune: Commune | None, *hamlets: Hamlet | None) -> User:
    """An account; each hamlet is a seat in its team (None: the commune's own team)."""
    with writing() as session:
        user = User(
            role=role, username=username, display_name=f"Người mẫu {username}", password_hash=password_hash(),
            commune_id=commune.id if commune else None, province_code=None if commune else "66",
        )  # fmt: skip
        session.add(user)
        session.flush()
        for hamlet in hamlets:
            assert commune is not None
            _seat(user, commune, hamlet)
    return user


def _seat(user: User, commune: Commune, hamlet: Hamlet | None) -> None:
    team = (
        db.session.query(Team)
        .filter_by(commune_id=commune.id, hamlet_id=hamlet.id if hamlet else None)
        .first()
    )
    if team is None:
        team = Team(
            commune_id=commune.id,
            hamlet_id=hamlet.id if hamlet else None,
            name=f"Tổ {hamlet.label if hamlet else commune.name}",
        )
        db.session.add(team)
        db.session.flush()
    db.session.add(
        TeamMember(
            commune_id=commune.id,
            team_id=team.id,
            user_id=user.id,
            leads=user.role is Role.LEADER,
            joined_on=LONG_AGO,
        )
    )


def make_household(
    hamlet: Hamlet, head: str = "H'Mẫu Niê", *people: tuple[str, int | None], **fields: object
) -> Household:
    with writing() as session:
        household = Household(
            commune_id=hamlet.commune_id, hamlet_id=hamlet.id, head=head, head_fold=fold(head),
            head_sort=name_sort_key(head), **fields,
        )  # fmt: skip
        session.add(household)
        session.flush()
        for position, (name, born) in enumerate(people):
            session.add(
                Person(
                    id=new_id(), commune_id=hamlet.commune_id, household_id=household.id, name=name,
                    birth_year=born, position=position,
                )
            )  # fmt: skip
    return household


def make_clip(
    by: Viewer, slug: str = "quet-ma-qr", place: int = 1, language: str = "vie", sound: bytes = b"ID3 mau"
) -> VoiceClip:
    """A voice that waits for approval, inside a transaction. Its sound is told apart, not played."""
    _, standing = voices.passage_of(by, slug, language, place)
    return voices.record(
        by=by, slug=slug, language=language, place=place, key=standing.passage.key,
        spoken=voices.Spoken(sound, 3.0),
    )  # fmt: skip


def people_of(household: Household) -> list[Person]:
    return list(
        db.session.query(Person).filter_by(household_id=household.id).order_by(Person.position, Person.id)
    )


def viewer(user: User) -> Viewer:
    return viewer_of(user, today())
