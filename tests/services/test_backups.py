"""A backup is a backup: what was there is there again, also on the other database."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import make_app
from tests.factories import PASSWORD, make_household, make_place, make_user, viewer
from webapp.cli.schema import revision
from webapp.models.base import db, writing
from webapp.models.household import Household
from webapp.models.user import Role, User
from webapp.services import audit, backups, checklist, export, passwords
from webapp.services.errors import Refused


def fill() -> None:
    place = make_place()
    alice = viewer(make_user(Role.MEMBER, "alice", place.commune, place.hamlet))
    homes = [make_household(place.hamlet, f"Nhà {n}", ("Y Bhăm Niê", 1960)) for n in range(3)]
    with writing() as session:
        checklist.record(by=alice, household_id=homes[0].id, item="kn-quet-qr", person_ids=[])
        gone = session.get(Household, homes[1].id)
        assert gone is not None
        gone.merged_into = homes[0].id
        audit.record(by=alice, action="thử", noun="household", noun_id=homes[0].id, changes={"tên": "Đỗ"})
        session.flush()
        audit.seal()


def picture() -> tuple[object, ...]:
    return list(export.events()), export.state(), audit.verify()


def test_a_backup_restored_on_a_fresh_sqlite_holds_everything(app: Flask, tmp_path: Path) -> None:
    fill()
    counts = backups.write_backup(tmp_path / "a.gz", revision())
    before = picture()
    fresh = make_app(f"sqlite:///{tmp_path / 'webapp.sqlite3'}", tmp_path)
    with fresh.app_context():
        with writing():
            assert backups.read_backup(tmp_path / "a.gz", revision()) == counts
        assert picture() == before
        alice = db.session.query(User).filter_by(username="alice").one()
        assert passwords.matches(PASSWORD, alice.password_hash)
        assert [check.broken_at for check in audit.verify()] == [None]


def test_a_broken_or_foreign_backup_is_refused_and_nothing_is_written(one_app: Flask, tmp_path: Path) -> None:
    fill()
    whole = tmp_path / "whole.gz"
    backups.write_backup(whole, revision())
    lines = gzip.decompress(whole.read_bytes()).splitlines(keepends=True)
    cases = {
        "no-backup.gz": b"khong phai",
        "cut.gz": whole.read_bytes()[:-40],
        "no-end.gz": gzip.compress(b"".join(lines[:-1])),
        "old.gz": gzip.compress(lines[0].replace(revision().encode(), b"0000") + b"".join(lines[1:])),
    }
    fresh = make_app(f"sqlite:///{tmp_path / 'webapp.sqlite3'}", tmp_path)
    for name, content in cases.items():
        (tmp_path / name).write_bytes(content)
        with fresh.app_context():
            with pytest.raises(Refused), writing():
                backups.read_backup(tmp_path / name, revision())
            assert backups.is_empty()
