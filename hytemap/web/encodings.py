"""Content codings: what a request's Accept-Encoding asks for (RFC 9110, 12.5.3)."""

from __future__ import annotations

import re
from functools import lru_cache

BROTLI, GZIP, IDENTITY = "br", "gzip", "identity"
#: what can be sent, the smallest first
OFFERED = (BROTLI, GZIP, IDENTITY)

_QUALITY = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")
#: a longer header comes from no browser
LONGEST = 500


def accepted(header: str) -> tuple[str, ...]:
    """The codings of `OFFERED` that may be sent, the best first; what a client does not care to rank, smallest first.

    Plain bytes always stand somewhere: a client that refuses even them gets them all the same, as RFC 9110 allows.
    """
    return _accepted(header) if len(header) <= LONGEST else (IDENTITY,)


@lru_cache(maxsize=256)
def _accepted(header: str) -> tuple[str, ...]:
    weights: dict[str, float] = {}
    for part in header.lower().split(","):
        coding, _, parameter = part.partition(";")
        name, _, text = parameter.partition("=")
        text = text.strip()
        if not parameter.strip():
            weight = 1.0
        elif name.strip() == "q" and _QUALITY.fullmatch(text):
            weight = float(text)
        else:
            continue  # nothing that means anything
        weights.setdefault(coding.strip(), weight)
    others = weights.get("*", 0.0)
    # plain bytes are welcome without being named, but come after whatever is
    ranked = {BROTLI: weights.get(BROTLI, others), GZIP: weights.get(GZIP, others)}
    ranked[IDENTITY] = weights.get(IDENTITY, 0.0)
    found = [coding for coding in sorted(OFFERED, key=lambda coding: -ranked[coding]) if ranked[coding] > 0]
    return tuple(found if IDENTITY in found else [*found, IDENTITY])
