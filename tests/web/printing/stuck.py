"""A printing program that never answers, for tests: it reads what it is told until nobody is there to tell it."""

import sys

if __name__ == "__main__":
    sys.stdin.buffer.read()
