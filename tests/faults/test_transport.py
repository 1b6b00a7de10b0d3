"""Faults of the line and of the service, the same for every protocol."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.faults.conftest import PROTOCOLS, House
from tests.faults.protocols import Served
from tests.servers import EXCEPTION, MAINTENANCE, Loopback, Reply

BOMB = gzip.compress(b" " * 20_000_000)
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(9))
    + b"]><FeatureCollection>&j;</FeatureCollection>"
)
ENTITY = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    b"<FeatureCollection>&a;</FeatureCollection>"
)


@dataclass(frozen=True)
class Fault:
    """What happens to requests, the cause that must be told, and what is to be done about it."""

    happen: Callable[[Served], None]
    cause: str
    remedy: str


def reply(body: bytes | None, content_type: str = "application/json", status: int = 200, **more: object) -> Reply:
    return Reply(body, content_type, status, **more)  # type: ignore[arg-type]


def data(answer: Reply) -> Callable[[Served], None]:
    """Requests for data get `answer`; what comes before them goes well."""
    return lambda served: served.instead(answer)


def everything(answer: Reply) -> Callable[[Served], None]:
    """Every request gets `answer`."""
    return lambda served: served.instead(answer, only_data=False)


LATER = "try again"
MEND = "mend the definition"
TELL = "tell the publisher"

FAULTS = {
    "404": Fault(data(reply(b"", status=404)), r"nothing at this address \(HTTP 404\)", "where the service is now"),
    "404 of all": Fault(everything(reply(b"", status=404)), r"HTTP 404", "where the service is now"),
    "403": Fault(everything(reply(b"Forbidden", "text/html", 403)), r"refuses us \(HTTP 403\)", "ask the publisher"),
    "401": Fault(data(reply(b"", status=401)), r"asks for sign-in \(HTTP 401\)", "ask the publisher"),
    "429": Fault(
        data(reply(b"", status=429, headers={"Retry-After": "3600"})), r"slow down.*\(HTTP 429\)", "in an hour"
    ),
    "500": Fault(data(reply(b"", status=500)), r"failed \(HTTP 500\)", LATER),
    "503 with a page": Fault(everything(reply(MAINTENANCE, "text/html", 503)), r"out of service \(HTTP 503\)", LATER),
    "exception document": Fault(data(reply(EXCEPTION, "text/xml")), "exception: The database is away", LATER),
    "exception called JSON": Fault(data(reply(EXCEPTION)), "exception: The database is away", LATER),
    "maintenance page": Fault(data(reply(MAINTENANCE)), "web page instead of data: “Huoltokatko & tauko”", LATER),
    "maintenance of all": Fault(everything(reply(MAINTENANCE, "text/html")), "web page instead of data", LATER),
    "empty body": Fault(data(reply(b"")), "the answer is empty", MEND),
    "blank body": Fault(data(reply(b" \n")), "the answer is empty", MEND),
    "cut connection": Fault(data(reply(b"x" * 1000, cut_after=500)), "cut in the middle", LATER),
    "no word": Fault(data(reply(None)), "the connection was cut", LATER),
    "slow drip": Fault(data(reply(b" " * 10_000, drip_s=0.02)), "no whole answer within 2 s", LATER),
    "endless body": Fault(data(reply(b" " * 65_536, endless=True)), r"at most 2\.0 MB are read", TELL),
    "said to be huge": Fault(data(reply(b" " * 2_000_001)), r"at most 2\.0 MB are read", TELL),
    "gzip bomb": Fault(data(reply(BOMB, headers={"Content-Encoding": "gzip"})), r"at most 2\.0 MB are read", TELL),
    "no gzip": Fault(data(reply(b"{}", headers={"Content-Encoding": "gzip"})), "cannot be decompressed", LATER),
    "billion laughs": Fault(data(reply(LAUGHS, "text/xml")), "has a DOCTYPE", TELL),
    "external entity": Fault(data(reply(ENTITY, "text/xml")), "has a DOCTYPE", TELL),
    "redirect to a file": Fault(
        data(reply(b"", status=307, headers={"Location": "file:///etc/hostname"})), "must be http:// or https://", TELL
    ),
    "redirect round": Fault(
        lambda served: served.instead(lambda words: reply(b"", status=307, headers={"Location": words["path"]}), False),
        "redirects",
        TELL,
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("served", PROTOCOLS, indirect=True)
def test_a_fault_is_told_in_one_line_and_the_old_data_stay(house: House, served: Served, fault: str) -> None:
    FAULTS[fault].happen(served)
    found = house.fetch(served.source)
    told_well(found.line, served, FAULTS[fault].cause, FAULTS[fault].remedy)
    assert found.status == 1
    assert found.unharmed
    assert "nothing changed, not built again" in found.output


def told_well(line: str, served: Served, cause: str, remedy: str) -> None:
    """The line names source and service, the cause, what to do, and what stays."""
    assert line.startswith(f"{served.source}: failed after ")
    assert served.setting in line
    assert re.search(cause, line), line
    _, arrow, todo = line.partition(" → ")
    assert arrow, line
    assert remedy in todo
    assert re.search(r" \(the copy fetched 20\S+ stays\)$", line), line


@pytest.mark.parametrize("served", PROTOCOLS, indirect=True)
def test_a_refused_connection_is_told(house: House, served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"HYTEMAP_SERVICE_{served.setting}", "http://127.0.0.1:9/nobody")
    found = house.fetch(served.source)
    told_well(found.line, served, r"the connection was refused \(http://127.0.0.1:9/nobody", LATER)
    assert (found.status, found.unharmed) == (1, True)


@pytest.mark.parametrize("served", PROTOCOLS, indirect=True)
def test_a_name_nobody_knows_is_told(house: House, served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"HYTEMAP_SERVICE_{served.setting}", "http://service.invalid/nobody")
    found = house.fetch(served.source)
    told_well(found.line, served, r"the host's name is not known \(http://service.invalid/", "the right one in layers/")
    assert (found.status, found.unharmed) == (1, True)


@pytest.mark.parametrize("served", PROTOCOLS, indirect=True)
def test_a_redirect_to_another_host_is_not_followed(
    house: House, served: Served, loopback: Callable[..., Loopback]
) -> None:
    other = loopback()
    there = other.address.replace("127.0.0.1", "localhost")
    served.instead(reply(b"", status=307, headers={"Location": there}))
    found = house.fetch(served.source)
    told_well(found.line, served, "leads to 'localhost', another host", TELL)
    assert other.asked == []
    assert (found.status, found.unharmed) == (1, True)


@pytest.mark.parametrize("served", PROTOCOLS, indirect=True)
def test_half_a_document_is_refused(house: House, served: Served) -> None:
    served.rewrite(lambda body: body[: len(body) // 2])
    found = house.fetch(served.source)
    told_well(found.line, served, "no whole (JSON|XML) document", MEND)
    assert (found.status, found.unharmed) == (1, True)


@pytest.mark.parametrize("served", PROTOCOLS, indirect=True)
def test_another_charset_than_the_document_says_is_refused(house: House, served: Served) -> None:
    def latin(body: bytes) -> bytes:
        if body.startswith(b"<"):
            return body.decode().replace("nimi>", "nimi>Ä").encode("latin-1")
        return b"[" + json.dumps(json.loads(body), ensure_ascii=False).encode("latin-1", "replace") + b', "\xe4"]'

    served.rewrite(latin)
    found = house.fetch(served.source)
    told_well(found.line, served, "no whole (JSON|XML) document", MEND)
    assert (found.status, found.unharmed) == (1, True)


# --- what is put right, and costs nothing ---


def taken(house: House, served: Served) -> None:
    found = house.fetch(served.source)
    assert found.status == 0, found.output
    assert found.line.endswith(", unchanged"), found.line
    assert found.unharmed


@pytest.mark.parametrize("served", PROTOCOLS, indirect=True)
def test_the_same_data_leave_everything_as_it_is(house: House, served: Served) -> None:
    taken(house, served)


@pytest.mark.parametrize("status", [429, 500, 503])
@pytest.mark.parametrize("served", PROTOCOLS, indirect=True)
def test_a_service_that_fails_once_is_asked_again(house: House, served: Served, status: int) -> None:
    good = served.service.answer
    failures = [Reply(b"", status=status, headers={"Retry-After": "1"})]
    served.instead(lambda words: failures.pop() if failures else good(words))
    taken(house, served)
    assert failures == []


@pytest.mark.parametrize(
    "content_type", ["text/html", "application/octet-stream", "application/json; charset=ISO-8859-1", ""]
)
@pytest.mark.parametrize("served", PROTOCOLS, indirect=True)
def test_the_content_type_is_not_believed(house: House, served: Served, content_type: str) -> None:
    served.rewrite(lambda body: body, content_type=content_type)
    taken(house, served)


@pytest.mark.parametrize("served", PROTOCOLS, indirect=True)
def test_services_that_refuse_default_agents_answer_us(house: House, served: Served) -> None:
    good = served.service.answer

    def picky(words: dict[str, str]) -> Reply:
        agent = served.service.agents[-1].lower()
        return good(words) if agent and not agent.startswith(("python", "owslib")) else Reply(b"", status=403)

    served.instead(picky, only_data=False)
    taken(house, served)


@pytest.mark.parametrize("served", PROTOCOLS, indirect=True)
def test_a_byte_order_mark_is_read_over(house: House, served: Served) -> None:
    served.rewrite(lambda body: b"\xef\xbb\xbf" + body)
    taken(house, served)
