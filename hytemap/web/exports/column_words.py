"""What each column of a file is, in words."""

from __future__ import annotations

from hytemap.maps.wording import N_, Wording
from hytemap.web.exports.table import Table

#: columns with a name of their own
COLUMNS = {
    "code": N_("Code of the area: a text, its zeros count"),
    "name": N_("Name of the area"),
    "name_fi": N_("Name of the area in Finnish"),
    "name_sv": N_("Name of the area in Swedish"),
    "level": N_("Division into areas"),
    "boundary_year": N_("Year of the borders"),
    "boundary_quality": N_("official: the publisher's borders; generalised: drawn from a grid of 125 metres"),
    "geometry_extent": N_("land: the polygon is land; with_sea: it reaches out to sea"),
    "member": N_("Whether the area is a part of Espoo; leave the others out when you sum"),
    "year": N_("Year of the figures"),
    "group": N_("Population group"),
    "value": N_("The figure; empty unless the status is ok or estimated"),
    "status": N_("What the figure is; the words are explained below"),
    "numerator": N_("What is divided: people, dwellings or the like"),
    "denominator": N_("What it is divided by"),
    "assigned_in": N_("Share of the base that comes from areas cut by a border, 0–1"),
    "assigned_out": N_("Share of the base given to other areas, 0–1"),
    "low": N_("Lower limit of the 95 %% interval"),
    "high": N_("Upper limit of the 95 %% interval"),
    "low_998": N_("Lower limit of the 99.8 %% interval"),
    "high_998": N_("Upper limit of the 99.8 %% interval"),
    "range_low": N_("The least an estimated figure can be"),
    "range_high": N_("The most an estimated figure can be"),
    "older_borders": N_("Whether the figure stands on other borders than today's"),
    "source": N_("Table that the figure stands on"),
}
#: columns of an indicator, by how their name ends
ENDINGS = {
    "_status": N_("%(title)s: what the figure is; the words are explained below"),
    "_rank": N_("%(title)s: place among the areas of Espoo, 1 for the highest figure"),
    "_diff": N_("%(title)s: difference from the base"),
    "_ratio": N_("%(title)s: divided by the base"),
    "_low": N_("%(title)s: lower limit of the 95 %% interval"),
    "_high": N_("%(title)s: upper limit of the 95 %% interval"),
    "_judgement": N_("%(title)s: how the area stands to the base; empty where it cannot be judged"),
}


def column_words(table: Table) -> dict[str, str]:
    """A description of every column of the table, by name, in its language."""
    wording = Wording(table.language)
    figures = _figures(table, wording)
    return {one.name: figures.get(one.name) or _named(one.name, wording) for one in table.columns}


def _named(name: str, wording: Wording) -> str:
    # a per cent sign is written twice in the catalogue, as translators' tools expect of texts with places to fill
    return wording.gettext(COLUMNS.get(name, "")) % {}


def _figures(table: Table, wording: Wording) -> dict[str, str]:
    found = {}
    for name in table.indicators:
        indicator = table.atlas.indicators[name]
        unit = wording.unit(indicator.unit)
        for column, year in [(name, ""), *((f"{name}_{year}", f" {year}") for year in table.years)]:
            title = indicator.title[table.language] + year
            found[column] = f"{title} ({unit})" if unit else title
            for ending, text in ENDINGS.items():
                found[column + ending] = wording.gettext(text) % {"title": title}
    return found
