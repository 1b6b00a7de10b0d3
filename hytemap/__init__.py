"""hytemap: the wellbeing of Espoo's residents by district, from the publishers' open data."""

__version__ = "0.1.0"
