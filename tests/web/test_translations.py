"""Texts of the pages: every one in three languages, and the compiled catalogues equal to their sources."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from hytemap.maps.wording import Wording
from hytemap.web.languages import LANGUAGES, TRANSLATIONS

REPOSITORY = Path(__file__).resolve().parents[2]
PLACEHOLDER = re.compile(r"%\(\w+\)s")


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What the code and the templates say, found as `pybabel extract -F pyproject.toml` finds it."""
    found = tmp_path_factory.mktemp("texts") / "messages.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "extract", "-F", "pyproject.toml", "-o", found, "."]
    subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True)
    with found.open("rb") as file:
        return read_po(file)


def catalogue(language: str) -> Catalog:
    with (TRANSLATIONS / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def texts(said: str | list[str] | tuple[str, ...]) -> list[str]:
    return [said] if isinstance(said, str) else list(said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_and_no_other(language: str, extracted: Catalog) -> None:
    wanted = {message.id for message in extracted if message.id}
    known = catalogue(language)
    assert wanted, "nothing was found: the extraction itself is broken"
    assert {message.id for message in known if message.id} == wanted
    for message in known:
        if not message.id:
            continue
        assert not message.fuzzy, message.id
        assert all(text.strip() for text in texts(message.string)), message.id
        for text in texts(message.string):
            assert set(PLACEHOLDER.findall(text)) == set(PLACEHOLDER.findall(texts(message.id)[0])), message.id


def test_english_says_what_the_code_says() -> None:
    for message in catalogue("en"):
        if message.id:
            assert texts(message.string) == texts(message.id)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_equals_its_source(language: str) -> None:
    with (TRANSLATIONS / language / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        compiled = read_mo(file)
    source = {texts(m.id)[0]: texts(m.string) for m in catalogue(language) if m.id}
    assert {texts(m.id)[0]: texts(m.string) for m in compiled if m.id} == source


@pytest.mark.parametrize(
    ("text", "finnish", "swedish"),
    [
        ("estimated", "arvioitu", "uppskattad"),
        ("suppressed", "suojattu", "skyddad"),
        ("missing", "puuttuu", "uppgift saknas"),
        ("not applicable", "ei sovellettavissa", "ej tillämplig"),
    ],
)
def test_words_of_the_glossary_are_used(text: str, finnish: str, swedish: str) -> None:
    assert [Wording(language).gettext(text) for language in ("fi", "sv", "en")] == [finnish, swedish, text]
