"""Refuses files that tell of single people. No message ever repeats what stands in a cell, only where it stands.

hytemap publishes figures of areas. A file with a row a respondent, or with anything that points to a person, belongs to
the survey's own protected place: it is summed up there, and only then imported.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Sequence
from datetime import date
from statistics import median

from hytemap.errors import PersonalData
from hytemap.sources.imports.grid import Grid
from hytemap.sources.imports.header import Columns
from hytemap.sources.names import normalised

WHAT_TO_DO = (
    "hytemap takes figures of areas only. Sum the answers up first, where they are kept safe: one row for each area, "
    "year and question, with the share or mean and the number of respondents. Leave out what points to people, and "
    "import that."
)

_CENTURIES = {"+": 1800, **dict.fromkeys("-–−‐‑YXWVU", 1900), **dict.fromkeys("ABCDEF", 2000)}
_CHECKS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_GAP = r"[\s\u00a0]{0,2}"
_IDENTITY_CODE = re.compile(
    rf"(?<!\d)(\d{{2}}){_GAP}\.?(\d{{2}}){_GAP}\.?(\d{{2}}){_GAP}([-–−‐‑+A-FU-Y]){_GAP}(\d{{3}}){_GAP}"
    r"([0-9A-FHJ-NPR-Y])(?![0-9A-ZÅÄÖ])",
    re.IGNORECASE,
)
_WITHOUT_SIGN = re.compile(r"(\d{2})(\d{2})(\d{2})(\d{3})([0-9A-FHJ-NPR-Y])", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+\.[a-zåäö]{2,}", re.IGNORECASE)
# Finnish mobile numbers; 049 with seven digits more is a code of Espoo's areas
_PHONE = re.compile(r"(?:\+358|00358|\(?0)[\s-]*(?!49\d{7}$)(?:4\d|50)\)?[\s-]*\d{2,4}[\s-]*\d{2,4}(?:[\s-]*\d{1,4})?")
_STREET = re.compile(
    r"[A-ZÅÄÖ][\w\s.-]*(?:katu|tie|kuja|polku|kaari|rinne|raitti|väylä|vägen|gatan|gränden|stigen|vägen|bågen|brinken)"
    r"\s+\d+\s?[a-zA-Z]?(?:\s+[a-zA-Z]\s?\d+)?(?:\s*,.*)?"
)
#: words and phrases that only columns about people have, as they stand once spaces and signs are gone
_COLUMNS = re.compile(
    r"henkilotunnu|^hetu|^sotu|personnummer|personbeteckning|socialsecurity|^ssn$|etunim|sukunim|fornamn|efternamn|"
    r"tilltalsnamn|firstname|lastname|surname|sahkoposti(osoite)?$|^epost(adress)?$|email(address)?$|puhelin(numero)?$|"
    r"telefon(nummer)?$|phone(number)?$|katuosoite|lahiosoite|kotiosoite|gatuadress|hemadress|streetaddress|"
    r"syntymaaika|syntymapaiva|fodelse(datum|tid)|birthdate|dateofbirth|(ip|mail)(osoite|adress|address)|"
    r"(vastaaja|oppila|asiakas|asiakkaa|potila|henkilo)(an|n|s|ks)?(id|tunnus|tunniste|numero|nro)$|"
    r"(svarande|respondent|elev|kund|patient|person)(en|s)*(id|number|nummer|nr)$"
)
#: names of columns that are about people when they are nothing else
_WHOLE = re.compile(
    r"henkilo|person|personnamn|name|fullname|kokonimi|vastaaja|svarande|respondent|oppilas|elev|asiakas|osoite|adress|"
    r"address"
)
#: rows for one area, year and variable from which a file is taken for answers; how many rows it must have for that
_ROWS_A_FIGURE, _FEWEST_ROWS = 3, 10
#: what makes a column one of long answers
_FEWEST_TEXTS, _WORDS_A_TEXT, _DIFFERENT = 5, 5, 0.8


def is_identity_code(text: str) -> bool:
    """Whether anything in `text` may be a Finnish identity code: its form with a date that exists.

    Century signs are those of before and since 2023; spaces and full stops within it do not hide it. The check
    character is not asked for: a code with a slip of the pen tells of a person too. Only without the century sign,
    where dates and numbers run together in many ways, must the check character be right.
    """
    for day, month, year, sign, _, _ in _IDENTITY_CODE.findall(text):
        if _is_date(day, month, _CENTURIES[sign.upper()] + int(year)):
            return True
    bare = _WITHOUT_SIGN.fullmatch(text.strip())
    # digits alone may be an area's code or a large figure
    if bare is None or bare[5].isdigit():
        return False
    day, month, year, number, check = bare.groups()
    right = _CHECKS[int(day + month + year + number) % 31] == check.upper()
    return right and any(_is_date(day, month, century + int(year)) for century in (1900, 2000))


def _is_date(day: str, month: str, year: int) -> bool:
    try:
        return bool(date(year, int(month), int(day)))
    except ValueError:
        return False


def points_to_a_person(text: str) -> bool:
    """Whether a text holds an identity code, an e-mail address or a telephone number."""
    return any(_identifiers(text))


def refuse_identifiers(grid: Grid, name: str) -> None:
    """Refuse cells, sheet and file names that hold an identity code, an e-mail address or a telephone number."""
    found: list[str] = []
    for text, where in ((name, "the file's name"), (grid.sheet, "the sheet's name")):
        found += [f"{where}: {what}" for what in _identifiers(text)]
    for line in grid.lines:
        for i, cell in enumerate(line.cells):
            if isinstance(cell.value, str) and not cell.merged:
                found += [f"line {line.number}, column {grid.column(i)}: {what}" for what in _identifiers(cell.value)]
    if found:
        raise PersonalData(_told("holds what points to a person", found))


def _identifiers(text: str) -> Iterable[str]:
    if is_identity_code(text):
        yield "looks like a personal identity code"
    if "@" in text and _EMAIL.search(text):
        yield "looks like an e-mail address"
    if _PHONE.fullmatch(text):
        yield "looks like a telephone number"


def refuse_columns(grid: Grid, columns: Columns, known: Collection[int]) -> None:
    """Refuse columns named as only those about people are, and columns of street addresses or of long answers.

    `known`: places of columns that the mapping says are areas, years, groups or names of variables.
    """
    found: list[str] = []
    for i, name in enumerate(columns.names):
        where = f"column {grid.column(i)}"
        plain = _letters(name)
        if i not in known and (_COLUMNS.search(plain) or _WHOLE.fullmatch(plain)):
            found.append(f"{where}: is named as a column about single people")
            continue
        texts = [line.cells[i].text for line in columns.data if isinstance(line.cells[i].value, str)]
        streets = sum(1 for text in texts if _STREET.fullmatch(text))
        if streets >= 3 and streets >= len(texts) / 2:
            found.append(f"{where}: holds street addresses")
        elif i not in known and _are_answers(texts):
            found.append(f"{where}: holds long texts, as answers in people's own words are")
    if found:
        raise PersonalData(_told("seems to tell of single people", found))


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", normalised(name).translate(str.maketrans("äåöé", "aaoe")))


def _are_answers(texts: Sequence[str]) -> bool:
    if len(texts) < _FEWEST_TEXTS:
        return False
    words = sum(len(text.split()) for text in texts) / len(texts)
    return words >= _WORDS_A_TEXT and len(set(texts)) >= _DIFFERENT * len(texts)


def refuse_single_answers(keys: Sequence[Hashable], what: str) -> None:
    """Refuse a file that has many rows of the same key (area, year, variable, group): one row a respondent."""
    counts = Counter(keys)
    if len(keys) < _FEWEST_ROWS or not counts:
        return
    usual = median(counts.values())
    if usual >= _ROWS_A_FIGURE:
        told = f"there are {usual:.0f} rows, as a rule, for the same {what}"
        raise PersonalData(_told("seems to have a row for each respondent", [told]))


def refuse_single_respondents(counts: Sequence[float]) -> None:
    """Refuse a file whose counts of respondents are all one."""
    if len(counts) >= _FEWEST_ROWS and all(count == 1 for count in counts):
        told = "every number of respondents is 1"
        raise PersonalData(_told("seems to have a row for each respondent", [told]))


def _told(what: str, found: list[str]) -> str:
    more = f"\n  … and {len(found) - 20} more" if len(found) > 20 else ""
    return f"{what}; nothing was loaded.\n" + "\n".join(f"  {line}" for line in found[:20]) + f"{more}\n{WHAT_TO_DO}"
