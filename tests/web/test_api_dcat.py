"""`/api/dcat.jsonld` read as data portals read it: as a graph, with what DCAT-AP 3 asks for."""

from __future__ import annotations

import pytest
import shapely
from flask import Flask
from flask.testing import FlaskClient
from rdflib import DCAT, DCTERMS, FOAF, RDF, Graph, URIRef

from hytemap.settings import Settings
from hytemap.web.app import create_app

#: rdflib warns of itself: its JSON-LD parser uses a class it has deprecated
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

HERE = "http://localhost/api/dcat.jsonld"
VCARD = "http://www.w3.org/2006/vcard/ns#"


def graph(client: FlaskClient) -> Graph:
    answer = client.get("/api/dcat.jsonld")
    assert answer.content_type == "application/ld+json"
    return Graph().parse(data=answer.text, format="json-ld")


def test_every_level_and_every_indicator_with_values_is_a_data_set(app: Flask, client: FlaskClient) -> None:
    atlas = app.extensions["atlas"].current
    found = graph(client)
    catalogue = URIRef(f"{HERE}#catalogue")
    told = {str(found.value(one, DCTERMS.identifier)) for one in found.objects(catalogue, DCAT.dataset)}
    assert told == {*atlas.levels, *(one for one in atlas.indicators if atlas.levels_with(one))}


def test_what_dcat_ap_makes_mandatory_is_there_in_three_languages(client: FlaskClient) -> None:
    found = graph(client)
    for kind in (DCAT.Catalog, DCAT.Dataset, DCAT.DataService):
        things = list(found.subjects(RDF.type, kind))
        assert things
        for one in things:
            for said in (DCTERMS.title, DCTERMS.description):
                assert {text.language for text in found.objects(one, said)} == {"fi", "sv", "en"}, one
    [catalogue] = found.subjects(RDF.type, DCAT.Catalog)
    publisher = found.value(catalogue, DCTERMS.publisher)
    assert list(found.objects(publisher, FOAF.name))
    for one in found.subjects(RDF.type, DCAT.Distribution):
        assert found.value(one, DCAT.accessURL)
        assert found.value(one, DCTERMS.license)
    [service] = found.subjects(RDF.type, DCAT.DataService)
    assert found.value(service, DCAT.endpointURL) == URIRef("http://localhost/api/")
    assert set(found.objects(service, DCAT.servesDataset)) == set(found.objects(catalogue, DCAT.dataset))


@pytest.mark.slow
def test_every_distribution_can_be_fetched_in_the_form_it_promises(client: FlaskClient) -> None:
    found = graph(client)
    [level] = found.subjects(DCTERMS.identifier, found.value(URIRef(f"{HERE}#suuralue"), DCTERMS.identifier))
    some = URIRef(f"{HERE}#indicator-unemployment_rate")
    for dataset in (level, some):
        distributions = list(found.objects(dataset, DCAT.distribution))
        assert distributions
        for one in distributions:
            answer = client.get(str(found.value(one, DCAT.downloadURL)))
            assert answer.status_code == 200
            media_type = found.value(one, DCAT.mediaType)
            assert media_type is None or str(media_type).endswith(f"/{answer.mimetype}")


def test_where_and_when_are_those_of_the_figures(app: Flask, client: FlaskClient) -> None:
    atlas = app.extensions["atlas"].current
    found = graph(client)
    dataset = URIRef(f"{HERE}#postinumeroalue")
    boxes = [str(box) for place in found.objects(dataset, DCTERMS.spatial) for box in found.objects(place, DCAT.bbox)]
    assert [shapely.from_wkt(box).bounds for box in boxes] == [tuple(atlas.level("postinumeroalue").bbox)]
    some = URIRef(f"{HERE}#indicator-unemployment_rate")
    years = {year for level in atlas.levels for year in atlas.years("unemployment_rate", level)}
    period = found.value(some, DCTERMS.temporal)
    assert str(found.value(period, DCAT.startDate)) == f"{min(years)}-01-01"
    assert str(found.value(period, DCAT.endDate)) == f"{max(years)}-12-31"


def test_estimates_are_told_and_every_table_behind_the_figures_is_named(app: Flask, client: FlaskClient) -> None:
    atlas = app.extensions["atlas"].current
    by_id = {one["identifier"]: one for one in client.get("/api/dcat.jsonld").get_json()["dataset"]}
    assert "arvioita" in by_id["unemployment_rate"]["description"]["fi"]
    assert "suuralueet" in by_id["unemployment_rate"]["description"]["fi"]
    for name, used in atlas.sources_used.items():
        if name in by_id and used:
            told = [one["label"]["en"] for one in by_id[name]["provenance"]]
            assert told == [atlas.indicators[name].sources[one].attribution.en for one in used]


def test_who_keeps_the_service_and_where_to_turn_to_stand_there_once_set(settings: Settings) -> None:
    told = settings.model_copy(update={"keeper": "Espoon kaupunki", "feedback": "hyte@example.fi"})
    found = graph(create_app(told, watch=False).test_client())
    [catalogue] = found.subjects(RDF.type, DCAT.Catalog)
    publisher = found.value(catalogue, DCTERMS.publisher)
    assert {str(name) for name in found.objects(publisher, FOAF.name)} == {"Espoon kaupunki"}
    contacts = {found.value(one, DCAT.contactPoint) for one in found.subjects(RDF.type, DCAT.Dataset)}
    assert [found.value(one, URIRef(f"{VCARD}hasEmail")) for one in contacts] == [URIRef("mailto:hyte@example.fi")]


def test_pages_and_the_landing_page_lead_to_it(client: FlaskClient) -> None:
    assert 'type="application/ld+json" href="http://localhost/api/dcat.jsonld"' in client.get("/fi/indicators").text
    links = client.get("/api/").get_json()["links"]
    assert [one["href"] for one in links if one["rel"] == "describedby"] == [HERE]
