"""The quick guides (`/fi/guide`): texts from `templates/guides/*.yaml`, pictures from `static/guide`.

The pictures are made by performing the steps in a browser: `python -m tests.guide_pictures`.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Blueprint, Response
from pydantic import BaseModel, ConfigDict, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from hytemap.errors import DefinitionError, Fault
from hytemap.model import LocalText
from hytemap.settings import content_folder
from hytemap.web.languages import LANGUAGE, LANGUAGES
from hytemap.web.rendering import render_page

blueprint = Blueprint("guides", __name__)
PICTURES = "guide"


class GuideText(BaseModel):
    """One file of `templates/guides`: what to do, where to begin (an address behind the language), what is pictured."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: LocalText
    begin: str
    steps: list[LocalText]
    picture: LocalText


@dataclass(frozen=True)
class Guide:
    """A task and how it is done; `sizes` are the pictures' width and height in pixels, by language."""

    id: str
    text: GuideText
    sizes: dict[str, tuple[int, int]]

    def picture(self, language: str) -> str:
        """The picture's file under `static`."""
        return f"{PICTURES}/{language}/{self.id}.png"


@cache
def guides() -> tuple[Guide, ...]:
    """All guides in the order of their files' names (`01-find.yaml`); raises DefinitionError for one that is wrong."""
    found = []
    for path in sorted((content_folder("templates") / "guides").glob("*.yaml")):
        text, name = read_guide(path), path.stem.split("-", 1)[1]
        files = {language: content_folder("static") / PICTURES / language / f"{name}.png" for language in LANGUAGES}
        found.append(Guide(name, text, {code: png_size(file) for code, file in files.items() if file.is_file()}))
    return tuple(found)


def read_guide(path: Path) -> GuideText:
    """The guide in `path`; raises DefinitionError naming every fault by file and key."""
    shown = f"templates/guides/{path.name}"
    try:
        return GuideText.model_validate(YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")))
    except YAMLError as error:
        raise DefinitionError([Fault(shown, "", str(error).splitlines()[0])]) from error
    except ValidationError as error:
        faults = [Fault(shown, ".".join(map(str, one["loc"])), one["msg"]) for one in error.errors()]
        raise DefinitionError(faults) from error


def png_size(path: Path) -> tuple[int, int]:
    """Width and height of a PNG in pixels: the first fields of its header."""
    with path.open("rb") as file:
        width, height = struct.unpack(">II", file.read(24)[16:])
    return width, height


@blueprint.get(f"/{LANGUAGE}/guide")
def show_guides(language: str) -> Response:
    """The commonest tasks, a few steps and a picture each."""
    return render_page("pages/guide.html", "/guide", tasks=guides())
