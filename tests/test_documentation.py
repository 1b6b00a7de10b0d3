"""The documents tell of every setting, command, option and definition key, and of none that is not there."""

from __future__ import annotations

import re
import shlex
import subprocess
import typing
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from pydantic import BaseModel
from ruamel.yaml import YAML

import hytemap
from hytemap.cli import COMMANDS, cli
from hytemap.definitions import load
from hytemap.definitions.common import Services, Text
from hytemap.definitions.imports import ImportMapping
from hytemap.definitions.indicators import Formula, Indicator
from hytemap.definitions.levels import Level
from hytemap.definitions.rasters import Raster
from hytemap.definitions.surfaces import Surface
from hytemap.definitions.tables import Table
from hytemap.definitions.yaml_files import parse
from hytemap.model import ChainStage, Direction, Theme, Unit
from hytemap.settings import Settings

REPOSITORY = Path(__file__).resolve().parent.parent
DEPLOY = (REPOSITORY / "docs" / "deploy.md").read_text(encoding="utf-8")
DEFINITIONS = (REPOSITORY / "docs" / "definitions.md").read_text(encoding="utf-8")
IMPORT = (REPOSITORY / "docs" / "import.md").read_text(encoding="utf-8")
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")

DOCUMENTS = sorted(f"docs/{path.name}" for path in (REPOSITORY / "docs").glob("*.md"))

#: settings of tests, which operators never need
OF_TESTS = {"HYTEMAP_SHARED", "HYTEMAP_REQUIRE_ALL"}


def settings() -> set[str]:
    """Every setting by its name in the environment."""
    own = {f"HYTEMAP_{name.upper()}" for name in Settings.model_fields}
    return own | {f"HYTEMAP_SERVICE_{name}" for name in load(Settings()).services}


def first_cells(text: str) -> list[str]:
    """The first cell of every row of the Markdown tables in `text`, without what is bold in it."""
    rows = (line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| ---"))
    return [re.sub(r" \*\*.*?\*\*$", "", row.split(" | ")[0].removeprefix("| ").strip()) for row in rows]


def section(text: str, heading: str) -> str:
    """What stands under `heading`, up to the next heading of any depth."""
    assert f"\n{heading}\n" in text, f"no heading {heading!r}"
    return re.split(r"^#+ ", text.split(f"\n{heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def test_every_setting_has_its_row_and_every_row_its_setting() -> None:
    documented = {cell.strip("`") for cell in first_cells(section(DEPLOY, "## Settings"))} - {"setting"}
    assert documented == settings()


@pytest.mark.parametrize("path", ["README.md", *DOCUMENTS])
def test_no_document_names_a_setting_that_is_not_there(path: str) -> None:
    text = (REPOSITORY / path).read_text(encoding="utf-8")
    named = set(re.findall(r"HYTEMAP_[A-Z_]*[A-Z]", text)) - {"HYTEMAP_SERVICE", "HYTEMAP_SERVICE_NAME"}
    assert named - settings() - OF_TESTS == set()


def test_no_module_reads_a_setting_that_is_not_documented() -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (REPOSITORY / "hytemap").rglob("*.py"))
    named = set(re.findall(r"HYTEMAP_[A-Z_]*[A-Z]", sources)) - {"HYTEMAP_SERVICE"}
    assert named - settings() == set()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_documented(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    rows = [cell for cell in first_cells(section(DEPLOY, "## Commands")) if re.match(rf"`hytemap {name}\b", cell)]
    assert len(rows) == 1, f"docs/deploy.md tells of `hytemap {name}` in one row of its commands"
    for parameter in command.params:
        for option in parameter.opts:
            told = option if isinstance(parameter, click.Option) else "["
            assert told in rows[0], f"{name} {option} is not in docs/deploy.md"
    assert re.search(rf"`hytemap {name}\b", README), f"`hytemap {name}` is not in README.md"


def test_no_command_is_documented_that_is_not_there() -> None:
    cells = [cell for cell in first_cells(section(DEPLOY, "## Commands")) if cell.startswith("`")]
    assert {shlex.split(cell.strip("`"))[1] for cell in cells} == set(COMMANDS)


def _model_in(annotation: object) -> tuple[type[BaseModel], str] | None:
    """The definition's part that a key holds, and how a key of the part is written after the key."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, "."
    inner = typing.get_args(annotation)
    origin = typing.get_origin(annotation)
    if origin is list:
        found = _model_in(inner[0])
        return found and (found[0], f"[]{found[1]}")
    if origin is dict:
        found = _model_in(inner[1])
        return found and (found[0], f".NAME{found[1]}")
    return next((found for one in inner if (found := _model_in(one))), None)


def keys(model: type[BaseModel], before: str = "", top: bool = True) -> Iterator[tuple[str, bool]]:
    """Every key of a definition with its path, and whether it must be there. Texts and formulas are one key."""
    for name, field in model.model_fields.items():
        yield before + name, field.is_required()
        part = _model_in(field.annotation)
        if part and part[0] not in (Text, Formula):
            yield from keys(part[0], before + name + part[1], top=False)


@pytest.mark.parametrize(
    ("model", "heading"),
    [
        (Indicator, "## Keys of an indicator"),
        (Formula, "### Formulas"),
        (Table, "## Keys of a table"),
        (Level, "## Keys of a level"),
        (Raster, "## Keys of a raster"),
        (Surface, "## Keys of a surface"),
        (Services, "## Keys of the services"),
        (ImportMapping, "## Keys of a mapping"),
    ],
)
def test_every_key_of_a_definition_has_its_row_and_every_row_its_key(model: type[BaseModel], heading: str) -> None:
    document = IMPORT if model is ImportMapping else DEFINITIONS
    rows = [line for line in section(document, heading).splitlines() if line.startswith("| `")]
    documented = {re.findall(r"`(.+?)`", row)[0]: "**\\*** |" in row for row in rows}
    assert len(documented) == len(rows), "a key has one row"
    assert documented == dict(keys(model))


@pytest.mark.parametrize("words", [Theme, ChainStage, Direction, Unit])
def test_every_word_an_indicator_may_use_is_told(words: type[Theme | ChainStage | Direction | Unit]) -> None:
    told = section(DEFINITIONS, "## Keys of an indicator")
    assert [word.value for word in words if f"`{word.value}`" not in told] == []


@pytest.mark.parametrize(
    ("heading", "model"),
    [
        ("### An indicator", Indicator),
        ("### A table", Table),
        ("### A level", Level),
        ("### A raster", Raster),
        ("### A surface", Surface),
    ],
)
def test_the_examples_are_definitions_without_a_fault(heading: str, model: type[BaseModel]) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", section(DEFINITIONS, heading), flags=re.DOTALL)
    parse(model, YAML(typ="safe", pure=True).load(example), heading)


def test_changelog_tells_of_this_version() -> None:
    assert f"\n## {hytemap.__version__}" in (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", ["README.md", "CHANGELOG.md", "DATA_LICENCES.md", *DOCUMENTS])
def test_links_between_the_documents_lead_somewhere(path: str) -> None:
    text = (REPOSITORY / path).read_text(encoding="utf-8")
    targets = [target.split("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in target]
    assert [target for target in targets if target and not ((REPOSITORY / path).parent / target).exists()] == []


def committed_files() -> list[Path]:
    """Text files of the repository; all files where there is no git."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert listed.returncode == 0, "the checkout is a git repository"
    return [REPOSITORY / name for name in listed.stdout.split("\0") if name]


#: put together here, so that this file does not hold them itself
REGISTRIES = ("pypi" + ".org", "python" + "hosted", "index" + "-url", "find" + "-links")
MACHINE = tuple(f"/{folder}/" for folder in ("opt", "root", "work/main", "work/shared", "work/.library"))


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    found = []
    for path in committed_files():
        if path.suffix in (".tif", ".png", ".mo", ".gpkg") or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="replace").lower()
        found += [f"{path.relative_to(REPOSITORY)}: {words}" for words in (*REGISTRIES, *MACHINE) if words in text]
    assert found == []
