"""What a reviewer does with a proposal, besides putting it into a list or returning it."""

from __future__ import annotations

from collections.abc import Collection

from webapp.models.recognition import Recognition, RecognitionState, StepAct
from webapp.rules.vietnamese import clean_text
from webapp.services import fitness, recognition
from webapp.services.access import Viewer
from webapp.services.errors import Conflict, Refused


def confirm_kin(*, by: Viewer, recognition_ids: Collection[str], note: str = "") -> list[Recognition]:
    """Another person stands behind proposals that a relative may have made. Refused for the proposer."""
    found = recognition.locked(by, recognition_ids)
    for each in found:
        if each.state is not RecognitionState.PROPOSED:
            raise Conflict("Có hồ sơ không còn chờ duyệt. Tải lại trang để xem tình hình mới.")
        if each.proposed_by == by.user_id:
            raise Refused("Người đề nghị không tự xác nhận được. Nhờ một người khác xác nhận.")
        if fitness.needs_confirmation(each):
            each.kin_confirmed_by = by.user_id
            fitness.add_step(by, each, StepAct.KIN_CONFIRMED, clean_text(note) or None)
    return found
