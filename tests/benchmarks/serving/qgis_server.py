"""QGIS Server's OGC API – Features: two FastCGI processes behind nginx, the project in PyQGIS's own writing."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests.benchmarks.serving.data import Data
from tests.benchmarks.serving.nginx_server import fastcgi_pool, start_before
from tests.benchmarks.serving.processes import CannotMeasure, Group, Running

PROGRAM = "/usr/lib/cgi-bin/qgis_mapserv.fcgi"
_SYSTEM_PYTHON = "/usr/bin/python3"


def items(layer: str, words: str = "") -> str:
    return f"/wfs3/collections/{layer}/items.json?limit=1000{words}"


def start(group: Group, name: str, data: Data, compress: bool = False) -> tuple[int, Running, float]:
    """The port at which the layers of `data` are, its pool of processes, and seconds until the first answer.

    `compress`: nginx before it sends gzip.
    """
    project = data.folder / "layers.qgs"
    home = group.folder / f"{name}-home"
    home.mkdir()
    env = {
        "QT_QPA_PLATFORM": "offscreen",
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(home),
        "QGIS_PROJECT_FILE": str(project),
        "QGIS_SERVER_LOG_LEVEL": "2",
        "QGIS_SERVER_TRUST_LAYER_METADATA": "1",
    }
    if not Path(PROGRAM).exists():
        raise CannotMeasure("qgis-server is not installed")
    writer = Path(__file__).with_name("qgis_project.py")
    done = subprocess.run(
        [_SYSTEM_PYTHON, str(writer), str(project), *(str(data.package(one)) for one in data.layers)],
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode or not project.exists():
        raise CannotMeasure(f"PyQGIS wrote no project: {done.stderr[-300:]}")
    pool, running = fastcgi_pool(group, name, PROGRAM, env)
    port, front = start_before(group, name, pool, {}, items(next(iter(data.layers))), compress)
    return port, running, front.first_answer_s
