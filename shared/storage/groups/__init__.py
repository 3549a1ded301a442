"""The table Groups."""
