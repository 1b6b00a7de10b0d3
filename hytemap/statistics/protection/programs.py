"""Linear programs, solved by HiGHS (Huangfu & Hall 2018, https://doi.org/10.1007/s12532-017-0130-5)."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from hytemap.model import Values


def least(
    objective: Values, matrix: sparse.csr_array, right: Values, low: Values, high: Values
) -> Values | float | None:
    """The x between `low` and `high` (columns,) with matrix · x = `right` at which objective · x is least.

    -inf when it has no least, None when no x fits.
    """
    # a mixed-integer program without integers is a linear one, and scipy's way to it the shorter: many are small
    found = milp(objective, constraints=LinearConstraint(matrix, right, right), bounds=Bounds(low, high))
    if found.status not in (0, 2, 3):
        # unbounded or infeasible, HiGHS has not found out which: without presolve it does
        bounds = np.column_stack([low, high])
        found = linprog(
            objective, A_eq=matrix, b_eq=right, bounds=bounds, method="highs-ds", options={"presolve": False}
        )
    if found.status == 3:
        return -np.inf
    x: Values | None = found.x if found.status == 0 else None
    return x
