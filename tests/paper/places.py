"""Where words stand on a page: none leaves it, and none lies on another."""

from __future__ import annotations

import numpy as np

from tests.paper.printing import Page

#: a word's box reaches above its letters by about a tenth of the title's size
REACH = 2.0
#: letters are this much lower than their box, above and below
INSET = 0.27
#: points by which words may touch across
TOUCH = 0.7


def assert_in_place(page: Page, margin: float) -> None:
    """Every word lies within the margins; no letters of two words meet."""
    boxes = np.array([(one.left, one.top, one.right, one.bottom) for one in page.words])
    for word, (left, top, right, bottom) in zip(page.words, boxes, strict=True):
        assert margin - REACH <= left < right <= page.width - margin + REACH, word
        assert margin - REACH <= top < bottom <= page.height - margin + REACH, word
    assert not meeting(page), meeting(page)


def meeting(page: Page) -> list[tuple[str, str]]:
    """Pairs of words whose letters meet."""
    left, top, right, bottom = np.array([(one.left, one.top, one.right, one.bottom) for one in page.words]).T
    high = bottom - top
    across = np.minimum.outer(right, right) - np.maximum.outer(left, left)
    down = np.minimum.outer(bottom, bottom) - np.maximum.outer(top, top)
    met = (across > TOUCH) & (down > 2 * INSET * np.minimum.outer(high, high))
    return [(page.words[i].text, page.words[j].text) for i, j in np.argwhere(np.triu(met, 1))]


def free_below(page: Page, margin: float) -> float:
    """Points between the lowest word above the foot and the foot."""
    foot = page.height - margin - 16
    return foot - max(one.bottom for one in page.words if one.bottom <= foot + REACH)
