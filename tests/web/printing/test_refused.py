"""What cannot be printed: said in the reader's language, with what the address could say and a way on."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from hytemap.settings import Settings
from hytemap.web.app import create_app
from hytemap.web.printing.desk import Desk
from tests.web.printing.waiting import answer_of

TAPIOLA = "0492000000"
NINE = "mean_age,higher_degree,population,share_0_6,share_7_17,share_18_29,share_65_plus,share_75_plus,flats"


def said_on(page: str) -> str:
    """The sentence that explains."""
    return unescape(re.search(r'class="sentence"[^>]*>(.*?)</p>', page, re.S)[1])  # type: ignore[index]


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("map.pdf?paper=a9", 400, "A4 eller A3"),
        ("map.pdf?paper=a4&paper=a3", 400, "A4 eller A3"),
        ("map.pdf?orientation=diagonal", 400, "stående eller liggande"),
        ("map.png?dpi=95", 400, "96–300"),
        ("map.png?dpi=301", 400, "96–300"),
        ("map.png?dpi=NaN", 400, "96–300"),
        (f"map.png?dpi={'9' * 3000}", 400, "96–300"),
        ("map.pdf?date=yesterday", 400, "date=today"),
        ("map.pdf?classes=900", 400, "klasser"),
        ("map.pdf?method=own&breaks=1e400", 400, "klasser"),
        (f"map.pdf?areas={'x' * 5000}", 400, "för lång"),
        ("map.pdf?group=nobody", 404, "befolkningsgrupp"),
        ("map.pdf?base=nothing", 404, "jämföra med"),
        ("map.doc", 404, "compare.pptx"),
        ("nothing.pdf", 404, "compare.pptx"),
        ("compare.pdf?indicators=a,b,c,d,e,f,g", 400, "2–6"),
        ("compare.pdf?indicators=mean_age&years=2012", 400, "2–6"),
        (f"table.pdf?indicators={NINE}", 400, "1–8"),
        ("atlas.pdf?of=streets", 400, "of=areas"),
        ("atlas.pdf?theme=weather", 404, "tema"),
        ("area.pdf?level=suuralue&code=nowhere", 404, "område"),
    ],
)
def test_the_word_that_is_wrong_is_named_with_what_it_could_be(
    client: FlaskClient, address: str, status: int, said: str
) -> None:
    # at once: what cannot be printed waits for nothing
    found = client.get(f"/sv/print/{address}")
    assert found.status_code == status
    assert found.headers["Cache-Control"] == "no-store"
    assert said in said_on(found.text)
    assert 'lang="sv"' in found.text


def test_from_there_the_page_is_one_click_away_without_the_wrong_word(client: FlaskClient) -> None:
    asked = "level=suuralue&indicator=mean_age&year=2016"
    page = client.get(f"/sv/print/map.png?{asked}&dpi=95").text
    link = unescape(re.search(r'href="(/sv/map\?[^"]*indicator[^"]*)"', page)[1])  # type: ignore[index]
    assert link == f"/sv/map?{asked}"
    area = client.get(f"/fi/print/area.pdf?level=suuralue&code={TAPIOLA}&paper=a9").text
    assert f'href="/fi/areas/suuralue/{TAPIOLA}"' in area
    assert f'href="/fi/areas/suuralue/{TAPIOLA}"' in answer_of(client, "/fi/print/area.pdf?level=suuralue&code=x").text


def test_an_atlas_of_too_many_pages_says_how_many_there_may_be(shipped_settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "snapshots").symlink_to(shipped_settings.snapshots)
    app = create_app(shipped_settings.model_copy(update={"data": tmp_path, "print_pages": 5}), watch=False)
    found = answer_of(app.test_client(), "/fi/print/atlas.pdf?level=suuralue&of=areas")
    assert found.status_code == 400
    assert "enintään 5 sivua" in said_on(found.text)


def test_a_program_that_asks_for_json_is_told_the_word_and_what_is_allowed(client: FlaskClient) -> None:
    found = client.get("/fi/print/map.png?dpi=301", headers={"Accept": "application/json"})
    assert found.status_code == 400
    assert found.content_type == "application/problem+json"
    assert (found.get_json()["parameter"], found.get_json()["allowed"]) == ("dpi", ["96 to 300"])
    for accepted in ("*/*", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", ""):
        page = client.get("/fi/print/map.png?dpi=301", headers={"Accept": accepted})
        assert page.content_type.startswith("text/html")


def test_a_sheet_is_only_fetched_and_the_answer_says_so(client: FlaskClient) -> None:
    found = client.post("/fi/print/map.pdf")
    assert found.status_code == 405
    assert "GET" in found.headers["Allow"]


# --- what takes its time ---


def waiting_at(settings: Settings, program: str, **changed: object) -> FlaskClient:
    """A client of a service whose sheets `program` makes, told to come again at once."""
    settings = settings.model_copy(update=changed)
    app = create_app(settings, watch=False)
    app.extensions["printing"] = Desk(settings, program, patience_s=0.3)
    return app.test_client()


def test_who_waits_for_an_atlas_sees_how_much_of_it_is_drawn(shipped_settings: Settings) -> None:
    client = waiting_at(shipped_settings, "tests.web.printing.halfway", print_seconds=4)
    address = "/sv/print/atlas.pdf?level=postinumeroalue&year=2013"
    page = client.get(address)
    while "<progress" not in page.text:
        assert page.status_code == 202, "it was given up before anything was told"
        page = client.get(address)
    assert re.search(r'<progress max="8" value="3"', page.text)
    assert "3 av 8" in page.text
    # another worker's readers see it too
    elsewhere = waiting_at(shipped_settings, "tests.web.printing.stuck")
    assert "3 av 8" in elsewhere.get(address).text


def test_what_takes_too_long_is_not_asked_for_again_by_itself(shipped_settings: Settings) -> None:
    client = waiting_at(shipped_settings, "tests.web.printing.stuck", print_seconds=0.5)
    found = answer_of(client, "/fi/print/map.pdf?year=2012&classes=3")
    assert found.status_code == 503
    assert "0,5 sekuntia" in said_on(found.text)
    assert "data-again" not in found.text
    assert "http-equiv" not in found.text


def test_who_finds_the_desk_full_is_asked_for_again_by_the_page(shipped_settings: Settings) -> None:
    client = waiting_at(shipped_settings, "tests.web.printing.stuck", print_seconds=3, print_waiting=1)
    assert client.get("/fi/print/map.pdf?year=2013&classes=3").status_code == 202
    found = client.get("/fi/print/map.pdf?year=2014&classes=3")
    assert found.status_code == 503
    assert 'data-again="5"' in found.text
    assert found.headers["Retry-After"] == "5"
