"""Accounts: made, changed, disabled and reset by whoever may; passwords arrive here already hashed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError

from webapp.models.base import db
from webapp.models.commune import Commune, Hamlet
from webapp.models.user import Role, User
from webapp.rules.passwords import why_refused
from webapp.rules.vietnamese import fold, name_sort_key
from webapp.services import audit, seats, sessions, usernames
from webapp.services.access import Viewer
from webapp.services.errors import NotFound, Refused
from webapp.services.passwords import hash_password, matches

TEAM_ROLES = frozenset({Role.MEMBER, Role.LEADER})
COMMUNE_ROLES = frozenset(Role) - {Role.PROVINCE}
HANDLED_BY: dict[Role, frozenset[Role]] = {Role.OFFICER: TEAM_ROLES, Role.ADMIN: COMMUNE_ROLES}
MOST_TRIES = 20
OTHER_TEAM_TOO = "Tổ viên này còn ở tổ khác. Nhờ cán bộ xã, phường đặt lại mật khẩu."
NAME_TAKEN = "Tên đăng nhập này đã có người dùng. Chọn tên khác."


@dataclass(frozen=True)
class Row:
    """An account in a list, with the words for its teams."""

    user: User
    teams: tuple[str, ...]

    @property
    def searched(self) -> str:
        return fold(" ".join((self.user.display_name, self.user.username, *self.teams)))


def visible(viewer: Viewer) -> Select[User]:
    """The one scoped query of accounts: those of the viewer's commune with a role that the viewer handles."""
    return select(User).where(
        User.commune_id == viewer.commune_id, User.role.in_(HANDLED_BY.get(viewer.role, frozenset()))
    )


def get(viewer: Viewer, user_id: str) -> User:
    found = db.session.scalar(visible(viewer).where(User.id == user_id))
    if found is None:
        raise NotFound
    return found


def names_of(user_ids: Iterable[str | None]) -> dict[str, str]:
    """The names of who did what a viewer is shown anyway, by id; None and unknown ids are left out."""
    wanted = {each for each in user_ids if each}
    return dict(db.session.execute(select(User.id, User.display_name).where(User.id.in_(wanted))).all())


def some(viewer: Viewer, user_ids: Collection[str]) -> Sequence[User]:
    """These accounts, by given name. Raises NotFound when one of them is out of scope."""
    found = db.session.scalars(visible(viewer).where(User.id.in_(user_ids))).all()
    if len(found) != len(set(user_ids)):
        raise NotFound
    return sorted(found, key=lambda user: name_sort_key(user.display_name))


def listing(viewer: Viewer, words: str, role: Role | None, today: date) -> list[Row]:
    """Accounts by role and given name. A commune has some hundreds at most, so the search runs over all."""
    labels = seats.labels_by_user(viewer.commune_id or "", today)
    query = visible(viewer) if role is None else visible(viewer).where(User.role == role)
    rows = [Row(user, tuple(labels.get(user.id, ()))) for user in db.session.scalars(query)]
    wanted = fold(words)
    kept = [row for row in rows if wanted in row.searched]
    return sorted(kept, key=_by_role_and_name)


def add(
    *,
    by: Viewer | None,
    commune: Commune,
    role: Role,
    name: str,
    today: date,
    hamlet_ids: Collection[str | None] = (),
    username: str | None = None,
    password_hash: str | None = None,
) -> User:
    """A new account that must choose its password at first sign-in.

    Without a username one is made. Raises Refused at `username`, `role` or `seats`.
    """
    _refuse_role(by, role)
    user = User(
        commune_id=None if role is Role.PROVINCE else commune.id,
        province_code=commune.province_code if role is Role.PROVINCE else None,
        display_name=name, role=role, password_hash=password_hash, must_change_password=True,
    )  # fmt: skip
    chosen = usernames.checked(username) if username else None
    _insert(user, [chosen] if chosen else usernames.free_ones(name, _place_word(commune, hamlet_ids)))
    seats.place(by=by, user=user, hamlet_ids=hamlet_ids, today=today)
    _record(by, "user.add", user, {"username": user.username, "role": role.value, "name": name}, commune.id)
    return user


def edit(
    *, by: Viewer, user_id: str, name: str, role: Role, hamlet_ids: Collection[str | None], today: date
) -> User:
    """Raises NotFound out of scope, Refused at `role` or `seats`."""
    user = get(by, user_id)
    _refuse_role(by, role)
    if user.id == by.user_id and role is not user.role:
        raise Refused("Không tự đổi vai trò của mình. Nhờ một quản trị khác.", "role")
    changes = {"name": [user.display_name, name], "role": [user.role.value, role.value]}
    if role is not user.role:
        sessions.end_all(user.id)
    user.display_name, user.role = name, role
    seats.place(by=by, user=user, hamlet_ids=hamlet_ids, today=today)
    _record(by, "user.edit", user, {key: pair for key, pair in changes.items() if pair[0] != pair[1]})
    return user


def set_active(*, by: Viewer | None, user: User, active: bool) -> None:
    """Disable or enable an account; disabling ends its sessions everywhere. Raises Refused for one's own."""
    if by is not None and by.user_id == user.id:
        raise Refused("Không tự khóa tài khoản của mình. Nhờ một quản trị khác.")
    user.active = active
    sessions.end_all(user.id)
    _record(by, "user.enable" if active else "user.disable", user, {})


def new_password_hash(password: str, user: User) -> str:
    """The hash of a password that someone chose, made before any transaction. Refused at `new_password`."""
    if reason := why_refused(password, user.username, user.display_name):
        raise Refused(reason, "new_password")
    if matches(password, user.password_hash):
        raise Refused("Mật khẩu mới phải khác mật khẩu đang dùng.", "new_password")
    return hash_password(password)


def change_own_password(*, by: Viewer, password_hash: str) -> User:
    """The account's own choice; every browser is signed out, the caller starts a new session here."""
    user = by_id(by.user_id)
    user.password_hash, user.must_change_password = password_hash, False
    sessions.end_all(user.id)
    _record(by, "user.password", user, {})
    return user


def resettable(viewer: Viewer, user_id: str, today: date) -> User:
    """The account that the viewer may reset face to face.

    A leader: a member who sits only in the leader's own hamlets, else a reset would open the others.
    An officer or admin: the roles they handle. Raises NotFound otherwise.
    """
    if viewer.role is not Role.LEADER:
        user = get(viewer, user_id)
    else:
        user = _member_of_leader(viewer, user_id, today)
    if not user.active or user.id == viewer.user_id:
        raise NotFound
    return user


def reset(*, by: Viewer, user: User, password_hash: str) -> None:
    """A one-time password, said aloud; the account's browsers are signed out, and it must choose its own."""
    user.password_hash, user.must_change_password = password_hash, True
    sessions.end_all(user.id)
    _record(by, "user.reset", user, {})


def by_id(user_id: str) -> User:
    user = db.session.get(User, user_id)
    if user is None:
        raise NotFound
    return user


def by_username(typed: str) -> User:
    """Raises NotFound; for the operator's command line."""
    user = db.session.scalar(select(User).where(User.username == usernames.normal(typed)))
    if user is None:
        raise NotFound(f"Không có tài khoản “{typed}”.")
    return user


def _member_of_leader(viewer: Viewer, user_id: str, today: date) -> User:
    user = db.session.scalar(
        select(User).where(User.id == user_id, User.commune_id == viewer.commune_id, User.role == Role.MEMBER)
    )
    now_in = seats.hamlets_of(user, today) if user else set()
    if user is None or not _covers(viewer, now_in, every=False):
        raise NotFound
    if not _covers(viewer, seats.hamlets_of(user, today, lately=True), every=True):
        raise NotFound(OTHER_TEAM_TOO)
    return user


def _covers(viewer: Viewer, hamlets: set[str | None], *, every: bool) -> bool:
    inside = [viewer.hamlet_ids is None or hamlet in viewer.hamlet_ids for hamlet in hamlets]
    return all(inside) if every else any(inside)


def _refuse_role(by: Viewer | None, role: Role) -> None:
    if by is not None and role not in HANDLED_BY.get(by.role, frozenset()):
        raise Refused("Chọn vai trò trong danh sách.", "role")


def _place_word(commune: Commune, hamlet_ids: Collection[str | None]) -> str:
    first = next(iter(hamlet_ids), None)
    hamlet = db.session.get(Hamlet, first) if first else None
    return hamlet.name if hamlet is not None else commune.name.partition(" ")[2] or commune.name


def _by_role_and_name(row: Row) -> tuple[bool, int, str]:
    return not row.user.active, list(Role).index(row.user.role), name_sort_key(row.user.display_name)


def _insert(user: User, names: Iterable[str]) -> None:
    """Insert under the first name that is free; the constraint decides, not a look beforehand."""
    for name in islice(names, MOST_TRIES):
        user.username = name
        try:
            with db.session.begin_nested():
                db.session.add(user)
            return
        except IntegrityError:
            continue
    raise Refused(NAME_TAKEN, "username")


def _record(
    by: Viewer | None, action: str, user: User, changes: dict[str, Any], commune_id: str | None = None
) -> None:
    audit.record(
        by=by, action=action, noun="user", noun_id=user.id, changes=changes,
        commune_id=user.commune_id or commune_id,
    )  # fmt: skip
