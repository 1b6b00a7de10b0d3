"""A drawing read back as XML."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

SVG = "{http://www.w3.org/2000/svg}"


def parsed(svg: str) -> Any:
    """The root of a drawing; raises when it is not well-formed. Every reference leads to an id, and ids are unique."""
    root = etree.fromstring(svg.encode())
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    ids = root.xpath("//@id")
    assert len(set(ids)) == len(ids)
    named = root.get("aria-labelledby").split()
    assert set(re.findall(r"url\(#([^)]+)\)", svg)) | set(named) <= set(ids)
    assert not re.search(r"[ \"](nan|-?inf|None)[ \"]", svg)
    return root


def by_class(root: Any, name: str) -> list[Any]:
    return root.xpath(f"//*[@class='{name}']")


def words(root: Any) -> list[str]:
    """Each text as it is read out and found."""
    return ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
