"""Tables of the audit, and events that still have to get there."""
