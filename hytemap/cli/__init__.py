"""`hytemap`: a module a command. Commands are imported when called, so that `serve` stays light."""

from __future__ import annotations

import errno
import importlib
import os
import sys
from typing import Any

import click
from pydantic import ValidationError

import hytemap
from hytemap.errors import HytemapError

#: command → one line for `hytemap --help`; the module of the same name holds a click command of the same name
COMMANDS = {
    "build": "build the snapshot from definitions and inputs",
    "check": "read all definitions and name every fault",
    "fetch": "fetch borders and figures from the publishers, then build",
    "generalise": "make the default borders anew from the area grid",
    "import": "load figures of a survey or any table from CSV or XLSX, then build",
    "print": "print a map, a comparison, an area or an atlas",
    "serve": "show the map and answer the API",
    "snapshots": "list the snapshots kept, or go back to one",
    "sources": "list every source, how fresh it is, and when something new is expected",
}

#: commands that compute for seconds while others are being served, and how far they step back (niceness): who serves
#: keeps nine tenths of a processor that both want
IN_THE_BACKGROUND, NICENESS = ("build", "fetch", "import", "generalise", "print"), 10

FOR_THE_OPERATOR = (
    errno.EACCES,
    errno.EPERM,
    errno.EROFS,
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EFBIG,
    errno.EIO,
    errno.ENOTDIR,
    errno.EEXIST,
)


class LazyCommands(click.Group):
    """A group that imports a command's module only when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        # words of Python's own have another name as modules
        name = f"{cmd_name}_" if cmd_name in ("import", "print") else cmd_name
        module = importlib.import_module(f"hytemap.cli.{name}")
        command: click.Command = getattr(module, name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyCommands)
@click.version_option(hytemap.__version__, prog_name="hytemap")
def cli() -> None:
    """The wellbeing of Espoo's residents by district: map, GeoJSON and paper from open data."""


def _step_back(words: list[str]) -> None:
    """Let this process wait for those that serve, where its command is one that can."""
    if words and words[0] in IN_THE_BACKGROUND and sys.platform != "win32":
        os.setpriority(os.PRIO_PROCESS, 0, max(NICENESS, os.getpriority(os.PRIO_PROCESS, 0)))


def main(arguments: list[str] | None = None) -> Any:
    """Run a command; what hytemap can explain ends in a sentence and exit status 1, never in a traceback."""
    if arguments is None:
        _step_back(sys.argv[1:])
    try:
        return cli.main(args=arguments, prog_name="hytemap")
    except HytemapError as error:
        click.echo(f"hytemap: {error}", err=True)
    except OSError as error:
        # a folder that is not ours to write, a full disk: nothing a traceback would help with
        if error.filename is None or error.errno not in FOR_THE_OPERATOR:
            raise
        click.echo(f"hytemap: {error.filename}: {error.strerror}", err=True)
    except ValidationError as error:
        for item in error.errors(include_url=False):
            name = "HYTEMAP_" + "_".join(str(part) for part in item["loc"]).upper()
            click.echo(f"hytemap: setting {name}: {item['msg'].removeprefix('Value error, ')}", err=True)
    sys.exit(1)
