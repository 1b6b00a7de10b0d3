"""Figures of a table out of PxWeb: metadata first, every dimension chosen, marks kept, counts summed by code prefix."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hytemap.definitions import Definitions, Table
from hytemap.definitions.pxweb import PxwebSource
from hytemap.errors import SourceAnswerInvalid
from hytemap.model import Status, Statuses, Values
from hytemap.sources.json_stat import Dataset
from hytemap.sources.parts import FetchedPart
from hytemap.sources.publishers import Publishers
from hytemap.sources.pxweb_areas import PxwebAreas, find_areas
from hytemap.sources.pxweb_choices import NothingChosen, choose, find_dimensions, find_value
from hytemap.sources.pxweb_service import PxwebService, PxwebVariable
from hytemap.sources.tables import TOTAL, Row, table_rows

#: a year, with the star that some publishers put behind a preliminary one
_YEAR = re.compile(r"(\d{4})\s*\*?")


@dataclass(frozen=True)
class _Plan:
    """What is asked and how the answer is read.

    `selection`: dimension → codes asked for, areas and years first. `years`: one for each code of years. `choices`:
    variable → codes it sums of each further dimension; `groups`: population group → the code of its dimension.
    """

    areas: PxwebAreas
    years: list[int]
    selection: dict[str, list[str]]
    choices: dict[str, dict[str, list[str]]]
    groups: dict[str, dict[str, list[str]]]
    notices: list[str]


def read_pxweb(
    definitions: Definitions, table: Table, publishers: Publishers, source: PxwebSource
) -> list[FetchedPart]:
    """The series of one PxWeb table as a part; raises SourceError when it is not as the definition has it.

    A variable that the publisher does not have (an age group that cannot be put together) is told and left out.
    """
    service = publishers.pxweb(source.service)
    where = f"{source.service}: {source.path}"
    variables = service.metadata(source.path)
    plan = _plan(definitions, table, source, variables, where)
    values, statuses = _ask(service, table, source, plan, where)
    rows, notices = _rows(table, plan, values, statuses)
    if not rows:
        raise SourceAnswerInvalid(f"{where} has no figure of any variable of {table.id}")
    told = [*plan.notices, *plan.areas.notices, *notices, *(f"{source.service}: {told}" for told in service.notices)]
    part = table_rows(rows, tuple(told))
    return [FetchedPart(source.part, part, source.service, source.path, {"names": plan.areas.names})]


def _plan(
    definitions: Definitions, table: Table, source: PxwebSource, variables: Sequence[PxwebVariable], where: str
) -> _Plan:
    area, year, others = find_dimensions(source, variables, where)
    areas = find_areas(definitions, table, source.area, area, where)
    years = _years(year, source.year.since, where)
    choices: dict[str, dict[str, list[str]]] = {}
    without: list[str] = []
    for name in source.variables_in(table.variables):
        try:
            choices[name] = {
                others[word].code: choose(choice, others[word]) for word, choice in source.choices(name).items()
            }
        except NothingChosen as error:
            without.append(f"{name} ({error})" if source.variables else name)
    if not choices:
        raise SourceAnswerInvalid(f"{where} has none of the variables of {table.id}: {'; '.join(without[:8])}")
    groups = _groups(source, others, where)
    selection = {area.code: areas.asked, year.code: list(years)}
    for dimension in others.values():
        taken = [code for chosen in (*choices.values(), *groups.values()) for code in chosen.get(dimension.code, ())]
        selection[dimension.code] = list(dict.fromkeys(taken))
    notices = [f"{source.path} does not give {'; '.join(without)}"] if without else []
    return _Plan(areas, list(years.values()), selection, choices, groups, notices)


def _years(dimension: PxwebVariable, since: int, where: str) -> dict[str, int]:
    """The years to ask for, by code; raises SourceAnswerInvalid for a time that is no year."""
    found: dict[str, int] = {}
    for code, text in zip(dimension.values, dimension.texts, strict=True):
        match = _YEAR.fullmatch(text.strip()) or _YEAR.fullmatch(code.strip())
        if match is None:
            raise SourceAnswerInvalid(f"{where}: {code} ({text}) of {dimension.code} is no year")
        if int(match[1]) >= since:
            found[code] = int(match[1])
    if not found:
        raise SourceAnswerInvalid(f"{where} has no year from {since} on in {dimension.code}")
    if len(set(found.values())) != len(found):
        raise SourceAnswerInvalid(f"{where} has a year twice in {dimension.code}")
    return found


def _groups(source: PxwebSource, others: dict[str, PxwebVariable], where: str) -> dict[str, dict[str, list[str]]]:
    """Population group → what it takes of the groups' dimension; everybody alone where there is none."""
    if source.groups is None:
        return {TOTAL: {}}
    dimension = others[source.groups.dimension]
    found: dict[str, dict[str, list[str]]] = {}
    for group, name in {TOTAL: source.groups.total, **source.groups.values}.items():
        code = find_value(name, dimension)
        if code is None:
            there = ", ".join(dimension.values)
            raise SourceAnswerInvalid(f"{where}: {dimension.code} has no value {name!r}; there are {there}")
        found[group] = {dimension.code: [code]}
    return found


def _ask(service: PxwebService, table: Table, source: PxwebSource, plan: _Plan, where: str) -> tuple[Values, Statuses]:
    """Figures and statuses of the whole selection, in the order of its dimensions."""
    shape = tuple(len(codes) for codes in plan.selection.values())
    values, statuses = np.full(shape, np.nan), np.full(shape, int(Status.MISSING), dtype=np.uint8)
    place = {code: {value: i for i, value in enumerate(asked)} for code, asked in plan.selection.items()}
    for piece in service.query(source.path, plan.selection):
        some, standing = _standing(piece, table, source, where)
        order = [list(piece.codes).index(code) for code in plan.selection]
        target = np.ix_(*([place[code][value] for value in piece.codes[code]] for code in plan.selection))
        values[target] = np.transpose(some, order)
        statuses[target] = np.transpose(standing, order)
    return values, statuses


def _standing(piece: Dataset, table: Table, source: PxwebSource, where: str) -> tuple[Values, Statuses]:
    """A piece's figures and their statuses by the table's marks; a null without a mark is `missing`.

    Raises SourceAnswerInvalid for a null with a mark that the table's YAML does not know: it may hide something.
    """
    values = piece.values.ravel().copy()
    empty = np.isnan(values)
    statuses = np.where(empty, int(Status.MISSING), int(Status.OK)).astype(np.uint8)
    for at, mark in piece.marks.items():
        status = table.marks.get(mark.strip())
        if status is not None:
            statuses[at] = int(status)
        elif empty[at] and mark.strip() == source.zero:
            values[at], statuses[at] = 0.0, int(Status.OK)
        elif empty[at]:
            known = ", ".join(map(repr, table.marks)) or "none"
            raise SourceAnswerInvalid(
                f"{where}: the mark {mark!r} stands for a figure, and layers/tables/{table.id}.yaml does not say what "
                f"it means (it knows {known}): add it under `marks`"
            )
    # a mark that is a number, as -1 for a protected figure
    for mark, status in table.marks.items():
        if re.fullmatch(r"-?\d+", mark):
            statuses[values == float(mark)] = int(status)
    values[statuses > Status.ESTIMATED] = np.nan
    return values.reshape(piece.values.shape), statuses.reshape(piece.values.shape)


def _rows(table: Table, plan: _Plan, values: Values, statuses: Statuses) -> tuple[list[Row], list[str]]:
    """Every variable over our areas, year by year; years in which no area has a figure are left out."""
    rows: list[Row] = []
    unlike: list[str] = []
    position = {code: i for i, code in enumerate(plan.selection[next(iter(plan.selection))])}
    makes = [(ours, [position[code] for code in codes]) for ours, codes in plan.areas.parts.items()]
    for name, choice in plan.choices.items():
        for group, of_group in plan.groups.items():
            # (areas, years): the other dimensions are summed over what the variable takes of them
            at = [list(range(n)) for n in values.shape[:2]]
            at += [_indices(codes, {**choice, **of_group}[code]) for code, codes in list(plan.selection.items())[2:]]
            over = tuple(range(2, values.ndim))
            some, standing = values[np.ix_(*at)].sum(axis=over), statuses[np.ix_(*at)].max(axis=over)
            shown = (standing <= Status.ESTIMATED).any(axis=0)
            for ours, places in makes:
                # a sum of which one part is hidden is hidden: its NaN and its worst status carry over
                total, worst = some[places].sum(axis=0), standing[places].max(axis=0)
                for y, year in enumerate(plan.years):
                    if shown[y]:
                        rows.append((ours, year, name, float(total[y]), int(worst[y]), group))
            unlike += _unlike_the_whole(plan, position, some, f"{name} ({group})" if group != TOTAL else name)
    first = unlike[0] if unlike else ""
    more = f" (and {len(unlike) - 1} more)" if len(unlike) > 1 else ""
    return rows, [f"small areas do not add up to the publisher's own total: {first}{more}"] if unlike else []


def _indices(codes: Sequence[str], chosen: Sequence[str]) -> list[int]:
    return [list(codes).index(code) for code in chosen]


def _unlike_the_whole(plan: _Plan, position: dict[str, int], some: NDArray[np.float64], name: str) -> list[str]:
    """Years in which the smallest areas and the row of them all differ: an area may be missing from the list."""
    if plan.areas.whole is None:
        return []
    whole = some[position[plan.areas.whole]] if plan.areas.whole in position else np.full(len(plan.years), np.nan)
    added = some[[position[code] for code in plan.areas.smallest]].sum(axis=0)
    return [
        f"{name} {year}: {added[y]:,.0f} of {whole[y]:,.0f}"
        for y, year in enumerate(plan.years)
        if not np.isnan(whole[y] + added[y]) and whole[y] != added[y]
    ]
