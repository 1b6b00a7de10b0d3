"""A printing program that never answers, for tests: it reads what it is told and waits."""

import sys
import time

if __name__ == "__main__":
    sys.stdin.buffer.readline()
    while sys.stdin.buffer.readline():
        time.sleep(600)
