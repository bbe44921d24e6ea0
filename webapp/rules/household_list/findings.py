"""Collects what is wrong in a sheet, so that every row left out is counted once."""

from webapp.rules.household_list.cells import BadCell
from webapp.rules.household_list.columns import Column
from webapp.rules.household_list.parsed import RemovedValue, RowError
from webapp.rules.sheets import column_letter


class Findings:
    def __init__(self, sheet: str) -> None:
        self.sheet = sheet
        self.errors: list[RowError] = []
        self.removed: list[RemovedValue] = []
        self._left_out: set[int] = set()

    def refuse(
        self, row: int, problem: BadCell, column: Column | None = None, *, rows: tuple[int, ...] = ()
    ) -> None:
        """Row `row` (from 0) is left out for this, and with it `rows`."""
        leaving = {row, *rows} - self._left_out
        self._left_out |= leaving
        self.errors.append(self._error(row, problem, column, covers=len(leaving)))

    def refuse_sheet(self, row: int, problem: BadCell, rows: set[int]) -> None:
        """All these rows are left out for what row `row`, a title or a header, says."""
        leaving = rows - self._left_out
        self._left_out |= leaving
        self.errors.append(self._error(row, problem, None, covers=len(leaving)))

    def _error(self, row: int, problem: BadCell, column: Column | None, *, covers: int) -> RowError:
        letter, header = (column_letter(column.index), column.header) if column else ("", "")
        return RowError(self.sheet, row + 1, letter, header, problem.message, problem.remedy, covers)

    def remove(self, row: int, column: Column, reason: str) -> None:
        self.removed.append(
            RemovedValue(self.sheet, row + 1, column_letter(column.index), column.header, reason)
        )
