"""What the builder of embedded maps is asked for, and the code it gives."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode, urlsplit

from werkzeug.datastructures import MultiDict

from hytemap.atlas import Atlas
from hytemap.errors import RequestFault
from hytemap.settings import Settings
from hytemap.web.languages import LANGUAGES
from hytemap.web.map_page import MapPage
from hytemap.web.map_question import read_map_page

#: pixels a frame may be wide and high; outside them nothing can be read, or nobody meant it
WIDTHS, HEIGHTS = (280, 2000), (300, 2000)
#: about what the usual view takes in a column of text; with the script a frame finds its own
USUAL_HEIGHT = 860
#: words of a map's address that the builder has no field for: it keeps what it was given
KEPT = ("group", "base", "method", "classes", "breaks", "areas")

#: for the page around: hears the map alone, and sets the height of the frame that spoke
SCRIPT = """<script>
addEventListener("message", function (event) {
  var told = event.data || {};
  if (event.origin !== "%(origin)s") return;
  if (told.type !== "hytemap:height" || !(told.height > 0)) return;
  document.querySelectorAll("iframe").forEach(function (frame) {
    if (frame.contentWindow === event.source) frame.style.height = Math.ceil(told.height) + "px";
  });
});
</script>"""


@dataclass(frozen=True)
class Embed:
    """An embedded map in the making; `page` is what it shows, in the builder's language.

    `language` is the map's own. `newest` is True when the address names no year: the map then always shows the newest.
    `width` is None for the full width of the column. `follows` says whether the code adjusts the height.
    """

    page: MapPage
    language: str
    newest: bool
    width: int | None
    height: int
    follows: bool
    base: str

    @property
    def kept(self) -> dict[str, str]:
        """Words kept from the map the reader came from."""
        return {word: said for word, said in self._question.items() if word in KEPT}

    @property
    def _question(self) -> dict[str, str]:
        pinned = {"areas": ",".join(self.page.pinned)} if self.page.pinned else {}
        asked = self.page.question | pinned
        return {word: said for word, said in asked.items() if word != "year" or not self.newest}

    @property
    def query(self) -> str:
        """The builder's own words."""
        width = {} if self.width is None else {"width": str(self.width)}
        size = width | {"height": str(self.height)} | ({"script": "1"} if self.follows else {})
        return urlencode(self._question | {"lang": self.language} | size, safe=",")

    @property
    def plain_address(self) -> str:
        """The builder without what it kept."""
        question = {word: said for word, said in self._question.items() if word not in KEPT}
        return f"/{self.page.language}/embed?{urlencode(question | {'lang': self.language})}"

    @property
    def address(self) -> str:
        """The embedded map's address on this host."""
        return f"/{self.language}/embed/map?{urlencode(self._question, safe=',')}"

    @property
    def title(self) -> str:
        """What a screen reader calls the frame, in the map's language."""
        year = "" if self.newest or self.page.view.year is None else f" {self.page.view.year}"
        indicator, level = self.page.indicator.title[self.language], self.page.level.title[self.language]
        return f"{indicator}{year}, {level} – hytemap"

    @property
    def code(self) -> str:
        """HTML for a page of one's own."""
        width = "100%" if self.width is None else str(self.width)
        frame = (
            f'<iframe src="{escape(self.base + self.address)}"\n'
            f'  title="{escape(self.title)}"\n'
            f'  width="{width}" height="{self.height}" loading="lazy" style="border: 0; max-width: 100%"></iframe>'
        )
        where = urlsplit(self.base)
        return f"{frame}\n{SCRIPT % {'origin': f'{where.scheme}://{where.netloc}'}}" if self.follows else frame


def read_embed(atlas: Atlas, settings: Settings, language: str, asked: MultiDict[str, str], base: str) -> Embed:
    """What `asked` (query words) builds; raises what `read_map_page` raises, and RequestFault for an impossible size.

    Links of the code start with `base`.
    """
    page = read_map_page(atlas, settings, language, asked)
    spoken = asked.get("lang") or language
    if spoken not in LANGUAGES:
        raise RequestFault(f"{spoken[:20]!r} is no language of this service", "lang", LANGUAGES)
    # a year that the indicator lacks is not promised to the host's readers: nor is it when none was chosen
    newest = not asked.get("year", "").strip() or page.year_asked is not None or page.view.year is None
    # a form does not send a box that is not ticked
    follows = "script" in asked or "height" not in asked
    width, height = _pixels(asked, "width", WIDTHS), _pixels(asked, "height", HEIGHTS)
    return Embed(page, spoken, newest, width, height or USUAL_HEIGHT, follows, base)


def _pixels(asked: MultiDict[str, str], word: str, within: tuple[int, int]) -> int | None:
    """A size, moved into what is possible; None when none is given."""
    text = asked.get(word, "").strip()
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 6:
        raise RequestFault(f"{text[:20]!r} is no number of pixels", word, [f"{within[0]}–{within[1]}"])
    return min(max(int(text), within[0]), within[1])
