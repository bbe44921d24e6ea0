"""What a family is told before it is asked, word for word, by version: an answer names the version it heard.

A published version never changes; other words are a new version at the end. Luật 91/2025/QH15 Điều 9 and
Nghị định 356/2025/NĐ-CP Điều 6: what, why, who, how long, which rights; each purpose by itself.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Notice:
    version: int
    lines: tuple[str, ...]


NOTICES = (
    Notice(
        1,
        (
            "Tổ ghi tên, năm sinh và bài đã học để biết còn giúp việc gì.",
            "Không ghi số căn cước, mật khẩu, mã OTP, tài khoản ngân hàng.",
            "Chỉ tổ viên của địa bàn và cán bộ xã, phường được xem.",
            "Gia đình xem lại, sửa hoặc rút ý kiến lúc nào cũng được.",
        ),
    ),
    Notice(
        2,
        (
            "Ủy ban nhân dân xã, phường giữ thông tin này, chỉ để Tổ công nghệ số giúp gia đình học.",
            "Tổ ghi tên, năm sinh, bài đã học và các lần đến nhà để biết còn giúp việc gì.",
            "Không ghi số căn cước, mật khẩu, mã OTP, tài khoản ngân hàng.",
            "Chỉ tổ viên của địa bàn và cán bộ xã, phường được xem.",
            "Không đồng ý thì vẫn được giúp như mọi nhà, không mất quyền lợi gì.",
            "Gia đình được xem lại, sửa, xóa, rút ý kiến lúc nào cũng được. Nói với tổ viên, "
            "hoặc đến Ủy ban nhân dân xã, phường.",
        ),
    ),
)
CURRENT = NOTICES[-1]


def notice(version: int) -> Notice | None:
    return next((each for each in NOTICES if each.version == version), None)
