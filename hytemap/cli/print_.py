"""`hytemap print`: sheets of paper as files, from the current snapshot."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hytemap.errors import HytemapError, RequestFault
from hytemap.model import Language
from hytemap.settings import Settings
from hytemap.whole_files import write_whole

if TYPE_CHECKING:
    from hytemap.atlas import Atlas

Command = Callable[..., None]
#: options that more than one sheet has; what they may hold is said by who reads them
OPTIONS = {
    "--level": "division into areas (HYTEMAP_DEFAULT_LEVEL)",
    "--group": "population group",
    "--base": "what areas are compared with: a code, espoo, luvn, finland, target",
    "--method": "how classes are found: natural, quantile, equal, stddev, base; of a map also own",
    "--classes": "number of classes",
    "--areas": "codes of areas to mark, parted by commas",
    "--paper": "size of the paper (a4)",
    "--orientation": "how the paper lies (portrait)",
    "--dpi": "dots per inch of a PNG, 96 to 300",
    "--date": "today, in place of the snapshot's day",
    "--address": "where the service is, for the link and the code (HYTEMAP_PUBLIC_URL)",
}
#: options of which only these words make sense; whoever asks for help sees them
CHOICES = {"--paper": ("a4", "a3"), "--orientation": ("portrait", "landscape"), "--of": ("indicators", "areas")}
OF_A_MAP = ("--level", "--group", "--base", "--method", "--classes", "--areas")
OF_THE_PAPER = ("--paper", "--orientation", "--date", "--address")


def with_options(*names: str) -> Callable[[Command], Command]:
    """The file to write, the language, and options of these names, in this order."""

    def add(command: Command) -> Command:
        for name in reversed(names):
            words = click.Choice(CHOICES[name], case_sensitive=False) if name in CHOICES else None
            command = click.option(name, type=words, help=OPTIONS[name])(command)
        spoken, finnish = click.Choice([one.value for one in Language]), Language.FI.value
        language = click.option("--lang", type=spoken, default=finnish, show_default=True, help="language of the sheet")
        command = language(command)
        file = click.Path(dir_okay=False, path_type=Path)
        return click.option("--output", "-o", type=file, required=True, help="file to write")(command)

    return add


@click.group("print")
def print_() -> None:
    """Print what the pages show, as PDF, SVG, PNG or slides (PPTX): the ending of the file says which.

    A word that is not known is answered with those that are: levels, indicators, years, codes of areas.

    \b
    hytemap print map -o unemployment.pdf --indicator unemployment_rate
    hytemap print area -o tapiola.pdf --level postinumeroalue --code 02100
    hytemap print atlas -o atlas.pdf --of areas --lang sv
    """


@print_.command("map")
@with_options(*OF_A_MAP, *OF_THE_PAPER, "--dpi")
@click.option("--indicator", help="indicator (HYTEMAP_DEFAULT_INDICATOR)")
@click.option("--year", help="year (the newest)")
@click.option("--breaks", help="limits of your own, with --method own")
def print_map(output: Path, lang: str, address: str | None, **asked: str | None) -> None:
    """One map with its legend and every figure."""
    _print("map", output, lang, address, asked)


@print_.command("compare")
@with_options(*OF_A_MAP, *OF_THE_PAPER, "--dpi")
@click.option("--indicators", help="two to six indicators, parted by commas; or one, with --years")
@click.option("--year", help="year of all indicators (the newest)")
@click.option("--years", help="two to six years of one indicator, parted by commas")
def print_compare(output: Path, lang: str, address: str | None, **asked: str | None) -> None:
    """Two to six maps side by side, with a table of all their figures."""
    _print("compare", output, lang, address, asked)


@print_.command("table", short_help="All figures of several indicators or years.")
@with_options("--level", "--group", *OF_THE_PAPER)
@click.option("--indicators", help="one to eight indicators, parted by commas")
@click.option("--year", help="year of all indicators (the newest)")
@click.option("--years", help="years of one indicator, parted by commas")
@click.option("--ranks", is_flag=True, flag_value="1", default=None, help="ranks beside the values")
def print_table(output: Path, lang: str, address: str | None, **asked: str | None) -> None:
    """All figures of several indicators or years, over as many pages as it takes."""
    _print("table", output, lang, address, asked)


@print_.command("area")
@with_options("--level", *OF_THE_PAPER)
@click.option("--code", required=True, help="code of the area")
@click.option("--year", help="year (the newest of each indicator)")
def print_area(output: Path, lang: str, address: str | None, **asked: str | None) -> None:
    """About one area: two pages of A4, or one of A3."""
    _print("area", output, lang, address, asked)


@print_.command("atlas", short_help="A map of each indicator, or the sheet of each area.")
@with_options("--level", *OF_THE_PAPER)
@click.option("--of", type=click.Choice(CHOICES["--of"]), help="indicators (a map each) or areas (a sheet each)")
@click.option("--theme", help="only indicators of one theme: hyvinvointi, terveys, …")
@click.option("--year", help="year (the newest of each indicator)")
def print_atlas(output: Path, lang: str, address: str | None, **asked: str | None) -> None:
    """Contents, then a map of each indicator, or the sheet of each area."""
    with _Bar() as bar:
        _print("atlas", output, lang, address, asked, bar.drawn)


class _Bar:
    """How far an atlas is, on a terminal: begun with the first part that is drawn."""

    def __init__(self) -> None:
        self._bar: Any = None

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def drawn(self, done: int, count: int) -> None:
        from tqdm import tqdm

        if self._bar is None:
            # `disable=None`: tqdm looks itself whether stderr is a terminal
            self._bar = tqdm(total=count, desc="drawing", unit="part", disable=None, file=sys.stderr, leave=False)
        self._bar.update(done - self._bar.n)
        if done == count:
            self._bar.set_description("putting the pages together")


def _print(
    kind: str,
    output: Path,
    lang: str,
    address: str | None,
    asked: dict[str, str | None],
    progress: Callable[[int, int], None] | None = None,
) -> None:
    # Typst is loaded by who prints, and by nobody else
    from hytemap.atlas.load import load_atlas
    from hytemap.web.printing.making import make
    from hytemap.web.printing.order import read_order

    settings = Settings()
    form = _form(kind, output)
    said = [(name, value) for name, value in asked.items() if value is not None]
    where = address or settings.public_url or ""
    atlas = load_atlas(settings.snapshots)
    try:
        order = read_order(kind, form, lang, said, where.rstrip("/"), atlas.day)
        made = make(atlas, settings, order, progress)
    except RequestFault as fault:
        right = f"; allowed: {', '.join(fault.allowed[:40])}" if fault.allowed else ""
        option = f"--{fault.parameter}: " if fault.parameter in asked else ""
        raise click.ClickException(f"{option}{fault.detail}{right}{_elsewhere(atlas, fault, asked)}") from fault
    except HytemapError as error:
        raise click.ClickException(str(error)) from error
    try:
        write_whole(output, made.content, 0o644)
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror or error}") from error
    click.echo(f"{output}: {len(made.content):,} bytes")
    if not where:
        click.echo("no address for the link on the sheet: set HYTEMAP_PUBLIC_URL, or say --address", err=True)


def _form(kind: str, output: Path) -> str:
    """The form the file's ending says; raises what a person mends before an atlas is drawn in vain."""
    from hytemap.web.printing.order import FORMS

    form = output.suffix.lower().lstrip(".")
    if form not in FORMS[kind]:
        known = ", ".join(f".{one}" for one in FORMS[kind])
        raise click.ClickException(f"{output.name} is not printed: the ending says the form, here {known}")
    folder = output.parent
    if not folder.is_dir():
        raise click.ClickException(f"{output} cannot be written: there is no folder {folder}")
    if not os.access(folder, os.W_OK):
        raise click.ClickException(f"{output} cannot be written: nobody but its owner may write in {folder}")
    return form


def _elsewhere(atlas: Atlas, fault: RequestFault, asked: dict[str, str | None]) -> str:
    """Where the area is that was looked for in another level."""
    code = asked.get("code") or ""
    levels = [one.id for one in atlas.levels.values() if fault.parameter == "code" and code in one.position]
    return f"; {code} is an area of --level {' or '.join(levels)}" if levels else ""
