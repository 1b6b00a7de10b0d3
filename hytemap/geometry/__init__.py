"""Pure functions on shapely geometries: generalising, display, coverage checks. No I/O."""
