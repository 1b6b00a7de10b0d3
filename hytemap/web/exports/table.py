"""An answer as a table: what every form of rows writes, and what its figures stand on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from hytemap.atlas import Atlas, AtlasIndicator, AtlasLevel, AtlasSource
from hytemap.atlas.atlas import TOTAL
from hytemap.errors import RequestFault
from hytemap.web.api import words
from hytemap.web.api.feature_set import Column, FeatureSet
from hytemap.web.api.fields import Kind
from hytemap.web.api.operation import Question

#: indicators and years a file's name tells at most
MOST_TOLD = 3
#: digits of the shares assigned in and out
SHARE_DECIMALS = 1
#: columns of observations that are not text: what they hold, and with how many decimals (None: the indicator's own)
OBSERVED: dict[str, tuple[Kind, int | None]] = {
    "year": (Kind.WHOLE, 0),
    "member": (Kind.TRUTH, 0),
    "numerator": (Kind.NUMBER, 0),
    "denominator": (Kind.NUMBER, 0),
    "assigned_in": (Kind.NUMBER, SHARE_DECIMALS),
    "assigned_out": (Kind.NUMBER, SHARE_DECIMALS),
    "older_borders": (Kind.TRUTH, 0),
} | dict.fromkeys(("value", "low", "high", "low_998", "high_998", "range_low", "range_high"), (Kind.NUMBER, None))


@dataclass(frozen=True)
class Table:
    """Columns of one answer; `stem` is the file's name without its ending, `years` are those of the figures."""

    stem: str
    title: str
    language: str
    atlas: Atlas
    level: AtlasLevel
    indicators: Sequence[str]
    years: Sequence[int]
    group: str
    columns: Sequence[Column]

    def __len__(self) -> int:
        return len(self.columns[0].values) if self.columns else 0

    @property
    def rows(self) -> Iterator[tuple[Any, ...]]:
        """The cells row by row."""
        return zip(*(one.values for one in self.columns), strict=True)

    def bounded(self, most: int) -> Table:
        """The table itself; raises RequestFault where it has more than `most` cells."""
        cells = len(self) * len(self.columns)
        if cells > most:
            raise RequestFault(
                f"{len(self)} rows of {len(self.columns)} columns are too many for one such file; ask for a part",
                words.LIMIT.name,
                [f"rows × columns up to {most}", "fewer indicators or properties", "f=csv"],
            )
        return self

    def sources(self, indicator: AtlasIndicator) -> list[AtlasSource]:
        """The tables that figures of the indicator shown here stand on, its own first."""
        used = {self.atlas.slice(indicator.id, self.level.id, year, self.group).source for year in self.years}
        return [one for one in indicator.sources.values() if one.id in used] or [indicator.source]


def table_of(question: Question, features: FeatureSet, prefix: str = "") -> Table:
    """The properties of features: one row each."""
    said = [one for one in (prefix, features.name.replace(".", "-")) if one]
    if features.alone:
        said.append(features.ids[0].partition(".")[0])
    if len(features.indicators) <= MOST_TOLD and "." not in features.name:
        said += features.indicators
    return Table(
        stem=_stem(said, features.years),
        title=features.title,
        language=features.language,
        atlas=question.atlas,
        level=features.level,
        indicators=features.indicators,
        years=features.years,
        group=question.get(words.GROUP, TOTAL),
        columns=features.columns(),
    )


def table_of_observations(question: Question, body: dict[str, Any], names: Sequence[str]) -> Table:
    """Observations with the members `names`: one row each."""
    atlas, rows = question.atlas, body["observations"]
    indicator, level = atlas.indicators[body["indicator"]], atlas.levels[body["level"]]
    years = sorted({row["year"] for row in rows})
    columns = []
    for name in names:
        kind, decimals = OBSERVED.get(name, (Kind.TEXT, 0))
        told = indicator.decimals if decimals is None else decimals
        title = indicator.title[question.language] if name == "value" else None
        columns.append(Column(name, kind, [row[name] for row in rows], told, title))
    return Table(
        stem=_stem([level.id, indicator.id], years),
        title=f"{body['title']}: {level.title[question.language]}",
        language=question.language,
        atlas=atlas,
        level=level,
        indicators=[indicator.id],
        years=years,
        group=body["group"],
        columns=columns,
    )


def _stem(said: Sequence[str], years: Sequence[int]) -> str:
    """`suuralue-unemployment_rate-2024`: letters that every file system and header takes."""
    told = [str(year) for year in years] if len(years) <= MOST_TOLD else [f"{min(years)}-{max(years)}"]
    return re.sub(r"[^A-Za-z0-9._-]", "_", "-".join([*said, *told]))[:150]
