"""`/dong-bo`: what a phone fetches, and the events it sends. Answers are JSON, never a redirect."""

from __future__ import annotations

import gzip
import hashlib
from typing import Any

from flask import Blueprint, Response, jsonify, request, session
from flask.json import dumps
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import generate_csrf, validate_csrf
from wtforms import ValidationError

from webapp.extensions import csrf
from webapp.models.consent import ConsentPurpose, ConsentWay
from webapp.rules.notices import CURRENT
from webapp.rules.phone_labels import phone_label
from webapp.services import deliveries, events, notebook, phones, visit_plan
from webapp.services.access import Permission
from webapp.services.deliveries import Delivery, Turned
from webapp.services.errors import Conflict, NotFound, Refused
from webapp.services.progress import today
from webapp.web import together
from webapp.web.access import current_viewer, public
from webapp.web.labels import label
from webapp.web.moments import received_now
from webapp.web.shared_phone import shared_phone_here
from webapp.web.sync_request import BadRequestBody, read_device, read_plan, read_sync_request
from webapp.web.transaction import transaction

bp = Blueprint("sync", __name__)

SESSION_ENDED = "Hết giờ đăng nhập. Việc đã ghi vẫn còn trong máy. Đăng nhập lại rồi gửi."
NOT_ALLOWED = "Tài khoản này không ghi phiếu của hộ."
BAD_TOKEN = "Mã bảo vệ đã cũ. Tải lại rồi gửi lại."  # noqa: S105 - words, not a password
OTHER_USER = "Những việc này do tài khoản khác ghi. Đăng nhập đúng tài khoản rồi gửi."


TURNED = {
    Turned.SESSION_ENDED: (401, SESSION_ENDED),
    Turned.NOT_ALLOWED: (403, NOT_ALLOWED),
    Turned.OTHER_USER: (409, OTHER_USER),
    Turned.REVOKED: (401, phones.REVOKED),
}
BEARER = "Bearer "
ZIP_LEVEL = 5


@bp.get("/dong-bo")
@public
def show() -> ResponseReturnValue:
    """With `co`, the stamp of the list that the phone has: only "same" where nothing has changed since."""
    if not current_user.is_authenticated:
        return _refuse(401, SESSION_ENDED)
    if not current_viewer().may(Permission.RECORD_CHECKLIST):
        return _refuse(403, NOT_ALLOWED)
    body = notebook.contents(current_viewer()) | {"notice": _notice()}
    stamp = hashlib.sha256(dumps(body).encode()).hexdigest()[:32]
    if request.args.get("co") == stamp:
        body = {"same": True}
    return _zipped(_answer(200, csrf=generate_csrf(), user=current_viewer().user_id, stamp=stamp, **body))


@bp.post("/dong-bo")
@csrf.exempt
@public
def receive() -> ResponseReturnValue:
    """Who sends is asked of the database where the events are written, for all that came together."""
    delivery = _handed_in()
    if not isinstance(delivery, Delivery):
        return delivery
    delivery.drafts = events.read_drafts(delivery.raws)
    together.deliver(delivery)
    return _answered(delivery)


@bp.post("/dong-bo/y-kien")
@csrf.exempt
@public
def receive_door_answers() -> ResponseReturnValue:
    """What families answered when they were asked at the door; the envelope is that of events."""
    delivery = _handed_in()
    if not isinstance(delivery, Delivery):
        return delivery
    with transaction():
        deliveries.receive_door_answers(delivery)
    return _answered(delivery)


@bp.post("/dong-bo/ma-may")
@csrf.exempt
@public
def enrol() -> ResponseReturnValue:
    """A token with which this phone goes on sending this account's events after the session has ended."""
    if (refused := _stranger()) is not None:
        return refused
    try:
        device = read_device(request)
        with transaction():
            token = phones.enrol(
                by=current_viewer(),
                device_id=device,
                label=phone_label(_agent()),
                team_phone=shared_phone_here(),
            )
    except BadRequestBody as error:
        return _refuse(error.status, error.reason)
    except Conflict as revoked:
        return _refuse(401, revoked.message, wipe=True)
    return _answer(200, token=token)


@bp.post("/dong-bo/hom-nay")
@csrf.exempt
@public
def plan() -> ResponseReturnValue:
    """What a phone put on the route of today (`on`) and took off it (`off`)."""
    if (refused := _stranger()) is not None:
        return refused
    try:
        on, off = read_plan(request)
        with transaction():
            for each in off:
                visit_plan.remove(by=current_viewer(), day=today(), household_id=each)
            if on:
                visit_plan.add(by=current_viewer(), day=today(), household_ids=on)
    except BadRequestBody as error:
        return _refuse(error.status, error.reason)
    except NotFound:
        return _refuse(404, events.UNKNOWN_HOUSEHOLD)
    except Refused as full:
        return _refuse(409, full.message)
    return _answer(200, results=[])


def _stranger() -> Response | None:
    """The refusal of whoever is not signed in here as someone who records; None for a member."""
    if not current_user.is_authenticated:
        return _refuse(401, SESSION_ENDED)
    if not current_viewer().may(Permission.RECORD_CHECKLIST):
        return _refuse(403, NOT_ALLOWED)
    return None if _token_is_good() else _refuse(403, BAD_TOKEN)


def _upload_token() -> str | None:
    said = request.headers.get("Authorization", "")
    return said.removeprefix(BEARER).strip() or None if said.startswith(BEARER) else None


def _agent() -> str:
    return request.headers.get("User-Agent", "")


def _handed_in() -> Delivery | Response:
    """What stands in the request, by whose token; or the refusal of one that can't be looked at."""
    upload_token = _upload_token()
    token = upload_token or session.get("_user_id")
    if token is None:
        return _refuse(401, SESSION_ENDED)
    if not upload_token and not _token_is_good():
        return _refuse(403, BAD_TOKEN)
    try:
        asked = read_sync_request(request)
    except BadRequestBody as error:
        return _refuse(error.status, error.reason)
    return Delivery(
        token, bool(upload_token), asked.user, asked.device, asked.sent_at, received_now(),
        (), asked.events, asked.waiting, asked.waiting_since,
    )  # fmt: skip


def _answered(delivery: Delivery) -> Response:
    if delivery.turned is not None:
        return _refuse(*TURNED[delivery.turned], wipe=delivery.turned is Turned.REVOKED)
    return _answer(200, results=[answer.as_json() for answer in delivery.answers])


def _token_is_good() -> bool:
    try:
        validate_csrf(request.headers.get("X-CSRFToken"))
    except ValidationError:
        return False
    return True


def _notice() -> dict[str, Any]:
    """What a family is told and asked, so that it can be asked without a network."""
    return {
        "version": CURRENT.version,
        "lines": CURRENT.lines,
        "purposes": [[each.value, label(each)] for each in ConsentPurpose],
        "ways": [[each.value, label(each)] for each in ConsentWay],
    }


def _refuse(status: int, reason: str, *, wipe: bool = False) -> Response:
    """`wipe` tells a revoked phone to empty its store."""
    return _answer(status, results=[], reason=reason, **({"wipe": True} if wipe else {}))


def _answer(status: int, **body: Any) -> Response:
    answer = jsonify({"server_time": received_now().isoformat(), **body})
    answer.status_code = status
    answer.headers["Cache-Control"] = "no-store, private"
    return answer


def _zipped(answer: Response) -> Response:
    """A long list takes a tenth of the way; nothing that a stranger sends stands in it beside the token."""
    answer.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"]:
        answer.set_data(gzip.compress(answer.get_data(), ZIP_LEVEL, mtime=0))
        answer.content_encoding = "gzip"
    return answer
