"""`/dong-bo`: what a phone fetches, and the events it sends. Answers are JSON, never a redirect."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import generate_csrf, validate_csrf
from wtforms import ValidationError

from webapp.extensions import csrf
from webapp.services import events, notebook
from webapp.services.access import Permission
from webapp.web import together
from webapp.web.access import current_viewer, public
from webapp.web.moments import received_now
from webapp.web.sync_request import BadRequestBody, SyncRequest, read_sync_request

bp = Blueprint("sync", __name__)

SESSION_ENDED = "Hết giờ đăng nhập. Việc đã ghi vẫn còn trong máy. Đăng nhập lại rồi gửi."
NOT_ALLOWED = "Tài khoản này không ghi phiếu của hộ."
BAD_TOKEN = "Mã bảo vệ đã cũ. Tải lại rồi gửi lại."  # noqa: S105 - words, not a password
OTHER_USER = "Những việc này do tài khoản khác ghi. Đăng nhập đúng tài khoản rồi gửi."


@bp.get("/dong-bo")
@public
def show() -> ResponseReturnValue:
    if refusal := _refusal():
        return refusal
    body = notebook.contents(current_viewer())
    return _answer(200, csrf=generate_csrf(), user=current_viewer().user_id, **body)


@bp.post("/dong-bo")
@csrf.exempt
@public
def receive() -> ResponseReturnValue:
    if refusal := _refusal() or _bad_token():
        return refusal
    try:
        asked = read_sync_request(request)
    except BadRequestBody as error:
        return _answer(error.status, results=[], reason=error.reason)
    if asked.user not in (None, current_viewer().user_id):
        return _answer(409, results=[], reason=OTHER_USER)
    return _answer(200, results=_receive(asked))


def _receive(asked: SyncRequest) -> list[dict[str, Any]]:
    drafts = events.read_drafts(asked.events)
    sending = events.Sending(current_viewer(), asked.device, asked.sent_at, received_now())
    parcel = events.Parcel(sending, drafts, asked.events)
    together.deliver(parcel)
    return [answer.as_json() for answer in parcel.answers]


def _refusal() -> ResponseReturnValue | None:
    if not current_user.is_authenticated:
        return _answer(401, results=[], reason=SESSION_ENDED)
    if not current_viewer().may(Permission.RECORD_CHECKLIST):
        return _answer(403, results=[], reason=NOT_ALLOWED)
    return None


def _bad_token() -> ResponseReturnValue | None:
    try:
        validate_csrf(request.headers.get("X-CSRFToken"))
    except ValidationError:
        return _answer(403, results=[], reason=BAD_TOKEN)
    return None


def _answer(status: int, **body: Any) -> ResponseReturnValue:
    answer = {"server_time": received_now().isoformat(), **body}
    return jsonify(answer), status, {"Cache-Control": "no-store, private"}
