"""The API keeps what its OpenAPI document says, whatever is asked: schemathesis makes the questions of the document.

The questions are derandomised: the same code asks the same ones each time, and a fault found once is found again. They
go through what stands before Flask, so that answers from memory are held to the document too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from hytemap.web.api.operation import OPERATIONS, Operation
from hytemap.web.front import application
from tests.web.known_words import narrowed

DESCRIPTION = "/api/openapi.json"
#: of one kind of question how many are made, for an operation with few words and for one with many
FEW, MANY = 60, 150
#: different questions each operation is asked at the least, by the same
LEAST = {FEW: 80, MANY: 250}
#: of all operations together
LEAST_OF_ALL = 2_000
#: answers of a kind each operation gives at the least: figures, and refusals
LEAST_ANSWERED, LEAST_REFUSED = 50, 50
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
ACCEPTED = st.sampled_from(
    [
        "*/*",
        "application/json",
        "text/html,application/xhtml+xml,*/*;q=0.8",
        "application/geo+json;q=0.5, text/csv",
        "application/pdf",
        "*/*;q=0",
        "text/*;q=x, ;;,",
    ]
)
LANGUAGES = st.sampled_from(["", "sv-FI, sv;q=0.9", "en", "tlh, *;q=0", "fi;q=nonsense"])


@dataclass
class Asked:
    """What was asked of one operation, and how often each status came."""

    addresses: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)


@pytest.fixture(scope="module")
def document(app: Flask) -> dict[str, Any]:
    found: dict[str, Any] = app.test_client().get(DESCRIPTION).get_json()
    return found


@pytest.fixture(scope="module")
def ask(app: Flask) -> Callable[..., None]:
    """Asks questions made of a document to one operation, and holds each answer to what the document says."""
    served = application(app)

    def asked(document: dict[str, Any], name: str, mode: GenerationMode, into: Asked, most: int) -> None:
        schema = schemathesis.openapi.from_dict(document)
        schema.app = served
        operation = schema.find_operation_by_id(name)
        checks = [*CHECKS, negative_data_rejection] if mode is GenerationMode.NEGATIVE else CHECKS

        @settings(
            max_examples=most,
            derandomize=True,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode), accept=ACCEPTED, language=LANGUAGES)
        def question(case: schemathesis.Case, accept: str, language: str) -> None:
            # plain bytes: schemathesis does not decompress what it gets over WSGI
            headers = {"Accept-Encoding": "identity", "Accept": accept, "Accept-Language": language}
            answer = case.call(headers=headers)
            into.addresses.append(f"{answer.request.url} {accept} {language}")
            into.statuses[answer.status_code] += 1
            case.validate_response(answer, checks=checks)

        question()

    return asked


def how_many(operation: Operation) -> int:
    """Questions of one kind: an operation that knows but the language and the form has few different ones."""
    return FEW if len(operation.words) < 2 else MANY


@pytest.mark.slow
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
def test_every_answer_is_one_that_the_document_declares(
    app: Flask, document: dict[str, Any], ask: Callable[..., None], tell: Callable[[str], None], operation: Operation
) -> None:
    atlas, most, asked = app.extensions["atlas"].current, how_many(operation), Asked()
    ask(document, operation.name, GenerationMode.POSITIVE, asked, most)
    ask(document, operation.name, GenerationMode.NEGATIVE, asked, most)
    for form in (None, "csv"):
        ask(narrowed(document, atlas, form), operation.name, GenerationMode.POSITIVE, asked, most)
    different = len(set(asked.addresses))
    told = ", ".join(f"{count} × {status}" for status, count in sorted(asked.statuses.items()))
    tell(f"{operation.name}: {len(asked.addresses)} questions, {different} of them different; {told}")
    assert different >= LEAST[most]
    assert asked.statuses[200] >= LEAST_ANSWERED
    assert asked.statuses[400] + asked.statuses[404] >= LEAST_REFUSED


def test_all_operations_together_are_asked_enough() -> None:
    assert sum(LEAST[how_many(one)] for one in OPERATIONS) >= LEAST_OF_ALL


@pytest.mark.slow
def test_the_same_questions_are_asked_each_time(document: dict[str, Any], ask: Callable[..., None]) -> None:
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        runs = [Asked(), Asked()]
        for run in runs:
            ask(document, "items", mode, run, most=25)
        assert runs[0].addresses == runs[1].addresses
        assert len(set(runs[0].addresses)) > 10


def forget_a_status(document: dict[str, Any]) -> None:
    del document["paths"]["/"]["get"]["responses"]["406"]


def forget_a_form(document: dict[str, Any]) -> None:
    del document["paths"]["/"]["get"]["responses"]["200"]["content"]["text/html"]


def promise_more(document: dict[str, Any]) -> None:
    document["components"]["schemas"]["Landing"]["required"] = ["no_such_member"]


def promise_another_kind(document: dict[str, Any]) -> None:
    document["components"]["schemas"]["Problem"]["properties"]["status"] = {"type": "string"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "mode"),
    [
        (forget_a_status, GenerationMode.POSITIVE),
        (forget_a_form, GenerationMode.POSITIVE),
        (promise_more, GenerationMode.POSITIVE),
        (promise_another_kind, GenerationMode.NEGATIVE),
    ],
)
def test_an_answer_that_the_document_does_not_declare_is_found(
    document: dict[str, Any],
    ask: Callable[..., None],
    change: Callable[[dict[str, Any]], None],
    mode: GenerationMode,
) -> None:
    wrong = deepcopy(document)
    change(wrong)
    ask(document, "landing", mode, Asked(), FEW)
    with pytest.raises(BaseExceptionGroup) as found:
        ask(wrong, "landing", mode, Asked(), FEW)
    assert found.group_contains(Failure)
