"""The languages a lesson may be read in: ISO 639-3 codes and the peoples' names in Vietnamese.

Where a people's name covers several languages of that list, the one spoken most in Viet Nam stands for it:
Thái Đen for Thái, Central Mnong for M'nông, Iu Mien for Dao, Eastern Cham for Chăm.
"""

from __future__ import annotations

from collections.abc import Iterable

VIETNAMESE = "vie"

LANGUAGES = {
    VIETNAMESE: "Tiếng Việt",
    "bdq": "Ba Na",
    "bru": "Bru - Vân Kiều",
    "cjm": "Chăm",
    "crw": "Chơ Ro",
    "cje": "Chu Ru",
    "cua": "Co",
    "ktv": "Cơ Tu",
    "ium": "Dao",
    "rad": "Ê Đê",
    "jra": "Gia Rai",
    "pcc": "Giáy",
    "jeh": "Giẻ Triêng",
    "hni": "Hà Nhì",
    "yue": "Hoa (Quảng Đông)",
    "hre": "Hrê",
    "kpm": "K'Ho",
    "khm": "Khmer",
    "kjg": "Khơ Mú",
    "cma": "Mạ",
    "cmo": "M'nông",
    "hmn": "Mông",
    "mtq": "Mường",
    "nut": "Nùng",
    "rog": "Raglai",
    "mlc": "Sán Chay (Cao Lan)",
    "tth": "Tà Ôi",
    "tyz": "Tày",
    "blt": "Thái",
    "tou": "Thổ",
    "sed": "Xơ Đăng",
    "sti": "Xtiêng",
}


def spoken_here(chosen: Iterable[str]) -> dict[str, str]:
    """A commune's languages by code, Vietnamese first, which every commune has; unknown codes left out."""
    return {code: LANGUAGES[code] for code in (VIETNAMESE, *chosen) if code in LANGUAGES}
