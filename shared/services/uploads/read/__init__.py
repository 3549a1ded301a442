"""From a file to rows: what validation and applying read."""
