"""Files for other programs: the answers of the API as CSV, XLSX, TopoJSON, GeoPackage and QGIS styles.

Each form is a module with one function that writes a body; `offered` says which forms an address has.
"""
