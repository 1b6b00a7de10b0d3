"""The desk: what was printed is kept only for who asks the same of the same program, and the map goes on meanwhile."""

from __future__ import annotations

from pathlib import Path

from hytemap.settings import Settings
from hytemap.web.app import create_app
from hytemap.web.printing.desk import Desk, Ready
from hytemap.web.printing.order import Order, read_order
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
