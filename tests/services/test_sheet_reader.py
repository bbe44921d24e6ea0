"""Files of every kind become the same plain sheets."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from tests.fixtures.lists.effort import spending_at_most
from tests.fixtures.lists.workbooks import as_csv, as_ods, as_xls, as_xlsx
from webapp.rules.sheets import MAX_COLUMNS, MAX_DATA_ROWS
from webapp.services import sheet_child
from webapp.services.sheet_reader import read_sheets

ROWS = [
    ["Họ và tên", "Năm sinh", "Ngày sinh", "Điện thoại"],
    ["Lò Văn Páo", 1956, date(1956, 3, 12), 912345678],
    ["H'Hen Niê", 1956.5, None, "0912 345 678"],
]
READ = [
    ["Họ và tên", "Năm sinh", "Ngày sinh", "Điện thoại"],
    ["Lò Văn Páo", 1956, "1956-03-12", 912345678],
    ["H'Hen Niê", 1956.5, None, "0912 345 678"],
]


@pytest.mark.parametrize("write", [as_xlsx, as_xls, as_ods])
def test_workbooks_of_each_kind_read_alike(write):
    sheets = read_sheets(write({"Thôn 1": ROWS, "Thôn 2": ROWS[:2]}), "tệp")
    assert [sheet.name for sheet in sheets] == ["Thôn 1", "Thôn 2"]
    assert [[str(cell)[:10] for cell in row] for row in sheets[0].rows] == [
        [str(cell)[:10] for cell in row] for row in READ
    ]
    assert len(sheets[1].rows) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_reads_whatever_its_separator_and_encoding(delimiter, encoding):
    rows = [["Họ và tên", "Năm sinh", "Địa chỉ"], ["Lò Văn Páo", 1956, "Bản Mạ"], ["Đào", None, "Tổ 5"]]
    sheet = read_sheets(as_csv(rows, delimiter, encoding), "thôn 1.csv")[0]
    assert sheet.name == "thôn 1"
    assert sheet.rows == [
        ["Họ và tên", "Năm sinh", "Địa chỉ"],
        ["Lò Văn Páo", "1956", "Bản Mạ"],
        ["Đào", None, "Tổ 5"],
    ]


def test_csv_of_windows_1258_is_read_composed():
    line = "Ho\u0323 va\u0300 tên;Năm sinh\r\nNguyê\u0303n Thi\u0323 Đa\u0300o;1956\r\n"
    assert read_sheets(line.encode("cp1258"), "a.csv")[0].rows == [
        ["Họ và tên", "Năm sinh"],
        ["Nguyễn Thị Đào", "1956"],
    ]


def test_csv_of_an_old_font_keeps_its_letters_for_repair():
    rows = read_sheets("Hä vµ tªn;N¨m sinh\r\nNguyÔn ThÞ §µo;1956\r\n".encode("latin-1"), "a.csv")[0].rows
    assert rows == [["Hä vµ tªn", "N¨m sinh"], ["NguyÔn ThÞ §µo", "1956"]]


def test_csv_may_name_its_separator_and_quote_line_breaks():
    rows = read_sheets('sep=|\r\nHọ tên|Ghi chú\r\n"Lò|Páo"|"xa\nlắm"\r\n'.encode(), "a.csv")[0].rows
    assert rows == [[], ["Họ tên", "Ghi chú"], ["Lò|Páo", "xa\nlắm"]]


def test_a_text_file_under_an_excel_name_is_read_as_text():
    assert read_sheets("Họ tên\tNăm sinh\nLò Văn Páo\t1956\n".encode(), "bảng.xls")[0].rows[1] == [
        "Lò Văn Páo",
        "1956",
    ]


def test_rows_keep_the_numbers_that_the_program_shows(tmp_path):
    book = openpyxl.Workbook()
    book.active["C4"], book.active["C5"] = "Họ và tên", "Lò Văn Páo"
    book.save(tmp_path / "a.xlsx")
    rows = read_sheets(tmp_path / "a.xlsx", "a.xlsx")[0].rows
    assert rows == [[], [], [], [None, None, "Họ và tên"], [None, None, "Lò Văn Páo"]]


def test_hidden_sheets_are_left_out_and_merged_cells_are_told():
    workbook = as_xlsx({"Thôn 1": ROWS, "DuLieu": ROWS}, merged=["A2:A3"], hidden=["DuLieu"])
    sheets = read_sheets(workbook, "a.xlsx")
    assert [sheet.name for sheet in sheets] == ["Thôn 1"]
    assert sheets[0].merged == ((1, 0, 2, 0),)
    assert sheets[0].rows[2][0] is None


def test_a_formula_comes_as_its_value_never_as_its_text():
    rows = [["Họ tên", "=1+1"], ['=HYPERLINK("http://x")', "'=cmd"]]
    cells = [cell for row in read_sheets(as_xlsx({"a": rows}), "a.xlsx")[0].rows for cell in row]
    assert "Họ tên" in cells
    assert not any(str(cell).startswith("=") for cell in cells)


def test_times_and_long_texts_come_as_short_text():
    rows = [[datetime(1956, 3, 12, 8, 30), "dài " * 2_000]]  # noqa: DTZ001 - a spreadsheet knows no zone
    row = read_sheets(as_xlsx({"a": rows}), "a.xlsx")[0].rows[0]
    assert row[0] == "1956-03-12T08:30:00"
    assert len(row[1]) == 2_000


def test_limits_of_the_child_are_those_of_the_rules():
    assert (sheet_child.MAX_ROWS, sheet_child.MAX_COLUMNS) == (MAX_DATA_ROWS, MAX_COLUMNS)


def test_ten_thousand_rows_are_read_within_two_seconds():
    rows = [["STT", "Họ và tên chủ hộ", "Năm sinh", "Địa chỉ", "Số điện thoại"]]
    rows += [[n, f"Nguyễn Văn An {n}", 1956, "Tổ 5", f"09{n:08d}"] for n in range(10_000)]
    workbook = as_xlsx({"Thôn 1": rows})
    with spending_at_most(seconds=2):
        assert len(read_sheets(workbook, "a.xlsx")[0].rows) == 10_001


def test_many_clerks_at_once_leave_no_process_behind():
    workbook = as_xlsx({"Thôn 1": ROWS})
    with ThreadPoolExecutor(8) as clerks:
        results = list(clerks.map(lambda _: read_sheets(workbook, "a.xlsx")[0].rows[1][0], range(16)))
    assert results == ["Lò Văn Páo"] * 16
    assert _children() == []


def _children() -> list[str]:
    """Processes of this one that run the child script or are dead and not waited for."""
    pids = [pid for task in Path("/proc/self/task").glob("*/children") for pid in task.read_text().split()]
    lines = [(Path("/proc") / pid / "cmdline").read_text() for pid in pids]
    return [line for line in lines if not line or "sheet_child" in line]


def test_the_site_is_not_loaded_into_the_reading_process():
    code = f"import runpy, sys; runpy.run_path({sheet_child.__file__!r})\n"
    code += "print({'flask', 'webapp'}.intersection(sys.modules))"
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
