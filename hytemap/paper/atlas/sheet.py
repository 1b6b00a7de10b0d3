"""An atlas on paper: a cover with contents, then a map for each indicator, or the sheet of each area."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate

from hytemap.maps.profile import Profile
from hytemap.maps.sentence import heading
from hytemap.maps.view import MapView
from hytemap.model import Theme
from hytemap.paper.area.sheet import area_page
from hytemap.paper.atlas.cover import Entry, cover
from hytemap.paper.blocks import Block, areas
from hytemap.paper.frame import Frame
from hytemap.paper.map.sheet import map_page
from hytemap.paper.typesetting import CannotPrint, Sheet

#: pages one atlas may have
MOST_PAGES = 400
#: points by which the room for maps is stepped, so that maps of an atlas share the places found for their names
STEP = 36.0

Progress = Callable[[int, int], None]


class TooManyPages(CannotPrint):
    """An atlas that would have more pages than one may have."""


def indicator_atlas(
    views: Sequence[MapView],
    frame: Frame,
    progress: Progress | None = None,
    most: int = MOST_PAGES,
    live: Callable[[MapView], str] | None = None,
) -> Sheet:
    """A page for each of `views` of one level, two where the table needs its own. Raises TooManyPages, CannotPrint.

    `progress` is told how many of how many views are drawn, after each; `live` says where a view is on the web, where
    that is not the frame's address.
    """
    _bound(len(views), most)
    frames = [frame.at(live(view)) if live else frame for view in views]
    drawn = (
        map_page(view, around, prefix=f"m{i}", step=STEP)
        for i, (view, around) in enumerate(zip(views, frames, strict=True))
    )
    pages = _told(drawn, len(views), progress)
    _bound(sum(2 if page["layout"]["apart"] else 1 for page in pages), most)
    wording, first = frame.wording, views[0]
    told = wording.ngettext("%(num)s indicator", "%(num)s indicators", len(views))
    begun: set[Theme] = set()
    entries = []
    for view in views:
        theme = view.indicator.theme
        entries.append(Entry(heading(view, wording.language), "" if theme in begun else wording.theme(theme)))
        begun.add(theme)
    return _atlas(cover(first.atlas, first.level, entries, told, frame), frame, pages)


def area_atlas(
    profiles: Sequence[Profile],
    frame: Frame,
    progress: Progress | None = None,
    most: int = MOST_PAGES,
    live: Callable[[Profile], str] | None = None,
) -> Sheet:
    """The sheet of each of `profiles` of one level, of a page or two; else as `indicator_atlas`."""
    _bound(len(profiles), most)
    frames = [frame.at(live(profile)) if live else frame for profile in profiles]
    drawn = (
        area_page(profile, around, prefix=f"a{i}")
        for i, (profile, around) in enumerate(zip(profiles, frames, strict=True))
    )
    pages = _told(drawn, len(profiles), progress)
    counts = [2 if page["form"] == "pages" else 1 for page in pages]
    _bound(sum(counts), most)
    first = profiles[0]
    # where a table goes on over further pages, how many there are is known only when they are set
    sure = all(page["fits"] for page in pages)
    # the cover is page 1
    starts = accumulate(counts, initial=2)
    entries = [
        Entry(page["title"], lang=page["lang"], code=profile.code if sure else "", page=start)
        for profile, page, start in zip(profiles, pages, starts, strict=False)
    ]
    return _atlas(cover(first.atlas, first.level, entries, areas(len(pages), frame.wording), frame), frame, pages)


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


def _atlas(first: Block, frame: Frame, pages: list[Block]) -> Sheet:
    return frame.told(first["title"]) | {"sheets": [first, *pages]}
