"""The sheet of two to six maps."""
