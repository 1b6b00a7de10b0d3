"""Charts as SVG: to scale, honest about status, whole with unusual values."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from hytemap.atlas import Atlas
from hytemap.maps.svg.ages import AgeBand, ages
from hytemap.maps.svg.bars import Bar, bars, view_bars
from hytemap.maps.svg.legend import legend
from hytemap.maps.svg.lines import Line, area_line, city_line, lines
from hytemap.maps.svg.scatter import Point, scatter
from hytemap.maps.svg.spine import SpineRow, spine, spine_row
from hytemap.maps.view import make_view
from hytemap.maps.wording import Wording
from hytemap.model import Direction, Status
from hytemap.statistics.judgement import Judgement
from tests.maps.svg.pictures import SVG, by_class, parsed, words

FI, SV = Wording("fi"), Wording("sv")
NAN = math.nan


def rects(root, status: str | None = None) -> list:
    return [
        one
        for one in root.iter(f"{SVG}rect")
        if status is None or one.get("data-status") == status or one.getparent().get("data-status") == status
    ]


def test_bars_are_ranked_and_as_long_as_their_values(atlas: Atlas) -> None:
    view = make_view(atlas, "suuralue", "unemployment_rate")
    rows = view_bars(view, FI, ("0492000000",))
    assert [row.value for row in rows] == sorted(view.slice.value, reverse=True)
    assert [row.name for row in rows if row.marked] == ["Suur-Tapiola"]
    plain = [replace(row, marked=False) for row in rows]
    drawn = rects(parsed(bars(plain, "t", "d")), "estimated")
    lengths = np.array([float(one.get("width")) for one in drawn])
    np.testing.assert_allclose(lengths / lengths[0], [row.value / rows[0].value for row in rows], rtol=1e-3)


def test_bars_without_a_value_are_hatched_and_say_why(marked: Atlas) -> None:
    rows = view_bars(make_view(marked, "postinumeroalue", "unemployment_rate", 2024), FI)
    assert [row.status.has_value for row in rows] == [True] * 40 + [False] * 5
    root = parsed(bars(rows, "t", "d"))
    assert words(root).count("suojattu") == 3
    assert [one.get("fill") for one in rects(root, "missing")] == ["url(#bars-missing)"]


def test_bars_below_zero_go_the_other_way_and_intervals_stay_on_the_scale() -> None:
    rows = [Bar("A", -4.0, "−4", interval=(-9.0, 1.0)), Bar("B", 2.0, "2", interval=(-1.0, 20.0)), Bar("C", 0.0, "0")]
    root = parsed(bars(rows, "t", "d", (1.0, "Espoo 1"), width=400))
    below, above, none = rects(root, "ok")
    zero = float(above.get("x"))
    assert float(below.get("x")) + float(below.get("width")) == pytest.approx(zero, abs=0.02)
    assert float(none.get("width")) == 0.5
    assert len(by_class(root, "interval")) == 4
    assert "Espoo 1" in words(root)


def test_the_year_shown_stands_out_in_a_trend(atlas: Atlas) -> None:
    view = make_view(atlas, "suuralue", "unemployment_rate", 2014)
    root = parsed(lines([city_line(view, FI)], FI, "t", "d", at=2014))
    sizes = {one.get("data-year"): float(one.get("r")) for one in root.iter(f"{SVG}circle")}
    assert sizes.pop("2014") > max(sizes.values())


def test_a_trend_has_no_line_across_years_without_a_figure(atlas: Atlas) -> None:
    view = make_view(atlas, "suuralue", "unemployment_rate")
    drawn = [city_line(view, FI), area_line(view, FI, "0491000000")]
    assert [len(one.runs) for one in drawn] == [2, 2]
    root = parsed(lines(drawn, FI, "t", "d", "%"))
    assert len(by_class(root, "gap")) == 2
    assert {"Espoo", "Suur-Leppävaara", "2012", "2024"} <= set(words(root))
    years = [float(one.get("cx")) for one in by_class(root, "line")[0].iter(f"{SVG}circle")]
    # 2012 to 2016, then eight years as one step
    assert (years[-1] - years[-2]) / (years[1] - years[0]) == pytest.approx(8, rel=0.01)


def test_points_of_a_trend_that_are_estimates_are_hollow() -> None:
    one = Line("A", [(2020, 1.0, Status.OK), (2021, 2.0, Status.ESTIMATED)], "#123456")
    fills = [c.get("fill") for c in parsed(lines([one], FI, "t", "d")).iter(f"{SVG}circle")]
    assert fills == ["#123456", "#ffffff"]


@pytest.mark.parametrize(
    "drawn",
    [
        [],
        [Line("A", [])],
        [Line("A", [(2020, 5.0, Status.OK)])],
        [Line("A", [(2020, -1e9, Status.OK), (2030, 1e9, Status.OK)])],
        [Line(f"Area {i}", [(2020, 1.0, Status.OK), (2021, 1.0, Status.OK)]) for i in range(6)],
    ],
)
def test_unusual_trends_are_drawn(drawn: list[Line]) -> None:
    root = parsed(lines(drawn, SV, "t", "d"))
    names = [one for one in words(root) if one.startswith(("A", "Area"))]
    assert names == [one.name for one in drawn if one.points]


def test_a_scatter_names_its_points_without_collision(atlas: Atlas) -> None:
    one, other = (make_view(atlas, "suuralue", name) for name in ("higher_degree", "unemployment_rate"))
    points = [
        Point(area.name("fi"), float(one.slice.value[i]), float(other.slice.value[i]))
        for i, area in enumerate(one.level.areas)
    ]
    root = parsed(scatter([*points, Point("Nowhere", NAN, 1.0)], FI, "t", "d", "x", "y"))
    assert len(list(root.iter(f"{SVG}circle"))) == 7
    assert {point.name for point in points} == {one.text for one in by_class(root, "name")}
    assert "Nowhere" not in words(root)


def test_names_leave_the_numbers_of_the_axis_alone(atlas: Atlas) -> None:
    one, other = (make_view(atlas, "postinumeroalue", name) for name in ("population", "mean_income"))
    points = [
        Point(area.name("fi"), float(one.slice.value[i]), float(other.slice.value[i]))
        for i, area in enumerate(one.level.areas)
    ]
    root = parsed(scatter(points, FI, "t", "d", "x", "y"))
    axis = max(float(path.get("d", "").split()[0][1:]) for path in root.iter(f"{SVG}path") if "H" in path.get("d", ""))
    # its points stand close to the axis, with names on their left elsewhere
    assert min(float(dot.get("cx", "")) for dot in root.iter(f"{SVG}circle")) < axis + 20
    assert min(float(name.get("x", "")) for name in by_class(root, "name")) >= axis


def test_a_marked_point_is_named_where_others_leave_no_room() -> None:
    crowd = [Point(f"Area number {i}", 1.0 + i % 40 / 8, 2.0 + i // 40 / 4) for i in range(400)]
    target = crowd[210]
    for marked in (False, True):
        points = [replace(one, marked=marked) if one is target else one for one in crowd]
        root = parsed(scatter(points, FI, "t", "d", "x", "y"))
        assert (target.name in {one.text for one in by_class(root, "name")}) == marked


def test_points_in_one_place_are_all_there_though_not_all_are_named() -> None:
    root = parsed(scatter([Point(f"Area number {i}", 1.0, 2.0) for i in range(20)], FI, "t", "d", "x", "y"))
    titles = [title.text for circle in root.iter(f"{SVG}circle") for title in circle]
    assert titles == [f"Area number {i}" for i in range(20)]
    assert 0 < len(by_class(root, "name")) < 20


def test_a_spine_puts_the_city_in_the_middle_and_better_to_the_right() -> None:
    values = np.array([2.0, 4.0, 6.0, 8.0, 12.0])

    def at(direction: Direction) -> float:
        row = SpineRow("Name", "12", "7", 12.0, 7.0, values, direction, Judgement.SIMILAR)
        root = parsed(spine([row], FI, "t", "d"))
        middle = float(by_class(root, "city")[0].get("d").split()[0][1:])
        return float(by_class(root, "mark")[0].get("cx")) - middle

    assert at(Direction.HIGHER) > 0 > at(Direction.LOWER)
    assert at(Direction.NEUTRAL) == at(Direction.HIGHER) == pytest.approx(-at(Direction.LOWER), abs=0.2)


def test_the_middle_half_of_a_spine_is_that_of_the_areas() -> None:
    values = np.array([1.0, 2.0, 3.0, 4.0, 10.0, NAN])
    root = parsed(spine([SpineRow("N", "1", "3", 1.0, 3.0, values, Direction.HIGHER, None)], FI, "t", "d"))
    whole, half = (float(by_class(root, name)[0].get("width")) for name in ("range", "half"))
    # 1 to 10, and by linear quantiles 2 to 4
    assert half / whole == pytest.approx(2 / 9, rel=0.01)


def test_a_spine_tells_what_cannot_be_judged_from_what_is_similar(atlas: Atlas) -> None:
    row = spine_row(make_view(atlas, "suuralue", "unemployment_rate"), FI, "0492000000")
    assert row.judgement is Judgement.MUCH_BETTER
    rows = [row, replace(row, judgement=None), replace(row, judgement=Judgement.SIMILAR), replace(row, value=NAN)]
    root = parsed(spine([*rows, replace(row, city=NAN)], FI, "t", "d"))
    assert len(by_class(root, "mark")) == 3 + 3  # three in rows, and three in the key
    assert {"selvästi parempi", "ei selvää eroa", "ei voida arvioida"} <= set(words(root))


def test_sides_of_an_age_chart_have_one_scale() -> None:
    ok = (Status.OK, Status.OK)
    bands = [AgeBand("0–6", (5.0, 10.0), ok), AgeBand("85+", (NAN, 2.0), (Status.SUPPRESSED, Status.OK), (1.0, NAN))]
    root = parsed(ages(bands, FI, "t", "d", ("Naiset", "Miehet"), "%", "Espoo"))
    five, ten = sorted(float(one.get("width")) for one in rects(root, "ok"))[1:]
    assert ten / five == pytest.approx(2, rel=0.01)
    assert rects(root, "suppressed")[0].get("fill") == "url(#ages-suppressed)"
    assert len(by_class(root, "reference")) == 1
    # the oldest on top
    assert words(root).index("85+") < words(root).index("0–6")


@pytest.mark.parametrize("bands", [[], [AgeBand("0–6", (0.0,), (Status.OK,))], [AgeBand("x", (1e9,), (Status.OK,))]])
def test_unusual_ages_are_drawn(bands: list[AgeBand]) -> None:
    root = parsed(ages(bands, FI, "t", "d"))
    assert len(rects(root, "ok")) == len(bands)


@pytest.mark.parametrize("horizontal", [True, False])
def test_a_legend_has_every_class_its_count_and_the_statuses_present(marked: Atlas, horizontal: bool) -> None:
    view = make_view(marked, "postinumeroalue", "unemployment_rate", 2024)
    root = parsed(legend(view, FI, "t", 600, horizontal))
    said = words(root)
    assert set(FI.class_labels(view)) <= set(said)
    counts = [str(one.count) for one in view.classes]
    assert [one for one in said if one.isdigit()] == (counts if horizontal else counts[::-1])
    assert {"suojattu (3)", "puuttuu (1)", "ei sovellettavissa (1)"} <= set(said)
    assert {one.get("fill") for one in rects(root)} >= {*view.colours, "url(#legend-suppressed)"}


def test_a_horizontal_legend_too_narrow_for_its_limits_stands_upright(atlas: Atlas) -> None:
    view = make_view(atlas, "postinumeroalue", "median_income", classes=7)
    assert legend(view, FI, "t", 200, horizontal=True) == legend(view, FI, "t", 200)
    assert legend(view, FI, "t", 900, horizontal=True) != legend(view, FI, "t", 900)


def test_a_legend_without_classes_still_explains_the_hatching(atlas: Atlas) -> None:
    root = parsed(legend(make_view(atlas, "suuralue", "median_income"), SV, "t"))
    assert words(root) == ["ej tillämplig (7)"]


def test_charts_speak_the_language_asked(atlas: Atlas) -> None:
    row = spine_row(make_view(atlas, "suuralue", "unemployment_rate"), SV, "0492000000")
    assert {"Område", "Esbo", "klart bättre", "den mellersta hälften av områdena"} <= set(
        words(parsed(spine([row], SV, "t", "d")))
    )
