"""DATA_LICENCES.md names every data file there is, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hytemap.definitions import load
from hytemap.settings import Settings, content_folder

ROOT = Path(__file__).parents[2]
#: what GIS staff write themselves; all else under boundaries/ and layers/ is data
WRITTEN = {".yaml", ".md"}


def rows() -> dict[str, list[str]]:
    """file → publisher, licence, source, what was changed."""
    found = {}
    for line in (ROOT / "DATA_LICENCES.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if re.fullmatch(r"`[^`]+`", cells[0]):
            assert cells[0] not in found
            found[cells[0].strip("`")] = cells[1:]
    return found


def data_files() -> set[str]:
    return {
        f"{root}/{path.relative_to(content_folder(root)).as_posix()}"
        for root in ("boundaries", "layers")
        for path in content_folder(root).rglob("*")
        if path.is_file() and path.suffix not in WRITTEN
    }


def licences() -> dict[str, str]:
    """file → licence, as the definition that uses the file says."""
    definitions = load(Settings(content=None))
    found = {}
    for level in definitions.levels.values():
        if level.default_geometry:
            found[f"boundaries/{level.default_geometry.file}"] = level.default_geometry.licence
        if level.changes:
            found[f"boundaries/{level.changes}"] = level.licence
    for table in definitions.tables.values():
        found |= {f"layers/tables/{carry.key}": table.licence for carry in table.carry if carry.key}
        if table.default:
            found[f"layers/tables/{table.default.file}"] = table.licence
    for raster in definitions.rasters.values():
        found[f"layers/rasters/{raster.file}"] = raster.licence
    return found


def test_every_data_file_has_its_row_and_every_row_its_file() -> None:
    assert set(rows()) == data_files()


def test_every_data_file_is_used_by_a_definition() -> None:
    assert set(licences()) == data_files()


@pytest.mark.parametrize("file", sorted(data_files()))
def test_a_row_is_whole_and_gives_the_licence_of_the_definition(file: str) -> None:
    publisher, licence, source, changed = rows()[file]
    assert publisher
    assert source
    assert changed
    assert licence == licences()[file]
