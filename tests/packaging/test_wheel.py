"""The wheel: what is in it, and that it serves from an empty folder in an environment of its own."""

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

import pytest

from hytemap.settings import CONTENT_FOLDERS
from tests.cli.serving import Server

REPOSITORY = Path(__file__).resolve().parent.parent.parent

#: pip's words for a package index that is not reached
NO_INDEX = ("Failed to establish a new connection", "Temporary failure in name resolution", "NewConnectionError")


def test_setup_cfg_lists_every_package() -> None:
    setup = configparser.ConfigParser()
    setup.read(REPOSITORY / "setup.cfg", encoding="utf-8")
    listed = set(setup["options"]["packages"].split())
    found = {
        ".".join(path.parent.relative_to(REPOSITORY).parts) for path in (REPOSITORY / "hytemap").rglob("__init__.py")
    }
    assert listed == found | {f"hytemap.{name}" for name in CONTENT_FOLDERS}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the checkout, as setuptools leaves folders behind."""
    copy = tmp_path_factory.mktemp("checkout") / "hytemap"
    copy.mkdir()
    for path in REPOSITORY.iterdir():
        if path.is_file():
            shutil.copy(path, copy)
    for name in ("hytemap", *CONTENT_FOLDERS):
        shutil.copytree(REPOSITORY / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    into = copy.parent / "dist"
    done = subprocess.run(
        [sys.executable, "-W", "default", "-m", "build", "--wheel", "--no-isolation", "--outdir", str(into), str(copy)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Warning" not in done.stdout + done.stderr
    (found,) = into.glob("*.whl")
    return found


@pytest.mark.slow
def test_wheel_holds_the_content_the_pages_and_the_texts(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        metadata = archive.read("hytemap-0.1.0.dist-info/METADATA").decode()
    shipped = {
        f"hytemap/{path.relative_to(REPOSITORY).as_posix()}"
        for folder in CONTENT_FOLDERS
        for path in (REPOSITORY / folder).rglob("*")
        if path.is_file()
    }
    texts = {f"hytemap/translations/{language}/LC_MESSAGES/messages.mo" for language in ("fi", "sv", "en")}
    assert shipped
    assert (shipped | texts | {"hytemap/py.typed", "hytemap-0.1.0.dist-info/licenses/LICENSE"}) - names == set()
    assert not [name for name in names if not name.startswith(("hytemap/", "hytemap-0.1.0.dist-info/"))]
    assert "License-Expression: MIT" in metadata


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`hytemap` of a new environment that has the lock's packages and the wheel, as docs/deploy.md installs it."""
    venv = tmp_path_factory.mktemp("installed") / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True, timeout=120)
    pip = [str(venv / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    for arguments in (
        ["--require-hashes", "--only-binary=:all:", "-r", str(REPOSITORY / "requirements.lock")],
        ["--no-deps", "--no-index", str(wheel)],
    ):
        done = subprocess.run([*pip, *arguments], capture_output=True, text=True, timeout=900, check=False)
        if done.returncode != 0 and any(words in done.stderr for words in NO_INDEX):
            pytest.skip("needs the package index pip is set up with")
        assert done.returncode == 0, done.stderr
    return venv / "bin" / "hytemap"


@pytest.mark.slow
def test_installed_wheel_serves_from_an_empty_folder(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty, home = tmp_path / "empty", tmp_path / "home"
    empty.mkdir()
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for name in [name for name in os.environ if name.startswith(("XDG_", "PYTHON"))]:
        monkeypatch.delenv(name)
    server = Server(empty, program=[installed])
    try:
        server.wait_until_ready()
        page = urllib.request.urlopen(f"{server.address}/fi/map", timeout=60).read().decode()
        swedish = urllib.request.urlopen(f"{server.address}/sv/map", timeout=60).read().decode()
        style = urllib.request.urlopen(f"{server.address}/static/css/page.css", timeout=60).read()
    finally:
        server.end()
    assert "Suur-Leppävaara" in page
    assert "Kartta" in page
    assert "Stor-Alberga" in swedish
    assert "Karta" in swedish
    assert style == (REPOSITORY / "static" / "css" / "page.css").read_bytes()
    assert list(empty.iterdir()) == []
    assert list((home / ".local" / "share" / "hytemap" / "snapshots").glob("snapshot-*.gpkg"))
