"""A printing program that has grown too large after one order and ends, for tests; tells its process and its bound."""

import os
import sys

if __name__ == "__main__":
    sys.stdin.buffer.readline()
    sys.stdin.buffer.readline()
    told = f"{os.getpid()} {sys.argv[1]}".encode()
    sys.stdout.buffer.write(b'{"name": "map", "last": true, "size": %d}\n%s' % (len(told), told))
