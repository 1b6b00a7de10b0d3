"""Read one YAML file into plain Python, with every fault named by file and key."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from hytemap.errors import DefinitionError, Fault

Definition = TypeVar("Definition", bound=BaseModel)


def read_yaml(path: Path, shown: str) -> dict[str, Any]:
    """The mapping in `path`; `shown` is how the file is called in faults. Raises DefinitionError."""
    # "pure": ruamel's C loader (libyaml) takes duplicate keys silently
    loader = YAML(typ="safe", pure=True)
    loader.allow_duplicate_keys = False
    try:
        content = loader.load(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise DefinitionError([Fault(shown, "", f"is not UTF-8 (byte {error.start})", "save it as UTF-8")]) from error
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
            Fault(shown, ".".join(str(part) for part in item["loc"]), *_explain(dict(item)))
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
    if kind == "enum":
        return f"{value!r} is not allowed", f"one of {item['ctx']['expected']}"
    if kind == "value_error":
        wrong, _, right = message.removeprefix("Value error, ").partition(" → ")
        return wrong, right
    if kind == "string_type":
        return f"{value!r} is not text", "put it in quotes"
    return f"{message[:1].lower()}{message[1:]} (found {value!r})", ""
