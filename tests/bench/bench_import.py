"""A household list of 10,000 rows: read, checked, compared, written; beside the least that moves the rows.

The anchor reads the same workbook and inserts its cells into one table of SQLite, in the same process, synced
to disk: no limits, no checks, no search keys, no people, no counts, no audit.
"""

from __future__ import annotations

import json
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path
from typing import Any

from flask_migrate import upgrade
from python_calamine import CalamineWorkbook

from tests.factories import make_hamlet, make_place, make_user, viewer
from tests.fixtures.lists.workbooks import as_xlsx
from webapp import create_app
from webapp.config import Settings
from webapp.models.base import writing
from webapp.models.user import Role
from webapp.services import imports
from webapp.services.access import Viewer

HAMLETS = 20
HEADER = ["STT", "Họ và tên chủ hộ", "Ngày sinh", "Địa chỉ", "SĐT", "Số nhân khẩu", "CCCD", "Ghi chú"]
NAMES = (
    ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Lò", "Vừ", "Giàng", "Niê", "Êban"),
    ("Văn", "Thị", "Đức", "Minh", "Thu", "Ngọc"),
    ("Gia", "Bảo", "Anh", "Quang", "Thanh", "Xuân"),
    ("An", "Bình", "Dũng", "Giang", "Hà", "Hùng", "Lan", "Páo", "Quý", "Sơn", "Tâm", "Uyên", "Yến"),
)


def run(count: int = 10_000) -> list[dict[str, Any]]:
    """Rows of the table: value and anchor in `unit`; `ratio` is value by anchor, where there is one."""
    with tempfile.TemporaryDirectory(prefix="gia-dinh-so-bench-") as folder:
        file = Path(folder) / "danh-sach.xlsx"
        file.write_bytes(workbook(count))
        ours, bare = _measured("ours", file), _measured("bare", file)
    name = f"import of {count:,} rows"
    preview = ours["read"] + ours["draft"] + ours["keep"]
    whole = preview + ours["ready"] + ours["confirm"]
    return [
        _row(f"{name}, from the file to written", "s", whole, bare["seconds"]),
        _row(f"{name}: until the preview is ready", "s", preview),
        _row(f"{name}: while other writers wait", "s", ours["confirm"]),
        _row(f"{name}: the same file next year, compared", "s", ours["again"]),
        _row(f"{name}: memory of the process", "MB", ours["peak"], bare["peak"]),
        _row(f"{name}: memory of the limited reader", "MB", ours["reader"]),
    ]


def _row(name: str, unit: str, value: float, anchor: float | None = None) -> dict[str, Any]:
    return {
        "name": name,
        "value": round(value, 2),
        "unit": unit,
        "anchor": None if anchor is None else round(anchor, 2),
        "ratio": None if anchor is None else round(value / anchor, 2),
    }


def _measured(name: str, file: Path) -> dict[str, float]:
    """Runs in a process of its own, so that one way's memory isn't the other's."""
    command = [sys.executable, "-m", "tests.bench.bench_import", name, str(file)]
    done = subprocess.run(command, capture_output=True, check=True, cwd=Path(__file__).parents[2])
    measured: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return measured


def workbook(count: int) -> bytes:
    """Invented households, a sheet for each hamlet, one row in a hundred wrong."""
    chance = random.Random(count)
    sheets = {f"Thôn {number + 1}": [["DANH SÁCH HỘ"], HEADER] for number in range(HAMLETS)}
    for number in range(count):
        born = f"{chance.randint(1, 28):02}/{chance.randint(1, 12):02}/{chance.randint(1940, 2000)}"
        name = " ".join(chance.choice(words) for words in NAMES)
        sheets[f"Thôn {number % HAMLETS + 1}"].append(
            [
                number + 1, name, born if number % 100 else "năm Thìn", f"Số nhà {number}",
                912_000_000 + number, chance.randint(1, 8), f"0{chance.randint(10**10, 10**11 - 1)}", "",
            ]
        )  # fmt: skip
    return as_xlsx(sheets)


def ours(file: Path) -> dict[str, float]:
    folder = file.parent / "site"
    folder.mkdir()
    url = f"sqlite:///{folder / 'webapp.sqlite3'}"
    app = create_app(Settings(secret_key="bench", database_url=url, instance_path=folder))
    with app.app_context():
        upgrade()
        place = make_place("25000", "Xã Di Linh", "Tỉnh Lâm Đồng")
        for number in range(HAMLETS):
            make_hamlet(place.commune, "Thôn", str(number + 1))
        return _import(viewer(make_user(Role.OFFICER, "chi", place.commune)), file)


def _import(chi: Viewer, file: Path) -> dict[str, float]:
    watch, names = Stopwatch(), imports.place_of(chi)
    source = imports.from_file(file, file.name)
    watch.lap("read")
    draft = imports.draft(chi, names, source)
    watch.lap("draft")
    with writing():
        batch = imports.keep(by=chi, draft=draft)
    watch.lap("keep")
    ready = imports.make_ready(chi, imports.get(chi, batch.id, whole=True))
    watch.lap("ready")
    with writing():
        imports.confirm(by=chi, ready=ready)
    watch.lap("confirm")
    imports.draft(chi, names, imports.from_file(file, file.name))
    watch.lap("again")
    return watch.laps


class Stopwatch:
    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self.at = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name], self.at = now - self.at, now


def bare(file: Path) -> dict[str, float]:
    started = time.perf_counter()
    with CalamineWorkbook.from_filelike(BytesIO(file.read_bytes())) as book:
        cells = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    with sqlite3.connect(file.parent / "bare.sqlite3") as connection:
        connection.execute("CREATE TABLE household (a, b, c, d, e, f, g, h)")
        marks = ", ".join("?" * len(HEADER))
        full = [[*row, *[None] * len(HEADER)][: len(HEADER)] for row in cells]
        connection.executemany(f"INSERT INTO household VALUES ({marks})", full)
    return {"seconds": time.perf_counter() - started}


def main(name: str, file: Path) -> None:
    measured = {"ours": ours, "bare": bare}[name](file)
    own, children = (
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    sys.stdout.write(json.dumps({**measured, "peak": own, "reader": children}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
