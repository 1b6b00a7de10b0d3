"""The desk: what was printed is kept only for who asks the same of the same program, and the map goes on meanwhile."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

import hytemap
from hytemap.errors import NotFound
from hytemap.settings import Settings, content_folder
from hytemap.web.app import create_app
from hytemap.web.printing import look
from hytemap.web.printing.desk import Desk
from hytemap.web.printing.order import Order, read_order
from hytemap.web.printing.shelf import Shelf
from hytemap.web.printing.standing import Busy, Making, Ready, Why
from tests.cli.serving import wait_until
from tests.web.printing.waiting import answer_of, said_by

SHEET = "/fi/print/map.pdf?level=suuralue"
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><rect width="20" height="20" fill="{}"/></svg>'


def made(desk: Desk, snapshot: str, order: Order) -> bytes:
    """What the desk has made in the end."""
    found = said_by(desk, snapshot, order)
    assert isinstance(found, Ready), found
    return found.content


def test_a_sheet_has_the_logo_and_name_of_now_and_not_those_of_one_kept_before(
    shipped_settings: Settings, tmp_path: Path
) -> None:
    app = create_app(shipped_settings, watch=False)
    atlas = app.extensions["atlas"].current
    order = read_order("map", "svg", "fi", [("level", "suuralue")], "", atlas.day)
    (tmp_path / "snapshots").symlink_to(shipped_settings.snapshots)
    logo = tmp_path / "logo.svg"
    sheets = []
    for colour, name in (("red", "Espoo"), ("blue", "Espoo"), ("blue", "Espoon kaupunki")):
        logo.write_text(LOGO.format(colour))
        settings = shipped_settings.model_copy(
            update={"data": tmp_path, "print_logo": logo, "print_organisation": name}
        )
        sheets.append(made(Desk(settings), atlas.hash, order))
    assert len(set(sheets)) == 3


def orders(app: Flask) -> Iterator[Order]:
    """One order after another that nobody had before."""
    day = app.extensions["atlas"].current.day
    for year in (2012, 2013, 2014, 2015, 2016, 2024):
        yield read_order("map", "svg", "fi", [("level", "suuralue"), ("year", str(year))], "", day)


def test_a_worker_waits_for_a_sheet_that_is_made_at_once_but_not_for_one_after_another(
    shipped_settings: Settings, tmp_path: Path
) -> None:
    app = create_app(shipped_settings, watch=False)
    atlas, new = app.extensions["atlas"].current, orders(app)
    (tmp_path / "snapshots").symlink_to(shipped_settings.snapshots)
    # so patient that only who is not told to wait comes back before the sheet is made
    desk = Desk(shipped_settings.model_copy(update={"data": tmp_path}), patience_s=60)
    first = desk.ask(atlas.hash, next(new))
    assert isinstance(first, Making), "the printing process has to start"
    made(desk, atlas.hash, next(orders(app)))
    said = [type(desk.ask(atlas.hash, next(new))) for _ in range(3)]
    assert said == [Ready, Making, Making]


def test_the_printing_process_steps_back_before_it_has_loaded_anything(
    shipped_settings: Settings, tmp_path: Path
) -> None:
    app = create_app(shipped_settings, watch=False)
    settings = shipped_settings.model_copy(update={"data": tmp_path, "print_seconds": 2})
    # a program that prints nothing, and leaves its priority as it is
    desk = Desk(settings, "tests.web.printing.stuck", patience_s=0.0)
    desk.ask(app.extensions["atlas"].current.hash, next(orders(app)))
    wait_until(lambda: priority_of(desk) == 19, "the printing process stepping back")


def priority_of(desk: Desk) -> int | None:
    child = desk._child
    return None if child is None or child.poll() is not None else os.getpriority(os.PRIO_PROCESS, child.pid)


def test_a_worker_does_not_wait_for_a_sheet_that_stands_in_a_queue(shipped_settings: Settings, tmp_path: Path) -> None:
    app = create_app(shipped_settings, watch=False)
    atlas, new = app.extensions["atlas"].current, orders(app)
    settings = shipped_settings.model_copy(update={"data": tmp_path, "print_seconds": 2})
    desk = Desk(settings, "tests.web.printing.stuck", patience_s=60)
    assert [type(desk.ask(atlas.hash, next(new))) for _ in range(3)] == [Making] * 3


def test_the_map_and_the_api_answer_while_the_printing_process_hangs(
    shipped_settings: Settings, tmp_path: Path
) -> None:
    app = create_app(shipped_settings, watch=False)
    settings = shipped_settings.model_copy(update={"data": tmp_path, "print_seconds": 3})
    app.extensions["printing"] = Desk(settings, "tests.web.printing.stuck", patience_s=0.05)
    client = app.test_client()
    found = client.get(SHEET)
    assert found.status_code == 202
    assert found.headers["Retry-After"] == "1"
    assert client.get("/api/view?level=suuralue&indicator=unemployment_rate").status_code == 200
    assert client.get("/fi/map").status_code == 200
    gave_up = answer_of(client, SHEET)
    assert gave_up.status_code == 503
    assert int(gave_up.headers["Retry-After"]) > 0
    assert gave_up.headers["Cache-Control"] == "no-store"
    assert client.get("/api/view?level=suuralue&indicator=mean_age").status_code == 200


# --- whose work a kept sheet is ---


@pytest.fixture
def copied(tmp_path: Path) -> tuple[Path, Path]:
    """The package and the templates of sheets, to be changed."""
    package, templates = tmp_path / "hytemap", tmp_path / "print"
    shutil.copytree(Path(hytemap.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(content_folder("templates") / "print", templates)
    return package, templates


def test_code_that_was_updated_without_a_new_version_is_another_program(copied: tuple[Path, Path]) -> None:
    seen = {look.written(*copied)}
    package, templates = copied
    changed = ["paper/map/sheet.py", "maps/palette.py", "formula.py", "translations/sv/LC_MESSAGES/messages.mo"]
    for path in (*(package / name for name in changed), templates / "map.typ"):
        before = path.read_bytes()
        path.write_bytes(before + b"\n")
        seen.add(look.written(*copied))
        path.write_bytes(before)
    assert len(seen) == 1 + len(changed) + 1


def test_what_python_leaves_beside_the_code_makes_no_other_program(copied: tuple[Path, Path]) -> None:
    before = look.written(*copied)
    (copied[0] / "paper" / "__pycache__").mkdir()
    (copied[0] / "paper" / "__pycache__" / "frame.cpython-311.pyc").write_bytes(b"compiled")
    assert look.written(*copied) == before


def test_a_sheet_that_another_program_made_is_made_anew(
    shipped_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    atlas = create_app(shipped_settings, watch=False).extensions["atlas"].current
    order = read_order("map", "svg", "fi", [("level", "suuralue")], "", atlas.day)
    (tmp_path / "snapshots").symlink_to(shipped_settings.snapshots)
    settings = shipped_settings.model_copy(update={"data": tmp_path})
    made(Desk(settings), atlas.hash, order)
    old = next(settings.printed.glob("*.ready"))
    old.write_bytes(b"map\nof yesterday's program")
    assert made(Desk(settings), atlas.hash, order) == b"of yesterday's program"
    monkeypatch.setattr(look, "program", lambda: b"today's program")
    assert made(Desk(settings), atlas.hash, order).startswith(b"<svg")


def test_a_printing_process_that_has_grown_large_makes_way_for_another(
    shipped_settings: Settings, tmp_path: Path
) -> None:
    atlas = create_app(shipped_settings, watch=False).extensions["atlas"].current
    settings = shipped_settings.model_copy(update={"data": tmp_path, "print_mb": 345})
    desk = Desk(settings, "tests.web.printing.heavy")
    orders = [read_order("map", "pdf", "fi", [("year", str(year))], "", atlas.day) for year in (2012, 2013, 2014)]
    told = [made(desk, atlas.hash, order).split() for order in orders]
    assert len({process for process, _ in told}) == 3
    assert {bound for _, bound in told} == {b"345"}


# --- several serving processes ---


def test_what_failed_in_one_process_is_told_by_another_and_not_tried_again_there(
    shipped_settings: Settings, tmp_path: Path
) -> None:
    atlas = create_app(shipped_settings, watch=False).extensions["atlas"].current
    order = read_order("map", "pdf", "fi", [("level", "suuralue")], "", atlas.day)
    settings = shipped_settings.model_copy(update={"data": tmp_path, "print_seconds": 0.5})
    one = Desk(settings, "tests.web.printing.stuck", patience_s=0.05)
    # this one would find another reason, if it tried itself
    other = Desk(settings, "tests.web.printing.ending")
    assert isinstance(one.ask(atlas.hash, order), Making)
    found = said_by(other, atlas.hash, order)
    assert isinstance(found, Busy)
    assert found.why is Why.LATE
    # told once: whoever asks once more has it tried once more
    again = said_by(other, atlas.hash, order)
    assert isinstance(again, Busy)
    assert again.why is Why.ENDED


def test_a_fault_is_told_by_whichever_process_is_asked(shipped_settings: Settings, tmp_path: Path) -> None:
    atlas = create_app(shipped_settings, watch=False).extensions["atlas"].current
    order = read_order("map", "pdf", "fi", [("level", "nowhere")], "", atlas.day)
    (tmp_path / "snapshots").symlink_to(shipped_settings.snapshots)
    settings = shipped_settings.model_copy(update={"data": tmp_path})
    one, other = Desk(settings, patience_s=0.0), Desk(settings, "tests.web.printing.ending")
    assert isinstance(one.ask(atlas.hash, order), Making)
    with pytest.raises(NotFound, match="nowhere") as fault:
        said_by(other, atlas.hash, order)
    assert fault.value.parameter == "level"
    assert "suuralue" in (fault.value.allowed or [])


def test_a_failure_of_long_ago_is_forgotten(shipped_settings: Settings, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, 30)
    shelf.begin("a")
    shelf.fail("a", {"why": Why.LATE.name})
    old = time.time() - 3600
    os.utime(tmp_path / "a.failed", (old, old))
    assert shelf.failed("a") is None
    assert not list(tmp_path.glob("*.failed"))


def test_what_is_kept_or_being_made_is_not_looked_over_again(shipped_settings: Settings, tmp_path: Path) -> None:
    app = create_app(shipped_settings, watch=False)
    atlas, looked = app.extensions["atlas"].current, []
    (tmp_path / "snapshots").symlink_to(shipped_settings.snapshots)
    desk = Desk(shipped_settings.model_copy(update={"data": tmp_path}), patience_s=0.0)
    order = next(orders(app))
    desk.ask(atlas.hash, order, lambda: looked.append("new"))
    desk.ask(atlas.hash, order, lambda: looked.append("in the making"))
    made(desk, atlas.hash, order)
    desk.ask(atlas.hash, order, lambda: looked.append("kept"))
    assert looked == ["new"]
