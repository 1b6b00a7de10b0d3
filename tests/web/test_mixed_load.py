"""Clients ask all the time while snapshots are swapped: every request is answered, every answer is of one snapshot."""

from __future__ import annotations

import shutil
from itertools import islice
from pathlib import Path
from urllib.request import urlopen

import pytest

from hytemap.build import build
from hytemap.settings import Settings
from hytemap.snapshot.store import read_current
from hytemap.snapshot.write import make_current
from tests.cli.serving import Server, wait_until
from tests.content import copy_content, edit_figures
from tests.swapped_load import AGAIN, Load, References, digest, new_questions, put_mark, take_mark

SWAPS = 4
#: answers of each kind between two swaps
ASKED_BETWEEN = 25


@pytest.mark.slow
def test_over_several_swaps_no_request_fails_and_no_answer_mixes_two_snapshots(
    shipped_settings: Settings, tmp_path: Path
) -> None:
    content = copy_content(tmp_path / "content")
    edit_figures(content, "paavo", put_mark)
    settings = Settings(data=shutil.copytree(shipped_settings.data, tmp_path / "data"), content=content)
    snapshots = [read_current(settings.snapshots)]
    server: Server | None = None
    try:
        build(settings)
        snapshots.append(read_current(settings.snapshots))
        server = Server(tmp_path, data=settings.data, content=content).wait_until_ready()
        references = References(tmp_path / "references", f"127.0.0.1:{server.port}")
        marked, plain = references.add(settings), references.add(shipped_settings)
        assert [one.hash for one in snapshots if one is not None] == [plain, marked]
        with Load("127.0.0.1", server.port, pause=0.02) as load:
            for turn in range(SWAPS):
                wanted = snapshots[turn % 2]
                assert wanted is not None
                make_current(settings.snapshots, wanted)
                # forty connections in a row to one of two workers only are as good as impossible
                wait_until(
                    lambda hash=wanted.hash: {server.snapshot() for _ in range(40)} == {hash}, "the swap in each worker"
                )
                for address in AGAIN:
                    assert digest(urlopen(f"{server.address}{address}").read()) == references.answer(
                        wanted.hash, address
                    )
                again, new = len(load.again_ms), len(load.new_ms)
                wait_until(
                    lambda again=again, new=new: (
                        len(load.again_ms) >= again + ASKED_BETWEEN and len(load.new_ms) >= new + ASKED_BETWEEN
                    ),
                    "answers between two swaps",
                )
    finally:
        if server is not None:
            server.end()
    assert load.failed == []
    given, mixed = references.made_of(load.answers)
    assert mixed == []
    assert min(given[plain], given[marked]) > ASKED_BETWEEN
    assert given.total() == len(load.again_ms) + len(load.new_ms)


def test_every_question_of_the_load_has_another_answer_in_the_marked_snapshot(
    shipped_settings: Settings, tmp_path: Path
) -> None:
    content = copy_content(tmp_path / "content")
    edit_figures(content, "paavo", put_mark)
    settings = Settings(data=tmp_path / "data", content=content)
    build(settings)
    references = References(tmp_path / "references", "localhost")
    marked, plain = references.add(settings), references.add(shipped_settings)
    for address in [*AGAIN, *islice(new_questions("differ"), 30)]:
        assert references.answer(marked, address) != references.answer(plain, address), address


def test_a_mark_that_was_taken_away_leaves_the_figures_as_they_were(tmp_path: Path) -> None:
    content = copy_content(tmp_path)
    table = content / "layers" / "tables" / "paavo.csv"
    before = table.read_text()
    edit_figures(content, "paavo", put_mark)
    assert table.read_text() != before
    edit_figures(content, "paavo", take_mark)
    assert table.read_text() == before
