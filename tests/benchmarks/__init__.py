"""Benchmarks: each is a module that runs by itself (`python -m tests.benchmarks.NAME`) and prints what it measured.

pytest does not collect them: nothing in the test suite is timed.
"""
