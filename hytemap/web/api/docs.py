"""`/api/docs`: the OpenAPI document as a page, with examples to try. No script, nothing from elsewhere."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, urlencode

from hytemap.web.api.forms import PAGE
from hytemap.web.api.html_form import page
from hytemap.web.api.links import address
from hytemap.web.api.openapi import TAGS, document, path_examples
from hytemap.web.api.operation import Question, operation

#: query words that make an example worth looking at, by operation; `{indicator}` is one that has values
EXAMPLE_WORDS = {
    "items": [
        {"indicators": "{indicator}", "limit": "5"},
        {"sortby": "-{indicator}", "properties": "code,name,{indicator}", "skipGeometry": "true"},
        {"filter": "{indicator} > 8", "crs": "EPSG:3067"},
    ],
    "item": [{"indicators": "{indicator}"}],
    "compare": [{"indicators": "{indicator}"}],
    "observations": [{"level": "{collection}"}],
    "view": [{"level": "{collection}", "indicator": "{indicator}"}],
}


def docs_facts(question: Question, body: dict[str, Any]) -> dict[str, Any]:
    """Addresses by what they are about, each with its words and examples."""
    known = path_examples(question.atlas)
    by_tag: dict[str, list[dict[str, Any]]] = {name: [] for name in TAGS}
    for path, methods in body["paths"].items():
        described = methods["get"]
        by_tag[described["tags"][0]].append(
            described | {"path": path, "examples": _examples(path, described["operationId"], known)}
        )
    return {
        "groups": [(name, said, by_tag[name]) for name, said in TAGS.items()],
        "schemas": body["components"]["schemas"],
        "server": body["servers"][0]["url"],
    }


def _examples(path: str, name: str, known: dict[str, str]) -> list[str]:
    """Whole addresses that can be opened."""
    filled = re.sub(r"\{(\w+)\}", lambda found: quote(known[found.group(1)], safe=""), path)
    here = address().rstrip("/") + filled
    asked = [{word: said.format(**known) for word, said in words.items()} for words in EXAMPLE_WORDS.get(name, [{}])]
    return [f"{here}?{urlencode(words, safe=',:', quote_via=quote)}" if words else here for words in asked]


@operation("/docs", summary="This description, as a page", answer="", forms=PAGE, page=page("docs.html", docs_facts))
def docs(question: Question) -> dict[str, Any]:
    """The OpenAPI document, for a page to show."""
    return document(question)
