"""A print batch from press to paper: parts, problems, copies, kills, and files that expire."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pikepdf
import pytest
from flask import Flask

from tests.browsing import get, post, sign_in
from tests.certificates import issued
from tests.factories import Place, make_place, make_user, viewer
from tests.papers import text_of
from webapp import jobs
from webapp.models.base import db, now, writing
from webapp.models.certificate import Certificate
from webapp.models.household import Household
from webapp.models.job import Job, JobState
from webapp.models.print_batch import PartState, PrintBatch, PrintCopy, PrintPart
from webapp.models.user import Role
from webapp.services import certificate_life, designs, print_batches, print_parts, titles
from webapp.services.access import Viewer
from webapp.services.errors import Refused
from webapp.services.print_batches import Choice
from webapp.web import print_job, printing
from webapp.web.pdf.workers import PartFailed

ALL = Choice("Tất cả")


@pytest.fixture
def place(one_app: Flask) -> Place:
    return make_place()


@pytest.fixture
def chi(place: Place) -> Viewer:
    return viewer(make_user(Role.OFFICER, "chi", place.commune))


def make(by: Viewer, choice: Choice = ALL, reason: str = "") -> PrintBatch:
    with writing():
        batch = print_batches.create(by=by, choice=choice, reason=reason)
    jobs.run_job(batch.job_id)
    db.session.rollback()
    return batch


def end(by: Viewer, certificate_id: str) -> None:
    with writing():
        certificate_life.revoke(by=by, certificate_id=certificate_id, reason="Nhầm hộ")


def printed_names() -> set[str]:
    rows = db.session.query(Certificate.frozen).join(
        PrintCopy, (PrintCopy.certificate_id == Certificate.id) & PrintCopy.printed_at.is_not(None)
    )
    return {row.frozen["recipient"] for row in rows}


def job_of(batch: PrintBatch) -> Job:
    return db.session.get_one(Job, batch.job_id)


def test_a_clerk_prints_what_is_new_and_says_so(place: Place, one_app: Flask) -> None:
    papers = issued(place, "Nguyễn Văn Út", "Trần Thị Ánh", demo=True)
    client = one_app.test_client()
    sign_in(client, make_user(Role.OFFICER, "chi", place.commune))
    assert "In thử 1 tờ" in get(client, "/giay/in/").text
    answer = post(client, "/giay/in", {"tat-ca": "1"}, "/giay/")
    here = answer.headers["Location"]
    page = get(client, here).text
    trial = re.search(r'href="(/giay/[^"]*in-thu.pdf)"', page)
    assert trial
    assert "BẢN IN THỬ" in text_of(get(client, trial[1]).data)[0]
    assert "Đã tạo xong 2 giấy" in page
    assert "sau đó tự xóa" in page
    file = get(client, f"{here}/giay-cong-nhan.pdf")
    texts = text_of(file.data)
    assert ["Ánh" in texts[0], "Út" in texts[1]] == [True, True]
    asked = get(client, here, headers={"HX-Request": "true", "HX-Trigger": "lan-in"})
    assert asked.status_code == 286
    assert "<html" not in asked.text
    post(client, f"{here}/da-in", {}, here)
    assert get(client, f"{here}/phan-001.pdf").status_code == 200, "kept until its days are over"
    done = get(client, here).text
    assert "Mở tệp" in done
    assert 'href="/giay/trao/"' in done
    assert {paper.status.value for paper in db.session.query(Certificate)} == {"issued"}
    again = post(client, "/giay/in", {"certificate_ids": [papers[0].id]}, "/giay/")
    assert again.status_code == 422
    assert "Lý do in lại" in again.text
    reason = {"certificate_ids": [papers[0].id], "reason": "Kẹt giấy"}
    copy = get(client, post(client, "/giay/in", reason, "/giay/").headers["Location"] + "/phan-001.pdf")
    assert "bản in số 2" in text_of(copy.data)[0]
    assert get(client, f"/giay/{papers[0].id}/giay.pdf").status_code == 303


def test_whoever_cannot_be_printed_is_listed_and_stops_nobody(place: Place, chi: Viewer) -> None:
    papers = issued(place, "Đủ Cả", "Tên Dài", "Không Tên", "Thu Hồi", "Hết Hạn")
    by_name = {paper.frozen["recipient"]: paper.id for paper in papers}
    with writing() as session:
        batch = print_batches.create(by=chi, choice=ALL)
        certificate_life.revoke(by=chi, certificate_id=by_name["Thu Hồi"], reason="Nhầm hộ")
        long, bare, old = (
            session.get(Certificate, by_name[name]) for name in ("Tên Dài", "Không Tên", "Hết Hạn")
        )
        assert long is not None
        assert bare is not None
        assert old is not None
        long.frozen = long.frozen | {"recipient": "Ngoằng " * 120}
        bare.frozen = bare.frozen | {"recipient": ""}
        old.valid_until = now().date() - timedelta(days=2)
    jobs.run_job(batch.job_id)
    db.session.rollback()
    said = {each.certificate_id: each.reason for each in print_batches.problems(batch)}
    assert "thu hồi" in said[by_name["Thu Hồi"]]
    assert "không vừa: tên" in said[by_name["Tên Dài"]]
    assert "Thiếu tên" in said[by_name["Không Tên"]]
    assert "hết hạn" in said[by_name["Hết Hạn"]]
    assert job_of(batch).state is JobState.DONE
    assert [part.page_count for part in print_batches.parts(batch)] == [1]
    assert [row.certificate_id for row in db.session.query(PrintCopy)] == [by_name["Đủ Cả"]]


def test_a_sheet_that_cannot_be_drawn_is_found_and_left_out(
    place: Place, chi: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    issued(place, "Nhà Một", "Nhà Lạ", "Nhà Ba")
    drawn = printing.draw_parts

    def failing(parts, look, told=None):  # type: ignore[no-untyped-def]
        for part in parts:
            if any(page.words.recipient == "Nhà Lạ" for page in part):
                raise PartFailed("lạ")
            yield from drawn([part], look)

    monkeypatch.setattr(printing, "draw_parts", failing)
    batch = make(chi)
    assert [each.name for each in print_batches.problems(batch)] == ["Nhà Lạ"]
    assert [part.page_count for part in print_batches.parts(batch)] == [2]


def test_a_killed_worker_is_succeeded_at_the_first_part_without_a_file(
    place: Place, chi: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    issued(place, *(f"Nhà {n}" for n in range(6)))
    monkeypatch.setattr(print_batches, "in_parts", lambda sheets: [sheets[:2], sheets[2:4], sheets[4:]])
    with writing():
        batch = print_batches.create(by=chi, choice=ALL)
    finish, done = print_parts.finish, []

    def dying(part, good, bad):  # type: ignore[no-untyped-def]
        if done and part.position == 2:
            raise SystemExit
        done.append(part.position)
        finish(part, good, bad)

    monkeypatch.setattr(print_parts, "finish", dying)
    with pytest.raises(SystemExit):
        jobs.run_job(batch.job_id)
    jobs.run_job(batch.job_id)
    assert done == [1], "a job whose worker may still live is left alone"
    with writing() as session:
        session.get_one(Job, batch.job_id).beat_at = now() - timedelta(minutes=1)
    monkeypatch.setattr(
        print_parts, "finish", lambda part, *rest: (done.append(part.position), finish(part, *rest))
    )
    jobs.run_job(batch.job_id)
    db.session.rollback()
    db.session.expire_all()
    assert done == [1, 2, 3]
    assert job_of(batch).state is JobState.DONE
    with pikepdf.open(printing.folder_of(job_of(batch)) / printing.WHOLE_FILE) as pdf:
        assert len(pdf.pages) == 6


def test_what_was_frozen_is_printed_while_names_are_corrected(place: Place, chi: Viewer) -> None:
    issued(place, "Nguyễn Văn Cũ")
    with writing() as session:
        session.query(Household).update({"head": "Nguyễn Văn Mới"})
    batch = make(chi)
    file = print_job.part_file(printing.folder_of(job_of(batch)), print_batches.parts(batch)[0])
    assert "Nguyễn Văn Cũ" in text_of(file.read_bytes())[0]


def test_a_printed_batch_is_made_again_without_what_ended_and_stays_printed(
    place: Place, chi: Viewer, one_app: Flask
) -> None:
    papers = {each.frozen["recipient"]: each.id for each in issued(place, "Nhà Một", "Nhà Hai", "Nhà Ba")}
    client = one_app.test_client()
    sign_in(client, make_user(Role.OFFICER, "dung", place.commune))
    here = f"/giay/lan-in/{make(chi).id}"
    end(chi, papers["Nhà Hai"])
    assert "1 giấy trong tệp đã hết hiệu lực" in get(client, here).text
    post(client, f"{here}/da-in", {}, here)
    said = get(client, here).text
    assert "in xong 2 tờ" in said
    assert "Không tính 1 giấy đã hết hiệu lực: Nhà Hai" in said
    end(chi, papers["Nhà Ba"])
    whole = f"{here}/giay-cong-nhan.pdf"
    assert get(client, whole).status_code == 303, "it holds what ended"
    post(client, f"{here}/tao-lai", {}, here)
    shown = get(client, here).text
    assert "Bỏ 2 giấy đã hết hiệu lực" in shown
    assert "Đã in" in shown
    assert [("Nhà Một" in text, "Nhà Hai" in text) for text in text_of(get(client, whole).data)] == [
        (True, False)
    ]
    assert printed_names() == {"Nhà Một", "Nhà Ba"}, "what was printed stays so"


def test_a_batch_of_ended_sheets_alone_is_not_printed(place: Place, chi: Viewer, one_app: Flask) -> None:
    [paper] = issued(place, "Nhà Một")
    client = one_app.test_client()
    sign_in(client, make_user(Role.OFFICER, "dung", place.commune))
    batch = make(chi)
    here = f"/giay/lan-in/{batch.id}"
    end(chi, paper.id)
    post(client, f"{here}/da-in", {}, here)
    assert "Chưa ghi là đã in: 1 giấy đã hết hiệu lực: Nhà Một" in get(client, here).text
    post(client, f"{here}/tao-lai", {}, here)
    assert "Không giấy nào in được" in get(client, here).text
    assert get(client, f"{here}/phan-001.pdf").status_code == 404


def test_giving_a_batch_up_is_asked_about_once_more(place: Place, chi: Viewer, one_app: Flask) -> None:
    issued(place, "Nhà Một", "Nhà Hai")
    client = one_app.test_client()
    sign_in(client, make_user(Role.OFFICER, "dung", place.commune))
    here = f"/giay/lan-in/{make(chi).id}"
    asked = post(client, f"{here}/bo", {}, here).text
    assert "Bỏ lượt in 2 giấy?" in asked
    assert "lại nằm trong danh sách chưa in" in asked
    assert get(client, f"{here}/phan-001.pdf").status_code == 200, "nothing is gone yet"
    post(client, f"{here}/bo", {"chac": "1"}, here)
    assert get(client, f"{here}/phan-001.pdf").status_code == 404
    assert print_batches.count(chi, ALL) == 2


def test_the_page_of_a_run_says_what_is_happening(place: Place, chi: Viewer, one_app: Flask) -> None:
    issued(place, "Nhà Một", "Nhà Hai")
    client = one_app.test_client()
    sign_in(client, make_user(Role.OFFICER, "dung", place.commune))
    with writing():
        batch = print_batches.create(by=chi, choice=ALL)
    here = f"/giay/lan-in/{batch.id}"
    assert "Đã tạo 0 / 2 giấy. Đang chờ máy chủ nhận việc" in get(client, here).text
    with writing() as session:
        session.get_one(Job, batch.job_id).state = JobState.RUNNING
        session.get_one(PrintBatch, batch.id).started_at = now() - timedelta(seconds=20)
    assert "Đã tạo 0 / 2 giấy. Đang chuẩn bị mẫu giấy" in get(client, here).text
    with writing() as session:
        session.get_one(Job, batch.job_id).done_count = 1
    assert "Đã tạo 1 / 2 giấy. Còn khoảng 2" in get(client, here).text


def test_an_empty_batch_is_refused_and_a_cancelled_one_frees_its_numbers(place: Place, chi: Viewer) -> None:
    with pytest.raises(Refused, match="ít nhất một giấy"), writing():
        print_batches.create(by=chi, choice=ALL)
    [paper] = issued(place, "Một Nhà")
    batch = make(chi)
    with writing():
        print_batches.cancel(by=chi, batch_id=batch.id)
    with writing():
        again = print_batches.create(by=chi, choice=ALL)
    assert print_batches.parts(again)[0].papers == [[paper.id, 1]]


def test_files_are_deleted_when_their_days_are_over_and_made_again_when_asked(
    place: Place, chi: Viewer
) -> None:
    issued(place, "Một Nhà")
    batch = make(chi)
    folder = printing.folder_of(job_of(batch))
    kept = job_of(batch).keep_until
    assert kept is not None
    assert (kept - now()).days in (6, 7)
    with writing() as session:
        session.get_one(Job, batch.job_id).keep_until = now() - timedelta(seconds=1)
    jobs.sweep()
    assert not folder.exists()
    with writing():
        print_batches.remake(by=chi, batch_id=batch.id)
    jobs.run_job(batch.job_id)
    assert (folder / "phan-001.pdf").is_file()


def test_a_part_goes_by_hamlet_and_by_decision(place: Place, chi: Viewer) -> None:
    issued(place, "Nhà A", "Nhà B")
    issued(place, "Nhà C", hamlet=place.other_hamlet, number="2/QĐ-UBND")
    hamlet = Choice("Thôn", hamlet_id=place.other_hamlet.id)
    assert print_batches.count(chi, hamlet) == 1
    with writing():
        batch = print_batches.create(by=chi, choice=hamlet)
    assert [part.label for part in print_batches.parts(batch)] == ["Thôn Hai"]
    assert print_batches.count(chi, ALL) == 2


def test_a_design_taken_up_again_keeps_each_hamlet_in_one_pile(place: Place, chi: Viewer) -> None:
    admin = viewer(make_user(Role.ADMIN, "em", place.commune))
    [first] = issued(place, "Nhà A")
    for title in titles.every(admin):
        first_look, words = designs.design_of(title), designs.words_of(title)
        for look in (replace(first_look, palette="cham"), first_look):
            with writing():
                designs.save(by=admin, title_id=title.id, design=look, words=words)
    [last] = issued(place, "Nhà B", number="2/QĐ-UBND")
    assert first.design_id != last.design_id
    assert [part.label for part in print_batches.parts(make(chi))] == ["Buôn Ea Mẫu"]


def test_two_clerks_never_take_one_copy_number(app: Flask) -> None:
    place = make_place()
    [paper] = issued(place, "Một Nhà")
    chi = viewer(make_user(Role.OFFICER, "chi", place.commune))
    for reason in ("", "Kẹt giấy", "Mực mờ"):
        with writing():
            print_batches.create(by=chi, choice=Choice("Một giấy", ids=[paper.id]), reason=reason)
    assert [row.copy for row in db.session.query(PrintCopy).order_by(PrintCopy.copy)] == [1, 2, 3]
    part = db.session.query(PrintPart).first()
    assert part is not None
    assert part.state is PartState.WAITING
