"""Faults as people and machines read them: problem+json (RFC 9457) under /api, a page elsewhere."""

from __future__ import annotations

import logging
from typing import Any

import orjson
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from hytemap.errors import HytemapError, RequestFault
from hytemap.model import AddressForm

log = logging.getLogger("hytemap.web")


def init_app(app: Flask) -> None:
    """Register the handlers; none of them shows a traceback."""
    app.register_error_handler(RequestFault, _request_fault)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def problem(status: int, title: str, detail: str, **more: Any) -> Response:
    """An `application/problem+json` answer; members that are None are left out."""
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    body |= {name: value for name, value in more.items() if value is not None}
    response = Response(orjson.dumps(body), status=status, content_type=AddressForm.PROBLEM.value)
    response.headers["Cache-Control"] = "no-store"
    return response


def _wants_page() -> bool:
    return not request.path.startswith(("/api", "/healthz", "/readyz", "/static"))


def _request_fault(fault: RequestFault) -> Response:
    if _wants_page():
        return _page(fault.status, fault.detail, fault)
    return problem(fault.status, fault.title, fault.detail, parameter=fault.parameter, allowed=fault.allowed)


def _http(error: HTTPException) -> Response:
    if error.response is not None:
        return error.response  # type: ignore[return-value]
    status = error.code or 500
    if 300 <= status < 400:
        return error.get_response()  # type: ignore[return-value]
    detail = f"there is nothing at {request.path[:200]}" if status == 404 else (error.description or error.name)
    response = _page(status, detail) if _wants_page() else problem(status, error.name, detail)
    if status == 405 and error.valid_methods:  # type: ignore[attr-defined]
        response.headers["Allow"] = ", ".join(error.valid_methods)  # type: ignore[attr-defined]
    return response


def _unexpected(error: Exception) -> Response:
    log.exception("unexpected fault at %s", request.path)
    detail = "something went wrong on our side; it has been logged"
    if isinstance(error, HytemapError):
        detail = "the service cannot answer just now; it has been logged"
    return _page(500, detail) if _wants_page() else problem(500, "Internal error", detail)


def _page(status: int, detail: str, fault: RequestFault | None = None) -> Response:
    from hytemap.web.pages import fault_page

    return fault_page(status, detail, fault)
