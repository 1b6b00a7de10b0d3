"""Programs of GIS staff, as they are: they open what the service serves."""
