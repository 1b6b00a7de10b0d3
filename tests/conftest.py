"""Fixtures of all tests; those that start servers stand in tests/servers.py."""

pytest_plugins = ["tests.content", "tests.faces", "tests.required", "tests.servers", "tests.told"]
