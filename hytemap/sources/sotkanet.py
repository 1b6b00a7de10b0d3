"""Sotkanet, THL's indicators over REST: regions found at run time, descriptions kept, each indicator a part of its own.

One request each for the regions and, where titles have to be looked up, for the list of indicators; then for an
indicator its description and, for each gender, all its years at once. Nothing is asked twice and nothing at the same
time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from hytemap.definitions import Definitions, Table
from hytemap.definitions.sotkanet import Find, SotkanetIndicator, SotkanetRegion, SotkanetSource
from hytemap.errors import SourceAnswerInvalid, SourceError, SourceForbidden, SourceUnreachable
from hytemap.model import Status
from hytemap.sources.names import normalised
from hytemap.sources.parts import FetchedPart
from hytemap.sources.publishers import Publishers
from hytemap.sources.sotkanet_answers import (
    Described,
    Figure,
    ListedIndicator,
    Region,
    read_description,
    read_figures,
    read_list,
    read_regions,
)
from hytemap.sources.tables import Row, table_rows

#: how THL, whose own indicators are CC BY 4.0, is written: in full, or by these letters alone
THL, THL_NAME = "thl", "terveyden ja hyvinvoinnin laitos"
#: indicators that may fail one after another before the service is left in peace
MOST_FAILURES = 3
NEAREST_TITLES = 3


@dataclass(frozen=True)
class _Found:
    """An indicator's id, how it was found (None: the definition says it), and what to tell of it."""

    id: int
    find: dict[str, Any] | None
    notices: tuple[str, ...] = ()


def read_sotkanet(
    definitions: Definitions, table: Table, publishers: Publishers, kept: Mapping[str, Mapping[str, Any]]
) -> list[FetchedPart]:
    """Every indicator of the table's `sotkanet`, a part each; what failed is told with the first part.

    `kept` holds what is known of earlier parts by their name: an id that was found by title is found again there.
    Raises SourceError when the regions cannot be had, or when no indicator could be.
    """
    source = table.sotkanet
    if source is None:
        raise SourceError(f"{table.id} has no Sotkanet source")
    reader = _Reader(source, publishers, kept)
    parts, told, remedies = reader.read()
    if not parts:
        raise SourceError("; ".join(told), "; ".join(dict.fromkeys(remedies)))
    first = parts[0]
    return [FetchedPart(first.name, first.rows, first.service, first.layer, first.meta, tuple(told)), *parts[1:]]


def part_name(variable: str) -> str:
    """What the part of a variable is called in the work folder: letters and digits only."""
    return variable.replace("_", "")


class _Reader:
    """One reading of Sotkanet: the regions and the list of indicators are asked for once."""

    def __init__(self, source: SotkanetSource, publishers: Publishers, kept: Mapping[str, Mapping[str, Any]]) -> None:
        self._source = source
        self._service = source.service
        self._publishers = publishers
        self._kept = kept
        self._list: list[ListedIndicator] | None = None

    def read(self) -> tuple[list[FetchedPart], list[str], list[str]]:
        """The parts that could be had, what to tell about regions and about the others, and what can be done."""
        regions, told = self._regions()
        parts: list[FetchedPart] = []
        failed: dict[str, list[str]] = {}
        remedies: list[str] = []
        failures = 0
        names = list(self._source.indicators)
        for i, variable in enumerate(names):
            try:
                parts.append(self._indicator(variable, self._source.indicators[variable], regions))
                failures = 0
            except SourceError as error:
                # one fault of the service fails them all: it is told once
                failed.setdefault(str(error), []).append(variable)
                remedies.append(error.remedy)
                failures += 1
                left = names[i + 1 :]
                # a service that is down would cost every indicator its whole time-out
                if left and (isinstance(error, SourceUnreachable) or failures == MOST_FAILURES):
                    told.append(f"{self._service}: given up; not asked any more for {', '.join(left)}")
                    break
        told[:0] = [f"{', '.join(variables)}: {error}" for error, variables in failed.items()]
        return parts, told, remedies

    def _regions(self) -> tuple[dict[int, str], list[str]]:
        """Our area code by Sotkanet's region id; and a line for each region that is not there just once."""
        there = read_regions(self._publishers.json(self._service, "regions"), self._service)
        found: dict[int, str] = {}
        told: list[str] = []
        for code, wanted in self._source.regions.items():
            matching = _matching(wanted, there)
            if len(matching) == 1:
                found[matching[0].id] = code
                continue
            what = f"category {wanted.category}, " + (
                f"code {wanted.code}" if wanted.code else f"title {' or '.join(wanted.title_fi or [])}"
            )
            many = f"{len(matching)} regions are" if matching else "no region is"
            told.append(f"{self._service}: {many} {what}, so {code} gets no figures; correct it in the table's YAML")
        if not found:
            raise SourceAnswerInvalid("; ".join(told))
        return found, told

    def _indicator(self, variable: str, wanted: SotkanetIndicator, regions: Mapping[int, str]) -> FetchedPart:
        found = self._find(variable, wanted)
        path = f"indicators/{found.id}"
        described = read_description(self._publishers.json(self._service, path), self._service, found.id)
        self._refuse_unlicensed(wanted, described)
        notices = [*found.notices, *self._retitled(wanted, described)]
        rows: list[Row] = []
        for gender, group in self._source.genders.items():
            if gender not in described.genders:
                continue
            figures, strange = self._figures(described, gender, regions)
            if strange:
                notices.append(f"indicator {found.id}: {strange} rows of years outside its own range are left out")
            rows += [_row(figure, regions[figure.region], variable, group) for figure in figures]
        if not any(row[4] == Status.OK for row in rows):
            raise SourceAnswerInvalid(f"{self._service}: indicator {found.id} has no figures of our regions")
        rows.sort()
        meta = {
            "variable": variable,
            "indicator": found.id,
            "found_by": found.find,
            "updated": described.updated,
            "metadata": described.metadata,
        }
        told = tuple(f"{variable}: {notice}" for notice in notices)
        return FetchedPart(part_name(variable), table_rows(rows, told), self._service, "json", meta)

    def _figures(self, described: Described, gender: str, regions: Mapping[int, str]) -> tuple[list[Figure], int]:
        asked: list[tuple[str, str | int]] = [("indicator", described.id)]
        # a list parted by commas is a 400: each year is a word of its own
        asked += [("years", year) for year in described.years]
        asked.append(("genders", gender))
        answer = self._publishers.json(self._service, "json", asked)
        return read_figures(answer, self._service, described.id, gender, described.years, regions)

    # --- which indicator is meant ---

    def _find(self, variable: str, wanted: SotkanetIndicator) -> _Found:
        if wanted.id is not None:
            return _Found(wanted.id, None)
        assert wanted.find is not None  # noqa: S101 - the definition has one of the two
        find = wanted.find.model_dump()
        kept = self._kept.get(part_name(variable), {})
        # what was found stays found, until the definition looks for something else
        if kept.get("found_by") == find and isinstance(kept.get("indicator"), int):
            return _Found(kept["indicator"], find)
        listed = self._look_up(wanted.find)
        return _Found(listed.id, find, (f"“{listed.title_fi}” is indicator {listed.id}; kept for the next time",))

    def _look_up(self, find: Find) -> ListedIndicator:
        """The one indicator of that title and organization; raises SourceAnswerInvalid naming those that are near."""
        if self._list is None:
            self._list = read_list(self._publishers.json(self._service, "indicators"), self._service)
        organization = " or ".join(find.organization)
        own = [one for one in self._list if _of_any(find.organization, one.organization_fi)]
        for title in find.title_fi:
            matching = [one for one in own if normalised(one.title_fi) == normalised(title)]
            if len(matching) == 1:
                return matching[0]
            if matching:
                told = _named(matching)
                raise SourceAnswerInvalid(
                    f"{self._service}: several indicators are called “{title}”: {told}; write the right one's id "
                    "in the table's YAML"
                )
        others = [one for one in self._list if normalised(one.title_fi) in {normalised(t) for t in find.title_fi}]
        if others:
            raise SourceAnswerInvalid(
                f"{self._service}: no indicator of {organization} is called “{find.title_fi[0]}”, but another's: "
                f"{_named(others)}"
            )
        near = _nearest(find.title_fi[0], own)
        raise SourceAnswerInvalid(
            f"{self._service}: no indicator of {organization} is called “{find.title_fi[0]}”"
            + (f"; near it: {_named(near)}. Write the right one's id in the table's YAML" if near else "")
        )

    def _retitled(self, wanted: SotkanetIndicator, described: Described) -> list[str]:
        titles = wanted.find.title_fi if wanted.find else []
        now = described.title["fi"] or ""
        if not titles or normalised(now) in {normalised(title) for title in titles}:
            return []
        return [f"indicator {described.id} is now called “{now}”; see that it is still the one that is meant"]

    def _refuse_unlicensed(self, wanted: SotkanetIndicator, described: Described) -> None:
        """Raise SourceForbidden for a third party's indicator that the definition does not say may be used."""
        organization = described.organization["fi"] or ""
        if _same_organization("THL", organization):
            return
        allowed = wanted.third_party
        if allowed is not None and _same_organization(allowed.organization, organization):
            return
        raise SourceForbidden(
            f"{self._service}: indicator {described.id} is of {organization}, not THL's own, and not taken without "
            "its publisher's licence; where there is one, name both under `third_party` in the table's YAML"
        )


def _matching(wanted: SotkanetRegion, there: Sequence[Region]) -> list[Region]:
    own = [region for region in there if region.category == wanted.category]
    if wanted.code is not None:
        return [region for region in own if region.code == wanted.code]
    for title in wanted.title_fi or []:
        matching = [region for region in own if normalised(region.title_fi) == normalised(title)]
        if matching:
            return matching
    return []


def _same_organization(wanted: str, there: str) -> bool:
    """Whether both name one organization: by its name, or by the letters in brackets after it."""
    name, _, letters = normalised(there).partition("(")
    names = {normalised(there), name.strip(), letters.rstrip(") ")}
    if names & {THL, THL_NAME}:
        names |= {THL, THL_NAME}
    return normalised(wanted) in names - {""}


def _of_any(wanted: Sequence[str], there: str) -> bool:
    return any(_same_organization(one, there) for one in wanted)


def _nearest(title: str, listed: Sequence[ListedIndicator]) -> list[ListedIndicator]:
    by_title = {normalised(one.title_fi): one for one in listed}
    return [by_title[near] for near in get_close_matches(normalised(title), by_title, NEAREST_TITLES, 0.5)]


def _named(listed: Sequence[ListedIndicator]) -> str:
    return ", ".join(f"{one.id} “{one.title_fi}” ({one.organization_fi})" for one in listed[:5])


def _row(figure: Figure, area: str, variable: str, group: str) -> Row:
    if figure.value is None:
        return area, figure.year, variable, float("nan"), int(Status.MISSING), group
    return area, figure.year, variable, figure.value, int(Status.OK), group
