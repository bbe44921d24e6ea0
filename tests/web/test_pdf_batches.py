"""Many certificates: side by side, joined in order, kept as PDF/A, and safe when a worker dies."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from tests.bench import bench_certificates
from tests.papers import MM, certificate, codes_on, fonts_of, text_of
from webapp.web.pdf import (
    CertificatePage,
    PartFailed,
    join_parts,
    join_parts_to,
    render_certificates,
    render_part,
)
from webapp.web.pdf.certificates import split
from webapp.web.pdf.workers import Worker, render_parts

COUNT = 130
JOINING = """
import io, resource, sys
from pathlib import Path
from webapp.web.pdf.joining import join_parts_to
for count in (5, 50):
    join_parts_to(io.BytesIO(), [Path(sys.argv[1])] * count, title="Giấy")
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def some(count: int, start: int = 0) -> list[CertificatePage]:
    return [
        certificate(f"Nguyễn Văn {n}", code=f"t{n}", number=f"GDS-26-{n:05d}", bookmark=f"Thôn {n // 50}")
        for n in range(start, start + count)
    ]


@pytest.fixture(scope="module")
def batch() -> bytes:
    return render_certificates(some(COUNT), demo=True, processes=2)


@pytest.fixture
def opened(batch: bytes) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(batch)) as pdf:
        yield pdf


def test_a_batch_drawn_side_by_side_keeps_its_order(batch: bytes) -> None:
    texts = text_of(batch)
    assert len(texts) == COUNT
    for number, text in enumerate(texts):
        assert f"Nguyễn Văn {number} " in text
        assert f"GDS-26-{number:05d}" in text
        assert "BẢN TRÌNH DIỄN" in text
    assert codes_on(batch, COUNT)[0].endswith(f"/t{COUNT - 1}")


def test_bookmarks_lead_to_the_first_sheet_of_each_hamlet(opened: pikepdf.Pdf) -> None:
    with opened.open_outline() as outline:
        found = [(item.title, pikepdf.Page(item.destination[0]).index) for item in outline.root]
    assert found == [("Thôn 0", 0), ("Thôn 1", 50), ("Thôn 2", 100)]


def test_the_file_says_what_it_is_and_in_which_language(opened: pikepdf.Pdf) -> None:
    with opened.open_metadata() as metadata:
        assert metadata["dc:title"] == "Giấy công nhận “Gia đình số” năm 2026 – 130 giấy"
        assert metadata.pdfa_status == "2A"
    assert opened.Root.Lang == "vi"
    assert opened.Root.ViewerPreferences.DisplayDocTitle


def test_the_file_has_what_pdf_a_asks_for(opened: pikepdf.Pdf, batch: bytes) -> None:
    assert opened.Root.OutputIntents[0].S == "/GTS_PDFA1"
    assert opened.Root.OutputIntents[0].DestOutputProfile.N == 3
    assert opened.Root.MarkInfo.Marked
    assert fonts_of(batch) == {"Tinos", "Tinos-Bold", "Tinos-Italic"}
    assert opened.check_pdf_syntax() == []
    assert opened.trailer.ID


@pytest.mark.parametrize("joined", [True, False])
def test_every_mark_on_a_page_has_its_place_in_the_structure(batch: bytes, joined: bool) -> None:
    data = batch if joined else render_part(some(3), "khung-det", demo=True)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        owners_of = dict(pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree).items())
        for page in pdf.pages:
            owners = owners_of[int(page.obj.StructParents)]
            assert marks_on(page) == set(range(len(owners)))
            assert all(owner.Pg.objgen == page.obj.objgen for owner in owners)


def marks_on(page: pikepdf.Page) -> set[int]:
    return {
        int(instruction.operands[1].MCID)
        for instruction in pikepdf.parse_content_stream(page)
        if str(instruction.operator) == "BDC" and "/MCID" in instruction.operands[1]
    }


def test_a_screen_reader_meets_the_parts_in_the_order_of_the_paper(opened: pikepdf.Pdf) -> None:
    document = opened.Root.StructTreeRoot.K[0]
    assert document.S == "/Document"
    sheet = document.K[0].K[0].K
    assert [str(element.S) for element in sheet] == ["/P", "/H2", "/P", "/P", "/Figure", "/P"]
    assert "GIẤY CÔNG NHẬN CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ LIÊN MINH" in str(sheet[0].ActualText)
    assert str(sheet[4].Alt) == "Mã QR để kiểm tra giấy số GDS-26-00000"
    assert "“Gia đình số” năm 2026" in str(sheet[5].ActualText)


def test_the_code_stands_where_the_structure_says(opened: pikepdf.Pdf) -> None:
    figure = opened.Root.StructTreeRoot.K[0].K[0].K[0].K[4]
    millimetres = [float(edge) / MM for edge in figure.A.BBox]
    assert millimetres == pytest.approx([25, 22, 56, 53], abs=0.6)


def test_one_sheet_taken_out_carries_no_other_familys_code(opened: pikepdf.Pdf) -> None:
    single = pikepdf.new()
    single.pages.append(opened.pages[7])
    out = io.BytesIO()
    single.save(out)
    with pikepdf.open(io.BytesIO(out.getvalue())) as taken:
        pictures = [each for each in taken.objects if each.get("/Subtype") == "/Image"]
    assert len(pictures) == 1
    assert codes_on(out.getvalue(), 1)[0].endswith("/t7")


def test_fonts_of_two_parts_have_different_names(opened: pikepdf.Pdf) -> None:
    first, last = (opened.pages[place].Resources.Font for place in (0, COUNT - 1))
    assert not {str(font.BaseFont) for font in first.values()} & {
        str(font.BaseFont) for font in last.values()
    }


def test_parts_in_files_join_to_the_same_as_parts_in_memory(tmp_path: Path) -> None:
    parts = [render_part(some(3, start), "khung-det", demo=False) for start in (0, 3)]
    files = [tmp_path / name for name in ("1.pdf", "2.pdf")]
    for file, part in zip(files, parts, strict=True):
        file.write_bytes(part)
    with (tmp_path / "joined.pdf").open("w+b") as out:
        join_parts_to(out, files, title="Giấy")
    assert (tmp_path / "joined.pdf").read_bytes() == join_parts(parts, title="Giấy")
    assert len(text_of(join_parts(parts, title="Giấy"))) == 6


def test_every_sheet_stands_on_the_one_frame(opened: pikepdf.Pdf) -> None:
    assert len({page.Resources.XObject.Frame.objgen for page in opened.pages}) == 1
    assert opened.pages[-1].Resources.XObject.Frame.read_bytes()


def test_the_same_parts_join_to_the_same_bytes_under_their_own_name() -> None:
    part = render_part(some(2), "khung-det", demo=False)
    once, again, other = (join_parts([part, part], title=title) for title in ("Giấy", "Giấy", "Giấy khác"))
    assert once == again
    names = [pikepdf.open(io.BytesIO(each)).trailer.ID[0] for each in (once, other)]
    assert names[0] != names[1]


def test_ten_times_the_parts_take_no_more_memory(tmp_path: Path) -> None:
    part = tmp_path / "part.pdf"
    part.write_bytes(render_part(some(20), "khung-det", demo=False))
    told = subprocess.run([sys.executable, "-c", JOINING, str(part)], stdout=subprocess.PIPE, check=True)
    few, many = (int(kilobytes) for kilobytes in told.stdout.split())
    assert many - few < 6000, "whole documents in memory would be 17,000 kB"


def test_a_batch_is_split_evenly() -> None:
    sizes = {count: [len(part) for part in split(some(count), 100)] for count in (1, 60, 61, 250)}
    assert sizes == {1: [1], 60: [60], 61: [30, 31], 250: [62, 63, 62, 63]}


def test_a_worker_that_is_killed_is_an_error_and_the_next_batch_prints() -> None:
    worker = Worker()
    assert worker.render(some(1), "khung-det", demo=True).startswith(b"%PDF")
    assert worker.pid
    os.kill(worker.pid, signal.SIGKILL)
    with pytest.raises(PartFailed, match="dừng giữa chừng"):
        worker.render(some(1), "khung-det", demo=True)
    heard: list[int] = []
    assert worker.render(some(1), "khung-det", demo=True, told=heard.append).startswith(b"%PDF")
    assert heard == sorted(heard), "how far it is, in percent, while it draws"
    assert len(heard) > 4
    assert 80 < heard[-1] < 100
    worker.stop()
    assert worker.pid is None


def test_no_parts_to_render_are_no_parts() -> None:
    assert list(render_parts([], "khung-det", demo=True, processes=2)) == []


def test_a_worker_says_why_it_could_not_print() -> None:
    with pytest.raises(PartFailed, match="khung-det"):
        list(render_parts([some(1)], "khong-co", demo=True, processes=1))


def test_the_benchmark_measures_both_ways_in_one_run() -> None:
    found = bench_certificates.beside_plain(count=20)
    assert [set(row) for row in found] == [{"name", "value", "unit", "anchor", "ratio"}] * 3
    assert all(row["value"] > 0 and row["anchor"] > 0 for row in found)
