"""Names of the peoples of the pilot communes, by the thousand, for papers that must hold them all."""

from __future__ import annotations

import random
import unicodedata

KINH = (
    ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Đặng", "Bùi", "Đỗ", "Ngô", "Dương", "Võ", "Lường", "Hồ"),
    ("Thị", "Văn", "Đức", "Ngọc", "Minh", "Hữu", "Quỳnh", "Thị Ngọc", "Công Tằng Tôn Nữ", "Phước", ""),
    ("Đào", "Ỷ", "Ễ", "Mộ", "Nguyệt Ánh", "Khuê", "Thuỵ", "Hoà", "Lẫm", "Kỹ", "Ưởng", "Ngưỡng", "Bảo-Khánh"),
)
EDE = (
    ("Y", "H’", "H'", "H"),
    ("Bhŏk", "Wơ̆", "Ñuôl", "Lŭm", "Ƀluên", "Čĭ", "Nga", "Hđơk", "Pŭk"),
    ("Êban", "Niê", "Niê Kđăm", "Mlô Duôn Du", "Kbuôr", "Ayŭn", "Êñuôl", "Ƀuôn Yă", "Buôn Krông", "Siêng"),
)
KHO = (
    ("K’", "Ka", "Cil", "Kơ Să", "Bon Niêng"),
    ("Brĭh", "Bơ̆s", "Dô̆ng", "Múp", "Jơ̆"),
    ("", "Srê Pơ̆ng", "Ha Bĭp"),
)
MONG = (
    ("Vàng", "Giàng", "Sùng", "Thào", "Lầu", "Cứ"),
    ("A", "Thị", "Seo", "Mí"),
    ("Páo", "Dợ", "Chứ", "Dính", "Pủa"),
)
HARD = (
    "Ậ" * 80,
    "W" * 80,
    "W" * 200,
    "Ngưỡng " * 28 + "Mộ",
    "<script>alert(1)</script> & “Đào”",
    "\u202eNguyễn\u200f Thị\u2066 Đào\u2069",
    "Ê̆ Ô̆ Ơ̆ Ư̆ Â̆ ŏ̀ ƀ",
)


def many_names(count: int) -> list[str]:
    """The same `count` names each time: four peoples, composed and decomposed, long ones, hostile ones."""
    chance = random.Random(2026)
    found = list(HARD)
    while len(found) < count:
        name = " ".join(
            part for parts in chance.choice((KINH, EDE, KHO, MONG)) if (part := chance.choice(parts))
        )
        if chance.random() < 0.1:
            name = f"{name} và {name}, cùng con là {name}"[: chance.choice((80, 60))].strip()
        found.append(unicodedata.normalize(chance.choice(("NFC", "NFD")), name))
    return found
