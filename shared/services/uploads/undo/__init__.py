"""Taking an upload back, chunk by chunk."""
