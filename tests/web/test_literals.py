"""No template and no script says a word that the translations do not know."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from hytemap.settings import content_folder
from tests.web.literals import literals_of_script, literals_of_template

TEMPLATES = sorted(content_folder("templates").rglob("*.html"))
SCRIPTS = sorted(content_folder("static").rglob("*.js"))


def _name(path: Path) -> str:
    return "/".join(path.parts[-2:])


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_a_template_says_nothing_of_its_own(app: Flask, path: Path) -> None:
    assert literals_of_template(app.jinja_env, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=_name)
def test_a_script_says_nothing_of_its_own(path: Path) -> None:
    assert literals_of_script(path.read_text(encoding="utf-8")) == []


def test_templates_and_scripts_are_found() -> None:
    assert {path.name for path in TEMPLATES} >= {"base.html", "map.html", "header.html"}
    assert SCRIPTS


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("<p>Kartta</p>", ["Kartta"]),
        ('<p>{{ _("Map") }}: luku</p>', [": luku"]),
        ('<p>{% if x %}yksi{% else %}{{ _("two") }}{% endif %}</p>', ["yksi"]),
        ('<a href="/x" title="Lisää">{{ name }}</a>', ["Lisää"]),
        ('<button aria-label="{{ \'Close\' if open else _("Open") }}"></button>', ["Close"]),
        ('<p>{{ value or "none" }}</p>', ["none"]),
        ('<p>{{ "arvo " ~ value }}</p>', ["arvo"]),
        ('{% set heading = "Kartan otsikko" %}<h1>{{ heading }}</h1>', ["Kartan otsikko"]),
        ('{{ bar(row, "Espoon luku") }}', ["Espoon luku"]),
        ('<input type="submit" value="Hae">', ["Hae"]),
        ('<div data-closed="Avaa valikko"></div>', ["Avaa valikko"]),
        ("<svg><title>Pylväät</title></svg>", ["Pylväät"]),
        ('<meta name="description" content="Espoon kartta">', ["Espoon kartta"]),
        ("<title>{% block title %}Sivu{% endblock %}</title>", ["Sivu"]),
        ("<p>{# Kartta #}{{ _('Map') }} · {{ year }} – 95&nbsp;%</p>", []),
        ('<a class="link" id="map" data-code="0491000000" aria-label="{{ _("Map") }}">hytemap</a>', []),
        ('<text text-anchor="{{ "start" if first else "end" }}">{{ name }}</text>', []),
        ("<code>hytemap fetch {{ source }}</code><script>const words = 1;</script>", []),
        ('<option value="a"{% if x == "Some thing"|lower %} selected{% endif %}>{{ name }}</option>', ["Some thing"]),
        ('{% include "components/header.html" %}<link href="{{ asset("css/page.css") }}">', []),
    ],
)
def test_a_literal_of_a_template_is_found_wherever_it_hides(app: Flask, source: str, said: list[str]) -> None:
    assert literals_of_template(app.jinja_env, source) == said


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ('told.textContent = "valittu";', ["valittu"]),
        ('told.textContent = area ? area.name + " valittu" : "";', [" valittu"]),
        ("told.textContent = `${name} valittu`;", ["  valittu"]),
        ('button.title = "näytä";', ["näytä"]),
        ('button.ariaLabel = "näytä";', ["näytä"]),
        ('button.setAttribute("aria-label", "näytä");', ["näytä"]),
        ('box.append(document.createTextNode("arvo"));', ["arvo"]),
        ('box.append("Espoon luku");', ["Espoon luku"]),
        ('const closed = "Avaa valikko";', ["Avaa valikko"]),
        ('// told.textContent = "valittu";\n/* "Kartta" */ told.textContent = words.chosen;', []),
        ('button.setAttribute("aria-pressed", "false"); row.className = "chosen";', []),
        ('if (event.key === "Escape") close.textContent = words["close"];', []),
        ('throw new Error("There is no map");', []),
        ('told.textContent = area.name + ": " + area.value;', []),
    ],
)
def test_a_literal_of_a_script_is_found_where_it_reaches_people(source: str, said: list[str]) -> None:
    assert literals_of_script(source) == said
