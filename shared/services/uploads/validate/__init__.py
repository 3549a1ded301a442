"""The first step: reject bad rows, plan, write chunks."""
