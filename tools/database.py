"""Bring the database up to date, load the demo into an empty one, and show who can sign in to it.

Runs inside the virtual environment: the three commands share one process, because loading the application
takes longer than they do when there is nothing to be done.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import textwrap
from itertools import groupby

import click

from tools.install import say
from webapp.cli import main as webapp

ROLES = {
    "member": "tổ viên",
    "leader": "tổ trưởng",
    "officer": "cán bộ",
    "approver": "người ký",
    "admin": "quản trị",
    "province": "tỉnh",
}


def accounts_table(lines: list[str]) -> list[str]:
    """`webapp demo accounts` for people: one line for each commune and role.

    A password that all accounts share stands in the title, another one behind each account's name.
    """
    rows = [json.loads(line) for line in lines]
    passwords = {row["password"] for row in rows}
    shared = f", mật khẩu {passwords.pop()}" if len(passwords) == 1 else ""
    table = [f"Tài khoản dùng thử{shared}:"]
    for (commune, role), group in groupby(rows, key=lambda row: (row["commune"], row["role"])):
        names = [row["username"] if shared else f"{row['username']}/{row['password']}" for row in group]
        title = f"  {commune or '':5}  {ROLES.get(role, role):9}  "
        indent = " " * len(title)
        table += textwrap.wrap(
            " ".join(names), 100, initial_indent=title, subsequent_indent=indent, break_on_hyphens=False
        )
    return table


def _accounts() -> list[str]:
    with contextlib.redirect_stdout(io.StringIO()) as output:
        webapp(["demo", "accounts"], standalone_mode=False)
    return output.getvalue().splitlines()


def main() -> int:
    try:
        say("Đưa cơ sở dữ liệu lên bản mới nhất")
        webapp(["db", "upgrade"], standalone_mode=False)
        say("Nạp dữ liệu mẫu nếu chưa có gì")
        webapp(["demo", "load"], standalone_mode=False)
        accounts = _accounts()
    except click.ClickException as error:
        error.show()
        return 1
    if accounts:
        say("\n".join(accounts_table(accounts)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
