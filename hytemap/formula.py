"""The small language of formulas: names of variables, `+`, `-`, `*`, whole numbers and brackets.

A formula is read with Python's own `ast`, but only the listed nodes are allowed, so a definition can never run code.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from hytemap.errors import FormulaError
from hytemap.model import Status, Statuses, Values, worst

#: names every formula may use beside its table's variables: properties of the areas themselves
AREA_VARIABLES = ("land_area_km2", "land_cells")

#: far above any real formula; a longer one would exhaust Python's stack while it is evaluated
MAX_LENGTH = 500

_OPERATIONS: dict[type[ast.operator], Callable[[Values, Values], Values]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
}


@dataclass(frozen=True)
class Expression:
    """A formula's text and the tree it was read into."""

    text: str
    tree: ast.expr

    @classmethod
    def parse(cls, text: str) -> Expression:
        """Read `text`; raises FormulaError naming the first thing that is not in the language."""
        if len(text) > MAX_LENGTH:
            raise FormulaError(f"a formula of {len(text)} characters is too long; at most {MAX_LENGTH}")
        try:
            tree = ast.parse(text.strip(), mode="eval").body
        except (SyntaxError, ValueError) as error:  # a null byte is a ValueError in early releases of Python 3.11
            where = f" at character {error.offset}" if isinstance(error, SyntaxError) and error.offset else ""
            raise FormulaError(f"{text!r} is no formula: {getattr(error, 'msg', error)}{where}") from error
        for node in ast.walk(tree):
            allowed = isinstance(node, ast.Name | ast.BinOp | ast.operator | ast.Load) or (
                isinstance(node, ast.Constant) and type(node.value) is int
            )
            if not allowed or (isinstance(node, ast.operator) and type(node) not in _OPERATIONS):
                raise FormulaError(f"{text!r}: only names, whole numbers, + - * and brackets are allowed")
        expression = cls(text, tree)
        if not expression.names:
            raise FormulaError(f"{text!r} names no variable")
        return expression

    @property
    def names(self) -> list[str]:
        """The variables used, each once, in order of appearance."""
        found = [node for node in ast.walk(self.tree) if isinstance(node, ast.Name)]
        found.sort(key=lambda node: (node.lineno, node.col_offset))
        return list(dict.fromkeys(node.id for node in found))

    @property
    def is_linear(self) -> bool:
        """Whether evaluating the sum of areas gives the same as summing evaluated areas.

        So it is when every term holds exactly one variable: `a + 2 * b` is, `a * b` and `a + 1` are not.
        """
        return _degree(self.tree) == 1

    def evaluate(self, variables: Mapping[str, tuple[Values, Statuses]]) -> tuple[Values, Statuses]:
        """Values and statuses over areas; the worst status of the parts decides, and where it hides, value is NaN.

        Arrays are of one shape (areas,). Raises FormulaError when a name is missing from `variables`.
        """
        absent = [name for name in self.names if name not in variables]
        if absent:
            raise FormulaError(f"{self.text!r} needs {', '.join(absent)}, which is not there")
        values = np.asarray(self._value(self.tree, variables), dtype=np.float64)
        statuses = worst(variables[name][1] for name in self.names)
        return np.where(statuses <= Status.ESTIMATED, values, np.nan), statuses

    def _value(self, node: ast.expr, variables: Mapping[str, tuple[Values, Statuses]]) -> Values:
        if isinstance(node, ast.Name):
            return variables[node.id][0]
        if isinstance(node, ast.Constant):
            return np.asarray(float(str(node.value)))
        assert isinstance(node, ast.BinOp)  # noqa: S101 - parse() let nothing else through
        return _OPERATIONS[type(node.op)](self._value(node.left, variables), self._value(node.right, variables))


def _degree(node: ast.expr) -> int | None:
    """How many variables each term multiplies; None when terms differ."""
    if isinstance(node, ast.Name):
        return 1
    if isinstance(node, ast.Constant):
        return 0
    assert isinstance(node, ast.BinOp)  # noqa: S101 - parse() let nothing else through
    left, right = _degree(node.left), _degree(node.right)
    if left is None or right is None:
        return None
    if isinstance(node.op, ast.Mult):
        return left + right
    return left if left == right else None
