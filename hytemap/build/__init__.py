"""Definitions + sources + statistics → snapshot: the one place where they meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hytemap.build.assemble import BuildReport
    from hytemap.settings import Settings


def build(settings: Settings) -> BuildReport:
    """Build the snapshot and make it current; see `hytemap.build.assemble.build`."""
    # imported when called: a starting server asks only `hytemap.build.freshness` and must not load geopandas
    from hytemap.build.assemble import build as make

    return make(settings)
