"""Run by Debian's Python, which has PyQGIS: opens a layer, styles it, tells what it sees, draws it.

`python3 in_qgis.py LAYER STYLE PICTURE COLUMN` prints JSON. Not imported by any test: it has no access to our packages.
"""

from __future__ import annotations

import json
import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import (  # type: ignore[import-not-found]
    QgsApplication,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsRenderContext,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize  # type: ignore[import-not-found]
from qgis.PyQt.QtGui import QColor  # type: ignore[import-not-found]

#: pixels of the picture
WIDTH, HEIGHT = 1400, 1400


def main(path: str, style: str, picture: str, column: str) -> dict[str, object]:
    layer = QgsVectorLayer(path, "areas", "ogr")
    if not layer.isValid():
        return {"valid": False}
    _, styled = layer.loadNamedStyle(style)
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(layer.crs())
    settings.setExtent(layer.extent())
    settings.setOutputSize(QSize(WIDTH, HEIGHT))
    settings.setBackgroundColor(QColor("white"))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    job.renderedImage().save(picture)
    return {
        "valid": True,
        "styled": styled,
        "labelled": layer.labelsEnabled() and layer.labeling() is not None,
        "crs": layer.crs().authid(),
        "fields": {field.name(): field.typeName() for field in layer.fields()},
        "legend": [one.label() for one in layer.renderer().legendSymbolItems()],
        "drawn": _drawn(layer, column),
    }


def _drawn(layer: QgsVectorLayer, column: str) -> dict[str, list[list[str]]]:
    """By code, the layers of the symbols each feature is drawn with: fill colour, fill brush, outline."""
    renderer, context = layer.renderer(), QgsRenderContext()
    renderer.startRender(context, layer.fields())
    drawn = {}
    for feature in layer.getFeatures():
        context.expressionContext().setFeature(feature)
        drawn[feature["code"]] = [
            [part.properties().get(name, "") for name in ("color", "style", "outline_style")]
            for symbol in renderer.originalSymbolsForFeature(feature, context)
            for part in symbol.symbolLayers()
        ]
    renderer.stopRender(context)
    return drawn


if __name__ == "__main__":
    application = QgsApplication([], False)
    application.initQgis()
    print(json.dumps(main(*sys.argv[1:])))
    sys.stdout.flush()
    # QGIS may stumble while it takes itself apart: nobody waits for that
    os._exit(0)
