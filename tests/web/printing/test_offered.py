"""What pages offer to print: each button leads to a sheet of what the page shows, on the paper that was chosen."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient

from tests.web.printing.test_print_pages import size_of, text_of
from tests.web.printing.waiting import answer_of

TAPIOLA = "0492000000"


@dataclass
class Form:
    """A form as it stands in a page: what it sends, what can be chosen, and its buttons (address, word of its own)."""

    sent: list[tuple[str, str]] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)

    def addresses(self, **chosen: str) -> list[str]:
        """Where each button leads."""
        return [f"{address}?{urlencode([*self.sent, *chosen.items(), *own])}" for address, own in self.buttons]


class Forms(HTMLParser):
    """The forms of a page that lead to paper."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._inside = False
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = "data-of" in said
            if self._inside:
                self.found.append(Form())
        if not self._inside:
            return
        form = self.found[-1]
        if tag == "input":
            assert said["type"] == "hidden"
            form.sent.append((said["name"], said["value"]))
        elif tag == "select":
            self._select = said["name"]
        elif tag == "option" and "value" in said:
            form.choices.setdefault(self._select, []).append(said["value"])
        elif tag == "button":
            form.buttons.append((said["formaction"], [(said["name"], said["value"])] if "name" in said else []))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False


def forms_of(client: FlaskClient, address: str) -> list[Form]:
    found = Forms()
    found.feed(client.get(address).text)
    return found.found


def kinds_of(form: Form) -> list[str]:
    return [urlsplit(address).path.rpartition("/")[2] for address in form.addresses()]


@pytest.mark.parametrize(
    ("page", "kinds"),
    [
        ("/sv/map?level=suuralue", ["map.pdf", "map.png", "map.svg", "map.pptx"]),
        (
            "/en/compare?level=suuralue&indicators=mean_age,higher_degree",
            ["compare.pdf", "compare.png", "compare.svg", "compare.pptx", "table.pdf", "table.pdf"],
        ),
        ("/en/compare?level=suuralue&indicators=mean_age&years=2016", ["table.pdf", "table.pdf"]),
        (f"/fi/areas/suuralue/{TAPIOLA}", ["area.pdf"]),
    ],
)
def test_every_button_of_a_page_leads_to_a_sheet(client: FlaskClient, page: str, kinds: list[str]) -> None:
    form = forms_of(client, page)[0]
    assert kinds_of(form) == kinds
    assert form.choices["paper"] == ["a4", "a3"]
    assert form.choices["orientation"] == ["portrait", "landscape"]
    for address in form.addresses(paper="a4", orientation="portrait", dpi="96"):
        assert answer_of(client, address).status_code == 200, address


def test_a_button_sends_the_whole_state_of_the_page_and_the_paper_chosen(client: FlaskClient, tmp_path: Path) -> None:
    page = f"/sv/map?level=suuralue&indicator=mean_age&year=2016&method=quantile&classes=4&areas={TAPIOLA}"
    form = forms_of(client, page)[0]
    assert form.sent == parse_qsl(urlsplit(page).query)
    found = answer_of(client, form.addresses(paper="a3", orientation="landscape")[0])
    assert size_of(found.data, tmp_path) == (420, 297)
    assert "Kvantiler, 4 klasser" in text_of(found.data, tmp_path)


def test_the_level_of_a_page_is_printed_as_table_and_atlas(client: FlaskClient, tmp_path: Path) -> None:
    on_map, of_area = (
        forms_of(client, page)[1] for page in ("/fi/map?year=2014", f"/fi/areas/suuralue/{TAPIOLA}?year=2014")
    )
    assert kinds_of(on_map) == ["atlas.pdf", "atlas.pdf"]
    # the year of a map is that of one indicator; that of an area holds for all of them
    assert dict(on_map.sent) == {"level": "suuralue"}
    assert dict(of_area.sent) == {"level": "suuralue", "year": "2014"}
    assert [parse_qs(urlsplit(one).query).get("of") for one in on_map.addresses()] == [None, ["areas"]]
    assert kinds_of(of_area) == ["table.pdf", "atlas.pdf", "atlas.pdf"]
    table = text_of(answer_of(client, of_area.addresses()[0]).data, tmp_path)
    assert "2014" in table
    assert "Keski-ikä" in table
    assert "Suur-Tapiola" in table


def test_what_an_area_without_figures_offers_can_be_printed(client: FlaskClient) -> None:
    forms = forms_of(client, "/fi/areas/kunta/235")
    assert kinds_of(forms[0]) == ["area.pdf"]
    assert kinds_of(forms[1]) == ["table.pdf", "atlas.pdf", "atlas.pdf"]
    for address in (*forms[0].addresses(), *forms[1].addresses()[::2]):
        assert answer_of(client, address).status_code == 200, address


def test_what_does_not_show_on_a_sheet_makes_no_other_one(client: FlaskClient) -> None:
    for kind, words in (("map.pdf", ("dpi=96", "dpi=300")), ("map.pptx", ("paper=a3", "orientation=landscape"))):
        found = [answer_of(client, f"/fi/print/{kind}?level=suuralue&{one}") for one in words]
        assert found[0].headers["ETag"] == found[1].headers["ETag"]
