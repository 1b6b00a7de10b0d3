"""Which interval an indicator has: derived from what it is, unless its definition says otherwise."""

import pytest
from ruamel.yaml import YAML

from hytemap.definitions import Indicator, load
from hytemap.definitions.intervals import basis_of, interval_of, times_of
from hytemap.definitions.tables import Table
from hytemap.definitions.yaml_files import parse
from hytemap.errors import DefinitionError
from hytemap.model import Basis, IntervalKind, Unit
from hytemap.settings import Settings
from tests.content import copy_content
from tests.sources.imports.files import TEXT, WIDE, mapping_of


@pytest.fixture(scope="module")
def shipped():
    return load(Settings())


def kinds(definitions):
    return {
        one.id: interval_of(one, definitions.tables[one.table], one.formula) for one in definitions.indicators.values()
    }


def test_shares_of_registers_have_wilsons_interval_and_what_is_no_share_has_none(shipped):
    found = kinds(shipped)
    assert found["unemployment_rate"] is IntervalKind.WILSON
    assert found["share_65_plus"] is IntervalKind.WILSON
    assert {found[name] for name in ("population", "mean_income", "median_income", "population_density")} == {
        IntervalKind.NONE
    }


def test_dwellings_come_in_blocks_and_have_no_interval(shipped):
    assert kinds(shipped)["flats"] is IntervalKind.NONE


def test_a_share_whose_cases_nobody_counts_has_no_interval(shipped):
    assert kinds(shipped)["daily_smokers"] is IntervalKind.NONE


def test_every_shipped_ratio_with_an_interval_has_variables_of_the_same_group_in_its_parts(shipped):
    for one in shipped.indicators.values():
        table = shipped.tables[one.table]
        if interval_of(one, table, one.formula) is IntervalKind.WILSON and one.formula.ratio:
            groups = {id(table.group_of(name)) for name in one.formula.names}
            assert len(groups) == 1, one.id


@pytest.mark.parametrize(
    ("unit", "times"), [(Unit.PER_1000, 1000), (Unit.PER_10000, 10_000), (Unit.PER_100000, 100_000)]
)
def test_rates_have_byars_interval(shipped, unit, times):
    text = {"ratio": {"numerator": "pt_tyott", "denominator": "pt_vakiy", "times": times}}
    like = shipped.indicators["unemployment_rate"]
    one = Indicator.model_validate({**like.model_dump(exclude={"formula"}), "unit": unit, "formula": text})
    assert interval_of(one, shipped.tables["paavo"], one.formula) is IntervalKind.BYAR
    assert times_of(one, one.formula) == times


def of_import(text):
    mapping = mapping_of(text)
    (indicator,) = mapping.indicators()
    return indicator, mapping.table()


def test_a_survey_that_counts_its_respondents_has_wilsons_interval_of_its_sample():
    indicator, table = of_import(WIDE)
    assert interval_of(indicator, table, indicator.formula) is IntervalKind.WILSON
    assert basis_of(table, indicator.formula) is Basis.SURVEY


def test_a_surveys_own_limits_go_before():
    indicator, table = of_import(
        WIDE.replace("    unit: percent", "    low: Alaraja\n    high: Yläraja\n    unit: percent")
    )
    assert interval_of(indicator, table, indicator.formula) is IntervalKind.PUBLISHED
    assert table.intervals["lonely"].low == "lonely_low"
    assert table.imported.respondents["lonely_high"] == "lonely_n"


def test_a_mean_of_a_survey_has_no_interval_of_its_own():
    indicator, table = of_import(WIDE.replace("unit: percent", "unit: index"))
    assert interval_of(indicator, table, indicator.formula) is IntervalKind.NONE
    assert basis_of(table, indicator.formula) is Basis.SURVEY


def test_a_register_is_no_survey(shipped):
    one = shipped.indicators["unemployment_rate"]
    assert basis_of(shipped.tables["paavo"], one.formula) is Basis.REGISTER


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "decimals: 1",
            "decimals: 1\ninterval: published",
            "interval: published takes `intervals` of layers/tables/paavo",
        ),
        (
            "  ratio: {numerator: pt_tyott, denominator: pt_tyoll + pt_tyott, times: 100}",
            "  count: pt_tyott\ninterval: wilson",
            "interval: wilson takes a ratio",
        ),
        (
            "  ratio: {numerator: pt_tyott, denominator: pt_tyoll + pt_tyott, times: 100}",
            "  mean: {value: pt_tyott, weight: pt_tyoll}\ninterval: byar",
            "interval: byar takes a ratio or a count",
        ),
        (
            "decimals: 1",
            "decimals: 1\nformula_in_year:\n  2015: {ratio: {numerator: pt_tyott, denominator: pt_tyoll, times: 1000}}",
            "formula_in_year.2015: is of another kind or multiplied by another number",
        ),
        ("decimals: 1", "decimals: 1\ntrend: {judged: false}", "trend: says `judged: false` and `why` together"),
        ("decimals: 1", f"decimals: 1\ntrend: {{why: {TEXT}}}", "trend: says `judged: false` and `why` together"),
    ],
)
def test_what_cannot_be_is_named(tmp_path, old, new, told):
    path = copy_content(tmp_path) / "layers" / "indicators" / "unemployment_rate.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load(Settings(content=tmp_path))
    assert told in str(caught.value)


def test_limits_that_are_no_variables_of_the_table_are_named(shipped):
    definition = YAML(typ="safe", pure=True).load(
        (shipped.layers / "tables" / "espoo_population.yaml").read_text(encoding="utf-8")
    )
    definition["intervals"] = {"population": {"low": "from", "high": "population"}}
    with pytest.raises(DefinitionError, match="intervals names from → use variables of `groups`"):
        parse(Table, definition, "layers/tables/espoo_population.yaml")
