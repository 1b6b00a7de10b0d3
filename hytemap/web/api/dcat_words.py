"""Words of the EU's vocabularies (https://op.europa.eu/en/web/eu-vocabularies), as far as they surely fit ours."""

from __future__ import annotations

from hytemap.atlas import AtlasIndicator
from hytemap.model import AddressForm, LocalText, Theme

_AUTHORITY = "http://publications.europa.eu/resource/authority"
_THEME = f"{_AUTHORITY}/data-theme"
REGIONS = f"{_THEME}/REGI"
THEMES = {
    Theme.HYVINVOINTI: f"{_THEME}/SOCI",
    Theme.TERVEYS: f"{_THEME}/HEAL",
    Theme.OSALLISUUS: f"{_THEME}/SOCI",
    Theme.TURVALLISUUS: f"{_THEME}/JUST",
    Theme.ELINOLOT: f"{_THEME}/SOCI",
}
ACCESS = f"{_AUTHORITY}/access-right/PUBLIC"
LANGUAGE = {
    "fi": f"{_AUTHORITY}/language/FIN",
    "sv": f"{_AUTHORITY}/language/SWE",
    "en": f"{_AUTHORITY}/language/ENG",
}
#: by `f` word, forms that the register of file types knows
FILE_TYPE_OF = {
    "geojson": f"{_AUTHORITY}/file-type/GEOJSON",
    "json": f"{_AUTHORITY}/file-type/JSON",
    "csv": f"{_AUTHORITY}/file-type/CSV",
    "xlsx": f"{_AUTHORITY}/file-type/XLSX",
    "gpkg": f"{_AUTHORITY}/file-type/GPKG",
}
#: media types that IANA knows; TopoJSON and QML have none
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
KNOWN_MEDIA_TYPES = ("application/json", "application/geo+json", "text/csv", "application/geopackage+sqlite3")
OFFICE = "application/vnd.openxmlformats-officedocument."
LICENCES = {"CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/"}
#: Espoo in GeoNames, and Finland
ESPOO, FINLAND = "https://sws.geonames.org/660129/", f"{_AUTHORITY}/country/FIN"
#: how an indicator's rhythm begins in English where it says surely which one it is
_RHYTHMS = {"Yearly": "ANNUAL", "Every second year": "BIENNIAL"}


def frequency(indicator: AtlasIndicator) -> str | None:
    """How often figures are renewed, as a word of the EU's; None where it is not told that plainly."""
    for begin, word in _RHYTHMS.items():
        if indicator.update.en.startswith(begin):
            return f"{_AUTHORITY}/frequency/{word}"
    return None


def media_type(form: AddressForm) -> str | None:
    """The IANA register's address of a media type; None where it has none."""
    name = form.value.partition(";")[0]
    return MEDIA_TYPES + name if name in KNOWN_MEDIA_TYPES or name.startswith(OFFICE) else None


def named(text: LocalText) -> dict[str, str]:
    """A text by language."""
    return {language: text[language] for language in LANGUAGE}


def texts(same: str) -> dict[str, str]:
    """What is called the same in every language."""
    return dict.fromkeys(LANGUAGE, same)
