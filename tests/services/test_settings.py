"""Changing a commune's settings and criteria, and what households feel of it. Dung is the admin."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from tests.factories import Place, make_household, make_user, people_of, viewer
from webapp.models.audit import AuditRow
from webapp.models.base import db, writing
from webapp.models.event import HouseholdProgress
from webapp.models.recognition import CriteriaVersion
from webapp.models.user import Role
from webapp.rules.recognition import Criteria, Criterion, CriterionKind
from webapp.rules.settings import Link
from webapp.services import checklist, communes, criteria, presets, progress, settings
from webapp.services.access import Viewer
from webapp.services.errors import NotFound, Refused

VNEID_ONLY = Criteria((Criterion("c1", "VNeID mức 2", CriterionKind.ALL_ITEMS, ("kn-vneid-muc-2",)),))


@pytest.fixture
def dung(place: Place) -> Viewer:
    return viewer(make_user(Role.ADMIN, "dung", place.commune))


@pytest.fixture
def alice(place: Place) -> Viewer:
    return viewer(make_user(Role.MEMBER, "alice", place.commune, place.hamlet))


def learnt(alice: Viewer, place: Place, head: str, *items: str) -> str:
    """A household whose head has done these items."""
    household = make_household(place.hamlet, head, (head, 1980))
    person = people_of(household)[0].id
    with writing():
        progress.refresh({household.id})
        for item in items:
            checklist.record(by=alice, household_id=household.id, item=item, person_ids=[person])
    return household.id


def progress_of(household_id: str) -> HouseholdProgress:
    db.session.expire_all()
    row = db.session.get(HouseholdProgress, household_id)
    assert row is not None
    return row


def test_a_change_is_kept_and_audited_field_by_field(place: Place, dung: Viewer) -> None:
    now = communes.settings_of(place.commune.id)
    wanted = replace(now, motto="Cầm tay chỉ việc", certificate=replace(now.certificate, signer="Trần Mẫu"))
    with writing():
        settings.change(by=dung, settings=wanted)
    assert communes.settings_of(place.commune.id) == wanted
    row = db.session.scalars(select(AuditRow).where(AuditRow.action == "settings.change")).one()
    assert row.by_user == dung.user_id
    assert row.changes == {
        "motto": ["", "Cầm tay chỉ việc"], "certificate.signer": ["Lê Thị Mẫu", "Trần Mẫu"],
    }  # fmt: skip


def test_nothing_changed_leaves_no_trace(place: Place, dung: Viewer) -> None:
    with writing():
        settings.change(by=dung, settings=communes.settings_of(place.commune.id))
    assert not db.session.scalar(select(func.count()).where(AuditRow.action == "settings.change"))


@pytest.mark.parametrize(
    "url",
    [
        "http://dichvucong.gov.vn", "dichvucong.gov.vn", "javascript:alert(1)", "https://", "https://x",
        "https://vneid.gov.vn@evil.example", "https://a.vn/<script>",
    ],
)  # fmt: skip
def test_a_link_must_be_https(place: Place, dung: Viewer, url: str) -> None:
    wanted = replace(communes.settings_of(place.commune.id), links=(Link("Cổng", url),))
    with pytest.raises(Refused) as refused, writing():
        settings.change(by=dung, settings=wanted)
    assert refused.value.field == "links"


def test_a_number_format_without_the_serial_is_refused(place: Place, dung: Viewer) -> None:
    now = communes.settings_of(place.commune.id)
    wanted = replace(now, certificate=replace(now.certificate, number_format="GDS-{year}"))
    with pytest.raises(Refused) as refused, writing():
        settings.change(by=dung, settings=wanted)
    assert refused.value.field == "number_format"


def test_a_sheet_holds_only_known_items(place: Place, dung: Viewer) -> None:
    wanted = replace(communes.settings_of(place.commune.id), checklist=("bai-khong-co",))
    with pytest.raises(Refused) as refused, writing():
        settings.change(by=dung, settings=wanted)
    assert refused.value.field == "checklist"


def test_a_shorter_sheet_counts_every_household_again(place: Place, dung: Viewer, alice: Viewer) -> None:
    household = learnt(alice, place, "H'Lan Niê", "kn-quet-qr", "kn-nop-ho-so")
    assert (progress_of(household).done_count, progress_of(household).item_count) == (2, 4)
    wanted = replace(communes.settings_of(place.commune.id), checklist=("kn-quet-qr",))
    with writing():
        settings.change(by=dung, settings=wanted)
    assert (progress_of(household).done_count, progress_of(household).item_count) == (1, 1)


def test_the_effect_of_criteria_is_told_and_nothing_is_written(
    place: Place, dung: Viewer, alice: Viewer
) -> None:
    both = learnt(alice, place, "H'Lan Niê", "kn-vneid-muc-2", "kn-quet-qr")
    learnt(alice, place, "Y Bhăm Mlô", "kn-vneid-muc-2")
    learnt(alice, place, "H'Nga Êban", "kn-quet-qr")
    rows = db.session.scalar(select(func.count()).select_from(AuditRow))
    effect = settings.effect_of(dung, VNEID_ONLY)
    assert (effect.households, effect.eligible_now, effect.eligible_then) == (3, 1, 2)
    assert (effect.gained, effect.lost) == (1, 0)
    assert progress_of(both).needed_count == 2
    assert db.session.scalar(select(func.count()).select_from(AuditRow)) == rows


def test_new_criteria_are_a_new_version_and_judge_everyone_again(
    place: Place, dung: Viewer, alice: Viewer
) -> None:
    household = learnt(alice, place, "Y Bhăm Mlô", "kn-vneid-muc-2")
    assert not progress_of(household).eligible
    with writing():
        version = settings.put_in_force(by=dung, criteria_=VNEID_ONLY, decision=" 12/QĐ-UBND ")
    assert (version.version, version.decision) == (2, "12/QĐ-UBND")
    assert progress_of(household).eligible
    assert [row.version for row, _ in settings.versions(dung)] == [2, 1]


def test_criteria_need_the_paper_that_they_stand_on(place: Place, dung: Viewer) -> None:
    with pytest.raises(Refused) as refused, writing():
        settings.put_in_force(by=dung, criteria_=VNEID_ONLY, decision="  ")
    assert refused.value.field == "decision"


def test_taking_a_preset_brings_settings_and_criteria_and_keeps_the_signer(
    place: Place, dung: Viewer
) -> None:
    with writing():
        settings.take_preset(by=dung, name="buon-ma-thuot")
    now = communes.settings_of(place.commune.id)
    plan = presets.get("buon-ma-thuot")
    assert now.checklist == plan.settings.checklist
    assert now.certificate.signer == "Lê Thị Mẫu"
    assert criteria.in_force(place.commune.id) == plan.criteria


def test_taking_the_same_preset_again_makes_no_new_version(place: Place, dung: Viewer) -> None:
    for _ in range(2):
        with writing():
            settings.take_preset(by=dung, name="buon-ma-thuot")
    assert db.session.scalar(select(func.count()).select_from(CriteriaVersion)) == 2


def test_an_offer_lists_what_would_change(place: Place, dung: Viewer) -> None:
    offer = settings.preset_offer(place.commune, presets.get("di-linh"))
    changed = {each.field for each in offer.differences}
    assert {"motto", "checklist", "health_record_term", "links"} <= changed
    assert "certificate.signer" not in changed
    assert offer.new_criteria


def test_an_unknown_preset_is_not_found(place: Place, dung: Viewer) -> None:
    with pytest.raises(NotFound), writing():
        settings.take_preset(by=dung, name="da-lat")
