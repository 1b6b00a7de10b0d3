"""Years: digits, dates, and Excel's own day numbers."""

import datetime

import pytest

from hytemap.sources.imports.grid import Cell, Grid
from hytemap.sources.imports.years import year_of, years_in

CSV = Grid("csv", [])
BOOK, BOOK_1904 = Grid("xlsx", []), Grid("xlsx", [], epoch_1904=True)


@pytest.mark.parametrize(
    ("value", "grid", "year", "was_date"),
    [
        ("2025", CSV, 2025, False),
        ("2025.0", CSV, 2025, False),
        (2025.0, BOOK, 2025, False),
        ("31.12.2024", CSV, 2024, True),
        ("1/5/2024", CSV, 2024, True),
        ("2024-05-01", CSV, 2024, True),
        ("2024-05-01 00:00:00", CSV, 2024, True),
        (datetime.date(2024, 5, 1), BOOK, 2024, True),
        (45413.0, BOOK, 2024, True),  # 1 May 2024
        (43951.0, BOOK_1904, 2024, True),  # the same day, counted from 1904
        (45413.0, BOOK_1904, 2028, True),
    ],
)
def test_a_cell_tells_its_year(value, grid, year, was_date):
    assert year_of(Cell(value), grid) == (year, was_date)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "is empty: the year is missing"),
        ("kevät", "‘kevät’ is no year"),
        ("2024–2025", "‘2024–2025’ is two years: write the one whose figure it is"),
        ("1812", "is no year between 1900 and 2100"),
        ("31.2.2024", "‘31.2.2024’ is no year"),
        ("45413", "‘45413’ is how Excel counts days"),
        (2025.5, "is no year"),
    ],
)
def test_what_is_no_year_is_told_with_the_reason(value, reason):
    with pytest.raises(ValueError, match=reason):
        year_of(Cell(value), CSV)


def test_years_are_found_in_names_but_not_within_longer_numbers():
    assert years_in("kysely_2025_v2") == [2025]
    assert years_in("2023 ja 2025") == [2023, 2025]
    assert years_in("120251 12345") == []
