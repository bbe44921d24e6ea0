"""Next year's file changes what changed and doubles nothing."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.household_list.lists import HAMLETS, read
from webapp.rules.household_list import (
    FieldChange,
    KnownHousehold,
    KnownPerson,
    ListedHousehold,
    ListedPerson,
    ParsedList,
    plan_changes,
)

PAO = KnownHousehold("pao", "Lò Văn Páo", "thon-1", 1956, "0912345678", "số 5", 4)
DAO = KnownHousehold("dao", "Nguyễn Thị Đào", "thon-1")


def listed(known: KnownHousehold, **changed) -> ListedHousehold:
    fields = ("head", "hamlet_id", "birth_year", "phone", "address", "size", "note", "address_form")
    return replace(ListedHousehold(**{name: getattr(known, name) for name in fields}, row=2), **changed)


def plan(known, *households, **more):
    return plan_changes(known, ParsedList(households=tuple(households), **more))


def ids(households):
    return [household.id for household in households]


def test_the_same_file_again_changes_nothing():
    assert ids(plan([PAO, DAO], listed(PAO), listed(DAO)).same) == ["pao", "dao"]


def test_a_new_phone_address_or_size_is_a_change_with_old_and_new_values():
    found = plan([PAO], listed(PAO, phone="0987654321", address="số 9", size=5))
    (change,) = found.changed
    assert change.fields == (
        FieldChange("phone", "0912345678", "0987654321"),
        FieldChange("address", "số 5", "số 9"),
        FieldChange("size", 4, 5),
    )
    assert (found.new, found.gone) == ((), ())


def test_blank_cells_never_erase_what_is_known():
    assert ids(plan([PAO], ListedHousehold("Lò Văn Páo", "thon-1")).same) == ["pao"]


def test_swapped_digits_are_a_change():
    (change,) = plan([replace(PAO, phone=None)], listed(PAO, phone=None, address="số 15")).changed
    (back,) = plan(
        [replace(PAO, phone=None, address="số 15")], listed(PAO, phone=None, address="số 51")
    ).changed
    assert [change.fields[0].new, back.fields[0].new] == ["số 15", "số 51"]


@pytest.mark.parametrize("name", ["LÒ VĂN PÁO", "lò văn páo"])
def test_capitals_alone_are_no_change(name):
    assert ids(plan([PAO], listed(PAO, head=name)).same) == ["pao"]


def test_the_place_of_a_tone_and_the_kind_of_apostrophe_are_no_change():
    known = [KnownHousehold("hoa", "Trần Thị Hoà", "thon-1"), KnownHousehold("hen", "H'Hen Niê", "thon-1")]
    found = plan(known, ListedHousehold("Trần Thị Hòa", "thon-1"), ListedHousehold("H’Hen Niê", "thon-1"))
    assert ids(found.same) == ["hoa", "hen"]


def test_marks_that_were_missing_are_a_change():
    (change,) = plan([replace(DAO, head="Nguyen Thi Dao")], listed(DAO)).changed
    assert change.fields == (FieldChange("head", "Nguyen Thi Dao", "Nguyễn Thị Đào"),)


def test_households_the_file_no_longer_names_are_gone_in_its_hamlets_only():
    elsewhere = KnownHousehold("ha", "Vàng A Pá", "kbu")
    assert ids(plan([PAO, DAO, elsewhere], listed(PAO)).gone) == ["dao"]


def test_a_household_whose_row_was_refused_is_not_gone():
    parsed = read([["Họ tên chủ hộ", "Năm sinh"], ["Lò Văn Páo", 1956], ["Nguyễn Thị Đào", 2061]])
    assert plan_changes([PAO, DAO], parsed).gone == ()


def test_a_namesake_is_told_apart_by_birth_year_phone_or_address():
    older, younger = replace(DAO, id="older", birth_year=1950), replace(DAO, id="younger", phone="0987654321")
    found = plan([older, younger], listed(older), listed(younger, size=2))
    assert (ids(found.same), [change.known.id for change in found.changed]) == (["older"], ["younger"])
    assert found.ambiguous == ()


def test_a_row_that_may_be_one_of_two_known_households_is_told():
    found = plan([replace(DAO, id="a", birth_year=1950), replace(DAO, id="b", birth_year=1970)], listed(DAO))
    assert [error.text for error in found.ambiguous] == [
        "Dòng 2: nơi này đã có 2 hộ có thể là “Nguyễn Thị Đào”. "
        "Ghi thêm năm sinh hoặc số điện thoại của chủ hộ để biết là hộ nào."
    ]
    assert (found.new, found.changed, found.gone) == ((), (), ())


def test_two_rows_that_may_be_one_known_household_are_told():
    found = plan([DAO], listed(DAO, birth_year=1950), listed(DAO, birth_year=1970))
    assert len(found.ambiguous) == 2
    assert found.gone == ()


def test_a_new_namesake_is_new():
    found = plan([PAO], listed(PAO), listed(PAO, birth_year=1990, phone="0987654321", address="số 8"))
    assert (ids(found.same), len(found.new)) == (["pao"], 1)


def test_another_family_under_the_same_name_does_not_take_over_a_household():
    found = plan([PAO], listed(PAO, birth_year=1990, phone="0987654321"))
    assert (len(found.new), ids(found.gone), found.changed) == (1, ["pao"], ())


def test_a_corrected_birth_year_is_a_change():
    (change,) = plan([PAO], listed(PAO, birth_year=1965)).changed
    assert change.fields == (FieldChange("birth_year", 1956, 1965),)


def test_a_household_that_moved_to_another_hamlet_is_known_by_its_phone():
    found = plan([PAO], listed(PAO, hamlet_id="thon-2"))
    assert found.changed[0].fields == (FieldChange("hamlet_id", "thon-1", "thon-2"),)
    assert (found.new, found.gone) == ((), ())


FAMILY = replace(
    PAO,
    persons=(
        KnownPerson("p1", "Lò Văn Páo", 1956),
        KnownPerson("p2", "Nguyễn Thị Đào", None),
        KnownPerson("p3", "Lò Văn Tám", 1999),
        KnownPerson("p4", None),
    ),
)


def test_people_are_known_by_name_and_birth_year():
    people = (
        ListedPerson("Lò Văn Páo", 1956),
        ListedPerson("NGUYỄN THỊ ĐÀO", 1960),
        ListedPerson("Lò Thị Bé", 2015),
    )
    (change,) = plan([FAMILY], listed(PAO, persons=people, lists_members=True)).changed
    assert [person.name for person in change.persons.new] == ["Lò Thị Bé"]
    assert [(each.known.id, each.fields) for each in change.persons.changed] == [("p2", ("birth_year",))]
    assert ids(change.persons.gone) == ["p3"]


def test_a_list_of_heads_only_makes_nobody_gone():
    assert ids(plan([FAMILY], listed(PAO, persons=(ListedPerson("Lò Văn Páo", 1956),))).same) == ["pao"]


def test_grandfather_and_grandson_of_one_name_stay_two():
    family = replace(
        PAO, persons=(KnownPerson("old", "Lò Văn Páo", 1956), KnownPerson("young", "Lò Văn Páo", 2010))
    )
    people = (ListedPerson("Lò Văn Páo", 2010), ListedPerson("Lò Văn Páo", 1956))
    assert ids(plan([family], listed(PAO, persons=people, lists_members=True)).same) == ["pao"]


def keep(households):
    """What the site knows after such households were imported."""
    return [
        KnownHousehold(
            str(n),
            *(each.head, each.hamlet_id, each.birth_year, each.phone, each.address, each.size, each.note),
            each.address_form,
            tuple(
                KnownPerson(f"{n}-{m}", person.name, person.birth_year, person.relation, person.address_form)
                for m, person in enumerate(each.persons)
            ),
        )
        for n, each in enumerate(households)
    ]


def test_a_name_with_other_marks_is_another_family():
    found = plan([replace(DAO, birth_year=1950)], listed(DAO, head="Nguyễn Thị Đạo"))
    assert (len(found.new), ids(found.gone)) == (1, ["dao"])


def test_a_corrected_mark_is_a_change_when_phone_or_birth_year_agree():
    (change,) = plan([PAO], listed(PAO, head="Lò Văn Pảo")).changed
    assert change.fields == (FieldChange("head", "Lò Văn Páo", "Lò Văn Pảo"),)


rows = st.tuples(
    st.sampled_from(
        ["Lò Văn Páo", "LÒ VĂN PÁO", "Lo Van Pao", "Trần Thị Hoà", "Trần Thị Hòa", "Trần Thị Hoa"]
    ),
    st.sampled_from([None, 1950, 1951]),
    st.sampled_from([None, "0912345678", "0987654321"]),
    st.sampled_from([None, "số 1", "số 2"]),
    st.sampled_from([hamlet.label for hamlet in HAMLETS[:2]]),
)


@given(st.lists(rows, max_size=12), st.randoms(use_true_random=False))
def test_importing_any_file_twice_adds_nothing_and_loses_nothing(listed_rows, chance):
    header = ["Họ tên chủ hộ", "Năm sinh", "SĐT", "Địa chỉ", "Thôn"]
    parsed = read([header, *map(list, listed_rows)])
    known = keep(parsed.households)
    chance.shuffle(known)
    again = plan_changes(known, parsed)
    assert (again.new, again.changed, again.gone, again.ambiguous) == ((), (), (), ())
    assert sorted(ids(again.same)) == sorted(ids(known))


@given(st.lists(rows, max_size=10), st.lists(rows, max_size=10))
def test_each_row_of_next_year_has_one_fate_and_no_household_is_taken_twice(first, second):
    header = ["Họ tên chủ hộ", "Năm sinh", "SĐT", "Địa chỉ", "Thôn"]
    known = keep(read([header, *map(list, first)]).households)
    parsed = read([header, *map(list, second)])
    found = plan_changes(known, parsed)
    fates = len(found.new) + len(found.changed) + len(found.same) + len(found.ambiguous)
    taken = [*ids(change.known for change in found.changed), *ids(found.same), *ids(found.gone)]
    assert fates == len(parsed.households)
    assert len(taken) == len(set(taken))
