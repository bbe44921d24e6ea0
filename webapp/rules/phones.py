"""Vietnamese phone numbers: one stored form (digits with the leading zero), shown in groups, masked."""

import re
import unicodedata

_MOBILE = re.compile(r"0[35789]\d{8}")
_FIXED = re.compile(r"02\d{9}")
_SEPARATORS = re.compile(r"[\s.\-‐‑–—()/_]")
_SPREADSHEET_FLOAT = re.compile(r"(\d+)[.,]0+")
_COUNTRY_CODE = re.compile(r"^(?:(?:\+|00)840?|840(?=\d{9}$)|84(?=[1-9]\d{8,9}$))")
# Mobile numbers of 11 digits became 10 digits in 2018; old lists still carry the old form.
_RENUMBERED_2018 = {
    **{"0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078"},
    **{"0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082"},
    **{f"016{n}": f"03{n}" for n in range(2, 10)},
    **{"0186": "056", "0188": "058", "0199": "059"},
}


def normalize_phone(raw: object) -> str | None:
    """Digits with the leading zero (10 for a mobile, 11 for a fixed line), or None when it is no number.

    Takes what spreadsheets hold: 912345678.0, "0912.345.678", "+84 912 345 678", "84912345678",
    a number that lost its zero, an 11-digit mobile number of before 2018.
    """
    digits = _COUNTRY_CODE.sub("0", _SEPARATORS.sub("", _as_text(raw)))
    if re.fullmatch(r"[235789]\d{8}|1[0-9]\d{8}|2\d{9}", digits):
        digits = "0" + digits
    if len(digits) == 11 and digits[:4] in _RENUMBERED_2018:
        digits = _RENUMBERED_2018[digits[:4]] + digits[4:]
    return digits if _MOBILE.fullmatch(digits) or _FIXED.fullmatch(digits) else None


def _as_text(raw: object) -> str:
    if isinstance(raw, bool) or raw is None:
        return ""
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() else ""
    text = unicodedata.normalize("NFKC", str(raw)).strip()
    if number := _SPREADSHEET_FLOAT.fullmatch(text):
        return number[1]
    return text


def show_phone(phone: str) -> str:
    """ "0912 345 678", "024 3825 1234", "0262 385 1234"; anything else unchanged."""
    if _MOBILE.fullmatch(phone):
        return f"{phone[:4]} {phone[4:7]} {phone[7:]}"
    if _FIXED.fullmatch(phone):
        area = 3 if phone[:3] in {"024", "028"} else 4
        return f"{phone[:area]} {phone[area:-4]} {phone[-4:]}"
    return phone


def mask_phone(phone: str) -> str:
    """ "091****678": enough to recognise a number, not enough to call it."""
    return f"{phone[:3]}****{phone[-3:]}" if len(phone) >= 10 else "****"
