"""Rows of people become the households that the list means."""

from tests.rules.household_list.lists import people, read


def test_people_are_grouped_under_the_row_that_says_chu_ho():
    parsed = read(
        [
            ["STT", "Họ và tên", "Năm sinh", "Quan hệ với chủ hộ", "SĐT"],
            [1, "Lò Văn Páo", 1956, "Chủ hộ", None],
            [2, "Nguyễn Thị Đào", 1960, "Vợ", "0912345678"],
            [3, "Lò Văn Tám", 1999, "Con", None],
            [4, "H'Hen Niê", 1970, "chủ hộ", None],
        ]
    )
    pao, hen = parsed.households
    assert people(pao) == ["Lò Văn Páo", "Nguyễn Thị Đào", "Lò Văn Tám"]
    assert [person.relation for person in pao.persons] == ["chủ hộ", "Vợ", "Con"]
    assert (pao.size, pao.phone, pao.lists_members) == (3, "0912345678", True)
    assert (people(hen), hen.size) == (["H'Hen Niê"], 1)


def test_people_are_grouped_by_a_household_number_that_repeats_or_is_merged():
    header = ["Mã hộ", "Họ và tên", "Năm sinh"]
    repeated = [["H01", "Lò Văn Páo", 1956], ["H01", "Nguyễn Thị Đào", 1960], ["H02", "H'Hen Niê", 1970]]
    merged = [["H01", "Lò Văn Páo", 1956], [None, "Nguyễn Thị Đào", 1960], ["H02", "H'Hen Niê", 1970]]
    for rows in (repeated, merged):
        assert [people(each) for each in read([header, *rows]).households] == [
            ["Lò Văn Páo", "Nguyễn Thị Đào"],
            ["H'Hen Niê"],
        ]


def test_the_head_need_not_come_first_when_households_are_numbered():
    rows = [
        ["Hộ số", "Họ và tên", "Quan hệ"],
        [1, "Lò Văn Tám", "Con"],
        [1, "Lò Văn Páo", "Chủ hộ"],
        [2, "Đào", "Chủ hộ"],
    ]
    assert [people(each) for each in read(rows).households] == [["Lò Văn Páo", "Lò Văn Tám"], ["Đào"]]


def test_row_numbers_of_a_plain_list_never_group_it():
    rows = [
        ["STT", "Họ và tên", "Năm sinh"],
        [1, "Lò Văn Páo", 1956],
        [None, "Nguyễn Thị Đào", 1960],
        [3, "H'Hen Niê", 1970],
    ]
    rows += [[n, f"Trần Văn {chr(60 + n)}", 1950] for n in range(5, 20)]
    assert len(read(rows).households) == 18


def test_members_may_stand_beside_a_column_of_heads_written_once():
    rows = [
        ["STT", "Họ tên chủ hộ", "Họ tên thành viên", "Năm sinh"],
        [1, "Lò Văn Páo", "Lò Văn Páo", 1956],
        [None, None, "Nguyễn Thị Đào", 1960],
        [2, "H'Hen Niê", "Y Thêu Niê", 1999],
    ]
    pao, hen = read(rows).households
    assert (people(pao), pao.birth_year) == (["Lò Văn Páo", "Nguyễn Thị Đào"], 1956)
    assert (people(hen), hen.birth_year, hen.persons[1].birth_year) == (
        ["H'Hen Niê", "Y Thêu Niê"],
        None,
        1999,
    )


def test_households_may_stand_under_heading_lines():
    parsed = read(
        [
            ["Thôn/xóm: Đắk Tiên"],
            ["Họ và tên chủ hộ: Lò Văn Páo, Địa chỉ: số 5, ĐT: 0912345678"],
            ["STT", "Họ và tên", "Năm sinh", "Quan hệ với chủ hộ"],
            [1, "Lò Văn Páo", 1956, "Chủ hộ"],
            [2, "Nguyễn Thị Đào", 1960, "Vợ"],
            ["Họ và tên chủ hộ:", "H'Hen Niê"],
            ["STT", "Họ và tên", "Năm sinh", "Quan hệ với chủ hộ"],
            [1, "Y Thêu Niê", 1999, "Con"],
            ["THÔN 2 (1 hộ)"],
            ["Chủ hộ: Đào"],
            [1, "Đào", 1950, "Chủ hộ"],
        ],
        tab="Sheet1",
    )
    assert parsed.errors == ()
    assert [(each.head, each.hamlet_id) for each in parsed.households] == [
        ("Lò Văn Páo", "dak-tien"),
        ("H'Hen Niê", "dak-tien"),
        ("Đào", "thon-2"),
    ]
    assert (parsed.households[0].address, parsed.households[0].phone) == ("số 5", "0912345678")
    assert people(parsed.households[1]) == ["H'Hen Niê", "Y Thêu Niê"]


def test_what_a_row_says_of_a_woman_who_is_head_is_no_header():
    rows = [
        ["STT", "Họ và tên", "Giới tính", "Quan hệ với chủ hộ"],
        [1, "Lò Văn Páo", "Nam", "Chủ hộ"],
        [2, "Nguyễn Thị Đào", "Nữ", "Chủ hộ"],
    ]
    assert [people(each) for each in read(rows).households] == [["Lò Văn Páo"], ["Nguyễn Thị Đào"]]
