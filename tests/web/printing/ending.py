"""A printing program that ends in the middle, as one that was killed for its memory does."""

import sys

if __name__ == "__main__":
    sys.stdin.buffer.readline()
    sys.stdin.buffer.readline()
    sys.stdout.buffer.write(b'{"name": "map", "size": 1000}\n%PDF-')
    sys.stdout.buffer.flush()
    sys.exit(9)
