"""Why a file can't be read as a list, in words that say what to do."""

from typing import ClassVar

from webapp.rules.vietnamese import show_number
from webapp.services.errors import DomainError

MAX_FILE_BYTES = 5 * 1024 * 1024


class SheetError(DomainError):
    """A file that is refused as a whole; `message` is shown as it is, `code` names the case."""

    code: ClassVar[str] = "unreadable"
    words: ClassVar[str] = (
        "Không đọc được tệp này. Mở tệp bằng Excel, chọn Lưu thành, kiểu Excel (.xlsx), rồi chọn lại tệp mới."
    )

    def __init__(self, **details: object) -> None:
        shown = {
            key: show_number(value) if isinstance(value, int) else value for key, value in details.items()
        }
        super().__init__(self.words.format(**shown), field="file")


class UnreadableFile(SheetError):
    """Broken, or of a kind that nobody recognises."""


class EmptyFile(SheetError):
    code = "empty"
    words = "Tệp này trống. Chọn lại tệp có danh sách hộ."


class FileTooLarge(SheetError):
    code = "file-too-large"
    words = "Tệp quá lớn, tối đa 5 MB. Bỏ hình ảnh, hoặc tách mỗi thôn một tệp."


class TooManyRows(SheetError):
    code = "too-many-rows"
    words = (
        "Trang “{sheet}” khai {rows} dòng, mỗi tệp nhập tối đa 20.000 dòng. Tách danh sách thành nhiều tệp. "
        "Nếu danh sách thật ngắn hơn: chép các dòng có chữ sang một tệp mới."
    )


class TooManyColumns(SheetError):
    code = "too-many-columns"
    words = (
        "Trang “{sheet}” khai {columns} cột, tối đa 200 cột. "
        "Chép các cột cần nhập sang một tệp mới rồi chọn lại."
    )


class TooMuchContent(SheetError):
    """It expands to more than the reading process may hold, or takes longer than it may."""

    code = "too-much"
    words = (
        "Tệp này bung ra quá lớn, máy chủ không đọc. Chép các dòng cần nhập (tối đa 20.000 dòng) "
        "sang một tệp Excel mới rồi chọn lại."
    )


class EncryptedWorkbook(SheetError):
    code = "encrypted"
    words = "Tệp có mật khẩu. Mở tệp bằng Excel, bỏ mật khẩu, lưu lại rồi chọn lại tệp."


class MacroWorkbook(SheetError):
    code = "macro"
    words = "Tệp có macro (.xlsm). Mở bằng Excel, chọn Lưu thành, kiểu Excel (.xlsx), rồi chọn lại tệp mới."


class BinaryWorkbook(SheetError):
    code = "xlsb"
    words = "Tệp .xlsb chưa đọc được. Mở bằng Excel, lưu thành kiểu Excel (.xlsx), rồi chọn lại tệp mới."


class PdfFile(SheetError):
    code = "pdf"
    words = (
        "Đây là tệp PDF, không phải Excel. Chọn tệp Excel gốc (.xlsx), "
        "hoặc chép bảng sang Excel rồi chọn lại."
    )


class WordFile(SheetError):
    code = "word"
    words = (
        "Đây là tệp Word, không phải Excel. Chép bảng trong Word rồi dán vào ô Dán danh sách, "
        "hoặc dán sang Excel."
    )


class PictureFile(SheetError):
    code = "picture"
    words = "Đây là tệp ảnh, không phải Excel. Gõ lại danh sách, hoặc xin tệp Excel gốc (.xlsx)."


class WebPageFile(SheetError):
    code = "html"
    words = (
        "Tệp này là trang web lưu dưới tên Excel. Mở bằng Excel, chọn Lưu thành, kiểu Excel (.xlsx), "
        "rồi chọn lại tệp mới."
    )


class ArchiveFile(SheetError):
    code = "archive"
    words = "Đây là tệp nén. Giải nén, rồi chọn từng tệp Excel (.xlsx) bên trong."


class BusyReading(SheetError):
    code = "busy"
    words = "Máy chủ đang đọc tệp khác. Thử lại sau 1 phút."


_KINDS: tuple[type[SheetError], ...] = (UnreadableFile, *SheetError.__subclasses__())
REFUSALS = {kind.code: kind for kind in _KINDS}
