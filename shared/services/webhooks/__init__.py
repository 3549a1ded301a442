"""Telling connectors what changed: from pending events to deliveries."""
