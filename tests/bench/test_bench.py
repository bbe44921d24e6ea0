"""The benchmarks measure, at a size that a test run can bear; speeds are not asserted."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench import __main__ as bench
from tests.bench import bench_import, bench_start, bench_weight
from tests.bench.serving import use_demo


@pytest.fixture
def loaded(demo_database: Path) -> None:
    use_demo(demo_database)


def test_a_list_of_a_hundred_rows_is_measured_beside_its_anchor() -> None:
    rows = bench_import.run(100)
    assert any(row.get("ratio") for row in rows)


@pytest.mark.usefixtures("loaded")
def test_a_step_is_light_and_needs_few_requests() -> None:
    weight, requests, readable = bench_weight.run(1)
    assert weight["value"] <= 30
    assert requests["value"] <= 5
    assert readable["value"] > 0


@pytest.mark.usefixtures("loaded")
def test_a_process_starts_and_its_memory_is_read() -> None:
    started, memory = bench_start.run(1, 10)
    assert started["value"] > 0
    assert 20 < memory["value"] < 300


def test_the_table_lines_up_what_was_measured() -> None:
    rows = [{"name": "trang", "value": 1234.5, "unit": "lần/s", "ratio": 0.51}]
    assert bench.table(rows).splitlines()[1].split() == ["trang", "1,234", "lần/s", "-", "0.51", "-"]
