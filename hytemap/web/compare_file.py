"""The comparison as a file for spreadsheets: CSV as Excel opens it in the reader's own language."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from flask_babel import gettext

from hytemap.maps.wording import Wording
from hytemap.model import Status
from hytemap.web.compare_page import Compared, ComparePage

#: without it Excel takes UTF-8 for the machine's own old character set
BYTE_ORDER_MARK = "\ufeff"
#: a cell that begins so may be run as a formula when the file is opened: OWASP, CSV Injection
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def compare_file(page: ComparePage, address: str) -> bytes:
    """The table of `page` in its language; `address` is where it came from.

    Semicolons and decimal commas in Finnish and Swedish, commas and points in English. The status stands in words
    beside each value. Below the table, after an empty row, stand sources, licences and what the statuses mean.
    """
    written = io.StringIO()
    english = page.language == "en"
    writer = csv.writer(written, delimiter="," if english else ";")
    for row in (*_table(page), [], *_notes(page, address)):
        writer.writerow([_cell(cell, page.wording) for cell in row])
    return (BYTE_ORDER_MARK + written.getvalue()).encode()


class Number(float):
    """A number with so many decimals; NaN is an empty cell."""

    decimals = 0

    @classmethod
    def of(cls, value: float, decimals: int) -> Number:
        made = cls(value)
        made.decimals = decimals
        return made


def _cell(cell: str | Number, wording: Wording) -> str:
    if isinstance(cell, Number):
        if cell != cell:
            return ""
        text = f"{round(cell, cell.decimals) + 0.0:.{cell.decimals}f}"
        return text if wording.language == "en" else text.replace(".", ",")
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def _table(page: ComparePage) -> Iterator[list[str | Number]]:
    heads = [gettext("Area"), gettext("Code"), gettext("Part of Espoo")]
    for one in page.columns:
        heads += _heads(page, one)
    if page.change:
        unit = f" ({page.change.unit})" if page.change.unit else ""
        heads += [gettext("Change %(years)s", years=page.change.years) + unit, gettext("Status of the change")]
        heads += [gettext("More than chance?")]
    yield list(heads)
    for code in (*page.members, *page.others):
        i = page.level.position[code]
        member = page.level.areas[i].member
        row: list[str | Number] = [page.name(code), code, gettext("yes") if member else gettext("no")]
        for one in page.columns:
            row += _cells(page, one, code, member)
        if page.change:
            view = page.change.view
            status = Status(int(view.slice.status[i]))
            row.append(Number.of(float(view.slice.value[i]), view.indicator.decimals))
            row.append(_status(page, status) if status is not Status.NOT_APPLICABLE else gettext("not comparable"))
            row.append(page.change.movements[code])
        yield row


def _heads(page: ComparePage, one: Compared) -> list[str]:
    unit = f" ({one.unit})" if one.unit else ""
    difference = f" ({one.difference_unit})" if one.difference_unit else ""
    base = page.base_name
    return [
        f"{one.title}{unit}",
        gettext("Status: %(title)s", title=one.title),
        gettext("Interval from: %(title)s", title=one.title),
        gettext("Interval to: %(title)s", title=one.title),
        gettext("Rank: %(title)s", title=one.title),
        gettext("Share of Espoo (%%): %(title)s", title=one.title)
        if one.table.is_count
        else gettext("Difference (%(base)s): %(title)s", base=base, title=one.title) + difference,
        gettext("Against the base (%(base)s): %(title)s", base=base, title=one.title),
    ]


def _cells(page: ComparePage, one: Compared, code: str, member: bool) -> list[str | Number]:
    i, view = page.level.position[code], one.view
    decimals, rank = view.indicator.decimals, int(view.rank[i])
    row = one.rows[code]
    return [
        Number.of(float(view.slice.value[i]), decimals),
        _status(page, row.status),
        Number.of(float(view.intervals.low[i]), decimals),
        Number.of(float(view.intervals.high[i]), decimals),
        str(rank) if rank else "",
        _compared(one, i) if member else Number.of(float("nan"), 0),
        row.judgement,
    ]


def _compared(one: Compared, i: int) -> Number:
    """The difference from the base; of a count, of which the city's own is the sum, the share."""
    view = one.view
    if not one.table.is_count:
        return Number.of(float(view.difference[i]), view.indicator.decimals)
    share = 100 * float(view.slice.value[i]) / view.city.value if view.city.value > 0 else float("nan")
    return Number.of(share, 1)


def _status(page: ComparePage, status: Status) -> str:
    return page.wording.status(status) or gettext("published")


def _notes(page: ComparePage, address: str) -> Iterator[list[str | Number]]:
    language, wording = page.language, page.wording
    yield [gettext("Comparison"), page.title]
    yield [gettext("Areas"), page.level.title[language]]
    yield [gettext("Address"), address]
    sources = {(one.view.source.attribution[language], one.view.source.licence): one for one in page.columns}
    for (attribution, licence), one in sources.items():
        yield [gettext("Source"), attribution, one.view.source.title[language]]
        yield [gettext("Licence"), licence]
    yield [gettext("Borders"), page.level.attribution[language], page.level.licence]
    for one in page.columns:
        yield [one.title, one.view.indicator.definition[language], one.uncertainty]
        city = wording.value(one.view.city.value, one.view.city.status, one.view.indicator)
        yield [one.title, gettext("Espoo as a whole: %(value)s.", value=city)]
    for status in Status:
        if wording.status(status):
            yield [wording.status(status), wording.status_reason(status)]
    yield [gettext("Codes begin with zeros: bring the column in as text.")]
