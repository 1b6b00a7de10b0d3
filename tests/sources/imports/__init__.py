"""Tests of files that people import."""
