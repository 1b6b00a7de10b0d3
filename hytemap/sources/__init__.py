"""The outside world: one HTTP session, WFS, Espoo's GML, tables, rasters, and the work folder of what was fetched."""
