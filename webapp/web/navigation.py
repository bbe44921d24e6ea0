"""The entries of the desk's sidebar and the phone's tabs; a role sees those it may use."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app
from flask_login import current_user

from webapp.services.access import Permission
from webapp.web.access import current_viewer


@dataclass(frozen=True)
class Entry:
    """`short` is the word on a narrow tab."""

    label: str
    short: str
    endpoint: str
    icon: str
    permission: Permission


ENTRIES = (
    Entry("Hộ gia đình", "Hộ", "households.index", "home", Permission.READ_HOUSEHOLDS),
    Entry("Công nhận", "Công nhận", "recognition.index", "list-check", Permission.READ_RECOGNITIONS),
    Entry("Giấy công nhận", "Giấy", "certificates.index", "certificate", Permission.ISSUE_CERTIFICATES),
    Entry("Tổ công nghệ số", "Tổ", "teams.index", "users", Permission.READ_TEAM),
    Entry("Nhập danh sách", "Nhập", "imports.index", "upload", Permission.IMPORT_HOUSEHOLDS),
    Entry("Quản trị", "Quản trị", "admin.index", "settings", Permission.EDIT_SETTINGS),
    Entry("Các xã, phường", "Các xã", "figures.index", "chart-bar", Permission.READ_FIGURES),
    Entry("Bài học", "Bài học", "lessons.index", "book-2", Permission.OWN_ACCOUNT),
)


def entries() -> list[Entry]:
    """What the signed-in account may open, in order."""
    if not current_user.is_authenticated:
        return []
    viewer = current_viewer()
    known = current_app.view_functions
    return [entry for entry in ENTRIES if entry.endpoint in known and viewer.may(entry.permission)]


def install(app: Flask) -> None:
    app.jinja_env.globals["navigation"] = entries
