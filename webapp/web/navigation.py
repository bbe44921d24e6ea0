"""The entries of the desk's sidebar and the phone's tabs; a role sees those it may use."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app, request, url_for
from flask_login import current_user

from webapp.services import communes
from webapp.services.access import Permission
from webapp.web.access import current_viewer


@dataclass(frozen=True)
class Entry:
    """`short` is the word on a narrow tab; `also` are blueprints whose pages stand under this entry."""

    label: str
    short: str
    endpoint: str
    icon: str
    permission: Permission
    also: tuple[str, ...] = ()


# Public pages that are the same for every commune, and must not ask the database who looks.
PLACELESS = {"lessons", "home", "offline", "practice", "scams", "verify", None}

ENTRIES = (
    Entry("Hộ gia đình", "Hộ", "households.index", "home", Permission.READ_HOUSEHOLDS),
    Entry(
        "Công nhận",
        "Công nhận",
        "recognition.index",
        "list-check",
        Permission.READ_RECOGNITIONS,
        ("stages", "honours"),
    ),
    Entry("Giấy công nhận", "Giấy", "certificates.index", "certificate", Permission.ISSUE_CERTIFICATES),
    Entry("Ký số", "Ký số", "signing.index", "signature", Permission.SIGN_FILES),
    Entry("Tổ công nghệ số", "Tổ", "teams.index", "users", Permission.READ_TEAM),
    Entry("Nhập danh sách", "Nhập", "imports.index", "upload", Permission.IMPORT_HOUSEHOLDS),
    Entry("Tài khoản", "Tài khoản", "users.index", "key", Permission.PRINT_SLIP),
    Entry("Quản trị", "Quản trị", "admin.index", "settings", Permission.EDIT_SETTINGS),
    Entry("Các xã, phường", "Các xã", "figures.index", "chart-bar", Permission.READ_FIGURES),
    Entry("Giọng đọc", "Giọng", "voices.index", "microphone", Permission.RECORD_VOICES),
    Entry("Soạn bài học", "Soạn bài", "authoring.index", "pencil", Permission.WRITE_LESSONS),
    Entry("Bài học", "Bài học", "lessons.index", "book-2", Permission.OWN_ACCOUNT),
)


@dataclass(frozen=True)
class Shown:
    """An entry as a page shows it."""

    title: str
    short: str
    icon: str
    url: str
    current: bool


def entries() -> list[Shown]:
    """What the signed-in account may open, in order."""
    if not current_user.is_authenticated:
        return []
    viewer, known = current_viewer(), current_app.view_functions
    here = request.blueprint
    return [
        Shown(
            each.label,
            each.short,
            each.icon,
            url_for(each.endpoint),
            here in (each.endpoint.split(".")[0], *each.also),
        )
        for each in ENTRIES
        if each.endpoint in known and viewer.may(each.permission)
    ]


def place() -> str:
    """The name of the signed-in account's commune, for the head of the desk."""
    if not current_user.is_authenticated or current_viewer().commune_id is None:
        return ""
    return communes.get(current_viewer().commune_id).name


def install(app: Flask) -> None:
    app.jinja_env.globals["navigation"] = entries
    app.context_processor(lambda: {"place": place()} if request.blueprint not in PLACELESS else {})
