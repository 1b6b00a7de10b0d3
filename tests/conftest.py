"""Fixtures of all tests; those that start servers stand in tests/servers.py."""

from hypothesis import settings

pytest_plugins = [
    "tests.memory",  # the browser's plugin asks it for room
    "tests.browser.visit",
    "tests.content",
    "tests.faces",
    "tests.required",
    "tests.servers",
    "tests.told",
]

# how long an example takes says how busy the machine is: benchmarks measure time, tests do not
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
