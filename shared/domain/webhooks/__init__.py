"""Webhooks: events, signatures, and the addresses that may be called."""
