"""A data folder in which everything was fetched and built once; each test calls `hytemap fetch` in a copy of it."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner
from ruamel.yaml import YAML

from hytemap.build import build
from hytemap.cli.fetch import fetch as command
from hytemap.definitions import Definitions, load
from hytemap.settings import Settings
from hytemap.sources.fetch import fetch
from tests.content import copy_content
from tests.faults.protocols import Served, serve
from tests.servers import Loopback

NOBODY = "http://127.0.0.1:9/nobody"
PROTOCOLS = ("wfs_geojson", "wfs_gml", "espoo_gml", "sotkanet", "pxweb")
#: enough to see that what was fetched is served: fewer definitions are read and built sooner
INDICATORS = ("unemployment_rate", "population", "daily_smokers", "loneliness")
#: patience of the tests, by the settings that operators have too
PATIENCE = {"HYTEMAP_FETCH_GIVE_UP_S": "1.6", "HYTEMAP_FETCH_MAX_MB": "2"}


#: the protocol whose faults are tried also without the slow tests
QUICK = PROTOCOLS[0]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The same fault over another protocol is a slow test: the whole matrix takes more than a minute."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and any(name in item.name for name in PROTOCOLS if name != QUICK):
            item.add_marker(pytest.mark.slow)


@dataclass(frozen=True)
class Good:
    """Small content, its definitions, and the data folder of a good fetch and build."""

    content: Path
    definitions: Definitions
    data: Path


def small_content(folder: Path) -> Path:
    content = copy_content(folder)
    for path in (content / "layers" / "indicators").iterdir():
        if path.stem not in INDICATORS:
            path.unlink()
    path = content / "layers" / "tables" / "sotkanet.yaml"
    table = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    table["sotkanet"]["indicators"] = {name: table["sotkanet"]["indicators"][name] for name in INDICATORS[2:]}
    for group in list(table["groups"]):
        kept = {n: label for n, label in table["groups"][group]["variables"].items() if n in INDICATORS[2:]}
        table["groups"][group]["variables"] = kept
        if not kept:
            del table["groups"][group]
    # JSON is YAML too, and keeps codes in quotes
    path.write_text(json.dumps(table, ensure_ascii=False), encoding="utf-8")
    return content


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Good:
    """Everything fetched from loopback services of every protocol, and built."""
    folder = tmp_path_factory.mktemp("good")
    content = small_content(folder / "content")
    settings = Settings(data=folder / "data", content=content)
    definitions = load(settings)
    running = [Loopback() for _ in PROTOCOLS]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hytemap.sources.publishers.rate_of", lambda service: None)
        for name in definitions.services:
            patch.setenv(f"HYTEMAP_SERVICE_{name}", NOBODY)
        for name, service in zip(PROTOCOLS, running, strict=True):
            served = serve(name, service, definitions)
            patch.setenv(f"HYTEMAP_SERVICE_{served.setting}", served.address)
            names = [served.source] + (["paavo"] if name == "wfs_geojson" else [])
            outcomes = fetch(definitions, settings, names)
            assert all(outcome.ok for outcome in outcomes), [str(outcome) for outcome in outcomes]
        build(settings)
    for service in running:
        service.stop()
    return Good(content, definitions, settings.data)


@dataclass(frozen=True)
class Fetched:
    """What a call of `hytemap fetch` did: exit status, the source's one line, the notices below it, all it said."""

    status: int
    line: str
    notes: list[str]
    output: str
    unharmed: bool


@dataclass
class House:
    """A data folder of one test, in which everything was fetched and built before."""

    good: Good
    data: Path

    def state(self) -> dict[str, str]:
        """The digest of every kept copy and of the snapshot, by its path."""
        paths = [p for name in ("levels", "rasters", "tables") for p in (self.data / "work" / name).glob("[!.]*")]
        paths += list((self.data / "snapshots").glob("[!.]*"))
        return {str(p.relative_to(self.data)): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(paths)}

    def fetch(self, *names: str) -> Fetched:
        """Call `hytemap fetch NAMES` here, and see what it did."""
        before = self.state()
        result = CliRunner().invoke(command, list(names), catch_exceptions=False)
        lines = result.stdout.splitlines()
        own = [line for line in lines if line.startswith(f"{names[0]}: ")]
        assert len(own) == 1, result.output
        notes = [line.removeprefix("  note: ") for line in lines if line.startswith("  note: ")]
        return Fetched(result.exit_code, own[0], notes, result.output, self.state() == before)


@pytest.fixture
def house(good: Good, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    data = tmp_path / "data"
    # with the times: a copy must not look younger than it is
    shutil.copytree(good.data, data)
    monkeypatch.setenv("HYTEMAP_DATA", str(data))
    monkeypatch.setenv("HYTEMAP_CONTENT", str(good.content))
    for name, value in PATIENCE.items():
        monkeypatch.setenv(name, value)
    for name in good.definitions.services:
        monkeypatch.setenv(f"HYTEMAP_SERVICE_{name}", NOBODY)
    monkeypatch.setattr("hytemap.sources.publishers.rate_of", lambda service: None)
    # read once, not for every fault: they are the same files
    monkeypatch.setattr("hytemap.definitions.load", lambda settings: good.definitions)
    return House(good, data)


@pytest.fixture
def served(
    request: pytest.FixtureRequest,
    house: House,
    loopback: Callable[..., Loopback],
    monkeypatch: pytest.MonkeyPatch,
) -> Served:
    """The protocol a test is parametrised with, running, and the settings pointing to it."""
    found = serve(request.param, loopback(), house.good.definitions)
    monkeypatch.setenv(f"HYTEMAP_SERVICE_{found.setting}", found.address)
    return found
