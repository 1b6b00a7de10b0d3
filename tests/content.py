"""Content to build from: the shipped folders, and a copy of them with a publisher's marks put in (a pytest plugin)."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from hytemap.atlas import Atlas, load_atlas
from hytemap.settings import Settings, content_folder

#: area → what the publisher wrote for its unemployed in 2024, and the status it stands for
MARKS = {
    "02100": ("..", "suppressed"),
    "02110": (".", "not_applicable"),
    "02120": (None, "missing"),  # no row at all
    "02130": ("...", "suppressed"),
    "02210": ("-1", "suppressed"),
}


def copy_content(folder: Path) -> Path:
    """A copy of the shipped `boundaries` and `layers` in `folder`, to be changed by a test."""
    for name in ("boundaries", "layers"):
        shutil.copytree(content_folder(name), folder / name)
    return folder


def edit_figures(content: Path, table: str, change: Callable[[dict[str, str]], dict[str, str] | None]) -> None:
    """Rewrite a table's CSV: `change` gets each row and gives it back, changed, or None to leave it out."""
    path = content / "layers" / "tables" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    kept = [changed for row in rows if (changed := change(row)) is not None]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept)


def put_marks(row: dict[str, str]) -> dict[str, str] | None:
    """The row with its mark of MARKS in place of the figure."""
    if row["variable"] == "pt_tyott" and row["year"] == "2024" and row["area"] in MARKS:
        mark, _ = MARKS[row["area"]]
        return None if mark is None else {**row, "value": mark}
    return row


@pytest.fixture(scope="session")
def shipped_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings whose data folder holds the snapshot of the shipped content, built once."""
    from hytemap.build import build

    settings = Settings(data=tmp_path_factory.mktemp("shipped"))
    build(settings)
    return settings


@pytest.fixture(scope="session")
def marked_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings whose data folder holds the snapshot of the content with MARKS put in, built once."""
    from hytemap.build import build

    folder = tmp_path_factory.mktemp("marked")
    content = copy_content(folder / "content")
    edit_figures(content, "paavo", put_marks)
    settings = Settings(data=folder / "data", content=content)
    build(settings)
    return settings


@pytest.fixture(scope="session")
def atlas(shipped_settings: Settings) -> Atlas:
    """The atlas of the shipped content."""
    return load_atlas(shipped_settings.snapshots)


@pytest.fixture(scope="session")
def marked(marked_settings: Settings) -> Atlas:
    """The atlas with the publisher's marks of MARKS."""
    return load_atlas(marked_settings.snapshots)
