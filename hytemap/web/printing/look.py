"""What a sheet follows from besides its question and the figures: the program that makes it, and whose sheet it is.

What was printed is kept longer than the program that printed it, so it is kept under a name that has this in it.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

import hytemap
from hytemap.settings import Settings, content_folder

#: what draws, sets and counts on a sheet, as packages are called where they are installed
LIBRARIES = ("typst", "font-source-sans-pro", "python-pptx", "segno", "fonttools", "numpy", "shapely", "babel")
#: settings that show on a sheet
BRANDING = {
    "print_logo",
    "print_colour",
    "print_organisation",
    "print_footer",
    "default_level",
    "default_indicator",
}


def look(settings: Settings) -> bytes:
    """A digest of the program and of what `settings` put on a sheet, the logo's picture among it."""
    found = hashlib.sha256(program() + settings.model_dump_json(include=BRANDING).encode())
    if settings.print_logo is not None:
        found.update(settings.print_logo.read_bytes())
    return found.digest()


@cache
def program() -> bytes:
    """The digest of the program that is installed, taken once a process (20 ms)."""
    told = " ".join([hytemap.__version__, *(f"{name} {version(name)}" for name in LIBRARIES)])
    package = Path(hytemap.__file__).parent
    return hashlib.sha256(told.encode() + written(package, content_folder("templates") / "print")).digest()


def written(package: Path, templates: Path) -> bytes:
    """A digest of the code and the catalogues in `package`, and of the sheets' `templates`.

    All of the code, not only what draws: which of it a sheet imports changes, and a list of it would be forgotten.
    """
    found = hashlib.sha256()
    for folder, endings in ((package, (".py", ".mo")), (templates, (".typ",))):
        for path in sorted(path for path in folder.rglob("*") if path.suffix in endings):
            content = path.read_bytes()
            found.update(f"{path.relative_to(folder).as_posix()} {len(content)}\n".encode() + content)
    return found.digest()
