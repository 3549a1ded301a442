"""The tables of connectors and actions, and of their links to groups."""
