"""One HTTP session: what it follows, what it gives up, what it says."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable

import pytest

from hytemap import __version__
from hytemap.errors import SourceForbidden, SourceRefused, SourceUnreachable
from hytemap.sources.http import Limits, ServiceSession, user_agent
from tests.servers import EXCEPTION, Loopback, Reply
from tests.sources.conftest import QUICK

Start = Callable[..., Loopback]


def session(service: Loopback, limits: Limits = QUICK) -> ServiceSession:
    return ServiceSession("HSY", service.address, limits)


def sequence(*replies: Reply) -> Callable[[dict[str, str]], Reply]:
    """Answers one after another; the last one for ever."""
    left = list(replies)
    return lambda words: left.pop(0) if len(left) > 1 else left[0]


def test_our_own_name_is_told_and_looks_like_no_library(loopback: Start) -> None:
    service = loopback(lambda words: Reply(b"{}"))
    with ServiceSession("HSY", service.address, QUICK, contact="https://example.org/hyte\r\nX: 1") as talk:
        talk.get(service.address)
    assert service.agents == [f"hytemap/{__version__} (wellbeing map of Espoo; +https://example.org/hyteX: 1)"]
    assert user_agent() == f"hytemap/{__version__} (wellbeing map of Espoo)"


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_service_that_fails_once_is_asked_again(loopback: Start, status: int) -> None:
    service = loopback(sequence(Reply(b"", status=status), Reply(b"fine")))
    with session(service) as talk:
        assert talk.get(service.address).content == b"fine"
    assert len(service.asked) == 2


def test_too_many_requests_do_not_pass_silently(loopback: Start) -> None:
    service = loopback(lambda words: Reply(b"<ok/>", status=429, headers={"Retry-After": "3600"}))
    with session(service) as talk, pytest.raises(SourceRefused, match=r"HSY: .*slow down.*HTTP 429"):
        talk.get(service.address)
    assert len(service.asked) == QUICK.retries + 1


def test_an_unreadable_retry_after_is_no_reason_to_stop(loopback: Start) -> None:
    service = loopback(sequence(Reply(b"", status=503, headers={"Retry-After": "soon"}), Reply(b"fine")))
    with session(service) as talk:
        assert talk.get(service.address).content == b"fine"


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_a_refusal_is_told_at_once_with_its_words(loopback: Start, status: int) -> None:
    service = loopback(lambda words: Reply(EXCEPTION, "text/xml", status=status))
    with session(service) as talk, pytest.raises(SourceRefused, match=rf"HTTP {status}.*The database is away"):
        talk.get(service.address)
    assert len(service.asked) == 1


def test_a_connection_cut_in_the_middle_is_tried_again(loopback: Start) -> None:
    service = loopback(sequence(Reply(b"x" * 1000, cut_after=500), Reply(b"x" * 1000)))
    with session(service) as talk:
        assert len(talk.get(service.address).content) == 1000


def test_a_connection_that_is_always_cut_is_told_and_gives_no_half_answer(loopback: Start) -> None:
    service = loopback(lambda words: Reply(b"x" * 1000, cut_after=500))
    with session(service) as talk, pytest.raises(SourceUnreachable, match="cut in the middle"):
        talk.get(service.address)


def test_a_service_that_is_down_is_told() -> None:
    talk = ServiceSession("HSY", "http://127.0.0.1:9/wfs", QUICK)
    with talk, pytest.raises(SourceUnreachable, match=r"HSY: the connection was refused \(http://127.0.0.1:9/wfs\)"):
        talk.get("http://127.0.0.1:9/wfs?request=GetCapabilities")


def test_a_service_that_drips_its_answer_is_given_up_at_the_deadline(loopback: Start) -> None:
    service = loopback(lambda words: Reply(b"x" * 10_000, drip_s=0.02))
    limits = Limits(give_up_s=0.5, read_s=10, retries=3)
    started = time.monotonic()
    with session(service, limits) as talk, pytest.raises(SourceUnreachable, match="no whole answer within"):
        talk.get(service.address)
    assert time.monotonic() - started < 10


def test_a_slow_answer_that_keeps_flowing_may_pass_the_deadline(loopback: Start) -> None:
    service = loopback(lambda words: Reply(b"x" * 200_000, drip_s=0.02, piece=8192))
    limits = Limits(give_up_s=0.2, download_s=20, flowing_bytes_per_s=1, retries=0)
    with session(service, limits) as talk:
        assert len(talk.get(service.address).content) == 200_000


def test_a_source_that_only_fails_is_given_up_within_thirty_seconds() -> None:
    assert Limits().give_up_s < 30


def test_redirects_within_the_service_are_followed(loopback: Start) -> None:
    service = loopback()
    service.answer = lambda words: (
        Reply(b"here") if words["path"] == "/moved" else Reply(b"", status=302, headers={"Location": "/moved"})
    )
    with session(service) as talk:
        assert talk.get(service.address).content == b"here"


def test_redirects_to_another_host_are_not_followed(loopback: Start) -> None:
    other = loopback(lambda words: Reply(b"{}"))
    for location in (other.address, other.address.replace("127.0.0.1", "localhost"), "http://[::1]/x", "file:///etc/x"):
        service = loopback(lambda words, to=location: Reply(b"", status=302, headers={"Location": to}))
        with session(service) as talk, pytest.raises(SourceForbidden, match="HSY"):
            talk.get(service.address)
    assert other.asked == []


def test_redirects_do_not_go_round_for_ever(loopback: Start) -> None:
    service = loopback(lambda words: Reply(b"", status=302, headers={"Location": words["path"]}))
    with session(service) as talk, pytest.raises(SourceForbidden, match="redirects"):
        talk.get(service.address)
    assert len(service.asked) == QUICK.redirects + 1


def test_an_answer_said_to_be_too_large_is_not_read(loopback: Start) -> None:
    service = loopback(lambda words: Reply(b"x" * 2001))
    with session(service, Limits(max_bytes=2000)) as talk, pytest.raises(SourceForbidden, match=r"at most 0\.0 MB"):
        talk.get(service.address)


def test_a_small_answer_that_unpacks_to_a_large_one_is_not_read(loopback: Start) -> None:
    bomb = gzip.compress(b"\0" * 20_000_000)
    assert len(bomb) < 100_000
    service = loopback(lambda words: Reply(bomb, headers={"Content-Encoding": "gzip"}))
    with (
        session(service, Limits(max_bytes=1_000_000)) as talk,
        pytest.raises(SourceForbidden, match=r"at most 1\.0 MB"),
    ):
        talk.get(service.address)


def test_a_broken_compression_is_told(loopback: Start) -> None:
    service = loopback(lambda words: Reply(b"not gzip at all", headers={"Content-Encoding": "gzip"}))
    with session(service) as talk, pytest.raises(SourceUnreachable, match="cannot be decompressed"):
        talk.get(service.address)


def test_an_http_address_of_an_https_service_is_called_by_https() -> None:
    with ServiceSession("STATFI", "https://geo.stat.fi/geoserver/wfs") as talk:
        for said in ("http://geo.stat.fi/geoserver/wfs?", "http://geo.stat.fi:80/geoserver/wfs?"):
            assert talk.permitted(said) == "https://geo.stat.fi/geoserver/wfs"
        for said in (
            "https://geo.stat.fi.example.org/wfs",
            "https://geo.stat.fi:8443/wfs",
            "https://u@geo.stat.fi/wfs",
        ):
            with pytest.raises(SourceForbidden):
                talk.permitted(said)


def test_an_encrypted_service_is_never_left_for_an_open_one(loopback: Start) -> None:
    with (
        ServiceSession("X", "http://127.0.0.1:8080/wfs") as talk,
        pytest.raises(SourceForbidden, match=r"own http://127\.0\.0\.1:8080"),
    ):
        talk.permitted("https://127.0.0.1:8443/wfs")


def test_received_bytes_are_told_as_they_come(loopback: Start) -> None:
    service = loopback(lambda words: Reply(b"x" * 5000))
    told: list[int] = []
    with ServiceSession("HSY", service.address, QUICK, on_bytes=told.append) as talk:
        talk.get(service.address)
    assert sum(told) == 5000
