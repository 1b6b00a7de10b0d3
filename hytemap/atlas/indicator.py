"""An indicator as faces see it: texts in three languages, unit, direction, who answers for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hytemap.model import Basis, ChainStage, Direction, IntervalKind, LocalText, Theme, Unit


@dataclass(frozen=True)
class Moment:
    """What a year of an indicator describes: `reference` date, boundary `vintage`, and whether the date is verified."""

    year: int
    reference: LocalText | None
    vintage: str
    verified: bool


@dataclass(frozen=True)
class Accuracy:
    """How far figures carried to a level were off in a year in which it is known: absolute errors in per cent."""

    mean_error: float
    largest_error: float


@dataclass(frozen=True)
class SourceFormula:
    """How an indicator is formed of a table's variables: kind, parts by key, and what the quotient is multiplied by."""

    kind: str
    formula: dict[str, str]
    times: int


@dataclass(frozen=True)
class AtlasSource:
    """One table an indicator is formed from: who published it, on what terms, and of which moment each year is.

    `levels` are those the publisher gives; `carried` tells by level how figures were brought to others, `accuracy` how
    far they were off there in years in which it is known. `note` says why the table is preferred, for one that is
    preferred to the indicator's first. `kind` and `formula` say how the indicator is formed of its variables, `times`
    what numerator over denominator is multiplied by, `interval` how its interval is formed and `basis` what chance that
    tells of. `variables` holds the publisher's own labels; `formula_in_year` the years formed otherwise.
    """

    id: str
    title: LocalText
    publisher: LocalText
    levels: tuple[str, ...]
    address: str | None
    kind: str
    formula: dict[str, str]
    times: int
    interval: IntervalKind
    basis: Basis
    licence: str
    attribution: LocalText
    protection: LocalText
    note: LocalText | None
    carried: dict[str, LocalText]
    accuracy: dict[str, dict[int, Accuracy]]
    moments: dict[int, Moment]
    variables: dict[str, LocalText] = field(default_factory=dict)
    formula_in_year: dict[int, SourceFormula] = field(default_factory=dict)

    @classmethod
    def from_facts(cls, facts: dict[str, Any]) -> AtlasSource:
        """The source from the JSON facts in a snapshot."""
        return cls(
            id=facts["id"],
            title=text(facts["title"]),
            publisher=text(facts["publisher"]),
            levels=tuple(facts["levels"]),
            address=facts["address"],
            kind=facts["kind"],
            formula=facts["formula"],
            times=facts["times"],
            interval=IntervalKind(facts["interval"]),
            basis=Basis(facts["basis"]),
            licence=facts["licence"],
            attribution=text(facts["attribution"]),
            protection=text(facts["protection"]),
            note=None if facts["note"] is None else text(facts["note"]),
            carried={level: text(note) for level, note in facts["carried"].items()},
            accuracy={
                level: {
                    int(year): Accuracy(one["mean_error"], one["largest_error"]) for year, one in said["years"].items()
                }
                for level, said in facts["accuracy"].items()
            },
            moments={int(year): _moment(int(year), said) for year, said in facts["years"].items()},
            variables={name: text(label) for name, label in facts["variables"].items()},
            formula_in_year={
                int(year): SourceFormula(said["kind"], said["formula"], said["times"])
                for year, said in facts["formula_in_year"].items()
            },
        )


@dataclass(frozen=True)
class PublisherMetadata:
    """A publisher's own words about an indicator, by language; a language it does not write is None.

    `organization` is whose figures they are, `limits` what to be careful about. Texts are plain, never markup.
    """

    title: dict[str, str | None]
    description: dict[str, str | None] | None
    limits: dict[str, str | None] | None
    organization: dict[str, str | None]

    @classmethod
    def from_facts(cls, facts: dict[str, Any] | None) -> PublisherMetadata | None:
        """The metadata from the JSON facts in a snapshot."""
        if facts is None:
            return None
        return cls(facts["title"], facts["description"], facts["limits"], facts["organization"])

    def said(self, what: str, language: str) -> tuple[str, str] | None:
        """The text `what` and the language it is in: the one asked for, else Finnish, else any; None for none.

        `what` is title, description, limits or organization.
        """
        texts: dict[str, str | None] = getattr(self, what) or {}
        for one in (language, "fi", *texts):
            text = texts.get(one)
            if text:
                return text, one
        return None


@dataclass(frozen=True)
class AtlasIndicator:
    """An indicator's facts.

    `sources` are the tables it is formed from by id, its own first; a slice says which one it stands on. `groups` are
    the titles of population groups beside `total`. `metadata` is what the publisher itself says of it. `no_trend` says
    why no development may be told; None where it may. `breaks` tells by year what changed in the definition that year.
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
    sources: dict[str, AtlasSource]
    groups: dict[str, LocalText]
    steward_role: LocalText
    steward_unit: LocalText
    update: LocalText
    target: dict[str, Any] | None
    metadata: PublisherMetadata | None = None
    no_trend: LocalText | None = None
    breaks: Mapping[int, LocalText] = field(default_factory=dict)

    @property
    def source(self) -> AtlasSource:
        """The table the indicator is formed from first."""
        return next(iter(self.sources.values()))

    @property
    def kind(self) -> str:
        """Count, ratio, mean or published: as formed from its own table."""
        return self.source.kind

    @property
    def formula(self) -> dict[str, str]:
        """The parts of the formula over its own table."""
        return self.source.formula

    @property
    def known_years(self) -> list[int]:
        """Years, rising, in which any source publishes the indicator."""
        return sorted({year for source in self.sources.values() for year in source.moments})

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
            sources={source["id"]: AtlasSource.from_facts(source) for source in facts["sources"]},
            groups={name: text(title) for name, title in facts["groups"].items()},
            steward_role=text(facts["steward"]["role"]),
            steward_unit=text(facts["steward"]["unit"]),
            update=text(facts["update"]),
            target=facts["target"],
            metadata=PublisherMetadata.from_facts(facts["metadata"]),
            no_trend=None if facts["no_trend"] is None else text(facts["no_trend"]),
            breaks={int(year): text(said) for year, said in facts["breaks"].items()},
        )


def text(facts: dict[str, str]) -> LocalText:
    """A text in three languages from its JSON form."""
    return LocalText(facts["fi"], facts["sv"], facts["en"])


def _moment(year: int, said: dict[str, Any]) -> Moment:
    reference = None if said["reference"] is None else text(said["reference"])
    return Moment(year, reference, said["vintage"], said["verified"])
