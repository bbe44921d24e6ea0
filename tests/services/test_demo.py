"""The demo: five communes of invented people, always the same, with families at every stage."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import Select, func, select, text

from tests.conftest import emptied, make_app
from tests.factories import make_place
from webapp.cli import main
from webapp.models.base import db, new_id, writing
from webapp.models.certificate import Certificate, CertificateStatus, HandingStep
from webapp.models.commune import Commune, Hamlet
from webapp.models.consent import Consent, ConsentPurpose
from webapp.models.event import Event, EventMark, EventOp, FieldHead, HouseholdProgress
from webapp.models.household import Household, Person
from webapp.models.recognition import Decision, Recognition, RecognitionState, RecognitionStep
from webapp.models.user import Role, TeamMember, User
from webapp.rules.phones import normalize_phone
from webapp.services import demo, handing_out, passwords, projection, recognition
from webapp.services.access import Viewer, viewer_of
from webapp.services.demo import families, script
from webapp.services.errors import NotFound, Refused
from webapp.services.progress import today

CODES = ("02524", "13786", "16933", "24133", "25000")
PROJECTIONS = {
    "live_done": "event_id",
    "household_progress": "household_id",
    "household": "id",
    "person": "id",
}
each_commune = pytest.mark.parametrize("code", CODES)


@pytest.fixture(scope="module")
def demo_app(demo_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """All five communes; tests only read them."""
    return a_copy(demo_database, tmp_path_factory.mktemp("demo"))


def a_copy(database: Path, folder: Path) -> Flask:
    app = make_app(f"sqlite:///{folder / 'webapp.sqlite3'}", folder)
    shutil.copy(database, folder / "webapp.sqlite3")
    return app


@pytest.fixture
def loaded(demo_app: Flask) -> Iterator[Flask]:
    with demo_app.app_context():
        yield demo_app
        db.session.remove()


@pytest.fixture
def own_demo(one_app: Flask, demo_database: Path) -> Flask:
    """All five communes, for a test that writes."""
    for engine in db.engines.values():
        engine.dispose()
    shutil.copy(demo_database, Path(one_app.instance_path) / "webapp.sqlite3")
    return one_app


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def a_loaded_commune(
    request: pytest.FixtureRequest, demo_database: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Xã Di Linh on either database, loaded once: what is tried on it holds in any order."""
    if request.param == "sqlite":
        with a_copy(demo_database, tmp_path_factory.mktemp("loaded")).app_context():
            yield
            db.session.remove()
        return
    for _ in emptied(request.getfixturevalue("postgres_app")):
        load_one("25000")
        yield


def load_one(code: str) -> None:
    with writing():
        demo.load(next(each for each in demo.missing() if each.code == code), "no password")


def count(query: Select[tuple[str]]) -> int:
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def counts(query: Select[Any, int]) -> dict[Any, int]:
    return {what: number for what, number in db.session.execute(query)}


def users(code: str, role: Role) -> list[User]:
    return list(db.session.scalars(select(User).where(User.commune_id == code, User.role == role)))


def contents() -> dict[str, list[object]]:
    """Every row of the projections, and of what events write in households and people."""
    return {
        table: list(db.session.execute(text(f"SELECT * FROM {table} ORDER BY {key}")).all())
        for table, key in PROJECTIONS.items()
    }


@pytest.mark.usefixtures("loaded")
class TestPlaces:
    def test_the_five_communes_are_there_and_marked_as_demo(self) -> None:
        found = db.session.execute(select(Commune.id, Commune.demo).order_by(Commune.id)).all()
        assert [tuple(row) for row in found] == [(code, True) for code in CODES]

    @each_commune
    def test_a_commune_has_four_to_eight_hamlets_and_about_300_households(self, code: str) -> None:
        assert 4 <= count(select(Hamlet.id).where(Hamlet.commune_id == code)) <= 8
        assert 280 <= count(select(Household.id).where(Household.commune_id == code)) <= 320

    def test_hamlets_are_called_as_each_plan_calls_them(self) -> None:
        kinds: dict[str, set[str]] = {}
        for commune, kind in db.session.execute(select(Hamlet.commune_id, Hamlet.kind)):
            kinds.setdefault(commune, set()).add(kind)
        assert kinds == {
            "24133": {"Tổ dân phố", "Thôn", "Buôn"}, "02524": {"Tổ dân phố"}, "25000": {"Thôn"},
            "16933": {"Bản"}, "13786": {"Thôn", "Xóm"},
        }  # fmt: skip


@pytest.mark.usefixtures("loaded")
class TestPeople:
    @pytest.mark.parametrize(
        ("code", "beginning"),
        [
            ("24133", "H'"),
            ("24133", "Y "),
            ("25000", "K'"),
            ("25000", "Ka "),
            ("16933", "Lô "),
            ("16933", "Lầu "),
        ],
    )
    def test_names_fit_the_place(self, code: str, beginning: str) -> None:
        here = select(Household.id).where(Household.commune_id == code, Household.head.startswith(beginning))
        assert count(here) >= 5
        elsewhere = select(Household.id).where(
            Household.commune_id == "13786", Household.head.startswith(beginning)
        )
        assert count(elsewhere) == 0

    def test_ede_names_carry_letters_that_vietnamese_lacks(self) -> None:
        heads = db.session.scalars(select(Household.head).where(Household.commune_id == "24133"))
        assert set("ƀčĕĭñŏŭ") <= set("".join(heads).lower())

    def test_a_family_has_two_to_five_people_and_no_two_of_one_name(self) -> None:
        people: dict[str, list[str | None]] = {}
        for household, name in db.session.execute(select(Person.household_id, Person.name)):
            people.setdefault(household, []).append(name)
        assert all(2 <= len(names) <= 5 for names in people.values())
        assert all(
            len(set(named)) == len(named) for names in people.values() if (named := [n for n in names if n])
        )

    def test_unnamed_people_have_a_band_and_nothing_else(self) -> None:
        unnamed = db.session.scalars(select(Person).where(Person.name.is_(None))).all()
        assert len(unnamed) > 50
        assert all(p.band and p.birth_year is None and p.relation is None for p in unnamed)

    def test_no_phone_can_be_a_real_persons(self) -> None:
        phones = db.session.scalars(select(Household.phone).where(Household.phone.is_not(None))).all()
        assert len(phones) > 300
        assert all(
            phone and phone.startswith("05400") and normalize_phone(phone) == phone for phone in phones
        )

    def test_a_phone_is_kept_only_where_the_family_agreed(self) -> None:
        agreed = select(Consent.household_id).where(
            Consent.purpose == ConsentPurpose.PHONE, Consent.withdrawn_at.is_(None)
        )
        assert not count(
            select(Household.id).where(Household.phone.is_not(None), Household.id.not_in(agreed))
        )

    def test_who_was_ticked_had_agreed_to_the_sheet(self) -> None:
        agreed = select(Consent.household_id).where(Consent.purpose == ConsentPurpose.CHECKLIST)
        assert not count(select(Event.id).where(Event.op == EventOp.DONE, Event.household_id.not_in(agreed)))


@pytest.mark.usefixtures("loaded")
class TestMonthsOfWork:
    def test_visits_and_ticks_fill_the_months_and_never_lie_ahead(self) -> None:
        first, last = db.session.execute(select(func.min(Event.dated_on), func.max(Event.received_at))).one()
        assert (script.demo_day(today()) - first).days > 240
        assert last < datetime.now(UTC)
        months = {day.month for day in db.session.scalars(select(Event.dated_on))}
        assert len(months) >= 8

    def test_every_kind_of_entry_is_there(self) -> None:
        ops = counts(select(Event.op, func.count()).group_by(Event.op))
        assert ops[EventOp.DONE] > 5000
        assert ops[EventOp.VISIT] > 2000
        assert ops[EventOp.NOTE] > 300
        assert 50 < ops[EventOp.UNDO] < ops[EventOp.DONE] / 20

    @each_commune
    def test_leaders_find_wrong_clocks_and_two_who_correct_one_thing(self, code: str) -> None:
        marks = [
            m
            for each in db.session.scalars(select(Event.marks).where(Event.commune_id == code))
            for m in each
        ]
        assert EventMark.CLOCK.value in marks
        assert EventMark.ASSIGNED_ELSEWHERE.value in marks
        heads = db.session.scalars(select(FieldHead).where(FieldHead.commune_id == code)).all()
        assert [len(head.competing) for head in heads] == [2]

    @each_commune
    def test_every_household_belongs_to_a_member_of_its_hamlet(self, code: str) -> None:
        assert not count(
            select(Household.id).where(Household.commune_id == code, Household.assigned_to.is_(None))
        )
        leader = viewer_of(users(code, Role.LEADER)[0], today())
        member = next(
            viewer_of(user, today())
            for user in users(code, Role.MEMBER)
            if viewer_of(user, today()).hamlet_ids == leader.hamlet_ids
        )
        mine = db.session.scalars(select(Household).where(Household.assigned_to == member.user_id)).all()
        assert 10 <= len(mine) <= 30
        assert {household.hamlet_id for household in mine} == leader.hamlet_ids


@pytest.mark.usefixtures("loaded")
class TestStages:
    @each_commune
    def test_at_least_twenty_wait_to_be_proposed(self, code: str) -> None:
        officer = viewer_of(users(code, Role.OFFICER)[0], today())
        assert len(recognition.candidates(officer)) >= 20

    @each_commune
    def test_families_stand_at_every_stage(self, code: str) -> None:
        of_commune = select(Recognition.state, func.count()).where(Recognition.commune_id == code)
        states = counts(of_commune.group_by(Recognition.state))
        assert set(states) == set(RecognitionState)
        rows = db.session.scalars(select(HouseholdProgress).where(HouseholdProgress.commune_id == code)).all()
        assert sum(row.last_visit_on is None for row in rows) >= 20
        assert sum(row.done_count > 0 and not row.eligible for row in rows) >= 80

    def test_a_returned_proposal_says_why(self) -> None:
        returned = select(RecognitionStep.reason).where(RecognitionStep.state == RecognitionState.RETURNED)
        assert all(db.session.scalars(returned))

    def test_steps_happen_in_their_order_in_the_past(self) -> None:
        moments: dict[str, list[datetime]] = {}
        rows = select(RecognitionStep).order_by(RecognitionStep.at)
        order = list(RecognitionState)
        seen: dict[str, list[RecognitionState]] = {}
        for step in db.session.scalars(rows):
            moments.setdefault(step.recognition_id, []).append(step.at)
            seen.setdefault(step.recognition_id, []).append(step.state)
        assert all(max(at) < datetime.now(UTC) for at in moments.values())
        assert all(
            [order.index(s) for s in states] == sorted(order.index(s) for s in states)
            for states in seen.values()
        )

    @each_commune
    def test_some_papers_are_printed_and_some_of_them_handed_out(self, code: str) -> None:
        officer = Viewer(new_id(), Role.OFFICER, code, None, None)
        papers = handing_out.sheets(officer)
        printed = [each for each in papers if each.printed]
        given = [each for each in printed if HandingStep.HANDED_OUT in each.passed]
        assert 0 < len(given) < len(printed) < len(papers)

    @each_commune
    def test_certificates_are_numbered_without_gaps_and_two_are_revoked(self, code: str) -> None:
        rows = db.session.scalars(
            select(Certificate).where(Certificate.commune_id == code).order_by(Certificate.serial)
        ).all()
        assert [row.serial for row in rows] == list(range(1, len(rows) + 1))
        assert sum(row.status is CertificateStatus.REVOKED for row in rows) == 2
        decisions = {row.id: row for row in db.session.scalars(select(Decision))}
        assert all(row.issued_on > min(d.signed_on for d in decisions.values()) for row in rows)
        assert {row.frozen["issued_on"] for row in rows} == {rows[0].issued_on.isoformat()}


@pytest.mark.usefixtures("loaded")
class TestAccounts:
    @each_commune
    def test_there_is_someone_for_every_role(self, code: str) -> None:
        mine = [account for account in demo.accounts() if account.commune == code]
        assert {account.role for account in mine} == {role.value for role in Role}
        hamlets = {account.hamlet for account in mine if account.role == "leader" and account.hamlet}
        for hamlet in hamlets:
            members = [a for a in mine if a.role == "member" and a.hamlet == hamlet]
            assert 1 <= len(members) <= 3

    def test_passwords_work_at_once(self) -> None:
        account = next(demo.accounts())
        user = db.session.scalars(select(User).where(User.username == account.username)).one()
        assert passwords.matches(account.password, user.password_hash)
        assert not user.must_change_password

    def test_a_province_viewer_belongs_to_no_commune(self) -> None:
        viewers = db.session.scalars(select(User).where(User.role == Role.PROVINCE)).all()
        assert {user.commune_id for user in viewers} == {None}
        assert {user.province_code for user in viewers} == {"66", "08", "68", "40", "37"}

    @each_commune
    def test_one_sits_in_two_teams_and_one_left_lately(self, code: str) -> None:
        seats = db.session.scalars(select(TeamMember).where(TeamMember.commune_id == code)).all()
        assert len([seat for seat in seats if seat.left_on]) == 1
        current = [seat.user_id for seat in seats if seat.left_on is None]
        assert len(current) - len(set(current)) == 1

    def test_the_first_account_of_a_role_is_bound_to_a_hamlet(self) -> None:
        mine = [account for account in demo.accounts() if account.commune == "25000"]
        for role in ("member", "leader"):
            first = next(account for account in mine if account.role == role)
            user = db.session.scalars(select(User).where(User.username == first.username)).one()
            assert first.hamlet
            assert len(viewer_of(user, today()).hamlet_ids or ()) == 1


def test_rebuilding_from_the_log_changes_nothing(a_loaded_commune: None) -> None:
    before = contents()
    with writing():
        projection.rebuild("25000")
    db.session.rollback()
    assert contents() == before


def test_loading_again_does_nothing(own_demo: Flask) -> None:
    with writing() as session:
        session.execute(text("UPDATE household SET note = 'ghi sau' WHERE note IS NOT NULL"))
    before = contents()
    assert demo.missing() == []
    assert contents() == before


def test_it_is_the_same_everywhere(one_app: Flask, demo_app: Flask) -> None:
    load_one("16933")
    columns = "id, head, address, phone, assigned_to, size"
    query = f"SELECT {columns} FROM household WHERE commune_id = '16933' ORDER BY id"
    events = "SELECT id, op, item, person_id, helper_id FROM event WHERE commune_id = '16933' ORDER BY id"
    here = [db.session.execute(text(each)).all() for each in (query, events)]
    db.session.remove()
    with demo_app.app_context():
        assert [db.session.execute(text(each)).all() for each in (query, events)] == here
        db.session.remove()


def test_the_story_never_ends_in_the_future() -> None:
    assert script.demo_day(date(2026, 7, 1)) == date(2026, 6, 30)
    assert script.demo_day(date(2026, 11, 20)) == date(2026, 11, 19)
    assert script.demo_day(date(2028, 1, 1)) == date(2026, 11, 20)


def test_eligible_families_are_added_up_to_the_count(a_loaded_commune: None) -> None:
    officer = viewer_of(users("25000", Role.OFFICER)[0], today())
    lacking = demo.lacking("25000", 60)
    assert lacking == 60 - len(recognition.candidates(officer))
    with writing():
        demo.add_eligible("25000", lacking)
    assert len(recognition.candidates(officer)) == 60
    assert demo.lacking("25000", 60) == 0
    with writing():
        demo.add_eligible("25000", 3)
    assert len(recognition.candidates(officer)) == 63


def test_families_are_added_only_to_a_demo(app: Flask) -> None:
    make_place()
    with pytest.raises(Refused):
        demo.lacking("24133", 100)
    with pytest.raises(NotFound):
        demo.lacking("25000", 100)


def test_a_changed_password_is_not_listed_and_not_put_back(own_demo: Flask) -> None:
    with writing():
        changed = db.session.scalars(select(User).where(User.username == "lm-qt")).one()
        changed.password_hash = passwords.hash_password("mật khẩu của riêng tôi")
    listed = {account.username for account in demo.accounts()}
    assert "lm-cb" in listed
    assert "lm-qt" not in listed


def test_accounts_are_printed_one_json_object_a_line(
    own_demo: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INSTANCE_PATH", own_demo.instance_path)
    monkeypatch.setenv("SECRET_KEY", "test key")
    db.session.remove()
    printed = CliRunner().invoke(main, ["demo", "accounts"])
    assert printed.exit_code == 0
    lines = [json.loads(line) for line in printed.output.splitlines()]
    assert all(list(each) == ["role", "username", "password", "commune", "hamlet"] for each in lines)
    assert {each["commune"] for each in lines} == set(CODES)


def test_age_bands_cut_where_the_plans_cut() -> None:
    bands = [families.band_of(age).value for age in (13, 14, 15, 16, 17, 18, 59, 60)]
    assert bands == ["under-14", "14-15", "14-15", "16-17", "16-17", "18-59", "18-59", "60-up"]
