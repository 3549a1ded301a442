"""Stores in memory, one module a port: what use cases are tested on, in milliseconds. tests/contract holds each to what
the same store over Azure does."""
