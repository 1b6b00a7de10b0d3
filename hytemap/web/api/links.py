"""Links of answers: absolute, as QGIS refuses relative ones and GDAL resolves them wrongly."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from hytemap.atlas.atlas import TOTAL
from hytemap.model import AddressForm
from hytemap.web.api import words
from hytemap.web.api.feature_set import FeatureSet
from hytemap.web.api.forms import Forms
from hytemap.web.api.operation import FORM, Question
from hytemap.web.security import base_url

Link = dict[str, str]

#: the relation of a collection to the properties a filter may name (OGC API – Features, Part 3)
QUERYABLES = "http://www.opengis.net/def/rel/ogc/1.0/queryables"

#: where a licence's own text stands, by language
LICENCES = {"CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/deed.{language}"}


#: forms that an answer without `f` has
IN_JSON = (AddressForm.JSON, AddressForm.GEOJSON)
CSV_NAMES = {word.name for word in words.OF_CSV}
#: words of features that change how their map is drawn
STYLING = (words.GROUP.name, words.BASE.name, words.METHOD.name, words.CLASSES.name)


def address(*parts: str) -> str:
    """The absolute address of `/api/` and `parts`; without parts it ends in a slash, as the landing page does."""
    return "/".join([f"{base_url()}/api", *(quote(part, safe="") for part in parts)]) + ("" if parts else "/")


def link(rel: str, href: str, form: AddressForm = AddressForm.JSON, title: str | None = None) -> Link:
    """One link."""
    made = {"rel": rel, "href": href, "type": form.value}
    return made if title is None else made | {"title": title}


def self_link(question: Question, form: AddressForm = AddressForm.JSON) -> Link:
    """The link of the answer to itself."""
    return link("self", question.address(), form)


def link_to_collection(collection: str) -> Link:
    """The link from features to the collection they belong to."""
    return link("collection", address("collections", collection))


def alternates(question: Question, forms: Forms) -> list[Link]:
    """Links to the same answer in the forms besides JSON, keeping every word that goes with them."""
    plain = question.address(**dict.fromkeys((FORM, *CSV_NAMES)))
    said = f"{plain}{'&' if '?' in plain else '?'}{FORM}="
    links = []
    for word, form in forms.by_word.items():
        if form in IN_JSON:
            continue
        href = f"{said}{word}"
        if form is AddressForm.TOPOJSON and words.CRS.name in question.asked:
            # nothing in TopoJSON tells its CRS: it is always in longitude and latitude
            href = question.address(**{**dict.fromkeys((*CSV_NAMES, words.CRS.name)), FORM: word})
        links.append({"rel": "alternate", "href": href, "type": form.value})
    return links


def style_links(question: Question, features: FeatureSet) -> list[Link]:
    """Links to the styles for QGIS of the features' indicators, of their newest year.

    Of those alone that stand in columns of their own names, as a style needs them, and have figures of that year.
    """
    said = {word: question.asked[word] for word in STYLING if word in question.asked}
    group, language = question.get(words.GROUP, TOTAL), question.language
    columns, level = {field.name for field in features.fields}, features.level.id
    links = []
    for name in features.indicators:
        years = [year for year in features.years if year in question.atlas.years(name, level, group)]
        if years and {name, f"{name}_status"} <= columns:
            asked = {"level": level, "indicator": name, "year": str(max(years)), **said, "lang": language, FORM: "qml"}
            href = f"{address('view')}?{urlencode(asked, safe=',')}"
            links.append(link("stylesheet", href, AddressForm.QML, question.atlas.indicators[name].title[language]))
    return links


def licence_link(licence: str, language: str) -> list[Link]:
    """The link to the licence's text; none when we do not know where it stands."""
    known = LICENCES.get(licence)
    if known is None:
        return []
    return [{"rel": "license", "href": known.format(language=language), "type": "text/html", "title": licence}]


def paging(question: Question, form: AddressForm, offset: int, limit: int, matched: int) -> list[Link]:
    """Links to this page, the next and the one before, keeping every word that was asked."""
    links = [self_link(question, form)]
    if offset + limit < matched:
        links.append(link("next", question.address(offset=offset + limit), form))
    if offset > 0:
        before = max(0, min(offset, matched) - limit)
        links.append(link("prev", question.address(offset=before or None), form))
    return links
