"""What kind of answer a service gave: data, an exception document, a web page, or something we do not read."""

from __future__ import annotations

import html
import re
from typing import Any

import orjson
from lxml import etree

from hytemap.errors import SourceAnswerInvalid, SourceForbidden, SourceRefused

EXCEPTION_ROOTS = ("ExceptionReport", "ServiceExceptionReport", "ServiceException")
_HTML = re.compile(rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_TITLE = re.compile(rb"<(?:title|h1)[^>]*>(.*?)</(?:title|h1)>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def parse_xml(content: bytes, service: str) -> Any:
    """The root element (lxml) of an XML answer that holds data.

    Raises SourceRefused for an exception document or a web page, whatever its status or content type said,
    SourceForbidden for a document with a DOCTYPE, SourceAnswerInvalid for what is no XML.
    """
    refuse_page(content, service)
    # Entities stay unresolved and nothing is fetched even before the DOCTYPE is seen.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content[:65536]:
        raise SourceForbidden(f"{service}: the answer has a DOCTYPE; such documents are not read")
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SourceAnswerInvalid(f"{service}: the answer is no whole XML document: {error}") from error
    if root.getroottree().docinfo.doctype:
        # one that a scan for ASCII does not see: far from the start, or in UTF-16
        raise SourceForbidden(f"{service}: the answer has a DOCTYPE; such documents are not read")
    if local_name(root) in EXCEPTION_ROOTS:
        raise SourceRefused(f"{service}: the service answered with an exception: {_exception_text(root)}")
    if local_name(root).lower() == "html":
        raise SourceRefused(f"{service}: {_page_text(content)}")
    return root


def parse_json(content: bytes, service: str) -> dict[str, Any]:
    """The object in a JSON answer that holds data; raises as `parse_xml` does."""
    answer = parse_any_json(content, service)
    if not isinstance(answer, dict):
        raise SourceAnswerInvalid(f"{service}: the answer is a JSON {type(answer).__name__}, not an object")
    exceptions = answer.get("exceptions")
    if isinstance(exceptions, list):
        texts = [str(e.get("text") or e.get("code")) for e in exceptions if isinstance(e, dict)]
        raise SourceRefused(f"{service}: the service answered with an exception: {_short('; '.join(texts))}")
    return answer


def parse_any_json(content: bytes, service: str) -> Any:
    """What a JSON answer holds, object or list; raises as `parse_xml` does. NaN and numbers like 1e400 are no JSON."""
    refuse_page(content, service)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        # raises when it is an exception document, which often comes where JSON was asked
        root = parse_xml(content, service)
        raise SourceAnswerInvalid(f"{service}: JSON was asked for, XML came ({local_name(root)})")
    try:
        return orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise SourceAnswerInvalid(f"{service}: the answer is no whole JSON document: {error}") from error


def refuse_page(content: bytes, service: str) -> None:
    """Raise SourceRefused when the answer is a web page, or is empty."""
    if not content.strip():
        raise SourceAnswerInvalid(f"{service}: the answer is empty")
    if _HTML.match(content[:4096]):
        raise SourceRefused(f"{service}: {_page_text(content)}")


def explain_refusal(status: int, content: bytes) -> str:
    """What an HTTP status other than 200 means, with the words of its body where it has some."""
    meaning = {
        401: "asks for sign-in",
        403: "refuses us",
        404: "has nothing at this address",
        429: "asks us to slow down; try again later",
        500: "failed",
        502: "is unreachable behind its gateway",
        503: "is out of service",
        504: "is unreachable behind its gateway",
    }.get(status, "refused")
    said = ""
    try:
        parse_xml(content, "")
    except SourceRefused as error:
        said = str(error).removeprefix(": ")
    except (SourceAnswerInvalid, SourceForbidden):
        said = _json_error(content)
    return f"the service {meaning} (HTTP {status})" + (f": {said}" if said else "")


def remedy_of(status: int) -> str:
    """What can be done about an HTTP status other than 200; "" where trying again later is all."""
    if status in (401, 403):
        return "ask the publisher whether the service still is open to all; HYTEMAP_CONTACT tells them who asks"
    if status in (404, 410):
        return "see at the publisher where the service is now, and write its address into layers/services.yaml"
    if status == 400:
        return SourceAnswerInvalid.remedy
    if status == 429:
        return "try again in an hour; if it lasts, lower the service's `rate` in layers/services.yaml"
    return ""


def _json_error(content: bytes) -> str:
    """The words of an error told as JSON: `{"error": "Too many values selected"}`; "" when there are none."""
    try:
        told = orjson.loads(content)
    except orjson.JSONDecodeError:
        return ""
    error = told.get("error") if isinstance(told, dict) else None
    return _short(" ".join(error.split())) if isinstance(error, str) else ""


def local_name(element: Any) -> str:
    """An element's name without its namespace; "" for what is no element."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _exception_text(root: Any) -> str:
    texts = [" ".join(text.split()) for text in root.itertext() if text.strip()]
    codes = [code for element in root.iter() for code in (element.get("exceptionCode"), element.get("code")) if code]
    return _short(" ".join(dict.fromkeys(texts + codes)) or "without a word of explanation")


def _page_text(content: bytes) -> str:
    found = _TITLE.search(content[:65536])
    title = html.unescape(_TAG.sub(" ", found.group(1).decode("utf-8", "replace"))) if found else ""
    said = _short(" ".join(title.split()))
    return "the service answered with a web page instead of data" + (f": “{said}”" if said else "")


def _short(text: str, longest: int = 300) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
