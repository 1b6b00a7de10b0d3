"""A Sotkanet on loopback that answers in the documented form, and a snapshot built of what it gives."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from hytemap.build import build
from hytemap.definitions import Definitions, load
from hytemap.settings import Settings
from hytemap.sources.fetch import fetch
from tests.servers import Loopback, Reply

THL = {
    "id": 2,
    "title": {"fi": "Terveyden ja hyvinvoinnin laitos (THL)", "sv": "Institutet för hälsa och välfärd", "en": "THL"},
}
STATISTICS_FINLAND = {"id": 3, "title": {"fi": "Tilastokeskus", "sv": "Statistikcentralen", "en": "Statistics Finland"}}
POLICE = {"id": 4, "title": {"fi": "Poliisihallitus", "sv": "Polisstyrelsen", "en": "National Police Board"}}

MUNICIPALITIES = {
    "049": "Espoo",
    "078": "Hanko",
    "149": "Inkoo",
    "224": "Karkkila",
    "235": "Kauniainen",
    "257": "Kirkkonummi",
    "444": "Lohja",
    "710": "Raasepori",
    "755": "Siuntio",
    "927": "Vihti",
}


def region(ident: int, category: str, code: str, title: str) -> dict[str, Any]:
    return {"id": ident, "category": category, "code": code, "title": {"fi": title, "sv": title, "en": title}}


#: ids are no codes, and codes stand in several categories: both lead astray whoever guesses
REGIONS = [
    region(358, "MAA", "358", "Koko maa"),
    region(49, "MAAKUNTA", "049", "Muu maakunta"),
    region(977, "HYVINVOINTIALUE", "03", "Länsi-Uudenmaan hyvinvointialue"),
    region(978, "HYVINVOINTIALUE", "04", "Itä-Uudenmaan hyvinvointialue"),
    region(500, "KUNTA", "091", "Helsinki"),
    *(region(700 + i, "KUNTA", code, name) for i, (code, name) in enumerate(MUNICIPALITIES.items())),
]
ESPOO, LUVN, FINLAND = 700, 977, 358


@dataclass
class Sotkanet:
    """What the service knows; `rows` makes the answer of `json`, and any of it can be changed by a test."""

    service: Loopback
    regions: Any = field(default_factory=lambda: [dict(one) for one in REGIONS])
    described: dict[int, Any] = field(default_factory=dict)
    broken: dict[str, Reply] = field(default_factory=dict)
    rows: Callable[[int, list[int], str], Any] = lambda indicator, years, gender: rows_of(indicator, years, gender)

    def add(self, ident: int, title: str, organization: dict[str, Any] = THL, **members: Any) -> None:
        """One more indicator."""
        self.described[ident] = {
            "id": ident,
            "title": {"fi": title, "sv": f"{title} (sv)", "en": f"{title} (en)"},
            "organization": organization,
            "range": {"start": 2021, "end": 2023},
            "description": {"fi": f"<p>Kuvaus: {title}</p>", "sv": f"Beskrivning: {title}", "en": ""},
            "interpretation": {"fi": "Tulkinta.", "sv": "Tolkning."},
            "limits": {"fi": "Rajaus &amp; huomio.", "sv": "Avgränsning."},
            "classifications": {"sex": {"values": ["male", "female", "total"]}, "region": {"values": ["Kunta"]}},
            "data-updated": "2024-05-06",
            "decimals": 1,
        } | members

    def answer(self, words: dict[str, str]) -> Reply:
        agent = self.service.agents[-1]
        if agent.startswith(("python-requests", "Python-urllib")):
            return Reply(b"Forbidden", "text/html", 403)
        path = words["path"].removeprefix("/rest/1.1/")
        if path in self.broken:
            return self.broken[path]
        if path == "regions":
            return as_json(self.regions)
        if path == "indicators":
            listed = [{key: one[key] for key in ("id", "title", "organization")} for one in self.described.values()]
            return as_json(listed)
        if path.startswith("indicators/"):
            one = self.described.get(int(path.removeprefix("indicators/")))
            return Reply(b'{"error":"Not found"}', status=404) if one is None else as_json(one)
        return self._figures()

    def _figures(self) -> Reply:
        query = self.service.queries[-1]
        said = [value for name, value in query if name == "years"]
        asked = dict(query)
        if not said or not all(year.isdigit() for year in said):
            return Reply(b'{"error":"Bad request"}', status=400)
        if f"json/{asked['indicator']}" in self.broken:
            return self.broken[f"json/{asked['indicator']}"]
        return as_json(self.rows(int(asked["indicator"]), [int(year) for year in said], asked["genders"]))


def rows_of(indicator: int, years: list[int], gender: str) -> list[dict[str, Any]]:
    """Figures of every region and year: 10 in Finland, 8 in LUVN, 12.3 in Espoo; women one less, men one more."""
    shift = {"total": 0.0, "female": -1.0, "male": 1.0}[gender]
    found = []
    for one in REGIONS:
        base = {FINLAND: 10.0, LUVN: 8.0, ESPOO: 12.3}.get(one["id"], 5.0 + one["id"] % 10)
        for year in years:
            value = base + shift + (year - years[-1]) * 0.1
            found.append({"indicator": indicator, "region": one["id"], "year": year, "gender": gender, "value": value})
    return found


def as_json(content: Any) -> Reply:
    return Reply(json.dumps(content).encode())


def sotkanet(service: Loopback, definitions: Definitions) -> Sotkanet:
    """A service that knows every indicator of the shipped definitions; ids of those known by title start from 9000."""
    known = Sotkanet(service)
    source = definitions.tables["sotkanet"].sotkanet
    assert source is not None
    for i, (variable, wanted) in enumerate(source.indicators.items()):
        organization = STATISTICS_FINLAND if wanted.third_party else THL
        if wanted.find is not None:
            known.add(9000 + i, wanted.find.title_fi[0], organization)
        else:
            assert wanted.id is not None
            known.add(wanted.id, f"Nimi {variable}", organization)
    service.answer = known.answer
    return known


def root(service: Loopback) -> str:
    """The address to point HYTEMAP_SERVICE_SOTKANET to."""
    return service.address.replace("/geo/wfs", "/rest/1.1/")


def fetched(data: Path) -> Settings:
    """Settings whose snapshot, in `data`, holds what a loopback Sotkanet gave."""
    settings = Settings(data=data)
    definitions = load(settings)
    service = Loopback()
    sotkanet(service, definitions)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HYTEMAP_SERVICE_SOTKANET", root(service))
        # nobody has to be spared here
        patch.setattr("hytemap.sources.publishers.rate_of", lambda service: None)
        [outcome] = fetch(definitions, settings, ["sotkanet"])
    service.stop()
    assert outcome.ok, outcome.error
    build(settings)
    return settings
