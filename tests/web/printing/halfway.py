"""A printing program that says how far it is and gets no farther, for tests."""

import sys

if __name__ == "__main__":
    sys.stdin.buffer.readline()
    sys.stdin.buffer.readline()
    sys.stdout.buffer.write(b'{"done": 3, "count": 8}\n')
    sys.stdout.buffer.flush()
    sys.stdin.buffer.read()
