"""`hytemap print`: sheets of paper as files, from the current snapshot."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click

from hytemap.errors import HytemapError, RequestFault
from hytemap.settings import Settings
from hytemap.whole_files import write_whole

LANGUAGES = ("fi", "sv", "en")


@click.group("print")
def print_() -> None:
    """Print what the pages show, as PDF, SVG, PNG or slides (PPTX): the ending of the file says which."""


@print_.command("map")
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), required=True, help="file to write")
@click.option("--level", help="division into areas (HYTEMAP_DEFAULT_LEVEL)")
@click.option("--indicator", help="indicator (HYTEMAP_DEFAULT_INDICATOR)")
@click.option("--year", help="year (the newest)")
@click.option("--group", help="population group")
@click.option("--base", help="what areas are compared with: a code, espoo, luvn, finland, target")
@click.option("--method", help="how classes are found: natural, quantile, equal, stddev, base, own")
@click.option("--classes", help="number of classes")
@click.option("--breaks", help="limits of your own, with --method own")
@click.option("--areas", help="codes of areas to mark, parted by commas")
@click.option("--lang", type=click.Choice(LANGUAGES), default="fi", show_default=True, help="language of the sheet")
@click.option("--paper", help="a4 or a3")
@click.option("--orientation", help="portrait or landscape")
@click.option("--dpi", help="dots per inch of a PNG, 96 to 300")
@click.option("--date", help="today, in place of the snapshot's day")
@click.option("--address", help="where the service is, for the link and the code (HYTEMAP_PUBLIC_URL)")
def print_map(output: Path, lang: str, address: str | None, **asked: str | None) -> None:
    """One map with its legend and every figure."""
    _print("map", output, lang, address, asked)


@print_.command("compare")
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), required=True, help="file to write")
@click.option("--level", help="division into areas (HYTEMAP_DEFAULT_LEVEL)")
@click.option("--indicators", help="two to six indicators, parted by commas; or one, with --years")
@click.option("--year", help="year of all indicators (the newest)")
@click.option("--years", help="two to six years of one indicator, parted by commas")
@click.option("--group", help="population group")
@click.option("--base", help="what areas are compared with: a code, espoo, luvn, finland, target")
@click.option("--method", help="how classes are found: natural, quantile, equal, stddev, base")
@click.option("--classes", help="number of classes")
@click.option("--areas", help="codes of areas to mark, parted by commas")
@click.option("--lang", type=click.Choice(LANGUAGES), default="fi", show_default=True, help="language of the sheet")
@click.option("--paper", help="a4 or a3")
@click.option("--orientation", help="portrait or landscape")
@click.option("--dpi", help="dots per inch of a PNG, 96 to 300")
@click.option("--date", help="today, in place of the snapshot's day")
@click.option("--address", help="where the service is, for the link and the code (HYTEMAP_PUBLIC_URL)")
def print_compare(output: Path, lang: str, address: str | None, **asked: str | None) -> None:
    """Two to six maps side by side, with a table of all their figures."""
    _print("compare", output, lang, address, asked)


@print_.command("area")
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), required=True, help="file to write")
@click.option("--level", help="division into areas (HYTEMAP_DEFAULT_LEVEL)")
@click.option("--code", required=True, help="code of the area")
@click.option("--year", help="year (the newest of each indicator)")
@click.option("--lang", type=click.Choice(LANGUAGES), default="fi", show_default=True, help="language of the sheet")
@click.option("--paper", help="a4 or a3")
@click.option("--orientation", help="portrait or landscape")
@click.option("--date", help="today, in place of the snapshot's day")
@click.option("--address", help="where the service is, for the link and the code (HYTEMAP_PUBLIC_URL)")
def print_area(output: Path, lang: str, address: str | None, **asked: str | None) -> None:
    """Two pages about one area."""
    _print("area", output, lang, address, asked)


@print_.command("atlas")
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), required=True, help="file to write")
@click.option("--of", help="indicators (a map each) or areas (two pages each)")
@click.option("--level", help="division into areas (HYTEMAP_DEFAULT_LEVEL)")
@click.option("--theme", help="only indicators of one theme: hyvinvointi, terveys, …")
@click.option("--year", help="year (the newest of each indicator)")
@click.option("--lang", type=click.Choice(LANGUAGES), default="fi", show_default=True, help="language of the sheet")
@click.option("--paper", help="a4 or a3")
@click.option("--orientation", help="portrait or landscape")
@click.option("--date", help="today, in place of the snapshot's day")
@click.option("--address", help="where the service is, for the link and the code (HYTEMAP_PUBLIC_URL)")
def print_atlas(output: Path, lang: str, address: str | None, **asked: str | None) -> None:
    """Contents, then a map of each indicator, or two pages about each area."""
    from tqdm import tqdm

    # `disable=None`: tqdm looks itself whether stderr is a terminal
    with tqdm(unit="part", disable=None, file=sys.stderr, leave=False) as bar:

        def drawn(done: int, count: int) -> None:
            bar.total = count
            bar.update(done - bar.n)

        _print("atlas", output, lang, address, asked, drawn)


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
    said = [(name, value) for name, value in asked.items() if value is not None]
    where = address or settings.public_url or ""
    if not where:
        click.echo("no address for the link on the sheet: set HYTEMAP_PUBLIC_URL, or say --address", err=True)
    atlas = load_atlas(settings.snapshots)
    try:
        order = read_order(kind, output.suffix.lower().lstrip("."), lang, said, where.rstrip("/"), atlas.day)
        made = make(atlas, settings, order, progress)
    except RequestFault as fault:
        right = f"; one of {', '.join(fault.allowed[:40])}" if fault.allowed else ""
        raise click.ClickException(f"{fault.detail}{right}") from fault
    except HytemapError as error:
        raise click.ClickException(str(error)) from error
    try:
        write_whole(output, made.content, 0o644)
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror or error}") from error
    click.echo(f"{output}: {len(made.content):,} bytes")
