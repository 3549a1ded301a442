"""Webhooks: from pending events through the outbox to deliveries."""
