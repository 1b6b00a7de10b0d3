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

from tests.benchmarks.national_content import FIRST_YEAR, INDICATORS, LEVEL, YEARS, write_content
from tests.benchmarks.serving.processes import CannotMeasure, free_port
from tests.servers import shared_folder

#: set S: what is asked again and again
S_LEVEL, S_INDICATORS = "postinumeroalue", ("unemployment_rate", "higher_degree", "median_income")
S_PATH = f"/api/collections/{S_LEVEL}/items?indicators={','.join(S_INDICATORS)}"
L_YEARS = tuple(range(FIRST_YEAR, FIRST_YEAR + YEARS))
L_INDICATORS = tuple(f"share_{i}" for i in range(INDICATORS))
#: indicator and year of the layers that rivals have. pygeoapi's GeoPackage provider and MapServer send all columns of a
#: layer, so a layer holds one indicator of one year, and 20 of the 1,000 must do: it favours rivals, if anyone
L_PAIRS = tuple((L_INDICATORS[(7 * i) % INDICATORS], L_YEARS[i % YEARS]) for i in range(20))


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

    def package(self, layer: str) -> Path:
        """The GeoPackage of a layer."""
        return self.folder / f"{layer}.gpkg"


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


def l_path(indicator: str, year: int) -> str:
    return f"/api/collections/{LEVEL}/items?limit=10000&indicators={indicator}&year={year}"


def l_layer(indicator: str, year: int) -> str:
    return f"{LEVEL}_{indicator}_{year}"


#: what the first answer of set L is asked for
L_FIRST = f"{l_path(L_INDICATORS[0], L_YEARS[-1])}&bbox=24,61,26,62"


def write_layers(data: Data, answers: Mapping[str, bytes], with_packages: bool = True) -> None:
    """hytemap's answers as layers: a GeoJSON file each, and a GeoPackage of its own."""
    import pyogrio

    for name, answer in answers.items():
        path = data.folder / f"{name}.geojson"
        features = json.loads(answer)["features"]
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":")))
        data.layers[name] = path
        if with_packages:
            # GeoPackage 1.2 is what Debian's GDAL knows by heart
            frame = pyogrio.read_dataframe(path).drop(columns=["id"], errors="ignore")
            pyogrio.write_dataframe(
                frame, data.package(name), layer=name, driver="GPKG", dataset_options={"VERSION": "1.2"}
            )
