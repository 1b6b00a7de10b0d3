"""Pieces shared by all definitions: codes, translated texts, services."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from hytemap.definitions.yaml_files import ZeroLedNumber
from hytemap.model import LocalText
from hytemap.settings import service_address


class Strict(BaseModel):
    """A part of a definition: unknown keys are faults, and nothing changes once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _code(value: Any) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        written = value.written if isinstance(value, ZeroLedNumber) else str(value)
        raise ValueError(f'{written} is read as a number, so leading zeros are lost → put it in quotes: "{written}"')
    return value


Code = Annotated[str, BeforeValidator(_code), StringConstraints(pattern=r"^[0-9A-Za-z_.-]{1,20}$")]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
NonEmpty = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Text(Strict):
    """A text in the three languages, none left out."""

    fi: NonEmpty
    sv: NonEmpty
    en: NonEmpty

    def __getitem__(self, language: str) -> str:
        text: str = getattr(self, language)
        return text

    def followed_by(self, other: Text) -> Text:
        """The two with a colon between them: `Lonely: lower limit`."""
        return Text(fi=f"{self.fi}: {other.fi}", sv=f"{self.sv}: {other.sv}", en=f"{self.en}: {other.en}")

    def local(self) -> LocalText:
        """The same as the model's plain type."""
        return LocalText(self.fi, self.sv, self.en)


class Updates(Strict):
    """How often the publisher brings something new: `every` as an ISO 8601 duration (P1Y, P3M), in `month` if known."""

    every: Annotated[str, StringConstraints(pattern=r"^P[1-9]\d?[MY]$")]
    month: int | None = Field(default=None, ge=1, le=12)

    @model_validator(mode="after")
    def _month_of_a_year(self) -> Updates:
        if self.month is not None and self.every.endswith("M"):
            raise ValueError("gives a month though it comes every few months → leave `month` out")
        return self

    def next_after(self, day: date) -> date:
        """When something new is expected, after what was new on `day`: a whole month, told by its first day."""
        count = int(self.every[1:-1])
        if self.every.endswith("M"):
            months = day.year * 12 + day.month - 1 + count
            return date(months // 12, months % 12 + 1, 1)
        if self.month is None:
            return date(day.year + count, day.month, 1)
        # what is new in January may have come late in the year before: the next of that month counts
        return date(day.year + count - (1 if day.month < self.month else 0), self.month, 1)


class Rate(Strict):
    """How often a service may be called: at most `calls` calls in any `seconds`."""

    calls: int = Field(gt=0)
    seconds: float = Field(gt=0)


class Service(Strict):
    """A publisher's service: where it answers, how often it may be called, and what its data may be used for."""

    title: Text
    protocol: Annotated[str, StringConstraints(pattern="^(wfs|espoo_wfs|rest|pxweb)$")]
    address: Annotated[str, StringConstraints(pattern=r"^https?://")]
    rate: Rate
    licence: NonEmpty
    attribution: Text

    def address_of(self, name: str) -> str:
        """The address to call for this service, which stands in the definitions under `name`."""
        return service_address(name, self.address)


class Services(Strict):
    """`layers/services.yaml`: every service address, once."""

    services: dict[Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*$")], Service]
