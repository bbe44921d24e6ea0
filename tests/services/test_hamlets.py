"""Hamlets are added, renamed, merged and closed by the commune's council. Dung is the admin."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import Place, make_household, make_place, make_user, viewer
from webapp.models.base import db, writing
from webapp.models.household import Household
from webapp.models.user import Role
from webapp.services import communes, hamlets
from webapp.services.access import Viewer
from webapp.services.errors import NotFound, Refused
from webapp.services.progress import today

LAST_WEEK = date(2026, 5, 30)
DECISION = "Nghị quyết 08/NQ-HĐND"


@pytest.fixture
def dung(place: Place) -> Viewer:
    return viewer(make_user(Role.ADMIN, "dung", place.commune))


def in_force(dung: Viewer) -> list[str]:
    return [hamlet.label for hamlet in communes.hamlets(dung, today())]


def test_a_hamlet_is_added_with_its_own_word(dung: Viewer) -> None:
    with writing():
        hamlet = hamlets.add(by=dung, kind="Tổ dân phố", name="  Ban   Mai ", decision=DECISION)
    assert hamlet.label == "Tổ dân phố Ban Mai"
    assert in_force(dung) == ["Tổ dân phố Ban Mai", "Buôn Ea Mẫu", "Thôn Hai"]


def test_two_hamlets_in_force_cannot_have_one_name(dung: Viewer) -> None:
    with pytest.raises(Refused, match="Đã có Buôn Ea Mẫu") as refused, writing():
        hamlets.add(by=dung, kind="buôn", name="ea mau")
    assert refused.value.field == "name"


def test_an_old_name_stays_with_its_day_and_decision(place: Place, dung: Viewer) -> None:
    with writing():
        hamlets.rename(
            by=dung, hamlet_id=place.hamlet.id, kind="Buôn", name="Ea Mới", on=LAST_WEEK, decision=DECISION
        )
    hamlet = hamlets.get(dung, place.hamlet.id)
    assert hamlet.label == "Buôn Ea Mới"
    assert hamlet.old_names == [
        {"kind": "Buôn", "name": "Ea Mẫu", "until": "2026-05-30", "decision": DECISION}
    ]


def test_a_hamlet_is_not_renamed_to_itself_nor_before_the_day(place: Place, dung: Viewer) -> None:
    for name, on, field in (("Ea Mẫu", LAST_WEEK, "name"), ("Ea Mới", date(2999, 1, 1), "on")):
        with pytest.raises(Refused) as refused, writing():
            hamlets.rename(
                by=dung, hamlet_id=place.hamlet.id, kind="Buôn", name=name, on=on, decision=DECISION
            )
        assert refused.value.field == field


def test_an_empty_hamlet_is_closed(place: Place, dung: Viewer) -> None:
    with writing():
        hamlets.close(by=dung, hamlet_id=place.other_hamlet.id, valid_to=LAST_WEEK, decision=DECISION)
    assert in_force(dung) == ["Buôn Ea Mẫu"]
    assert [line.hamlet.label for line in hamlets.every(dung)] == ["Buôn Ea Mẫu", "Thôn Hai"]


def test_households_are_never_left_without_a_hamlet(place: Place, dung: Viewer) -> None:
    make_household(place.hamlet)
    with pytest.raises(Refused, match="Còn 1 hộ") as refused, writing():
        hamlets.close(by=dung, hamlet_id=place.hamlet.id, valid_to=LAST_WEEK, decision=DECISION)
    assert refused.value.field == "successor_id"


def test_a_merger_moves_households_and_their_team(place: Place, dung: Viewer) -> None:
    household = make_household(place.hamlet)
    alice = make_user(Role.MEMBER, "alice", place.commune, place.hamlet)
    with writing():
        hamlets.close(
            by=dung, hamlet_id=place.hamlet.id, valid_to=LAST_WEEK, decision=DECISION,
            successor_id=place.other_hamlet.id,
        )  # fmt: skip
    db.session.expire_all()
    moved = db.session.get(Household, household.id)
    assert moved is not None
    assert moved.hamlet_id == place.other_hamlet.id
    assert viewer(alice).hamlet_ids == {place.other_hamlet.id}


def test_a_closed_hamlet_stays_closed(place: Place, dung: Viewer) -> None:
    with writing():
        hamlets.close(by=dung, hamlet_id=place.hamlet.id, valid_to=LAST_WEEK, decision=DECISION)
    with pytest.raises(Refused, match="đã kết thúc"), writing():
        hamlets.close(by=dung, hamlet_id=place.hamlet.id, valid_to=LAST_WEEK, decision=DECISION)


def test_a_hamlet_of_another_commune_is_not_found(dung: Viewer) -> None:
    elsewhere = make_place("25000", "Xã Di Linh", "Tỉnh Lâm Đồng")
    with pytest.raises(NotFound):
        hamlets.get(dung, elsewhere.hamlet.id)
    with pytest.raises(NotFound), writing():
        hamlets.close(by=dung, hamlet_id=elsewhere.hamlet.id, valid_to=LAST_WEEK, decision=DECISION)
