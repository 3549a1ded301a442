"""Use cases of connectors and of their links to groups."""
