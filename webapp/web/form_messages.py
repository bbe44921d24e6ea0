"""What WTForms says about a field, in Vietnamese: WTForms ships no Vietnamese messages of its own."""

from __future__ import annotations

REQUIRED = "This field is required."
MESSAGES = {
    "Invalid field name '%s'.": "Không có mục “%s”.",
    "Field must be equal to %(other_name)s.": "Hai ô chưa giống nhau.",
    "Field must be at least %(min)d character long.": "Cần ít nhất %(min)d ký tự.",
    "Field cannot be longer than %(max)d character.": "Dài quá. Tối đa %(max)d ký tự.",
    "Field must be exactly %(max)d character long.": "Cần đúng %(max)d ký tự.",
    "Field must be between %(min)d and %(max)d characters long.": "Cần từ %(min)d đến %(max)d ký tự.",
    "Number must be at least %(min)s.": "Số nhỏ nhất là %(min)s.",
    "Number must be at most %(max)s.": "Số lớn nhất là %(max)s.",
    "Number must be between %(min)s and %(max)s.": "Điền số từ %(min)s đến %(max)s.",
    "Date must be at least %(min)s.": "Ngày sớm nhất là %(min)s.",
    "Date must be at most %(max)s.": "Ngày muộn nhất là %(max)s.",
    "Date must be between %(min)s and %(max)s.": "Chọn ngày từ %(min)s đến %(max)s.",
    REQUIRED: "Chưa điền mục này.",
    "Invalid input.": "Chưa đúng cách viết. Xem ví dụ cạnh ô này.",
    "Invalid email address.": "Thư điện tử phải có dạng ten@noi.vn.",
    "Invalid IP address.": "Địa chỉ IP chưa đúng cách viết.",
    "Invalid Mac address.": "Địa chỉ MAC chưa đúng cách viết.",
    "Invalid URL.": "Đường dẫn phải bắt đầu bằng https://.",
    "Invalid UUID.": "Mã này chưa đúng cách viết.",
    "Invalid value, must be one of: %(values)s.": "Chọn một trong: %(values)s.",
    "Invalid value, can't be any of: %(values)s.": "Không dùng được: %(values)s.",
    "This field cannot be edited.": "Mục này không sửa được.",
    "This field is disabled and cannot have a value.": "Mục này đang khóa.",
    "Invalid CSRF Token.": "Trang này mở đã lâu. Tải lại trang rồi gửi lại.",
    "CSRF token missing.": "Trang này mở đã lâu. Tải lại trang rồi gửi lại.",
    "CSRF failed.": "Trang này mở đã lâu. Tải lại trang rồi gửi lại.",
    "CSRF token expired.": "Trang này mở đã lâu. Tải lại trang rồi gửi lại.",
    "Invalid Choice: could not coerce.": "Chọn một mục trong danh sách.",
    "Choices cannot be None.": "Danh sách để chọn đang trống.",
    "Not a valid choice.": "Chọn một mục trong danh sách.",
    "Invalid choice(s): one or more data inputs could not be coerced.": "Chọn lại trong danh sách.",
    "'%(value)s' is not a valid choice for this field.": "Có mục không nằm trong danh sách. Chọn lại.",
    "Not a valid datetime value.": "Điền ngày giờ như 05/03/2026 08:30.",
    "Not a valid date value.": "Điền ngày như 05/03/2026.",
    "Not a valid time value.": "Điền giờ như 08:30.",
    "Not a valid week value.": "Điền tuần như 2026-W10.",
    "Not a valid integer value.": "Điền một số nguyên, không có chữ.",
    "Not a valid decimal value.": "Điền một số, không có chữ.",
    "Not a valid float value.": "Điền một số, không có chữ.",
}


class FieldMessages:
    """The messages of one field; a missing value is named by the field's own label."""

    def __init__(self, label: str, chosen: bool = False) -> None:
        verb = "chọn" if chosen else "điền"
        self.required = f"Chưa {verb} {_inside_sentence(label)}." if label else MESSAGES[REQUIRED]

    def gettext(self, message: str) -> str:
        return self.required if message == REQUIRED else MESSAGES.get(message, message)

    def ngettext(self, singular: str, _plural: str, _count: int) -> str:
        return self.gettext(singular)


def _inside_sentence(label: str) -> str:
    """A label as it stands inside a sentence: "Tên chủ hộ" -> "tên chủ hộ"; VNeID stays."""
    return label if label[1:2].isupper() or label[1:2].isdigit() else label[:1].lower() + label[1:]
