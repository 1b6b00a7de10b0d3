"""ETags, strong and exact: the same one means the same bytes. A coded answer has its coding behind the digest."""

from __future__ import annotations

import re

import xxhash

from hytemap.web.encodings import BROTLI, GZIP, IDENTITY

#: what stands behind the digest of the plain bytes
SUFFIX = {IDENTITY: "", GZIP: "-gzip", BROTLI: "-br"}
#: a 304 has none of what describes a body
OF_A_BODY = ("Content-Type", "Content-Length", "Content-Encoding", "Content-Disposition")
_ONE = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


def digest(body: bytes, *about: str) -> str:
    """Names plain bytes and what is said about them in the headers (their type, their language).

    XXH3 of 128 bits: nobody but us chooses what is hashed here, and a cryptographic hash took a sixth of a new answer.
    """
    told = xxhash.xxh3_128(body)
    told.update("\n".join(about).encode())
    return told.hexdigest()[:24]


def etag(digest: str, coding: str = IDENTITY) -> str:
    """The header's value for the plain bytes `digest` names, sent in `coding`."""
    return f'"{digest}{SUFFIX[coding]}"'


def held(if_none_match: str, digest: str) -> str | None:
    """The ETag of the answer `digest` names, in any coding, that a client says it holds; None if it holds none.

    Compared weakly, as RFC 9110 (13.1.2) asks. For `*` it is the plain bytes'.
    """
    if if_none_match.strip() == "*":
        return etag(digest)
    known = {etag(digest, coding) for coding in SUFFIX}
    return next((one for one in _ONE.findall(if_none_match) if one in known), None)
