"""Signing in by name and password: the same answer and the same work whoever is named, and a throttle."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address

from sqlalchemy import select

from webapp.models.base import db
from webapp.models.user import User
from webapp.services import passwords, throttle, usernames
from webapp.services.errors import Refused, TooMany
from webapp.services.throttle import Limit

MINUTES = 15
BY_NAME_AND_ADDRESS = Limit("sign-in-name-address", 10, MINUTES)
BY_NAME = Limit("sign-in-name", 30, MINUTES)
BY_ADDRESS = Limit("sign-in-address", 100, MINUTES)
OWN_PASSWORD = Limit("own-password", 10, MINUTES)
WRONG = "Tên đăng nhập hoặc mật khẩu chưa đúng."
WAIT = f"Sai quá nhiều lần. Chờ {MINUTES} phút rồi thử lại, hoặc nhờ cán bộ xã, phường in phiếu đăng nhập."


def authenticate(typed_name: str, password: str, address: str) -> User:
    """The active account with this name and password.

    Raises Refused with one message for every failure, and TooMany after 10 failures of a name from one
    address, 30 of a name, 100 from an address within 15 minutes. The hash is checked outside any write.
    """
    name, network = usernames.normal(typed_name), network_of(address)
    _count(name, network)
    user = db.session.scalar(select(User).where(User.username == name))
    fits = passwords.matches(password, user.password_hash if user else None)
    if user is None or not fits or not user.active:
        raise Refused(WRONG)
    throttle.forget(BY_NAME_AND_ADDRESS, f"{name} {network}")
    throttle.take_back(BY_NAME, name)
    throttle.take_back(BY_ADDRESS, network)
    return user


def confirm_own(user: User, password: str) -> None:
    """The signed-in account types its password again. Raises Refused at `password`, TooMany."""
    if not throttle.count(OWN_PASSWORD, user.id):
        raise TooMany(WAIT)
    if not passwords.matches(password, user.password_hash):
        raise Refused("Mật khẩu đang dùng chưa đúng.", "password")
    throttle.forget(OWN_PASSWORD, user.id)


def network_of(address: str) -> str:
    """An IPv4 address, or the /64 of an IPv6 one: a home has that many addresses to try from."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped) if mapped else f"{int(parsed) >> 64:x}::/64"
    return str(parsed)


def _count(name: str, network: str) -> None:
    """Count the attempt first; one address alone can't use up what a name has from elsewhere."""
    counted = (
        throttle.count(BY_NAME_AND_ADDRESS, f"{name} {network}")
        and throttle.count(BY_NAME, name)
        and throttle.count(BY_ADDRESS, network)
    )
    if not counted:
        raise TooMany(WAIT)
