"""Household lists brought in: what is written, what is left alone, and what can be taken back."""

from __future__ import annotations

import json
import unicodedata
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from tests.factories import Place, make_hamlet, make_household, make_place, make_user, people_of, viewer
from tests.fixtures.lists.workbooks import Rows, as_csv, as_xlsx
from tests.phones import done, edit
from webapp.models.audit import AuditRow
from webapp.models.base import db, now, writing
from webapp.models.event import Event, EventOp, FieldHead, HouseholdProgress
from webapp.models.household import Household, Person
from webapp.models.job import ImportBatch
from webapp.models.user import Role
from webapp.services import events, export, imports, projection
from webapp.services.access import Viewer
from webapp.services.errors import Conflict, NotFound, Refused
from webapp.services.imports import Corrections, Draft, bad_rows_file, preview, undoing
from webapp.services.imports.source import as_json

HEADER = ["STT", "Họ và tên chủ hộ", "Năm sinh", "Địa chỉ", "Số điện thoại", "Số nhân khẩu"]
AN = [1, "Nguyễn Văn An", 1961, "Số 4", 912345678, 4]
BINH = [2, "Lê Thị Bình", 1970, "Số 5", "0912345679", 3]


@pytest.fixture
def chi(place: Place) -> Viewer:
    return viewer(make_user(Role.OFFICER, "chi", place.commune))


def workbook(*rows: object, tab: str = "Thôn Hai") -> bytes:
    return as_xlsx({tab: [HEADER, *rows]})  # type: ignore[list-item]


def draft_of(by: Viewer, content: bytes, name: str = "danh-sach.xlsx") -> Draft:
    return imports.draft(by, imports.place_of(by), imports.from_file(content, name))


def typed(by: Viewer, text: str, hamlet_id: str | None = None) -> Draft:
    names = imports.place_of(by)
    return imports.draft(by, names, imports.from_text(names, text, "Danh sách dán", hamlet_id))


def kept(by: Viewer, draft: Draft) -> ImportBatch:
    with writing():
        return imports.keep(by=by, draft=draft)


def confirmed(by: Viewer, batch: ImportBatch) -> ImportBatch:
    ready = imports.make_ready(by, imports.get(by, batch.id, whole=True))
    with writing():
        return imports.confirm(by=by, ready=ready)


def brought_in(by: Viewer, *rows: object, tab: str = "Thôn Hai") -> ImportBatch:
    return confirmed(by, kept(by, draft_of(by, workbook(*rows, tab=tab))))


def rechecked(by: Viewer, batch: ImportBatch, **wanted: object) -> Draft:
    names, whole = imports.place_of(by), imports.get(by, batch.id, whole=True)
    corrections = Corrections(**wanted)  # type: ignore[arg-type]
    source = imports.corrected(imports.source_of(whole), whole.plan, names, corrections)
    return imports.draft(by, names, source)


def households() -> dict[str, Household]:
    db.session.rollback()
    db.session.expire_all()
    return {home.head: home for home in db.session.scalars(select(Household))}


# --- what is written --------------------------------------------------------------------------------------


def test_a_list_brings_its_households_their_heads_and_their_counts(place: Place, chi: Viewer) -> None:
    batch = brought_in(chi, AN, BINH)
    an = households()["Nguyễn Văn An"]
    assert (an.hamlet_id, an.phone, an.address, an.size) == (
        place.other_hamlet.id,
        "0912345678",
        "Số 4",
        4,
    )
    assert [(each.name, each.birth_year, each.relation) for each in people_of(an)] == [
        ("Nguyễn Văn An", 1961, "Chủ hộ")
    ]
    assert db.session.get_one(HouseholdProgress, an.id).item_count == 4
    assert (batch.counts["new"], batch.confirmed_by) == (2, chi.user_id)


def test_every_new_household_has_its_audit_row(chi: Viewer) -> None:
    batch = brought_in(chi, AN, BINH)
    rows = db.session.scalars(
        select(AuditRow).where(AuditRow.action == "household.import").order_by(AuditRow.id)
    ).all()
    assert {row.noun_id for row in rows} == {home.id for home in households().values()}
    assert all(row.changes == {"import": batch.id} and row.by_user == chi.user_id for row in rows)


def test_persons_under_their_head_become_one_household(chi: Viewer) -> None:
    rows: Rows = [
        ["Họ và tên", "Ngày sinh", "Quan hệ với chủ hộ"],
        ["Nguyễn Văn An", "05/03/1961", "Chủ hộ"],
        ["Trần Thị Cúc", "1963", "Vợ"],
        ["Nguyễn Văn Dũng", 2001, "Con"],
    ]
    confirmed(chi, kept(chi, draft_of(chi, as_xlsx({"Thôn Hai": rows}))))
    [an] = households().values()
    assert [(each.name, each.birth_year, each.relation) for each in people_of(an)] == [
        ("Nguyễn Văn An", 1961, "Chủ hộ"),
        ("Trần Thị Cúc", 1963, "Vợ"),
        ("Nguyễn Văn Dũng", 2001, "Con"),
    ]
    assert an.size == 3


def test_names_typed_one_a_line_go_to_the_chosen_hamlet(place: Place, chi: Viewer) -> None:
    confirmed(chi, kept(chi, typed(chi, "H'Mẫu Niê\nY Mẫu Êban\n", place.hamlet.id)))
    assert {home.hamlet_id for home in households().values()} == {place.hamlet.id}
    assert set(households()) == {"H'Mẫu Niê", "Y Mẫu Êban"}


def test_a_second_press_imports_nothing_twice(chi: Viewer) -> None:
    batch = kept(chi, draft_of(chi, workbook(AN)))
    ready = imports.make_ready(chi, imports.get(chi, batch.id, whole=True))
    for _press in range(2):
        with writing():
            imports.confirm(by=chi, ready=ready)
    assert confirmed(chi, batch).confirmed_at
    assert list(households()) == ["Nguyễn Văn An"]


# --- next year --------------------------------------------------------------------------------------------


def test_the_same_file_next_year_doubles_nothing(chi: Viewer) -> None:
    brought_in(chi, AN, BINH)
    again = draft_of(chi, workbook(AN, BINH))
    assert (again.counts["new"], again.counts["changed"], again.counts["same"]) == (0, 0, 2)
    with pytest.raises(Conflict, match="Không có gì để nhập"):
        imports.make_ready(chi, imports.get(chi, kept(chi, again).id, whole=True))


def test_what_changed_is_written_as_edits_after_the_last_one(chi: Viewer) -> None:
    brought_in(chi, AN)
    an = households()["Nguyễn Văn An"]
    moved = edit(an.id, "address", "Số 7")
    with writing():
        events.record_many(chi, [moved])
    brought_in(chi, [1, "Nguyễn Văn An", 1961, "Số 9", 912345678, 5])
    an = households()["Nguyễn Văn An"]
    assert (an.address, an.size) == ("Số 9", 5)
    written = db.session.scalars(select(Event).where(Event.op == EventOp.EDIT, Event.id != moved["id"])).one()
    assert written.data == {"field": "address", "value": "Số 9", "after": moved["id"]}
    assert db.session.get_one(FieldHead, (an.id, an.id, "address")).competing == []


def test_a_change_beside_the_log_stands_in_the_audit_trail(chi: Viewer) -> None:
    brought_in(chi, AN)
    batch = brought_in(chi, [*AN[:5], 6])
    rows = db.session.scalars(
        select(AuditRow).where(AuditRow.action == "household.import").order_by(AuditRow.id)
    ).all()
    assert rows[-1].changes == {"import": batch.id, "size": [4, 6]}


def test_a_blank_cell_erases_nothing(chi: Viewer) -> None:
    brought_in(chi, AN)
    assert draft_of(chi, workbook([1, "Nguyễn Văn An"])).counts["same"] == 1


def test_assigned_members_and_ticks_stay(place: Place, chi: Viewer) -> None:
    alice = make_user(Role.MEMBER, "alice", place.commune, place.other_hamlet)
    home = make_household(
        place.other_hamlet, "Nguyễn Văn An", ("Nguyễn Văn An", 1961), assigned_to=alice.id, address="Số 1"
    )
    with writing():
        events.record_many(viewer(alice), [done(home.id, "kn-vneid-muc-2", people_of(home)[0].id)])
    before = list(export.state())
    brought_in(chi, AN)
    an = households()["Nguyễn Văn An"]
    assert (an.id, an.address, an.assigned_to) == (home.id, "Số 4", alice.id)
    assert list(export.state()) == before


def test_new_people_join_a_known_household(chi: Viewer) -> None:
    brought_in(chi, AN)
    rows: Rows = [
        ["Họ và tên", "Năm sinh", "Quan hệ với chủ hộ"],
        ["Nguyễn Văn An", 1961, "Chủ hộ"],
        ["Trần Thị Cúc", 1963, "Vợ"],
    ]
    draft = draft_of(chi, as_xlsx({"Thôn Hai": rows}))
    assert draft.counts["people_new"] == 1
    confirmed(chi, kept(chi, draft))
    [an] = households().values()
    assert [(each.name, each.relation) for each in people_of(an)] == [
        ("Nguyễn Văn An", "Chủ hộ"),
        ("Trần Thị Cúc", "Vợ"),
    ]


def test_a_household_that_the_list_does_not_name_is_told_and_kept(chi: Viewer) -> None:
    brought_in(chi, AN, BINH)
    draft = draft_of(chi, workbook(AN, [2, "Phạm Thị Mới"]))
    assert [head for _id, head, _hamlet in draft.plan["gone"]] == ["Lê Thị Bình"]
    confirmed(chi, kept(chi, draft))
    assert households()["Lê Thị Bình"].archived_at is None


def test_typing_a_few_names_says_nothing_of_the_others(place: Place, chi: Viewer) -> None:
    brought_in(chi, AN)
    names = imports.place_of(chi)
    source = imports.from_text(names, "Phạm Thị Mới", "Danh sách gõ", place.other_hamlet.id, partial=True)
    assert imports.draft(chi, names, source).counts["gone"] == 0


def test_a_row_that_may_be_one_of_two_households_is_left_out(place: Place, chi: Viewer) -> None:
    for address in ("Số 1", "Số 2"):
        make_household(place.other_hamlet, "Nguyễn Văn An", address=address)
    draft = draft_of(chi, workbook([1, "Nguyễn Văn An"], BINH))
    assert (draft.counts["rows_left_out"], draft.counts["new"]) == (1, 1)
    [line] = preview.lines(draft.plan)
    assert line.startswith("Trang tính “Thôn Hai”, dòng 2: ")
    assert "năm sinh hoặc số điện thoại" in line


def test_a_field_that_waits_for_a_leader_is_not_touched(place: Place, chi: Viewer) -> None:
    home = make_household(place.other_hamlet, "Nguyễn Văn An", ("Nguyễn Văn An", 1961), address="Số 1")
    with writing():
        events.record_many(chi, [edit(home.id, "address", "Số 2"), edit(home.id, "address", "Số 3")])
    draft = draft_of(chi, workbook(AN))
    assert [head for _id, head in draft.plan["waiting"]] == ["Nguyễn Văn An"]
    confirmed(chi, kept(chi, draft))
    an = households()["Nguyễn Văn An"]
    assert (an.address, an.phone) == ("Số 1", "0912345678")


def test_the_projections_can_be_rebuilt_after_an_import(place: Place, chi: Viewer) -> None:
    brought_in(chi, AN, BINH)
    brought_in(chi, [1, "Nguyễn Văn An", 1962, "Số 9", 988777666, 5], [2, "Lê Thị Bình", 1970, "Số 6"])
    before = _what_is_shown()
    with writing():
        projection.rebuild(place.commune.id)
    assert _what_is_shown() == before


def _what_is_shown() -> list[object]:
    homes = households().values()
    return sorted(
        (home.head, home.address, home.phone, home.size, [(p.name, p.birth_year) for p in people_of(home)])
        for home in homes
    )


# --- somebody else at the same time -----------------------------------------------------------------------


def test_a_household_edited_meanwhile_stops_the_import(chi: Viewer) -> None:
    brought_in(chi, AN)
    batch = kept(chi, draft_of(chi, workbook([1, "Nguyễn Văn An", 1961, "Số 9"], BINH)))
    ready = imports.make_ready(chi, imports.get(chi, batch.id, whole=True))
    with writing():
        events.record_many(chi, [edit(households()["Nguyễn Văn An"].id, "address", "Số 8")])
    with pytest.raises(imports.ListChanged), writing():
        imports.confirm(by=chi, ready=ready)
    assert households()["Nguyễn Văn An"].address == "Số 8"
    assert "Lê Thị Bình" not in households()


def test_the_same_household_added_meanwhile_stops_the_import(chi: Viewer) -> None:
    first, second = (kept(chi, draft_of(chi, workbook(AN))) for _ in range(2))
    confirmed(chi, first)
    with pytest.raises(imports.ListChanged):
        confirmed(chi, second)
    assert list(households()) == ["Nguyễn Văn An"]


def test_what_does_not_touch_the_list_does_not_stop_it(place: Place, chi: Viewer) -> None:
    batch = kept(chi, draft_of(chi, workbook(AN)))
    make_household(place.other_hamlet, "Phạm Văn Khác")
    assert confirmed(chi, batch).confirmed_at


def test_a_preview_made_again_elsewhere_is_not_confirmed_unseen(chi: Viewer) -> None:
    batch = kept(chi, draft_of(chi, workbook(AN, [2, None])))
    seen = batch.fingerprint
    fixed = rechecked(chi, batch, cells={(0, 2, 1): "Lê Thị Bình"})
    with writing():
        imports.replace(by=chi, batch_id=batch.id, draft=fixed)
    with pytest.raises(imports.ListChanged):
        imports.make_ready(chi, imports.get(chi, batch.id, whole=True), seen=seen)


def test_another_communes_batch_is_not_there(chi: Viewer) -> None:
    other = make_place("02524", "Xã Bình Thuận", "Tỉnh Thái Nguyên")
    dung = viewer(make_user(Role.OFFICER, "dung", other.commune))
    batch = kept(chi, draft_of(chi, workbook(AN)))
    with pytest.raises(NotFound):
        imports.get(dung, batch.id)
    assert [line.batch.id for line in imports.history(chi)] == [batch.id]
    assert imports.history(dung) == []


def test_a_list_that_nobody_confirms_goes_after_a_week(chi: Viewer) -> None:
    old = kept(chi, draft_of(chi, workbook(AN))).id
    with writing() as session:
        session.get_one(ImportBatch, old).made_at = now() - timedelta(days=8)
    kept(chi, draft_of(chi, workbook(BINH)))
    with pytest.raises(NotFound):
        imports.get(chi, old)


# --- rows to correct --------------------------------------------------------------------------------------


def test_each_refused_row_is_told_with_sheet_row_column_and_remedy(chi: Viewer) -> None:
    draft = draft_of(chi, workbook(AN, [2, None, 1970], [3, "Trần Văn Ba", 2061, None, "0912"]))
    assert (draft.counts["rows_used"], draft.counts["rows_left_out"]) == (1, 2)
    lines = list(preview.lines(draft.plan))
    assert lines[0].startswith("Trang tính “Thôn Hai”, dòng 3, cột B (Họ và tên chủ hộ): chưa điền tên")
    assert lines[1].startswith("Trang tính “Thôn Hai”, dòng 4, cột C (Năm sinh): năm sinh “2061” chưa đúng. ")
    assert lines[2].startswith("Trang tính “Thôn Hai”, dòng 4, cột E (Số điện thoại): ")


def test_a_corrected_cell_makes_its_row_usable(chi: Viewer) -> None:
    batch = kept(chi, draft_of(chi, workbook(AN, [2, None, 1970], [3, "Trần Văn Ba", 2061])))
    fixed = rechecked(chi, batch, cells={(0, 2, 1): " Lê  Thị Bình ", (0, 3, 2): "1961"})
    assert (fixed.counts["rows_used"], fixed.counts["rows_left_out"]) == (3, 0)
    with writing():
        imports.replace(by=chi, batch_id=batch.id, draft=fixed)
    confirmed(chi, batch)
    assert set(households()) == {"Nguyễn Văn An", "Lê Thị Bình", "Trần Văn Ba"}


def test_an_unknown_hamlet_is_named_once_for_all_its_rows(place: Place, chi: Viewer) -> None:
    rows: Rows = [
        ["Họ và tên", "Thôn"],
        ["Nguyễn Văn An", "Thôn Mười"],
        ["Lê Thị Bình", "Thôn Mười"],
        ["Trần Văn Ba", "Thôn Hai"],
    ]
    batch = kept(chi, draft_of(chi, as_xlsx({"Sheet1": rows})))
    [unknown] = preview.unknown_places(batch.plan)
    assert (unknown.name, unknown.title) == ("n-0", "“Thôn Mười”")
    assert "Có phải “Thôn Hai”?" in unknown.problem
    fixed = rechecked(chi, batch, places={0: place.other_hamlet.id})
    assert (fixed.counts["rows_left_out"], fixed.counts["new"]) == (0, 3)


def test_a_sheet_whose_hamlet_nothing_says_is_given_one(place: Place, chi: Viewer) -> None:
    batch = kept(chi, draft_of(chi, workbook(AN, BINH, tab="Sheet1")))
    [unknown] = preview.unknown_places(batch.plan)
    assert (unknown.name, unknown.where) == ("t-0", "2 dòng")
    fixed = rechecked(chi, batch, tabs={0: place.hamlet.id})
    assert {each["hamlet_id"] for each in fixed.plan["new"]} == {place.hamlet.id}


def test_corrections_that_point_nowhere_change_nothing(chi: Viewer) -> None:
    batch = kept(chi, draft_of(chi, workbook(AN)))
    wanted = {
        "cells": {(9, 0, 0): "x", (0, 99, 0): "x", (0, 1, 999): "x"},
        "places": {5: "x"},
        "tabs": {7: "x"},
    }
    assert rechecked(chi, batch, **wanted).plan == batch.plan


@pytest.mark.parametrize("tab", ["Thôn Hai", "Sheet1"])
def test_the_file_of_bad_rows_can_be_corrected_and_chosen_again(chi: Viewer, tab: str) -> None:
    first = draft_of(chi, workbook([1, None, 1970], [2, "Hộ 15/3"], tab=tab))
    again = draft_of(chi, bad_rows_file.bad_rows_file(first.plan))
    assert (again.counts["rows_used"], again.counts["rows_left_out"]) == (0, 2)


def test_the_file_of_bad_rows_holds_no_formula(chi: Viewer) -> None:
    rows: Rows = [["Họ và tên", "Năm sinh", "Thôn"], ["=HYPERLINK(0)", 1961, "Thôn Hai"], ["@SUM(1)", "", ""]]
    content = bad_rows_file.bad_rows_file(draft_of(chi, as_csv(rows), "a.csv").plan)
    with ZipFile(BytesIO(content)) as archive:
        sheet, texts = (archive.read(f"xl/{name}") for name in ("worksheets/sheet1.xml", "sharedStrings.xml"))
    assert b"=HYPERLINK(0)" in texts
    assert b"<f>" not in sheet


def test_a_whole_household_stands_in_the_file_of_bad_rows(chi: Viewer) -> None:
    rows: Rows = [
        ["DANH SÁCH NHÂN KHẨU"],
        ["Mã hộ", "Họ và tên", "Năm sinh", "Quan hệ với chủ hộ"],
        [1, "Nguyễn Văn An", 1961, "Chủ hộ"],
        [2, "Lê Văn Bốn", 1970, "Con"],
        [None, "Trần Thị Cúc", 1963, "Vợ"],
    ]
    draft = draft_of(chi, as_xlsx({"Thôn Hai": rows}))
    assert draft.counts["rows_left_out"] == 2
    again = draft_of(chi, bad_rows_file.bad_rows_file(draft.plan))
    assert (again.counts["rows_read"], again.counts["rows_left_out"]) == (2, 2)
    [table] = preview.bad_rows(again.plan, 1)[1]
    assert [row.cells[1].value for row in table.rows] == ["Lê Văn Bốn", "Trần Thị Cúc"]


# --- what is never kept -----------------------------------------------------------------------------------


def test_forbidden_cells_are_stored_nowhere(chi: Viewer) -> None:
    rows: Rows = [
        ["Họ và tên chủ hộ", "Năm sinh", "SĐT", "Số CCCD", "Dân tộc", "Hộ nghèo", "Nghề", "Ghi chú"],
        ["Nguyễn Văn An", 1961, "036123456789", "036123456780", "Ê Đê", "Có", "Thợ may", "khuyết tật nặng"],
        [None, 1970, None, "036123456781", "Mông", "Không", "Thợ xây", "CCCD 036123456782"],
    ]
    draft = draft_of(chi, as_xlsx({"Thôn Hai": rows, "Khác": [["Sổ hộ nghèo 036123456783"]]}))
    batch = imports.get(chi, kept(chi, draft).id, whole=True)
    stored = json.dumps([batch.source, batch.plan], ensure_ascii=False)
    for private in ("03612345678", "Ê Đê", "Mông", "Thợ", "khuyết tật nặng", "Sổ hộ nghèo"):
        assert private not in stored
    assert {reason for *_, reason in batch.plan["told"]["dropped"]} == {
        "số giấy tờ tùy thân",
        "dân tộc",
        "hộ nghèo, diện chính sách",
    }


def test_a_note_typed_as_a_correction_is_cleaned_too(chi: Viewer) -> None:
    rows: Rows = [["Họ và tên chủ hộ", "Năm sinh", "Ghi chú"], ["Nguyễn Văn An", 2061, None]]
    batch = kept(chi, draft_of(chi, as_xlsx({"Thôn Hai": rows})))
    fixed = rechecked(chi, batch, cells={(0, 1, 1): "1961", (0, 1, 2): "CCCD 036123456789"})
    assert "036123456789" not in json.dumps([as_json(fixed.source), fixed.plan])
    assert fixed.counts["new"] == 1


def test_a_written_batch_keeps_no_cells(chi: Viewer) -> None:
    batch = imports.get(chi, brought_in(chi, AN, [2, None, 1970]).id, whole=True)
    assert batch.source == {}
    assert "Nguyễn Văn An" not in json.dumps(batch.plan, ensure_ascii=False)
    with pytest.raises(Conflict, match="đã nhập xong"):
        imports.source_of(batch)


# --- as lists come ----------------------------------------------------------------------------------------


def test_decomposed_text_and_old_fonts_arrive_composed(chi: Viewer) -> None:
    text = unicodedata.normalize("NFD", "Họ và tên;Năm sinh;Thôn\nNguyễn Thị Đào;1961;Thôn Hai\n")
    confirmed(chi, kept(chi, draft_of(chi, text.encode(), "nfd.csv")))
    old = "Hä vµ tªn;N¨m sinh;Th«n\nNguyÔn ThÞ Ph\xadîng;1961;Th«n Hai\n"
    draft = draft_of(chi, old.encode("latin-1"), "abc.csv")
    assert draft.plan["told"]["fonts"]
    confirmed(chi, kept(chi, draft))
    assert set(households()) == {"Nguyễn Thị Đào", "Nguyễn Thị Phượng"}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["Bảng chấm công"], ["Ngày", "Công"]], "chưa thấy dòng tiêu đề"),
        ([HEADER], "chưa có dòng nào"),
    ],
)
def test_a_file_without_a_list_is_refused_as_a_whole(chi: Viewer, rows: Rows, said: str) -> None:
    with pytest.raises(Refused, match=said):
        draft_of(chi, as_xlsx({"Sheet1": rows}))


def test_more_than_twenty_thousand_pasted_lines_are_refused(place: Place, chi: Viewer) -> None:
    with pytest.raises(Refused, match=r"20\.001 dòng, mỗi lần nhập tối đa 20\.000"):
        typed(chi, "Nguyễn Văn An\n" * 20_001, place.hamlet.id)


def test_a_list_of_another_commune_is_refused_row_by_row(chi: Viewer) -> None:
    rows: Rows = [["UBND XÃ TAM QUANG"], ["DANH SÁCH HỘ"], HEADER, AN, BINH]
    draft = draft_of(chi, as_xlsx({"Thôn Hai": rows}))
    assert (draft.counts["rows_used"], draft.counts["rows_left_out"]) == (0, 2)
    [line] = preview.lines(draft.plan)
    assert "Tệp ghi “Xã Tam Quang”".lower() in line.lower()


def test_a_hamlets_old_name_still_finds_it(place: Place, chi: Viewer) -> None:
    hamlet = make_hamlet(place.commune, "Thôn", "Mới")
    with writing() as session:
        session.merge(hamlet).old_names = [
            {"kind": "Thôn", "name": "Cũ", "until": "2026-01-01", "decision": ""}
        ]
    brought_in(chi, AN, tab="Thôn Cũ")
    assert households()["Nguyễn Văn An"].hamlet_id == hamlet.id


# --- taking it back ---------------------------------------------------------------------------------------


def undone(by: Viewer, batch: ImportBatch) -> ImportBatch:
    back = undoing.make_ready(by, imports.get(by, batch.id, whole=True))
    with writing():
        return undoing.undo(by=by, undoing=back)


def test_an_import_can_be_taken_back(chi: Viewer) -> None:
    brought_in(chi, AN)
    batch = brought_in(chi, [1, "Nguyễn Văn An", 1962, "Số 9", 912345678, 6], BINH)
    undone(chi, batch)
    after = households()
    an = after["Nguyễn Văn An"]
    assert (an.address, an.size, people_of(an)[0].birth_year) == ("Số 4", 4, 1961)
    assert after["Lê Thị Bình"].archived_at is not None
    assert undone(chi, batch).counts["put_away"] == 1


def test_what_somebody_has_touched_since_stays(place: Place, chi: Viewer) -> None:
    brought_in(chi, AN)
    batch = brought_in(chi, [1, "Nguyễn Văn An", 1961, "Số 9"], BINH)
    homes = households()
    wrote = db.session.get_one(FieldHead, (homes["Nguyễn Văn An"].id,) * 2 + ("address",)).event_id
    with writing():
        events.record_many(
            chi,
            [
                done(homes["Lê Thị Bình"].id, "kn-vneid-muc-2"),
                edit(homes["Nguyễn Văn An"].id, "address", "Số 10", after=wrote),
            ],
        )
    back = undone(chi, batch)
    assert (back.counts["put_away"], back.counts["kept"]) == (0, 1)
    assert households()["Lê Thị Bình"].archived_at is None
    assert households()["Nguyễn Văn An"].address == "Số 10"


def test_people_whom_an_import_added_leave_with_it(chi: Viewer) -> None:
    brought_in(chi, AN)
    rows: Rows = [
        ["Họ và tên", "Năm sinh", "Quan hệ với chủ hộ"],
        ["Nguyễn Văn An", 1961, "Chủ hộ"],
        ["Trần Thị Cúc", 1963, "Vợ"],
    ]
    undone(chi, confirmed(chi, kept(chi, draft_of(chi, as_xlsx({"Thôn Hai": rows})))))
    gone = db.session.scalars(select(Person).where(Person.removed_at.is_not(None))).all()
    assert [each.name for each in gone] == ["Trần Thị Cúc"]


def test_after_a_day_it_is_too_late(chi: Viewer) -> None:
    batch = brought_in(chi, AN)
    with writing() as session:
        session.get_one(ImportBatch, batch.id).confirmed_at = now() - timedelta(hours=25)
    with pytest.raises(Conflict, match="quá 24 giờ"):
        undone(chi, batch)


def test_households_with_events_stay_and_are_listed(chi: Viewer) -> None:
    batch = brought_in(chi, AN, BINH)
    an = households()["Nguyễn Văn An"]
    with writing():
        events.record_many(chi, [events.event_object(an.id, EventOp.VISIT, data={"result": "met"})])
    before = undoing.staying(chi, imports.get(chi, batch.id, whole=True))
    undone(chi, batch)
    after = undoing.staying(chi, imports.get(chi, batch.id, whole=True))
    for listed in (before, after):
        assert [(each.household.head, each.events) for each in listed] == [("Nguyễn Văn An", 1)]
    assert households()["Nguyễn Văn An"].archived_at is None
    assert households()["Lê Thị Bình"].archived_at is not None
