"""A serving process swaps its atlas when a new snapshot appears, and keeps the old one when the new is not whole."""

import logging
import threading

import pytest

from hytemap.atlas import AtlasHolder
from hytemap.build import build
from hytemap.settings import Settings
from tests.content import copy_content, edit_figures


@pytest.fixture
def content(tmp_path):
    return copy_content(tmp_path / "content")


@pytest.fixture
def settings(tmp_path, content):
    settings = Settings(data=tmp_path / "data", content=content)
    build(settings)
    return settings


def one_more_unemployed(content):
    def change(row):
        here = (row["area"], row["year"], row["variable"]) == ("02100", "2024", "pt_tyott")
        return {**row, "value": str(int(row["value"]) + 1)} if here else row

    edit_figures(content, "paavo", change)


def test_a_new_snapshot_is_taken_and_answers_held_before_stay_whole(settings, content):
    holder = AtlasHolder(settings.snapshots)
    held = holder.current
    one_more_unemployed(content)
    new = build(settings).current
    assert holder.current is held
    assert holder.refresh()
    assert holder.current.hash == new.hash != held.hash
    assert held.slice("unemployment_rate", "postinumeroalue", 2024)[0].numerator == 277
    assert holder.current.slice("unemployment_rate", "postinumeroalue", 2024)[0].numerator == 278
    assert not holder.refresh()


def test_a_damaged_new_snapshot_is_told_in_the_log_and_the_old_one_serves_on(settings, content, caplog):
    holder = AtlasHolder(settings.snapshots)
    held = holder.current
    one_more_unemployed(content)
    new = build(settings).current
    (settings.snapshots / new.file).write_bytes(b"not a snapshot")
    with caplog.at_level(logging.ERROR, "hytemap.atlas"):
        assert not holder.refresh()
    assert holder.current is held
    assert "the old one serves on" in caplog.text


def test_a_vanished_current_leaves_the_old_atlas(settings):
    holder = AtlasHolder(settings.snapshots)
    (settings.snapshots / "CURRENT").unlink()
    assert not holder.refresh()
    assert holder.current.indicators


def test_watching_swaps_by_itself(settings, content):
    holder = AtlasHolder(settings.snapshots)
    before = holder.current.hash
    holder.watch(interval=0.02)
    try:
        one_more_unemployed(content)
        new = build(settings).current
        swapped = threading.Event()
        for _ in range(500):
            if holder.current.hash == new.hash:
                swapped.set()
                break
            swapped.wait(0.02)
        assert swapped.is_set()
        assert new.hash != before
    finally:
        holder.stop()
