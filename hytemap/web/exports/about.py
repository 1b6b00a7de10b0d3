"""What a file says of itself: where its figures come from, on what terms, what its columns and statuses mean."""

from __future__ import annotations

from collections.abc import Iterator

from hytemap.atlas import AtlasIndicator
from hytemap.atlas.atlas import TOTAL
from hytemap.maps.wording import N_, Wording
from hytemap.model import BoundaryQuality, Status
from hytemap.web.exports.column_words import column_words
from hytemap.web.exports.table import Table

#: part of the file, what is told of, the text
Note = tuple[str, str, str]

#: heads of the three columns
HEADS = (N_("About"), N_("What"), N_("Text"))


def about(table: Table, address: str) -> list[Note]:
    """Notes on the table, in its language; `address` is where it came from."""
    wording = Wording(table.language)
    return [
        *_whole(table, address, wording),
        *_columns(table, wording),
        *(note for name in table.indicators for note in _indicator(table, table.atlas.indicators[name], wording)),
        *_borders(table, wording),
        *_statuses(wording),
    ]


def _whole(table: Table, address: str, wording: Wording) -> Iterator[Note]:
    said = wording.gettext
    part = said(N_("This file"))
    yield part, said("Title"), table.title
    yield part, said("Areas"), table.level.title[table.language]
    if table.years:
        yield part, said(N_("Years")), ", ".join(str(year) for year in table.years)
    if table.group != TOTAL:
        titles = [
            group[table.language]
            for name in table.indicators
            if (group := table.atlas.indicators[name].groups.get(table.group)) is not None
        ]
        yield part, said(N_("Population group")), titles[0] if titles else table.group
    yield part, said("Address"), address
    yield part, said(N_("Snapshot of the data")), table.atlas.hash
    yield part, said(N_("Codes")), said("Codes begin with zeros: bring the column in as text.")


def _columns(table: Table, wording: Wording) -> Iterator[Note]:
    part = wording.gettext(N_("Columns"))
    for name, text in column_words(table).items():
        yield part, name, text


def _indicator(table: Table, indicator: AtlasIndicator, wording: Wording) -> Iterator[Note]:
    language, said = table.language, wording.gettext
    part = indicator.title[language]
    yield part, said(N_("Definition")), indicator.definition[language]
    if indicator.note is not None:
        yield part, said(N_("Note")), indicator.note[language]
    for source in table.sources(indicator):
        yield part, said("Source"), source.attribution[language]
        yield part, said(N_("Table")), f"{source.publisher[language]}: {source.title[language]}"
        if source.address is not None:
            yield part, said(N_("Address of the table")), source.address
        yield part, said("Licence"), source.licence
        yield part, said(N_("Protection of small figures")), source.protection[language]
        for year in table.years:
            moment = source.moments.get(year)
            if moment is not None and moment.reference is not None:
                yield part, said(N_("Reference date of %(year)s")) % {"year": year}, moment.reference[language]
        carried = source.carried.get(table.level.id)
        if carried is not None:
            yield part, said(N_("Estimated")), carried[language]


def _borders(table: Table, wording: Wording) -> Iterator[Note]:
    language, said, level = table.language, wording.gettext, table.level
    part = said("Borders")
    yield part, said("Source"), level.attribution[language]
    yield part, said("Licence"), level.licence
    if level.boundary_year is not None:
        yield part, said(N_("Year")), str(level.boundary_year)
    if level.boundary_quality is BoundaryQuality.GENERALISED:
        yield (
            part,
            said(N_("Quality")),
            said("The borders are generalised from a grid of 125 metres and are not exact."),
        )
    else:
        yield part, said(N_("Quality")), said(N_("The publisher's own borders."))
    if level.note is not None:
        yield part, said(N_("Note")), level.note[language]


def _statuses(wording: Wording) -> Iterator[Note]:
    part = wording.gettext(N_("Statuses"))
    yield part, Status.OK.word, wording.gettext("published")
    for status in Status:
        if status is not Status.OK:
            yield part, status.word, f"{wording.status(status)}: {wording.status_reason(status)}"
