"""Contracts of the API: one JSON Schema an answer, written apart from the code that makes the answers."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import orjson
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

FOLDER = Path(__file__).parent


@cache
def contract(name: str) -> Draft202012Validator:
    """The validator of `<name>.json`; it reads nothing but this folder."""
    found = {path.name: orjson.loads(path.read_bytes()) for path in FOLDER.glob("*.json")}
    registry: Registry[Any] = Registry().with_resources(
        (file, Resource.from_contents(schema)) for file, schema in found.items()
    )
    return Draft202012Validator(
        found[f"{name}.json"], registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER
    )


def faults(name: str, answer: Any) -> list[str]:
    """What in `answer` breaks the contract `name`: path and message."""
    return [f"{error.json_path}: {error.message[:200]}" for error in contract(name).iter_errors(answer)]
