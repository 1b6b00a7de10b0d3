"""`hytemap print`: sheets as files."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from contextlib import suppress
from pathlib import Path

from hytemap.settings import Settings
from tests.cli.serving import run


def test_a_map_is_printed_into_a_file_by_its_ending(shipped_settings: Settings, tmp_path: Path) -> None:
    pdf, data = tmp_path / "map.pdf", shipped_settings.data
    done = run("print", "map", "-o", str(pdf), "--lang", "sv", "--address", "https://hyte.example.fi", data=data)
    assert done.returncode == 0, done.stderr
    text = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, text=True, check=True).stdout
    assert "Arbetslöshetsgrad" in text
    assert "https://hyte.example.fi/sv/map?level=suuralue" in text.replace("\n", "")
    png = tmp_path / "map.png"
    done = run("print", "map", "-o", str(png), "--dpi", "96", data=data)
    assert png.read_bytes().startswith(b"\x89PNG")
    assert "no address" in done.stderr


def test_an_area_an_atlas_and_slides_are_printed_into_files(shipped_settings: Settings, tmp_path: Path) -> None:
    for words, begin in (
        (("area", "--code", "0492000000", "-o", str(tmp_path / "area.pdf")), b"%PDF-"),
        (("atlas", "--theme", "elinolot", "--year", "2016", "-o", str(tmp_path / "atlas.pdf")), b"%PDF-"),
        (("map", "-o", str(tmp_path / "map.pptx")), b"PK"),
    ):
        done = run("print", *words, "--address", "https://hyte.example.fi", data=shipped_settings.data)
        assert done.returncode == 0, done.stderr
        assert Path(words[-1]).read_bytes().startswith(begin)


def test_a_book_that_cannot_be_is_told_in_a_sentence(shipped_settings: Settings, tmp_path: Path) -> None:
    for words, said in (
        # the mistake of whoever begins: a code of another level than the usual one
        (("area", "--code", "02100"), "02100 is an area of --level postinumeroalue"),
        (("atlas", "--of", "streets"), "'indicators', 'areas'"),
        (("atlas", "--theme", "weather"), "hyvinvointi"),
    ):
        done = run("print", *words, "-o", str(tmp_path / "book.pdf"), data=shipped_settings.data)
        assert done.returncode != 0
        assert said in done.stderr
        assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_what_cannot_be_printed_ends_with_a_sentence_and_writes_nothing(
    shipped_settings: Settings, tmp_path: Path
) -> None:
    for words, said in (
        (("-o", "map.doc"), "the ending says the form, here .pdf, .svg, .png, .pptx"),
        (("-o", "map.pdf", "--indicator", "nothing"), "no indicator 'nothing'"),
        (("-o", "map.pdf", "--paper", "a9"), "a4"),
        (("-o", "map.pdf", "--year", "last"), "--year: "),
        (("-o", "map.png", "--dpi", "301"), "allowed: 96 to 300"),
        (("-o", "missing/map.pdf"), "there is no folder"),
    ):
        target = [str(tmp_path / word) if word.startswith(("map", "missing/")) else word for word in words]
        done = run("print", "map", *target, data=shipped_settings.data)
        assert done.returncode != 0
        assert said in done.stderr
        assert "Traceback" not in done.stderr
        # who is told why nothing was printed need not hear what would be missing on it
        assert "no address" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_on_a_terminal_an_atlas_shows_how_far_it_is(shipped_settings: Settings, tmp_path: Path) -> None:
    asked = ["atlas", "-o", str(tmp_path / "atlas.pdf"), "--theme", "elinolot"]
    command = [sys.executable, "-m", "hytemap", "print", *asked]
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    env = {**os.environ, "HYTEMAP_DATA": str(shipped_settings.data)}
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=follower, env=env) as child:
        os.close(follower)
        said = b""
        with suppress(OSError):  # Linux says so when nobody writes any more
            while part := os.read(leader, 4096):
                said += part
        assert child.stdout is not None
        written = child.stdout.read().decode()
    os.close(leader)
    assert child.returncode == 0
    assert written.startswith(str(tmp_path / "atlas.pdf"))
    shown = [re.sub(r"[^ -~]", "", line) for line in said.decode().split("\r")]
    assert any(re.search(r"drawing: +\d+%.* \d+/\d+", line) for line in shown)
    assert any("putting the pages together" in line for line in shown)


def test_a_setting_of_paper_that_cannot_be_is_named_at_the_start(shipped_settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_text("<svg/>")
    (tmp_path / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    for name, value, said in (
        ("print_logo", str(tmp_path / "logo.png"), "is no PNG"),
        ("print_logo", str(tmp_path / "logo.svg"), "HYTEMAP_PRINT_ORGANISATION"),
        ("print_colour", "#ffff00", "too light"),
        ("print_colour", "blue", "#0b4a9e"),
        ("print_logo", str(tmp_path / "none.svg"), "SVG or PNG"),
        ("print_footer", "x" * 121, "one line"),
    ):
        done = run("print", "map", "-o", str(tmp_path / "map.pdf"), data=shipped_settings.data, **{name: value})
        assert done.returncode != 0
        assert said in done.stderr
        assert "Traceback" not in done.stderr
