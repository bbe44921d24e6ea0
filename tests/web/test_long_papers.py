"""A list too long to wait for: begun by a button, made by the worker, fetched by whoever asked for it."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.browsing import get, post, sign_in
from tests.certificates import issued
from tests.factories import Place, make_place, make_user
from tests.papers import text_of
from webapp import jobs
from webapp.models.base import db, writing
from webapp.models.job import Job
from webapp.models.recognition import Decision
from webapp.models.user import Role
from webapp.web import long_papers, printing

NAMES = ("Trần Thị Ánh", "Nguyễn Văn Út", "Lê Thị Bé")


@pytest.fixture
def place(one_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setattr(long_papers, "AT_ONCE", 2)
    return make_place()


@pytest.fixture
def list_address(place: Place) -> str:
    issued(place, *NAMES, demo=True)
    return f"/cong-nhan/quyet-dinh/{db.session.query(Decision).one().id}/danh-sach.pdf"


@pytest.fixture
def chi(one_app: Flask, place: Place) -> FlaskClient:
    client = one_app.test_client()
    sign_in(client, make_user(Role.OFFICER, "chi", place.commune))
    return client


def begun(client: FlaskClient, address: str) -> str:
    return post(client, address, {}).headers["Location"]


def only_job() -> Job:
    db.session.rollback()
    return db.session.query(Job).filter(Job.kind == "paper.write").one()


def test_the_list_is_begun_by_its_button_and_opened_when_it_is_made(
    chi: FlaskClient, list_address: str
) -> None:
    assert "Tạo tệp" in get(chi, list_address).text
    waiting = begun(chi, list_address)
    assert "Đang chờ đến lượt" in get(chi, waiting).text
    assert begun(chi, list_address) == waiting  # pressed twice, made once
    jobs.run_job(only_job().id)
    opened = re.search(r'href="(/van-ban/[^"]+\.pdf)"', get(chi, waiting).text)
    assert opened
    made = get(chi, opened[1])
    assert all(name in " ".join(text_of(made.data)) for name in NAMES)
    assert get(chi, list_address).data == made.data


def test_a_list_that_changed_meanwhile_is_not_handed_out(chi: FlaskClient, list_address: str) -> None:
    begun(chi, list_address)
    jobs.run_job(only_job().id)
    with writing():
        db.session.query(Decision).one().number = "999/QĐ-UBND"
    assert "Tạo tệp" in get(chi, list_address).text


def test_nobody_else_sees_the_file(one_app: Flask, place: Place, chi: FlaskClient, list_address: str) -> None:
    waiting = begun(chi, list_address)
    jobs.run_job(only_job().id)
    other = one_app.test_client()
    sign_in(other, make_user(Role.OFFICER, "khanh", place.commune))
    assert get(other, waiting).status_code == 404
    assert get(other, f"{waiting}tep.pdf").status_code == 404


def test_a_paper_whose_words_were_lost_says_what_to_do(chi: FlaskClient, list_address: str) -> None:
    waiting = begun(chi, list_address)
    printing.delete_files(only_job())
    jobs.run_job(only_job().id)
    shown = get(chi, waiting).text
    assert "không còn trên máy chủ" in shown
    assert "Tạo lại tệp" in shown


def test_the_worker_says_how_far_a_long_list_is(monkeypatch: pytest.MonkeyPatch) -> None:
    from webapp.web.pdf.lists import DecisionList, ListColumn, compose_decision_list

    rows = tuple((f"Trần Thị Ánh {number}", "") for number in range(60))
    paper = DecisionList("Gia đình số", (ListColumn("Chủ hộ", 60), ListColumn("Ghi chú", 60)), rows)
    heard: list[int] = []
    compose_decision_list(paper).pdf(heard.append)
    assert heard == sorted(heard)
    assert 35 < heard[-1] <= 100
