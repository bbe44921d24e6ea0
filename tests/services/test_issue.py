"""What a number is spent on, and what its sheet looks like for ever."""

from __future__ import annotations

import importlib
import re
import shutil
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text, update

from tests.browsing import get, post, sign_in
from tests.certificates import decided, issued
from tests.factories import Place, make_place, make_user, viewer
from tests.papers import words_on
from webapp.models.audit import AuditRow
from webapp.models.base import WRITE, db, writing
from webapp.models.certificate import Certificate
from webapp.models.commune import Commune
from webapp.models.design import CertificateDesign
from webapp.models.household import Household
from webapp.models.recognition import Recognition
from webapp.models.user import Role
from webapp.rules.certificates import fields_from_json
from webapp.rules.designs import DRAWING
from webapp.services import certificates, print_batches
from webapp.services.errors import Conflict
from webapp.services.print_batches import Choice
from webapp.services.single_sheets import mark_printed
from webapp.web import printing
from webapp.web.pdf import engine, layouts


@pytest.fixture
def place(one_app: Flask) -> Place:
    found = make_place()
    with writing() as session:
        session.get_one(Commune, found.commune.id).demo = True
    return found


def blank(home: Household) -> None:
    with writing() as session:
        session.get_one(Household, home.id).head = ""
        for case in session.query(Recognition).filter(Recognition.recipient_id == home.id):
            case.frozen = {**(case.frozen or {}), "name": ""}


def test_a_family_without_a_name_gets_no_number_until_it_has_one(place: Place, one_app: Flask) -> None:
    _officer, (nobody, *_others) = decided(place, "Ai Đó", "Trần Thị Ánh", "Lê Văn Bé")
    blank(nobody)
    client = one_app.test_client()
    sign_in(client, make_user(Role.OFFICER, "chi", place.commune))
    before = get(client, "/giay/cap-so").text
    assert "1 hồ sơ thiếu tên" in before
    assert f"/ho/{nobody.id}/" in before
    assert "Cấp số 2 giấy" in before
    post(client, "/giay/cap-so", {}, "/giay/cap-so")
    assert [each.serial for each in db.session.query(Certificate)] == [1, 2]
    assert "1 hồ sơ thiếu tên" in get(client, "/giay/cap-so").text
    with writing() as session:
        session.get_one(Household, nobody.id).head = "Lý Thị Mai"
    post(client, "/giay/cap-so", {}, "/giay/cap-so")
    newest = db.session.query(Certificate).filter(Certificate.serial == 3).one()
    assert newest.frozen["recipient"] == "Lý Thị Mai"


def test_a_sheet_printed_from_its_own_page_is_marked_there(place: Place, one_app: Flask) -> None:
    [paper] = issued(place, "Trần Thị Ánh")
    client = one_app.test_client()
    sign_in(client, make_user(Role.OFFICER, "chi", place.commune))
    page = f"/giay/{paper.id}/"
    assert "Đánh dấu đã in" in get(client, page).text
    assert post(client, f"{page}da-in", {}, page).status_code == 303
    marked = get(client, page).text
    assert "in lúc" in marked
    assert "Đánh dấu đã in" not in marked
    chi = viewer(make_user(Role.OFFICER, "khanh", place.commune))
    assert print_batches.count(chi, Choice("")) == 0
    said = db.session.query(AuditRow).filter(AuditRow.action == "print.printed").one()
    assert said.noun_id == paper.id
    with pytest.raises(Conflict, match="đã in rồi"), writing():
        mark_printed(by=chi, certificate_id=paper.id)


def test_a_reprint_stands_where_the_first_print_stood(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [paper] = issued(place, "Trần Thị Ánh")
    first = words_on(printing.pdf_of(paper), 1)
    drawn_anew(tmp_path, monkeypatch)
    assert words_on(printing.pdf_of(paper), 1) == first
    new = layouts.Style(layouts.Design(drawing=DRAWING + 1))
    page = printing.page_of(printing.paper_of(paper), show_copy=False)
    assert words_on(printing.render_part([page], new, demo=True), 1) != first


def drawn_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next version of the software draws every name elsewhere and smaller."""
    drawings = folder / "pdf" / "certificates"
    shutil.copytree(layouts.FOLDER, drawings)
    shutil.copytree(drawings / str(DRAWING), drawings / str(DRAWING + 1))
    layout = drawings / str(DRAWING + 1) / "khung-det" / "layout.json"
    layout.write_text(re.sub(r"\[\[34, 1\], \[28, 1\]", "[[18, 1], [17, 1]", layout.read_text()))
    monkeypatch.setattr(layouts, "FOLDER", drawings)
    monkeypatch.setattr(engine.templates().loader, "searchpath", [str(folder), str(engine.TEMPLATES)])


def test_every_certificate_names_the_design_of_its_issue(place: Place) -> None:
    papers = issued(place, "Trần Thị Ánh", "Lê Văn Bé")
    designs = db.session.query(CertificateDesign).all()
    assert [each.version for each in designs] == [1]
    assert {each.design_id for each in papers} == {designs[0].id}
    assert fields_from_json(papers[0].frozen).born is None


def test_old_decisions_take_their_names_from_papers_else_from_today(place: Place) -> None:
    issued(place, "Trần Thị Ánh")
    decided(place, "Lê Văn Bé", number="2/QĐ-UBND")
    with writing() as session:
        session.execute(text("UPDATE recognition SET frozen = NULL"))
        session.execute(update(Certificate).values(design_id=None))
        session.execute(text("DELETE FROM certificate_design"))
        for home in session.query(Household):
            home.head = f"{home.head} Mới"
    upgrade = importlib.import_module("webapp.migrations.versions.0017_names_and_designs")
    with db.engines[WRITE].begin() as connection:
        upgrade.keep_names(connection)
        upgrade.keep_designs(connection)
    db.session.rollback()
    kept = {each.frozen["name"]: each.frozen for each in db.session.query(Recognition)}
    assert set(kept) == {"Trần Thị Ánh", "Lê Văn Bé Mới"}
    assert kept["Lê Văn Bé Mới"]["as_of_upgrade"]
    assert "as_of_upgrade" not in kept["Trần Thị Ánh"]
    assert kept["Trần Thị Ánh"]["place"] == place.hamlet.label
    assert db.session.query(Certificate).one().design_id == db.session.query(CertificateDesign).one().id
    assert certificates.listed(viewer(make_user(Role.OFFICER, "chi", place.commune)))
