"""What stands on every sheet: paper, language, whose it is, when it was made, where it can be seen live."""

from __future__ import annotations

import io
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import segno

from hytemap.maps.indicator_wording import day
from hytemap.maps.wording import Wording
from hytemap.paper.blocks import Block
from hytemap.paper.size import Paper


@dataclass(frozen=True)
class Brand:
    """Whose sheets they are: a colour (`#rrggbb`), and where told a name, a line at the foot and a logo."""

    colour: str = "#0b4a9e"
    organisation: str = ""
    footer: str = ""
    logo: Path | None = None

    def told(self) -> Block:
        """As the templates take it."""
        logo = None
        if self.logo is not None:
            # Typst takes an array of numbers for bytes; it reads no base64
            logo = {"format": self.logo.suffix.lower().lstrip("."), "data": list(self.logo.read_bytes())}
        return {"colour": self.colour, "organisation": self.organisation, "footer": self.footer, "logo": logo}


@dataclass(frozen=True)
class Frame:
    """Around every sheet: `made` is the day it tells, `address` where the same view is live, empty for nowhere."""

    wording: Wording
    made: date
    address: str
    paper: Paper = field(default_factory=Paper)
    brand: Brand = field(default_factory=Brand)

    def told(self, title: str) -> Block:
        """As the templates take it; `title` is the document's."""
        wording = self.wording
        return {
            "language": wording.language,
            "title": title,
            "paper": {
                "width": self.paper.width,
                "height": self.paper.height,
                "margin": self.paper.margin,
                "landscape": self.paper.landscape,
            },
            "brand": self.brand.told(),
            "made": [self.made.year, self.made.month, self.made.day],
            "words": {
                "made": wording.gettext("Made %(day)s") % {"day": day(wording, self.made)},
                "live": wording.gettext("The same live:"),
                "code": wording.gettext("Code that leads to the same view on the web"),
                "legend": wording.gettext("Legend"),
                "table": wording.gettext("All figures"),
                "contents": wording.gettext("Contents"),
                "logo": wording.gettext("Logo of %(name)s") % {"name": self.brand.organisation},
            },
        }

    def live(self) -> Block | None:
        """Where a sheet's view is live: its address and a code of it; None for nowhere."""
        return {"address": self.address, "code": code(self.address)} if self.address else None

    def at(self, address: str) -> Frame:
        """The same around another view."""
        return replace(self, address=address)


def code(address: str) -> str:
    """A QR code (ISO/IEC 18004, error correction M) of an address, as SVG."""
    drawn = io.BytesIO()
    # with its namespace: a browser shows no picture without, in a sheet that is SVG itself
    segno.make_qr(address, error="m").save(drawn, kind="svg", xmldecl=False, border=2, omitsize=True)
    return drawn.getvalue().decode().strip()
