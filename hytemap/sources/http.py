"""One HTTP session a service: own User-Agent, retries, and caps on time, size, hosts and redirects."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urljoin, urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from hytemap import __version__
from hytemap.errors import SourceError, SourceForbidden, SourceRefused, SourceUnreachable
from hytemap.sources.answers import explain_refusal, remedy_of
from hytemap.sources.call_rate import CallRate
from hytemap.sources.http_cache import HttpCache, KeptAnswer
from hytemap.sources.limits import Deadline, Limits

__all__ = ["Answer", "Deadline", "Limits", "ServiceSession", "Traffic", "user_agent"]

RETRIED_STATUSES = (429, 500, 502, 503, 504)
#: small, as a slow answer shows that it flows only when a whole piece has come
_PIECE = 8 * 1024
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Answer:
    """A whole answer: `content` is decompressed, `content_type` as the service wrote it.

    `not_modified`: the service said that it is still the one that was kept, and sent no body.
    """

    address: str
    content: bytes
    content_type: str
    not_modified: bool = False


@dataclass
class Traffic:
    """What a run has cost a service: requests sent, bytes of bodies that came (decompressed), and answers of 304."""

    requests: int = 0
    bytes: int = 0
    not_modified: int = 0


@dataclass
class _Exchange:
    """What the thread that talks to the service and the one that waits for it tell each other.

    `question` is the body that is posted; None asks with GET. `sent`: requests, but for those that urllib3
    repeats by itself. `received`: bytes of the present try, `all_received`: those of all tries.
    """

    question: bytes | None = None
    sent: int = 0
    received: int = 0
    all_received: int = 0
    started: float = 0.0
    abandoned: bool = False
    answer: Answer | None = None
    error: Exception | None = None
    done: threading.Event = field(default_factory=threading.Event)


def _capped_retry(limits: Limits, wait: Callable[[], float]) -> Retry:
    """urllib3's Retry, with a cap on how long a service may ask us to wait (its own has none), and within the rate."""

    class CappedRetry(Retry):
        def sleep(self, response: urllib3.BaseHTTPResponse | None = None) -> None:
            super().sleep(response)
            wait()

        def get_retry_after(self, response: urllib3.BaseHTTPResponse) -> float | None:
            try:
                seconds = super().get_retry_after(response)
            except urllib3.exceptions.InvalidHeader:
                return None
            return None if seconds is None else min(seconds, limits.retry_after_s)

    return CappedRetry(
        total=limits.retries,
        backoff_factor=limits.backoff_s,
        status_forcelist=RETRIED_STATUSES,
        # what is posted is only ever a question, so that asking it again does no harm
        allowed_methods=["GET", "POST"],
        # the last answer comes back to us, so that its status and text can be told
        raise_on_status=False,
        respect_retry_after_header=True,
    )


class _NoCredentials(requests.auth.AuthBase):
    """Sends no sign-in: without it requests would take one for the host from the user's ~/.netrc."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


class ServiceSession:
    """Talks to one service at `address`, and to no other host.

    `name` is what the service is called in messages. `on_bytes` hears how many more bytes have come. `rate` is kept,
    retries included; `cache` keeps what was got, so that it need not be sent again. `traffic` counts.
    Only GET, and POST of a question. Every method raises a SourceError that names the service.
    """

    def __init__(
        self,
        name: str,
        address: str,
        limits: Limits | None = None,
        contact: str = "",
        on_bytes: Callable[[int], None] | None = None,
        rate: CallRate | None = None,
        cache: HttpCache | None = None,
    ) -> None:
        self.name = name
        self.address = address
        self.limits = limits or Limits()
        self.on_bytes = on_bytes
        self.rate = rate
        self.traffic = Traffic()
        self._cache = cache
        self._kept: list[str] = []
        self._own = _split(address, name)
        self._session = requests.Session()
        self._session.auth = _NoCredentials()
        self._session.headers = requests.structures.CaseInsensitiveDict(
            {"User-Agent": user_agent(contact), "Accept": "*/*", "Accept-Encoding": "gzip, deflate"}
        )
        retry = _capped_retry(self.limits, self._wait)
        self._session.mount("http://", HTTPAdapter(max_retries=retry))
        self._session.mount("https://", HTTPAdapter(max_retries=retry))

    def __enter__(self) -> ServiceSession:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        self._session.close()

    def deadline(self) -> Deadline:
        """A deadline for one source of this service."""
        return Deadline(self.limits.give_up_s)

    def forget_answers(self) -> None:
        """Forget what was got so far: some of it proved to be no data.

        Otherwise a maintenance page under HTTP 200 would be asked for by its marks, and called unchanged ever after.
        """
        if self._cache is not None:
            for address in self._kept:
                self._cache.forget(address)
        self._kept.clear()

    def permitted(self, address: str) -> str:
        """`address` as it may be called; raises SourceForbidden when it leads to another host.

        A capabilities document written behind a proxy often says http:// of a service that answers by https://:
        the service's own scheme is kept then.
        """
        own, other = self._own, _split(address, self.name)
        if other.hostname != own.hostname:
            raise SourceForbidden(
                f"{self.name}: the answer leads to {other.hostname or address!r}, another host than the service's own "
                f"{own.hostname}; only that one is followed"
            )
        if _port(other) == _port(own) and other.scheme == own.scheme:
            return address
        usual = other.port in (None, _DEFAULT_PORTS[other.scheme]) and own.port in (None, _DEFAULT_PORTS[own.scheme])
        if usual and own.scheme == "https":
            return other._replace(scheme=own.scheme, netloc=own.netloc).geturl()
        raise SourceForbidden(
            f"{self.name}: the answer leads to {other.scheme}://{other.netloc}, not to the service's own "
            f"{own.scheme}://{own.netloc}; only that one is followed"
        )

    def get(self, address: str, deadline: Deadline | None = None) -> Answer:
        """The answer at `address` (which must be on the service's own host), read whole.

        Raises SourceUnreachable, SourceRefused (an HTTP status other than 200) or SourceForbidden.
        """
        return self._answer(address, None, deadline)

    def post_json(self, address: str, question: bytes, deadline: Deadline | None = None) -> Answer:
        """The answer to a JSON `question` posted to `address`; it changes nothing there, so it may be asked again.

        The same limits, retries and errors as `get`.
        """
        return self._answer(address, question, deadline)

    def _answer(self, address: str, question: bytes | None, deadline: Deadline | None) -> Answer:
        deadline = deadline or self.deadline()
        address = self.permitted(address)
        deadline.extend(self._wait())
        exchange = _Exchange(question, started=time.monotonic())
        # In a thread of its own, as neither name look-up nor dripped headers heed a socket's time-out.
        threading.Thread(target=self._run, args=(exchange, address, deadline), daemon=True).start()
        told = 0
        while not exchange.done.wait(0.05 if self.on_bytes else 0.2):
            if self.on_bytes and exchange.received > told:
                self.on_bytes(exchange.received - told)
                told = exchange.received
            if deadline.remaining == 0 and not self._still_flowing(exchange):
                exchange.abandoned = True
                self._count(exchange)
                raise SourceUnreachable(
                    f"{self.name}: no whole answer within {deadline.seconds:.0f} s, retries included "
                    f"({exchange.received} bytes came) from {_shown(address)}"
                )
        if self.on_bytes and exchange.received > told:
            self.on_bytes(exchange.received - told)
        self._count(exchange)
        if exchange.error is not None:
            raise exchange.error
        if exchange.answer is None:
            raise SourceUnreachable(f"{self.name}: no answer from {_shown(address)}")
        return exchange.answer

    def _wait(self) -> float:
        """Wait until one more request may be sent; returns the seconds."""
        return self.rate.wait() if self.rate is not None else 0.0

    def _count(self, exchange: _Exchange) -> None:
        self.traffic.requests += exchange.sent
        self.traffic.bytes += exchange.all_received
        self.traffic.not_modified += exchange.answer is not None and exchange.answer.not_modified

    def _still_flowing(self, exchange: _Exchange) -> bool:
        seconds = time.monotonic() - exchange.started
        return seconds < self.limits.download_s and exchange.received >= self.limits.flowing_bytes_per_s * seconds

    def _run(self, exchange: _Exchange, address: str, deadline: Deadline) -> None:
        try:
            exchange.answer = self._with_retries(exchange, address, deadline)
        except SourceError as error:
            exchange.error = error
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            exchange.error = SourceUnreachable(f"{self.name}: {_cause(error)} ({_shown(address)})")
        except Exception as error:  # noqa: BLE001 - must reach the waiting thread, or it would wait for ever
            exchange.error = error
        finally:
            exchange.done.set()

    def _with_retries(self, exchange: _Exchange, address: str, deadline: Deadline) -> Answer:
        """urllib3 retries until the headers have come; a body cut in the middle is asked for again here."""
        for attempt in range(self.limits.retries + 1):
            exchange.received = 0
            try:
                return self._once(exchange, address, deadline)
            except (
                requests.exceptions.ChunkedEncodingError,
                requests.exceptions.ConnectionError,
                urllib3.exceptions.ProtocolError,
                urllib3.exceptions.ReadTimeoutError,
            ) as error:
                # a request that never connected has had its retries in urllib3
                never_connected = isinstance(error, requests.exceptions.ConnectionError) and exchange.received == 0
                pause = self.limits.backoff_s * 2**attempt
                last = attempt == self.limits.retries or deadline.remaining <= pause
                if never_connected or last or exchange.abandoned:
                    raise
                time.sleep(pause)
        raise SourceUnreachable(f"{self.name}: the connection was cut each time")

    def _once(self, exchange: _Exchange, address: str, deadline: Deadline) -> Answer:
        asked = address
        kept = self._cache.find(asked) if self._cache is not None and exchange.question is None else None
        for _ in range(self.limits.redirects + 1):
            if exchange.sent:
                self._wait()
            exchange.sent += 1
            left = max(deadline.remaining, 0.1)
            with self._session.request(
                "GET" if exchange.question is None else "POST",
                address,
                data=exchange.question,
                headers=_headers(exchange, kept),
                stream=True,
                allow_redirects=False,
                timeout=(min(self.limits.connect_s, left), min(self.limits.read_s, left)),
            ) as response:
                # a question is only passed on where the redirect keeps it one
                if response.is_redirect and (exchange.question is None or response.status_code in (307, 308)):
                    address = self.permitted(urljoin(address, response.headers["Location"]))
                    continue
                content = self._body(exchange, response)
                if response.status_code == 304 and kept is not None:
                    self._kept.append(asked)
                    return Answer(address, kept.content, kept.content_type, not_modified=True)
                if response.status_code != 200:
                    said = explain_refusal(response.status_code, content)
                    raise SourceRefused(f"{self.name}: {said}", remedy_of(response.status_code))
                if self._cache is not None and exchange.question is None:
                    self._cache.keep(asked, content, response.headers)
                    self._kept.append(asked)
                return Answer(address, content, response.headers.get("Content-Type", ""))
        raise SourceForbidden(
            f"{self.name}: more than {self.limits.redirects} redirects, the last to {_shown(address)}"
        )

    def _body(self, exchange: _Exchange, response: requests.Response) -> bytes:
        """The decompressed body; the cap holds for what comes out, so that a small bomb cannot grow large."""
        said = response.headers.get("Content-Length", "")
        if said.isdigit() and int(said) > self.limits.max_bytes:
            raise SourceForbidden(f"{self.name}: {self._too_large(int(said))}")
        parts: list[bytes] = []
        for part in response.iter_content(_PIECE):
            exchange.received += len(part)
            exchange.all_received += len(part)
            if exchange.abandoned:
                raise SourceUnreachable(f"{self.name}: given up")
            if exchange.received > self.limits.max_bytes:
                raise SourceForbidden(f"{self.name}: {self._too_large(exchange.received)}")
            parts.append(part)
        return b"".join(parts)

    def _too_large(self, size: int) -> str:
        return f"the answer has {size / 1e6:.1f} MB or more; at most {self.limits.max_bytes / 1e6:.1f} MB are read"


def _headers(exchange: _Exchange, kept: KeptAnswer | None) -> dict[str, str]:
    if exchange.question is not None:
        return {"Content-Type": "application/json; charset=utf-8"}
    return kept.question if kept is not None else {}


def user_agent(contact: str = "") -> str:
    """Our name towards publishers, who refuse Python's default ones; `contact` says whom to ask."""
    printable = "".join(sign for sign in contact if sign.isascii() and sign.isprintable() and sign not in "()")
    return f"hytemap/{__version__} (wellbeing map of Espoo{'; +' + printable.strip() if printable.strip() else ''})"


def _split(address: str, name: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - raises when it is no number
    except ValueError as error:
        raise SourceForbidden(f"{name}: {address!r} is no address: {error}") from error
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname or parts.username is not None:
        raise SourceForbidden(f"{name}: {address!r} must be http:// or https:// and a host, without a user name")
    return parts


def _port(parts: SplitResult) -> int:
    return parts.port or _DEFAULT_PORTS[parts.scheme]


def _shown(address: str) -> str:
    """The address without its query, for messages."""
    return address.partition("?")[0]


def _cause(error: BaseException) -> str:
    """The innermost reason of a chain of wrapped network errors, in a few words."""
    text = str(error)
    for sign, words in (
        ("NameResolution", "the host's name is not known"),
        ("Connection refused", "the connection was refused"),
        ("CERTIFICATE_VERIFY", "the certificate could not be verified"),
        ("SSLError", "the encrypted connection could not be made"),
        ("timed out", "no answer in time"),
        ("IncompleteRead", "the connection was cut in the middle of the answer"),
        ("Connection aborted", "the connection was cut"),
        ("Connection reset", "the connection was cut"),
        ("Failed to decode", "the compressed answer cannot be decompressed"),
        ("content-encoding", "the compressed answer cannot be decompressed"),
    ):
        if sign.lower() in text.lower():
            return words
    return f"{type(error).__name__}: {text[:200]}"
