"""The choropleth as SVG: every area once, every status its own way, the same bytes for the same question."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hytemap.atlas import Atlas
from hytemap.maps.svg.area_map import area_map
from hytemap.maps.svg.map_look import MapLook
from hytemap.maps.svg.theme import PAGE
from hytemap.maps.view import make_view
from hytemap.maps.wording import Wording
from hytemap.model import Status
from tests.maps.svg.pictures import parsed, words

FI = Wording("fi")


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("level", ["suuralue", "postinumeroalue", "kunta"])
def test_every_area_is_drawn_once_in_the_colour_of_its_class(atlas: Atlas, level: str, language: str) -> None:
    view = make_view(atlas, level, "unemployment_rate")
    root = parsed(area_map(view, Wording(language), "title", "desc").svg)
    drawn = root.xpath("//*[@data-code]")
    with_polygon = [area.code for area, one in zip(view.level.areas, view.level.display, strict=True) if one]
    assert [one.get("data-code") for one in drawn] == with_polygon
    for one in drawn:
        in_class = view.class_of[view.level.position[one.get("data-code")]]
        assert (one.get("fill") == view.colours[in_class]) if in_class >= 0 else one.get("fill").startswith("url(")


def test_statuses_without_a_value_are_hatched_each_its_own_way(marked: Atlas) -> None:
    view = make_view(marked, "postinumeroalue", "unemployment_rate", 2024)
    root = parsed(area_map(view, FI, "title", "").svg)
    fills: dict[str, set[str]] = {}
    for one in root.xpath("//*[@data-status]"):
        fills.setdefault(one.get("data-status"), set()).add(one.get("fill"))
    for status in (Status.SUPPRESSED, Status.MISSING, Status.NOT_APPLICABLE):
        assert fills[status.word] == {f"url(#map-{status.word})"}
    assert all(fill.startswith("#") for fill in fills["ok"])
    # and what is told of them has no number
    told = root.xpath("//*[@data-status='suppressed']/*[local-name()='title']/text()")
    assert all(text.endswith(": suojattu") for text in told)


def test_estimated_areas_and_only_they_have_dashes(atlas: Atlas) -> None:
    estimated = parsed(area_map(make_view(atlas, "suuralue", "unemployment_rate"), FI, "t", "").svg)
    assert len(estimated.xpath("//*[@class='estimated' and @stroke-dasharray]")) == 1
    plain = parsed(area_map(make_view(atlas, "postinumeroalue", "unemployment_rate"), FI, "t", "").svg)
    assert not plain.xpath("//*[@stroke-dasharray]")


def test_equal_questions_give_equal_bytes_and_others_do_not(atlas: Atlas) -> None:
    first, again = (
        area_map(make_view(atlas, "postinumeroalue", "unemployment_rate"), FI, "title", "desc").svg for _ in range(2)
    )
    assert first == again
    assert first != area_map(make_view(atlas, "postinumeroalue", "unemployment_rate", 2012), FI, "title", "desc").svg


def test_two_maps_on_one_page_share_no_id(atlas: Atlas) -> None:
    view = make_view(atlas, "suuralue", "unemployment_rate")
    roots = [parsed(area_map(view, FI, "t", "d", MapLook(prefix=prefix)).svg) for prefix in ("a", "b")]
    assert not set(roots[0].xpath("//@id")) & set(roots[1].xpath("//@id"))


def test_names_are_read_whole_and_in_their_language(atlas: Atlas) -> None:
    view = make_view(atlas, "suuralue", "unemployment_rate")
    finnish = parsed(area_map(view, FI, "t", "").svg)
    assert {area.name("fi") for area in view.level.areas} <= set(words(finnish))
    assert not finnish.xpath("//@lang")
    english = parsed(area_map(view, Wording("en"), "t", "").svg)
    assert english.xpath("//@lang") == ["fi"] * 7
    # a halo is a stroke behind the same text, never a second text
    assert len([text for text in words(finnish) if text == "Vanha-Espoo"]) == 1


def test_names_that_find_no_room_are_explained_below_the_map(atlas: Atlas) -> None:
    look = MapLook(260, 320, name_size=10)
    drawn = area_map(make_view(atlas, "postinumeroalue", "unemployment_rate"), FI, "t", "", look)
    root = parsed(drawn.svg)
    assert drawn.height > look.height
    assert float(root.get("height")) == pytest.approx(drawn.height, abs=0.01)
    said = words(root)
    for one in drawn.names:
        assert one.name in said or (str(one.number) in said and f"{one.number}\u00a0{one.name}" in said)


def test_kauniainen_is_drawn_as_a_neighbour_where_it_is_a_hole(atlas: Atlas) -> None:
    root = parsed(area_map(make_view(atlas, "suuralue", "unemployment_rate"), FI, "t", "").svg)
    assert len(root.xpath(f"//*[@fill='{MapLook().theme.neighbour}']")) == 1
    postal = parsed(area_map(make_view(atlas, "postinumeroalue", "unemployment_rate"), FI, "t", "").svg)
    assert not postal.xpath(f"//*[@fill='{MapLook().theme.neighbour}']")


def test_marked_areas_have_an_outline_and_unknown_codes_none(atlas: Atlas) -> None:
    view = make_view(atlas, "suuralue", "unemployment_rate")
    root = parsed(area_map(view, FI, "t", "", MapLook(marked=("0492000000", "0493000000", "nowhere"))).svg)
    assert len(root.xpath("//*[@class='marked']")) == 2


def test_the_side_below_the_base_can_be_told_without_colour(atlas: Atlas) -> None:
    view = make_view(atlas, "postinumeroalue", "unemployment_rate", method="base", classes=6)
    root = parsed(area_map(view, FI, "t", "", MapLook(sides=True)).svg)
    lined = root.xpath("//*[contains(@fill, 'side-')]")
    assert len(lined) == (view.class_of[view.class_of >= 0] < 3).sum() > 0
    dark, light = (root.xpath(f"count(//*[contains(@fill, 'side-{name}')])") for name in ("dark", "light"))
    assert min(dark, light) > 0
    # without the wish, or without a base, there are none
    assert "side-" not in area_map(view, FI, "t", "").svg


def test_inside_a_page_ground_and_words_follow_its_scheme_and_classes_do_not(atlas: Atlas) -> None:
    view = make_view(atlas, "suuralue", "unemployment_rate")
    svg = area_map(view, FI, "t", "", MapLook(theme=PAGE)).svg
    root = parsed(svg)
    # what lies around is not known: it is not said to be water
    assert "var(--map-ground)" in svg
    assert "var(--map-water)" not in svg
    assert {one.get("fill") for one in root.xpath("//*[@data-code]")} <= set(view.colours)


@pytest.mark.parametrize("value", [0.0, -3.5, 1e12, 1e-9])
def test_unusual_values_are_drawn(atlas: Atlas, value: float) -> None:
    view = make_view(atlas, "suuralue", "unemployment_rate")
    same = replace(view.slice, value=np.full(7, value))
    view = replace(view, slice=same, breaks=())
    root = parsed(area_map(view, FI, "t", "").svg)
    assert {one.get("fill") for one in root.xpath("//*[@data-code]")} == {view.colours[0]}


def test_a_level_without_any_value_is_hatched_all_over(atlas: Atlas) -> None:
    view = make_view(atlas, "suuralue", "median_income")
    root = parsed(area_map(view, FI, "t", "").svg)
    assert {one.get("fill") for one in root.xpath("//*[@data-code]")} == {"url(#map-not_applicable)"}
