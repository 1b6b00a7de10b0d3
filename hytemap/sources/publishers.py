"""The publishers' services as one run meets them: a session each, and every document asked for once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any
from urllib.parse import urlencode

from hytemap.definitions import Service
from hytemap.errors import SourceError, SourceForbidden
from hytemap.sources.answers import parse_any_json
from hytemap.sources.http import Deadline, Limits, ServiceSession
from hytemap.sources.layers import LayerRequest, SourceLayer
from hytemap.sources.pxweb_service import PxwebService
from hytemap.sources.wfs import Capabilities, read_capabilities, read_espoo_layer, read_layer


class Publishers:
    """Gives layers of the services in `services` (name → definition); close it, or use it in a `with`.

    An answer is kept for the run, so that one request serves a level and a table, and a failure too, so that a service
    which is down is not waited for again by every level it serves.
    """

    def __init__(
        self,
        services: Mapping[str, Service],
        limits: Limits | None = None,
        contact: str = "",
        on_bytes: Callable[[int], None] | None = None,
    ) -> None:
        self._services = services
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
        return parse_any_json(answer.content, service)

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
            self._sessions[name] = ServiceSession(name, address, self._limits, self._contact, self._on_bytes)
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
