"""Worked examples of how values reach areas and how areas are ranked and classed; see worked_examples.py."""

from __future__ import annotations

import numpy as np
import shapely

from hytemap.statistics import class_breaks, comparison, crosswalk, formulas, judgement, zonal
from tests.statistics.worked_examples import HALF_SPLIT, Numbers, WorkedExample, _array


def _ratio() -> Numbers:
    found = formulas.ratio(_array(277), _array(3660), 100, np.zeros(1, dtype=np.uint8))
    return (float(found.value[0]),)


def _mean() -> Numbers:
    means, weights = _array(40, 50), _array(300, 100)
    found = formulas.mean(_array(means @ weights), _array(weights.sum()), np.zeros(1, dtype=np.uint8))
    return (float(found.value[0]),)


def _cells() -> Numbers:
    """Shares of one source area whose four cells hold 10, 20, 30 and 40 people."""
    found = crosswalk.from_cells(
        np.array([0, 0, 0, 0]), np.array([0, 0, 1, -1]), _array(10, 20, 30, 40), sources=1, targets=2
    )
    return tuple(found.shares[0].tolist())


def _grid(*values: float) -> tuple[zonal.ZonalWeights, np.ndarray]:
    """Two cells of one metre beside each other, the area holds the first and half of the second."""
    frame = zonal.GridFrame(0, 1, 1, 1, 1, 2)
    return zonal.coverage_weights(np.array([shapely.box(0, 0, 1.5, 1)], dtype=object), frame), _array(*values)


EXAMPLES_OF_AREAS = (
    WorkedExample(
        "A ratio",
        "Paavo 2024, Tapiola (02100): 277 unemployed, 3,383 employed",
        "100 · numerator / denominator",
        "277 of 277 + 3,383",
        (7.568,),
        3,
        _ratio,
        by_hand=True,
    ),
    WorkedExample(
        "A mean joined over areas",
        "The arithmetic mean of joined groups",
        "Σ mean·n / Σ n",
        "300 people of 40 years on average, 100 of 50",
        (42.5,),
        1,
        _mean,
        by_hand=True,
    ),
    WorkedExample(
        "Shares of a source area by a grid",
        "Eicher & Brewer (2001), Cartography and Geographic Information Science 28: 125–138, binary dasymetric mapping",
        "people of the cells in the target / people of all its cells",
        "cells of 10 and 20 people in the first target, of 30 in the second, of 40 outside",
        (0.3, 0.3, 0.4),
        1,
        _cells,
        by_hand=True,
    ),
    WorkedExample(
        "An apportioned count",
        "Goodchild & Lam (1980), Geo-Processing 1: 297–312",
        "Σ share · count",
        "10 wholly in the target, half of 20",
        (20.0, 40.0),
        1,
        lambda: tuple(crosswalk.apportion(_array(10, 20, 30), HALF_SPLIT).tolist()),
        by_hand=True,
    ),
    WorkedExample(
        "Error of an estimate",
        "Hyndman & Koehler (2006), International Journal of Forecasting 22: 679–688, percentage error",
        "100 · (estimate / known − 1)",
        "Suur-Kauklahti 2015: 8,752 estimated, 8,959 counted",
        (-2.31,),
        2,
        lambda: tuple(comparison.percent_errors(_array(8752), _array(8959)).tolist()),
        by_hand=True,
    ),
    WorkedExample(
        "Mean of a raster over an area",
        "Ours, with exact shares of cells: Baston, exactextract, https://github.com/isciences/exactextract",
        "Σ coverage·value / Σ coverage",
        "a cell of 2 wholly in the area, half of a cell of 8",
        (4.0,),
        1,
        lambda: tuple(zonal.sums(*_grid(2, 8)).mean.tolist()),
        by_hand=True,
    ),
    WorkedExample(
        "Mean of a raster where people live",
        "Craig (1984), Demography 21: 405–412",
        "Σ coverage·people·value / Σ coverage·people",
        "values 2 and 8, 10 and 60 people, the second cell half covered",
        (6.5,),
        1,
        lambda: tuple(zonal.weighted_sums(*_grid(2, 8), _array(10, 60)).mean.tolist()),
        by_hand=True,
    ),
    WorkedExample(
        "Share of a class",
        "Ours",
        "covered cells of the class / covered cells",
        "a cell of class 1 wholly in the area, half of a cell of class 2; share of class 1",
        (0.667,),
        3,
        lambda: tuple(zonal.shares_of_class(*_grid(1, 2), _array(1)).mean.tolist()),
        by_hand=True,
    ),
    WorkedExample(
        "Rank with ties",
        "Standard competition ranking (1224)",
        "1 + the number of areas above",
        "5, 7, 7, 9",
        (4, 2, 2, 1),
        0,
        lambda: tuple(float(n) for n in comparison.ranks(_array(5, 7, 7, 9), np.ones(4, dtype=bool))),
        by_hand=True,
    ),
    WorkedExample(
        "Quintile",
        "Ours, by rank: ties share the better fifth",
        "⌊(rank − 1)·5 / areas⌋ + 1",
        "seven areas of 1 … 7",
        (5, 4, 3, 3, 2, 1, 1),
        0,
        lambda: tuple(float(n) for n in judgement.quintiles(np.arange(1.0, 8.0), np.ones(7, dtype=bool))),
        by_hand=True,
    ),
    WorkedExample(
        "Natural breaks",
        "Jenks (1977), by the exact optimum of Grønlund et al. (2017), arXiv:1701.07204",
        "the partition with the least sum of squares about the class means; a limit is the roundest number between",
        "1, 2, 3, 11, 12, 13, 25, 26 in three classes",
        (10, 20),
        0,
        lambda: tuple(class_breaks.natural(_array(1, 2, 3, 11, 12, 13, 25, 26), 3)),
        by_hand=True,
    ),
    WorkedExample(
        "Equal intervals",
        "Slocum et al. (2009), Thematic Cartography and Geovisualization, chapter 4",
        "lowest + i·(highest − lowest) / classes",
        "2 … 17 in five classes",
        (5, 8, 11, 14),
        0,
        lambda: tuple(class_breaks.equal(_array(2, 17), 5)),
        by_hand=True,
    ),
)
