"""The age bands of an area and of the city: disjoint ones, formed exactly from published shares of one population."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hytemap.atlas import Atlas, Observation
from hytemap.atlas.atlas import CITY_BASE
from hytemap.maps.svg.ages import AgeBand
from hytemap.model import Status, worst

#: bands as sums and differences of published shares; `all` is everybody
BANDS: dict[str, dict[str, int]] = {
    "0–6": {"share_0_6": 1},
    "7–17": {"share_7_17": 1},
    "18–29": {"share_18_29": 1},
    "30–64": {"all": 1, "share_0_6": -1, "share_7_17": -1, "share_18_29": -1, "share_65_plus": -1},
    "65–74": {"share_65_plus": 1, "share_75_plus": -1},
    "75–84": {"share_75_plus": 1, "share_85_plus": -1},
    "85+": {"share_85_plus": 1},
}
#: the published shares that bands are formed of
SHARES = ("share_0_6", "share_7_17", "share_18_29", "share_65_plus", "share_75_plus", "share_85_plus")


@dataclass(frozen=True)
class AgeBands:
    """Bands, youngest first, in per cent of the population of `year`.

    `reference` of a band is the city's share; `city` has its status by band, and is empty where nothing is compared.
    """

    year: int
    bands: tuple[AgeBand, ...]
    city: tuple[Status, ...] = ()


def age_bands(atlas: Atlas, level: str, code: str, year: int | None = None) -> AgeBands | None:
    """The bands of an area in `year`, or in the newest year that has all shares; None where there is none.

    Bands are formed only where all shares stand on the same table, year and population, so that sums and differences of
    them are exact; the worst status of a band's parts is the band's. The city is compared with where the same holds.
    """
    years = set.intersection(*(set(atlas.years(share, level)) for share in SHARES))
    if not years or (year is not None and year not in years):
        return None
    at = max(years) if year is None else year
    slices = {share: atlas.slice(share, level, at) for share in SHARES}
    if len({some.source for some in slices.values()}) > 1:
        return None
    at_level = atlas.level(level)
    position = at_level.position[code]
    own = _told({share: some[position] for share, some in slices.items()})
    if own is None:
        return None
    city = None
    if atlas.bases.get(CITY_BASE) != (at_level, position):
        city = _told({share: atlas.base(share, at, CITY_BASE) for share in SHARES})
    bands = tuple(
        AgeBand(name, (value,), (status,), None if city is None else (city[name][0],))
        for name, (value, status) in own.items()
    )
    return AgeBands(at, bands, () if city is None else tuple(status for _, status in city.values()))


def _told(seen: dict[str, Observation]) -> dict[str, tuple[float, Status]] | None:
    """Value and status by band; None where the shares are not of one population."""
    known = [one.denominator for one in seen.values() if one.status.has_value]
    if known and not np.allclose(known, known[0], rtol=1e-9):
        return None
    found: dict[str, tuple[float, Status]] = {}
    for name, parts in BANDS.items():
        status = Status(int(worst([seen[share].status for share in parts if share != "all"])))
        value = sum(times * (100.0 if share == "all" else seen[share].value) for share, times in parts.items())
        if status.has_value and value < -1e-6:
            # a part larger than the whole: the shares are not what they say
            return None
        found[name] = (max(value, 0.0) if status.has_value else float("nan"), status)
    return found
