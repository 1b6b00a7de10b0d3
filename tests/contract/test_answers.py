"""Every JSON answer keeps its contract, and every address of the application answers."""

from __future__ import annotations

import re
from typing import Any

import jsonschema
import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from werkzeug.routing import Rule

from tests.contract import FOLDER, contract, faults

#: contract → addresses whose answers it binds: every kind of indicator, level, language and way to ask
ADDRESSES = {
    "landing": ["/api/", "/api/?lang=sv", "/api/?lang=en"],
    "conformance": ["/api/conformance"],
    "collections": ["/api/collections", "/api/collections?lang=sv"],
    "collection": [
        f"/api/collections/{name}"
        for name in ("suuralue", "postinumeroalue", "kunta", "suuralue.unemployment_rate", "kunta.population?lang=sv")
    ],
    "queryables": [
        "/api/collections/suuralue/queryables",
        "/api/collections/postinumeroalue.unemployment_rate/queryables?lang=sv",
    ],
    "items": [
        "/api/collections/suuralue/items",
        "/api/collections/postinumeroalue/items?lang=sv",
        "/api/collections/kunta/items?indicators=population,median_income&year=2016",
        "/api/collections/suuralue/items?limit=2&offset=2&indicators=unemployment_rate",
        "/api/collections/postinumeroalue/items?indicators=unemployment_rate&years=2012,2016,2024",
        "/api/collections/postinumeroalue/items?bbox=24.7,60.2,24.72,60.21&indicators=ndvi_summer",
        "/api/collections/postinumeroalue/items?bbox=0,0,1,1",
        "/api/collections/suuralue/items?datetime=1950",
    ],
    "items_chosen": [
        "/api/collections/suuralue/items?properties=name,unemployment_rate&sortby=-unemployment_rate&skipGeometry=true",
        "/api/collections/postinumeroalue/items?filter=population%20%3E%2010000&properties=code",
        "/api/collections/postinumeroalue.population/items?properties=population&sortby=year&limit=3",
    ],
    "items_long": [
        "/api/collections/suuralue.unemployment_rate/items",
        "/api/collections/postinumeroalue.median_income/items?datetime=2013/2016&lang=sv",
        "/api/collections/kunta.population/items?year=2016",
    ],
    "item": [
        "/api/collections/suuralue/items/0492000000",
        "/api/collections/postinumeroalue/items/02700?indicators=population&years=2016,2024",
        "/api/collections/kunta/items/224?lang=sv",
    ],
    "indicators": ["/api/indicators", "/api/indicators?lang=en"],
    "observations": [
        "/api/indicators/unemployment_rate/observations",
        "/api/indicators/median_income/observations?level=suuralue&year=2024",
        "/api/indicators/population/observations?level=kunta&limit=7&offset=9",
    ],
    "compare": [
        "/api/compare?indicators=unemployment_rate,median_income",
        "/api/compare?level=postinumeroalue&indicators=population&years=2016,2024&lang=sv",
        "/api/compare?level=kunta&indicators=ndvi_summer&method=quantile&classes=3",
    ],
    "view": [
        "/api/view",
        "/api/view?level=postinumeroalue&indicator=median_income&lang=en",
        "/api/view?indicator=median_income",
        "/api/view?level=postinumeroalue&method=own&breaks=5,10",
        "/api/view?level=postinumeroalue&method=base",
        "/api/view?level=suuralue&indicator=population&method=base&classes=6",
        "/api/view?level=kunta&indicator=population&year=2013",
    ],
    "map_areas": ["/fi/map/areas/suuralue", "/sv/map/areas/postinumeroalue", "/en/map/areas/kunta"],
    "map_surroundings": ["/fi/map/surroundings/suuralue", "/fi/map/surroundings/postinumeroalue"],
    "openapi": ["/api/openapi.json", "/api/openapi.json?lang=sv"],
    "dcat": ["/api/dcat.jsonld", "/api/dcat.jsonld?lang=sv"],
    "healthz": ["/healthz"],
    "readyz": ["/readyz"],
    "problem": ["/api/nothing", "/api/collections/nothing", "/api/view?year=1", "/api/view?lang=fi&lang=sv"],
}

#: contract → schema in the OpenAPI document
COMPONENTS = {
    "landing": "Landing",
    "conformance": "Conformance",
    "collections": "Collections",
    "collection": "Collection",
    "queryables": "Queryables",
    "items": "Features",
    "items_chosen": "Features",
    "items_long": "Features",
    "item": "Feature",
    "indicators": "Indicators",
    "indicator": "Indicator",
    "observations": "Observations",
    "compare": "Comparison",
    "view": "View",
    "openapi": "OpenAPI",
    "dcat": "Catalogue",
    "problem": "Problem",
}


def asked(client: FlaskClient, name: str) -> list[str]:
    """The addresses a contract binds; one for each indicator there is."""
    if name == "indicator":
        found = client.get("/api/indicators").get_json()["indicators"]
        return [f"/api/indicators/{one['id']}?lang=en" for one in found]
    return ADDRESSES[name]


NAMES = [*ADDRESSES, "indicator"]
#: contracts of what commands write; tests/cli holds them
OF_COMMANDS = {"fetch_report", "sources"}


def test_every_contract_is_a_valid_schema_and_binds_some_answer() -> None:
    names = {path.stem for path in FOLDER.glob("*.json")} - {"parts"}
    assert names == set(NAMES) | OF_COMMANDS
    for name in names:
        Draft202012Validator.check_schema(contract(name).schema)


@pytest.mark.parametrize("name", NAMES)
def test_answers_keep_their_contract(client: FlaskClient, name: str) -> None:
    for address in asked(client, name):
        response = client.get(address)
        assert (response.status_code < 400) == (name != "problem"), address
        assert faults(name, response.get_json()) == [], address


@pytest.mark.parametrize("name", COMPONENTS)
def test_answers_are_what_the_openapi_document_promises(client: FlaskClient, name: str) -> None:
    document = client.get("/api/openapi.json").get_json()
    schema = as_json_schema(document["components"]["schemas"][COMPONENTS[name]])
    schema["components"] = {"schemas": as_json_schema(document["components"]["schemas"])}
    for address in asked(client, name):
        jsonschema.validate(client.get(address).get_json(), schema, Draft202012Validator)


def as_json_schema(schema: Any) -> Any:
    """OpenAPI 3.0's dialect as JSON Schema: `nullable` becomes a type."""
    if isinstance(schema, list):
        return [as_json_schema(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    turned = {key: as_json_schema(value) for key, value in schema.items() if key != "nullable"}
    return {"anyOf": [turned, {"type": "null"}]} if schema.get("nullable") is True else turned


def filled(rule: Rule) -> str:
    """An address of the rule; one that exists where we know what to fill in, else one that is not found."""
    values = {"language": "fi", "level": "suuralue", "code": "0492000000", "indicator": "unemployment_rate"}
    values |= {"collection": values["level"], "feature": values["code"]}
    return re.sub(r"<(?:[^:>]+:)?(\w+)>", lambda found: values.get(found.group(1), "nothing"), rule.rule)


def test_no_address_of_the_application_fails_and_every_json_answer_has_a_contract(
    app: Flask, client: FlaskClient
) -> None:
    bound = {re.sub(r"\?.*", "", address) for name in NAMES for address in asked(client, name)}
    for rule in app.url_map.iter_rules():
        address = filled(rule)
        response = client.get(address)
        assert response.status_code < 500, address
        if response.status_code >= 400 and "json" in (response.content_type or ""):
            assert faults("problem", response.get_json()) == [], address
        elif "json" in (response.content_type or ""):
            shape = re.sub(r"<[^>]+>", "[^/]+", rule.rule)
            assert any(re.fullmatch(shape, one) for one in bound), f"{address} has no contract"
