"""The closed list of parts that a drawing may be composed of, with the author's words for each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Frame(StrEnum):
    """What stands around the parts: a phone, people in a room, or a small picture beside an answer."""

    PHONE = "phone"
    SCENE = "scene"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of part. `words` and `more` name its two texts, empty where it takes none; `target` parts
    carry the gold ring. `height` is in units of the board, 0 where the part has a fixed place."""

    label: str
    frame: Frame
    words: str = ""
    more: str = ""
    icon: bool = False
    target: bool = False
    height: int = 0
    must_say: bool = True
    said_as: str = ""


_PHONE, _SCENE, _PICTURE = Frame.PHONE, Frame.SCENE, Frame.PICTURE
KINDS: dict[str, Kind] = {
    "app_bar": Kind("Tên ứng dụng ở trên cùng", _PHONE, "Tên ứng dụng"),
    "field": Kind("Ô điền chữ", _PHONE, "Tên ô", "Chữ trong ô (**** là dấu chấm)", height=58),
    "row": Kind("Dòng trong danh sách", _PHONE, "Chữ trên dòng", icon=True, height=52, must_say=False),
    "button": Kind("Nút mờ", _PHONE, "Chữ trên nút", height=48),
    "tile": Kind("Ô vuông có hình", _PHONE, "Chữ dưới hình", icon=True, height=68, must_say=False),
    "words": Kind("Câu chữ", _PHONE, "Câu chữ", height=20),
    "bars": Kind("Đoạn chữ mờ", _PHONE, height=26),
    "notice_done": Kind("Dải báo xanh: đã xong", _PHONE, "Chữ trên dải", height=44),
    "notice_warn": Kind("Dải báo vàng: chú ý", _PHONE, "Chữ trên dải", height=44),
    "notice_danger": Kind("Dải báo đỏ: nguy hiểm", _PHONE, "Chữ trên dải", height=44),
    "sms": Kind("Tin nhắn", _PHONE, "Lời tin nhắn", "Người gửi", height=22),
    "caller": Kind("Người gọi đến", _PHONE, "Tên hoặc số", "Dòng nhỏ bên dưới", height=84),
    "qr": Kind("Mã QR", _PHONE, height=96),
    "keypad": Kind("Bàn phím số", _PHONE, height=132),
    "nav_bar": Kind("Thanh dưới cùng", _PHONE, "Chữ bên trái", "Chữ bên phải", must_say=False),
    "tap_button": Kind("Nút cần bấm", _PHONE, "Chữ trên nút", icon=True, target=True, height=52,
                       said_as="Nút “{}”"),
    "tap_circle": Kind("Nút tròn cần bấm", _PHONE, "Chữ dưới nút", icon=True, target=True, height=98,
                       must_say=False, said_as="Nút tròn “{}”"),
    "tap_row": Kind("Dòng cần bấm", _PHONE, "Chữ trên dòng", icon=True, target=True, height=54,
                    said_as="Dòng “{}”"),
    "tap_tile": Kind("Ô vuông cần bấm", _PHONE, "Chữ dưới hình", icon=True, target=True, height=72,
                     said_as="Ô “{}”"),
    "tap_field": Kind("Ô cần điền", _PHONE, "Tên ô", "Chữ đã điền (**** là dấu chấm)", target=True,
                      height=64, said_as="Ô “{}”"),
    "look_sms": Kind("Tin nhắn cần nhìn kỹ", _PHONE, "Lời tin nhắn", "Người gửi", target=True, height=22,
                     said_as="Tin nhắn “{}”"),
    "look_qr": Kind("Mã QR cần nhìn", _PHONE, target=True, height=96, said_as="Mã QR"),
    "look_notice": Kind("Dải báo cần nhìn", _PHONE, "Chữ trên dải", target=True, height=44,
                        said_as="Dải chữ “{}”"),
    "man": Kind("Người đàn ông", _SCENE),
    "woman": Kind("Người phụ nữ", _SCENE),
    "grandfather": Kind("Ông", _SCENE),
    "grandmother": Kind("Bà", _SCENE),
    "member": Kind("Tổ viên đeo thẻ", _SCENE),
    "bubble": Kind("Lời nói của người đứng trước trong danh sách", _SCENE, "Lời nói"),
    "paper": Kind("Tờ giấy", _SCENE, "Tên giấy", must_say=False),
    "stand": Kind("Bảng mã QR", _SCENE, "Chữ dưới mã", must_say=False),
    "look_paper": Kind("Tờ giấy cần nhìn", _SCENE, "Tên giấy", target=True, must_say=False,
                       said_as="Tờ giấy {}"),
    "look_stand": Kind("Bảng mã QR cần nhìn", _SCENE, "Chữ dưới mã", target=True, must_say=False,
                       said_as="Bảng mã QR {}"),
    "look_member": Kind("Tổ viên đeo thẻ cần tìm", _SCENE, target=True, said_as="Tổ viên đeo thẻ"),
    "pic_phone": Kind("Điện thoại có hình", _PICTURE, icon=True),
    "pic_icon": Kind("Một hình lớn", _PICTURE, icon=True),
    "chip_done": Kind("Dấu xanh", _PICTURE),
    "chip_danger": Kind("Dấu đỏ", _PICTURE),
    "chip_warn": Kind("Dấu vàng", _PICTURE),
}  # fmt: skip
PERSONS = ("man", "woman", "grandfather", "grandmother", "member", "look_member")
THINGS = ("paper", "stand", "look_paper", "look_stand")

# The icons that an author may choose, by the author's word for each.
ICONS: dict[str, str] = {
    "bell": "Cái chuông", "book": "Quyển sách", "building-bank": "Ngân hàng",
    "building-community": "Nhà văn hóa", "building-hospital": "Bệnh viện", "building-store": "Cửa hàng",
    "calendar": "Quyển lịch", "camera": "Máy ảnh", "cash": "Tiền giấy", "certificate": "Giấy chứng nhận",
    "check": "Dấu đúng", "circle-check": "Dấu đúng trong vòng", "clipboard-check": "Tờ khai đã xong",
    "clock": "Đồng hồ", "cloud-rain": "Trời mưa", "credit-card": "Thẻ ngân hàng",
    "device-mobile": "Điện thoại", "download": "Mũi tên tải về", "edit": "Bút viết", "eye": "Con mắt",
    "face-id": "Khuôn mặt", "file-text": "Tờ giấy", "fingerprint": "Vân tay", "folder": "Cặp giấy tờ",
    "hand-stop": "Bàn tay dừng lại", "heart": "Trái tim", "heartbeat": "Sức khỏe", "help-circle": "Dấu hỏi",
    "home": "Ngôi nhà", "id": "Thẻ căn cước", "id-badge-2": "Thẻ đeo", "key": "Chìa khóa", "leaf": "Chiếc lá",
    "link": "Đường dẫn", "lock": "Ổ khóa", "mail": "Lá thư", "map-pin": "Vị trí trên bản đồ",
    "menu-2": "Ba gạch ngang", "message": "Tin nhắn", "message-chatbot": "Trợ lý AI",
    "microphone": "Micrô", "minus": "Dấu trừ", "news": "Tờ báo", "package": "Gói hàng",
    "phone": "Ống nghe gọi điện", "phone-off": "Ống nghe cúp máy", "photo": "Bức ảnh", "plant-2": "Cây trồng",
    "plus": "Dấu cộng", "qrcode": "Mã QR", "refresh": "Làm lại", "scan": "Quét", "school": "Trường học",
    "search": "Kính lúp", "send": "Gửi đi", "settings": "Bánh răng cài đặt", "share-2": "Chia sẻ",
    "shield-check": "Lá chắn an toàn", "shield-lock": "Lá chắn có khóa", "signature": "Chữ ký",
    "star": "Ngôi sao", "sun": "Mặt trời", "trash": "Thùng rác", "user": "Một người", "users": "Nhiều người",
    "video": "Máy quay", "volume": "Loa", "wallet": "Ví", "wifi": "Wi-Fi", "wifi-off": "Tắt Wi-Fi",
    "world": "Trang mạng", "x": "Dấu nhân",
}  # fmt: skip
