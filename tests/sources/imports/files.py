"""Files as people send them, made for the tests: workbooks by openpyxl, mappings from a short text."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import openpyxl
from ruamel.yaml import YAML

from hytemap.definitions import load
from hytemap.definitions.imports import FileReading, ImportMapping
from hytemap.definitions.yaml_files import parse
from hytemap.settings import Settings
from hytemap.sources.imports.areas import AreaReader, Areas, KnownArea, known_areas
from hytemap.sources.imports.header import find_columns
from hytemap.sources.imports.reading import read_grid
from hytemap.sources.imports.rows import Understood, understand

TEXT = "{fi: suomeksi, sv: på svenska, en: in English}"

#: what every mapping has, whatever the file looks like
COMMON = f"""
id: survey
title: {TEXT}
publisher: {TEXT}
licence: CC BY 4.0
access: public
steward: {{role: {TEXT}, unit: {TEXT}}}
update: {TEXT}
reference: {TEXT}
"""

#: a wide file of districts, with respondents
WIDE = f"""{COMMON}
layout: wide
area: {{column: Alue, levels: [suuralue, kunta]}}
year: {{column: Vuosi}}
variables:
  lonely:
    column: Yksinäiset
    respondents: Vastaajia
    unit: percent
    title: {TEXT}
    theme: hyvinvointi
    direction: lower
"""


def mapping_of(text: str) -> ImportMapping:
    """The mapping that a YAML text holds."""
    return parse(ImportMapping, YAML(typ="safe", pure=True).load(text), "mapping.yaml")


def workbook(
    rows: Sequence[Sequence[Any]], change: Callable[[openpyxl.Workbook], None] | None = None, title: str = "Taulukko"
) -> bytes:
    """An XLSX with `rows` on its first sheet; `change` gets the workbook before it is saved."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@cache
def shipped_areas(*levels: str) -> list[KnownArea]:
    """The areas of the shipped levels."""
    settings = Settings()
    return known_areas(load(settings), settings, levels)


def understood(content: bytes, mapping: ImportMapping, suffix: str = ".csv", year: int | None = None) -> Understood:
    """What a file's bytes say by the mapping, over the shipped levels."""
    grid = read_grid(content, suffix, mapping.file)
    columns = find_columns(grid, mapping.file)
    areas = Areas(shipped_areas(*mapping.area.levels))
    return understand(grid, columns, mapping, AreaReader(areas, mapping.area), year)


def cells(content: bytes, suffix: str = ".csv", **reading: Any) -> list[list[str]]:
    """The texts of a file's cells."""
    grid = read_grid(content, suffix, FileReading(**reading))
    return [[cell.text for cell in line.cells] for line in grid.lines]
