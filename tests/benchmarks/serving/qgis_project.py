"""Writes a QGIS project that publishes a layer of each GeoPackage; run by Debian's Python, which has PyQGIS.

`/usr/bin/python3 qgis_project.py project.qgs layer.gpkg…`; a layer is named as its file.
"""

from __future__ import annotations

import sys
from pathlib import Path

from qgis.core import QgsApplication, QgsProject, QgsVectorLayer


def main(project_file: str, packages: list[str]) -> None:
    application = QgsApplication([], False)
    application.initQgis()
    project = QgsProject.instance()
    layers = [QgsVectorLayer(f"{one}|layername={Path(one).stem}", Path(one).stem, "ogr") for one in packages]
    for layer in layers:
        if not layer.isValid():
            sys.exit(f"QGIS does not open {layer.source()}")
        project.addMapLayer(layer)
    project.setCrs(layers[0].crs())
    project.setTitle("benchmark")
    project.writeEntry("WFSLayers", "/", [layer.id() for layer in layers])
    for layer in layers:
        # as many decimals as hytemap gives
        project.writeEntry("WFSLayersPrecision", f"/{layer.id()}", 6)
    project.writeEntry("WMSServiceCapabilities", "/", True)
    project.write(project_file)
    application.exitQgis()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
