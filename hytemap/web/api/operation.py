"""One address of the API: its query words, its forms, its answer, kept in one list.

`operation` registers a view. Before the view runs, the words of the request are checked against those declared, so a
view only ever sees a `Question` that makes sense; `/api/openapi.json` is made from the same list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar, overload
from urllib.parse import quote, urlencode

import orjson
from flask import Blueprint, Response, g, request

from hytemap.atlas import Atlas
from hytemap.errors import RequestFault
from hytemap.model import AddressForm
from hytemap.web import languages, responses
from hytemap.web.api.feature_set import FeatureSet
from hytemap.web.api.forms import JSON, Forms
from hytemap.web.api.query import WholeNumber, Word, quoted
from hytemap.web.api.words import LANG, LIMIT, OF_CSV
from hytemap.web.security import base_url

T = TypeVar("T")

blueprint = Blueprint("api", __name__, url_prefix="/api")

#: the word every address understands, besides its own
FORM = "f"


@dataclass(frozen=True)
class Operation:
    """One GET address. `answer` names its schema in the OpenAPI document; `needed` words must be said."""

    path: str
    name: str
    summary: str
    answer: str
    words: tuple[Word[Any], ...]
    needed: tuple[Word[Any], ...]
    forms: Forms


@dataclass(frozen=True)
class Question:
    """A checked request: the atlas it is answered from, its language, and the values of its words."""

    atlas: Atlas
    language: str
    asked: dict[str, str]
    values: dict[str, Any] = field(repr=False)
    forms: Forms = JSON

    @overload
    def get(self, word: Word[T]) -> T | None: ...
    @overload
    def get(self, word: Word[T], default: T) -> T: ...
    def get(self, word: Word[T], default: T | None = None) -> T | None:
        """The value of `word`, or `default` when it was not asked."""
        value: T | None = self.values.get(word.name, default)
        return value

    def address(self, **changed: int | str | None) -> str:
        """This question's absolute address, with some words changed (None leaves one out)."""
        said = self.asked | {name: str(value) for name, value in changed.items() if value is not None}
        said = {name: value for name, value in said.items() if changed.get(name, "") is not None}
        query = urlencode(said, safe=",:/", quote_via=quote)
        return base_url() + quote(request.path, safe="/") + (f"?{query}" if query else "")


#: what a view gives: a JSON object, or features
Body = dict[str, Any] | FeatureSet


@dataclass(frozen=True)
class Written:
    """An answer in a form other than JSON: its bytes, and the name of the file where it is one to save."""

    content: bytes
    content_type: str
    filename: str | None = None


#: how a body is written in one form
Writer = Callable[[Question, Any], Written]

OPERATIONS: list[Operation] = []

View = Callable[..., Body]

#: links of a body that stand in the header `Link` too, for forms that have no room for links, and for programs that
#: only look at headers
HEADER_LINKS = ("next", "prev", "license", "alternate", "describedby")
#: rows a page for people shows, unless `limit` says otherwise
PAGE_ROWS = 100


def operation(
    path: str,
    *,
    summary: str,
    answer: str,
    words: tuple[Word[Any], ...] = (LANG,),
    needed: tuple[Word[Any], ...] = (),
    forms: Forms = JSON,
    written: Mapping[AddressForm, Writer] | None = None,
    page: Writer | None = None,
    effort: int = responses.QUICK,
) -> Callable[[View], Callable[..., Response]]:
    """Register a view at `/api` + `path`; it gets a Question and the path's own values, and gives a body.

    `written` says how the body is written in forms that are not JSON; `page` writes it as a page for people (`f=html`,
    or an Accept header that asks for one, as a browser's does). `effort`: see `responses.finish`.
    """

    def register(view: View) -> Callable[..., Response]:
        offered = forms if page is None else forms.with_page()
        registered = Operation(path, view.__name__, summary, answer, words, needed, offered)
        OPERATIONS.append(registered)
        writers = {form.value: writer for form, writer in (written or {}).items()}
        if page is not None:
            writers[AddressForm.HTML.value] = page

        @blueprint.get(path, endpoint=view.__name__)
        @wraps(view)
        def answered(**values: str) -> Response:
            question = _question(registered)
            media_type = offered.choose(question.asked.get(FORM))
            is_page = media_type == AddressForm.HTML.value
            if is_page:
                question.values.setdefault(LIMIT.name, PAGE_ROWS)
            _fitting(question, media_type)
            body = view(question, **values)
            if page is not None and not is_page:
                _link_to_page(question, body)
            writer = writers.get(media_type)
            made = _as_json(body, media_type) if writer is None else writer(question, body)
            response = Response(made.content, content_type=made.content_type)
            if made.filename is not None:
                response.headers["Content-Disposition"] = f'attachment; filename="{made.filename}"'
            _tell(response, question, body, is_page)
            return responses.finish(response, effort)

        return answered

    return register


def _fitting(question: Question, media_type: str) -> None:
    """Raises RequestFault for a word that does nothing in this form."""
    if media_type != AddressForm.CSV.value:
        for word in OF_CSV:
            if word.name in question.asked:
                raise word.fault(f"{word.name} goes with f=csv", ["f=csv", f"no {word.name}"])


def _as_json(body: Body, media_type: str) -> Written:
    if isinstance(body, FeatureSet):
        return Written(body.geojson(), media_type)
    return Written(orjson.dumps(body, option=responses.OPTIONS), media_type)


def _link_to_page(question: Question, body: Body) -> None:
    """Add the link to the same answer as a page, where the body has links."""
    members = body.members if isinstance(body, FeatureSet) else body
    links = members.get("links")
    if links:
        members["links"] = [*links, {"rel": "alternate", "href": _as_page(question, links), "type": "text/html"}]


def _as_page(question: Question, links: list[dict[str, str]]) -> str:
    # the link to itself is there already: made again it costs more than all the rest of this
    if FORM in question.asked or links[0]["rel"] != "self":
        return question.address(f="html")
    itself = links[0]["href"]
    return f"{itself}{'&' if '?' in itself else '?'}f=html"


def _tell(response: Response, question: Question, body: Body, is_page: bool) -> None:
    """Headers that say what the body is: language, CRS, links."""
    response.headers["Content-Language"] = question.language
    if isinstance(body, FeatureSet):
        if body.crs.uri is not None and not is_page:
            response.headers["Content-Crs"] = f"<{body.crs.uri}>"
        body = body.members
    told = [(one["rel"], one["href"], one["type"]) for one in body.get("links", ()) if one["rel"] in HEADER_LINKS]
    if is_page:
        told = [(rel, href, "text/html") for rel, href, _ in told if rel in ("next", "prev")]
        told += [("alternate", question.address(f=word), form.value) for word, form in question.forms.for_programs()]
    told.append(("service-desc", f"{base_url()}/api/openapi.json", AddressForm.OPENAPI.value))
    response.headers["Link"] = ", ".join(f'<{href}>; rel="{rel}"; type="{form}"' for rel, href, form in told)


def _question(operation: Operation) -> Question:
    """The words of this request, checked; raises RequestFault for an unknown, repeated, empty or wrong one."""
    known = {word.name: word for word in operation.words}
    allowed = [*known, FORM]
    asked: dict[str, str] = {}
    for name, texts in request.args.lists():
        if name not in allowed:
            raise RequestFault(f"{quoted(name)} means nothing at this address", name[:80], allowed)
        if len(texts) > 1:
            raise RequestFault(f"{name} stands {len(texts)} times; say it once", name, ["one value"])
        asked[name] = texts[0]
    atlas: Atlas = g.atlas
    for word in operation.needed:
        if word.name not in asked:
            raise word.fault(f"{word.name} has to be said. {word.description}", word.examples(atlas))
    values = {name: known[name].read(text, atlas) for name, text in asked.items() if name in known}
    # links repeat a number as it was understood, not in all the digits that were sent
    asked |= {name: str(values[name]) for name in asked if isinstance(known.get(name), WholeNumber)}
    # after `lang` is known to be one we speak
    return Question(atlas, languages.current_language(), asked, values, operation.forms)
