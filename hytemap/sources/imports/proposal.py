"""A mapping to be completed: YAML with everything the file itself tells, and empty places for what only people know."""

from __future__ import annotations

import json
import re
import unicodedata

from hytemap.definitions.imported_variables import YEAR
from hytemap.sources.imports.guess import Guess, is_count, is_total, year_pattern
from hytemap.sources.imports.header import Columns

_TEXT = '{fi: "", sv: "", en: ""}'
_HEAD = """\
# What the columns of {name} mean, as hytemap understood them. Complete what is empty, correct what is wrong, then:
#   hytemap import {name} --mapping {mapping}
# docs/import.md explains every key. Nothing is loaded before all of it is there.
id: {id}
title: {text}
publisher: {text}
licence: ""          # under which others may use the figures, such as CC BY 4.0
access: ""           # public, when everybody may see the figures; nothing else is loaded
steward:             # who answers for the figures: a role and a unit, never a person
  role: {text}
  unit: {text}
update: {text}       # when new figures come
reference: {text}    # the time the figures describe, such as: autumn of the year"""


def proposal(columns: Columns, guess: Guess, file_name: str, mapping_name: str, sheet: str | None = None) -> str:
    """The YAML of a mapping for the file; empty texts are faults until they are filled."""
    table = identifier(year_pattern(file_name.rpartition(".")[0]).replace(YEAR, " "))
    lines = [_HEAD.format(name=file_name, mapping=mapping_name, id=table, text=_TEXT)]
    if sheet:
        lines += [f"file: {{sheet: {_quoted(sheet)}}}"]
    lines += [f"layout: {'wide' if guess.variable is None else 'long'}", "area:"]
    lines += [f"  column: {_quoted(columns.names[guess.area])}", f"  levels: [{', '.join(guess.levels)}]"]
    if guess.total_words:
        words = ", ".join(_quoted(word) for word in guess.total_words)
        lines += [f'  total: {{words: [{words}], area: "049"}}']
    if guess.notes:
        lines += [
            f"  ignore: [{', '.join(_quoted(_start_of(note)) for note in guess.notes)}]   # rows that are no figures"
        ]
    lines += [f"year: {_year(columns, guess)}"]
    if guess.group is not None:
        lines += ["group:", f"  column: {_quoted(columns.names[guess.group])}"]
        lines += ["  values:            # the file's word: total, or a name of yours"]
        names = {word: "total" if is_total(word) else identifier(word) for word in guess.group_words}
        lines += [f"    {_quoted(word)}: {name}" for word, name in names.items()]
        lines += ["  titles:            # each name of yours in three languages"]
        lines += [f"    {name}: {_TEXT}" for name in dict.fromkeys(names.values()) if name != "total"]
    if guess.variable is not None and guess.value is not None:
        lines += [f"variable_column: {_quoted(columns.names[guess.variable])}"]
        lines += [f"value_column: {_quoted(columns.names[guess.value])}"]
        if guess.count is not None:
            lines += [f"respondents_column: {_quoted(columns.names[guess.count])}"]
    if guess.marks:
        lines += ["marks:               # suppressed, missing or not_applicable; the worse one where it may be either"]
        lines += [f"  {_quoted(mark)}: {status}" for mark, status in guess.marks.items()]
    lines += ["protection:", "  min_respondents: 5   # figures of fewer people are hidden"]
    if guess.count is None:
        lines += [f"  text: {_TEXT}   # no column of respondents: how were small numbers hidden?"]
    lines += ["variables:", *_variables(columns, guess)]
    return "\n".join(lines) + "\n"


def _year(columns: Columns, guess: Guess) -> str:
    if guess.year is not None:
        return f"{{column: {_quoted(columns.names[guess.year])}}}"
    if guess.years_in_columns:
        return "{in_columns: true}"
    return f"{{fixed: {guess.fixed_year or ''}}}"


def _variables(columns: Columns, guess: Guess) -> list[str]:
    lines: list[str] = []
    taken: set[str] = set()
    if guess.variable is not None:
        share = guess.value in guess.percent
        for label in guess.labels:
            lines += _variable(_free(identifier(label), taken), "label", label, None, share)
        return lines
    seen: set[str] = set()
    for i in guess.figures:
        name = columns.names[i]
        if is_count(name):
            continue
        pattern = year_pattern(name) if guess.years_in_columns else name
        if pattern in seen:
            continue
        seen.add(pattern)
        count = columns.names[guess.counts[i]] if i in guess.counts else None
        if count is not None and guess.years_in_columns:
            count = year_pattern(count)
        lines += _variable(
            _free(identifier(pattern.replace(YEAR, " ")), taken), "column", pattern, count, i in guess.percent
        )
    return lines


def _variable(name: str, key: str, words: str, count: str | None, share: bool) -> list[str]:
    respondents = [f"    respondents: {_quoted(count)}"] if count is not None else []
    return [
        f"  {name}:",
        f"    {key}: {_quoted(words)}",
        *respondents,
        "    unit: percent" if share else '    unit: ""           # percent, persons, index …',
        f'    title: {{fi: {_quoted(_title(words))}, sv: "", en: ""}}',
        '    theme: ""          # hyvinvointi, terveys, osallisuus, turvallisuus or elinolot',
        '    direction: ""      # which way is better: higher, lower or neutral',
    ]


def _title(words: str) -> str:
    """A column's words without its year, and without the % that the unit says."""
    plain = words.replace(YEAR, "").strip(" /")
    return re.sub(r"[\s,]*(%|\(%\))$", "", plain) or plain


def _start_of(note: str) -> str:
    """What of a note is likely to be the same next year: up to its colon."""
    start, colon, _ = note.partition(":")
    return f"{start}:*" if colon else note


def identifier(text: str) -> str:
    """A name of small letters, digits and underscores made of any text."""
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:40].strip("_")
    return plain if plain[:1].isalpha() else f"v_{plain}".strip("_")


def _free(name: str, taken: set[str]) -> str:
    free, number = name, 2
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    taken.add(free)
    return free


def _quoted(text: str) -> str:
    # every JSON text is a YAML text
    return json.dumps(text, ensure_ascii=False)
