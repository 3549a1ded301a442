"""Which column is which: what is chosen for a file whose titles are not known, and what is remembered of it."""
