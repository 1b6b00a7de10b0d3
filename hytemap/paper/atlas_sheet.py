"""An atlas on paper: a title with contents, then a map for each indicator, or two pages for each area."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from hytemap.maps.profile import Profile
from hytemap.maps.view import MapView
from hytemap.maps.wording import lower_first
from hytemap.paper.area_sheet import area_page
from hytemap.paper.blocks import Block
from hytemap.paper.frame import Frame
from hytemap.paper.map_sheet import map_page
from hytemap.paper.typesetting import CannotPrint, Sheet

#: pages one atlas may have
MOST_PAGES = 400
#: lines of contents that stand in one column
LONGEST_COLUMN = 36
#: points by which the room for maps is stepped, so that maps of an atlas share the places found for their names
STEP = 36.0

Progress = Callable[[int, int], None]


class TooManyPages(CannotPrint):
    """An atlas that would have more pages than one may have."""


def indicator_atlas(
    views: Sequence[MapView], frame: Frame, progress: Progress | None = None, most: int = MOST_PAGES
) -> Sheet:
    """A page for each of `views` of one level, two where the table needs its own. Raises TooManyPages, CannotPrint.

    `progress` is told how many of how many views are drawn, after each.
    """
    _bound(len(views), most)
    drawn = (map_page(view, frame, prefix=f"m{i}", step=STEP) for i, view in enumerate(views))
    pages = _told(drawn, len(views), progress)
    _bound(sum(2 if page["layout"]["apart"] else 1 for page in pages), most)
    return _atlas(frame, views[0].level.title[frame.wording.language], pages)


def area_atlas(
    profiles: Sequence[Profile], frame: Frame, progress: Progress | None = None, most: int = MOST_PAGES
) -> Sheet:
    """Two pages for each of `profiles` of one level. Raises TooManyPages, CannotPrint."""
    _bound(2 * len(profiles), most)
    drawn = (area_page(profile, frame, prefix=f"a{i}") for i, profile in enumerate(profiles))
    pages = _told(drawn, len(profiles), progress)
    return _atlas(frame, profiles[0].level.title[frame.wording.language], pages)


def _bound(pages: int, most: int) -> None:
    if not pages:
        raise CannotPrint("an atlas without pages")
    if pages > most:
        raise TooManyPages(f"the atlas would have {pages} pages; it may have {most}")


def _told(drawn: Iterable[Block], count: int, progress: Progress | None) -> list[Block]:
    pages = []
    for page in drawn:
        pages.append(page)
        if progress is not None:
            progress(len(pages), count)
    return pages


def _atlas(frame: Frame, level: str, pages: list[Block]) -> Sheet:
    wording = frame.wording
    title = wording.gettext("Wellbeing atlas of Espoo: %(level)s") % {"level": lower_first(level)}
    cover: Block = {
        "kind": "cover",
        "title": title,
        "subtitle": wording.gettext("The wellbeing of Espoo's residents by district"),
        "columns": 1 if len(pages) <= LONGEST_COLUMN else 2,
        "facts": [],
    }
    return frame.told(title) | {"sheets": [cover, *pages]}
