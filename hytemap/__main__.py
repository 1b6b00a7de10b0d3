"""`python -m hytemap` is the same as `hytemap`."""

from hytemap.cli import main

if __name__ == "__main__":
    main()
