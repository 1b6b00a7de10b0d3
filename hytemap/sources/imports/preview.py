"""What would be loaded, for the person to look at first: counts, what was converted, the first rows as understood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from hytemap.definitions.imports import MIN_RESPONDENTS, ImportMapping
from hytemap.model import Status
from hytemap.sources.imports.areas import KnownArea
from hytemap.sources.imports.grid import Cell
from hytemap.sources.imports.header import Columns
from hytemap.sources.tables import TOTAL, TableRows

#: rows and columns of figures shown, and how wide one may be
MOST_ROWS, MOST_COLUMNS, WIDEST = 8, 5, 24


def preview(
    mapping: ImportMapping, rows: TableRows, known: Sequence[KnownArea], told: Sequence[str], replaced: Sequence[int]
) -> list[str]:
    """Lines of the preview; `rows` have small numbers hidden already, so that none is shown."""
    years = sorted(set(rows.year.tolist()))
    statuses = Counter(Status(status).word for status in rows.status.tolist())
    groups = [group for group in dict.fromkeys(rows.group) if group != TOTAL]
    lines = [
        f"{mapping.id} ({mapping.title.fi}): {len(rows)} figures of {len(set(rows.area))} areas, "
        f"{len(years)} {'year' if len(years) == 1 else 'years'} ({', '.join(map(str, years))}), "
        f"{len(set(rows.variable))} variables" + (f", groups {', '.join(groups)}" if groups else ""),
        "  " + ", ".join(f"{count} {word}" for word, count in sorted(statuses.items())),
    ]
    lines += [f"  {line}" for line in told]
    if replaced:
        lines.append(f"  loaded before and replaced: {', '.join(map(str, replaced))}")
    return [*lines, *_first_rows(rows, {area.code: area.names[0] for area in known})]


def _first_rows(rows: TableRows, names: Mapping[str, str]) -> list[str]:
    variables = list(dict.fromkeys(rows.variable))
    shown = variables[:MOST_COLUMNS]
    cells: dict[tuple[str, int, str], dict[str, str]] = {}
    numbers = zip(rows.value.tolist(), rows.status.tolist(), strict=True)
    keys = zip(rows.area, rows.year.tolist(), rows.group, rows.variable, strict=True)
    for (area, year, group, variable), (value, status) in zip(keys, numbers, strict=True):
        text = f"{value:g}" if Status(status).has_value else Status(status).word
        cells.setdefault((area, year, group), {})[variable] = text
    head = ["code", "area", "year", "group", *shown]
    body = [
        [area, names.get(area, ""), str(year), group, *(found.get(variable, "") for variable in shown)]
        for (area, year, group), found in list(cells.items())[:MOST_ROWS]
    ]
    more = [f"  … {len(cells) - MOST_ROWS} rows more"] if len(cells) > MOST_ROWS else []
    if len(variables) > MOST_COLUMNS:
        more.append(f"  … {len(variables) - MOST_COLUMNS} columns more")
    return [*in_columns([head, *body]), *more]


def first_lines(columns: Columns, count: int | None) -> list[str]:
    """The first rows of a file as they stand in it; none whose number of respondents, in column `count`, is small."""
    shown = [i for i, name in enumerate(columns.names) if name][: MOST_COLUMNS + 3]
    lines = [line for line in columns.data if count is None or not _is_small(line.cells[count])]
    body = [[line.cells[i].text for i in shown] for line in lines[:MOST_ROWS]]
    return in_columns([[columns.names[i] for i in shown], *body])


def _is_small(cell: Cell) -> bool:
    digits = "".join(char for char in cell.text if char.isdigit())
    return len(digits) < 2 and int(digits or 0) < MIN_RESPONDENTS


def in_columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of texts set in columns, each cut to a width that leaves room for the others."""
    cut = [[_cut(cell) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in cut) for i in range(len(cut[0]))]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cut
    ]


def _cut(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= WIDEST else f"{plain[: WIDEST - 1]}…"
