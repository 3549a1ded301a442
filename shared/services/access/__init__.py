"""Who the caller is, and what they may see and do."""
