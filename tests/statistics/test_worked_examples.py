"""Every formula gives what its source prints, or what comes out on paper."""

import pytest

from tests.statistics.worked_examples import EXAMPLES
from tests.statistics.worked_examples_of_areas import EXAMPLES_OF_AREAS

ALL = (*EXAMPLES_OF_AREAS, *EXAMPLES)


@pytest.mark.parametrize("example", ALL, ids=lambda example: example.name)
def test_the_formula_gives_what_its_source_prints(example):
    computed = example.computed()
    assert len(computed) == len(example.published)
    assert [round(found, example.decimals) for found in computed] == pytest.approx(
        [round(expected, example.decimals) for expected in example.published], abs=1e-12
    )


def test_names_are_told_apart():
    assert len({example.name for example in ALL}) == len(ALL)
