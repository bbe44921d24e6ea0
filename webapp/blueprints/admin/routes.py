"""The commune's administration: where it stands, and what is left to set up."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.models.signature import SigningState
from webapp.rules.settings import CommuneSettings
from webapp.services import accounts, communes, hamlets, places, presets, settings, signed_files
from webapp.services.access import Permission
from webapp.services.progress import today
from webapp.web.access import current_viewer, requires

bp = Blueprint("admin", __name__, url_prefix="/quan-tri")


@dataclass(frozen=True)
class Task:
    """Something that is still to be set up, and where."""

    words: str
    hint: str
    url: str


@bp.get("/")
@requires(Permission.EDIT_SETTINGS)
def index() -> ResponseReturnValue:
    viewer = current_viewer()
    now = communes.settings_of(viewer.commune_id or "")
    lines = hamlets.every(viewer)
    commune = communes.get(viewer.commune_id)
    return render_template(
        "admin/index.html",
        commune=commune,
        label=places.official(commune.id).label,
        now=now,
        preset=next((each for each in presets.all_presets() if each.name == commune.preset), None),
        version=settings.versions(viewer)[0],
        hamlets=[line for line in lines if line.hamlet.valid_to is None],
        households=sum(line.households for line in lines),
        people=len(accounts.listing(viewer, "", None, today())),
        tasks=_tasks(now, bool(lines)),
        held=signed_files.counts(viewer)[SigningState.HELD],
    )


def _tasks(now: CommuneSettings, has_hamlets: bool) -> list[Task]:
    tasks = []
    if not has_hamlets:
        tasks.append(Task("Thêm thôn, tổ dân phố", "Chưa có đơn vị nào.", url_for(".list_hamlets")))
    if not now.certificate.signer:
        hint = "Họ tên in dưới chữ ký trên giấy công nhận."
        tasks.append(Task("Ghi người ký", hint, url_for(".edit_settings", _anchor="signer")))
    if now.assumed:
        tasks.append(Task("Soát chỗ còn tạm lấy", now.assumed, url_for(".edit_criteria")))
    return tasks
