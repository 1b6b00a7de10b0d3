"""An indicator as faces see it: texts in three languages, unit, direction, who answers for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hytemap.model import ChainStage, Direction, LocalText, Theme, Unit


@dataclass(frozen=True)
class Moment:
    """What a year of an indicator describes: `reference` date, boundary `vintage`, and whether the date is verified."""

    year: int
    reference: LocalText | None
    vintage: str
    verified: bool


@dataclass(frozen=True)
class AtlasIndicator:
    """An indicator's facts; `carried` tells by level how figures were carried there (empty where published).

    `kind` is count, ratio, mean or published; `formula` holds its parts as they stand in the definition; `levels` are
    the levels its publisher gives it for.
    """

    id: str
    title: LocalText
    definition: LocalText
    note: LocalText | None
    theme: Theme
    chain: ChainStage
    direction: Direction
    unit: Unit
    decimals: int
    kind: str
    formula: dict[str, str]
    table_id: str
    table_title: LocalText
    publisher: LocalText
    levels: tuple[str, ...]
    address: str | None
    licence: str
    attribution: LocalText
    protection: LocalText
    steward_role: LocalText
    steward_unit: LocalText
    update: LocalText
    carried: dict[str, LocalText]
    moments: dict[int, Moment]
    target: dict[str, Any] | None

    @classmethod
    def from_facts(cls, facts: dict[str, Any]) -> AtlasIndicator:
        """The indicator from the JSON facts in a snapshot."""
        return cls(
            id=facts["id"],
            title=text(facts["title"]),
            definition=text(facts["definition"]),
            note=None if facts["note"] is None else text(facts["note"]),
            theme=Theme(facts["theme"]),
            chain=ChainStage(facts["chain"]),
            direction=Direction(facts["direction"]),
            unit=Unit(facts["unit"]),
            decimals=facts["decimals"],
            kind=facts["kind"],
            formula=facts["formula"],
            table_id=facts["table"]["id"],
            table_title=text(facts["table"]["title"]),
            publisher=text(facts["table"]["publisher"]),
            levels=tuple(facts["table"]["levels"]),
            address=facts["table"]["address"],
            licence=facts["licence"],
            attribution=text(facts["attribution"]),
            protection=text(facts["protection"]),
            steward_role=text(facts["steward"]["role"]),
            steward_unit=text(facts["steward"]["unit"]),
            update=text(facts["update"]),
            carried={level: text(note) for level, note in facts["carried"].items()},
            moments={int(year): _moment(int(year), said) for year, said in facts["years"].items()},
            target=facts["target"],
        )


def text(facts: dict[str, str]) -> LocalText:
    """A text in three languages from its JSON form."""
    return LocalText(facts["fi"], facts["sv"], facts["en"])


def _moment(year: int, said: dict[str, Any]) -> Moment:
    reference = None if said["reference"] is None else text(said["reference"])
    return Moment(year, reference, said["vintage"], said["verified"])
