"""Writes a QGIS project that publishes the layers of a GeoPackage; run by Debian's Python, which has PyQGIS.

`/usr/bin/python3 qgis_project.py layers.gpkg project.qgs layer…`
"""

from __future__ import annotations

import sys

from qgis.core import QgsApplication, QgsProject, QgsVectorLayer


def main(package: str, project_file: str, names: list[str]) -> None:
    application = QgsApplication([], False)
    application.initQgis()
    project = QgsProject.instance()
    layers = [QgsVectorLayer(f"{package}|layername={name}", name, "ogr") for name in names]
    for layer in layers:
        if not layer.isValid():
            sys.exit(f"QGIS does not open {layer.name()} of {package}")
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
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
