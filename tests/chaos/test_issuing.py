"""Numbers of certificates have no gap and no repeat, whoever presses at once and whatever dies half-way."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pypdfium2
import pytest
from flask import Flask

from tests.certificates import decided
from tests.conftest import make_app
from tests.factories import make_place
from tests.papers import codes_in
from tests.serving import MEMORY, ROOT
from webapp.models.base import WRITE, db, writing
from webapp.models.certificate import Certificate
from webapp.models.commune import Commune
from webapp.models.recognition import Recognition, RecognitionState
from webapp.services import certificate_checks, certificates
from webapp.services.access import Viewer
from webapp.web import printing

# A clerk in a process of its own: says that it is about to begin, then issues until nothing is left.
CLERK = """
import sys
from webapp import create_app
from webapp.models.base import writing
from webapp.models.user import Role
from webapp.services import certificates
from webapp.services.access import Viewer
app = create_app()
with app.app_context():
    clerk = Viewer(sys.argv[1], Role.OFFICER, sys.argv[2], None, None, None)
    print("ready", flush=True)
    while True:
        with writing():
            if not certificates.issue(by=clerk, loopback=True, most=1):
                break
"""


def prepare(app: Flask, count: int) -> Viewer:
    """So many decided households in a demo commune, and the officer."""
    with app.app_context():
        place = make_place()
        with writing() as session:
            session.get_one(Commune, place.commune.id).demo = True
        officer, _homes = decided(place, *(f"Nhà {n}" for n in range(count)))
        for engine in (None, WRITE):
            db.engines[engine].dispose()
    return officer


def killed_clerks(url: str, folder: Path, officer: Viewer, kills: int) -> None:
    """Start a clerk, kill it while it issues, and so on."""
    chance = random.Random(kills)
    environment = {
        **os.environ, **MEMORY, "INSTANCE_PATH": str(folder), "DATABASE_URL": url, "SECRET_KEY": "test key",
        "BASE_URL": "http://127.0.0.1:8000",
    }  # fmt: skip
    for _ in range(kills):
        command = [sys.executable, "-c", CLERK, officer.user_id, str(officer.commune_id)]
        with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE) as clerk:
            assert clerk.stdout is not None
            assert clerk.stdout.readline() == b"ready\n"
            time.sleep(chance.uniform(0, 0.05))
            clerk.send_signal(signal.SIGKILL)


def issue_at_once(app: Flask, officer: Viewer, clerks: int) -> list[Exception]:
    """So many clerks press together until nothing is left."""
    problems: list[Exception] = []

    def press(most: int) -> None:
        with app.app_context():
            try:
                while True:
                    with writing():
                        if not certificates.issue(by=officer, loopback=True, most=most):
                            break
            except Exception as error:
                problems.append(error)
            finally:
                db.session.remove()

    pressing = [threading.Thread(target=press, args=(1 + number % 3,)) for number in range(clerks)]
    for each in pressing:
        each.start()
    for each in pressing:
        each.join()
    return problems


def codes_of(file: Path) -> list[str]:
    """What each page's code says, as a camera sees it at 100 dots an inch."""
    with pypdfium2.PdfDocument(file) as pdf:
        pages = (page.render(scale=100 / 72, grayscale=True).to_pil() for page in pdf)
        return [",".join(codes_in(page)) for page in pages]


def check_numbers(app: Flask, folder: Path, count: int) -> None:
    """1 to `count` once each, every family once, and each sheet's own code leads to its own page."""
    with app.app_context():
        papers = db.session.query(Certificate).order_by(Certificate.serial).all()
        assert [paper.serial for paper in papers] == list(range(1, count + 1))
        assert len({paper.token for paper in papers}) == count
        assert len({paper.recognition_id for paper in papers}) == count
        assert {each.state for each in db.session.query(Recognition)} == {RecognitionState.ISSUED}
        printing.print_to(folder / "giay.pdf", "24133", papers)
        for paper, code in zip(papers, codes_of(folder / "giay.pdf"), strict=True):
            found = certificate_checks.by_token(code.rsplit("/", 1)[1])
            assert found is not None
            assert found.id == paper.id


def check_issuing(folder: Path, url: str, count: int, kills: int, clerks: int) -> None:
    app = make_app(url, folder)
    officer = prepare(app, count)
    killed_clerks(url, folder, officer, kills)
    with app.app_context():
        waiting = certificates.waiting_count(officer)
        db.session.remove()
    assert waiting > 0, "nothing was left for those who press at once"
    assert issue_at_once(app, officer, clerks) == []
    check_numbers(app, folder, count)


def test_numbers_have_no_gap_when_clerks_are_killed_and_many_press_at_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'webapp.sqlite3'}"
    check_issuing(tmp_path, url, count=24, kills=1, clerks=6)


@pytest.mark.full
def test_a_thousand_numbers_have_no_gap_over_twenty_kills_and_fifty_clerks(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'webapp.sqlite3'}"
    check_issuing(tmp_path, url, count=1000, kills=20, clerks=50)


@pytest.mark.full
def test_a_thousand_numbers_have_no_gap_in_postgresql(tmp_path: Path, postgres_url: str) -> None:
    check_issuing(tmp_path, postgres_url, count=1000, kills=20, clerks=50)
