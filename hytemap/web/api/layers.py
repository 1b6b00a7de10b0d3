"""Collections as layers: rows, each about one area, and the fields their features can have.

A level is a layer of its areas; `{level}.{indicator}` is a layer in long form, a row an area and year.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from hytemap.atlas import Atlas, AtlasIndicator, AtlasLevel, Slice
from hytemap.errors import NotFound
from hytemap.maps.judged import intervals_of
from hytemap.model import LocalText, Statuses, Values
from hytemap.web.api.fields import Block, Field, Kind, Rows, constant, listed, measured, standing

#: between the level and the indicator in the id of a long collection; no level and no indicator has it in its own
JOINT = "."
#: digits of people, dwellings and hectares behind a value; estimated ones are no whole numbers
PART_DECIMALS = 0

#: areas of a level whose written figures are kept
MOST_KEPT = 500

STATUS = LocalText("{} – mitä arvo on", "{} – vad värdet är", "{} – what the value is")


@dataclass(frozen=True)
class Layer:
    """Rows of one level: `areas` is the position of each row's area, `ids` gives the features' ids of some rows.

    `year` is the year of all figures; None where there are several, or none. `years` are those of any figure. `others`
    are fields that a filter may name though no feature shows them.
    """

    name: str
    title: LocalText
    level: AtlasLevel
    fields: dict[str, Field]
    areas: Rows
    ids: Callable[[Rows], list[str]]
    indicators: Sequence[str] = ()
    year: int | None = None
    years: Sequence[int] = ()
    others: Callable[[], dict[str, Field]] = dict


def identity(level: AtlasLevel, language: str) -> list[Field]:
    """What every feature says of its area, before any figure; rows are the level's areas.

    `member` is false for an area that is drawn and valued but not of the city (Kauniainen's 02700): whoever sums
    features has to leave it out.
    """
    return level.kept(("identity", language), lambda: Block(_identity(level, language), len(level.areas)).fields)


def _identity(level: AtlasLevel, language: str) -> list[Field]:
    areas = level.areas
    return [
        listed("code", Kind.TEXT, [area.code for area in areas]),
        listed("name", Kind.TEXT, [area.name(language) for area in areas]),
        listed("name_fi", Kind.TEXT, [area.name_fi for area in areas]),
        listed("name_sv", Kind.TEXT, [area.name_sv for area in areas]),
        constant("level", Kind.TEXT, level.id),
        listed("boundary_year", Kind.WHOLE, [area.boundary_year or level.boundary_year for area in areas]),
        listed("boundary_quality", Kind.TEXT, [area.boundary_quality.value for area in areas]),
        listed("geometry_extent", Kind.TEXT, [area.geometry_extent.value for area in areas]),
        listed("member", Kind.TRUTH, [area.member for area in areas]),
    ]


def remembered(atlas: Atlas, key: tuple[object, ...], size: int, make: Callable[[], list[Field]]) -> list[Field]:
    """Fields as a block that is kept as long as the atlas; `key` is all they depend on.

    Not those of levels of thousands of areas (`size`): they would fill what is kept, and are asked for by boxes.
    """
    if size > MOST_KEPT:
        return make()
    return atlas.derived.get(key, lambda: Block(make(), size).fields)


def figures(
    atlas: Atlas, name: str, level: AtlasLevel, indicator: AtlasIndicator, year: int | None, group: str
) -> list[Field]:
    """`name` (null unless the status is ok or estimated) and `name_status`; rows are the level's areas."""
    shown = -1 if year is None else year
    key = ("figures", name, indicator.id, level.id, shown, group)
    return remembered(
        atlas,
        key,
        len(level.areas),
        lambda: figures_of(name, atlas.slice(indicator.id, level.id, shown, group), indicator),
    )


def figures_of(name: str, found: Slice, indicator: AtlasIndicator, breaks: Sequence[float] = ()) -> list[Field]:
    """The same of a slice; a value that its short form would put into another class of `breaks` is given whole."""
    title = indicator.title
    return [
        measured(name, lambda rows: found.value[rows], indicator.decimals, breaks, title),
        standing(f"{name}_status", lambda rows: found.status[rows], _status_title(title)),
    ]


def _status_title(title: LocalText) -> LocalText:
    return LocalText(STATUS.fi.format(title.fi), STATUS.sv.format(title.sv), STATUS.en.format(title.en))


def level_layer(
    atlas: Atlas, level: AtlasLevel, language: str, indicators: Sequence[str], year: int | None, group: str
) -> Layer:
    """The areas of a level with the figures of one year; `year` None: no year has any, all are missing."""
    fields = [*identity(level, language), constant("year", Kind.WHOLE, year)]
    for name in indicators:
        fields += figures(atlas, name, level, atlas.indicators[name], year, group)

    def others() -> dict[str, Field]:
        return _figures_beside(atlas, level, indicators, group, {year: "{}"})

    return replace(area_layer(level, fields, indicators, year), others=others)


def years_layer(
    atlas: Atlas, level: AtlasLevel, language: str, indicator: str, years: Sequence[int], group: str
) -> Layer:
    """The areas of a level with the figures of one indicator in several years, side by side."""
    fields = [*identity(level, language), constant("year", Kind.WHOLE, None)]
    for year in years:
        fields += figures(atlas, f"{indicator}_{year}", level, atlas.indicators[indicator], year, group)

    def others() -> dict[str, Field]:
        return _figures_beside(atlas, level, [indicator], group, {year: f"{{}}_{year}" for year in years})

    return replace(area_layer(level, fields, [indicator], None, years), others=others)


def _figures_beside(
    atlas: Atlas, level: AtlasLevel, shown: Sequence[str], group: str, names: Mapping[int | None, str]
) -> dict[str, Field]:
    """Figures of the indicators that are not `shown`; `names` says by year how a column is called."""
    return {
        field.name: field
        for one, indicator in atlas.indicators.items()
        if one not in shown and atlas.years(one, level.id, group)
        for year, name in names.items()
        for field in figures(atlas, name.format(one), level, indicator, year, group)
    }


def area_layer(
    level: AtlasLevel,
    fields: Sequence[Field],
    indicators: Sequence[str],
    year: int | None = None,
    years: Sequence[int] = (),
) -> Layer:
    """A layer whose rows are the areas of the level, with figures of one year or of several."""
    codes = level.codes
    return Layer(
        level.id,
        level.title,
        level,
        {one.name: one for one in fields},
        np.arange(len(codes)),
        lambda rows: [codes[row] for row in rows.tolist()],
        indicators,
        year,
        years if year is None else [year],
    )


def long_layer(
    atlas: Atlas, level: AtlasLevel, language: str, indicator: AtlasIndicator, years: Sequence[int], group: str
) -> Layer:
    """One indicator in long form: a row an area and year, all areas of the first year first."""
    size, name = len(level.areas), indicator.id
    slices = [atlas.slice(name, level.id, year, group) for year in years]

    def by_year(values: Callable[[Slice], Values]) -> Callable[[Rows], Values]:
        def read(rows: Rows) -> Values:
            found = np.full(len(rows), np.nan)
            which = rows // size
            for i in np.unique(which).tolist():
                found[which == i] = values(slices[i])[rows[which == i] % size]
            return found

        return read

    def statuses(rows: Rows) -> Statuses:
        found: Statuses = np.array([one.status for one in slices], dtype=np.uint8).reshape(-1)[rows]
        return found

    def per_year(one: str, kind: Kind, values: Sequence[object]) -> Field:
        inner = listed(one, kind, values)
        return Field(one, kind, lambda rows: inner.read(rows // size), lambda rows: inner.encode(rows // size))

    def of_areas(field: Field) -> Field:
        return Field(
            field.name, field.kind, lambda rows: field.read(rows % size), lambda rows: field.encode(rows % size)
        )

    def limit(one: str) -> Callable[[Slice], Values]:
        return lambda some: getattr(intervals_of(indicator, some), one)

    decimals = indicator.decimals
    changed = np.array([one.changed for one in slices], dtype=bool).reshape(-1)
    fields = [
        *(of_areas(one) for one in identity(level, language)),
        per_year("year", Kind.WHOLE, list(years)),
        constant("group", Kind.TEXT, group),
        measured(name, by_year(lambda some: some.value), decimals, title=indicator.title),
        standing(f"{name}_status", statuses, _status_title(indicator.title)),
        measured("numerator", by_year(lambda some: some.numerator), PART_DECIMALS),
        measured("denominator", by_year(lambda some: some.denominator), PART_DECIMALS),
        measured("low", by_year(limit("low")), decimals),
        measured("high", by_year(limit("high")), decimals),
        measured("range_low", by_year(lambda some: some.range_low), decimals),
        measured("range_high", by_year(lambda some: some.range_high), decimals),
        listed("older_borders", Kind.TRUTH, changed.tolist()),
        per_year("source", Kind.TEXT, [one.source or None for one in slices]),
    ]
    codes = level.codes
    return Layer(
        f"{level.id}{JOINT}{name}",
        long_title(level, indicator),
        level,
        {one.name: one for one in fields},
        np.tile(np.arange(size), len(years)),
        lambda rows: [f"{codes[row % size]}{JOINT}{years[row // size]}" for row in rows.tolist()],
        [name],
        years=years,
    )


def long_title(level: AtlasLevel, indicator: AtlasIndicator) -> LocalText:
    """The title of a collection in long form."""
    return LocalText(
        *(f"{indicator.title[one]}: {level.title[one]}" for one in ("fi", "sv", "en")),
    )


def long_names(atlas: Atlas) -> list[tuple[AtlasLevel, AtlasIndicator]]:
    """The collections in long form: every indicator at the levels where it has any value."""
    return [
        (level, indicator)
        for level in atlas.levels.values()
        for indicator in atlas.indicators.values()
        if atlas.years(indicator.id, level.id)
    ]


def collection_names(atlas: Atlas) -> list[str]:
    """The id of every collection, levels first."""
    return [*atlas.levels, *(f"{level.id}{JOINT}{indicator.id}" for level, indicator in long_names(atlas))]


def collection_of(atlas: Atlas, name: str) -> tuple[AtlasLevel, AtlasIndicator | None]:
    """The level, and for a collection in long form its indicator; raises NotFound naming what there is."""
    level_id, joint, indicator_id = name.partition(JOINT)
    if level_id not in atlas.levels:
        raise NotFound(
            f"there is no collection {name[:80]!r}",
            "collection",
            [*atlas.levels, *(f"{level}{JOINT}{{indicator}}" for level in atlas.levels)],
        )
    level = atlas.levels[level_id]
    if not joint:
        return level, None
    if indicator_id not in atlas.indicators or not atlas.years(indicator_id, level_id):
        there = [f"{one.id}{JOINT}{other.id}" for one, other in long_names(atlas) if one.id == level_id]
        if indicator_id in atlas.indicators:
            there = [f"{other}{JOINT}{indicator_id}" for other in atlas.levels_with(indicator_id)]
        raise NotFound(f"there is no collection {name[:80]!r}", "collection", there)
    return level, atlas.indicators[indicator_id]
