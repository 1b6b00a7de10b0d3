"""The comparison page as its reader gets it: what is compared, what it says, what can be taken along, faults."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from hytemap.web.compare_page import ComparePage
from hytemap.web.compare_question import read_compare_page

YEARS = "/{}/compare?level=postinumeroalue&indicators=unemployment_rate&years=2013,2024"


def text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<style.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL)).split())


def page_of(app: Flask, query: str, language: str = "fi") -> ComparePage:
    with app.test_request_context(f"/{language}/compare?{query}"):
        app.preprocess_request()
        asked = MultiDict((word, one) for word, many in parse_qs(query).items() for one in many)
        return read_compare_page(g.atlas, app.config["SETTINGS"], language, asked)


def rows(answer_text: str, delimiter: str = ";") -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer_text.removeprefix("\ufeff")), delimiter=delimiter))


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_without_words_two_indicators_are_compared(client: FlaskClient, language: str) -> None:
    html = client.get(f"/{language}/compare").text
    titles = {
        "fi": ("Työttömyysaste 2024", "Korkeakoulututkinnon suorittaneet 2024"),
        "sv": ("Arbetslöshetsgrad 2024",),
        "en": ("Unemployment rate 2024",),
    }
    for title in titles[language]:
        assert title in text(html)
    assert html.count('class="multiple"') == 2
    assert html.count("<h1>") == 1
    assert f'<html lang="{language}"' in html


def test_each_map_has_its_title_city_value_legend_with_counts_and_sentence(client: FlaskClient, app: Flask) -> None:
    page = page_of(app, "indicators=unemployment_rate,population&level=postinumeroalue", "en")
    said = text(client.get("/en/compare?indicators=unemployment_rate,population&level=postinumeroalue").text)
    for one in page.columns:
        assert text(f"{one.title} Espoo {one.table.city}") in said
        assert text(one.sentence) in said
        for label, _, count in one.legend.classes:
            assert f"{label} {count} area" in said


def test_years_share_a_scale_and_have_a_map_of_change(client: FlaskClient) -> None:
    html = client.get(YEARS.format("en")).text
    assert "a colour means the same in every year" in text(html)
    assert "Change 2013–2024" in text(html)
    assert html.count('role="img"') == 4  # two years, the change, the points
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_one_indicator_alone_is_compared_over_the_years_most_areas_compare_in(app: Flask) -> None:
    page = page_of(app, "indicators=unemployment_rate&level=suuralue")
    assert [view.year for view in page.together.views] == [2015, 2024]
    assert page.change is not None
    assert page.change.view.not_compared == 0


def test_a_form_may_say_words_several_times(app: Flask) -> None:
    by_form = page_of(app, "indicators=population&indicators=mean_income&indicators=&indicators=population")
    assert [view.indicator.id for view in by_form.together.views] == ["population", "mean_income"]
    assert by_form.address() == "/fi/compare?level=suuralue&indicators=population,mean_income&year=2024"
    years = page_of(app, "indicators=population&years=2013&years=2024")
    assert [view.year for view in years.together.views] == [2013, 2024]


def test_a_year_one_indicator_lacks_is_said_and_not_filled(client: FlaskClient) -> None:
    html = client.get("/en/compare?indicators=unemployment_rate,lived_density&year=2024").text
    assert "There are no figures of 2024. The newest are of 2021." in text(html)
    assert "No area has both figures." in text(html)
    assert html.count('data-status="missing"') == 7


def test_an_indicator_without_figures_at_the_level_says_so(client: FlaskClient) -> None:
    assert "There are no figures at this level." in text(
        client.get("/en/compare?indicators=unemployment_rate,median_income").text
    )


def test_marked_areas_are_outlined_on_every_map_and_in_the_table(client: FlaskClient) -> None:
    html = client.get("/fi/compare?areas=0492000000,nothing&indicators=population,mean_income").text
    assert html.count('class="marked"') == 2 + 1
    row = re.search(r'<tr data-code="0492000000" class="marked">.*?</tr>', html, re.DOTALL)
    assert row is not None
    [link] = re.findall(r'class="mark" href="([^"]+)"', row[0])
    # the link of a marked area takes its mark away, that of another adds one
    assert "areas" not in parse_qs(urlsplit(unescape(link)).query)
    other = re.search(r'class="mark" href="([^"]+)" data-code="0491000000"', html)
    assert other is not None
    assert parse_qs(urlsplit(unescape(other[1])).query)["areas"] == ["0492000000,0491000000"]


def test_statuses_are_told_in_words_and_never_as_numbers(marked_app: Flask) -> None:
    client = marked_app.test_client()
    html = client.get("/fi/compare?level=postinumeroalue&indicators=unemployment_rate,population&year=2024").text
    for code, word in (("02100", "suojattu"), ("02120", "puuttuu"), ("02110", "ei sovellettavissa")):
        row = re.search(rf'<tr data-code="{code}".*?</tr>', html, re.DOTALL)
        assert row is not None
        assert f'colspan="3">{word}</td>' in row[0]


def test_kauniainen_is_shown_apart_and_not_among_the_points(app: Flask, client: FlaskClient) -> None:
    page = page_of(app, "level=postinumeroalue&indicators=unemployment_rate,higher_degree&year=2024")
    assert page.others == ["02700"]
    assert len(page.points) == 45
    assert "02700" not in {point.code for point in page.points}
    assert "Areas with both figures: 45." in text(
        client.get("/en/compare?level=postinumeroalue&indicators=unemployment_rate,higher_degree&year=2024").text
    )


def test_other_pairs_are_one_link_away(app: Flask) -> None:
    page = page_of(app, "indicators=population,mean_income,unemployment_rate")
    orders = [parse_qs(urlsplit(link).query)["indicators"][0].split(",")[:2] for _, link in page.other_pairs]
    assert orders == [["population", "unemployment_rate"], ["mean_income", "unemployment_rate"]]


def test_against_another_base_differences_are_told_from_it(client: FlaskClient, app: Flask) -> None:
    page = page_of(app, "indicators=unemployment_rate,higher_degree&base=0497000000&year=2024", "en")
    base = page.first.base_value.value
    for i, area in enumerate(page.level.areas):
        told = page.columns[0].rows[area.code].compared
        assert float(told.replace("−", "-")) == round(page.first.slice.value[i] - base, 1)
    assert "base=0497000000" in page.api()


def test_maps_are_coloured_by_the_difference_from_the_base_and_back(app: Flask, client: FlaskClient) -> None:
    page = page_of(app, "indicators=unemployment_rate,higher_degree&year=2024&base=0497000000&areas=0492000000", "en")
    answer = client.get(page.other_colours)
    assert "Each map stands around its own base value" in text(answer.text)
    around = page_of(app, urlsplit(page.other_colours).query, "en")
    for view in around.together.views:
        assert view.centre is not None
        assert view.centre.value == view.base_value.value
    assert around.marked == ("0492000000",)
    back = page_of(app, urlsplit(around.other_colours).query, "en")
    assert [view.breaks for view in back.together.views] == [view.breaks for view in page.together.views]
    assert back.address() == page.address()


def test_what_is_linked_is_there_and_says_the_same(client: FlaskClient, app: Flask) -> None:
    for query in ("indicators=population,mean_income", "indicators=unemployment_rate&years=2015,2024"):
        page = page_of(app, query)
        told = client.get(page.api()).get_json()
        assert [one["year"] for one in told["comparison"]["columns"]] == [view.year for view in page.together.views]
        assert client.get(page.api("csv")).content_type.startswith("text/csv")
        assert client.get(page.address()).status_code == 200


@pytest.mark.parametrize(("language", "delimiter", "point"), [("fi", ";", ","), ("sv", ";", ","), ("en", ",", ".")])
def test_the_file_for_spreadsheets_holds_the_table(
    client: FlaskClient, app: Flask, language: str, delimiter: str, point: str
) -> None:
    query = "level=postinumeroalue&indicators=unemployment_rate,population&year=2014"
    answer = client.get(f"/{language}/compare?{query}&f=csv")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert ".csv" in answer.headers["Content-Disposition"]
    head, *body = rows(answer.text, delimiter)
    page = page_of(app, query, language)
    body = body[: body.index([])]
    assert len(body) == len(page.level.areas) == 46
    assert all(len(row) == len(head) for row in body)
    for row in body:
        i = page.level.position[row[1]]
        for view, at in zip(page.together.views, (3, 10), strict=True):
            decimals = view.indicator.decimals
            assert row[at] == f"{view.slice.value[i]:.{decimals}f}".replace(".", point)
            assert (row[at + 1] == page.wording.gettext("estimated")) == (view.slice.status[i] == 1)
    notes = answer.text
    assert "CC BY 4.0" in notes
    assert page.columns[0].view.source.attribution[language] in notes


def test_in_the_file_a_hidden_figure_is_an_empty_cell_with_its_status_beside_it(marked_app: Flask) -> None:
    client = marked_app.test_client()
    answer = client.get("/fi/compare?level=postinumeroalue&indicators=unemployment_rate,population&year=2024&f=csv")
    found = {row[1]: row for row in rows(answer.text) if len(row) > 5}
    assert found["02100"][3:5] == ["", "suojattu"]
    assert found["02120"][3:5] == ["", "puuttuu"]
    assert found["02700"][2] == "ei"


def test_no_cell_of_the_file_starts_a_formula(client: FlaskClient) -> None:
    for query in ("indicators=unemployment_rate,mean_income", "indicators=unemployment_rate&years=2013,2024"):
        for row in rows(client.get(f"/fi/compare?level=postinumeroalue&{query}&f=csv").text):
            for cell in row:
                assert not cell.startswith(("=", "+", "@", "\t", "\r")), cell
                assert not cell.startswith("-") or re.fullmatch(r"-\d+(,\d+)?", cell), cell


def test_a_name_that_looks_like_a_formula_is_disarmed() -> None:
    from hytemap.maps.wording import Wording
    from hytemap.web.compare_file import Number, _cell

    for name in ("=1+1", "+358", "-2", "@here", "\tx"):
        assert _cell(name, Wording("fi")) == f"'{name}"
    assert _cell(Number.of(-2.26, 1), Wording("fi")) == "-2,3"
    assert _cell(Number.of(-0.04, 1), Wording("en")) == "0.0"
    assert _cell(Number.of(float("nan"), 1), Wording("en")) == ""


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("level=nothing", 404),
        ("indicators=luck", 404),
        ("indicators=unemployment_rate,<script>alert(1)</script>", 404),
        ("indicators=population&years=1066,2024", 404),
        ("indicators=population,mean_income&year=1066", 404),
        ("indicators=population,mean_income&year=banana", 404),
        ("indicators=population,mean_income&year=20240", 404),
        ("indicators=population&years=²⁰²⁴", 404),
        ("indicators=population,mean_income&years=2013,2024", 400),
        ("indicators=population,mean_income,students,pensioners,share_0_6", 400),
        ("indicators=population&years=2012,2013,2014,2015,2016", 400),
        ("method=own", 400),
        ("method=magic", 400),
        ("classes=99", 400),
        ("classes=x", 400),
        ("group=martians", 404),
        ("base=nowhere", 404),
        ("f=xlsx", 400),
        ("indicators=" + ",".join(f"x{i}" for i in range(5000)), 400),
    ],
)
def test_what_cannot_be_compared_is_a_page_that_says_so(client: FlaskClient, query: str, status: int) -> None:
    answer = client.get(f"/fi/compare?{query}")
    assert answer.status_code == status
    assert answer.content_type.startswith("text/html")
    assert "<script>alert" not in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "query",
    [
        "",
        "level=&indicators=&year=&base=&classes=&method=&group=&areas=&f=",
        "unknown=1&indicators=population,mean_income",
        "areas=<script>,,,02100," + "9" * 9000,
        "indicators=population,population",
        "group=female",
        "base=target",
        "base=finland",
        "level=kunta&indicators=population,mean_income&base=luvn",
        "indicators=daily_smokers,loneliness",
        "indicators=lived_density",
        "years=2015,2016",
    ],
)
def test_what_no_longer_fits_is_no_closed_door(client: FlaskClient, query: str) -> None:
    for form in ("", "&f=csv"):
        answer = client.get(f"/fi/compare?{query}{form}" if query else f"/fi/compare?{form}")
        assert answer.status_code == 200, answer.text[:300]
        assert "<script>," not in answer.text


def test_a_group_or_base_not_all_have_gives_way_and_the_page_says_so(client: FlaskClient) -> None:
    assert "Not all of these have figures by this population group: women" in text(
        client.get("/en/compare?group=female").text
    )
    assert "There is no figure to compare with of: target" in text(client.get("/en/compare?base=target").text)


def test_pages_know_what_they_are_made_of(client: FlaskClient) -> None:
    first = client.get("/fi/compare")
    again = client.get("/fi/compare", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert client.get("/fi/compare?f=csv", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
