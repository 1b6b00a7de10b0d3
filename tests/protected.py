"""Content with a table of its own rule: clients and inhabitants by area, made for the tests of protection."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from hytemap.settings import Settings
from tests.content import copy_content

TEXT = "{fi: suomeksi, sv: på svenska, en: in English}"

TABLE = """
id: clients
title: {text}
publisher: {text}
levels: [{levels}]
default: {{file: clients.csv}}
disclosure: {disclosure}
marks: {{"*": suppressed}}
groups:
  all:
    title: {text}
    variables: {{clients: "Clients", people: "Inhabitants", euros: "Support", largest: "Largest support"}}
    editions:
      - {{years: [{years}], vintage: {vintage}, reference: {text}}}
population_groups: {groups}
carry: {carry}
protection: {text}
licence: CC BY 4.0
attribution: {text}
"""

INDICATOR = """
id: {id}
title: {text}
definition: {text}
theme: hyvinvointi
chain: outcome
direction: lower
unit: {unit}
decimals: 1
table: clients
formula: {formula}
steward: {{role: {text}, unit: {text}}}
update: {text}
"""

#: id → unit and formula
INDICATORS = {
    "client_count": ("persons", "{count: clients}"),
    "client_share": ("percent", "{ratio: {numerator: clients, denominator: people, times: 100}}"),
    "support": ("euros_per_year", "{count: euros}"),
}

CARRY = f"""
  - {{to: suuralue, weights: population_grid, note: {TEXT}}}
  - {{to: kunta, sum_of_members: true, area: "049", note: {TEXT}}}
"""

#: area, year, variable, value, group
Row = tuple[str, int, str, float | str, str]


def protected(
    folder: Path,
    rows: Iterable[Row],
    disclosure: str,
    levels: str = "suuralue, kunta",
    indicators: Iterable[str] = tuple(INDICATORS),
    groups: str = "{}",
    carry: str = "[]",
    vintage: str = "current",
) -> Settings:
    """Settings over the shipped content and a table `clients` of these rows, protected by `disclosure` (YAML)."""
    content = copy_content(folder / "content")
    tables = content / "layers" / "tables"
    rows = list(rows)
    with (tables / "clients.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["area", "year", "variable", "value", "group"])
        writer.writerows(rows)
    years = ", ".join(str(year) for year in sorted({row[1] for row in rows}))
    said = TABLE.format(
        text=TEXT, levels=levels, disclosure=disclosure, years=years, groups=groups, carry=carry, vintage=vintage
    )
    (tables / "clients.yaml").write_text(said, encoding="utf-8")
    for name in indicators:
        unit, formula = INDICATORS[name]
        text = INDICATOR.format(id=name, unit=unit, formula=formula, text=TEXT)
        (content / "layers" / "indicators" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return Settings(data=folder / "data", content=content)
