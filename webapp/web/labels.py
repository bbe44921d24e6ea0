"""The Vietnamese label of every state, in one table; a test checks that each has one."""

from __future__ import annotations

from enum import StrEnum

from webapp.models.card import CardState
from webapp.models.certificate import CertificateStatus, HandingStep
from webapp.models.change import ArchiveReason, ChangeKind, ChangeState
from webapp.models.consent import ConsentPurpose, ConsentWay
from webapp.models.count import CountKind, CountWhat
from webapp.models.event import EventMark, EventOp
from webapp.models.household import AgeBand
from webapp.models.job import JobState
from webapp.models.print_batch import PartState
from webapp.models.recognition import Kin, RecipientKind, RecognitionState, StepAct
from webapp.models.refusal import RefusalKind, RefusalWay
from webapp.models.signature import Revocation, SignerState, SigningKind, SigningState, SigningWay
from webapp.models.stage import Ballot
from webapp.models.submission import CheckAnswer
from webapp.models.teaching import SessionKind
from webapp.models.user import Role
from webapp.models.voice import ClipState
from webapp.rules.priority import Flag
from webapp.rules.recognition import CriterionKind
from webapp.rules.stages import STAGE_LABELS, StageKind, Unnamed
from webapp.services.certificate_checks import Standing
from webapp.services.household_lists import Mark

FLAGS: dict[StrEnum, str] = {
    Flag.NEVER_REACHED: "Chưa từng đến",
    Flag.ELDER: "Có người lớn tuổi",
    Flag.NO_SMARTPHONE: "Chưa có điện thoại thông minh",
    Flag.NEEDS_HELP: "Cần giúp tại nhà",
}
# By class: two states of different classes may share a word, and then they are equal as text.
LABELS: dict[type[StrEnum], dict[StrEnum, str]] = {
    SigningKind: {
        SigningKind.CERTIFICATE: "Một giấy công nhận",
        SigningKind.JOINED: "Nhiều giấy gộp lại",
        SigningKind.PAPER: "Văn bản",
    },
    SigningState: {
        SigningState.WAITING: "Chờ ký số",
        SigningState.HELD: "Chờ xác nhận người ký",
        SigningState.SIGNED: "Đã ký số",
    },
    SignerState: {
        SignerState.PENDING: "Chờ xác nhận",
        SignerState.CONFIRMED: "Đã xác nhận",
        SignerState.REFUSED: "Không nhận",
        SignerState.ENDED: "Thôi dùng",
    },
    Revocation: {
        Revocation.UNASKED: "Không tra",
        Revocation.GOOD: "Đã tra, chứng thư không bị thu hồi",
        Revocation.UNKNOWN: "Chưa tra được",
    },
    SigningWay: {
        SigningWay.DESK: "Ký trên trang này",
        SigningWay.EXCHANGE: "Ký bằng phần mềm của cơ quan",
    },
    Role: {
        Role.MEMBER: "Tổ viên",
        Role.LEADER: "Tổ trưởng Tổ CNSCĐ",
        Role.OFFICER: "Cán bộ Phòng Văn hóa - Xã hội",
        Role.APPROVER: "Người ký quyết định",
        Role.ADMIN: "Quản trị",
        Role.PROVINCE: "Sở Khoa học và Công nghệ",
    },
    AgeBand: {
        AgeBand.UNDER_14: "Dưới 14 tuổi",
        AgeBand.FROM_14: "14 đến 15 tuổi",
        AgeBand.FROM_16: "16 đến 17 tuổi",
        AgeBand.FROM_18: "18 đến 59 tuổi",
        AgeBand.FROM_60: "Từ 60 tuổi",
    },
    EventOp: {
        EventOp.DONE: "Đã học",
        EventOp.UNDO: "Bỏ lần ghi",
        EventOp.VISIT: "Lần hướng dẫn",
        EventOp.EDIT: "Sửa",
        EventOp.NOTE: "Ghi thêm",
        EventOp.PERSON: "Thêm người",
        EventOp.HOUSEHOLD: "Thêm hộ mới",
        EventOp.ACCEPT: "Tổ trưởng chọn",
        EventOp.MERGE: "Gộp hộ",
        EventOp.SPLIT: "Tách hộ",
        EventOp.MOVE: "Chuyển thôn, tổ dân phố",
        EventOp.TRANSFER: "Chuyển sang xã, phường khác",
        EventOp.ARCHIVE: "Cất vào kho lưu",
        EventOp.RESTORE: "Đưa trở lại danh sách",
        EventOp.JOIN: "Nhập hai tên làm một người",
        EventOp.REVERT: "Hoàn tác thay đổi của hộ",
        EventOp.ERASED: "Đã xóa theo yêu cầu của gia đình",
    },
    EventMark: {
        EventMark.CLOCK: "Đồng hồ máy sai",
        EventMark.ASSIGNED_ELSEWHERE: "Hộ giao cho người khác",
    },
    ChangeKind: {
        ChangeKind.MERGE: "Gộp hộ",
        ChangeKind.SPLIT: "Tách hộ",
        ChangeKind.MOVE: "Chuyển thôn, tổ dân phố",
        ChangeKind.TRANSFER: "Chuyển sang xã, phường khác",
        ChangeKind.ARCHIVE: "Cất vào kho lưu",
        ChangeKind.RESTORE: "Đưa trở lại danh sách",
        ChangeKind.JOIN: "Nhập hai tên làm một người",
    },
    ChangeState: {
        ChangeState.ASKED: "Chờ nơi đến nhận",
        ChangeState.DECLINED: "Nơi đến không nhận",
        ChangeState.DONE: "Đã làm",
        ChangeState.UNDONE: "Đã hoàn tác",
    },
    ArchiveReason: {
        ArchiveReason.MOVED_AWAY: "Cả nhà đã chuyển đi nơi khác",
        ArchiveReason.DISSOLVED: "Hộ không còn ai",
        ArchiveReason.MISTAKE: "Ghi nhầm, không có hộ này",
        ArchiveReason.NOT_CONFIRMED: "Tổ trưởng không nhận hộ mới này",
    },
    RecognitionState: {
        RecognitionState.PROPOSED: "Đã đề nghị",
        RecognitionState.RETURNED: "Đã trả lại",
        RecognitionState.DECIDED: "Đã có quyết định",
        RecognitionState.ISSUED: "Đã cấp giấy",
    },
    StageKind: {kind: STAGE_LABELS[kind] for kind in StageKind},
    Unnamed: {
        Unnamed.LEFT_OUT: "Không ghi trên giấy niêm yết",
        Unnamed.INITIALS: "Chỉ ghi chữ cái đầu",
    },
    Ballot: {
        Ballot.HANDS: "Giơ tay",
        Ballot.SECRET: "Bỏ phiếu kín",
    },
    StepAct: {
        StepAct.MOVED: "Chuyển bước",
        StepAct.FOUND_FIT: "Đủ điều kiện",
        StepAct.LISTED: "Vào danh sách trình",
        StepAct.TAKEN_OUT: "Đưa ra khỏi danh sách trình",
        StepAct.KIN_CONFIRMED: "Người khác đã xác nhận",
    },
    Kin: {
        Kin.DECLARED: "Người đề nghị là người nhà",
        Kin.SAME_HOUSEHOLD: "Người đề nghị trùng tên với người trong nhà",
        Kin.SAME_SURNAME: "Có thể là họ hàng của người đề nghị: cùng thôn, cùng họ",
    },
    RefusalKind: {
        RefusalKind.DECLINES: "Gia đình không nhận",
        RefusalKind.OBJECTS: "Gia đình có ý kiến khác",
    },
    RefusalWay: {
        RefusalWay.FACE_TO_FACE: "Nói trực tiếp",
        RefusalWay.PHONE: "Qua điện thoại",
        RefusalWay.PAPER: "Ghi trên giấy",
        RefusalWay.MEETING: "Nói tại cuộc họp",
    },
    CheckAnswer: {
        CheckAnswer.RIGHT: "Đúng",
        CheckAnswer.WRONG: "Chưa đúng",
    },
    RecipientKind: {
        RecipientKind.HOUSEHOLD: "Hộ gia đình",
        RecipientKind.PERSON: "Cá nhân",
        RecipientKind.TEAM: "Tổ CNSCĐ",
        RecipientKind.HAMLET: "Thôn, tổ dân phố",
        RecipientKind.BUSINESS: "Hộ kinh doanh",
    },
    CertificateStatus: {
        CertificateStatus.ISSUED: "Còn giá trị",
        CertificateStatus.REPLACED: "Đã cấp lại",
        CertificateStatus.REVOKED: "Đã thu hồi",
        CertificateStatus.VOIDED: "Đã hủy số",
    },
    Standing: {
        Standing.VALID: "Còn giá trị",
        Standing.EXPIRED: "Đã hết hạn",
        Standing.REPLACED: "Đã cấp lại",
        Standing.REVOKED: "Đã thu hồi",
        Standing.VOIDED: "Đã hủy số",
    },
    HandingStep: {
        HandingStep.SIGNED: "Đã ký",
        HandingStep.STAMPED: "Đã đóng dấu",
        HandingStep.HANDED_OUT: "Đã trao",
    },
    PartState: {
        PartState.WAITING: "Đang chờ tạo",
        PartState.MADE: "Chờ in",
        PartState.PRINTED: "Đã in",
    },
    CardState: {
        CardState.VALID: "Còn hiệu lực",
        CardState.EXPIRED: "Đã hết hạn",
        CardState.WITHDRAWN: "Không còn hiệu lực",
    },
    ConsentPurpose: {
        ConsentPurpose.CHECKLIST: "Ghi phiếu theo dõi bài đã học của gia đình",
        ConsentPurpose.PHONE: "Lưu số điện thoại để hẹn giờ đến nhà",
        ConsentPurpose.PUBLIC_NAME: "Nêu tên trong danh sách công khai khi được công nhận",
    },
    ConsentWay: {
        ConsentWay.SCREEN: "Đọc trên máy, gia đình trả lời",
        ConsentWay.PAPER: "Ký trên giấy",
    },
    Flag: FLAGS,
    Mark: {
        **{Mark(flag.value): words for flag, words in FLAGS.items()},
        Mark.HELPED: "Có người giúp cố định",
        Mark.NOT_ASKED: "Chưa hỏi ý kiến",
        Mark.DECLINED: "Không đồng ý ghi phiếu",
    },
    CountKind: {
        CountKind.STEP: "Bước của bài học",
        CountKind.CHECK: "Câu hỏi",
        CountKind.DONE: "Học xong",
        CountKind.PRACTICE: "Bài tập thử",
        CountKind.SCAM: "Thật hay lừa đảo",
    },
    CountWhat: {
        CountWhat.SEEN: "Đã mở",
        CountWhat.FIRST_RIGHT: "Lần đầu đúng",
        CountWhat.FIRST_WRONG: "Lần đầu chưa đúng",
        CountWhat.SECOND_RIGHT: "Lần hai đúng",
        CountWhat.SECOND_WRONG: "Lần hai chưa đúng",
    },
    CriterionKind: {
        CriterionKind.ALL_ITEMS: "Cả nhà có đủ các việc đã chọn",
        CriterionKind.SOME_ITEMS: "Cả nhà có một số việc",
        CriterionKind.ONE_PERSON: "Một người trong nhà có các việc",
        CriterionKind.VISITS: "Số lần đến nhà gặp được",
    },
    JobState: {
        JobState.WAITING: "Đang chờ",
        JobState.RUNNING: "Đang làm",
        JobState.DONE: "Đã xong",
        JobState.FAILED: "Chưa làm được",
    },
    SessionKind: {
        SessionKind.GROUP: "Buổi hướng dẫn",
        SessionKind.WALK_IN: "Khách đến hỏi",
    },
    ClipState: {
        ClipState.DRAFT: "Chờ duyệt",
        ClipState.APPROVED: "Đã duyệt",
        ClipState.REJECTED: "Bị trả lại",
        ClipState.REPLACED: "Đã có bản mới",
        ClipState.WITHDRAWN: "Đã gỡ",
    },
}


def label(state: StrEnum) -> str:
    return LABELS[type(state)][state]
