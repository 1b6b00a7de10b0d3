"""A map as one picture: everything that lets it stand alone, whole, with ids of its own."""

from __future__ import annotations

from collections import Counter

import pytest

from hytemap.atlas import Atlas
from hytemap.maps.svg.sheet import WIDTH, map_sheet
from hytemap.maps.view import make_view
from hytemap.maps.wording import Wording
from tests.maps.svg.pictures import SVG, parsed, words


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize(
    ("level", "indicator"),
    [("suuralue", "unemployment_rate"), ("postinumeroalue", "median_income"), ("suuralue", "median_income")],
)
def test_a_picture_has_title_legend_and_sources(atlas: Atlas, level: str, indicator: str, language: str) -> None:
    view = make_view(atlas, level, indicator)
    root = parsed(map_sheet(view, Wording(language), "what it shows"))
    said = " ".join(words(root))
    assert view.indicator.title[language] in said.replace("- ", "-")
    assert view.source.licence in said
    assert " ".join(view.level.attribution[language].split()) in " ".join(said.split())
    for label in Wording(language).class_labels(view):
        assert label in said
    ids = Counter(one.get("id") for one in root.iter() if one.get("id"))
    assert max(ids.values()) == 1
    # nothing ends outside: drawings lie one under another
    inner = [(float(one.get("y")), float(one.get("height"))) for one in root.iter(f"{SVG}svg") if one is not root]
    assert len(inner) == 2
    assert inner[0][0] + inner[0][1] <= inner[1][0]
    assert inner[1][0] + inner[1][1] <= float(root.get("height"))
    assert float(root.get("width")) == WIDTH
