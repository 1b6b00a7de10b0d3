"""An answer as it is kept: for each coding the bytes and the headers, ready to be sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from isal import igzip

from hytemap.web import etags
from hytemap.web.assets import COMPRESSED, SMALLEST
from hytemap.web.encodings import BROTLI, GZIP, IDENTITY

Headers = list[tuple[str, str]]

#: bytes that an entry, and a header, take besides their letters
FIXED, A_HEADER = 1_000, 160
#: headers that differ between the codings of one answer
OF_A_CODING = {"content-length", "content-encoding", "etag"}
NOT_IN_304 = {name.lower() for name in etags.OF_A_BODY} | {"etag"}


@dataclass(frozen=True)
class Answer:
    """What Flask answered: status line, headers, body."""

    status: str
    headers: Headers
    body: bytes

    def header(self, name: str) -> str:
        """The first value of a header, empty without one; `name` in small letters."""
        return next((value for one, value in self.headers if one.lower() == name), "")

    def may_be_kept(self) -> bool:
        """A whole answer with an exact name, for everybody."""
        names = {name.lower() for name, _ in self.headers}
        return (
            self.status.startswith("200")
            and "set-cookie" not in names
            and "no-store" not in self.header("cache-control")
            and self.header("etag").startswith('"')
            and self.header("content-encoding") in ("", GZIP)
        )


@dataclass
class Entry:
    """One answer in the codings that were asked so far. `name` is the digest in its ETags."""

    name: str
    headers: Headers
    coded: dict[str, Answer] = field(default_factory=dict)
    size: int = 0
    #: whether making brotli of it was begun, or found to be of no use
    brotli_tried: bool = False
    _unchanged: dict[str, Headers] = field(default_factory=dict)

    @classmethod
    def of(cls, answer: Answer) -> Entry:
        """An entry for what Flask answered first."""
        name = answer.header("etag").strip('"').removesuffix(etags.SUFFIX[GZIP])
        return cls(name, [one for one in answer.headers if one[0].lower() not in OF_A_CODING])

    def add(self, asked: str, answer: Answer) -> Answer:
        """Keep what Flask answered when asked for a coding; it may have found the answer not worth compressing."""
        sent = answer.header("content-encoding") or IDENTITY
        self.coded[sent] = self.coded[asked] = answer
        return answer

    def best(self, codings: Iterable[str]) -> Answer | None:
        """The answer in the first of the codings a client takes, brotli only where it is made already."""
        for coding in codings:
            answer = self.coded.get(coding)
            if answer is not None or coding != BROTLI:
                return answer
        return None

    def unchanged(self, if_none_match: str) -> Headers | None:
        """Headers of a 304, when the client holds this answer."""
        headers = self._unchanged.get(if_none_match)
        if headers is None:
            held = etags.held(if_none_match, self.name)
            if held is None:
                return None
            headers = [one for one in self.headers if one[0].lower() not in NOT_IN_304]
            headers.append(("ETag", held))
            if if_none_match == held:  # at most one for each coding
                self._unchanged[held] = headers
        return headers

    def plain(self) -> bytes | None:
        """The plain bytes, when they are worth compressing."""
        answer = self.coded.get(GZIP) or self.coded[IDENTITY]
        if answer.header("content-encoding") == GZIP:
            return bytes(igzip.decompress(answer.body))
        worth = len(answer.body) >= SMALLEST and answer.header("content-type").startswith(COMPRESSED)
        return answer.body if worth else None

    def add_brotli(self, body: bytes) -> None:
        """Keep the answer in brotli too."""
        headers = [
            *self.headers,
            ("Content-Encoding", BROTLI),
            ("ETag", etags.etag(self.name, BROTLI)),
            ("Content-Length", str(len(body))),
        ]
        self.coded[BROTLI] = Answer("200 OK", headers, body)

    def weight(self) -> int:
        """Bytes it takes in memory, about."""
        # a copy first: another thread may be adding a coding
        answers = {id(answer): answer for answer in list(self.coded.values())}.values()
        sets = [self.headers, *(answer.headers for answer in answers)]
        told = sum(A_HEADER + len(name) + len(value) for headers in sets for name, value in headers)
        return FIXED + told + sum(len(answer.body) for answer in answers)
