"""How long protection and its audit take on tables as a city imports them.

    .venv/bin/python -m tests.benchmarks.protection

46 postal areas × 8 groups × 5 variables × 3 years: counts of people, and a survey's percentages with their numbers of
respondents. The audit of the default data is printed beside it.
"""

from __future__ import annotations

import contextlib
import csv
import io
import os
import tempfile
import time
from pathlib import Path

import numpy as np

from hytemap.build import build
from hytemap.build.audit import audit
from hytemap.cli import main
from hytemap.definitions import load
from hytemap.settings import Settings
from tests.benchmarks.machine import described
from tests.sources.imports.files import COMMON, TEXT

YEARS, VARIABLES, GROUPS = (2023, 2024, 2025), 5, 8


def figures(
    codes: list[str],
    people: float,
    percent: bool,
    seed: int = 4,
    questions: int = VARIABLES,
    years: tuple[int, ...] = YEARS,
) -> str:
    """A long file: every area, group and the whole, and the city; small areas and groups among them."""
    rng = np.random.default_rng(seed)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Alue", "Vuosi", "Ryhmä", "Kysymys", "Luku", "N"])
    for year in years:
        for question in range(questions):
            expected = people * rng.gamma(1.2, 1, (GROUPS, len(codes))) * rng.gamma(1.0, 1, (GROUPS, 1))
            asked = rng.poisson(expected)
            said = rng.binomial(asked, 0.3)
            for name, areas in [*((code, [i]) for i, code in enumerate(codes)), ("Espoo", list(range(len(codes))))]:
                for group, some in [*((f"g{g}", [g]) for g in range(GROUPS)), ("Kaikki", list(range(GROUPS)))]:
                    n, k = (int(one[np.ix_(some, areas)].sum()) for one in (asked, said))
                    share = f"{100 * k / n:.1f}" if n else "0.0"
                    writer.writerow([name, year, group, f"q{question}", share if percent else n, n])
    return out.getvalue()


def mapping(name: str, percent: bool, questions: int = VARIABLES) -> str:
    """The mapping of such a file."""
    values = ", ".join(f"g{g}: group_{g}" for g in range(GROUPS))
    titles = ", ".join(f"group_{g}: {TEXT}" for g in range(GROUPS))
    unit = "percent" if percent else "persons"
    variables = "\n".join(
        f"  q{i}: {{label: q{i}, unit: {unit}, title: {TEXT}, theme: hyvinvointi, direction: lower}}"
        for i in range(questions)
    )
    return (
        f"{COMMON.replace('id: survey', f'id: {name}')}\nlayout: long\n"
        'area: {column: Alue, levels: [postinumeroalue, kunta], total: {words: [Espoo], area: "049"}}\n'
        "year: {column: Vuosi}\n"
        f"group: {{column: Ryhmä, values: {{Kaikki: total, {values}}}, titles: {{{titles}}}}}\n"
        "variable_column: Kysymys\nvalue_column: Luku\n"
        + ("respondents_column: N\nprotection: {min_respondents: 5, min_count: 3}\n" if percent else "")
        + f"variables:\n{variables}\n"
    )


def run() -> None:
    print(described("numpy", "scipy"))
    for name, percent in (("default data", None), ("counts", False), ("shares", True)):
        with tempfile.TemporaryDirectory() as folder:
            os.environ["HYTEMAP_DATA"] = folder
            settings = Settings()
            if percent is not None:
                codes = load(settings).levels["postinumeroalue"].member_codes
                file, said = Path(folder) / "made.csv", Path(folder) / "made.yaml"
                file.write_text(figures(codes, 60, percent), encoding="utf-8")
                said.write_text(mapping("made", percent), encoding="utf-8")
                with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):
                    main(["import", str(file), "--mapping", str(said), "--no-build"])
            started = time.perf_counter()
            build(settings)
            built = time.perf_counter() - started
            started = time.perf_counter()
            _, found = audit(load(settings), settings.snapshots)
            attacked = time.perf_counter() - started
            print(f"{name}: build {built:.1f} s, attack on all {attacked:.1f} s")
            for table in found:
                if table.ruled:
                    print(f"  {table.hidden} hidden, {len(table.holes)} holes, narrowest range {table.narrowest:g}")


if __name__ == "__main__":
    run()
