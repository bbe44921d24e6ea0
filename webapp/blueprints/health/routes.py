from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from webapp.services import health
from webapp.web.access import public

bp = Blueprint("health", __name__)


@bp.get("/suc-khoe")
@public
def show() -> ResponseReturnValue:
    if not health.can_write():
        return jsonify(status="busy"), 503, {"Retry-After": "60", "Cache-Control": "no-store"}
    return jsonify(status="ok"), 200, {"Cache-Control": "no-store"}
