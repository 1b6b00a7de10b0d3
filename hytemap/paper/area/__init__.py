"""The sheet of one area."""
