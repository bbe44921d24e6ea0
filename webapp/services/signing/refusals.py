"""Why a key, a file or a signature was not taken: the field, and a sentence that says what to do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from webapp.rules.vietnamese import show_date
from webapp.services.errors import Refused

# As `services.pdf_dangers` names them.
DANGERS = {
    "scripts": "Tệp PDF có lệnh chạy kèm, có thể đổi chữ sau khi ký. Xuất lại thành PDF thường rồi chọn lại.",
    "embedded": "Tệp PDF có tệp khác đính kèm. Xuất lại thành PDF thường, không đính kèm, rồi chọn lại.",
    "outside": "Tệp PDF lấy nội dung từ tệp khác, có thể đổi sau khi ký. Xuất lại thành PDF thường.",
    "hidden": "Tệp PDF có phần ẩn, có thể hiện khác sau khi ký. Xuất lại thành PDF thường rồi chọn lại.",
}
# code: (field of the form, sentence)
KEY_REFUSALS = {
    "not-p12": (
        "key",
        "Tệp này không phải tệp khóa ký số. Chọn tệp .p12 hoặc .pfx mà tổ chức cấp chứng thư đã giao.",
    ),
    "no-key": (
        "key",
        "Tệp này chỉ có chứng thư, không có khóa để ký. Xuất lại tệp .p12 có kèm khóa bí mật.",
    ),
    "wrong-password": (
        "password",
        "Mật khẩu của tệp khóa chưa đúng. Gõ lại; để ý chữ hoa và bộ gõ tiếng Việt.",
    ),
    "not-yet": (
        "key",
        "Chứng thư này đến ngày {day} mới dùng được. Chờ đến ngày đó, hoặc dùng chứng thư khác.",
    ),
    "expired": ("key", "Chứng thư đã hết hạn ngày {day}. Gia hạn ở tổ chức cấp, rồi dùng tệp mới."),
    "not-for-signing": (
        "key",
        "Chứng thư này không cấp để ký văn bản. Dùng chứng thư chữ ký số của người ký hoặc của cơ quan.",
    ),
    "revoked": (
        "key",
        "Chứng thư đã bị thu hồi ngày {day}, không ký được. Xin chứng thư mới ở tổ chức cấp.",
    ),
    "unreadable-certificate": (
        "key",
        "Tệp này không phải chứng thư. Chọn tệp .cer, .crt, .pem hoặc .p12 của người ký.",
    ),
    "an-authority": (
        "key",
        "Đây là chứng thư của tổ chức cấp, không phải của người ký. Thêm tổ chức cấp ở Cài đặt ký số.",
    ),
    "many-certificates": ("key", "Tệp này có chứng thư của nhiều người. Mỗi lần thêm một người."),
    "foreign": (
        "key",
        "Chứng thư do “{issuer}” cấp, không thuộc các tổ chức mà xã, phường tin cậy. "
        "Dùng chứng thư khác, hoặc nhờ người quản trị thêm tổ chức đó.",
    ),
    "too-much": ("key", "Không mở được tệp khóa. Thử lại; nếu vẫn vậy, xin lại tệp từ tổ chức cấp."),
}
SIGNING_REFUSALS = {
    **DANGERS,
    "no-timestamp": (
        "Máy chủ dấu thời gian không trả lời, nên chưa ký tệp nào thêm. "
        "Thử lại sau, hoặc nhờ người quản trị xem lại địa chỉ dấu thời gian."
    ),
    "unreadable-pdf": "Tệp PDF này ghi không đúng chuẩn, không ký được.",
    "revoked": "Chứng thư đã bị thu hồi, nên chưa ký tệp nào thêm. Xin chứng thư mới ở tổ chức cấp.",
    "cannot-sign": "Tệp này đã bị khóa, không ký thêm được.",
    "too-much": "Ký tệp này quá lâu nên đã dừng. Chọn lại tệp khóa để ký nốt.",
    "changed": "Tệp vừa có chữ ký khác trong lúc ký. Mở lại danh sách rồi ký tiếp nếu cần.",
}
FILE_REFUSALS = {
    **DANGERS,
    "no-pdf": "Đây không phải tệp PDF. Chọn tệp có đuôi .pdf.",
    "encrypted-pdf": "Tệp PDF này có mật khẩu. Bỏ mật khẩu rồi tải lên lại.",
    "unreadable-pdf": "Không đọc được tệp này: tệp chưa tải hết, bị hỏng hoặc ghi không đúng chuẩn PDF.",
    "too-many-signatures": "Tệp này có quá nhiều chữ ký nên không kiểm được.",
    "too-much": "Tệp này quá nặng hoặc quá rối nên không kiểm được. Xin lại bản gốc.",
    "unreadable-root": "Tệp này không phải chứng thư. Chọn tệp .crt, .cer hoặc .pem của tổ chức cấp.",
    "not-an-authority": "Đây là chứng thư của một người hay một máy. Chọn chứng thư gốc của tổ chức cấp.",
    "too-many-roots": "Tệp này có hơn 30 chứng thư. Chia nhỏ rồi tải lên lại.",
}
# After "Đã hỏi máy chủ ...: ".
TIME_STAMP_REFUSALS = {
    "no-name": "không tìm thấy máy chủ có tên này. Xem lại địa chỉ.",
    "no-server": "máy chủ không trả lời. Xem lại địa chỉ và cổng, hoặc hỏi nơi cung cấp.",
    "too-slow": "quá 10 giây chưa trả lời. Thử lại, hoặc hỏi nơi cung cấp.",
    "bad-certificate": "chứng thư của máy chủ không hợp lệ. Hỏi nơi cung cấp địa chỉ đúng.",
    "refuses": "máy chủ có trả lời nhưng không nhận yêu cầu. Xem lại phần sau tên máy chủ.",
    "no-stamp": "máy chủ trả lời, nhưng không phải dấu thời gian. Xem lại địa chỉ.",
    "too-much": "chờ quá lâu nên đã dừng. Thử lại, hoặc hỏi nơi cung cấp.",
}


def key_refused(answer: dict[str, Any]) -> Refused:
    """What a child answered to `open`, as an error at the form's field."""
    field, words = KEY_REFUSALS[answer["error"]]
    day = answer.get("day")
    shown = show_date(datetime.fromisoformat(day).date()) if day else ""
    return Refused(words.format(day=shown, issuer=answer.get("issuer", "")), field)
