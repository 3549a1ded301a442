"""Recording changes in the audit, and reading it."""
