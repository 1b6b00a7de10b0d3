"""The accessibility statement and the privacy notice: what the law asks for, what is set, and nothing invented."""

from __future__ import annotations

import html
import io
import logging
import re
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import ValidationError

from hytemap.settings import Settings
from hytemap.web.app import create_app

NOT_GIVEN = {
    "fi": "palvelun ylläpitäjä ei ole ilmoittanut tätä",
    "sv": "har inte uppgetts av tjänstens upprätthållare",
    "en": "not given by the keeper of this service",
}


def text_of(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.partition("<main")[2].partition("</main>")[0])).split())


def client_with(settings: Settings, **changed: Any) -> FlaskClient:
    return create_app(settings.model_copy(update=changed), watch=False).test_client()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "fi",
            ["306/2019", "WCAG 2.1", "EN 301 549", "osittain", "14 päivää", "Liikenne- ja viestintävirasto Traficom"],
        ),
        ("sv", ["306/2019", "WCAG 2.1", "EN 301 549", "delvis", "14 dagar", "Transport- och kommunikationsverket"]),
        ("en", ["306/2019", "WCAG 2.1", "EN 301 549", "in part", "14 days", "Transport and Communications Agency"]),
    ],
)
def test_the_statement_holds_what_the_law_asks_for(client: FlaskClient, language: str, said: list[str]) -> None:
    page = client.get(f"/{language}/accessibility").text
    assert [words for words in said if words not in text_of(page)] == []
    assert 'id="contact"' in page
    assert 'href="mailto:saavutettavuus@traficom.fi"' in page


@pytest.mark.parametrize("language", list(NOT_GIVEN))
def test_what_is_not_set_is_told_as_not_given(client: FlaskClient, language: str) -> None:
    statement = client.get(f"/{language}/accessibility").text
    # keeper twice, review, feedback
    assert text_of(statement).count(NOT_GIVEN[language]) == 4
    assert set(re.findall(r"mailto:([^\"]+)", statement)) == {"saavutettavuus@traficom.fi"}
    notice = client.get(f"/{language}/privacy").text
    # days of the log, controller, contact
    assert text_of(notice).count(NOT_GIVEN[language]) == 3
    assert "mailto:" not in notice


def test_what_is_set_is_told(settings: Settings) -> None:
    client = client_with(
        settings,
        keeper="Espoon kaupunki",
        feedback="palaute@example.fi",
        accessibility_reviewed=date(2027, 1, 5),
        privacy_contact="https://www.example.fi/tietosuoja",
        privacy_notice="https://www.example.fi/seloste",
        log_days=30,
        access_log_days=14,
    )
    statement = client.get("/fi/accessibility").text
    assert NOT_GIVEN["fi"] not in statement
    assert "Espoon kaupunki" in text_of(statement)
    assert "5.1.2027" in text_of(statement)
    assert '<a href="mailto:palaute@example.fi">palaute@example.fi</a>' in statement
    notice = client.get("/fi/privacy").text
    assert NOT_GIVEN["fi"] not in notice
    assert '<a href="https://www.example.fi/tietosuoja">' in notice
    assert '<a href="https://www.example.fi/seloste">' in notice
    assert "30 päivää" in text_of(notice)
    assert "säilytetään 14 päivää" in text_of(notice)
    assert "IP-osoitteen" in text_of(notice)
    assert "sparas i 14 dagar" in text_of(client.get("/sv/privacy").text)


def test_no_log_of_visits_is_told_as_none(settings: Settings) -> None:
    told = text_of(client_with(settings, access_log_days=0, log_days=0).get("/en/privacy").text)
    assert "Log of visits None is kept." in told
    assert "Notes about faults are kept not at all" in told


def test_another_supervisor_takes_the_place_of_traficom(settings: Settings) -> None:
    page = client_with(settings, supervisor="Valvoja", supervisor_contact="https://valvoja.example.fi").get(
        "/fi/accessibility"
    )
    assert "<dd>Valvoja</dd>" in page.text
    assert '<a href="https://valvoja.example.fi">' in page.text
    assert "traficom" not in page.text.lower()
    alone = text_of(client_with(settings, supervisor="Valvoja").get("/fi/accessibility").text)
    assert f"Valvoja Osoite {NOT_GIVEN['fi']}" in alone


def test_a_background_map_is_told_with_its_host(client: FlaskClient, settings: Settings) -> None:
    tiles = client_with(settings, background_tiles="https://tiles.example.org/{z}/{x}/{y}.png")
    assert "tiles.example.org" in text_of(tiles.get("/fi/privacy").text)
    assert "WCAG 1.1.1" in text_of(tiles.get("/fi/accessibility").text)
    assert "tiles.example.org" not in client.get("/fi/privacy").text
    assert "WCAG 1.1.1" not in client.get("/fi/accessibility").text


def test_markup_in_a_setting_stays_text(settings: Settings) -> None:
    page = client_with(settings, keeper="<script>alert(1)</script>").get("/fi/accessibility").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_browser_is_told_when_settings_have_changed(client: FlaskClient, settings: Settings) -> None:
    known = client.get("/fi/accessibility").headers["ETag"]
    assert client.get("/fi/accessibility", headers={"If-None-Match": known}).status_code == 304
    changed = client_with(settings, keeper="Espoon kaupunki")
    assert changed.get("/fi/accessibility", headers={"If-None-Match": known}).status_code == 200


def test_footers_lead_to_both_and_to_the_contact(client: FlaskClient) -> None:
    for address in ("/sv/map", "/sv/privacy", "/sv/luck"):
        footer = client.get(address).text.partition("<footer")[2]
        for link in ("/sv/accessibility", "/sv/privacy", "/sv/accessibility#contact"):
            assert f'<a href="{link}"' in footer, address


def test_a_fault_is_noted_without_the_visitor(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The privacy notice says so."""

    def broken(*_: object, **__: object) -> None:
        raise KeyError("something of ours")

    monkeypatch.setattr("hytemap.web.law_pages.render_page", broken)
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    logging.getLogger("hytemap").addHandler(handler)
    try:
        answer = app.test_client().get(
            "/fi/privacy",
            headers={"User-Agent": "Mozilla/5.0 (Kulkija)", "X-Forwarded-For": "198.51.100.7"},
            environ_base={"REMOTE_ADDR": "198.51.100.7"},
        )
    finally:
        logging.getLogger("hytemap").removeHandler(handler)
    assert answer.status_code == 500
    assert "unexpected fault at /fi/privacy" in written.getvalue()
    assert "198.51.100.7" not in written.getvalue()
    assert "Kulkija" not in written.getvalue()


@pytest.mark.parametrize("name", ["feedback", "supervisor_contact", "privacy_contact"])
@pytest.mark.parametrize(
    "value",
    [
        "palaute",
        "javascript:alert(1)",
        "a@b",
        "a b@example.fi",
        'a@example.fi" x="',
        "ftp://example.fi",
        "mailto:a@example.fi?cc=b",
    ],
)
def test_an_address_that_is_neither_mail_nor_page_is_refused(name: str, value: str) -> None:
    with pytest.raises(ValidationError, match="must be an e-mail address or a page"):
        Settings(supervisor="Valvoja", **{name: value})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "wrong",
    [
        {"privacy_notice": "seloste@example.fi"},
        {"supervisor_contact": "valvoja@example.fi"},
        {"log_days": "-1"},
        {"access_log_days": "kuukausi"},
        {"accessibility_reviewed": "eilen"},
    ],
)
def test_a_setting_that_cannot_be_right_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Settings(**wrong)


def test_settings_left_empty_are_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOG_DAYS", "ACCESS_LOG_DAYS", "ACCESSIBILITY_REVIEWED", "FEEDBACK", "KEEPER"):
        monkeypatch.setenv(f"HYTEMAP_{name}", "")
    read = Settings()
    assert (read.log_days, read.access_log_days, read.accessibility_reviewed) == (None, None, None)
    assert (read.feedback, read.keeper) == ("", "")
