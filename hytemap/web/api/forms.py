"""Which form an answer takes: the word `f`, else the Accept header."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from flask import request
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from hytemap.errors import NotAcceptable, RequestFault
from hytemap.model import AddressForm
from hytemap.web.api.query import quoted

#: characters of a usual Accept header; a browser's has about 130
USUAL = 300


@dataclass(frozen=True)
class Forms:
    """The forms made at an address: `f` word → media type, the first being the default.

    `also` are media types a client may name in Accept for the same bytes.
    """

    by_word: Mapping[str, AddressForm]
    also: tuple[AddressForm, ...] = ()

    @property
    def media_types(self) -> list[str]:
        """Every media type that can be asked for, the default first, each once."""
        return list(dict.fromkeys(form.value for form in (*self.by_word.values(), *self.also)))

    def with_page(self) -> Forms:
        """These forms, and a page for people."""
        return Forms({**self.by_word, "html": AddressForm.HTML}, self.also)

    def for_programs(self) -> list[tuple[str, AddressForm]]:
        """The `f` words of forms that are no page, each form under its first word."""
        first: dict[AddressForm, str] = {}
        for word, form in self.by_word.items():
            first.setdefault(form, word)
        return [(word, form) for form, word in first.items() if form is not AddressForm.HTML]

    def choose(self, word: str | None) -> str:
        """The media type of this answer; raises RequestFault for an unknown `f`, NotAcceptable for a foreign Accept."""
        if word is not None:
            if word not in self.by_word:
                raise RequestFault(f"f cannot be {quoted(word)} here", "f", list(self.by_word))
            return self.by_word[word].value
        header: str | None = request.environ.get("HTTP_ACCEPT")
        if header is None:
            return self.media_types[0]
        offered = tuple(self.media_types)
        # clients say the same few things; a header longer than that is read anew each time
        chosen = _best_known(header, offered) if len(header) <= USUAL else _best(header, offered)
        if chosen is None:
            raise NotAcceptable("nothing the Accept header names is made here", "Accept", self.media_types)
        return chosen


def _best(header: str, offered: tuple[str, ...]) -> str | None:
    found: str | None = parse_accept_header(header, MIMEAccept).best_match(offered)
    return found


_best_known = lru_cache(maxsize=512)(_best)

JSON = Forms({"json": AddressForm.JSON})
#: what is only there to be read by people
PAGE = Forms({})
OPENAPI = Forms({"json": AddressForm.OPENAPI}, also=(AddressForm.JSON,))
JSONLD = Forms({"json": AddressForm.JSONLD}, also=(AddressForm.JSON,))
SCHEMA = Forms({"json": AddressForm.SCHEMA}, also=(AddressForm.JSON,))
