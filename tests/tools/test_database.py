"""The accounts that `make run` shows."""

from __future__ import annotations

import json

from tools.database import accounts_table


def _line(**account: str | None) -> str:
    return json.dumps({"commune": "24133", "hamlet": None, **account})


def test_accounts_stand_one_line_a_role_with_the_shared_password_in_the_title() -> None:
    lines = [
        _line(role="member", username="tv01", password="hoc-so"),
        _line(role="member", username="tv02", password="hoc-so"),
        _line(role="officer", username="cb", password="hoc-so"),
    ]
    assert accounts_table(lines) == [
        "Tài khoản dùng thử, mật khẩu hoc-so:",
        "  24133  tổ viên    tv01 tv02",
        "  24133  cán bộ     cb",
    ]


def test_passwords_that_differ_stand_behind_their_account() -> None:
    lines = [
        _line(role="admin", username="qt", password="mot"),
        _line(role="province", username="so", password="hai", commune=None),
    ]
    assert accounts_table(lines) == [
        "Tài khoản dùng thử:",
        "  24133  quản trị   qt/mot",
        "         tỉnh       so/hai",
    ]
