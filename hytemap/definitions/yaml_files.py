"""Read one YAML file into plain Python, with every fault named by file and key."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import ScalarNode

from hytemap.errors import DefinitionError, Fault

Definition = TypeVar("Definition", bound=BaseModel)


class ZeroLedNumber(int):
    """A number written with leading zeros (02100): most likely a code whose quotes were forgotten."""

    written: str


class _Constructor(SafeConstructor):
    """ruamel's safe constructor, which also remembers how a number with leading zeros was written."""

    def construct_yaml_int(self, node: ScalarNode) -> int:
        number = int(super().construct_yaml_int(node))
        if not (node.value.isdigit() and node.value.startswith("0") and len(node.value) > 1):
            return number
        code = ZeroLedNumber(number)
        code.written = node.value
        return code


_Constructor.add_constructor("tag:yaml.org,2002:int", _Constructor.construct_yaml_int)


@lru_cache(maxsize=512)
def _load(text: str) -> Any:
    """What `text` says; remembered, as a process reads the same files several times (a fetch, then its build)."""
    # "pure": ruamel's C loader (libyaml) takes duplicate keys silently
    loader = YAML(typ="safe", pure=True)
    loader.Constructor = _Constructor
    loader.allow_duplicate_keys = False
    return loader.load(text)


def read_yaml(path: Path, shown: str) -> dict[str, Any]:
    """The mapping in `path`; `shown` is how the file is called in faults. Raises DefinitionError.

    What comes back may be remembered and handed out again: it is not to be changed.
    """
    try:
        content = _load(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise DefinitionError([Fault(shown, "", f"is not UTF-8 (byte {error.start})", "save it as UTF-8")]) from error
    except OSError as error:
        raise DefinitionError([Fault(shown, "", f"cannot be read ({error.strerror})")]) from error
    except MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        problem = (error.problem or str(error)).strip().splitlines()[0]
        right = "keep one of the two" if "duplicate key" in problem else "see https://yaml.org for the syntax"
        raise DefinitionError([Fault(shown, where, problem, right)]) from error
    except YAMLError as error:
        raise DefinitionError([Fault(shown, "", str(error).splitlines()[0])]) from error
    if not isinstance(content, dict):
        raise DefinitionError([Fault(shown, "", "is not a mapping of keys to values", "start with `id: …`")])
    return content


def parse(model: type[Definition], content: dict[str, Any], shown: str) -> Definition:
    """`content` as a `model`; raises DefinitionError with one fault for each thing pydantic finds."""
    try:
        return model.model_validate(content)
    except ValidationError as error:
        faults = [
            # pydantic writes "[key]" after a mapping's key that is itself at fault
            Fault(shown, ".".join(str(part) for part in item["loc"] if part != "[key]"), *_explain(dict(item)))
            for item in error.errors(include_url=False)
        ]
        raise DefinitionError(faults) from error


def _explain(item: dict[str, Any]) -> tuple[str, str]:
    """What is wrong and what would be right, from one of pydantic's errors."""
    kind, message, value = item["type"], item["msg"], item.get("input")
    if kind == "missing":
        last = str(item["loc"][-1])
        if last in ("fi", "sv", "en"):
            return "the translation is missing", f"add `{last}: …`"
        return "is missing", "add the key"
    if kind == "extra_forbidden":
        return "is no key of this definition", "remove it, or correct its spelling"
    if kind in ("enum", "literal_error"):
        return f"{value!r} is not allowed", f"one of {item['ctx']['expected']}"
    if kind == "value_error":
        wrong, _, right = message.removeprefix("Value error, ").partition(" → ")
        return wrong, right
    if kind == "string_type":
        return ("is empty", "write it") if value is None else (f"{value!r} is not text", "put it in quotes")
    if kind == "string_too_short":
        return "is empty", "write it"
    if kind == "string_pattern_mismatch":
        return f"{value!r} is not of the right form", f"it must match {item['ctx']['pattern']}"
    if kind == "model_type" and item["ctx"]["class_name"] == "Text":
        return f"{value!r} is not given in three languages", "write `fi`, `sv` and `en` under it"
    if kind in ("model_type", "dict_type", "list_type"):
        shape = "a list" if kind == "list_type" else "keys with values"
        return f"{value!r} is not {shape}", f"write {shape} here"
    return f"{message[:1].lower()}{message[1:]} (found {value!r})", ""
