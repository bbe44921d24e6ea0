"""Invented names, labelled by hand: pairs that are one family written twice, and pairs that are two.

A pair stands in a situation: what else the two entries say. `h`: same hamlet; `f`: far, another hamlet;
`p`: same phone; `q`: different phones; `b`: same birth year; `c`: birth years far apart; `a`: same house
number; `o`: the same other people in the house.
"""

from __future__ import annotations

# One person as two clerks wrote it down. Each pair is tried in every situation of its group.
SAME: dict[tuple[str, ...], str] = {
    ("h", "fp", "hqb"): """
        Nguyễn Văn Hùng = Nguyễn Văn Hùng
        Nguyễn Thị Hoà = Nguyễn Thị Hòa
        Trần Thị Thuý = Trần Thị Thúy
        Nguyen Van Dung = Nguyễn Văn Dũng
        DO THI DAO = Đỗ Thị Đào
        Đặng Văn Đức = Dặng Văn Dức
        Lê Thị Mỹ Duyên = Lê Thị Mĩ Duyên
        Lý Văn Quý = Lí Văn Quí
        Hoàng Thị Kỷ = Hoàng Thị Kỉ
        H'Hen Niê = H' Hen Niê
        H'Bliă Ktla = H’Bliă Ktla
        H Năm Êban = H'Năm Êban
        Y Bhăm Niê = Y-Bhăm Niê
        Y Thuyên Mlô = Y thuyên Mlô
        Phạm Thị Bích Ngọc = PHẠM THỊ BÍCH NGỌC
        Bùi Văn Sửu = Bùi Văn Sữu
        Võ Thị Mỷ = Võ Thị Mỹ
        Ông Trần Văn Tám = Trần Văn Tám
        Nguyễn Văn Bảy (Bảy Lúa) = Nguyễn Văn Bảy
        Vũ  Thị   Sen = Vũ Thị Sen
    """,
    ("h", "hp", "fpb"): """
        Nguyễn T. Lan = Nguyễn Thị Lan
        Nguyễn H Lan = Nguyễn Hồng Lan
        Nguyễn T Lan = Nguyễn Thị Lan
        Ng. Văn Thành = Nguyễn Văn Thành
        Ng Thị Hồng Nhung = Nguyễn Thị Hồng Nhung
        N.T. Hạnh = Nguyễn Thị Hạnh
        Trần V. Cường = Trần Văn Cường
        Tr. Thị Oanh = Trần Thị Oanh
        Nguyễn Lan = Nguyễn Thị Lan
        Trần Cường = Trần Văn Cường
        Lê Bích Ngọc = Lê Thị Bích Ngọc
        Phạm Thị Hương = Phạm Thị Thu Hương
        Hoàng Minh Tuấn = Hoàng Tuấn
        Bùi Thị Thanh Tâm = Bùi Thanh Tâm
        Lan Nguyễn Thị = Nguyễn Thị Lan
        Hùng Trần Văn = Trần Văn Hùng
        Niê H'Hen = H'Hen Niê
        Êban Y Thu = Y Thu Êban
        Niê H Hen = H'Hen Niê
        Mlô Y Thuyên = Y-Thuyên Mlô
        Kbuôr H' Lan = H'Lan Kbuôr
        Buôn Krông Y Nam = Y Nam Buôn Krông
        Niê Kđăm Y Bhăm = Y Bhăm Niê Kđăm
        Văn Hậu Đoàn = Đoàn Văn Hậu
        Phan T. Kim Chi = Phan Thị Kim Chi
        Huỳnh Đ. Phúc = Huỳnh Đức Phúc
        H'Juên Buôn Krông = H'Juên Krông
    """,
    ("h", "hp"): """
        Nguyne Văn Toàn = Nguyễn Văn Toàn
        Nguyễn Vănn Toàn = Nguyễn Văn Toàn
        Trần Văn Dnũg = Trần Văn Dũng
        Lê Thị Hồgn = Lê Thị Hồng
        Phạm Thị Huơngg = Phạm Thị Hương
        Hoàng Văn Logn = Hoàng Văn Long
        Đinh Thị Thhảo = Đinh Thị Thảo
        Bùi Văn Mạnhh = Bùi Văn Mạnh
        Vũ Thị Phượnng = Vũ Thị Phượng
        Đỗ Văn Thắgn = Đỗ Văn Thắng
        Hồ Thị Xaun = Hồ Thị Xuân
        Ngô Văn Khnáh = Ngô Văn Khánh
        Dương Thị Liêen = Dương Thị Liên
        Trương Văn Kietj = Trương Văn Kiệt
        Mai Thị Nhugn = Mai Thị Nhung
        Cao Văn Trnug = Cao Văn Trung
    """,
    ("hp", "fpo", "hpo"): """
        Nguyễn Thị Loan = Nguyễn Thị Lan
        Trần Văn An = Trần Văn Anh
        Lê Văn Hưng = Lê Văn Hùng
        Phạm Thị Hoa = Phạm Thị Hoà
        H'Lan Niê = H'Loan Niê
        Y Bhăm Niê = Y Bhim Niê
    """,
    ("fb", "fo", "fpa"): """
        H'Ngăm Byă = H'Ngăm Byă
        Nông Văn Quyết = Nông Văn Quyết
        Lò Thị Phương = Lò Thị Phương
        Cầm Bá Thước = Cầm Bá Thước
        Vàng A Páo = Vàng A Páo
        Giàng Thị Mỷ = Giàng Thị Mỹ
        Thào A Sùng = Thào A Sùng
        Sầm Thị Yến = Sầm Thị Iến
    """,
}

# Two families. The common names of one hamlet are the hard part.
DIFFERENT: dict[tuple[str, ...], str] = {
    ("hq", "f", "hqc", "fq"): """
        Nguyễn Văn Hùng = Nguyễn Văn Hùng
        Nguyễn Thị Lan = Nguyễn Thị Lan
        Trần Văn Minh = Trần Văn Minh
        Lê Thị Hoa = Lê Thị Hoa
        Phạm Văn Nam = Phạm Văn Nam
        Nguyễn Thị Hồng = Nguyen Thi Hong
        Nguyễn Văn Thành = Nguyễn Thành
        H'Hen Niê = H'Hen Niê
        Y Thu Êban = Y Thu Êban
        Trần Thị Thuý = Trần Thị Thúy
    """,
    ("h", "hq"): """
        Nguyễn Văn Hùng = Nguyễn Văn Hưng
        Nguyễn Thị Lan = Nguyễn Thị Loan
        Nguyễn Thị Lan = Nguyễn Thị Lân
        Trần Văn An = Trần Văn Anh
        Trần Văn Bình = Trần Văn Định
        Lê Thị Hoa = Lê Thị Hoài
        Lê Thị Hà = Lê Thị Hạ
        Phạm Văn Sơn = Phạm Văn Sáng
        Nguyễn Văn Lan = Nguyễn Thị Lan
        Nguyễn Thị Mai = Trần Thị Mai
        Nguyễn Văn Tâm = Nguyễn Văn Tấm
        Hoàng Văn Cường = Hoàng Văn Cương
        Bùi Thị Thu = Bùi Thị Thư
        Đỗ Văn Long = Đỗ Văn Lương
        Vũ Văn Thắng = Vũ Văn Thăng
        Đặng Thị Nga = Đặng Thị Ngân
        Ngô Thị Hiền = Ngô Thị Hiên
        Võ Văn Tú = Võ Văn Tư
        Phan Thị Ánh = Phan Thị Anh
        Hồ Văn Dũng = Hồ Văn Dung
        H'Hen Niê = H'Hen Êban
        H'Lan Niê = H'Loan Niê
        Y Bhăm Niê = Y Bhim Niê
        Y Thu Êban = H'Thu Êban
        Êban Y Thu = Y Thu Niê
        Niê H Hen = H'Hoa Niê
        Êban Y Thu = H'Thu Êban
        Nguyễn Thị Thu Hà = Nguyễn Thị Hải Hà
        Trần Quốc Tuấn = Trần Anh Tuấn
        Lê Văn Đức = Lê Hồng Đức
        Phạm Thị Kim Oanh = Phạm Thị Hoàng Oanh
        Nguyễn Đức Anh = Nguyễn Đức Ánh
        Hoàng Thị Liên = Hoàng Thị Liễu
        Vũ Thị Huệ = Vũ Thị Huế
        Bùi Văn Quang = Bùi Văn Quảng
        Dương Văn Khánh = Dương Văn Khanh
        Mai Văn Tiến = Mai Văn Tiên
        Cao Thị Yến = Cao Thị Vân
        Đinh Văn Thái = Đinh Văn Thao
        Nguyễn T. Lan = Nguyễn Thị Lành
        Ng. Văn Thành = Ngô Văn Thành
        Trần V. Cường = Trần Thị Cường
        Lý A Sùng = Lý A Súa
    """,
    ("hp",): """
        Nguyễn Văn Hùng = Trần Thị Lan
        Y Bhăm Niê = H'Ngăm Byă
        Lê Văn Đức = Phạm Thị Hoa
        Hoàng Văn Cường = Nguyễn Thị Thư
        Vũ Văn Thắng = Bùi Thị Nga
    """,
    ("f", "fq"): """
        Nguyễn Thị Hạnh = Nguyễn Thị Hạnh
        Trần Văn Cường = Trần Cường
        Nguyễn T. Hương = Nguyễn Thị Hương
        Lê Văn Tám = Lê Văn Tám
        Hoàng Thị Liên = Hoàng Thị Liên
        Phạm Thị Mỹ = Phạm Thị Mĩ
        H'Bliă Ktla = H'Bliă Niê
        Nguyễn Văn Toàn = Nguyne Văn Toàn
    """,
}


def pairs(groups: dict[tuple[str, ...], str]) -> list[tuple[str, str, str]]:
    """(one name, the other, situation) for each situation of each pair."""
    return [
        (*(name.strip() for name in line.split("=")), situation)
        for situations, lines in groups.items()
        for line in lines.strip().splitlines()
        for situation in situations
    ]  # type: ignore[misc]
