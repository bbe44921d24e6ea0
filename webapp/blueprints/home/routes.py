"""The citizen's front page: what do you want to do?"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from webapp.lessons import catalog
from webapp.lessons.schema import AFTER_A_SCAM
from webapp.web.access import public
from webapp.web.kept_pages import keep

bp = Blueprint("home", __name__)


@dataclass(frozen=True)
class Tile:
    """One thing a person may want; it is shown when its lesson exists."""

    words: str
    icon: str
    lesson: str


TILES = (
    Tile("VNeID", "id", "vneid-cai-dat"),
    Tile("Nộp hồ sơ", "file-text", "dich-vu-cong"),
    Tile("Quét mã QR", "qrcode", "quet-ma-qr"),
    Tile("Tránh lừa đảo", "shield-check", "cong-an-gia"),
    Tile("Sổ sức khỏe", "heartbeat", "so-suc-khoe"),
    Tile("Hỏi AI", "message-chatbot", "hoi-ai"),
)
FIRST = Tile("Biết người của Tổ công nghệ số", "id-badge-2", "biet-to-cong-nghe-so")


@bp.get("/")
@public
def index() -> ResponseReturnValue:
    taught = [tile for tile in TILES if catalog().lesson(tile.lesson)]
    first = FIRST if catalog().lesson(FIRST.lesson) else None
    return keep(
        render_template(
            "home/index.html",
            tiles=taught,
            first=first,
            after_a_scam=catalog().lesson(AFTER_A_SCAM),
            known=current_app.view_functions,
            here="/",
        )
    )
