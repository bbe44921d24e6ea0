"""Accounts: names to sign in with, seats, easy passwords, resets, slips."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, union_all, update

from tests.factories import Place, make_place, make_user, viewer
from webapp.models.audit import AuditRow
from webapp.models.base import db, now, writing
from webapp.models.user import LoginSession, Role, SignInSlip, Team, TeamMember, User
from webapp.rules.passwords import SPOKEN_WORDS, why_refused
from webapp.services import accounts, passwords, seats, sessions, slips, usernames
from webapp.services.access import Viewer
from webapp.services.errors import NotFound, Refused
from webapp.services.progress import today


@pytest.fixture
def dung(place: Place) -> User:
    """The commune's admin."""
    return make_user(Role.ADMIN, "dung", place.commune)


def added(by: Viewer | None, place: Place, name: str, **fields: object) -> User:
    options = {"role": Role.MEMBER, "hamlet_ids": {place.hamlet.id}} | fields
    with writing():
        return accounts.add(by=by, commune=place.commune, name=name, today=today(), **options)


def test_a_username_is_made_of_the_given_name_and_the_hamlet(place: Place, dung: User) -> None:
    by = viewer(dung)
    assert added(by, place, "Nguyễn Thị Đào").username == "dao.eamau"
    assert added(by, place, "Trần Văn Đào").username == "dao.eamau-2"
    assert added(by, place, "H'Hen Niê").username == "hhen.eamau"
    assert added(by, place, "0905 123 456").username == "tovien.eamau"
    officer = added(by, place, "Lê Thị Chi", role=Role.OFFICER, hamlet_ids=())
    assert officer.username == "chi.buonmathuot"


def test_a_chosen_username_is_unique_whatever_its_case(place: Place, dung: User) -> None:
    assert added(viewer(dung), place, "Y Bhăm", username="Y.Bham").username == "y.bham"
    with pytest.raises(Refused) as refused:
        added(viewer(dung), place, "Y Bham", username="y.BHĂM")
    assert refused.value.field == "username"


@pytest.mark.parametrize("typed", ["0905123456", "a0905.123.456", "đ", "9dao", "dao eo@mau", "a" * 41])
def test_a_phone_number_or_odd_text_is_no_username(place: Place, dung: User, typed: str) -> None:
    with pytest.raises(Refused) as refused:
        added(viewer(dung), place, "Đào", username=typed)
    assert refused.value.field == "username"
    assert db.session.scalar(select(func.count()).select_from(User)) == 1


def test_a_new_account_sits_in_its_team_and_must_choose_a_password(place: Place, dung: User) -> None:
    user = added(viewer(dung), place, "Đào")
    assert (user.password_hash, user.must_change_password) == (None, True)
    assert seats.hamlets_of(user, today()) == {place.hamlet.id}
    assert viewer(user).hamlet_ids == {place.hamlet.id}


def test_a_member_needs_a_seat_and_a_hamlet_of_the_commune(place: Place, dung: User) -> None:
    elsewhere = make_place("02524", "Xã Bình Thuận", "Tỉnh Thái Nguyên")
    for hamlet_ids in ((), {elsewhere.hamlet.id}):
        with pytest.raises(Refused) as refused:
            added(viewer(dung), place, "Đào", hamlet_ids=hamlet_ids)
        assert refused.value.field == "seats"


def test_an_admin_makes_no_province_account_and_an_officer_none_at_all(place: Place, dung: User) -> None:
    with pytest.raises(Refused):
        added(viewer(dung), place, "Sở", role=Role.PROVINCE)
    chi = make_user(Role.OFFICER, "chi", place.commune)
    with pytest.raises(Refused):
        added(viewer(chi), place, "Chị", role=Role.ADMIN)


def test_moving_someone_ends_one_seat_and_opens_another(place: Place, dung: User) -> None:
    user = added(viewer(dung), place, "Đào")
    with writing():
        accounts.edit(
            by=viewer(dung), user_id=user.id, name="Nguyễn Thị Đào", role=Role.LEADER,
            hamlet_ids={place.other_hamlet.id, None}, today=today(),
        )  # fmt: skip
    assert seats.hamlets_of(user, today()) == {place.other_hamlet.id, None}
    left = db.session.scalars(select(TeamMember).where(TeamMember.left_on.is_not(None))).one()
    assert left.left_on == today()
    staying = db.session.scalars(select(TeamMember).where(TeamMember.left_on.is_(None))).all()
    assert all(seat.leads for seat in staying)


def test_a_seat_is_taken_once(place: Place, dung: User) -> None:
    user = added(viewer(dung), place, "Đào")
    team = db.session.scalars(select(Team)).one()
    with pytest.raises(Refused), writing():
        seats.join(by=viewer(dung), user=user, team=team, today=today())
    assert db.session.scalar(select(func.count()).select_from(TeamMember)) == 1


def test_disabling_ends_every_session_and_is_not_for_oneself(place: Place, dung: User) -> None:
    user = added(viewer(dung), place, "Đào")
    token = sessions.start(user)
    with writing():
        accounts.set_active(by=viewer(dung), user=user, active=False)
    assert sessions.user_of(token) is None
    with pytest.raises(Refused), writing():
        accounts.set_active(by=viewer(dung), user=dung, active=False)


def test_every_change_of_an_account_leaves_an_audit_row(place: Place, dung: User) -> None:
    user = added(viewer(dung), place, "Đào")
    with writing():
        accounts.edit(
            by=viewer(dung), user_id=user.id, name="Đào", role=Role.OFFICER, hamlet_ids=(), today=today()
        )
        accounts.set_active(by=viewer(dung), user=user, active=False)
    actions = db.session.scalars(select(AuditRow.action).where(AuditRow.noun_id == user.id)).all()
    assert set(actions) == {"user.add", "team.join", "user.edit", "team.leave", "user.disable"}


EASY = ["ngắn", "12345678", "0905123456", "matkhau123", "Mật Khẩu", "aaaaaaaa", "dao.eamau", "Nguyễn Thị Đào"]


@pytest.mark.parametrize("easy", EASY)
def test_an_easy_password_is_refused_with_its_reason(easy: str) -> None:
    assert why_refused(easy, "dao.eamau", "Nguyễn Thị Đào")


@pytest.mark.parametrize("good", ["trâu ăn cỏ non", "Sầu riêng 2026", "voi xanh leo tre"])
def test_a_sentence_is_a_good_password(good: str) -> None:
    assert why_refused(good, "dao.eamau", "Nguyễn Thị Đào") is None


def test_a_password_fits_however_the_phone_composes_it() -> None:
    stored = passwords.hash_password("trâu ăn cỏ")
    assert passwords.matches("tra\u0302u a\u0306n  co\u0309 ", stored)
    assert not passwords.matches("trau an co", stored)


def test_a_one_time_password_is_said_in_plain_words() -> None:
    words = passwords.one_time().split()
    assert len(words) == 4
    assert set(words) <= set(SPOKEN_WORDS)
    assert all(word.isascii() for word in SPOKEN_WORDS)


def test_a_leader_resets_only_members_who_sit_in_no_other_team(place: Place) -> None:
    bob = viewer(make_user(Role.LEADER, "bob", place.commune, place.hamlet))
    alice = make_user(Role.MEMBER, "alice", place.commune, place.hamlet)
    both = make_user(Role.MEMBER, "both", place.commune, place.hamlet, place.other_hamlet)
    whole = make_user(Role.MEMBER, "whole", place.commune, place.hamlet, None)
    other = make_user(Role.MEMBER, "other", place.commune, place.other_hamlet)
    leader = make_user(Role.LEADER, "leader", place.commune, place.hamlet)
    assert accounts.resettable(bob, alice.id, today()) == alice
    for user in (both, whole, other, leader):
        with pytest.raises(NotFound):
            accounts.resettable(bob, user.id, today())


def test_a_reset_ends_sessions_and_the_said_password_must_be_changed(place: Place) -> None:
    bob = viewer(make_user(Role.LEADER, "bob", place.commune, place.hamlet))
    alice = make_user(Role.MEMBER, "alice", place.commune, place.hamlet)
    token = sessions.start(alice)
    with writing():
        accounts.reset(by=bob, user=alice, password_hash=passwords.hash_password("voi xanh leo tre"))
    assert sessions.user_of(token) is None
    assert alice.must_change_password
    assert passwords.matches("voi xanh leo tre", alice.password_hash)


def test_a_slip_signs_in_once(place: Place) -> None:
    chi = viewer(make_user(Role.OFFICER, "chi", place.commune))
    alice = make_user(Role.MEMBER, "alice", place.commune, place.hamlet)
    with writing():
        [slip] = slips.make_for(by=chi, user_ids=[alice.id])
    assert slips.holder(slip.token) == alice
    with writing():
        assert slips.redeem(token=slip.token).must_change_password
    assert slips.holder(slip.token) is None
    with pytest.raises(NotFound), writing():
        slips.redeem(token=slip.token)


def test_a_slip_dies_after_seven_days_or_when_a_newer_one_is_printed(place: Place) -> None:
    chi = viewer(make_user(Role.OFFICER, "chi", place.commune))
    alice = make_user(Role.MEMBER, "alice", place.commune, place.hamlet)
    token = sessions.start(alice)
    with writing():
        [older] = slips.make_for(by=chi, user_ids=[alice.id])
        [newer] = slips.make_for(by=chi, user_ids=[alice.id])
    assert sessions.user_of(token) is None
    assert slips.holder(older.token) is None
    assert slips.holder(newer.token) == alice
    with writing() as session:
        session.execute(update(SignInSlip).values(expires_at=now() - timedelta(seconds=1)))
    assert slips.holder(newer.token) is None
    with pytest.raises(NotFound), writing():
        slips.redeem(token=newer.token)


def test_slips_are_for_accounts_that_one_handles(place: Place, dung: User) -> None:
    chi = viewer(make_user(Role.OFFICER, "chi", place.commune))
    elsewhere = make_place("02524", "Xã Bình Thuận", "Tỉnh Thái Nguyên")
    stranger = make_user(Role.MEMBER, "stranger", elsewhere.commune, elsewhere.hamlet)
    for user in (dung, stranger):
        with pytest.raises(NotFound), writing():
            slips.make_for(by=chi, user_ids=[user.id])
    with writing():
        slips.make_for(by=viewer(dung), user_ids=[chi.user_id])


def test_no_slip_for_a_disabled_account(place: Place, dung: User) -> None:
    alice = make_user(Role.MEMBER, "alice", place.commune, place.hamlet)
    with writing():
        [slip] = slips.make_for(by=viewer(dung), user_ids=[alice.id])
        accounts.set_active(by=viewer(dung), user=alice, active=False)
    assert slips.holder(slip.token) is None
    with pytest.raises(NotFound), writing():
        slips.redeem(token=slip.token)
    with pytest.raises(Refused), writing():
        slips.make_for(by=viewer(dung), user_ids=[alice.id])


def test_only_the_hash_of_a_token_is_kept(place: Place, dung: User) -> None:
    alice = make_user(Role.MEMBER, "alice", place.commune, place.hamlet)
    with writing():
        [slip] = slips.make_for(by=viewer(dung), user_ids=[alice.id])
    session_token = sessions.start(alice)
    kept = db.session.scalars(union_all(select(SignInSlip.token_hash), select(LoginSession.token_hash))).all()
    assert kept
    assert not {slip.token, session_token} & set(kept)


def test_usernames_are_read_without_regard_to_marks_and_case() -> None:
    assert usernames.normal(" Đào.EaMẫu ") == "dao.eamau"
