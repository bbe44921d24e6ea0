"""Titles besides the default one. Chi is the officer, bob leads the first hamlet's team."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tests.factories import Place, make_household, make_place, make_user, people_of, viewer
from webapp.models.base import db, writing
from webapp.models.certificate import Certificate
from webapp.models.commune import Commune
from webapp.models.recognition import RecipientKind, Recognition, RecognitionState, Title
from webapp.models.user import Role, Team
from webapp.rules.recognition import Criteria, Criterion, CriterionKind
from webapp.services import (
    certificates,
    checklist,
    criteria,
    decisions,
    recognition,
    title_criteria,
    title_numbers,
    title_proposals,
    titles,
)
from webapp.services.access import Viewer
from webapp.services.errors import Conflict, NotFound, Refused
from webapp.services.progress import today
from webapp.services.titles import TitleWords

PERSON, TEAM, HAMLET = RecipientKind.PERSON, RecipientKind.TEAM, RecipientKind.HAMLET
DONE_WELL = "Đến từng nhà hướng dẫn 40 hộ dùng VNeID, mở 6 buổi tối ở nhà văn hóa."
NUMBERS = count(1)


@pytest.fixture
def chi(place: Place) -> Viewer:
    with writing() as session:
        session.get_one(Commune, place.commune.id).demo = True
    return viewer(make_user(Role.OFFICER, "chi", place.commune))


@pytest.fixture
def bob(place: Place) -> Viewer:
    return viewer(make_user(Role.LEADER, "bob", place.commune, place.hamlet))


def make_title(by: Viewer, name: str = "Công dân số", kind: RecipientKind = PERSON, **fields: Any) -> Title:
    with writing():
        return titles.add(by=by, name=name, kind=kind, **{"nomination": False, **fields})


def team_of(place: Place) -> Team:
    return db.session.scalars(select(Team).where(Team.hamlet_id == place.hamlet.id)).one()


def proposed(by: Viewer, title: Title, recipient_id: str) -> Recognition:
    with writing():
        return title_proposals.propose(
            by=by, title_id=title.id, recipient_id=recipient_id, statement=DONE_WELL
        )


def issued(by: Viewer, made: Recognition) -> Certificate:
    """Decided and numbered."""
    with writing():
        decisions.record(
            by=by, recognition_ids=[made.id], number=f"{next(NUMBERS)}/QĐ-UBND", signed_on=today(),
            signer="Lê Thị Mẫu", signature_lines=["CHỦ TỊCH"],
        )  # fmt: skip
    with writing():
        return certificates.issue(by=by, loopback=True, recognition_ids=[made.id])[0]


def test_each_kind_has_its_own_words_on_paper(place: Place, chi: Viewer, bob: Viewer) -> None:
    person = people_of(make_household(place.hamlet, "H'Mẫu Niê", ("Y Bhăm Niê", 1960)))[0]
    given = [
        (make_title(chi, "Công dân số", PERSON), person.id),
        (make_title(chi, "Tổ số", TEAM), team_of(place).id),
        (make_title(chi, "Buôn số", HAMLET, words=TitleWords(achieves="đạt danh hiệu")), place.hamlet.id),
    ]
    papers = [issued(chi, proposed(chi, title, recipient)) for title, recipient in given]
    said = [[p.frozen[name] for name in ("prefix", "recipient", "address", "honour")] for p in papers]
    here = "phường Buôn Ma Thuột, tỉnh Đắk Lắk"
    assert said == [
        ["Ông (bà)", "Y Bhăm Niê", f"Buôn Ea Mẫu, {here}", "Công dân số"],
        ["Tập thể", "Tổ Buôn Ea Mẫu", f"Buôn Ea Mẫu, {here}", "Tổ số"],
        ["Khu dân cư", "Buôn Ea Mẫu", here, "Buôn số"],
    ]
    assert papers[2].frozen["achieves"] == "đạt danh hiệu"
    year = today().year % 100
    assert [p.number for p in papers] == [f"CDS-{year}-00001", f"TS-{year}-00001", f"BS-{year}-00001"]


def test_new_words_change_nothing_that_was_issued(place: Place, chi: Viewer, bob: Viewer) -> None:
    title = make_title(chi, "Tổ số", TEAM)
    paper = issued(chi, proposed(chi, title, team_of(place).id))
    with writing():
        titles.change(
            by=chi, title_id=title.id, name="Tổ mạnh", nomination=False, words=TitleWords(prefix="Toàn")
        )
    db.session.expire_all()
    assert (paper.frozen["prefix"], paper.frozen["honour"]) == ("Tập thể", "Tổ số")


def test_a_person_is_judged_by_the_own_ticks_only(place: Place, chi: Viewer) -> None:
    home = make_household(place.hamlet, "H'Mẫu Niê", ("Y Bhăm Niê", 1960), ("H'Lan Niê", 1990))
    learnt, lazy = people_of(home)
    with writing():
        checklist.record(by=chi, household_id=home.id, item="kn-quet-qr", person_ids=[learnt.id])
        checklist.record(by=chi, household_id=home.id, item="kn-vneid-muc-2", person_ids=[])
    title = make_title(chi)
    of_family = Criteria((Criterion("c1", "Tự trả tiền", CriterionKind.ALL_ITEMS, ("kn-quet-qr",)),))
    with pytest.raises(Refused, match="chính người đó"), writing():
        title_criteria.put_in_force(by=chi, title=title, criteria_=of_family, decision="12/QĐ-UBND")
    rule = Criteria((Criterion("c1", "Tự trả tiền", CriterionKind.ONE_PERSON, ("kn-quet-qr",)),))
    with writing():
        title_criteria.put_in_force(by=chi, title=title, criteria_=rule, decision="12/QĐ-UBND")
    found = title_proposals.search(chi, title).candidates
    fit = {each.recipient.id for each in found if each.verdict and each.verdict.eligible}
    assert fit == {learnt.id}
    with pytest.raises(Refused, match="chưa đủ tiêu chí"), writing():
        title_proposals.propose_many(by=chi, title_id=title.id, recipient_ids=[lazy.id])
    with writing():
        made = title_proposals.propose_many(by=chi, title_id=title.id, recipient_ids=[learnt.id])
    assert made[0].verdict["results"][0]["met"] is True


def test_without_criteria_what_was_done_is_said_in_words_and_counted(
    place: Place, chi: Viewer, bob: Viewer
) -> None:
    title = make_title(chi, "Tổ số", TEAM)
    with pytest.raises(Refused) as refused, writing():
        title_proposals.propose(by=chi, title_id=title.id, recipient_id=team_of(place).id, statement="Tốt")
    assert refused.value.field == "statement"
    home = make_household(place.hamlet, "H'Mẫu Niê", ("Y Bhăm Niê", 1960))
    with writing():
        checklist.record(by=bob, household_id=home.id, item="kn-quet-qr", person_ids=[])
    made = proposed(bob, title, team_of(place).id)
    assert made.inputs["statement"] == DONE_WELL
    figures = dict(made.inputs["figures"])
    assert figures["Tổ viên"] == "1"
    assert figures["Hộ được hướng dẫn trong năm"] == "1"
    assert figures["Hộ trên địa bàn"] == "1"


def test_a_leader_reaches_his_own_hamlet_only(place: Place, chi: Viewer, bob: Viewer) -> None:
    title = make_title(chi, "Buôn số", HAMLET)
    assert [each.recipient.id for each in title_proposals.search(bob, title).candidates] == [place.hamlet.id]
    with pytest.raises(NotFound), writing():
        title_proposals.propose(
            by=bob, title_id=title.id, recipient_id=place.other_hamlet.id, statement=DONE_WELL
        )
    made = proposed(chi, title, place.other_hamlet.id)
    assert recognition.cases(bob, RecognitionState.PROPOSED, title_id=title.id) == []
    with pytest.raises(NotFound), writing():
        recognition.locked(bob, [made.id])


def test_a_returned_proposal_comes_again_and_a_second_one_is_a_conflict(
    place: Place, chi: Viewer, bob: Viewer
) -> None:
    title = make_title(chi, "Tổ số", TEAM)
    made = proposed(bob, title, team_of(place).id)
    with pytest.raises(Conflict):
        proposed(bob, title, team_of(place).id)
    with writing():
        recognition.return_proposals(by=chi, recognition_ids=[made.id], reason="Ghi rõ số buổi")
    again = proposed(bob, title, team_of(place).id)
    assert (again.id, again.state) == (made.id, RecognitionState.PROPOSED)


def test_a_commendation_is_never_issued_as_a_certificate_of_ours(
    place: Place, chi: Viewer, bob: Viewer
) -> None:
    with pytest.raises(Refused) as refused:
        make_title(chi, "Tổ CNSCĐ Tiêu Biểu", TEAM)
    assert refused.value.field == "nomination"
    title = make_title(chi, "Tổ CNSCĐ tiêu biểu", TEAM, nomination=True)
    made = proposed(chi, title, team_of(place).id)
    with pytest.raises(Refused, match="khen thưởng"):
        issued(chi, made)
    assert certificates.waiting_count(chi) == 0
    with writing():
        assert certificates.issue(by=chi, loopback=True) == []


def test_a_number_that_could_come_twice_is_refused_with_the_title_it_would_meet(
    place: Place, chi: Viewer
) -> None:
    title = make_title(chi)
    for pattern, words in (("GDS-{yy}-{serial:05d}", "Gia đình số"), ("CDS-{yy}", "{serial}")):
        with pytest.raises(Refused) as refused, writing():
            title_numbers.set_format(by=chi, title=title, year=today().year, pattern=pattern)
        assert refused.value.field == "pattern"
        assert words in refused.value.message
    with pytest.raises(Refused, match="Công dân số"):
        make_title(chi, "Chợ dân sinh", HAMLET)
    with pytest.raises(Refused, match="Đã có"):
        make_title(chi, number_format="XYZ-{yy}-{serial}")


def test_a_change_in_mid_year_never_repeats_a_number(place: Place, chi: Viewer) -> None:
    home = make_household(place.hamlet, "H'Mẫu Niê", ("Y Bhăm Niê", 1960), ("H'Lan Niê", 1990))
    one, two = people_of(home)
    title, year = make_title(chi), today().year
    issued(chi, proposed(chi, title, one.id))
    with pytest.raises(Refused, match="trùng số đã cấp"), writing():
        title_numbers.set_format(by=chi, title=title, year=year, pattern="CDS-{yy}-1{serial:04d}")
    with writing():
        title_numbers.set_format(by=chi, title=title, year=year, pattern="{serial}/CDS-{year}")
    assert issued(chi, proposed(chi, title, two.id)).number == f"2/CDS-{year}"
    assert title_numbers.next_number(title, year + 1) == f"CDS-{(year + 1) % 100}-00001"
    with pytest.raises(IntegrityError), writing() as session:
        session.get_one(Certificate, session.scalar(select(Certificate.id))).number = f"2/CDS-{year}"


def test_a_closed_title_is_proposed_no_more_and_can_be_taken_up_again(
    place: Place, chi: Viewer, bob: Viewer
) -> None:
    title = make_title(chi, "Tổ số", TEAM)
    with writing():
        titles.close(by=chi, title_id=title.id)
    with pytest.raises(Refused, match="không còn dùng"):
        proposed(chi, title, team_of(place).id)
    with writing():
        titles.reopen(by=chi, title_id=title.id)
    assert proposed(chi, title, team_of(place).id).state is RecognitionState.PROPOSED


def test_one_decision_recognises_one_title(place: Place, chi: Viewer, bob: Viewer) -> None:
    made = [
        proposed(chi, make_title(chi, "Tổ số", TEAM), team_of(place).id),
        proposed(chi, make_title(chi, "Buôn số", HAMLET), place.hamlet.id),
    ]
    with pytest.raises(Refused, match="một danh hiệu"), writing():
        decisions.record(
            by=chi, recognition_ids=[each.id for each in made], number="9/QĐ-UBND", signed_on=today(),
            signer="Lê Thị Mẫu", signature_lines=["CHỦ TỊCH"],
        )  # fmt: skip


def test_the_default_title_keeps_its_own_desk(place: Place, chi: Viewer) -> None:
    default = criteria.default_title(place.commune.id)
    with pytest.raises(Refused, match="Cài đặt"), writing():
        titles.change(by=chi, title_id=default.id, name="Nhà số", nomination=False, words=TitleWords())
    assert [line.title.name for line in titles.lines(chi)] == ["Gia đình số"]
    assert titles.lines(chi)[0].next_number == f"GDS-{today().year % 100}-00001"


def test_a_title_of_another_commune_is_not_found(place: Place, chi: Viewer) -> None:
    abroad = make_place("02524", "Xã Bình Thuận", "Tỉnh Thái Nguyên")
    ly = viewer(make_user(Role.OFFICER, "ly", abroad.commune))
    title = make_title(ly)
    with pytest.raises(NotFound):
        titles.get(chi, title.id)
    with pytest.raises(NotFound), writing():
        title_numbers.set_format(by=chi, title=title, year=today().year, pattern="X-{yy}-{serial}")


def test_a_decision_of_last_year_numbers_by_that_year(place: Place, chi: Viewer, bob: Viewer) -> None:
    made = proposed(chi, make_title(chi, "Tổ số", TEAM), team_of(place).id)
    last_year = today().replace(month=1, day=1) - timedelta(days=1)
    with writing():
        decisions.record(
            by=chi, recognition_ids=[made.id], number="5/QĐ-UBND", signed_on=last_year, signer="Lê Thị Mẫu",
            signature_lines=["CHỦ TỊCH"],
        )  # fmt: skip
    with writing():
        [paper] = certificates.issue(by=chi, loopback=True)
    assert paper.number == f"TS-{last_year.year % 100}-00001"
