"""docs/numbers.md says what a run gives."""

from hytemap.atlas import load_atlas
from tests.numbers_page import PAGE, numbers_page


def test_the_page_of_numbers_is_what_this_run_gives(shipped_settings):
    written = PAGE.read_text(encoding="utf-8")
    assert written == numbers_page(load_atlas(shipped_settings.snapshots)), "run: python -m tests.numbers_page"


def test_no_city_ratio_differs_from_the_publishers_own_file(shipped_settings):
    text = numbers_page(load_atlas(shipped_settings.snapshots))
    rows = [line.split(" | ") for line in text.splitlines() if line.startswith("| `")]
    assert len(rows) > 20
    assert {float(row[-1].rstrip(" |")) for row in rows} == {0.0}
