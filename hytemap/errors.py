"""Errors of hytemap: one base, small subclasses; each message says what, where, and what would be right."""

from __future__ import annotations

from dataclasses import dataclass


class HytemapError(Exception):
    """Anything hytemap itself can explain to the person who can mend it."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a definition: `file`, `key` (dotted path), what is `wrong`, what would be `right`."""

    file: str
    key: str
    wrong: str
    right: str = ""

    def __str__(self) -> str:
        where = f"{self.file}: {self.key}" if self.key else self.file
        return f"{where}: {self.wrong}" + (f" → {self.right}" if self.right else "")


class DefinitionError(HytemapError):
    """Definitions (YAML) that cannot be used; carries every fault found, not only the first."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


class SourceError(HytemapError):
    """A publisher's service gave no usable answer; `remedy` says what the person who fetches can do."""

    remedy = "try again later"

    def __init__(self, message: str, remedy: str = "") -> None:
        self.remedy = remedy or type(self).remedy
        super().__init__(message)


class SourceUnreachable(SourceError):
    """The service did not answer in time, or refused."""

    remedy = (
        "try again later; if it lasts, see that this machine reaches the address, and that it is the right one in "
        "layers/services.yaml"
    )


class SourceRefused(SourceError):
    """The service answered with an error: an HTTP status, or an exception document (also under HTTP 200)."""

    remedy = "try again later; if it lasts, ask the publisher whether service or layer have moved"


class SourceAnswerInvalid(SourceError):
    """The service answered, but not with what was asked: wrong format, fields, CRS, areas or geometry."""

    remedy = "see at the publisher what has changed and mend the definition by it, or tell them of their mistake"


class SourceForbidden(SourceError):
    """The answer points to a host or a document we do not follow (allow-list, redirects, DOCTYPE, size)."""

    remedy = "tell the publisher; if the service has moved, write its new address into layers/services.yaml"


class TableError(HytemapError):
    """A table's file does not fit its definition; names file, line and column."""


class PersonalData(TableError):
    """A file to import seems to tell of single people; the message says where, and never repeats what stands there."""


class GeometryError(HytemapError):
    """Polygons that do not form the level they should: invalid, overlapping, with gaps, or misplaced."""


class FormulaError(HytemapError):
    """A formula that is not in our small language, or names a variable that does not exist."""


class BuildError(HytemapError):
    """Definitions and inputs are readable but no snapshot can be made of them."""


class SnapshotError(HytemapError):
    """The snapshot is missing, of another format, or not what it was when written."""


class RequestFault(HytemapError):
    """A request asks for what does not exist: `parameter`, what is wrong, and the `allowed` values."""

    status = 400
    title = "Bad request"

    def __init__(self, detail: str, parameter: str | None = None, allowed: list[str] | None = None) -> None:
        self.detail = detail
        self.parameter = parameter
        self.allowed = allowed
        super().__init__(detail)


class NotFound(RequestFault):
    """The address names a level, area or indicator that does not exist."""

    status = 404
    title = "Not found"


class NotAcceptable(RequestFault):
    """None of the forms the client accepts is made at this address."""

    status = 406
    title = "Not acceptable"
