"""pygeoapi under gunicorn with two workers: each layer by its GeoJSON and its GeoPackage provider."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from tests.benchmarks.serving.data import Data
from tests.benchmarks.serving.processes import HOST, CannotMeasure, Group, Running, free_port

#: provider → the end of its collections' names
PROVIDERS = {"GeoJSON": "geojson", "SQLiteGPKG": "gpkg"}

#: two processes of gunicorn's default kind: with threads, its GeoPackage provider was seen to fail now and then
_GUNICORN = ("-w", "2", "--timeout", "120")

_CONTACT = ("name", "position", "address", "city", "stateorprovince", "postalcode", "country", "phone", "fax", "email")


def items(layer: str, provider: str, words: str = "") -> str:
    return f"/collections/{layer}_{PROVIDERS[provider]}/items?f=json&limit=1000{words}"


def start(group: Group, name: str, data: Data, venv: Path | None, compress: bool = False) -> tuple[int, Running]:
    """The port at which the layers of `data` are, and its processes; `compress`: with its own setting `gzip`."""
    if venv is None:
        raise CannotMeasure("say where pygeoapi stands with --pygeoapi or HYTEMAP_BENCH_PYGEOAPI")
    programs = {one: venv / "bin" / one for one in ("pygeoapi", "gunicorn")}
    missing = [str(path) for path in programs.values() if not path.exists()]
    if missing:
        raise CannotMeasure(f"not installed: {', '.join(missing)}")
    port = free_port()
    config, openapi = data.folder / f"{name}.yml", data.folder / f"{name}-openapi.yml"
    # JSON is YAML too
    config.write_text(json.dumps(_config(port, data, compress)))
    env = {"PYGEOAPI_CONFIG": str(config), "PYGEOAPI_OPENAPI": str(openapi), "PYTHONWARNINGS": "ignore"}
    if Path("/usr/share/proj/proj.db").exists():
        env["PROJ_LIB"] = env["PROJ_DATA"] = "/usr/share/proj"
    done = subprocess.run(
        [programs["pygeoapi"], "openapi", "generate", config, "--output-file", openapi],
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode or not openapi.exists():
        raise CannotMeasure(f"pygeoapi wrote no OpenAPI document: {(done.stdout + done.stderr)[-300:]}")
    command = [str(programs["gunicorn"]), *_GUNICORN, "-b", f"{HOST}:{port}", "pygeoapi.flask_app:APP"]
    first = items(next(iter(data.layers)), "GeoJSON")
    return port, group.start(name, command, port, first, env)


def _config(port: int, data: Data, compress: bool) -> dict[str, Any]:
    here = f"http://{HOST}:{port}"
    contact = dict.fromkeys(_CONTACT, "b")
    return {
        "server": {
            "bind": {"host": HOST, "port": port},
            "url": here,
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "languages": ["en-US"],
            "pretty_print": False,
            "gzip": compress,
            "limits": {"default_items": 10, "max_items": 10_000},
            "map": {"url": here, "attribution": "none"},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {
                "title": "b",
                "description": "b",
                "keywords": ["b"],
                "keywords_type": "theme",
                "terms_of_service": "none",
                "url": here,
            },
            "license": {"name": "CC0", "url": here},
            "provider": {"name": "b", "url": here},
            "contact": {**contact, "url": here, "hours": "b", "instructions": "b", "role": "pointOfContact"},
        },
        "resources": {
            f"{layer}_{end}": _collection(layer, provider, data)
            for layer in data.layers
            for provider, end in PROVIDERS.items()
        },
    }


def _collection(layer: str, provider: str, data: Data) -> dict[str, Any]:
    known = {"type": "feature", "name": provider, "id_field": "code"}
    if provider == "GeoJSON":
        known["data"] = str(data.layers[layer])
    else:
        known |= {"data": str(data.package(layer)), "table": layer}
    return {
        "type": "collection",
        "title": layer,
        "description": layer,
        "keywords": [layer],
        "links": [],
        "extents": {"spatial": {"bbox": [19, 59, 32, 71], "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}},
        "providers": [known],
    }
