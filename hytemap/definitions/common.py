"""Pieces shared by all definitions: codes, translated texts, services."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

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

    def local(self) -> LocalText:
        """The same as the model's plain type."""
        return LocalText(self.fi, self.sv, self.en)


class Service(Strict):
    """A publisher's service: where it answers, and what its data may be used for."""

    title: Text
    protocol: Annotated[str, StringConstraints(pattern="^(wfs|espoo_wfs|rest|pxweb)$")]
    address: Annotated[str, StringConstraints(pattern=r"^https?://")]
    licence: NonEmpty
    attribution: Text

    def address_of(self, name: str) -> str:
        """The address to call for this service, which stands in the definitions under `name`."""
        return service_address(name, self.address)


class Services(Strict):
    """`layers/services.yaml`: every service address, once."""

    services: dict[Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*$")], Service]
