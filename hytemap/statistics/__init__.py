"""Pure functions on arrays: formulas, crosswalks, comparison, class breaks. No I/O, no Flask."""
