"""The measure that compares pictures: letters may move, what is shown may not."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tests.pictures import FAR, SHARE, SQUARE, Pixels, difference, read_png, write_png


def page_like(moved: int = 0, seed: int = 1) -> Pixels:
    """White with lines of dark strokes as of text, moved by some pixels."""
    drawn = np.full((480, 720, 3), 255, dtype=np.uint8)
    strokes = np.random.default_rng(seed).random((20, 700)) < 0.3
    for i, row in enumerate(strokes):
        drawn[i * 24 + 6 : i * 24 + 16, 10 + moved : 710 + moved][:, row] = 30
    return drawn


def test_a_picture_is_like_itself_and_like_its_text_moved_by_a_few_pixels() -> None:
    assert difference(page_like(), page_like()) == 0
    assert difference(page_like(), page_like(moved=3)) <= SHARE


def test_an_area_of_another_colour_makes_another_picture() -> None:
    other = page_like()
    # a sixth of the picture, from white to a class colour
    other[0:240, 0:240] = (235, 170, 90)
    assert difference(page_like(), other) > SHARE


def test_a_colour_that_can_hardly_be_told_apart_makes_none() -> None:
    other = np.clip(page_like().astype(int) - (FAR - 5), 0, 255).astype(np.uint8)
    assert difference(page_like(), other) == 0


def test_a_picture_of_another_size_is_another_unless_a_line_of_text_was_added() -> None:
    one = page_like()
    assert difference(one, one[:, :-1]) == 1
    assert difference(one, one[: -3 * SQUARE]) == 1
    assert difference(one, one[:-SQUARE]) == 0


def test_a_written_picture_is_read_back_in_its_commonest_colours(tmp_path: Path) -> None:
    drawn = page_like()
    drawn[100:200, 100:300] = (11, 74, 158)
    write_png(drawn, tmp_path / "few.png", colours=8)
    assert np.array_equal(read_png((tmp_path / "few.png").read_bytes()), drawn)
    gradient = np.tile(np.arange(256, dtype=np.uint8)[None, :, None], (64, 1, 3))
    write_png(gradient, tmp_path / "many.png", colours=16)
    back = read_png((tmp_path / "many.png").read_bytes())
    assert len(np.unique(back.reshape(-1, 3), axis=0)) <= 16
    assert back.shape == gradient.shape
