"""The guide for GIS staff (`/fi/guide/gis`): texts from `templates/gis_guide/*.yaml`, pictures from `static/gis`.

The pictures are of QGIS itself, taken by hand: it does not belong to what this project installs.
"""

from __future__ import annotations

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
from hytemap.web.guides import png_size
from hytemap.web.languages import LANGUAGE
from hytemap.web.rendering import render_page
from hytemap.web.security import base_url

blueprint = Blueprint("gis_guide", __name__)
FOLDER = "gis_guide"
PICTURES = "gis"


class Picture(BaseModel):
    """A file of `static/gis`, whose name may hold `{language}`, and what it shows, told in words."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: str
    told: LocalText


class ProgramText(BaseModel):
    """One file of `templates/gis_guide`: a program, what to paste (`{server}` is our address), the steps.

    `tried` is False where nobody here can run the program, None where the text is about none.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: LocalText
    tried: bool | None = None
    paste: list[str] = []
    steps: list[LocalText]
    pictures: list[Picture] = []


@dataclass(frozen=True)
class Program:
    """A program and how it is used; `id` names its section."""

    id: str
    text: ProgramText

    def pasted(self, server: str) -> list[str]:
        """What the reader pastes, with the address of `server`."""
        return [one.format(server=server) for one in self.text.paste]


@cache
def programs() -> tuple[Program, ...]:
    """All programs in the order of their files' names (`2-qgis.yaml`); raises DefinitionError for one that is wrong."""
    paths = sorted((content_folder("templates") / FOLDER).glob("*.yaml"))
    return tuple(Program(path.stem.split("-", 1)[1], read_program(path)) for path in paths)


def read_program(path: Path) -> ProgramText:
    """The text in `path`; raises DefinitionError naming every fault by file and key."""
    shown = f"templates/{FOLDER}/{path.name}"
    try:
        return ProgramText.model_validate(YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")))
    except YAMLError as error:
        raise DefinitionError([Fault(shown, "", str(error).splitlines()[0])]) from error
    except ValidationError as error:
        faults = [Fault(shown, ".".join(map(str, one["loc"])), one["msg"]) for one in error.errors()]
        raise DefinitionError(faults) from error


def picture_of(picture: Picture, language: str) -> tuple[str, int, int]:
    """The picture's file under `static`, its width and height in pixels."""
    name = picture.file.format(language=language)
    return f"{PICTURES}/{name}", *png_size(content_folder("static") / PICTURES / name)


@blueprint.get(f"/{LANGUAGE}/guide/gis")
def show_gis_guide(language: str) -> Response:
    """Each program: what to paste, the steps, what one sees."""
    return render_page("pages/gis_guide.html", "/guide/gis", tasks=programs(), picture_of=picture_of, server=base_url())
