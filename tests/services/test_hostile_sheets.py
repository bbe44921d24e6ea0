"""Every file that can't be read, or must not be, is refused by name, in little memory and time."""

import random
import subprocess
import sys

import pytest

from tests.fixtures.lists import hostile
from tests.fixtures.lists.effort import spending_at_most
from tests.fixtures.lists.workbooks import as_ods, as_xls, as_xlsx
from webapp.services import sheet_refusals as refusals
from webapp.services.sheet_reader import read_sheets
from webapp.services.sheet_refusals import REFUSALS, SheetError

NOISE = bytes(range(256)) * 16
ROWS = [["Họ tên", "Năm sinh"], ["Lò Văn Páo", 1956]]

OTHER_KINDS = {
    "nothing": (lambda: b"", refusals.EmptyFile),
    "blank lines": (lambda: b" \r\n\r\n", refusals.EmptyFile),
    "a sheet without a cell": (lambda: hostile.xlsx("<sheetData/>"), refusals.EmptyFile),
    "a PDF named .xlsx": (lambda: b"%PDF-1.7\n%\xe2\xe3", refusals.PdfFile),
    "a web page named .xls": (lambda: b"<html><table><tr><td>Ho ten", refusals.WebPageFile),
    "Excel 2003 XML": (
        lambda: b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>',
        refusals.WebPageFile,
    ),
    "a Word document": (lambda: hostile.zipped({"word/document.xml": "<w/>"}), refusals.WordFile),
    "an old Word document": (lambda: hostile.ole_with_stream("WordDocument"), refusals.WordFile),
    "rich text": (lambda: b"{\\rtf1 a}", refusals.WordFile),
    "a workbook with macros": (
        lambda: hostile.xlsx(hostile.ONE_CELL, **{"xl/vbaProject.bin": "x"}),
        refusals.MacroWorkbook,
    ),
    "a binary workbook": (lambda: hostile.zipped({"xl/workbook.bin": "x"}), refusals.BinaryWorkbook),
    "a workbook with a password": (
        lambda: hostile.ole_with_stream("EncryptedPackage"),
        refusals.EncryptedWorkbook,
    ),
    "a photograph": (lambda: b"\xff\xd8\xff\xe0" + NOISE, refusals.PictureFile),
    "a zip of files": (lambda: hostile.zipped({"thon1.xlsx": "x"}), refusals.ArchiveFile),
    "a RAR archive": (lambda: b"Rar!\x1a\x07" + NOISE, refusals.ArchiveFile),
    "random bytes": (lambda: b"\x00\x01" + NOISE, refusals.UnreadableFile),
    "a zip that is none": (lambda: b"PK\x03\x04" + NOISE, refusals.UnreadableFile),
    "an old workbook that is none": (lambda: hostile.ole_with_stream("Workbook"), refusals.UnreadableFile),
    "half a workbook": (lambda: as_xlsx({"a": ROWS})[:2_000], refusals.UnreadableFile),
    "broken XML": (lambda: hostile.xlsx('<sheetData><row r="1"><c r="A1"'), refusals.UnreadableFile),
    "a quoted field without end": (lambda: b'"' + b"a" * 200_000, refusals.UnreadableFile),
}
TOO_BIG = {
    "six megabytes": (lambda: b"a" * 6_000_000, refusals.FileTooLarge),
    "a claim of a million rows": (lambda: hostile.claims_rows("H1048576"), refusals.TooManyRows),
    "a claim of every column": (lambda: hostile.claims_rows("XFD10"), refusals.TooManyColumns),
    "a cell in the last row": (lambda: hostile.two_corners(1_048_576, "A1048576"), refusals.TooManyRows),
    "a cell in the last column": (lambda: hostile.two_corners(2, "XFD2"), refusals.TooManyColumns),
    "old workbook, many rows": (lambda: hostile.xls_with_a_far_cell(30_000, 3), refusals.TooManyRows),
    "old workbook, last corner": (lambda: hostile.xls_with_a_far_cell(65_535, 255), SheetError),
    "open document, a row a million times": (
        lambda: hostile.ods(hostile.ods_row(hostile.ods_cell(), 1_048_576)),
        refusals.TooManyRows,
    ),
    "open document, a cell 16,384 times": (
        lambda: hostile.ods(hostile.ods_row(hostile.ods_cell(16_384))),
        refusals.TooManyColumns,
    ),
    "open document, a gap of a million rows": (
        lambda: hostile.ods(
            hostile.ods_row(hostile.ods_cell())
            + hostile.ods_row(hostile.ods_gap(16_384), 1_048_000)
            + hostile.ods_row(hostile.ods_cell())
        ),
        refusals.TooManyRows,
    ),
    "CSV, 30,000 lines": (lambda: b"a;b\n" * 30_000, refusals.TooManyRows),
    "CSV, a million columns": (lambda: b";" * 1_000_000, refusals.TooManyColumns),
    "3,000 entries": (lambda: hostile.zipped({f"xl/{n}": "" for n in range(3_000)}), refusals.TooMuchContent),
    "150 MB in 150 kB": (lambda: hostile.one_long_text(150), refusals.TooMuchContent),
    "150 MB that says 100 bytes": (
        lambda: hostile.lying_about_its_size(hostile.one_long_text(150)),
        refusals.UnreadableFile,
    ),
    "a million letters in every row": (lambda: hostile.one_text_in_every_row(1), refusals.TooMuchContent),
    "entities of entities": (lambda: hostile.billion_laughs(), refusals.UnreadableFile),
    "tags without end": (lambda: hostile.xlsx("<sheetData>" + "<c " * 400_000), SheetError),
}
FILES = OTHER_KINDS | TOO_BIG


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_a_list_is_refused_by_name(name):
    make, expected = FILES[name]
    data = make()
    with spending_at_most(seconds=5), pytest.raises(expected) as refused:
        read_sheets(data, "danh sách.xlsx")
    assert refused.value.message


def test_a_file_of_the_server_is_never_read():
    with pytest.raises(refusals.UnreadableFile):
        read_sheets(hostile.reading_a_file_of_the_server(), "a.xlsx")


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_fifty_thousand_rows_are_refused_with_the_limit_said(kind):
    if kind == "ods":
        data = hostile.ods(hostile.ods_row(hostile.ods_cell()) * 50_001)
    else:
        write = {"xlsx": as_xlsx, "xls": as_xls}[kind]
        data = write({"Thôn 1": [["Họ tên"]] + [["Lò Văn Páo"]] * 50_000})
    with pytest.raises(refusals.TooManyRows, match=r"“Thôn 1” khai 50\.001 dòng, .* tối đa 20\.000 dòng"):
        read_sheets(data, "a.xlsx")


def test_rows_of_all_sheets_count_together():
    rows = [["Lò Văn Páo"]] * 11_000
    with pytest.raises(refusals.TooManyRows, match=r"22\.000 dòng"):
        read_sheets(as_xlsx({"Thôn 1": rows, "Thôn 2": rows}), "a.xlsx")


def test_twenty_thousand_rows_with_titles_are_read():
    rows = [["Danh sách"], ["Họ tên"]] + [["Lò Văn Páo"]] * 20_000 + [["Tổng cộng"]]
    assert len(read_sheets(as_xlsx({"Thôn 1": rows}), "a.xlsx")[0].rows) == 20_003


def test_trailing_blank_rows_of_an_open_document_are_no_rows():
    table = hostile.ods_row(hostile.ods_cell()) + hostile.ods_row(hostile.ods_gap(16_384), 1_048_575)
    assert read_sheets(hostile.ods(table), "a.ods")[0].rows == [["x"]]


@pytest.mark.parametrize("count", [45, pytest.param(200, marks=pytest.mark.full)])
def test_broken_workbooks_never_break_the_reader(count):
    """Workbooks with bytes changed at random places: each is read or refused."""
    chance = random.Random(7)
    originals = [as_xlsx({"Thôn 1": ROWS}), as_xls({"Thôn 1": ROWS}), as_ods({"Thôn 1": ROWS})]
    refused = 0
    for n in range(count):
        data = bytearray(originals[n % 3])
        for _ in range(chance.randint(1, 40)):
            data[chance.randrange(8, len(data))] = chance.randrange(256)
        try:
            read_sheets(bytes(data), "a.xlsx")
        except SheetError as error:
            refused += error.code in REFUSALS
    assert refused > count / 10


def test_bombs_stay_within_300_megabytes(tmp_path):
    code = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from webapp.services.sheet_reader import read_sheets, SheetError\n"
        "for bomb in sys.argv[1:]:\n"
        "    try: read_sheets(Path(bomb), 'a.xlsx')\n"
        "    except SheetError: pass\n"
        "    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
    )
    bombs = {
        "rows": hostile.one_text_in_every_row(1),
        "corners": hostile.two_corners(20_000, "GR20000"),
        "text": hostile.one_long_text(110),
    }
    for name, bomb in bombs.items():
        (tmp_path / name).write_bytes(bomb)
    command = [sys.executable, "-c", code, *(tmp_path / name for name in bombs)]
    done = subprocess.run(command, capture_output=True, check=True)
    peaks = [int(line) // 1024 for line in done.stdout.split()]
    assert len(peaks) == 3
    assert max(peaks) < 300


def test_every_refusal_says_what_to_do():
    for refusal in REFUSALS.values():
        message = refusal(sheet="Thôn {1}", rows=50_001, columns=300).message
        assert message.endswith(".")
        assert not {"không hợp lệ", "vui lòng", "lỗi hệ thống"} & set(message.lower().split(", "))
