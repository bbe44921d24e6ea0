"""A signed paper keeps the names that it was signed with: minutes, request, decision and its certificates."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.staged import EVERY_STAGE, StagedTown, make_staged_town
from webapp.models.base import db, writing
from webapp.models.household import Household
from webapp.rules.stages import StageKind
from webapp.rules.vietnamese import name_sort_key
from webapp.services import certificates, decisions, submissions
from webapp.services.progress import today
from webapp.services.stages import meetings, papers, postings


@pytest.fixture
def town(one_app: Flask) -> StagedTown:
    return make_staged_town(*EVERY_STAGE)


def rename(town: StagedTown, head: str, new: str) -> None:
    with writing():
        home = db.session.get_one(Household, town.homes[head].id)
        home.head, home.head_sort, home.address_form = new, name_sort_key(new), "ông"


def decide(town: StagedTown) -> str:
    with writing():
        return submissions.decide(
            town.officer, town.submission_id, number="142/QĐ-UBND", signed_on=today(), signer="Lê Thị Mẫu",
            signature_lines=["CHỦ TỊCH"],
        ).id  # fmt: skip


def test_papers_say_the_names_that_they_were_signed_with(town: StagedTown) -> None:
    meeting = town.meet(town.hamlet)
    town.meet(town.place.other_hamlet)
    posting = town.post_and_end(town.hamlet)
    town.post_and_end(town.place.other_hamlet)
    for kind in (StageKind.OPINIONS, StageKind.REQUEST, StageKind.DRAFT):
        with writing():
            papers.finish(by=town.officer, submission_id=town.submission_id, kind=kind)
    decision = decide(town)
    before = ["H'Mẫu Niê", "Y Bhăm Êban", "Trần Văn Mẫu"]
    rename(town, "H'Mẫu Niê", "Hà Văn Xuân")
    request = papers.cases_of(town.officer, town.submission, StageKind.REQUEST)
    shown = (
        meetings.cases_of(town.officer, meeting),
        postings.cases_of(town.officer, posting),
        request,
        decisions.cases(town.officer, decision),
    )
    orders = [[case.recipient.name for case in cases] for cases in shown]
    assert orders == [before[:2], before[:2], before, before]
    with writing():
        issued = certificates.issue(by=town.officer, loopback=False)
    assert [(each.serial, each.frozen["recipient"]) for each in issued] == list(enumerate(before, 1))
    assert issued[0].frozen["prefix"] == "Gia đình ông (bà)"
