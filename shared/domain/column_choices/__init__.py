"""Unknown titles of columns: what is asked about them, what is chosen, and how a later file is known to have the same."""
