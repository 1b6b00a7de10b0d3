"""The linear relations among the cells of a table: what adds up to what.

A table of areas × groups × variables × years is published with its sums, so a hidden cell can be worked out from the
cells around it. The relations are kept as a sparse matrix M with M·x = 0 for the true figures x, as in Fischetti &
Salazar-González (2001), *Solving the cell suppression problem on tabular data with linear constraints*, Management
Science 47(7), https://doi.org/10.1287/mnsc.47.7.1008.9805.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from hytemap.model import Values

Cells = NDArray[np.int64]


@dataclass(frozen=True)
class Relations:
    """Relations among cells: `matrix` (relations, cells), and the `kind` (relations,) of each.

    Relations of one kind say the same of different cells (girls and boys are everybody), so they hold or fail together.
    """

    matrix: sparse.csr_array
    kind: Cells

    def __len__(self) -> int:
        return len(self.kind)

    def remainder(self, values: Values) -> Values:
        """What is over in each relation (relations,): zero where it holds. NaN counts as nothing."""
        result: Values = self.matrix @ np.nan_to_num(values)
        return result

    def over(self, cells: int) -> Relations:
        """The same relations in a table of more cells, which they say nothing of."""
        matrix = self.matrix.copy()
        matrix.resize(matrix.shape[0], cells)
        return Relations(matrix, self.kind)

    def only(self, rows: NDArray[np.bool_]) -> Relations:
        """The relations in the mask `rows` (relations,)."""
        return Relations(self.matrix[np.flatnonzero(rows)], self.kind[rows])


def combination(result: Cells, parts: Cells, coefficients: Values, cells: int, kind: int = 0) -> Relations:
    """One relation each: cell `result` (n,) is Σ `coefficients` (parts,) × cells `parts` (n, parts).

    A cell of -1 is not there. A relation without its result or without any part says nothing and is left out; a part
    that is not there adds nothing. `cells` is how many cells there are in all.
    """
    result, parts = np.asarray(result, np.int64), np.asarray(parts, np.int64).reshape(len(result), -1)
    said = (result >= 0) & (parts >= 0).any(axis=1)
    result, parts = result[said], parts[said]
    there = parts >= 0
    row = np.repeat(np.arange(len(result)), parts.shape[1])[there.ravel()]
    weight = np.broadcast_to(-np.asarray(coefficients, np.float64), parts.shape)[there]
    matrix = sparse.coo_array(
        (
            np.concatenate([np.ones(len(result)), weight]),
            (np.concatenate([np.arange(len(result)), row]), np.concatenate([result, parts[there]])),
        ),
        shape=(len(result), cells),
    ).tocsr()
    return Relations(matrix, np.full(len(result), kind, np.int64))


def sums(total: Cells, parts: Cells, cells: int, kind: int = 0) -> Relations:
    """One relation each: cell `total` (n,) is the sum of cells `parts` (n, parts); -1 is a cell that is not there."""
    parts = np.asarray(parts, np.int64).reshape(len(total), -1)
    return combination(total, parts, np.ones(parts.shape[1]), cells, kind)


def joined(some: Sequence[Relations], cells: int) -> Relations:
    """All relations of `some` over the same `cells`."""
    if not some:
        return Relations(sparse.csr_array((0, cells)), np.zeros(0, np.int64))
    matrix = sparse.vstack([one.matrix for one in some], format="csr")
    return Relations(sparse.csr_array(matrix), np.concatenate([one.kind for one in some]))


def believed(relations: Relations, values: Values, known: NDArray[np.bool_], tolerance: Values) -> Relations:
    """The relations that an attacker who sees only the `known` cells (cells,) of `values` would believe.

    A kind is not believed when, of its relations whose cells are all known, most are off by more than the `tolerance`
    of their cells (cells,): overlapping groups do not add up to everybody. A single one that is off is a mistake or a
    rounding, and says nothing against the others.
    """
    touched = abs(relations.matrix).sign()
    complete = (touched @ (~known).astype(np.float64)) == 0
    off = np.abs(relations.remainder(np.where(known, values, 0.0))) > touched @ tolerance + 1e-6
    kept = np.ones(len(relations), dtype=np.bool_)
    for kind in np.unique(relations.kind):
        of_kind = relations.kind == kind
        seen = of_kind & complete
        if seen.any() and off[seen].mean() > 0.5:
            kept[of_kind] = False
    return relations.only(kept)


def neighbourhoods(relations: Relations, cells: NDArray[np.bool_]) -> Cells:
    """The number (cells,) of the connected part that each of `cells` (mask) lies in; -1 for the others."""
    chosen = np.flatnonzero(cells)
    matrix = relations.matrix[:, chosen]
    rows, found = matrix.shape
    incidence = sparse.coo_array(matrix)
    graph = sparse.coo_array(
        (np.ones(incidence.nnz), (incidence.coords[0], incidence.coords[1] + rows)), shape=(rows + found, rows + found)
    )
    _, label = sparse.csgraph.connected_components(graph, directed=False)
    result = np.full(len(cells), -1, np.int64)
    result[chosen] = label[rows:]
    return result
