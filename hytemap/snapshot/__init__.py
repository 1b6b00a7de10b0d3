"""The store: one GeoPackage, written whole, swapped atomically, named by its content.

`store` finds, checks and reads a snapshot and needs nothing but SQLite, so that serving stays light; `write` makes one
and needs geopandas.
"""
