"""Use cases of actions and of their links to groups."""
