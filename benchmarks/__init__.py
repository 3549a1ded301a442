"""Measured figures, each beside a peer's on the same rows in the same run: `make bench`, `make bench ROWS=1000000`."""
