"""The sheet of one map."""
