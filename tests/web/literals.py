"""Finds words that nobody could translate: literals in templates outside `_()`, and in scripts that reach the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from jinja2 import Environment, nodes

#: names are the same in every language; a code or a form of file is a name
NAMES = {
    *("hytemap", "Suomi", "Svenska", "English", "fi", "sv", "en", "GeoJSON", "API", "CSV", "JSON", "XLSX", "SVG"),
    *(
        "PNG",
        "PDF",
        "QGIS",
        "OGC",
        "Espoo",
        "Esbo",
        "WCAG",
        "EN",
        "EU",
        "AA",
        "HTTP",
        "URL",
        "JavaScript",
        "OpenAPI",
        "DCAT",
        "AP",
    ),
}
#: what the reader hears or sees of an attribute
SPOKEN = {
    *("title", "alt", "placeholder", "label", "summary"),
    *("aria-label", "aria-description", "aria-roledescription", "aria-valuetext", "aria-placeholder"),
}
#: inside these nothing is prose: commands, scripts, styles
SILENT = {"code", "pre", "kbd", "samp", "script", "style"}
VOID = {"meta", "link", "input", "br", "img", "hr", "wbr", "source", "col", "area", "base", "embed", "track"}
#: calls whose words are translated, or are no words
TRANSLATING = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
ADDRESSING = {"asset", "leaflet", "url_for"}
WORD = re.compile(r"[^\W\d_]+")
#: a string that is meant for people though nothing says so: it starts as a sentence does, or is several words of text
PROSE = re.compile(r"^[A-ZÅÄÖ][a-zåäö]+(?:[ ,.:!?…].*)?$", re.DOTALL)


def _words(text: str) -> list[str]:
    """Words of `text` that are no names."""
    return [word for word in WORD.findall(text) if word not in NAMES]


def _yields(node: nodes.Node) -> Iterator[str]:
    """Literal strings that `{{ node }}` may put on the page; what is translated or computed is none."""
    if isinstance(node, nodes.Const):
        if isinstance(node.value, str):
            yield node.value
    elif isinstance(node, nodes.TemplateData):
        yield node.data
    elif isinstance(node, nodes.CondExpr):
        yield from _yields(node.expr1)
        if node.expr2 is not None:
            yield from _yields(node.expr2)
    elif isinstance(node, nodes.BinExpr):
        yield from _yields(node.left)
        yield from _yields(node.right)
    elif isinstance(node, (nodes.Concat, nodes.Output)):
        for part in node.nodes:
            yield from _yields(part)
    elif isinstance(node, nodes.Filter):
        if node.node is not None:
            yield from _yields(node.node)
        if node.name == "default":
            for part in node.args:
                yield from _yields(part)


class _Reader(HTMLParser):
    """Collects what is said by a page: text, and the attributes that are read out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        for name, value in attrs:
            is_button = tag == "input" and name == "value" and given.get("type") in ("submit", "button", "reset")
            is_description = tag == "meta" and name == "content" and "description" in given.get("name", "")
            is_prose = name.startswith("data-") and PROSE.match(value or "")
            if name in SPOKEN or is_button or is_description or is_prose:
                self.said.append(value or "")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not SILENT & set(self.open):
            self.said.append(data)


def _as_html(environment: Environment, source: str) -> str:
    """The template as HTML: of each `{{ }}` only its literals stay, of each `{% %}` nothing."""
    html: list[str] = []
    expression: list[str] = []
    depth, in_expression, in_block, block = 0, False, False, ""
    for _, kind, text in environment.lex(source):
        if kind == "variable_begin":
            in_expression, expression = True, []
        elif kind == "variable_end":
            in_expression = False
            parsed = environment.parse("{{" + "".join(expression) + "}}")
            html.append(" ".join(literal for output in parsed.body for literal in _yields(output)))
        elif kind == "block_begin":
            in_block, block = True, ""
        elif kind == "block_end":
            in_block = False
            depth += {"trans": 1, "endtrans": -1}.get(block, 0)
        elif in_expression:
            expression.append(text)
        elif in_block:
            block = block or text.strip()
        elif kind == "data" and not depth:
            html.append(text)
    return "".join(html)


def _hidden(node: nodes.Node) -> Iterator[tuple[int, str]]:
    """Prose among the constants of a template's tree that no translating call takes: set, macro arguments, lists."""
    called = node.node if isinstance(node, nodes.Call) else None
    if isinstance(called, nodes.Name) and called.name in TRANSLATING | ADDRESSING:
        return
    value = node.value if isinstance(node, nodes.Const) else None
    if isinstance(value, str) and PROSE.match(value) and _words(value):
        yield node.lineno, value
    for child in node.iter_child_nodes():
        yield from _hidden(child)


def literals_of_template(environment: Environment, source: str) -> list[str]:
    """What the template says in words of its own."""
    reader = _Reader()
    reader.feed(_as_html(environment, source))
    reader.close()
    said = [" ".join(text.split()) for text in reader.said if _words(text)]
    return said + [text for _, text in _hidden(environment.parse(source)) if text not in said]


COMMENTS_AND_STRINGS = re.compile(
    r"""//[^\n]*|/\*.*?\*/|(?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)""", re.DOTALL
)
#: where a string of a script reaches the reader
TELLING = re.compile(
    r"""\.(?:textContent|innerText|innerHTML|outerHTML|title|alt|placeholder|label|aria[A-Z]\w*)\s*\+?=(?!=)[^;\n]*
      | \b(?:createTextNode|insertAdjacentText|insertAdjacentHTML|alert|confirm|prompt)\([^;\n]*
      | \bsetAttribute\(\s*["'](?:title|alt|placeholder|label|aria-(?:label|description|valuetext))["'][^;\n]*
    """,
    re.VERBOSE,
)
#: names of keys, which only look like words
KEYS = {
    *("Enter", "Escape", "Home", "End", "Tab", "Space", "Delete", "Backspace", "Shift", "Control", "Alt", "Meta"),
    *("Accept", "Feature", "Polygon", "Point"),
}
ATTRIBUTE = re.compile(r"""\bsetAttribute\(\s*("[^"]*"|'[^']*')""")

NO_TEXT = re.compile(
    r"""\[\s*["'][^"']*["']\s*\]
      | \.(?:querySelector(?:All)?|closest|replace|getAttribute|get|join|execCommand)\([^)]*\)
    """,
    re.VERBOSE,
)


def _without_comments(source: str) -> str:
    return COMMENTS_AND_STRINGS.sub(lambda found: found["string"] or " ", source)


def _strings(source: str) -> Iterator[str]:
    """String literals of a script without its comments; of a template string what stands outside `${}`."""
    for found in COMMENTS_AND_STRINGS.finditer(source):
        if found["string"]:
            yield re.sub(r"\$\{[^}]*\}|\\.|<[^>]*>", " ", found["string"][1:-1])


def literals_of_script(source: str) -> list[str]:
    """What a script says to people in words of its own; texts of errors are for developers."""
    source = re.sub(r"\b(?:new )?\w*Error\([^;\n]*|\bconsole\.\w+\([^;\n]*", " ", _without_comments(source))
    said = [text for text in _strings(source) if PROSE.match(text) and text not in KEYS and _words(text)]
    for place in TELLING.finditer(source):
        # a key in brackets, an argument of a search or a class is no text
        told = ATTRIBUTE.sub(" ", place.group())
        told = NO_TEXT.sub(" ", told)
        told = re.sub(r"""(?:===?|!==?)\s*["'][^"']*["']""", " ", told)
        said += [text for text in _strings(told) if _words(text) and text not in said]
    return said
