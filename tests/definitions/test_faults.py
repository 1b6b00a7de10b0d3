"""Each kind of mistake in a definition is named with its file, its key, and what would be right."""

from __future__ import annotations

import pytest

from tests.definitions.broken_content import Content

RATE = "layers/indicators/unemployment_rate.yaml"
PAAVO = "layers/tables/paavo.yaml"
POSTAL = "boundaries/postinumeroalue.yaml"
DISTRICTS = "boundaries/suuralue.yaml"
GRID = "layers/rasters/area_grid.yaml"
SERVICES = "layers/services.yaml"


def test_the_copy_of_the_shipped_content_has_no_fault(content: Content) -> None:
    assert "unemployment_rate" in content.load().indicators


@pytest.mark.parametrize(
    ("file", "old", "new", "key", "wrong", "right"),
    [
        # codes
        (
            POSTAL,
            '{code: "02100", name_fi',
            "{code: 02100, name_fi",
            "expected_areas.0.code",
            "02100 is read as a number, so leading zeros are lost",
            'put it in quotes: "02100"',
        ),
        (
            DISTRICTS,
            '{code: "0491000000"',
            "{code: 0491000000",
            "expected_areas.0.code",
            "0491000000 is read as a number, so leading zeros are lost",
            'put it in quotes: "0491000000"',
        ),
        (
            PAAVO,
            '"02290":',
            "02290:",
            "codes_without_area.2290",
            "02290 is read as a number, so leading zeros are lost",
            'put it in quotes: "02290"',
        ),
        (
            POSTAL,
            '"02110", name_fi',
            '"02 110", name_fi',
            "expected_areas.1.code",
            "'02 110' is not of the right form",
            "",
        ),
        (POSTAL, '{code: "02110"', '{code: "02100"', "", "expected_areas has 02100 more than once", "keep one of each"),
        (PAAVO, '"-1": suppressed', "-1: suppressed", "marks", "the mark -1 is not text", "put it in quotes"),
        (
            PAAVO,
            '"-1": suppressed',
            '"-1": hidden',
            "marks",
            "the mark '-1' cannot mean 'hidden'",
            "one of not_applicable, missing",
        ),
        (
            PAAVO,
            '"-1": suppressed',
            '"-1": ok',
            "marks",
            "the mark '-1' cannot mean 'ok'",
            "one of not_applicable, missing, suppressed",
        ),
        # texts
        (RATE, "  sv: Arbetslöshetsgrad\n", "", "title.sv", "the translation is missing", "add `sv: …`"),
        (RATE, "  sv: Arbetslöshetsgrad\n", "  sv:\n", "title.sv", "is empty", "write it"),
        (RATE, "  sv: Arbetslöshetsgrad\n", '  sv: ""\n', "title.sv", "is empty", "write it"),
        (RATE, "  sv: Arbetslöshetsgrad\n", "  sv: 2024\n", "title.sv", "2024 is not text", "put it in quotes"),
        (
            RATE,
            "title:\n  fi: Työttömyysaste\n  sv: Arbetslöshetsgrad\n  en: Unemployment rate\n",
            "title: Työttömyysaste\n",
            "title",
            "'Työttömyysaste' is not given in three languages",
            "`fi`, `sv` and `en`",
        ),
        # keys and words
        (RATE, "direction: lower\n", "", "direction", "is missing", "add the key"),
        (RATE, "direction: lower\n", "direktion: lower\ndirection: lower\n", "direktion", "is no key", "its spelling"),
        (RATE, "direction: lower\n", "direction: down\n", "direction", "'down' is not allowed", "'lower' or 'neutral'"),
        (RATE, "theme: hyvinvointi\n", "theme: talous\n", "theme", "'talous' is not allowed", "'elinolot'"),
        (RATE, "unit: percent\n", "unit: prosentti\n", "unit", "'prosentti' is not allowed", "'percent'"),
        (POSTAL, "quality: generalised", "quality: rough", "default_geometry.quality", "'rough' is not", "'official'"),
        (GRID, "kind: areas", "kind: polygons", "kind", "'polygons' is not allowed", "'weights' or 'areas'"),
        (RATE, "steward:\n", "steward: Tilastokeskus\n_:\n", "steward", "'Tilastokeskus' is not keys with values", ""),
        (
            RATE,
            "id: unemployment_rate",
            "id: unemployment",
            "id",
            "'unemployment' is not the file's name",
            "unemployment_rate",
        ),
        (
            DISTRICTS,
            "fields: {name_fi: [nimi]}",
            "fields: {name_fi: nimi}",
            "sources.0.fields.name_fi",
            "'nimi' is not a list",
            "write a list here",
        ),
        # what a definition names elsewhere
        (
            RATE,
            "table: paavo",
            "table: pavo",
            "table",
            "unknown table 'pavo'",
            "one of area_series, espoo_population, ndvi, paavo",
        ),
        (
            PAAVO,
            "levels: [postinumeroalue]",
            "levels: [postinumero]",
            "levels.0",
            "unknown level 'postinumero'",
            "suuralue",
        ),
        (
            PAAVO,
            "wfs:\n  level: postinumeroalue",
            "wfs:\n  level: pono",
            "wfs.level",
            "unknown level 'pono'",
            "postinumeroalue",
        ),
        (
            PAAVO,
            "service: STATFI_POSTAL",
            "service: STATFI",
            "wfs.service",
            "unknown service 'STATFI'",
            "STATFI_POSTAL",
        ),
        (
            PAAVO,
            "weights: population_grid",
            "weights: grid",
            "carry.0.weights",
            "unknown raster 'grid'",
            "population_grid",
        ),
        (PAAVO, 'area: "049"', 'area: "49"', "carry.1.area", "the level kunta has no area '49'", "049, 078"),
        (PAAVO, "file: paavo.csv", "file: pavo.csv", "default.file", "the file pavo.csv is missing", "put it beside"),
        (DISTRICTS, "service: HSY", "service: HSL", "sources.1.service", "unknown service 'HSL'", "ESPOO, HSY"),
        (DISTRICTS, "file: suuralue.geojson", "file: a.geojson", "default_geometry.file", "a.geojson is missing", ""),
        (GRID, "level: suuralue", "level: alue", "areas.0.level", "unknown level 'alue'", "suuralue"),
        (GRID, "file: area_grid.tif", "file: grid.tif", "file", "the file grid.tif is missing", "put it beside"),
        # formulas
        (
            RATE,
            "numerator: pt_tyott,",
            "numerator: pt_tyot,",
            "formula.ratio.numerator",
            "unknown variable 'pt_tyot'",
            "pt_tyott",
        ),
        (
            RATE,
            "numerator: pt_tyott,",
            "numerator: pt_xxxxxxxxx,",
            "formula.ratio.numerator",
            "unknown variable 'pt_xxxxxxxxx'",
            "pt_0_14",
        ),
        (
            "layers/tables/ndvi.yaml",
            ", en: Mean NDVI of the area in one summer scene}",
            "}",
            "groups.ndvi.variables.ndvi.en",
            "the translation is missing",
            "en",
        ),
        (
            "layers/tables/espoo_population.yaml",
            "population: {fi: Asukkaat, sv: Invånare, en: Inhabitants}",
            'population: " "',
            "groups.population.variables.population",
            "is empty",
            "{fi: …, sv: …, en: …}",
        ),
        (
            RATE,
            "numerator: pt_tyott,",
            "numerator: 5,",
            "formula.ratio.numerator",
            "5 is no formula",
            "names of variables",
        ),
        (
            RATE,
            "numerator: pt_tyott,",
            "numerator: pt_tyott / 2,",
            "formula.ratio.numerator",
            "only names, whole numbers, + - * and brackets",
            "",
        ),
        (
            RATE,
            "numerator: pt_tyott,",
            "numerator: pt_tyott * pt_tyoll,",
            "formula",
            "cannot be summed over areas",
            "only add and subtract",
        ),
        (
            RATE,
            "numerator: pt_tyott,",
            "numerator: pt_tyott + 1,",
            "formula",
            "cannot be summed over areas",
            "only add",
        ),
        (
            RATE,
            "formula:\n",
            "formula:\n  count: pt_tyott\n",
            "formula",
            "has count, ratio",
            "just one of count, ratio, mean, published",
        ),
        (
            RATE,
            "numerator: pt_tyott, denominator: pt_tyoll + pt_tyott",
            "numerator: pt_tyott, denominator: he_vakiy",
            "formula",
            "in 2013, 2014, 2015, 2016, 2024 the parts stand on different reference dates",
            "not_in_years",
        ),
        (
            RATE,
            "numerator: pt_tyott, denominator: pt_tyoll + pt_tyott",
            "numerator: pt_tyott, denominator: he_vakiy",
            "formula",
            "in 2015 the parts stand on different boundary vintages (pt_tyott: current, he_vakiy: henttaa_in_02200)",
            "`formula_in_year`",
        ),
        (
            "layers/indicators/one_parent_households.yaml",
            "denominator: te_laps",
            "denominator: pt_tyovu",
            "formula",
            "its variables share no year",
            "groups of the same year",
        ),
        (
            "layers/indicators/population.yaml",
            "formula_in_year:\n  2015:",
            "formula_in_year:\n  2018:",
            "formula_in_year.2018",
            "the table paavo has nothing in 2018",
            "one of 2012, 2013",
        ),
    ],
)
def test_a_mistake_is_named(content: Content, file: str, old: str, new: str, key: str, wrong: str, right: str) -> None:
    content.edit(file, old, new)
    faults = content.faults()
    told = "\n".join(map(str, faults))
    assert any(f.key == key and wrong in f.wrong and right in f.right for f in faults), told
    assert {fault.file for fault in faults} == {file}, told


def test_a_variables_label_may_be_one_string_for_every_language(content: Content) -> None:
    three = "population: {fi: Asukkaat, sv: Invånare, en: Inhabitants}"
    content.edit("layers/tables/espoo_population.yaml", three, "population: Asukkaat")
    group = content.load().tables["espoo_population"].groups["population"]
    assert group.variables["population"].model_dump() == dict.fromkeys(("fi", "sv", "en"), "Asukkaat")


def test_years_in_which_parts_do_not_match_can_be_left_out(content: Content) -> None:
    file = "layers/indicators/share_85_plus.yaml"
    # he_ is of the last day of the year, pt_ of its last week: no year matches
    content.edit(file, "denominator: he_vakiy", "denominator: pt_vakiy")
    assert any("in 2013, 2014, 2015, 2016, 2024 the parts" in fault.wrong for fault in content.faults())
    content.edit(file, "table: paavo\n", "table: paavo\nnot_in_years: [2013, 2014, 2015, 2016]\n")
    assert "in 2024 the parts" in content.fault().wrong


def test_a_key_written_twice_is_named_with_its_line(content: Content) -> None:
    content.edit(RATE, "direction: lower\n", "direction: lower\ndirection: higher\n")
    line = content.read(RATE).splitlines().index("direction: higher") + 1
    fault = content.fault()
    assert (fault.file, fault.key) == (RATE, f"line {line}, column 1")
    assert 'duplicate key "direction"' in fault.wrong
    assert fault.right == "keep one of the two"


def test_an_area_written_twice_as_a_key_is_named_too(content: Content) -> None:
    content.edit(PAAVO, "codes_without_area:\n", 'codes_without_area:\n  "02290": {fi: a, sv: b, en: c}\n')
    assert 'duplicate key "02290"' in content.fault().wrong


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("direction: lower", "direction: 'lower"),
        ("direction: lower", "direction: [lower"),
        ("direction: lower", "direction: lower\n\tunit: percent"),
        ("direction: lower", "direction: lower: yes"),
    ],
)
def test_a_mistake_of_syntax_is_named_with_its_line(content: Content, old: str, new: str) -> None:
    content.edit(RATE, old, new)
    fault = content.fault()
    assert fault.file == RATE
    line = int(fault.key.removeprefix("line ").partition(",")[0])
    changed = next(i for i, text in enumerate(content.read(RATE).splitlines(), 1) if text.startswith("direction"))
    assert changed <= line <= len(content.read(RATE).splitlines()) + 1


def test_a_file_that_is_not_utf8_is_named(content: Content) -> None:
    path = content.folder / RATE
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1", errors="replace"))
    fault = content.fault()
    assert fault.file == RATE
    assert "is not UTF-8" in fault.wrong
    assert fault.right == "save it as UTF-8"


def test_a_byte_order_mark_of_a_windows_editor_does_no_harm(content: Content) -> None:
    path = content.folder / RATE
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert content.load().indicators["unemployment_rate"].title.sv == "Arbetslöshetsgrad"


@pytest.mark.parametrize("text", ["", "# only a comment\n", "- a\n- b\n", "a sentence\n"])
def test_a_file_without_keys_is_named(content: Content, text: str) -> None:
    content.write(RATE, text)
    fault = content.fault()
    assert (fault.file, fault.wrong) == (RATE, "is not a mapping of keys to values")


def test_two_documents_in_one_file_are_refused(content: Content) -> None:
    content.write(RATE, content.read(RATE) + "---\n" + content.read(RATE))
    assert content.fault().file == RATE


@pytest.mark.parametrize("name", ["pensioners.yml", "pensioners.YAML", "pensioners.YML"])
def test_a_definition_with_another_ending_is_not_silently_left_out(content: Content, name: str) -> None:
    (content.folder / "layers/indicators/pensioners.yaml").rename(content.folder / "layers/indicators" / name)
    fault = content.fault()
    assert fault.file == f"layers/indicators/{name}"
    assert fault.right == "rename it to pensioners.yaml"


def test_a_folder_called_like_a_definition_is_named(content: Content) -> None:
    (content.folder / "layers/indicators/new.yaml").mkdir()
    fault = content.fault()
    assert fault.file == "layers/indicators/new.yaml"
    assert "cannot be read" in fault.wrong


def test_faults_of_several_files_are_told_at_once(content: Content) -> None:
    content.edit(POSTAL, '{code: "02100", name_fi', "{code: 02100, name_fi")
    content.edit(POSTAL, '{code: "02110", name_fi', "{code: 02110, name_fi")
    content.edit(RATE, "direction: lower\n", "")
    content.edit(RATE, "  sv: Arbetslöshetsgrad\n", "")
    content.edit("layers/indicators/flats.yaml", "numerator: ra_kt_as", "numerator: ra_kt")
    content.edit("layers/rasters/population_grid.yaml", "cell_size_m: 250", "cell_size_m: 0")
    found = {(fault.file, fault.key) for fault in content.faults()}
    assert found == {
        (POSTAL, "expected_areas.0.code"),
        (POSTAL, "expected_areas.1.code"),
        (RATE, "direction"),
        (RATE, "title.sv"),
        ("layers/indicators/flats.yaml", "formula.ratio.numerator"),
        ("layers/rasters/population_grid.yaml", "cell_size_m"),
    }


@pytest.mark.parametrize("file", [PAAVO, POSTAL, DISTRICTS, GRID, "layers/rasters/population_grid.yaml", SERVICES])
def test_what_refers_to_a_broken_file_is_not_blamed_for_it(content: Content, file: str) -> None:
    content.write(file, "id: [\n")
    assert {fault.file for fault in content.faults()} == {file}


def test_what_refers_to_a_file_with_another_ending_is_not_blamed_for_it(content: Content) -> None:
    (content.folder / PAAVO).rename((content.folder / PAAVO).with_suffix(".yml"))
    assert [fault.file for fault in content.faults()] == ["layers/tables/paavo.yml"]


def test_a_table_that_is_gone_is_told_once_by_each_that_needs_it(content: Content) -> None:
    (content.folder / "layers/tables/ndvi.yaml").unlink()
    fault = content.fault()
    assert (fault.file, fault.key) == ("layers/indicators/ndvi_summer.yaml", "table")
    assert "unknown table 'ndvi'" in fault.wrong


@pytest.mark.parametrize("folder", ["boundaries", "layers/tables", "layers/rasters", "layers/indicators"])
def test_a_missing_folder_is_one_fault(content: Content, folder: str) -> None:
    (content.folder / folder).rename(content.folder / "elsewhere")
    fault = content.fault()
    assert (fault.file, fault.wrong) == (folder, "the folder is missing")


def test_missing_services_are_one_fault(content: Content) -> None:
    (content.folder / SERVICES).unlink()
    fault = content.fault()
    assert (fault.file, fault.wrong) == (SERVICES, "is missing")


def test_an_unknown_vintage_is_named_with_the_known_ones(content: Content) -> None:
    content.edit("layers/tables/espoo_population.yaml", "vintage: current", "vintage: nykyinen")
    fault = content.fault()
    assert fault.key == "groups.population.editions.0.vintage"
    assert "unknown boundary vintage 'nykyinen'" in fault.wrong
    assert fault.right == "one of current"


def test_a_fault_reads_as_one_line_with_file_key_what_is_wrong_and_what_would_be_right(content: Content) -> None:
    content.edit(RATE, "direction: lower", "direction: down")
    assert str(content.fault()) == f"{RATE}: direction: 'down' is not allowed → one of 'higher', 'lower' or 'neutral'"
