"""Use cases of the links between groups."""
