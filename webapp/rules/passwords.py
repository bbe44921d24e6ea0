"""What makes a password too easy, and the plain words of one that is said aloud."""

from __future__ import annotations

from webapp.rules.vietnamese import fold, nfc

SHORTEST = 8
LONGEST = 200

# Leaked lists, folded and without spaces: the world's most used, and what Vietnamese people choose.
COMMON = frozenset(
    """
    1q2w3e4r 1q2w3e4r5t 1qaz2wsx a1234567 a12345678 a123456789 aa123456 abc12345 abc123456 abcd1234
    abcdefgh admin123 admin1234 administrator anhyeuem anhyeuem123 asdfghjk asdfghjkl baseball congnghe
    congngheso conyeubame conyeume emyeuanh football giadinhso giadinhso1 giadinhso123 hanhphuc hanoi123
    hoangsa hochiminh iloveyou iloveyou1 khongbiet khongcogi khongcomatkhau khongnho letmein1
    maimaiyeuem matkhau matkhau1 matkhau123 matkhaukho matkhaumoi mexingai passw0rd password password1
    password123 princess qazwsxedc quenmatkhau qwerty123 qwertyui qwertyuiop saigon123 sunshine superman
    thongtin1 todan123 toiyeubanthan toiyeuem toiyeuvietnam truongsa trustno1 vietnam1 vietnam123
    vietnamvodich welcome1 xinchao1 xinchao123 yeuanhnhieu yeuemnhieu zxcvbnm1
    """.split()  # noqa: SIM905 - a list of words reads better so
)

# Syllables without any mark, so that they are typed alike on every keyboard, and easy to say and spell.
SPOKEN_WORDS = tuple(
    """
    ba ban bao bay be bia bo bong ca cam canh cao cay chai chanh chao che chim chong chua con cong cua
    cung dai dan dao dua dung em gan gang gia giang gio hai hang hanh hay hoa hoan huy kem keo khai khay
    khen khoai khoan khung kim lan lang lao lau len leo long lua mai man mang mau may me mua nai nam nan
    ngan ngang nghe nghi ngoan nha nhanh nho nhung nong pha phai phao phi phong quai quan quanh quay que
    quen sai san sang sao sau sen sim soi son song sung tai tam tan tay tem tham than thang thanh thao
    thau thay theo thi thoi thon thong thu tin toa toan tra trai tranh tre treo trong trung vai vang ve
    ven voi vui xa xanh xe xem xinh xoan xoay xong yen
    """.split()  # noqa: SIM905
)


def why_refused(password: str, username: str, name: str) -> str | None:
    """The reason in Vietnamese why a new password is too easy, or None."""
    bare = fold(password).replace(" ", "")
    if len(nfc(password).strip()) < SHORTEST:
        return f"Mật khẩu cần ít nhất {SHORTEST} ký tự. Một câu dễ nhớ là tốt nhất."
    if len(password) > LONGEST:
        return f"Mật khẩu dài quá. Tối đa {LONGEST} ký tự."
    if bare.isdigit():
        return "Đừng chỉ dùng chữ số: số điện thoại, ngày sinh rất dễ đoán. Thêm vài chữ."
    if len(set(bare)) < 4 or bare in COMMON or bare.rstrip("0123456789!@#.") in COMMON:
        return "Mật khẩu này nhiều người dùng, dễ đoán. Chọn một câu khác."
    if _bare(password) in {_bare(username), _bare(name)}:
        return "Đừng dùng tên của mình làm mật khẩu. Chọn một câu khác."
    return None


def _bare(text: str) -> str:
    return fold(text).replace(" ", "").replace(".", "")
