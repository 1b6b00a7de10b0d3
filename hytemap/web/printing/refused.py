"""What is said of an order that cannot be made: which word is wrong, what it could be, and where to go on."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Response, current_app, g, render_template, request
from flask_babel import gettext

from hytemap.atlas import Atlas
from hytemap.errors import RequestFault
from hytemap.paper.size import LEAST_DPI, MOST_DPI
from hytemap.settings import Settings
from hytemap.web.faults import problem
from hytemap.web.languages import LANGUAGES, current_language
from hytemap.web.pages import area_links, fault_page
from hytemap.web.printing.order import FORMS, MOST_AREAS, OF_THE_PAPER

#: the page that each kind of sheet is of, behind the language
PAGES = {"map": "/map", "compare": "/compare", "table": "/compare", "atlas": "/map", "area": "/areas"}
OF_CLASSES = ("classes", "breaks", "method")
#: forms of an answer to a fault, the page first
ANSWERS = ("text/html", "application/problem+json", "application/json")


def refused(fault: RequestFault) -> Response:
    """The answer to an order that cannot be made: a page in the reader's language, or JSON for who asks for that."""
    if request.accept_mimetypes.best_match(ANSWERS, ANSWERS[0]) != ANSWERS[0]:
        return problem(fault.status, fault.title, fault.detail, parameter=fault.parameter, allowed=fault.allowed)
    said = _explained(fault)
    if said is None:
        return fault_page(fault.status, fault.detail, fault)
    html = render_template(
        "pages/fault.html",
        status=fault.status,
        heading=gettext("This cannot be printed"),
        explanation=said,
        choices=_choices(fault),
        languages={code: f"/{code}/map" for code in LANGUAGES},
        language=current_language(),
    )
    response = Response(html, status=fault.status, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response


def _explained(fault: RequestFault) -> str | None:
    """What is wrong with the word of the address; None where the page about faults says it as well."""
    settings: Settings = current_app.config["SETTINGS"]
    known: dict[str, str]
    if fault.status == 404:
        known = {
            "print": gettext("There is no such sheet, or not in this form. There are: %(sheets)s.", sheets=_sheets()),
            "theme": gettext("There is no such theme, or it has no figures here."),
            "group": gettext("There is no such population group."),
            "base": gettext("There is nothing of that name to compare with."),
            "code": gettext("There is no such area. Choose one of these:"),
        }
        return known.get(fault.parameter or "")
    known = {
        "paper": gettext("Sheets are A4 or A3: paper=a4 or paper=a3."),
        "orientation": gettext("A sheet stands or lies: orientation=portrait or orientation=landscape."),
        "dpi": gettext("A picture has %(least)s to %(most)s dots per inch.", least=LEAST_DPI, most=MOST_DPI),
        "date": gettext("The day on a sheet is that of the data, or with date=today that of printing."),
        "of": gettext("An atlas has a map of every indicator (of=indicators) or the sheet of every area (of=areas)."),
        "print": gettext("The address is too long to be printed."),
        "level": gettext(
            "This is more than is printed at once: an atlas has up to %(pages)s pages, a sheet up to %(areas)s areas. "
            "Choose one theme, or a division with fewer areas.",
            pages=settings.print_pages,
            areas=MOST_AREAS,
        ),
        "indicators": gettext("A comparison has two to six indicators, a table one to eight."),
        "years": gettext("Years are of one indicator: two to six in a comparison, one to eight in a table."),
        **dict.fromkeys(
            OF_CLASSES, gettext("Such classes cannot be made. Choose method, number and limits on the page.")
        ),
    }
    return known.get(fault.parameter or "")


def _sheets() -> str:
    return ", ".join(f"{kind}.{form}" for kind, forms in FORMS.items() for form in forms)


def _choices(fault: RequestFault) -> list[tuple[str, list[tuple[str, str]]]]:
    """Headed links: areas where one was asked for, else the page that the sheet is of, without the wrong word."""
    atlas: Atlas = g.atlas
    language, kind = current_language(), (request.view_args or {}).get("kind", "")
    level, code = request.args.get("level", ""), request.args.get("code", "")
    if fault.parameter == "code":
        return area_links(language, level if level in atlas.levels else None)
    left_out = (*OF_THE_PAPER, fault.parameter, "of", "theme")
    asked = [(name, said) for name, said in request.args.items(multi=True) if name not in left_out]
    address = f"/{language}{PAGES.get(kind, '/map')}"
    if kind == "area":
        known = level in atlas.levels and code in atlas.levels[level].position
        address += f"/{level}/{code}" if known else ""
    elif kind in PAGES and asked:
        address += f"?{urlencode(asked, safe=',')}"
    return [(gettext("Choose the paper there, under Print:"), [(gettext("The page the sheet is of"), address)])]
