"""The sheet of a table of up to eight columns."""
