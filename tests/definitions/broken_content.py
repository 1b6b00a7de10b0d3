"""A content folder for tests to break: a copy of what is shipped, with fewer indicators."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hytemap.definitions import Definitions, load
from hytemap.errors import DefinitionError, Fault
from hytemap.settings import Settings, content_folder

#: the indicators the tests break; with all of them each test would read three times as much YAML
INDICATORS = (
    "flats",
    "ndvi_summer",
    "one_parent_households",
    "pensioners",
    "population",
    "population_city",
    "share_85_plus",
    "unemployment_rate",
)


class Content:
    """A content folder in a temporary place, edited as a GIS person would edit it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("boundaries", "layers"):
            shutil.copytree(content_folder(name), folder / name)
        for path in (folder / "layers" / "indicators").iterdir():
            if path.stem not in INDICATORS:
                path.unlink()

    def edit(self, file: str, old: str, new: str) -> None:
        """Replace the one place where `old` stands; a test that edits nothing would prove nothing."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def write(self, file: str, text: str) -> None:
        (self.folder / file).write_text(text, encoding="utf-8")

    def read(self, file: str) -> str:
        return (self.folder / file).read_text(encoding="utf-8")

    def load(self) -> Definitions:
        return load(Settings(content=self.folder))

    def faults(self) -> list[Fault]:
        """What `load` finds; fails when it finds nothing."""
        with pytest.raises(DefinitionError) as caught:
            self.load()
        return caught.value.faults

    def fault(self) -> Fault:
        """The only fault there is."""
        faults = self.faults()
        assert len(faults) == 1, "\n".join(str(fault) for fault in faults)
        return faults[0]
