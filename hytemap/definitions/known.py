"""Whether a word of a definition names something that is defined, or a file whose own faults are told already."""

from __future__ import annotations

from collections.abc import Mapping


def known_or_broken(word: str, known: Mapping[str, object], folder: str, broken: set[str]) -> bool:
    """Whether `word` is among `known`, or may stand in a file of `folder` that could not be read."""
    return word in known or f"{folder}/{word}.yaml" in broken or folder in broken


def one_of(known: Mapping[str, object]) -> str:
    """What would be right where an unknown word stands."""
    return f"one of {', '.join(known)}" if known else "define it"
