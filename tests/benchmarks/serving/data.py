"""The sets all servers serve: S, Espoo's 46 postal areas, and L, a synthetic country.

The other servers get exactly hytemap's features: its own answers, written as GeoPackage and GeoJSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.benchmarks.national_content import FIRST_YEAR, INDICATORS, LEVEL, YEARS, write_content
from tests.benchmarks.serving.processes import CannotMeasure, free_port
from tests.servers import shared_folder

#: set S: what is asked again and again
S_LEVEL, S_INDICATORS = "postinumeroalue", ("unemployment_rate", "higher_degree", "median_income")
S_PATH = f"/api/collections/{S_LEVEL}/items?indicators={','.join(S_INDICATORS)}"
L_YEARS = tuple(range(FIRST_YEAR, FIRST_YEAR + YEARS))
L_INDICATORS = tuple(f"share_{i}" for i in range(INDICATORS))


def hytemap(*words: str) -> list[str]:
    return [sys.executable, "-m", "hytemap", *words]


@dataclass
class Data:
    """A folder with hytemap's snapshot, and the layers other servers serve: name → GeoJSON file."""

    folder: Path
    env: dict[str, str]
    #: what the snapshot came of, for the report
    told: str = ""
    layers: dict[str, Path] = field(default_factory=dict)

    @property
    def package(self) -> Path:
        return self.folder / "layers.gpkg"


def build_s(folder: Path) -> Data:
    """Espoo as it is shipped, with official postal borders where the shared WFS server can be started."""
    data = Data(folder, {"HYTEMAP_DATA": str(folder / "data")})
    official = _fetch_official(data.env)
    if not official:
        _run(hytemap("build"), data.env)
    data.told = "official postal borders, from the loopback WFS server" if official else "generalised default borders"
    return data


def _fetch_official(env: Mapping[str, str]) -> bool:
    shared = shared_folder()
    if shared is None:
        return False
    command = [sys.executable, "-I", str(shared / "wfs" / "serve.py"), "--port", str(free_port())]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        said = server.stdout.readline().split()
        try:
            if said[:1] != ["ready"]:
                return False
            _run(hytemap("fetch", S_LEVEL), {**env, "HYTEMAP_SERVICE_STATFI_POSTAL": f"{said[1]}/statfi"})
        finally:
            server.terminate()
    return True


def build_l(folder: Path) -> Data:
    """The synthetic country; half a minute."""
    content = write_content(folder / "content")
    env = {
        "HYTEMAP_DATA": str(folder / "data"),
        "HYTEMAP_CONTENT": str(content),
        "HYTEMAP_DEFAULT_LEVEL": LEVEL,
        "HYTEMAP_DEFAULT_INDICATOR": L_INDICATORS[0],
    }
    _run(hytemap("build"), env)
    return Data(folder, env, f"3,000 areas × {INDICATORS} indicators × {YEARS} years, synthetic")


def _run(command: Sequence[str], env: Mapping[str, str]) -> None:
    done = subprocess.run(command, env={**os.environ, **env}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotMeasure(f"{' '.join(command[1:])} failed: {(done.stdout + done.stderr)[-600:]}")


def write_s_layer(data: Data, answer: bytes) -> None:
    """The answer of S_PATH as the layer every other server serves."""
    _write_layers(data, {S_LEVEL: json.loads(answer)["features"]})


def write_l_layers(data: Data, ask: Any) -> None:
    """A layer a year, its 100 indicators and their statuses side by side; `ask(path)` gives hytemap's answer."""
    layers = {}
    for year in L_YEARS:
        features: dict[str, dict[str, Any]] = {}
        # 50 indicators an answer at most
        for start in range(0, INDICATORS, 50):
            names = ",".join(L_INDICATORS[start : start + 50])
            path = f"/api/collections/{LEVEL}/items?limit=10000&year={year}&indicators={names}"
            for feature in json.loads(ask(path))["features"]:
                if feature["id"] in features:
                    features[feature["id"]]["properties"].update(feature["properties"])
                else:
                    features[feature["id"]] = feature
        layers[l_layer(year)] = list(features.values())
    _write_layers(data, layers)


def l_layer(year: int) -> str:
    return f"{LEVEL}_{year}"


def _write_layers(data: Data, layers: Mapping[str, list[dict[str, Any]]]) -> None:
    import pyogrio

    for name, features in layers.items():
        path = data.folder / f"{name}.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":")))
        data.layers[name] = path
        # GeoPackage 1.2 is what Debian's GDAL knows by heart
        frame = pyogrio.read_dataframe(path)
        pyogrio.write_dataframe(
            frame.drop(columns=["id"], errors="ignore"),
            data.package,
            layer=name,
            driver="GPKG",
            append=data.package.exists(),
            dataset_options={"VERSION": "1.2"} if not data.package.exists() else None,
        )
