"""The publishers' services as one run meets them: a session each, and every document asked for once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any
from urllib.parse import urlencode

from hytemap.definitions import Service
from hytemap.errors import SourceError, SourceForbidden
from hytemap.sources.answers import parse_any_json, refuse_page
from hytemap.sources.call_rate import CallRate
from hytemap.sources.http import Deadline, Limits, ServiceSession, Traffic
from hytemap.sources.http_cache import HttpCache
from hytemap.sources.layers import LayerRequest, SourceLayer
from hytemap.sources.pxweb_service import PxwebService
from hytemap.sources.wfs import Capabilities, read_capabilities, read_espoo_layer, read_layer


class Publishers:
    """Gives layers of the services in `services` (name → definition); close it, or use it in a `with`.

    An answer is kept for the run, so that one request serves a level and a table, and a failure too, so that a service
    which is down is not waited for again by every level it serves. `cache` keeps answers from run to run.
    """

    def __init__(
        self,
        services: Mapping[str, Service],
        limits: Limits | None = None,
        contact: str = "",
        on_bytes: Callable[[int], None] | None = None,
        cache: HttpCache | None = None,
    ) -> None:
        self._services = services
        self._cache = cache
        self._limits = limits or Limits()
        self._contact = contact
        self._on_bytes = on_bytes
        self._sessions: dict[str, ServiceSession] = {}
        self._pxweb: dict[str, PxwebService] = {}
        self._capabilities: dict[tuple[str, str], Capabilities | SourceError] = {}
        self._layers: dict[tuple[object, ...], SourceLayer | SourceError] = {}

    def __enter__(self) -> Publishers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for session in self._sessions.values():
            session.close()

    def layer(self, request: LayerRequest) -> SourceLayer:
        """The layer wanted; raises SourceError. Given up within `Limits.give_up_s` when the source only fails."""
        if request.key not in self._layers:
            try:
                self._layers[request.key] = self._read(request)
            except SourceError as error:
                self._layers[request.key] = error
                self.distrust(request.service)
        found = self._layers[request.key]
        if isinstance(found, SourceError):
            raise found
        return found

    def json(self, service: str, path: str, words: Sequence[tuple[str, str | int]] = ()) -> Any:
        """The JSON at `path` under the service's address, with query `words` in their order (one may stand often).

        Raises SourceError; given up within `Limits.give_up_s` when the service only fails.
        """
        session = self._session(service)
        query = f"?{urlencode(words)}" if words else ""
        answer = session.get(f"{session.address.rstrip('/')}/{path}{query}")
        try:
            return parse_any_json(answer.content, service)
        except SourceError:
            session.forget_answers()
            raise

    def document(self, service: str, path: str) -> bytes:
        """The bytes at `path` under the service's address; raises SourceError, also for a web page in their place."""
        session = self._session(service)
        content = session.get(f"{session.address.rstrip('/')}/{path.lstrip('/')}").content
        try:
            refuse_page(content, service)
        except SourceError:
            session.forget_answers()
            raise
        return content

    def distrust(self, service: str) -> None:
        """What the service gave in this run proved not to be what it should: keep none of it for the next run."""
        if service in self._sessions:
            self._sessions[service].forget_answers()

    @property
    def traffic(self) -> Traffic:
        """What the run has cost all services together so far."""
        each = [session.traffic for session in self._sessions.values()]
        return Traffic(sum(t.requests for t in each), sum(t.bytes for t in each), sum(t.not_modified for t in each))

    def pxweb(self, service: str) -> PxwebService:
        """The PxWeb service of that name, the same throughout the run, as its limits hold for all tables together."""
        if service not in self._pxweb:
            self._pxweb[service] = PxwebService(self._session(service))
        return self._pxweb[service]

    def _read(self, request: LayerRequest) -> SourceLayer:
        session = self._session(request.service)
        deadline = session.deadline()
        if self._services[request.service].protocol == "espoo_wfs":
            return read_espoo_layer(session, request, deadline)
        return read_layer(session, self._ask(session, request.version, deadline), request, deadline)

    def _session(self, name: str) -> ServiceSession:
        if name not in self._sessions:
            service = self._services[name]
            address = service.address_of(name)
            if address == service.address and not address.startswith("https://"):
                raise SourceForbidden(
                    f"{name}: the address {address} is not encrypted; write https:// in layers/services.yaml, "
                    f"or set HYTEMAP_SERVICE_{name} to say that it is meant so"
                )
            self._sessions[name] = ServiceSession(
                name, address, self._limits, self._contact, self._on_bytes, rate_of(service), self._cache
            )
        return self._sessions[name]

    def _ask(self, session: ServiceSession, version: str, deadline: Deadline) -> Capabilities:
        key = (session.name, version)
        if key not in self._capabilities:
            try:
                self._capabilities[key] = read_capabilities(session, version, deadline)
            except SourceError as error:
                self._capabilities[key] = error
        found = self._capabilities[key]
        if isinstance(found, SourceError):
            raise found
        return found


def rate_of(service: Service) -> CallRate | None:
    """The limit on calls to a service during a run; None for none."""
    return CallRate(service.rate.calls, service.rate.seconds)
