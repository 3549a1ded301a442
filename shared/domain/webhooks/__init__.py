"""Webhooks as plain values: events, signatures, addresses that may be called."""
