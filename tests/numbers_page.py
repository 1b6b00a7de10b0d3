"""`docs/numbers.md`, written from a build of the shipped data and from the worked examples.

`python -m tests.numbers_page` writes it anew; a test fails when it is not what a run gives.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from hytemap.atlas import Atlas, AtlasIndicator, load_atlas
from hytemap.definitions.figures import spans
from hytemap.settings import Settings, content_folder
from tests.statistics.worked_examples import EXAMPLES, WorkedExample
from tests.statistics.worked_examples_of_areas import EXAMPLES_OF_AREAS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "numbers.md"
COUNTED_YEARS = (2015, 2016)

HEAD = """# Numbers: how they are checked

Written by `python -m tests.numbers_page` from a build of the shipped data; a test holds it to what a run gives.
How numbers are formed stands in [definitions.md](definitions.md), who is protected and how in
[protection.md](protection.md).
"""


def numbers_page(atlas: Atlas) -> str:
    """The page's text."""
    return "\n".join([HEAD, *_districts(atlas), *_city(atlas), *_examples()]) + "\n"


def _districts(atlas: Atlas) -> Iterator[str]:
    """Apportioned population of the large districts against the city's own."""
    yield "## District estimates against the city's own population\n"
    yield (
        "Paavo's inhabitants by postal code area, shared among the districts by the population grid, against what the\n"
        "City of Espoo counted on 31 December. The city's own figures also hold people without a place, who are in no\n"
        "district.\n"
    )
    yield "| year | district | estimate | city's own | error |\n| --- | --- | ---: | ---: | ---: |"
    worst = []
    for year in COUNTED_YEARS:
        estimated = atlas.slice("population", "suuralue", year).value
        counted = atlas.slice("population_city", "suuralue", year).value
        for area, estimate, own in zip(atlas.levels["suuralue"].areas, estimated, counted, strict=True):
            error = 100 * (estimate / own - 1)
            yield f"| {year} | {area.name_fi} | {estimate:,.0f} | {own:,.0f} | {error:+.1f} % |"
        errors = 100 * (estimated / counted - 1)
        worst.append(
            f"{year}: from {errors.min():+.1f} to {errors.max():+.1f} %, {np.abs(errors).mean():.1f} % on average"
        )
    yield f"\nErrors in {'; in '.join(worst)}.\n"


def _city(atlas: Atlas) -> Iterator[str]:
    """City values of ratios against sums over Paavo's own file, by pandas."""
    frame = _paavo(atlas)
    yield "## The city's ratios against Paavo's own file\n"
    yield (
        "The city's value of every ratio is the quotient of two sums over the 45 postal code areas. Here the same\n"
        "sums are made straight from `layers/tables/paavo.csv` with pandas, in every year. The newest year is\n"
        "shown, and the largest difference of any year. (Paavo's own row\n"
        "of the municipality comes only with `hytemap fetch`.)\n"
    )
    yield "| indicator | formula | years | Paavo's sums | Paavo | hytemap | largest difference |"
    yield "| --- | --- | --- | ---: | ---: | ---: | ---: |"
    for indicator in atlas.indicators.values():
        if indicator.kind != "ratio" or indicator.source.id != "paavo" or _needs_more(frame, indicator):
            continue
        yield _ratio_row(atlas, indicator, frame)
    yield ""


def _paavo(atlas: Atlas) -> pd.DataFrame:
    """Sums of Paavo's variables over the city's postal areas: years × variables, NaN where an area's is hidden."""
    members = [area.code for area in atlas.levels["postinumeroalue"].areas if area.member]
    rows = pd.read_csv(content_folder("layers") / "tables" / "paavo.csv", dtype={"area": str, "value": str})
    # on older borders the city's areas are those that had figures
    rows = rows[rows["area"].isin(members)]
    rows["value"] = pd.to_numeric(rows["value"], errors="coerce")
    return rows.groupby(["year", "variable"])["value"].sum(min_count=1).unstack("variable")


def _needs_more(frame: pd.DataFrame, indicator: AtlasIndicator) -> bool:
    """Whether its formula holds more than Paavo's variables (land area)."""
    words = " ".join(indicator.formula.values()).replace("(", " ").replace(")", " ").split()
    return any(word.isidentifier() and word not in frame.columns for word in words)


def _ratio_row(atlas: Atlas, indicator: AtlasIndicator, frame: pd.DataFrame) -> str:
    formula = indicator.formula
    top, bottom = frame.eval(formula["ratio.numerator"]), frame.eval(formula["ratio.denominator"])
    years = [year for year in atlas.years(indicator.id, "kunta") if year in frame.index]
    found = {year: atlas.city(indicator.id, year) for year in years}
    times = {round(one.value * one.denominator / one.numerator) for one in found.values() if one.numerator}
    assert len(times) == 1, f"{indicator.id} is multiplied by {times}"
    [factor] = times
    compared = {
        year: (one.value, factor * top[year] / bottom[year])
        for year, one in found.items()
        if np.isfinite(top[year]) and np.isfinite(bottom[year])
    }
    newest = max(compared)
    ours, theirs = compared[newest]
    largest = max(abs(a - b) for a, b in compared.values())
    digits = indicator.decimals + 1
    cells = (
        f"`{indicator.id}`",
        f"{_bracketed(formula['ratio.numerator'])} / {_bracketed(formula['ratio.denominator'])}",
        spans(compared),
        f"{top[newest]:,.0f} / {bottom[newest]:,.0f}",
        f"{theirs:,.{digits}f}",
        f"{ours:,.{digits}f}",
        f"{largest:.{digits}f}",
    )
    return f"| {' | '.join(cells)} |"


def _bracketed(formula: str) -> str:
    return formula if formula.isidentifier() else f"({formula})"


def _examples() -> Iterator[str]:
    yield "## One example a formula\n"
    yield (
        "Small enough for a calculator. *Expected* is what the source prints, or what comes out on paper where it\n"
        "says so; *computed* is our own function's answer.\n"
    )
    for example in (*EXAMPLES_OF_AREAS, *EXAMPLES):
        yield from _example(example)


def _example(example: WorkedExample) -> Iterator[str]:
    expected, computed = (
        ", ".join(f"{number:.{example.decimals}f}" for number in numbers)
        for numbers in (example.published, example.computed())
    )
    yield f"### {example.name}\n"
    yield f"{example.source}.\n"
    yield f"- Formula: {example.formula}"
    yield f"- With: {example.inputs}"
    yield f"- Expected{' (on paper)' if example.by_hand else ''}: {expected}"
    yield f"- Computed: {computed}\n"


def main() -> None:
    """Build the shipped data and write the page."""
    from hytemap.build import build

    with tempfile.TemporaryDirectory() as scratch:
        settings = Settings(data=Path(scratch))
        build(settings)
        PAGE.write_text(numbers_page(load_atlas(settings.snapshots)), encoding="utf-8")


if __name__ == "__main__":
    main()
