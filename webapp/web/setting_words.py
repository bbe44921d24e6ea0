"""A commune's settings as the admin reads them: what each is called, and a value in words."""

from __future__ import annotations

from typing import Any

from webapp.rules.languages import LANGUAGES
from webapp.rules.settings import Link
from webapp.services.progress import item_titles

FIELDS = {
    "motto": "Phương châm",
    "plan_title": "Tên kế hoạch",
    "unit_words": "Từ gọi đơn vị dân cư",
    "recognition_term": "Tên gọi khi công nhận",
    "health_record_term": "Tên gọi sổ sức khỏe",
    "checklist": "Việc trong phiếu",
    "languages": "Tiếng đọc bài, ngoài tiếng Việt",
    "links": "Đường dẫn",
    "least_households_per_member": "Số hộ ít nhất mỗi tổ viên",
    "public_page_indexed": "Máy tìm kiếm lập mục lục trang công khai",
    "assumed": "Chỗ còn tạm lấy",
    "certificate.heading": "Tên giấy",
    "certificate.authority": "Người công nhận",
    "certificate.verb": "Động từ",
    "certificate.family_prefix": "Trước tên chủ hộ",
    "certificate.achieves": "Sau tên chủ hộ",
    "certificate.honour": "Điều được công nhận",
    "certificate.place": "Địa danh",
    "certificate.signature_lines": "Dòng chức danh người ký",
    "certificate.signer": "Họ tên người ký",
    "certificate.number_format": "Cách đánh số giấy",
    "certificate.decision_ending": "Ký hiệu sau số quyết định",
    "certificate.layout": "Mẫu trình bày",
    "stages.on": "Các bước trước quyết định",
    "stages.labels": "Tên các bước",
    "stages.present_percent": "Tỷ lệ hộ dự họp (gợi ý)",
    "stages.agree_percent": "Tỷ lệ đồng ý (gợi ý)",
    "stages.posting_days": "Số ngày niêm yết",
    "stages.working_days": "Chỉ tính ngày làm việc",
    "stages.holidays": "Ngày nghỉ",
    "stages.decision_days": "Số ngày nhắc ra quyết định",
    "stages.unnamed": "Hộ chưa đồng ý công khai tên",
    "stages.office": "Phòng soạn văn bản",
    "stages.office_symbol": "Ký hiệu của phòng",
    "stages.office_signature": "Chức danh người ký của phòng",
    "stages.bases": "Căn cứ ban hành",
}


def in_words(value: Any) -> tuple[str, ...]:
    """One line for each part of a value: items by their titles, links with their address."""
    if isinstance(value, tuple):
        return tuple(_part(each) for each in value)
    if isinstance(value, bool):
        return ("Có",) if value else ()
    return (str(value),) if value else ()


def _part(part: Any) -> str:
    if isinstance(part, Link):
        return f"{part.label}: {part.url}"
    return item_titles().get(part) or LANGUAGES.get(part, str(part))
